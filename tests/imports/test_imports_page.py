"""The page about imports tells what the readers do."""

import re
from pathlib import Path

from challenge.imports.limits import MAX_FILE_BYTES, MAX_FILES, MAX_POINTS, MAX_ROWS, MAX_SHEET_BYTES, MEGABYTE
from challenge.imports.pace import FINGERPRINT_DIGITS, MIN_PLACED_SHARE
from challenge.imports.rows import places_of
from challenge.imports.table import COLUMNS, RECORDINGS

PAGE = (Path(__file__).parents[2] / "docs" / "imports.md").read_text(encoding="utf-8")
TEMPLATE = PAGE.partition("### Our table")[2].partition("###")[0]


def test_every_column_of_the_page_is_read():
    lines = [line.split("|") for line in TEMPLATE.splitlines() if line.startswith("| `")]
    told = [name for line in lines for name in (*re.findall(r"`(.+?)`", line[1]), *line[2].strip().split(", ")) if name]
    assert len(told) > 12
    assert [name for name in told if not places_of([name], COLUMNS)] == []
    assert set(places_of(told, COLUMNS)) == set(COLUMNS.values())


def test_every_source_is_named():
    assert [source for source in RECORDINGS if f"`{source}`" not in TEMPLATE] == []


def test_the_limits_are_those_in_force():
    assert f"a file over {MAX_FILE_BYTES // MEGABYTE} MB" in PAGE
    assert f"or {MAX_FILES} files" in PAGE
    assert f"unpack to more than {MAX_SHEET_BYTES // MEGABYTE} MB" in PAGE
    assert f"a file over {MAX_POINTS:,} points, a table over {MAX_ROWS:,} rows" in PAGE
    assert (FINGERPRINT_DIGITS, MIN_PLACED_SHARE) == (6, 0.25)
    assert "six digits" in PAGE
    assert "at least a quarter of the points have a time and a place" in PAGE
