"""Explanations: every activity and day from raw value to points to euros earned, counted and paid."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, or_, select

from challenge.domain.evidence import Evidence
from challenge.domain.measure import Measure
from challenge.domain.money import MicroEuros, Points
from challenge.domain.outings import Likeness
from challenge.domain.plausibility import Finding, findings_of, limited
from challenge.domain.scoring import Counted, DayLine, Formula, Left, Score, score_day
from challenge.services.days import counted_in, left_in
from challenge.services.editions import edition_on
from challenge.services.measured import MEASURED, recorded_of
from challenge.services.people import Participant, read_participant
from challenge.services.permissions import Actor, Permission, Place, require
from challenge.services.person_euros import NO_EUROS, Euros, day_euros, person_euros, split_euros
from challenge.services.standing import shown_money
from challenge.store.activity_models import (
    EARNING,
    Activity,
    ActivityFinding,
    ActivityMeasure,
    FindingState,
    Source,
    Status,
)
from challenge.store.database import Database


@dataclass(frozen=True, slots=True)
class ActivityExplained:
    """An activity with what it earns and why."""

    id: int
    source: Source
    status: Status
    day: date
    version: int
    same_as: int | None
    """The activity that counts for the same outing, where this one does not."""
    likeness: Likeness | None
    """Why it is the same outing."""
    measure: Measure
    evidence: Evidence
    score: Score
    """Of what counts: at the plausible limit unless the figures are believed."""
    points: Points
    euros: Euros
    findings: tuple[Finding, ...]
    reason: str | None
    """Why an organiser refused it."""


@dataclass(frozen=True, slots=True)
class LeftExplained:
    """What is left of an activity whose figures were erased by rule."""

    id: int
    source: Source
    day: date
    left: Left
    euros: Euros

    @property
    def points(self) -> Points:
        """What it earned and keeps."""
        return self.left.points


@dataclass(frozen=True, slots=True)
class DayExplained:
    """A person's day: its activities, what the day itself adds or takes, and the euros."""

    day: date
    activities: list[ActivityExplained]
    left: list[LeftExplained]
    lines: list[tuple[DayLine, Euros]]
    points: Points
    euros: Euros
    active: bool
    rate: MicroEuros
    cap_reached: bool
    """The company's cap leaves less than was earned."""


def explain_days(
    database: Database, actor: Actor, place: Place, *, first: date | None = None, last: date | None = None
) -> list[DayExplained]:
    """One's own days with activities, the newest first; deleted activities are listed and earn nothing."""
    require(actor, Permission.SEE_OWN, place)
    with database.reading() as connection:
        return _days(connection, place, first, last)


def explain_newest_day(database: Database, actor: Actor, place: Place, *, since: date) -> DayExplained | None:
    """One's own newest day with activities, not before a date."""
    require(actor, Permission.SEE_OWN, place)
    with database.reading() as connection:
        newest: date | None = connection.scalar(_NEWEST, {"person": place.participation_id, "since": since})
        return next(iter(_days(connection, place, newest, newest)), None) if newest else None


def _days(connection: Connection, place: Place, first: date | None, last: date | None) -> list[DayExplained]:
    person = read_participant(connection, place)
    edition = edition_on(connection, person.edition_id)
    money = shown_money(connection, edition, person.entry_id)
    activities, left = _activities(connection, person, first, last)
    totals = day_euros(connection, person, person_euros(connection, person, money))
    capped = money.euros.counted < money.euros.earned
    days = []
    for day in sorted({row.day for row in activities} | {row.day for row in left}, reverse=True):
        of_day, gone = [row for row in activities if row.day == day], [row for row in left if row.day == day]
        counted = [_counted(row) for row in of_day if row.status in EARNING]
        score = score_day([*counted, *(row.left for row in gone)], edition.rules)
        euros = totals.get(day, NO_EUROS)
        points = [*(row.points for row in of_day), *(row.points for row in gone)]
        parts = iter(split_euros(euros, [*points, *(line.points for line in score.lines)], person.rate))
        explained = [replace(row, euros=next(parts)) for row in of_day]
        kept = [replace(row, euros=next(parts)) for row in gone]
        lines = [(line, next(parts)) for line in score.lines]
        days.append(DayExplained(day, explained, kept, lines, score.points, euros, score.active, person.rate, capped))
    return days


def _counted(row: ActivityExplained) -> Counted:
    found = findings_of(row.measure, row.evidence)
    plausible = row.measure if row.status is Status.COUNTED else limited(row.measure, found)
    return Counted(plausible, row.score, row.score.formula is Formula.ADAPTED_MINUTES)


_ACTIVITIES = (
    select(
        Activity.id,
        Activity.source,
        Activity.status,
        Activity.day,
        Activity.points,
        Activity.adapted,
        Activity.rule_set_id,
        Activity.version,
        Activity.same_as,
        Activity.likeness,
        Activity.commitment,
        Activity.left_active,
        Activity.left_taken,
        Activity.left_over,
        *MEASURED,
    )
    .join(ActivityMeasure, ActivityMeasure.activity_id == Activity.id, isouter=True)
    .where(
        Activity.participation_id == bindparam("person"), Activity.day.between(bindparam("first"), bindparam("last"))
    )
    .order_by(Activity.day.desc(), Activity.started_at, Activity.id)
)


_NEWEST = (
    select(func.max(Activity.day))
    .join(ActivityMeasure, ActivityMeasure.activity_id == Activity.id, isouter=True)
    .where(
        Activity.participation_id == bindparam("person"),
        Activity.day >= bindparam("since"),
        or_(ActivityMeasure.activity_id.is_not(None), Activity.status.in_(sorted(EARNING))),
    )
)
"""Of what is explained: recorded, or what is left of it earns something."""


def _activities(
    connection: Connection, person: Participant, first: date | None, last: date | None
) -> tuple[list[ActivityExplained], list[LeftExplained]]:
    window = {"first": first or date.min, "last": last or date.max}
    rows = connection.execute(_ACTIVITIES, {"person": person.id, **window}).all()
    measured = [row for row in rows if row.kind is not None]
    doubts = _findings(connection, [row.id for row in measured])
    left = [_left(row) for row in rows if row.kind is None and row.status in EARNING]
    return [_explained(connection, row, doubts.get(row.id, [])) for row in measured], left


def _explained(connection: Connection, row: Row[*tuple[Any, ...]], found: list[Any]) -> ActivityExplained:
    recorded = recorded_of(row[-len(MEASURED) :])
    return ActivityExplained(
        id=row.id,
        source=row.source,
        status=row.status,
        day=row.day,
        version=row.version,
        same_as=row.same_as,
        likeness=row.likeness,
        measure=recorded.measure,
        evidence=recorded.evidence,
        score=counted_in(connection, row).score,
        points=Points(row.points),
        euros=NO_EUROS,
        findings=tuple(Finding(finding.doubt, finding.value, finding.limit_value) for finding in found),
        reason=next((finding.reason for finding in found if finding.reason), None),
    )


def _left(row: Row[*tuple[Any, ...]]) -> LeftExplained:
    return LeftExplained(row.id, row.source, row.day, left_in(row), NO_EUROS)


_OF_INTEREST = (FindingState.OPEN, FindingState.REFUSED, FindingState.LIMITED)
"""What still says something of an activity's points."""


_FOUND = select(
    ActivityFinding.activity_id,
    ActivityFinding.doubt,
    ActivityFinding.value,
    ActivityFinding.limit_value,
    ActivityFinding.reason,
).where(
    ActivityFinding.activity_id.in_(bindparam("activities", expanding=True)), ActivityFinding.state.in_(_OF_INTEREST)
)


def _findings(connection: Connection, ids: list[int]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in connection.execute(_FOUND, {"activities": ids}) if ids else ():
        found.setdefault(row.activity_id, []).append(row)
    return found
