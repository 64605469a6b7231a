"""Strava moments: times of an archive's list, in the order and the language of its owner, always UTC."""

import re
from datetime import UTC, datetime

from challenge.errors import FileRefusedError
from challenge.imports.points import check_date
from challenge.imports.strava_words import month_of

CLOCK = r"(\d{1,2}):(\d\d)(?::(\d\d))?\s*(?:([ap])\s*\.?\s*m\s*\.?)?(?:\s*UTC|Z)?"
BETWEEN = r"[\s,]+(?:(?:à|a las|às|um|om|alle|alle ore)\s+)?"
DAY_FIRST = re.compile(
    rf"(\d{{1,2}})\.?\s+(?:de\s+)?([^\W\d]+)\.?\s+(?:de\s+)?(\d{{4}}){BETWEEN}{CLOCK}", re.IGNORECASE
)
MONTH_FIRST = re.compile(rf"([^\W\d]+)\.?\s+(\d{{1,2}}),?\s+(\d{{4}}){BETWEEN}{CLOCK}", re.IGNORECASE)
DOTTED = re.compile(rf"(\d{{1,2}})\.(\d{{1,2}})\.(\d{{4}}){BETWEEN}{CLOCK}", re.IGNORECASE)
NOON = 12


def strava_moment(text: str) -> datetime | None:
    """A moment that can be; None for what is none, and for figures between slashes, which are read in two ways."""
    try:
        moment = _read(" ".join(text.split()))
        check_date(moment.timestamp())
    except (ValueError, OverflowError, FileRefusedError):
        return None
    return moment


def _read(text: str) -> datetime:
    if found := DAY_FIRST.fullmatch(text):
        day, month, year, *clock = found.groups()
        return _moment(year, month_of(month), day, clock)
    if found := MONTH_FIRST.fullmatch(text):
        month, day, year, *clock = found.groups()
        return _moment(year, month_of(month), day, clock)
    if found := DOTTED.fullmatch(text):
        day, month, year, *clock = found.groups()
        return _moment(year, int(month), day, clock)
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _moment(year: str, month: int | None, day: str, clock: list[str | None]) -> datetime:
    hour, minute, second, half = clock
    on_clock = int(hour or 0)
    if half:
        on_clock = on_clock % NOON + (NOON if half in "pP" else 0)
    return datetime(int(year), month or 0, int(day), on_clock, int(minute or 0), int(second or 0), tzinfo=UTC)
