"""Copies: whether a recording is another one sent again, with another date or by somebody else."""

from collections.abc import Iterable

from challenge.domain.arrived import Arrived
from challenge.domain.doubts import Doubt, Finding
from challenge.domain.evidence import Recording

SAME_SECONDS, SAME_PER_THOUSAND = 1, 3
"""A recording written again by another program keeps its times and nearly its distances."""


def copied(activity: Arrived, own: Iterable[Arrived]) -> Finding | None:
    """Another recording of the same person is the same with another date; the one that came later is doubted."""
    copies = sum(is_copy(activity, other) and _came_later(activity, other) for other in own)
    return Finding(Doubt.COPIED, copies, 0) if copies else None


def somebody_elses(activity: Arrived, colleagues: Iterable[Arrived]) -> Finding | None:
    """A colleague sent the same recording before."""
    copies = sum(
        (is_copy(activity, other) or _same_outing_to_the_second(activity, other)) and _came_later(activity, other)
        for other in colleagues
    )
    return Finding(Doubt.SOMEBODY_ELSES, copies, 0) if copies else None


def is_copy(one: Arrived, other: Arrived) -> bool:
    """Whether two recordings are one: the same rhythm, or the same times and nearly the same distances."""
    if one.evidence.rhythm and one.evidence.rhythm == other.evidence.rhythm:
        return True
    tracks = {one.evidence.recording, other.evidence.recording} == {Recording.TRACK}
    return tracks and _same_times(one, other) and _same_ways(one, other)


def _same_times(one: Arrived, other: Arrived) -> bool:
    mine, theirs = one.measure, other.measure
    if not (mine.elapsed_seconds and theirs.elapsed_seconds):
        return False
    apart = max(
        abs(mine.elapsed_seconds - theirs.elapsed_seconds),
        abs(mine.moving_seconds - theirs.moving_seconds),
    )
    return apart <= SAME_SECONDS


def _same_ways(one: Arrived, other: Arrived) -> bool:
    pairs = (
        (one.measure.distance_m, other.measure.distance_m),
        (one.measure.best_minute_m, other.measure.best_minute_m),
        (one.evidence.best_five_minutes_m, other.evidence.best_five_minutes_m),
    )
    return all(
        mine and theirs and abs(mine - theirs) * 1000 <= SAME_PER_THOUSAND * max(mine, theirs) + 1000
        for mine, theirs in pairs
    )


def _same_outing_to_the_second(one: Arrived, other: Arrived) -> bool:
    mine, theirs = one.measure, other.measure
    same = (mine.started_at, mine.moving_seconds, mine.distance_m) == (
        theirs.started_at,
        theirs.moving_seconds,
        theirs.distance_m,
    )
    return same and one.timed and other.timed and bool(mine.distance_m)


def _came_later(one: Arrived, other: Arrived) -> bool:
    mine = (one.recorded_at, one.measure.started_at)
    return mine > (other.recorded_at, other.measure.started_at)
