"""Garmin CSV: the list of activities as Garmin Connect exports it, in the language of its owner."""

import re
from collections.abc import Iterator
from datetime import datetime
from functools import partial

from challenge.domain.evidence import Evidence, Recording
from challenge.domain.measure import Measure
from challenge.domain.recorded import Recorded
from challenge.domain.sports import all_sports
from challenge.errors import FileRefusedError
from challenge.imports.garmin_words import COLUMNS, INDOOR_MARKS, SPORTS
from challenge.imports.limits import MAX_ASCENT_M, MAX_DISTANCE_M, MAX_SECONDS, MAX_STEPS
from challenge.imports.points import check_date
from challenge.imports.reading import Context, Found
from challenge.imports.rows import Line, Row, found_in, places_of
from challenge.imports.sport_words import is_indoor, sport_of_word, squashed

NEEDED = frozenset({"kind", "date", "time"})
UNKNOWN = frozenset({"", "--"})
SOURCE = "file"
SPACES = re.compile(r"[\s'\u00a0\u202f\u2019]")
GROUPED = re.compile(r"\d{1,3}([.,])\d{3}(?:\1\d{3})*")
"""Thousands are told by three figures after the mark: kilometres have two, climbs and steps have none."""
LONGEST_KM = 1_000
"""A larger whole number is metres, as Garmin writes pools and tracks."""
SHORTEST_SWIM_M = 50
"""A whole number from here on is metres of a pool; below it somebody rounded kilometres."""


def is_garmin(header: Line) -> bool:
    """Whether these are columns of Garmin's list."""
    return places_of(header, COLUMNS).keys() >= NEEDED


def read_garmin(lines: Iterator[Line], context: Context) -> Found:
    """Activities of the list; raises TooManyRowsError, and NoActivityError where it has no row at all.

    Times are those of the owner's clock. Only what is counted is looked at, so neither heart rate nor calories are.
    """
    return found_in(lines, COLUMNS, partial(_recorded, context))


def _recorded(context: Context, row: Row) -> tuple[Recorded, str]:
    """The activity of a row and its source; raises ValueError with the name of the column that cannot be read."""
    kind = row.get("kind", "")
    sport = _sport(kind, context)
    moving = _seconds(row, "time")
    if not moving:
        raise ValueError("time")
    elapsed = _seconds(row, "elapsed")
    steps = _figure(row, "steps", MAX_STEPS)
    ascent = _figure(row, "ascent", MAX_ASCENT_M)
    measure = Measure(
        sport=sport,
        started_at=_start(row, context),
        moving_seconds=moving,
        elapsed_seconds=elapsed if elapsed and elapsed >= moving else None,
        distance_m=_metres(row, sport),
        ascent_m=None if ascent is None else round(ascent),
        steps=round(steps) if steps and sport and all_sports()[sport].on_foot else None,
    )
    indoor = True if any(mark in squashed(kind) for mark in INDOOR_MARKS) else is_indoor(kind)
    return Recorded(measure, Evidence(Recording.SUMMARY, indoor=indoor)), SOURCE


def _sport(kind: str, context: Context) -> str | None:
    """The sport that a word of any of the languages names; None for others, whose owner names it."""
    word = squashed(kind)
    return SPORTS.get(word) or sport_of_word(kind) or context.sport_words.get(word)


def _start(row: Row, context: Context) -> datetime:
    """The moment on the owner's clock, as Garmin writes it; another order of day and month would be a guess."""
    try:
        started = datetime.fromisoformat(row.get("date", ""))
        local = started if started.tzinfo else started.replace(tzinfo=context.zone)
        check_date(local.timestamp())
    except (ValueError, OverflowError, FileRefusedError):
        raise ValueError("date") from None
    return local


def _seconds(row: Row, column: str) -> int | None:
    """Whole seconds of h:mm:ss or mm:ss, with or without a fraction."""
    cell = row.get(column, "")
    if cell in UNKNOWN:
        return None
    try:
        *larger, seconds = (float(part.replace(",", ".")) for part in cell.split(":"))
        hours, minutes = ([0.0, 0.0, *larger])[-2:]
    except ValueError:
        raise ValueError(column) from None
    total = hours * 3600 + minutes * 60 + seconds
    if len(larger) not in {1, 2} or min(hours, minutes, seconds) < 0 or not total <= MAX_SECONDS:
        raise ValueError(column)
    return round(total)


def _metres(row: Row, sport: str | None) -> int | None:
    """Metres of a distance, which is in kilometres but for pools and tracks; zero is unknown."""
    value = _figure(row, "distance", MAX_DISTANCE_M)
    if not value:
        return None
    has_decimals = "." in _plain(SPACES.sub("", row["distance"]))
    least = SHORTEST_SWIM_M if sport == "swim" else LONGEST_KM
    return round(value if value >= least and not has_decimals else value * 1000) or None


def _figure(row: Row, column: str, most: float) -> float | None:
    """A number in the notation of any country."""
    cell = SPACES.sub("", row.get(column, ""))
    if cell in UNKNOWN:
        return None
    try:
        value = float(_plain(cell))
    except ValueError:
        raise ValueError(column) from None
    if not 0 <= value <= most:
        raise ValueError(column)
    return value


def _plain(cell: str) -> str:
    """With a decimal point and nothing else."""
    if GROUPED.fullmatch(cell):
        return cell.replace(",", "").replace(".", "")
    mark = max(cell.rfind(","), cell.rfind("."))
    if mark < 0:
        return cell
    return cell[:mark].replace(",", "").replace(".", "") + "." + cell[mark + 1 :]
