"""Table: our own template, one activity a row; a row that cannot be read is left out and named."""

from collections.abc import Iterator
from datetime import datetime, time
from functools import partial
from typing import NamedTuple

from challenge.domain.evidence import Evidence, Recording
from challenge.domain.measure import Kind, Measure
from challenge.domain.recorded import Recorded
from challenge.errors import FileRefusedError
from challenge.imports import cells
from challenge.imports.limits import MAX_ASCENT_M, MAX_DISTANCE_M, MAX_SECONDS, MAX_STEPS
from challenge.imports.points import check_date
from challenge.imports.reading import Context, Found
from challenge.imports.rows import Line, Row, found_in, places_of

RECORDINGS = {
    "manual": Recording.TYPED,
    "file": Recording.SUMMARY,
    "strava": Recording.SUMMARY,
    "apple_health": Recording.SUMMARY,
}
"""Where the row of a table may come from: a row has figures and no points."""

_NAMES = {
    "source": "source",
    "sport": "sport sports",
    "started_at": "startedat",
    "date": "date jour day",
    "time": "time heure heurededebut starttime",
    "moving_minutes": "movingminutes minutes dureeminutes dureeenminutes dureemin",
    "distance_km": "distancekm km kilometres kilometers distance",
    "ascent_m": "ascentm ascent denivelem denivele denivelepositif denivelepositifm",
    "steps": "steps pas",
}
COLUMNS = {word: ours for ours, words in _NAMES.items() for word in words.split()}
"""Our columns by their English and French names."""


class _Start(NamedTuple):
    """When a row began."""

    at: datetime
    day_only: bool


def is_ours(header: Line) -> bool:
    """Whether these are columns of our template."""
    named = places_of(header, COLUMNS)
    return "sport" in named and ("started_at" in named or "date" in named)


def read_table(lines: Iterator[Line], context: Context) -> Found:
    """Activities of a table; raises TooManyRowsError, and NoActivityError where it has no row at all."""
    return found_in(lines, COLUMNS, partial(_recorded, context))


def _recorded(context: Context, row: Row) -> tuple[Recorded, str]:
    """The activity of a row and its source; raises ValueError with the name of the column that cannot be read."""
    sport = _sport(row, context)
    minutes = _figure(row, "moving_minutes", MAX_SECONDS / 60)
    steps = _figure(row, "steps", MAX_STEPS)
    kilometres = _figure(row, "distance_km", MAX_DISTANCE_M / 1000)
    ascent = _figure(row, "ascent_m", MAX_ASCENT_M)
    of_a_day = minutes is None and steps is not None and sport in {None, "walk"}
    if minutes is None and not of_a_day:
        raise ValueError("moving_minutes")
    start = _start(row, context, time(0) if of_a_day else time(12))
    measure = Measure(
        sport="walk" if of_a_day else sport,
        started_at=start.at,
        moving_seconds=round((minutes or 0) * 60),
        distance_m=None if kilometres is None else round(kilometres * 1000),
        ascent_m=None if ascent is None else round(ascent),
        steps=None if steps is None else round(steps),
        kind=Kind.DAY_STEPS if of_a_day else Kind.OUTING,
    )
    source = _source(row)
    return Recorded(measure, Evidence(RECORDINGS[source], day_only=start.day_only)), source


def _sport(row: Row, context: Context) -> str | None:
    try:
        return cells.sport(row.get("sport", ""), context)
    except ValueError:
        raise ValueError("sport") from None


def _figure(row: Row, column: str, most: float) -> float | None:
    try:
        return cells.figure(row.get(column, ""), most)
    except ValueError:
        raise ValueError(column) from None


def _start(row: Row, context: Context, usual: time) -> _Start:
    """The moment of a row, or its day and time of day on the clock of the edition; without an hour at the usual one."""
    if row.get("started_at") or not row.get("date"):
        return _Start(_moment(row), day_only=False)
    words, _, rest = row["date"].replace("T", " ").partition(" ")
    try:
        day = cells.day(words)
        check_date(datetime.combine(day, usual, context.zone).timestamp())
    except (ValueError, OverflowError, FileRefusedError):
        raise ValueError("date") from None
    hour = row.get("time") or rest
    try:
        clock = cells.clock(hour) if hour else usual
    except ValueError:
        raise ValueError("time" if row.get("time") else "date") from None
    return _Start(datetime.combine(day, clock, context.zone), day_only=not hour)


def _moment(row: Row) -> datetime:
    """An aware time that can be: without its offset nobody knows the day."""
    column = "started_at" if row.get("started_at") or "date" not in row else "date"
    try:
        started = datetime.fromisoformat(row.get("started_at", ""))
        check_date(started.timestamp())
    except (ValueError, OverflowError, FileRefusedError):
        raise ValueError(column) from None
    if started.tzinfo is None:
        raise ValueError(column)
    return started


def _source(row: Row) -> str:
    source = row.get("source") or "manual"
    if source not in RECORDINGS:
        raise ValueError("source")
    return source
