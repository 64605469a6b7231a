"""Promises about XLSX: our template as spreadsheets save it, and workbooks that mean harm."""

import io
import resource
import zipfile
from datetime import date, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some
from xlsxwriter import Workbook

from challenge.imports.limits import MEGABYTE
from challenge.imports.reading import Context
from challenge.imports.registry import count_files, read_file
from challenge.imports.spreadsheet import read_spreadsheet
from tests.imports.factories import START, gpx, only, packed, points, read, steady

PARIS = Context(ZoneInfo("Europe/Paris"), {"courseapied": "run"})
HEADER = ["sport", "date", "heure", "minutes", "km", "dénivelé (m)", "pas"]
RUN = ["Course à pied", date(2026, 5, 4), time(7, 30), 30, 5.2, 40, None]


def xlsx(*rows, first=()):
    """A workbook of one sheet, or of two where a first one is given."""
    stream = io.BytesIO()
    with Workbook(stream, {"in_memory": True, "strings_to_formulas": False}) as book:
        day, clock = book.add_format({"num_format": "dd/mm/yyyy"}), book.add_format({"num_format": "hh:mm"})
        for content in filter(None, (first, rows)):
            sheet = book.add_worksheet()
            for number, row in enumerate(content):
                for column, value in enumerate(row):
                    form = day if isinstance(value, date) else clock if isinstance(value, time) else None
                    sheet.write(number, column, value, form)
    return stream.getvalue()


SOUND = xlsx(HEADER, RUN)


def with_part(name, content, workbook=SOUND):
    """A workbook with one of its parts replaced."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        parts = {part: archive.read(part) for part in archive.namelist()}
    return packed(parts | {name: content})


def sheet_of(cells):
    return (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        f"{cells}</sheetData></worksheet>"
    )


def test_days_hours_and_figures_are_read_as_the_sheet_shows_them():
    (run,) = read_spreadsheet(SOUND, PARIS).measures
    assert (run.sport, run.started_at.isoformat()) == ("run", "2026-05-04T07:30:00+02:00")
    assert (run.moving_seconds, run.distance_m, run.ascent_m, run.steps) == (1800, 5200, 40, None)


def test_words_typed_into_cells_are_read_as_those_of_a_csv():
    typed = xlsx(HEADER, ["run", "04/05/2026", "7h30", "30,5", "5,2", "", ""])
    (run,) = read_spreadsheet(typed, PARIS).measures
    assert (run.started_at.isoformat(), run.moving_seconds, run.distance_m) == ("2026-05-04T07:30:00+02:00", 1830, 5200)


def test_one_cell_with_day_and_hour_is_enough():
    (run,) = read_spreadsheet(xlsx(HEADER, ["run", START.replace(tzinfo=None), None, 30]), PARIS).measures
    assert run.started_at.isoformat() == "2026-05-04T07:00:00+02:00"


def test_a_bad_row_is_named_by_its_number_and_the_name_of_its_column():
    found = read_spreadsheet(xlsx(HEADER, RUN, [], ["run", date(2026, 5, 4), time(7), "much"], RUN), PARIS)
    assert len(found.activities) == 2
    assert [dict(refused.facts) for refused in found.refused_rows] == [{"row": 4, "column": "minutes"}]


def test_a_formula_is_taken_by_its_value_and_never_reckoned():
    (walk,) = read_spreadsheet(xlsx(HEADER, ["walk", date(2026, 5, 4), time(7), 30, 2, 0, "=6*7"]), PARIS).refused_rows
    assert walk.facts["column"] == "pas"


def test_the_first_sheet_that_is_a_table_is_read_wherever_it_stands():
    (run,) = read_spreadsheet(xlsx(HEADER, RUN, first=[["notes"], ["nothing here"]]), PARIS).measures
    assert run.moving_seconds == 1800


def test_a_workbook_is_one_file_alone_and_in_a_zip():
    assert count_files(io.BytesIO(SOUND)) == 1
    both = packed({"mine.xlsx": SOUND, "run.gpx": gpx(points(steady(60, 2)))})
    assert count_files(io.BytesIO(both)) == 2
    assert [(reading.name, reading.refused) for reading in read(both)] == [("mine.xlsx", None), ("run.gpx", None)]


def test_the_zone_and_the_words_reach_the_sheet_through_an_upload():
    (reading,) = read_file("mine.xlsx", io.BytesIO(SOUND), zone=PARIS.zone, sport_words={"Course à pied": "run"})
    assert reading.measures == read_spreadsheet(SOUND, PARIS).measures
    assert reading.sources == ("manual",)


@pytest.mark.parametrize("rows", [[["date", "amount"], [1, 2]], [[]], [["sport"], ["run"]]])
def test_another_workbook_is_no_table_of_ours(rows):
    assert type(only(xlsx(*rows)).refused).__name__ == "UnknownFormatError"


def test_a_table_without_rows_is_no_activity():
    assert type(only(xlsx(HEADER)).refused).__name__ == "NoActivityError"


def test_two_cells_far_apart_take_no_memory():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    header = "".join(f'<c t="inlineStr"><is><t>{name}</t></is></c>' for name in ("sport", "date", "minutes"))
    across = sheet_of(f'<row r="1">{header}</row><row r="9000"><c r="XFD9000"><v>1</v></c></row>')
    assert type(only(with_part("xl/worksheets/sheet1.xml", across)).refused).__name__ == "NoActivityError"
    down = sheet_of(f'<row r="1">{header}</row><row r="1048576"><c r="A1048576"><v>1</v></c></row>')
    assert type(only(with_part("xl/worksheets/sheet1.xml", down)).refused).__name__ == "TooManyRowsError"
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64 * 1024


@pytest.mark.parametrize("cell", ["<c/>", '<c r="A2"><v>1</v></c>'])
def test_a_flood_of_cells_is_refused_before_it_is_read(cell):
    flood = with_part("xl/worksheets/sheet1.xml", sheet_of(f'<row r="1">{cell * 200_001}</row>'))
    assert type(only(flood).refused).__name__ == "TooManyRowsError"


def test_cells_that_are_only_coloured_are_no_rows():
    coloured = sheet_of('<row r="1048576"><c r="A1048576" s="1"/></row>')
    assert type(only(with_part("xl/worksheets/sheet1.xml", coloured)).refused).__name__ == "UnknownFormatError"


def test_cells_without_a_place_follow_each_other():
    cells = ""
    for words in (("sport", "date", "minutes"), ("run", "2026-05-04", "30")):
        cells += "<row>" + "".join(f'<c t="inlineStr"><is><t>{word}</t></is></c>' for word in words) + "</row>"
    (run,) = only(with_part("xl/worksheets/sheet1.xml", sheet_of(cells))).measures
    assert (run.sport, run.moving_seconds) == ("run", 1800)


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"])
def test_a_workbook_that_unpacks_beyond_all_bounds_is_refused(part):
    bomb = with_part(part, sheet_of("") + " " * (9 * MEGABYTE))
    assert len(bomb) < MEGABYTE
    assert type(only(bomb).refused).__name__ == "FileTooLargeError"


def test_pictures_and_macros_are_passed_over():
    assert only(with_part("xl/vbaProject.bin", b"\0" * (9 * MEGABYTE))).measures[0].moving_seconds == 1800


def test_entities_of_a_sheet_are_refused():
    sheet = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">]>' + sheet_of("")
    assert type(only(with_part("xl/worksheets/sheet1.xml", sheet)).refused).__name__ == "ForbiddenXmlError"


def test_ten_thousand_rows_are_read_and_one_more_is_refused():
    row = ["run", "2026-05-04", "07:30", 30]
    assert len(only(xlsx(HEADER, *[row] * 10_000)).activities) == 10_000
    assert type(only(xlsx(HEADER, *[row] * 10_001)).refused).__name__ == "TooManyRowsError"


@given(place=some.floats(0, 1, exclude_max=True), byte=some.integers(0, 255))
def test_one_changed_byte_never_raises(place, byte):
    data = bytearray(SOUND)
    data[int(place * len(data))] = byte
    for reading in read(bytes(data)):
        assert (reading.refused is None) == bool(reading.activities or reading.refused_rows)


@given(
    some.sampled_from(["xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml", "xl/worksheets/sheet1.xml"]),
    some.text(max_size=60),
)
def test_any_text_in_a_part_never_raises(part, text):
    content = text.encode("utf-8", "replace")
    for reading in read(with_part(part, content)):
        assert reading.refused is not None or reading.activities or reading.refused_rows
