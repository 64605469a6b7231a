"""Remembered: what was read once is kept under its key (a revision, say) until newer things need the room."""

from collections.abc import Callable
from typing import TypeVar

Key = TypeVar("Key")
Kept = TypeVar("Kept")

MOST_KEPT = 8


def remembered(kept: dict[Key, Kept], key: Key, read: Callable[[], Kept]) -> Kept:
    """What is kept under a key, read at the first call; the oldest makes room."""
    found = kept.get(key)
    if found is None:
        found = read()
        while len(kept) >= MOST_KEPT:
            kept.pop(next(iter(kept)), None)
        kept[key] = found
    return found
