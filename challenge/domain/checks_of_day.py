"""Checks of a day: what an activity says against the calendar, and against the person's others around it.

They never change what counts at once: what depends on the day is booked for the day, so a finding here is only
looked at (more than 24 hours on one day count in proportion to 24 by the rules of the day).
"""

from collections.abc import Sequence
from datetime import timedelta

from challenge.domain.arrived import Arrived, Calendar
from challenge.domain.doubts import Doubt, Finding
from challenge.domain.evidence import Recording
from challenge.domain.measure import DAY_SECONDS, Kind
from challenge.domain.thresholds import threshold

Figures = tuple[object, ...]


def findings_of_day(activity: Arrived, others: Sequence[Arrived], calendar: Calendar) -> tuple[Finding, ...]:
    """Every reason to doubt an activity by the calendar and by the person's others of its day and the days beside it.

    The order of the others does not matter, nor which of them came first.
    """
    same_day = [other for other in others if other.day == activity.day]
    found = (
        in_future(activity),
        outside_edition(activity, calendar),
        over_24_hours(activity, same_day),
        overlapping(activity, others),
        steps_twice(activity, same_day),
        repeated_in_day(activity, same_day),
    )
    return tuple(finding for finding in found if finding)


def in_future(activity: Arrived) -> Finding | None:
    """It ends after it was recorded here: its clock or its zone is wrong."""
    ends_at = activity.ends_at if activity.timed else activity.measure.started_at
    ahead = int((ends_at - activity.recorded_at).total_seconds())
    return Finding(Doubt.IN_FUTURE, ahead, threshold("clock")) if ahead > threshold("clock") else None


def outside_edition(activity: Arrived, calendar: Calendar) -> Finding | None:
    """Its day is none of the edition's; the door refuses it, this tells why a whole file is wrong."""
    days = max((calendar.first - activity.day).days, (activity.day - calendar.last).days)
    return Finding(Doubt.OUTSIDE_EDITION, days, 0) if days > 0 else None


def over_24_hours(activity: Arrived, same_day: Sequence[Arrived]) -> Finding | None:
    """The person's day has more than 24 hours in motion; its longest activity is asked about."""
    longest = max([activity, *same_day], key=lambda known: known.measure.moving_seconds)
    total = activity.measure.moving_seconds + sum(other.measure.moving_seconds for other in same_day)
    if total <= DAY_SECONDS or activity.measure.moving_seconds < longest.measure.moving_seconds:
        return None
    return Finding(Doubt.OVER_24_HOURS, total, DAY_SECONDS)


def overlapping(activity: Arrived, others: Sequence[Arrived]) -> Finding | None:
    """It and a better recording hold more time in motion than passed while they ran; pauses may hold the other."""
    doubled = max((_doubled_seconds(activity, other) for other in others if activity.yields_to(other)), default=0)
    return Finding(Doubt.OVERLAPPING, doubled, threshold("overlap")) if doubled > threshold("overlap") else None


def _doubled_seconds(one: Arrived, other: Arrived) -> int:
    if not (one.timed and other.timed):
        return 0
    first = min(one.measure.started_at, other.measure.started_at)
    last = max(one.ends_at, other.ends_at)
    if last - first >= timedelta(seconds=one.span + other.span):
        return 0
    return one.measure.moving_seconds + other.measure.moving_seconds - int((last - first).total_seconds())


def steps_twice(activity: Arrived, same_day: Sequence[Arrived]) -> Finding | None:
    """Another device counted the steps of that day too, and more of them."""
    if activity.measure.kind is not Kind.DAY_STEPS:
        return None
    steps = activity.measure.steps or 0
    rivals = [other for other in same_day if other.measure.kind is Kind.DAY_STEPS]
    larger = max((other.measure.steps or 0 for other in rivals if _smaller(activity, other)), default=None)
    return None if larger is None else Finding(Doubt.STEPS_TWICE, steps + larger, larger)


def _smaller(activity: Arrived, other: Arrived) -> bool:
    mine, theirs = activity.measure.steps or 0, other.measure.steps or 0
    return mine < theirs or (mine == theirs and activity.yields_to(other))


def figures_by_hand(activity: Arrived) -> Figures | None:
    """What makes two entries by hand identical; None for everything else."""
    measure = activity.measure
    if activity.evidence.recording is not Recording.TYPED or measure.kind is not Kind.OUTING:
        return None
    return measure.sport, measure.moving_seconds, measure.distance_m, measure.ascent_m


def repeated_in_day(activity: Arrived, same_day: Sequence[Arrived]) -> Finding | None:
    """The same figures by hand more often on one day than anybody goes to work and back."""
    figures = figures_by_hand(activity)
    if figures is None:
        return None
    number = 1 + sum(figures_by_hand(other) == figures for other in same_day)
    most = threshold("repeated_in_day")
    return Finding(Doubt.REPEATED, number, most) if number > most else None
