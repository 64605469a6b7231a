"""Identifiers made by the app: whole numbers that grow with time, so that rows can be written in one go."""

import secrets
import time
from itertools import count

MOST_ID = 2**63 - 1
"""A larger number is nobody's, and no database takes it."""
_SEQUENCE_BITS = 20
_start = secrets.randbits(_SEQUENCE_BITS - 1)
_sequence = count(_start)


def new_id() -> int:
    """A positive 63-bit number: milliseconds since 1970, then a counter that starts anywhere."""
    return (time.time_ns() // 1_000_000 << _SEQUENCE_BITS) | (next(_sequence) & ((1 << _SEQUENCE_BITS) - 1))
