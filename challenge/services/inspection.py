"""Inspection: the readers' dry run, with effort rules and without a database."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from challenge.domain.measure import DAY_SECONDS, Measure
from challenge.domain.plausibility import Doubt, findings_of
from challenge.domain.rules import EFFORT
from challenge.domain.scoring import count
from challenge.imports.reading import FileReading
from challenge.imports.registry import read_file
from challenge.wording.text import text

LANGUAGE = "en"


def inspect_files(paths: list[Path]) -> dict[str, Any]:
    """What the readers make of files, in the shape of the contract; one entry per file, a zip's members each."""
    return {"files": [_described(reading) for path in paths for reading in _readings(path)]}


def _readings(path: Path) -> Iterator[FileReading]:
    with path.open("rb") as stream:
        yield from read_file(path.name, stream)


def _described(reading: FileReading) -> dict[str, Any]:
    full_days = _days_beyond_24_hours(reading)
    extra: dict[str, Any] = {"damaged": True} if reading.damaged else {}
    if reading.refused_rows:
        extra["rows_refused"] = [dict(row.facts) for row in reading.refused_rows]
    return extra | {
        "name": reading.name,
        "activities": [_judged(measure, full_days) for measure in reading.measures],
        "refused": text(LANGUAGE, reading.refused.code, **reading.refused.facts) if reading.refused else None,
    }


def _days_beyond_24_hours(reading: FileReading) -> set[object]:
    """Days of one person's table on which more than 24 hours were spent in motion."""
    seconds: dict[object, int] = defaultdict(int)
    if reading.sources:
        for measure in reading.measures:
            seconds[measure.started_at.date()] += measure.moving_seconds
    return {day for day, total in seconds.items() if total > DAY_SECONDS}


def _judged(measure: Measure, full_days: set[object]) -> dict[str, Any]:
    reasons = [str(finding.doubt) for finding in findings_of(measure)]
    if measure.started_at.date() in full_days and Doubt.OVER_24_HOURS not in reasons:
        reasons.append(str(Doubt.OVER_24_HOURS))
    points = None
    if measure.sport is not None:
        points = count(measure, EFFORT, adapted=False, believed=not reasons).score.points
    return {
        "sport": measure.sport,
        "started_at": measure.started_at.isoformat(),
        "moving_seconds": measure.moving_seconds,
        "elapsed_seconds": measure.elapsed_seconds,
        "distance_m": measure.distance_m,
        "ascent_m": measure.ascent_m,
        "steps": measure.steps,
        "points": points,
        "verdict": "held" if measure.sport is None else "limited" if reasons else "counted",
        "reasons": reasons,
    }
