"""Scoring: what a rule set makes of a measure, and of a person's day.

What depends on one activity is scored for that activity; what depends on the day (day points, steps already
counted by outings, more than 24 hours, day cap) is scored for the day. So no order of arrival changes a point.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from challenge.domain.measure import DAY_SECONDS, Kind, Measure
from challenge.domain.money import Points, half_up
from challenge.domain.plausibility import findings_of, limited, pace_is_doubted
from challenge.domain.recorded import Recorded
from challenge.domain.rules import RuleSet, Unit
from challenge.domain.sports import Effort, sport_named

NOTHING = Points(0)


class Formula(StrEnum):
    """How an activity came to its points; each has a sentence in the catalogue."""

    MET_MINUTES = "met_minutes"
    """Minutes times MET times the rate per MET minute."""
    MINUTES = "minutes"
    """Minutes times rate."""
    KILOMETRES = "kilometres"
    """Kilometres times rate times the weight of the sport."""
    STEPS = "steps"
    """Steps times rate."""
    ADAPTED_MINUTES = "adapted_minutes"
    """Minutes times the adapted rate."""
    NOTHING_RECORDED = "nothing_recorded"
    """The figure this rule set counts was not recorded."""


@dataclass(frozen=True, slots=True)
class Score:
    """The points of one activity and the figures that made them."""

    points: Points
    formula: Formula
    counted_seconds: int
    """Moving time, or the walking time that steps of a day stand for."""
    effort: Effort
    met_tenths: int
    code: str
    """Compendium code of the MET; empty where the value is the organiser's."""
    rate_milli_points: int
    percent: int


def walking_seconds(steps: int, rules: RuleSet) -> int:
    """Walking time that steps of a day stand for, the free ones taken off."""
    return max(0, steps - rules.free_steps) * 60 // rules.steps_per_minute


def foot_steps(measure: Measure, rules: RuleSet) -> int:
    """Steps an outing takes from the steps of its day; unknown ones at the rate by which steps become minutes."""
    if measure.kind is Kind.DAY_STEPS:
        return 0
    if measure.steps is not None:
        return measure.steps
    on_foot = measure.sport is not None and sport_named(measure.sport).on_foot
    return measure.moving_seconds * rules.steps_per_minute // 60 if on_foot else 0


def score(measure: Measure, rules: RuleSet, *, adapted: bool = False, pace_doubted: bool = False) -> Score:
    """Points of one activity, rounded once, half up; a doubted pace is never vigorous.

    Raises KeyError when the measure names no sport of the list.
    """
    sport = sport_named(measure.sport or "")
    seconds = walking_seconds(measure.steps or 0, rules) if measure.kind is Kind.DAY_STEPS else measure.moving_seconds
    paced = measure.kind is Kind.OUTING and measure.distance_m is not None
    effort = sport.effort_at(measure.distance_m or 0, measure.moving_seconds) if paced else Effort.MODERATE
    if pace_doubted and effort is Effort.VIGOROUS:
        effort = Effort.MODERATE
    met_tenths = sport.met_tenths[effort]
    formula, numerator, denominator = _units(measure, seconds, met_tenths, rules, adapted=adapted)
    rate = rules.adapted_milli_points_per_minute if adapted else rules.milli_points_per_unit
    percent = 100 if adapted else rules.percent_of(sport.name)
    points = half_up(numerator * rate * percent, denominator * 1000 * 100)
    return Score(Points(points), formula, seconds, effort, met_tenths, sport.codes[effort], rate, percent)


def _units(
    measure: Measure, seconds: int, met_tenths: int, rules: RuleSet, *, adapted: bool
) -> tuple[Formula, int, int]:
    if adapted:
        return Formula.ADAPTED_MINUTES, seconds, 60
    if rules.unit is Unit.MET_MINUTE:
        return Formula.MET_MINUTES, seconds * met_tenths, 600
    if rules.unit is Unit.MINUTE:
        return Formula.MINUTES, seconds, 60
    if rules.unit is Unit.KILOMETRE and measure.distance_m is not None:
        return Formula.KILOMETRES, measure.distance_m, 1000
    if rules.unit is Unit.STEP and measure.steps is not None:
        return Formula.STEPS, max(0, measure.steps - _free_steps(measure, rules)), 1
    return Formula.NOTHING_RECORDED, 0, 1


def _free_steps(measure: Measure, rules: RuleSet) -> int:
    return rules.free_steps if measure.kind is Kind.DAY_STEPS else 0


@dataclass(frozen=True, slots=True)
class Counted:
    """What a day needs to know of one activity that counts in it."""

    measure: Measure
    score: Score
    adapted: bool


@dataclass(frozen=True, slots=True)
class Left:
    """What is left of an activity whose figures were erased by rule: what it earned, and what it made of its day."""

    points: Points
    active: bool
    """The day was active when the figures went."""
    taken: Points
    """What it took from the day's steps."""
    over: Points = NOTHING
    """What the day lost to more than 24 hours."""


def count(recorded: Recorded, rules: RuleSet, *, adapted: bool, believed: bool) -> Counted:
    """What counts of an activity: all of it when its figures are believed, else what is plausible."""
    measure = recorded.measure
    if believed:
        return Counted(measure, score(measure, rules, adapted=adapted), adapted)
    findings = findings_of(measure, recorded.evidence)
    plausible = limited(measure, findings)
    doubted = pace_is_doubted(findings)
    return Counted(plausible, score(plausible, rules, adapted=adapted, pace_doubted=doubted), adapted)


class DayLineKind(StrEnum):
    """What a day adds to or takes from the points of its activities."""

    STEPS_OF_OUTINGS = "steps_of_outings"
    """Steps of the day that an outing already counts."""
    OVER_24_HOURS = "over_24_hours"
    """More than 24 hours in motion: counted in proportion to 24."""
    ACTIVE_DAY = "active_day"
    """The points of an active day."""
    DAY_CAP = "day_cap"
    """What lies above the day cap."""


@dataclass(frozen=True, slots=True)
class DayLine:
    """One line of a day, in the order in which they apply."""

    kind: DayLineKind
    points: Points


@dataclass(frozen=True, slots=True)
class DayScore:
    """A person's day: its total, whether it is active, and what was booked beyond its activities."""

    points: Points
    lines: tuple[DayLine, ...]
    active: bool
    counted_seconds: int

    @property
    def adjustment(self) -> Points:
        """What the day itself adds (or takes, when negative)."""
        return Points(sum(line.points for line in self.lines))


def score_day(parts: Iterable[Counted | Left], rules: RuleSet) -> DayScore:
    """Total of a person's day from the activities that count in it and what is left of erased ones, in any order."""
    lines = []
    together = list(parts)
    activities = [part for part in together if isinstance(part, Counted)]
    left = [part for part in together if isinstance(part, Left)]
    points: int = sum(activity.score.points for activity in activities) + sum(one.points for one in left)
    seconds = sum(activity.score.counted_seconds for activity in activities)

    doubled_points, doubled_seconds = _steps_counted_twice(activities, rules)
    doubled_points += min(sum(one.taken for one in left), _points_of_steps(activities) - doubled_points)
    if doubled_points:
        lines.append(DayLine(DayLineKind.STEPS_OF_OUTINGS, Points(-doubled_points)))
    points, seconds = points - doubled_points, seconds - doubled_seconds

    kept = half_up(points * DAY_SECONDS, seconds) if seconds > DAY_SECONDS else points
    kept = max(0, kept - sum(one.over for one in left))
    if seconds > DAY_SECONDS or kept < points:
        lines.append(DayLine(DayLineKind.OVER_24_HOURS, Points(kept - points)))
        points, seconds = kept, min(seconds, DAY_SECONDS)

    active = seconds >= rules.active_day_minutes * 60 or any(one.active for one in left)
    if active and rules.day_points:
        lines.append(DayLine(DayLineKind.ACTIVE_DAY, Points(rules.day_points)))
        points += rules.day_points

    if points > rules.day_cap:
        lines.append(DayLine(DayLineKind.DAY_CAP, Points(rules.day_cap - points)))
        points = rules.day_cap
    return DayScore(Points(points), tuple(lines), active, seconds)


def _points_of_steps(activities: Sequence[Counted]) -> int:
    return sum(activity.score.points for activity in activities if activity.measure.kind is Kind.DAY_STEPS)


def _steps_counted_twice(activities: Sequence[Counted], rules: RuleSet) -> tuple[int, int]:
    """Points and seconds of the day's steps that its outings already count."""
    outing_steps = sum(foot_steps(activity.measure, rules) for activity in activities)
    if not outing_steps:
        return 0, 0
    points = seconds = 0
    for activity in activities:
        if activity.measure.kind is Kind.DAY_STEPS:
            left = replace(activity.measure, steps=max(0, (activity.measure.steps or 0) - outing_steps))
            rescored = score(left, rules, adapted=activity.adapted)
            points += activity.score.points - rescored.points
            seconds += activity.score.counted_seconds - rescored.counted_seconds
    return points, seconds
