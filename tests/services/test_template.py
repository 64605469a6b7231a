"""Promises about the template: what is downloaded can be filled in, uploaded and read."""

import io
import zipfile
from datetime import time
from zoneinfo import ZoneInfo

import pytest

from challenge.domain.evidence import Evidence, Recording
from challenge.domain.measure import Measure
from challenge.domain.sports import all_sports
from challenge.imports.registry import read_file
from challenge.services.template import EXAMPLES, sport_words, template_csv, template_xlsx
from challenge.wording.text import LOCALES, text

PARIS = ZoneInfo("Europe/Paris")
MADE = {"csv": template_csv, "xlsx": template_xlsx}


def reading_of(data: bytes):
    (reading,) = read_file("template", io.BytesIO(data), zone=PARIS, sport_words=sport_words())
    assert reading.refused is None
    return reading


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("form", sorted(MADE))
def test_the_example_reads_as_what_it_shows(form, locale):
    reading = reading_of(MADE[form](locale))
    assert reading.refused_rows == ()
    run, walk = reading.measures
    start = run.started_at
    assert run == Measure("run", start, 2100, distance_m=5200, ascent_m=40)
    assert (start.date(), start.time(), start.tzinfo) == (EXAMPLES[0][1], time(12, 30), PARIS)
    assert (walk.sport, walk.moving_seconds, walk.steps) == ("walk", 1500, 2900)
    assert reading.activities[0].evidence == Evidence(Recording.TYPED)
    assert reading.sources == ("manual", "manual")


@pytest.mark.parametrize("locale", LOCALES)
def test_every_sport_may_be_written_as_the_pages_call_it(locale):
    rows = "".join(f'"{text(locale, f"sport.{name}")}",2026-05-04,30\n' for name in all_sports())
    assert [measure.sport for measure in reading_of(("sport,date,minutes\n" + rows).encode()).measures] == list(
        all_sports()
    )


@pytest.mark.parametrize("locale", LOCALES)
def test_no_cell_of_the_template_runs_as_a_formula(locale):
    cells = template_csv(locale).decode("utf-8-sig").replace("\r\n", ";").replace(",", ";").split(";")
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
    with zipfile.ZipFile(io.BytesIO(template_xlsx(locale))) as book:
        assert not [name for name in book.namelist() if b"<f>" in book.read(name) and "worksheets" in name]


def test_the_workbook_offers_the_sports_to_choose_from():
    with zipfile.ZipFile(io.BytesIO(template_xlsx("fr"))) as book:
        assert b"'Sports'!$A$1:$A$" in book.read("xl/worksheets/sheet1.xml")
        assert f"<t>{text('fr', 'sport.run')}</t>" in book.read("xl/sharedStrings.xml").decode()


def test_accents_survive_a_spreadsheet_that_opens_the_csv():
    assert template_csv("fr").startswith(b"\xef\xbb\xbf")
