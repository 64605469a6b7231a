"""Points and euros as whole numbers, with the one rounding and the one way to share a sum."""

from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import NewType

Points = NewType("Points", int)
"""Whole points; negative only as a correction."""

MicroEuros = NewType("MicroEuros", int)
"""Millionths of a euro; negative only as a correction."""

EURO = MicroEuros(1_000_000)
CENT = MicroEuros(10_000)


def half_up(numerator: int, denominator: int) -> int:
    """The quotient as a whole number, halves rounded up; the denominator is positive."""
    return (2 * numerator + denominator) // (2 * denominator)


def euros_for(points: Points, rate: MicroEuros) -> MicroEuros:
    """What points are worth at a rate per point; exact."""
    return MicroEuros(points * rate)


def mark(total: int, reached: int, whole: int) -> int:
    """How much of a sum is shared out once so much of the whole weight is reached, in whole parts."""
    return total * reached // whole if whole > 0 else 0


def share(total: int, weights: Sequence[int]) -> list[int]:
    """Split a sum in proportion to weights: whole parts in the order given that add up to the sum exactly.

    Weights may be negative as long as their sum is positive; a sum of zero weights shares nothing out.
    """
    if not total:
        return [0] * len(weights)
    whole = sum(weights)
    marks = [mark(total, reached, whole) for reached in accumulate(weights, initial=0)]
    return [upper - lower for lower, upper in pairwise(marks)]
