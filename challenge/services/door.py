"""The one door: measures come in, are doubted, scored, booked and carried to the totals, in one transaction."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass, replace
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select

from challenge.domain.measure import Measure
from challenge.domain.money import Points, euros_for
from challenge.domain.plausibility import Finding, findings_of
from challenge.domain.scoring import Score, count
from challenge.domain.sports import all_sports
from challenge.errors import (
    AfterEditionError,
    BeforeEditionError,
    CompanyWithdrawnError,
    EditionLockedError,
    EditionNotRunningError,
    InFutureError,
    NotFoundError,
    UnknownSportError,
)
from challenge.services.contention import Replaced, matters
from challenge.services.days import settle_days
from challenge.services.editions import EditionView
from challenge.services.ledger import Page, write_page
from challenge.services.people import Participant
from challenge.store.activity_models import (
    EARNING,
    Activity,
    ActivityFinding,
    ActivityMeasure,
    EntryKind,
    FindingState,
    Source,
    Status,
)
from challenge.store.edition_models import EditionState, HoldPolicy
from challenge.store.ids import new_id


@dataclass(frozen=True, slots=True)
class Arrival:
    """A measure on its way in, with whose it is and where it came from."""

    participation_id: int
    source: Source
    external_id: str
    """The same source and external id is the same activity: a repeat changes nothing."""
    measure: Measure


@dataclass(frozen=True, slots=True)
class Admitted:
    """What became of an arrival."""

    activity_id: int
    status: Status
    points: Points
    repeated: bool = False
    """It had been recorded before; nothing was booked."""


def check_open(edition: EditionView, now: datetime) -> None:
    """Raise EditionLockedError from the lock date on, EditionNotRunningError before the edition is started."""
    if now >= edition.locks_at or edition.state is EditionState.LOCKED:
        raise EditionLockedError(locked_at=edition.locks_at)
    if edition.state is not EditionState.RUNNING:
        raise EditionNotRunningError(first=edition.starts_on)


def check_company(person: Participant) -> None:
    """Raise CompanyWithdrawnError where the person's company has left."""
    if person.withdrawn:
        raise CompanyWithdrawnError


def check_day(edition: EditionView, measure: Measure, now: datetime) -> date:
    """Local day of a measure; raises when it lies outside the edition or in the future."""
    day = edition.day_of(measure.started_at)
    if day < edition.starts_on:
        raise BeforeEditionError(day=day, first=edition.starts_on)
    if day > edition.ends_on:
        raise AfterEditionError(day=day, last=edition.ends_on)
    if measure.started_at > now:
        raise InFutureError(day=day)
    return day


def admit(
    connection: Connection,
    page: Page,
    people: dict[int, Participant],
    arrivals: Sequence[Arrival],
    *,
    hold: bool = False,
) -> list[Admitted]:
    """Let arrivals in; the edition is locked, the rights are checked. Answers in the order of the arrivals.

    `hold` keeps all of them from counting, whatever they are, until somebody decides.
    """
    known = _known(connection, arrivals)
    admitted: list[Admitted] = []
    activities: list[dict[str, Any]] = []
    measures: list[dict[str, Any]] = []
    findings: list[dict[str, Any]] = []
    for arrival in arrivals:
        key = (arrival.participation_id, arrival.source, arrival.external_id)
        if key in known:
            admitted.append(known[key])
            continue
        person = people.get(arrival.participation_id)
        if person is None or person.edition_id != page.edition.id:
            raise NotFoundError
        check_company(person)
        if arrival.measure.sport not in all_sports():
            raise UnknownSportError(sport=arrival.measure.sport)
        day = check_day(page.edition, arrival.measure, page.recorded_at)
        found = findings_of(arrival.measure)
        status, score = judge(connection, page.edition, person, arrival.measure, day, found)
        status = Status.HELD if hold else status
        activity = _activity_row(page, person, arrival, day, status, score)
        book_activity(page, person, activity)
        activities.append(activity)
        measures.append(measure_row(activity["id"], arrival.measure))
        findings += finding_rows(activity["id"], arrival.measure, found, page.recorded_at)
        admitted.append(Admitted(activity["id"], status, activity["points"]))
        known[key] = Admitted(activity["id"], status, activity["points"], repeated=True)
    if activities:
        connection.execute(insert(Activity), activities)
        connection.execute(insert(ActivityMeasure), measures)
    if findings:
        connection.execute(insert(ActivityFinding), findings)
    return admitted


def close(connection: Connection, page: Page, people: dict[int, Participant]) -> None:
    """Settle the days a page touched and write it to the ledger; a page that touched nothing leaves no trace."""
    if not page.days:
        return
    settle_days(connection, page, people)
    write_page(connection, page)


def judge(
    connection: Connection,
    edition: EditionView,
    person: Participant,
    measure: Measure,
    day: date,
    found: Sequence[Finding],
    *,
    instead_of: Replaced | None = None,
) -> tuple[Status, Score]:
    """Whether a measure counts in full, at the plausible limit, or is held because it matters; and its score."""
    counted = count(measure, edition.rules, adapted=person.adapted, believed=not found)
    if not found:
        return Status.COUNTED, counted.score
    held = edition.hold_policy is HoldPolicy.ALWAYS or (
        edition.hold_policy is HoldPolicy.FIRST_TEN and matters(connection, edition, person, day, counted, instead_of)
    )
    return (Status.HELD if held else Status.LIMITED), counted.score


def book_activity(page: Page, person: Participant, activity: dict[str, Any]) -> None:
    """Book what an activity earns, and note the entry on it; its day is touched either way."""
    page.touch(person.id, activity["day"])
    activity["booked_sequence"] = None
    if activity["points"]:
        activity["booked_sequence"] = page.book(
            EntryKind.ACTIVITY,
            f"activity:{activity['id']}:{activity['version']}",
            entry_id=person.entry_id,
            participation_id=person.id,
            points=activity["points"],
            micro_euros=euros_for(activity["points"], person.rate),
            activity_id=activity["id"],
            day=activity["day"],
        )


def measure_row(activity_id: int, measure: Measure) -> dict[str, Any]:
    """A measure as it is stored."""
    return {
        "activity_id": activity_id,
        "kind": measure.kind,
        "moving_seconds": measure.moving_seconds,
        "elapsed_seconds": measure.elapsed_seconds,
        "distance_m": measure.distance_m,
        "ascent_m": measure.ascent_m,
        "steps": measure.steps,
        "best_minute_m": measure.best_minute_m,
    }


def fingerprint(measure: Measure) -> str:
    """What a decision covers: exactly these figures."""
    same_zone = replace(measure, started_at=measure.started_at.astimezone(UTC))
    return sha256("|".join(map(str, astuple(same_zone))).encode()).hexdigest()


def finding_rows(
    activity_id: int, measure: Measure, found: Sequence[Finding], moment: datetime
) -> list[dict[str, Any]]:
    """Open findings as they are stored."""
    return [
        {
            "id": new_id(),
            "activity_id": activity_id,
            "doubt": finding.doubt,
            "value": finding.value,
            "limit_value": finding.limit,
            "figures": fingerprint(measure),
            "state": FindingState.OPEN,
            "created_at": moment,
        }
        for finding in found
    ]


def _activity_row(
    page: Page, person: Participant, arrival: Arrival, day: date, status: Status, score: Score
) -> dict[str, Any]:
    return {
        "id": new_id(),
        "edition_id": page.edition.id,
        "participation_id": person.id,
        "source": arrival.source,
        "external_id": arrival.external_id,
        "sport": arrival.measure.sport,
        "started_at": arrival.measure.started_at,
        "day": day,
        "status": status,
        "points": score.points if status in EARNING else Points(0),
        "adapted": person.adapted,
        "rule_set_id": page.edition.rule_set_id,
        "version": 1,
        "recorded_at": page.recorded_at,
    }


_KNOWN = select(
    Activity.participation_id,
    Activity.source,
    Activity.external_id,
    Activity.id,
    Activity.status,
    Activity.points,
).where(
    Activity.participation_id.in_(bindparam("people", expanding=True)),
    Activity.external_id.in_(bindparam("externals", expanding=True)),
)


def _known(connection: Connection, arrivals: Sequence[Arrival]) -> dict[tuple[int, Source, str], Admitted]:
    """Arrivals that were recorded before."""
    rows = connection.execute(
        _KNOWN,
        {
            "people": sorted({arrival.participation_id for arrival in arrivals}),
            "externals": sorted({arrival.external_id for arrival in arrivals}),
        },
    )
    return {
        (row.participation_id, row.source, row.external_id): Admitted(
            row.id, row.status, Points(row.points), repeated=True
        )
        for row in rows
    }
