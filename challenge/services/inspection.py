"""Inspection: the readers' dry run, with effort rules and without a database; a table is judged as one person's."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from challenge.domain.arrived import Arrived, Calendar
from challenge.domain.checks_of_day import findings_of_day
from challenge.domain.checks_of_history import findings_of_history, habits_of
from challenge.domain.known_activity import KnownActivity
from challenge.domain.measure import DAY_SECONDS
from challenge.domain.outing_groups import outings_of
from challenge.domain.plausibility import Doubt, Finding, curbs, findings_of
from challenge.domain.recorded import Recorded
from challenge.domain.rules import EFFORT
from challenge.domain.scoring import count
from challenge.imports.large import read_large
from challenge.imports.large_reading import Progress, Window
from challenge.imports.reading import FileReading
from challenge.services.template import sport_words
from challenge.wording.text import text

LANGUAGE = "en"
FIRST_DAY = date(1990, 1, 1)
NEVER_LOCKED = datetime(9999, 1, 1, tzinfo=UTC)
"""Without an edition nobody enters anything just before the lock."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """One activity with what is doubted about it, and the one that counts in its place."""

    recorded: Recorded
    findings: tuple[Finding, ...]
    same_as: int | None = None
    """Row of the activity of the same outing that counts."""


def inspect_files(paths: list[Path]) -> dict[str, Any]:
    """What the readers make of files, in the shape of the contract; one entry per file, a zip's members each."""
    return {"files": [_described(reading) for path in paths for reading in _readings(path)]}


def _readings(path: Path) -> Iterator[FileReading]:
    """Whatever it is: one file, a zip of files, an export of Apple Health or an archive of Strava."""
    every_day = Window(FIRST_DAY, datetime.now(UTC).date() + timedelta(days=1), UTC)
    yield from read_large(path, path.name, every_day, _tell_nobody, sport_words=sport_words())


def _tell_nobody(_: Progress) -> None:
    """How far the reading is."""


def _described(reading: FileReading) -> dict[str, Any]:
    extra: dict[str, Any] = {"damaged": True} if reading.damaged else {}
    if reading.refused_rows:
        extra["rows_refused"] = [dict(row.facts) for row in reading.refused_rows]
    seen = _together(reading) if reading.sources else _each(reading.activities)
    return extra | {
        "name": reading.name,
        "activities": [_judged(one) for one in seen],
        "refused": text(LANGUAGE, reading.refused.code, **reading.refused.facts) if reading.refused else None,
    }


def _each(activities: Sequence[Recorded]) -> list[_Seen]:
    """Recordings of one file, each by itself."""
    return [_Seen(recorded, findings_of(recorded.measure, recorded.evidence)) for recorded in activities]


def _together(reading: FileReading) -> list[_Seen]:
    """One person's table: each outing once, and every activity that counts held against all others."""
    rows = [
        KnownActivity(f"{number:06d}", source, one.measure, one.evidence, one.measure.started_at.tzinfo or UTC)
        for number, (one, source) in enumerate(zip(reading.activities, reading.sources, strict=True))
    ]
    counting = {int(other.key): int(outing.counting.key) for outing in outings_of(rows) for other in outing.others}
    arrived = datetime.now(UTC)
    known = {
        int(row.key): Arrived(row.measure, row.evidence, arrived, row.day)
        for row in rows
        if int(row.key) not in counting
    }
    findings = _findings_together(known, arrived)
    return [_Seen(one, findings.get(number, ()), counting.get(number)) for number, one in enumerate(reading.activities)]


def _findings_together(known: Mapping[int, Arrived], arrived: datetime) -> dict[int, tuple[Finding, ...]]:
    """Doubts of each activity by itself, by its day, and by what the person usually does."""
    calendar = Calendar(FIRST_DAY, arrived.date() + timedelta(days=1), NEVER_LOCKED)
    habits = habits_of(known.values(), calendar)
    by_day: dict[date, list[int]] = defaultdict(list)
    for number, one in known.items():
        by_day[one.day].append(number)
    full_days = {day for day, numbers in by_day.items() if _seconds(known, numbers) > DAY_SECONDS}
    found = {}
    for number, one in known.items():
        beside = [
            known[other]
            for shift in (-1, 0, 1)
            for other in by_day.get(one.day + timedelta(days=shift), ())
            if other != number
        ]
        full = (Finding(Doubt.OVER_24_HOURS, _seconds(known, by_day[one.day]), DAY_SECONDS),)
        own = findings_of(one.measure, one.evidence)
        found[number] = _each_once(
            *own,
            *findings_of_day(one, beside, calendar),
            *findings_of_history(one, habits, calendar, own),
            *(full if one.day in full_days else ()),
        )
    return found


def _seconds(known: Mapping[int, Arrived], numbers: Sequence[int]) -> int:
    return sum(known[number].measure.moving_seconds for number in numbers)


def _each_once(*findings: Finding) -> tuple[Finding, ...]:
    return tuple({finding.doubt: finding for finding in reversed(findings)}.values())[::-1]


def _judged(one: _Seen) -> dict[str, Any]:
    measure, evidence = one.recorded.measure, one.recorded.evidence
    own = findings_of(measure, evidence)
    points = None
    if measure.sport is not None:
        counted = count(one.recorded, EFFORT, adapted=False, believed=not curbs(own))
        points = 0 if one.same_as is not None else counted.score.points
    reasons = [str(finding.doubt) for finding in one.findings]
    if one.same_as is not None:
        reasons = ["same_outing"]
    return {
        "sport": measure.sport,
        "started_at": measure.started_at.isoformat(),
        "moving_seconds": measure.moving_seconds,
        "elapsed_seconds": measure.elapsed_seconds,
        "distance_m": measure.distance_m,
        "ascent_m": measure.ascent_m,
        "steps": measure.steps,
        "points": points,
        "verdict": _verdict(one),
        "reasons": reasons,
    }


def _verdict(one: _Seen) -> str:
    """Duplicate, limited at once to what is plausible, held for somebody to look at it, or counted."""
    if one.same_as is not None:
        return "duplicate"
    if one.recorded.measure.sport is None:
        return "held"
    if not one.findings:
        return "counted"
    return "limited" if curbs(one.findings) else "held"
