"""Outing memory: whether what somebody typed is what something recorded, with little more than the day to go by."""

from challenge.domain import outing_limits as limit
from challenge.domain.known_activity import KnownActivity
from challenge.domain.outing_clocks import overlap, within
from challenge.domain.outing_sports import may_be_mistaken, named_alike

MOST_REST = 2
"""Elapsed time is believed up to so many times the time in motion; beyond it somebody forgot to press stop."""


def remembers(one: KnownActivity, other: KnownActivity) -> bool:
    """Whether a typed activity is the other one of its day, remembered.

    Two that were typed in the same place are two, however alike, unless they name the same second of the day.
    """
    return any(_is_remembered(typed, told) for typed, told in ((one, other), (other, one)) if typed.typed)


def _is_remembered(typed: KnownActivity, told: KnownActivity) -> bool:
    if typed.day != told.day or not _hours_agree(typed, told):
        return False
    if told.typed and typed.source == told.source and (typed.day_only or typed.start != told.start):
        return False
    metres, recorded = typed.measure.distance_m, told.measure.distance_m
    if metres and recorded:
        return (
            may_be_mistaken(typed.measure.sport, told.measure.sport)
            and within(metres, recorded, limit.TYPED_METRES_PERCENT, limit.TYPED_METRES)
            and _times_agree(typed, told, limit.TYPED_PERCENT_WITH_METRES, limit.TYPED_SECONDS_WITH_METRES)
        )
    return named_alike(typed.measure.sport, told.measure.sport) and _times_agree(
        typed, told, limit.TYPED_PERCENT, limit.TYPED_SECONDS
    )


def _hours_agree(typed: KnownActivity, told: KnownActivity) -> bool:
    if typed.day_only or told.day_only:
        return True
    near = abs(typed.start - told.start) <= limit.TYPED_HOUR_SECONDS
    return near or overlap(typed, told) * 100 >= min(typed.length, told.length) * limit.SHARED_PERCENT


def _times_agree(typed: KnownActivity, told: KnownActivity, percent: int, least: int) -> bool:
    """Whether the typed time lies between motion and the whole, for people tell the one or the other."""
    minutes, moving = typed.measure.moving_seconds, told.measure.moving_seconds
    whole = min(told.length, MOST_REST * moving)
    between = moving <= minutes <= whole
    return between or any(within(minutes, seconds, percent, least) for seconds in (moving, whole))
