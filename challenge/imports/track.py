"""Track: the one place where a recording and what its file states become a measure (docs/imports.md)."""

import math
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import numpy as np

from challenge.domain.evidence import Evidence
from challenge.domain.measure import Measure
from challenge.domain.recorded import Recorded
from challenge.domain.sports import all_sports
from challenge.errors import NoActivityError, TooShortError
from challenge.imports.limits import (
    MAX_ASCENT_M,
    MAX_DISTANCE_M,
    MAX_SECONDS,
    MAX_STEPS,
    MIN_RECORDING_SECONDS,
)
from challenge.imports.motion import Motion, ascent_m, best_minute_m, best_span_m, motion_of, moving_seconds
from challenge.imports.pace import evidence_of
from challenge.imports.points import Points, check_date, check_dates, check_times, in_order


@dataclass(frozen=True, slots=True)
class Stated:
    """What a file states of an activity as a whole; None where it states nothing."""

    started: float | None = None
    """Seconds since 1970."""
    moving: float | None = None
    """Seconds on the device's timer."""
    elapsed: float | None = None
    """Seconds from start to end, pauses included."""
    distance: float | None = None
    """Metres."""
    ascent: float | None = None
    """Metres."""
    steps: float | None = None


NOTHING_STATED = Stated()
FIVE_MINUTES = 300


def believed(value: object, most: float) -> float | None:
    """A stated figure if it is a number from 0 to `most`, else None."""
    if not isinstance(value, int | float) or not math.isfinite(value) or not 0 <= value <= most:
        return None
    return float(value)


def recorded_of(
    points: Points,
    sport: str | None,
    stated: Stated = NOTHING_STATED,
    evidence: Evidence = Evidence(),  # noqa: B008 frozen
) -> Recorded:
    """One recording, its points in the order of the file; what the file states goes before what its points show.

    Raises NoTimesError, ImpossibleDateError, TooShortError, or NoActivityError where nobody moved.
    """
    if believed(stated.moving, MAX_SECONDS) is None or stated.started is None:
        check_times(points)
    check_dates(points)
    as_written, points = points, in_order(points)
    started = float(points.seconds[0]) if stated.started is None else stated.started
    check_date(started)
    motion = motion_of(points) if len(points) else None
    elapsed = _elapsed(points, stated)
    moving = _moving(motion, stated)
    if max(elapsed, moving) < MIN_RECORDING_SECONDS:
        raise TooShortError(seconds=round(max(elapsed, moving)), least=MIN_RECORDING_SECONDS)
    distance = _distance(motion, stated)
    if not round(moving) and distance is None:
        raise NoActivityError
    steps = believed(stated.steps, MAX_STEPS)
    ascent = believed(stated.ascent, MAX_ASCENT_M)
    measure = Measure(
        sport=sport,
        started_at=datetime.fromtimestamp(math.floor(started), UTC),
        moving_seconds=round(moving),
        elapsed_seconds=round(elapsed),
        distance_m=distance,
        ascent_m=ascent_m(points) if ascent is None else round(ascent),
        steps=round(steps) if steps and sport in all_sports() and all_sports()[sport].on_foot else None,
        best_minute_m=best_minute_m(motion) if motion else None,
    )
    # Glitches of the receiver make no pace, so the fastest five minutes are taken without them too.
    best = best_span_m(motion, FIVE_MINUTES) if motion else None
    return Recorded(measure, replace(evidence_of(as_written, evidence), best_five_minutes_m=best))


def _elapsed(points: Points, stated: Stated) -> float:
    elapsed = believed(stated.elapsed, MAX_SECONDS)
    if elapsed:
        return elapsed
    recorded = float(points.seconds[-1] - points.seconds[0]) if len(points) else 0.0
    return max(believed(recorded, MAX_SECONDS) or 0.0, believed(stated.moving, MAX_SECONDS) or 0.0)


def _moving(motion: Motion | None, stated: Stated) -> float:
    moving = believed(stated.moving, MAX_SECONDS)
    if moving:
        return moving
    return moving_seconds(motion) if motion else 0.0


def _distance(motion: Motion | None, stated: Stated) -> int | None:
    """Metres; None where there are none, because indoors zero means unknown."""
    distance = believed(stated.distance, MAX_DISTANCE_M)
    if not distance and motion:
        distance = believed(float(np.sum(motion.metres)), MAX_DISTANCE_M)
    return round(distance) or None if distance else None
