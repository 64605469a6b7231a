"""Apple moments: times as an Apple Health export writes them, with the offset of the clock they were read from."""

import re
from datetime import datetime, timedelta, timezone

from challenge.errors import FileRefusedError
from challenge.imports.points import check_date

USUAL_LENGTH = len("2026-11-03 07:12:00 +0100")
TWELVE_HOURS = re.compile(
    r"(\d{4}-\d\d-\d\d)\s(\d{1,2}):(\d\d):(\d\d)\s?([ap])\.?\s?m\.?\s?([+-]\d\d):?(\d\d)", re.IGNORECASE
)
"""Some releases write times so where the phone's clock goes to twelve."""
NOON = 12


def apple_moment(text: str | None) -> datetime | None:
    """An aware moment that can be; None for what is none."""
    try:
        moment = _read(text or "")
        check_date(moment.timestamp())
    except (ValueError, OverflowError, FileRefusedError):
        return None
    return moment if moment.tzinfo else None


def _read(text: str) -> datetime:
    if len(text) == USUAL_LENGTH:
        return datetime.fromisoformat(text[:19] + text[20:])
    twelve = TWELVE_HOURS.fullmatch(text)
    if twelve is None:
        return datetime.fromisoformat(text)
    day, hour, minute, second, half, hours, minutes = twelve.groups()
    offset = timedelta(hours=int(hours), minutes=int(hours[0] + minutes))
    on_clock = int(hour) % NOON + (NOON if half in "pP" else 0)
    return datetime.fromisoformat(day).replace(
        hour=on_clock, minute=int(minute), second=int(second), tzinfo=timezone(offset)
    )
