"""Checks of a history: what an activity says against the habits of the person who did it.

A habit needs several activities; who has too few is never doubted. Habits are taken from all activities of an
edition, later ones included, so that no order of arrival changes a finding.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median_low

from challenge.domain.arrived import Arrived, Calendar
from challenge.domain.checks import HOUR, assisted_pace, judged_sport, speed_of
from challenge.domain.checks_of_day import Figures, figures_by_hand
from challenge.domain.doubts import Doubt, Finding
from challenge.domain.limiting import pace_is_doubted
from challenge.domain.measure import DAY_SECONDS, Kind
from challenge.domain.records import record_over
from challenge.domain.sports import Effort, sport_named
from challenge.domain.thresholds import threshold, threshold_for


@dataclass(frozen=True, slots=True)
class Habits:
    """What a person usually does in an edition."""

    paces: Mapping[str, Sequence[int]]
    """Average speeds by sport, metres per hour."""
    lengths: Sequence[int]
    """Seconds in motion of each outing."""
    steps: Sequence[int]
    """Of each count of a day's steps."""
    hiking_steps: int
    """Steps of a day that make it one in the hills, by what the person usually walks."""
    hiking_days: int
    hiking_stretches: int
    """Number of such days, and of stretches of them on end."""
    giant_days: int
    """Days of many times the usual steps."""
    assisted_rides: Mapping[str, tuple[int, int]]
    """Of the tracked rides of each sport, those at an e-bike's pace, and all."""
    days_of_figures: Mapping[Figures, int]
    """On how many days the same figures were entered by hand."""
    late_entries: int
    late_seconds: int
    """Number and time in motion of what was typed long afterwards, just before the lock."""


def habits_of(activities: Iterable[Arrived], calendar: Calendar) -> Habits:
    """Habits from all activities of a person, the one that will be checked among them."""
    paces: dict[str, list[int]] = defaultdict(list)
    lengths, late = [], []
    steps: list[tuple[int, date]] = []
    assisted: dict[str, list[bool]] = defaultdict(list)
    days: dict[Figures, set[date]] = defaultdict(set)
    for activity in activities:
        measure = activity.measure
        if measure.kind is Kind.DAY_STEPS:
            steps.append((measure.steps or 0, activity.day))
            continue
        lengths.append(measure.moving_seconds)
        if _has_pace(activity):
            paces[judged_sport(measure)].append(speed_of(measure))
        if activity.evidence.at_assist_speed is not None:
            assisted[judged_sport(measure)].append(bool(assisted_pace(measure, activity.evidence)))
        if figures := figures_by_hand(activity):
            days[figures].add(activity.day)
        if is_late(activity, calendar):
            late.append(measure.moving_seconds)
    counts = [count for count, _ in steps]
    many, giant = _hiking_steps(counts), _giant_steps(counts)
    hiking = {day for count, day in steps if count > many}
    return Habits(
        paces=paces,
        lengths=lengths,
        steps=counts,
        hiking_steps=many,
        hiking_days=len(hiking),
        hiking_stretches=sum(day - timedelta(days=1) not in hiking for day in hiking),
        giant_days=sum(count > giant for count in counts),
        assisted_rides={sport: (sum(rides), len(rides)) for sport, rides in assisted.items()},
        days_of_figures={figures: len(of_figures) for figures, of_figures in days.items()},
        late_entries=len(late),
        late_seconds=sum(late),
    )


def _hiking_steps(counts: Sequence[int]) -> int:
    """Fewer for people who usually walk little."""
    for_this_person = _usual(counts) * threshold("outing_times") // 100
    return min(threshold("hiking_steps"), max(threshold("outing_steps"), for_this_person))


def _giant_steps(counts: Sequence[int]) -> int:
    """Steps of a day that are many and many times what the person usually walks."""
    return max(threshold("many_steps"), _usual(counts) * threshold("more_steps_than_before") // 100)


def _usual(counts: Sequence[int]) -> int:
    return median_low(counts) if counts else 0


def findings_of_history(
    activity: Arrived, habits: Habits, calendar: Calendar, own: Sequence[Finding] = ()
) -> tuple[Finding, ...]:
    """Every reason to doubt an activity by what the person usually does; `habits` include the activity.

    `own` is what is doubted of it by itself: a pace that is set aside already is not doubted once more.
    """
    fresh = not pace_is_doubted(own)
    found = (
        faster_than_before(activity, habits) if fresh else None,
        like_a_champion(activity, habits) if fresh else None,
        assisted_like_others(activity, habits),
        longer_than_before(activity, habits),
        more_steps_than_before(activity, habits),
        steps_day_after_day(activity, habits),
        repeated_day_after_day(activity, habits),
        late_entries(activity, habits, calendar),
    )
    return tuple(finding for finding in found if finding)


def _has_pace(activity: Arrived) -> bool:
    return bool(activity.measure.distance_m) and activity.measure.moving_seconds >= threshold("paced_seconds")


def _without(figures: Sequence[int], own: int) -> list[int]:
    """The others' figures: all but one like the own."""
    others = list(figures)
    others.remove(own)
    return others


def faster_than_before(activity: Arrived, habits: Habits) -> Finding | None:
    """Far faster than usual in this sport, and fast enough to earn more by it."""
    sport = judged_sport(activity.measure)
    most, vigorous = threshold_for("faster_than_before", sport), sport_named(sport).vigorous_from
    if most is None or vigorous is None or not _has_pace(activity):
        return None
    speed = speed_of(activity.measure)
    others = _without(habits.paces[sport], speed)
    if len(others) < (threshold_for("before_least", sport) or 0) or speed < vigorous:
        return None
    near = threshold_for("also_as_fast", sport)
    if near is not None and sum(other * 100 >= near * speed for other in others) >= threshold("also_least"):
        return None
    limit = median_low(others) * most // 100
    return Finding(Doubt.FASTER_THAN_BEFORE, speed, limit) if speed > limit else None


def like_a_champion(activity: Arrived, habits: Habits) -> Finding | None:
    """Near a world record, by somebody who does nothing like it besides."""
    sport, speed = judged_sport(activity.measure), speed_of(activity.measure)
    record = record_over(sport, activity.measure.distance_m or 0)
    if record is None or not _has_pace(activity):
        return None
    limit = record.metres_in(HOUR) * threshold("like_a_champion") // 100
    near = sum(other * 100 >= threshold("champion_near") * speed for other in _without(habits.paces[sport], speed))
    if speed <= limit or near >= threshold("champion_least"):
        return None
    return Finding(Doubt.LIKE_A_CHAMPION, speed, limit)


def assisted_like_others(activity: Arrived, habits: Habits) -> Finding | None:
    """Most rides of this person keep an e-bike's pace; this one shows it less, or was typed."""
    sport = judged_sport(activity.measure)
    least = threshold_for("assisted_rides", sport)
    number, rides = habits.assisted_rides.get(sport, (0, 0))
    if least is None or number <= least or number * 100 < threshold("assisted_share") * rides:
        return None
    return None if assisted_pace(activity.measure, activity.evidence) else Finding(Doubt.ASSISTED_PACE, number, least)


def longer_than_before(activity: Arrived, habits: Habits) -> Finding | None:
    """Typed without a distance, hours long, and many times the usual: a zero too many."""
    measure, sport = activity.measure, judged_sport(activity.measure)
    if figures_by_hand(activity) is None or measure.distance_m:
        return None
    limit = threshold_for("half_a_day", sport) or DAY_SECONDS
    least, others = threshold_for("long_seconds", sport), _without(habits.lengths, measure.moving_seconds)
    if least is not None and len(others) >= threshold("before_least"):
        limit = min(limit, max(least, median_low(others) * threshold("longer_than_before") // 100))
    return Finding(Doubt.LONGER_THAN_BEFORE, measure.moving_seconds, limit) if measure.moving_seconds > limit else None


def more_steps_than_before(activity: Arrived, habits: Habits) -> Finding | None:
    """A day of many steps, many times the usual."""
    steps = activity.measure.steps or 0
    if activity.measure.kind is not Kind.DAY_STEPS or steps <= threshold("many_steps"):
        return None
    others = _without(habits.steps, steps)
    if len(others) < threshold("before_least"):
        return None
    limit = median_low(others) * threshold("more_steps_than_before") // 100
    return Finding(Doubt.MORE_STEPS_THAN_BEFORE, steps, limit) if steps > limit else None


def steps_day_after_day(activity: Arrived, habits: Habits) -> Finding | None:
    """A hiking day's steps more often than people go hiking: what counts them is doubted, with all its long days."""
    steps = activity.measure.steps or 0 if activity.measure.kind is Kind.DAY_STEPS else 0
    if steps <= min(habits.hiking_steps, threshold("outing_steps")):
        return None
    for number, name in (
        (habits.giant_days, "giant_days"),
        (habits.hiking_stretches, "hiking_stretches"),
        (habits.hiking_days, "hiking_days"),
    ):
        if number > threshold(name):
            return Finding(Doubt.STEPS_DAY_AFTER_DAY, number, threshold(name))
    return None


def repeated_day_after_day(activity: Arrived, habits: Habits) -> Finding | None:
    """The same long and hard figures by hand on more days than there are working days."""
    figures = figures_by_hand(activity)
    if figures is None or activity.measure.moving_seconds < threshold("repeated_minutes"):
        return None
    if sport_named(judged_sport(activity.measure)).met_tenths[Effort.MODERATE] < threshold("repeated_effort"):
        return None
    days, most = habits.days_of_figures[figures], threshold("repeated_days")
    return Finding(Doubt.REPEATED, days, most) if days > most else None


def in_last_hours(activity: Arrived, calendar: Calendar) -> bool:
    """Whether it was typed just before the lock."""
    last_hours = timedelta(seconds=threshold("late_hours"))
    return figures_by_hand(activity) is not None and activity.recorded_at >= calendar.locks_at - last_hours


def is_late(activity: Arrived, calendar: Calendar) -> bool:
    """Whether it was typed just before the lock and long after its day."""
    waited = activity.recorded_at.date() - activity.day
    return in_last_hours(activity, calendar) and waited > timedelta(days=threshold("late_days"))


def late_entries(activity: Arrived, habits: Habits, calendar: Calendar) -> Finding | None:
    """Typed in the last hours with many old ones, many hours of them together; a few forgotten ones are everybody's."""
    if not in_last_hours(activity, calendar) or habits.late_seconds <= threshold("late_motion"):
        return None
    most = threshold("late_entries")
    return Finding(Doubt.LATE_ENTRIES, habits.late_entries, most) if habits.late_entries > most else None
