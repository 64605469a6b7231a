"""Cells: what a person typed into a table as a number, a day or a time of day; ValueError where it is none."""

import math
import re
from datetime import date, time

from challenge.domain.sports import all_sports
from challenge.imports.reading import Context
from challenge.imports.sport_words import sport_of_word, squashed

SPACES = re.compile(r"[\s\u00a0\u202f']")
EUROPEAN_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
CLOCK = re.compile(r"(\d{1,2})\s*(?:[h:]\s*(\d{1,2})?)\s*(?:[m:]\s*(\d{1,2})s?)?", re.IGNORECASE)


def figure(cell: str, most: float) -> float | None:
    """A number from 0 to `most`, None for an empty cell; a decimal comma is one too."""
    if not cell:
        return None
    value = float(SPACES.sub("", cell).replace(",", "."))
    if not math.isfinite(value) or not 0 <= value <= most:
        raise ValueError(cell)
    return value


def day(cell: str) -> date:
    """A day as ISO writes it, or day, month and year as Europe does."""
    found = EUROPEAN_DAY.fullmatch(cell)
    return date(int(found[3]), int(found[2]), int(found[1])) if found else date.fromisoformat(cell)


def clock(cell: str) -> time:
    """A time of day: 12:30, 12:30:15, 12h30 or 12 h."""
    found = CLOCK.fullmatch(cell.strip())
    if not found:
        raise ValueError(cell)
    return time(int(found[1]), int(found[2] or 0), int(found[3] or 0))


def sport(cell: str, context: Context) -> str | None:
    """A sport by our name, by the word of a page or by that of a service; None for an empty cell."""
    if not cell:
        return None
    if cell in all_sports():
        return cell
    word = squashed(cell)
    known = context.sport_words.get(word) or (None if word.isdigit() else sport_of_word(cell))
    if known not in all_sports():
        raise ValueError(cell)
    return known
