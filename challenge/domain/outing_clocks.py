"""Outing clocks: what two activities share in time, and whether only the zone of a clock parts them."""

from collections.abc import Collection
from datetime import timedelta

from challenge.domain import outing_limits as limit
from challenge.domain.known_activity import KnownActivity, one_device
from challenge.domain.outing_sports import MOVING_ON, family_of, may_be_mistaken

FILES = "file"
"""Files come from anywhere; every other source is one service or one person, which knows its own clock."""


def overlap(one: KnownActivity, other: KnownActivity) -> int:
    """Seconds that two activities share, the clocks of two devices set right by as much as they may be wrong."""
    first, second = sorted((one, other), key=lambda known: known.start)
    shorter = min(first.length, second.length)
    skew = 0 if one_device(one, other) else min(limit.SKEW_SECONDS, shorter * limit.SKEW_PERCENT // 100)
    late = max(0, second.start - first.start - skew)
    return max(0, min(first.length - late, second.length))


def share_their_time(one: KnownActivity, other: KnownActivity) -> bool:
    """Whether one person can have made both at that time only in one outing."""
    if abs(one.start - other.start) > max(one.length, other.length) + limit.SKEW_SECONDS:
        return False
    shared = overlap(one, other) * 100
    shorter, longer = sorted((one.length, other.length))
    if one_device(one, other):
        return shared >= shorter * limit.SHARED_PERCENT_ONE_DEVICE
    if may_be_mistaken(one.measure.sport, other.measure.sport):
        return shared >= shorter * limit.SHARED_PERCENT
    return shared >= longer * limit.SHARED_PERCENT_FAR_SPORTS


def differ_by_a_zone(one: KnownActivity, other: KnownActivity) -> bool:
    """Whether both are one recording or one outing, and a clock of one was read in the wrong zone.

    A device does not repeat itself, nor does a service: there only a recording with the very same figures is the same.
    """
    apart = abs(one.start - other.start)
    beside = apart % limit.QUARTER_HOUR
    if min(beside, limit.QUARTER_HOUR - beside) > limit.SKEW_SECONDS:
        return False
    if not may_be_mistaken(one.measure.sport, other.measure.sport):
        return False
    same_second = _off(apart, limit.WHOLE_HOURS | limit.UNEVEN_HOURS) <= limit.SAME_SECOND
    if same_second and _same_figures(one, other):
        return True
    if one_device(one, other) or one.source == other.source != FILES:
        return False
    if same_second and _one_recording(one, other):
        return True
    return _off(apart, limit.WHOLE_HOURS) <= limit.SKEW_SECONDS and _two_devices(one, other)


def _off(apart: int, offsets: Collection[int]) -> int:
    """Seconds between a distance in time and the nearest offset of a zone."""
    return min(abs(apart - offset) for offset in offsets)


def _same_figures(one: KnownActivity, other: KnownActivity) -> bool:
    """Whether the figures are the same, and one of them too fine for chance: no full minutes or hundreds of metres."""
    if abs(one.measure.moving_seconds - other.measure.moving_seconds) > 1:
        return False
    fine = all(known.measure.moving_seconds % 60 or known.length % 60 for known in (one, other))
    metres, others = one.measure.distance_m, other.measure.distance_m
    if metres is None or others is None:
        return fine and metres is others and one.source != other.source and not one_device(one, other)
    return (fine or bool(metres % 100 and others % 100)) and abs(metres - others) <= limit.EXACT_METRES


def _one_recording(one: KnownActivity, other: KnownActivity) -> bool:
    """Whether one recording, read twice, explains both; the way back from work is as long, but never to the second."""
    if not _metres_agree(one, other, limit.ZONE_METRES_PERCENT):
        return False
    if _there_and_back(one, other):
        ends_known = one.measure.elapsed_seconds is not None and other.measure.elapsed_seconds is not None
        return ends_known and abs(one.length - other.length) <= limit.SAME_SECOND
    percent = limit.ZONE_LENGTH_PERCENT_FILES if one.source == other.source else limit.ZONE_LENGTH_PERCENT
    return _lengths_agree(one, other, percent)


def _two_devices(one: KnownActivity, other: KnownActivity) -> bool:
    """Whether two devices saw one outing and one of them is in the wrong zone, which at home is known."""
    if one.source == other.source or _there_and_back(one, other):
        return False
    if min(one.length, other.length) < limit.ZONE_LEAST_SECONDS:
        return False
    home = one.local_start.utcoffset() or timedelta(0)
    at_home = _off(abs(one.start - other.start), [abs(int(home.total_seconds()))]) <= limit.SKEW_SECONDS
    percent = limit.HOME_ZONE_PERCENT if at_home else limit.FAR_ZONE_PERCENT
    return _metres_agree(one, other, percent) and _lengths_agree(one, other, percent)


def _metres_agree(one: KnownActivity, other: KnownActivity, percent: int) -> bool:
    """Whether both know their metres, and the same; time alone does not tell."""
    metres, others = one.measure.distance_m, other.measure.distance_m
    return bool(metres and others and within(metres, others, percent))


def _lengths_agree(one: KnownActivity, other: KnownActivity, percent: int) -> bool:
    """Whether the times agree: from start to end where both know it, else in motion."""
    if one.measure.elapsed_seconds and other.measure.elapsed_seconds:
        return within(one.length, other.length, percent)
    return within(one.measure.moving_seconds, other.measure.moving_seconds, percent)


def _there_and_back(one: KnownActivity, other: KnownActivity) -> bool:
    """Whether both may be two ways between home and work, of one day or of an evening and the morning after it."""
    on_the_way = {family_of(one.measure.sport), family_of(other.measure.sport)} <= MOVING_ON
    hours = one.local_start.hour, other.local_start.hour
    short = max(one.length, other.length) <= limit.WAY_SECONDS
    return short and on_the_way and min(hours) in limit.MORNING and max(hours) in limit.EVENING


def within(figure: int, other: int, percent: int, least: int = 0) -> bool:
    """Whether two figures differ by at most so many percent of the larger one, or by so little."""
    return abs(figure - other) * 100 <= max(least * 100, percent * max(figure, other))
