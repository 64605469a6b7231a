"""Measured: raw figures and evidence between the database and the domain; one list of columns for both ways."""

from collections.abc import Sequence
from dataclasses import astuple, replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from challenge.domain.evidence import Evidence
from challenge.domain.measure import Measure
from challenge.domain.recorded import Recorded
from challenge.store.activity_models import Activity, ActivityMeasure

MEASURED = (
    Activity.sport,
    Activity.started_at,
    ActivityMeasure.moving_seconds,
    ActivityMeasure.elapsed_seconds,
    ActivityMeasure.distance_m,
    ActivityMeasure.ascent_m,
    ActivityMeasure.steps,
    ActivityMeasure.best_minute_m,
    ActivityMeasure.kind,
    ActivityMeasure.recording,
    ActivityMeasure.device,
    ActivityMeasure.service_number,
    ActivityMeasure.indoor,
    ActivityMeasure.altered,
    ActivityMeasure.leaps,
    ActivityMeasure.best_five_minutes_m,
    ActivityMeasure.steadiness,
    ActivityMeasure.stops,
    ActivityMeasure.day_only,
    ActivityMeasure.surges,
    ActivityMeasure.at_assist_speed,
    ActivityMeasure.stalled,
    ActivityMeasure.rhythm,
)
"""The columns of what was recorded: the fields of a measure in their order, then those of its evidence."""

_FIGURES = 9
"""How many of them are the measure's."""


def recorded_of(columns: Sequence[Any]) -> Recorded:
    """What was recorded, from the columns of MEASURED."""
    return Recorded(Measure(*columns[:_FIGURES]), Evidence(*columns[_FIGURES:]))


def measure_row(activity_id: int, recorded: Recorded, *, erase_at: datetime | None = None) -> dict[str, Any]:
    """What was recorded as it is stored; sport and start stand on the activity itself."""
    figures = zip(MEASURED[2:], [*astuple(recorded.measure)[2:], *astuple(recorded.evidence)], strict=True)
    return {"activity_id": activity_id, "erase_at": erase_at} | {column.key: figure for column, figure in figures}


def fingerprint(measure: Measure) -> str:
    """What a decision covers: exactly these figures."""
    same_zone = replace(measure, started_at=measure.started_at.astimezone(UTC))
    return sha256("|".join(map(str, astuple(same_zone))).encode()).hexdigest()
