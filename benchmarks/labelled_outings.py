"""Labelled pairs: two activities of one person, made as life makes them, and whether they are one outing.

Written from how people and devices behave and without a look at the limits of the rule that is measured with them.
A case is a function that makes two activities; its sentence is the reason of the label.
"""

from dataclasses import dataclass

from benchmarks.one_outing import ONE_OUTING
from benchmarks.recorders import Life
from benchmarks.two_outings import TWO_OUTINGS
from challenge.domain.known_activity import KnownActivity

SEED = 6
COPIES = 9
"""Pairs of each case."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two activities with the label and its reason."""

    case: str
    reason: str
    first: KnownActivity
    second: KnownActivity
    same: bool


def labelled_pairs(seed: int = SEED, copies: int = COPIES) -> list[Pair]:
    """So many pairs of each case, the same ones for the same seed."""
    return [
        Pair(make.__name__, make.__doc__ or "", *make(Life(f"{seed}-{make.__name__}-{number}")), same=same)
        for same, cases in ((True, ONE_OUTING), (False, TWO_OUTINGS))
        for make in cases
        for number in range(copies)
    ]
