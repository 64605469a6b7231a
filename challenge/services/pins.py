"""PINs: chosen by their owner, kept as argon2id, slowed and locked when they are guessed at."""

from datetime import timedelta

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from challenge.errors import PinTooSimpleError

SHORTEST, LONGEST = 6, 12

WAITS = ((10, timedelta(hours=24)), (5, timedelta(minutes=15)), (3, timedelta(minutes=1)))
"""After so many wrong PINs in a row the slip waits so long; the most severe first."""

_hasher = PasswordHasher()
"""argon2id with the parameters of RFC 9106 for little memory."""

_NOBODYS = _hasher.hash("nobody has this PIN")
"""Checked where there is no slip, so that the answer takes as long."""

RUNS = "01234567890123456789", "98765432109876543210"


def check_pin(pin: str) -> str:
    """The PIN itself; raises PinTooSimpleError for one that everybody would try first."""
    digits = pin.strip()
    repeats = any(digits == digits[:length] * (len(digits) // length) for length in (1, 2, 3))
    if not digits.isascii() or not digits.isdigit() or not SHORTEST <= len(digits) <= LONGEST:
        raise PinTooSimpleError(shortest=SHORTEST, longest=LONGEST)
    if repeats or any(digits in run for run in RUNS):
        raise PinTooSimpleError(shortest=SHORTEST, longest=LONGEST)
    return digits


def hash_pin(pin: str) -> str:
    """What is kept of a PIN."""
    return _hasher.hash(pin)


def pin_fits(pin_hash: str | None, pin: str) -> bool:
    """Whether a PIN is the one that was kept; takes as long where none was."""
    try:
        return _hasher.verify(pin_hash or _NOBODYS, pin.strip()) and pin_hash is not None
    except VerifyMismatchError:
        return False


def wait_after(failures: int) -> timedelta:
    """How long to wait after so many failures in a row."""
    return next((wait for least, wait in WAITS if failures >= least), timedelta(0))
