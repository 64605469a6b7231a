"""Table: a CSV with one activity a row; a row that cannot be read is left out and named."""

import csv
import io
import math
from collections.abc import Iterator
from datetime import datetime

from challenge.domain.measure import Kind, Measure
from challenge.domain.sports import all_sports
from challenge.errors import FileRefusedError, NoActivityError, RowRefusedError, TooManyRowsError
from challenge.imports.limits import MAX_ASCENT_M, MAX_DISTANCE_M, MAX_ROWS, MAX_SECONDS, MAX_STEPS
from challenge.imports.points import check_date
from challenge.imports.reading import Found

SOURCES = frozenset({"manual", "file", "strava", "apple_health"})
COLUMNS = ("source", "sport", "started_at", "moving_minutes", "distance_km", "ascent_m", "steps")
NEEDED = frozenset({"sport", "started_at"})
FIRST_ROW = 2
"""Rows are numbered as a spreadsheet shows them, and the first holds the names."""

Row = dict[str, str]


def is_table(data: bytes) -> bool:
    """Whether the first line names the columns of our table."""
    first_line = data[:1024].lstrip(b"\xef\xbb\xbf").partition(b"\n")[0].decode("ascii", "replace")
    return {name.strip(' "\r').lower() for name in first_line.replace(";", ",").split(",")} >= NEEDED


def read_table(data: bytes) -> Found:
    """Activities of a table; raises TooManyRowsError, and NoActivityError where it has no row at all."""
    measures: list[Measure] = []
    sources: list[str] = []
    refused: list[RowRefusedError] = []
    for number, row in _rows(data):
        try:
            measure, source = _measure(row), _source(row)
        except ValueError as error:
            refused.append(RowRefusedError(row=number, column=str(error)))
        else:
            measures.append(measure)
            sources.append(source)
    if not measures and not refused:
        raise NoActivityError
    return Found(tuple(measures), refused_rows=tuple(refused), sources=tuple(sources))


def _rows(data: bytes) -> Iterator[tuple[int, Row]]:
    """Rows with their number, empty ones left out."""
    text = data.decode("utf-8-sig", "replace").replace("\0", "")
    delimiter = ";" if ";" in text.partition("\n")[0] else ","
    table = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    names = [name.strip().lower() for name in next(table)]
    for number, row in enumerate(table, FIRST_ROW):
        if number >= MAX_ROWS + FIRST_ROW:
            raise TooManyRowsError(most=MAX_ROWS)
        if any(cell.strip() for cell in row):
            yield number, {name: cell.strip() for name, cell in zip(names, row, strict=False)}


def _measure(row: Row) -> Measure:
    """The measure of a row; raises ValueError with the name of the column that cannot be read."""
    sport = row.get("sport") or None
    if sport is not None and sport not in all_sports():
        raise ValueError("sport")
    minutes = _figure(row, "moving_minutes", MAX_SECONDS / 60)
    steps = _figure(row, "steps", MAX_STEPS)
    kilometres = _figure(row, "distance_km", MAX_DISTANCE_M / 1000)
    ascent = _figure(row, "ascent_m", MAX_ASCENT_M)
    of_a_day = minutes is None and steps is not None and sport in {None, "walk"}
    if minutes is None and not of_a_day:
        raise ValueError("moving_minutes")
    return Measure(
        sport="walk" if of_a_day else sport,
        started_at=_started(row),
        moving_seconds=round((minutes or 0) * 60),
        distance_m=None if kilometres is None else round(kilometres * 1000),
        ascent_m=None if ascent is None else round(ascent),
        steps=None if steps is None else round(steps),
        kind=Kind.DAY_STEPS if of_a_day else Kind.OUTING,
    )


def _figure(row: Row, column: str, most: float) -> float | None:
    """A number from 0 to `most`, None for an empty cell; a decimal comma is one too."""
    cell = row.get(column, "")
    if not cell:
        return None
    try:
        value = float(cell.replace(",", "."))
    except ValueError:
        raise ValueError(column) from None
    if not math.isfinite(value) or not 0 <= value <= most:
        raise ValueError(column)
    return value


def _started(row: Row) -> datetime:
    """An aware time that can be: without its offset nobody knows the day."""
    try:
        started = datetime.fromisoformat(row.get("started_at", ""))
        check_date(started.timestamp())
    except (ValueError, OverflowError, FileRefusedError):
        raise ValueError("started_at") from None
    if started.tzinfo is None:
        raise ValueError("started_at")
    return started


def _source(row: Row) -> str:
    source = row.get("source") or "manual"
    if source not in SOURCES:
        raise ValueError("source")
    return source
