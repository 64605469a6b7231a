"""Up to the damage: what the readers of recordings have in common, whatever their format."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from challenge.domain.recorded import Recorded
from challenge.errors import DamagedFileError, FileRefusedError, NoActivityError, TooShortError
from challenge.imports.reading import Found

T = TypeVar("T")


def found_by(collect: Callable[[], None], recorded: Callable[[], tuple[Recorded, ...]]) -> Found:
    """What was recorded in all that could be collected; raises DamagedFileError where a damage left nothing of it."""
    damaged = False
    try:
        collect()
    except DamagedFileError:
        damaged = True
    try:
        return Found(recorded(), damaged=damaged)
    except FileRefusedError as error:
        if damaged:
            raise DamagedFileError from error
        raise


def each_recorded(outings: Iterable[T], read: Callable[[T], Recorded]) -> tuple[Recorded, ...]:
    """Those in which somebody moved for long enough; raises NoActivityError or TooShortError where none is."""
    recorded: list[Recorded] = []
    refusal: FileRefusedError = NoActivityError()
    for outing in outings:
        try:
            recorded.append(read(outing))
        except (TooShortError, NoActivityError) as error:
            refusal = error
    if not recorded:
        raise refusal
    return tuple(recorded)
