"""Attempts: how many a client may make in a time, counted in this process; in doubt it is refused."""

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from challenge.errors import TooManyAttemptsError

CODES_ASKED = parse("400 per hour")
CODES_TRIED = parse("2000 per hour")
PINS_TRIED = parse("600 per hour")
"""For a whole hall behind one address; what protects a single account is counted in the database."""

_storage = MemoryStorage()
_limiter = MovingWindowRateLimiter(_storage)


def count_attempt(limit: RateLimitItem, client: str) -> None:
    """Count one attempt of a client; raises TooManyAttemptsError past the limit."""
    if not _limiter.hit(limit, limit.key_for(), client):
        raise TooManyAttemptsError


def forget_attempts() -> None:
    """Start counting anew, as a new process does."""
    _storage.reset()
