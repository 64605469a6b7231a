"""Plausibility: reasons to doubt a measure, and what of it counts until somebody decides."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from challenge.domain.measure import DAY_SECONDS, Kind, Measure
from challenge.domain.sports import sport_named

UNNAMED_SPORT = "ride"
"""A file that names no sport is judged as the fastest common one."""

FASTEST_STEPS = 100_000
"""Steps of one day beyond which a pedometer is not believed: about 80 km on foot."""


class Doubt(StrEnum):
    """A reason to doubt an activity."""

    NO_SPORT = "no_sport"
    """The file names no sport; its owner has to."""
    OVER_24_HOURS = "over_24_hours"
    """More than 24 hours in motion."""
    TOO_FAST = "too_fast"
    """Faster as a whole than the sport plausibly is."""
    TOO_FAST_MINUTE = "too_fast_minute"
    """A sustained minute faster than the sport plausibly is."""
    TOO_MANY_STEPS = "too_many_steps"
    """More steps than a day on foot holds."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A doubt with the figure that raised it and the limit it passed."""

    doubt: Doubt
    value: int
    """Seconds, metres per hour or steps, as the doubt has it."""
    limit: int


def findings_of(measure: Measure) -> tuple[Finding, ...]:
    """Every reason to doubt a measure, taken by itself."""
    found = []
    sport = sport_named(measure.sport or UNNAMED_SPORT)
    if measure.sport is None:
        found.append(Finding(Doubt.NO_SPORT, 0, 0))
    if measure.kind is Kind.DAY_STEPS and (measure.steps or 0) > FASTEST_STEPS:
        found.append(Finding(Doubt.TOO_MANY_STEPS, measure.steps or 0, FASTEST_STEPS))
    if measure.moving_seconds > DAY_SECONDS:
        found.append(Finding(Doubt.OVER_24_HOURS, measure.moving_seconds, DAY_SECONDS))
    if measure.distance_m and measure.distance_m * 3600 > sport.fastest_average * measure.moving_seconds:
        speed = measure.distance_m * 3600 // max(1, measure.moving_seconds)
        found.append(Finding(Doubt.TOO_FAST, speed, sport.fastest_average))
    if measure.best_minute_m and measure.best_minute_m * 60 > sport.fastest_minute:
        found.append(Finding(Doubt.TOO_FAST_MINUTE, measure.best_minute_m * 60, sport.fastest_minute))
    return tuple(found)


def pace_is_doubted(findings: Sequence[Finding]) -> bool:
    """Whether the pace proves nothing, so that effort counts as moderate."""
    return any(finding.doubt in {Doubt.TOO_FAST, Doubt.TOO_FAST_MINUTE} for finding in findings)


def limited(measure: Measure, findings: Sequence[Finding]) -> Measure:
    """The measure cut to what is plausible for its sport."""
    if not findings:
        return measure
    moving = min(measure.moving_seconds, DAY_SECONDS)
    sport = sport_named(measure.sport or UNNAMED_SPORT)
    farthest = sport.fastest_average * moving // 3600
    return replace(
        measure,
        moving_seconds=moving,
        distance_m=None if measure.distance_m is None else min(measure.distance_m, farthest),
        steps=measure.steps if measure.kind is Kind.OUTING else min(measure.steps or 0, FASTEST_STEPS),
    )
