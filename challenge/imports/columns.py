"""Columns: the texts of many points as numbers and moments, all at once where they are written alike."""

from collections.abc import Sequence

import numpy as np

from challenge.imports.markup import moment, number
from challenge.imports.points import Floats

MARKS = {4: "-", 7: "-", 10: "T", 13: ":", 16: ":"}
WHOLE_SECONDS = len("2026-05-04T07:00:00")
MICROSECONDS = len("2026-05-04T07:00:00.000000")
EXACT = 2**53


def numbers(texts: Sequence[str | None]) -> Floats:
    """The numbers that texts hold, NaN where one holds none."""
    try:
        return np.array([float(text or "") for text in texts])
    except ValueError:
        return np.array([number(text) for text in texts])


def moments(texts: Sequence[str | None]) -> Floats:
    """Seconds since 1970 of ISO 8601 times, NaN where one is none; without a zone it is UTC."""
    alike = moments_alike(texts)
    return np.array([moment(text) for text in texts]) if alike is None else alike


def moments_alike(texts: Sequence[object]) -> Floats | None:
    """Seconds since 1970 of `2026-05-04T07:00:00`, with or without fraction and Z; None where not all are so alike."""
    words = [text for text in texts if isinstance(text, str)]
    widths = set(map(len, words))
    if len(words) < len(texts) or len(widths) != 1 or not _are_times(words[0], "".join(words)):
        return None
    try:
        # From a list: casting an array of bytes ends the process where one of them is no time (numpy 2.4).
        stamps = np.array([word.removesuffix("Z") for word in words], dtype="datetime64[us]").astype(np.int64)
    except ValueError:
        return None
    # Years that the two calendars do not both know, or that a float does not hold, are left to the slow way.
    return stamps / 1e6 if ((stamps > 0) & (stamps < EXACT)).all() else None


def _are_times(word: str, joined: str) -> bool:
    """Whether words as long as this one, joined, have the marks of a time at their places and digits at all others."""
    width = len(word)
    end = width - word.endswith("Z")
    marks = MARKS | {WHOLE_SECONDS: ".", end: "Z"}
    said = [joined[place::width] for place in range(width)]
    digits = "".join(said[place] for place in range(width) if place not in marks)
    return (
        (end == WHOLE_SECONDS or WHOLE_SECONDS + 1 < end <= MICROSECONDS)
        and digits.isdigit()
        and all(said[place] == mark * len(said[place]) for place, mark in marks.items() if place < width)
    )
