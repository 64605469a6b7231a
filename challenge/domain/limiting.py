"""Limiting: what of a doubted activity counts until somebody decides."""

from collections.abc import Sequence
from dataclasses import replace

from challenge.domain.checks import FASTEST_STEPS, HOUR, ascent_an_hour, judged_sport, steps_a_minute
from challenge.domain.doubts import PACE_DOUBTED, Consequence, Finding, consequence_of
from challenge.domain.measure import DAY_SECONDS, Kind, Measure
from challenge.domain.records import farthest_by_records
from challenge.domain.thresholds import fastest_average, threshold, threshold_for


def pace_is_doubted(findings: Sequence[Finding]) -> bool:
    """Whether the pace proves nothing, so that effort counts as moderate at most."""
    return any(finding.doubt in PACE_DOUBTED for finding in findings)


def curbs(findings: Sequence[Finding]) -> bool:
    """Whether they change at once what counts: figures are cut, or the pace is set aside."""
    return pace_is_doubted(findings) or any(consequence_of(one.doubt) is Consequence.LIMITED for one in findings)


def limited(measure: Measure, findings: Sequence[Finding]) -> Measure:
    """The measure cut to what is plausible for its sport; as it is where nothing says what would be plausible."""
    if all(consequence_of(finding.doubt) is Consequence.REVIEW for finding in findings):
        return measure
    sport = judged_sport(measure)
    moving = min(measure.moving_seconds, threshold_for("too_long", sport) or DAY_SECONDS)
    shorter = replace(measure, moving_seconds=moving, steps=_at_most(measure.steps, _most_steps(measure, moving)))
    return replace(
        shorter,
        distance_m=_at_most(measure.distance_m, _farthest(shorter)),
        ascent_m=_at_most(measure.ascent_m, _highest(sport, moving)),
    )


def _at_most(figure: int | None, most: int | None) -> int | None:
    return figure if figure is None or most is None else min(figure, most)


def _farthest(measure: Measure) -> int:
    """The most metres that raise no doubt in the time and with the steps."""
    sport, seconds = judged_sport(measure), measure.moving_seconds
    most = fastest_average(sport) * seconds // HOUR
    recorded = farthest_by_records(sport, seconds)
    stride = threshold_for("stride", sport)
    if recorded is not None:
        most = min(most, recorded)
    if stride is not None and measure.steps:
        most = min(most, max(threshold("stride_metres") - 1, stride * measure.steps // 100))
    return most


def _highest(sport: str, seconds: int) -> int | None:
    """The most metres of ascent that raise no doubt in the time."""
    limit = ascent_an_hour(sport, seconds)
    return None if limit is None else max(threshold("ascent_metres") - 1, limit * seconds // HOUR)


def _most_steps(measure: Measure, seconds: int) -> int | None:
    """The most steps that raise no doubt."""
    if measure.kind is Kind.DAY_STEPS:
        return FASTEST_STEPS
    return steps_a_minute(measure) * seconds // 60 if seconds >= threshold("steps_seconds") else None
