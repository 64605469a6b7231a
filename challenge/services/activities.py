"""Activities: record, edit, delete and restore one's own, until the lock date."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from challenge.domain.measure import Kind, Measure
from challenge.domain.money import Points
from challenge.domain.plausibility import findings_of
from challenge.domain.scoring import count
from challenge.domain.sports import all_sports
from challenge.errors import ImplausibleFigureError, NotFoundError, NothingToUndoError, UnknownSportError
from challenge.services.contention import Replaced
from challenge.services.days import MEASURED
from challenge.services.door import (
    Admitted,
    Arrival,
    admit,
    book_activity,
    check_company,
    check_day,
    check_open,
    close,
    finding_rows,
    fingerprint,
    judge,
    measure_row,
)
from challenge.services.editions import EditionView, edition_on, lock_edition, utc_now
from challenge.services.ledger import Page, read_entries, take_back
from challenge.services.people import Participant, read_participants
from challenge.services.permissions import Actor, Permission, Place, require
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

HIGHEST = {"minutes": 7 * 24 * 60, "kilometres": 2_000, "ascent": 20_000, "steps": 200_000}
"""The most that can be entered; what is merely doubtful is recorded and limited."""


@dataclass(frozen=True, slots=True)
class ByHand:
    """One activity as somebody typed it."""

    sport: str
    day: date
    minutes: int
    kilometres: float | None = None
    ascent: int | None = None


def measure_by_hand(edition: EditionView, typed: ByHand, *, now: datetime | None = None) -> Measure:
    """A measure from what was typed; noon of the day stands for its start, or now when that is earlier.

    Raises UnknownSportError or ImplausibleFigureError.
    """
    for name in ("minutes", "kilometres", "ascent"):
        _check_figure(name, getattr(typed, name))
    if typed.sport not in all_sports():
        raise UnknownSportError(sport=typed.sport)
    return Measure(
        sport=typed.sport,
        started_at=_noon(edition, typed.day, now or utc_now()),
        moving_seconds=typed.minutes * 60,
        distance_m=round(typed.kilometres * 1000) if typed.kilometres else None,
        ascent_m=typed.ascent or None,
    )


def steps_by_hand(edition: EditionView, *, day: date, steps: int, now: datetime | None = None) -> Measure:
    """The steps of a day as somebody typed them; raises ImplausibleFigureError."""
    _check_figure("steps", steps)
    return Measure("walk", _noon(edition, day, now or utc_now()), 0, steps=steps, kind=Kind.DAY_STEPS)


def _check_figure(name: str, figure: float | None) -> None:
    lowest = 1 if name in {"minutes", "steps"} else 0
    if figure is not None and not lowest <= figure <= HIGHEST[name]:
        raise ImplausibleFigureError(figure=name, value=figure, lowest=lowest, highest=HIGHEST[name])


def _noon(edition: EditionView, day: date, now: datetime) -> datetime:
    noon = datetime.combine(day, time(12), tzinfo=edition.zone)
    return min(noon, now) if edition.day_of(now) == day else noon


def record_activities(
    database: Database,
    actor: Actor,
    place: Place,
    arrivals: Sequence[tuple[Source, str, Measure]],
    *,
    now: datetime | None = None,
) -> list[Admitted]:
    """Record activities of one's own participation, all or none; a repeat of the same source and id does nothing.

    What comes by a slip issued again is held until the organiser has confirmed the person: what it would add to a
    day tells what the day had before.
    """
    require(actor, Permission.RECORD_OWN, place)
    moment = now or utc_now()
    with database.transaction() as connection:
        edition = lock_edition(connection, place.edition_id)
        check_open(edition, moment)
        page = Page(edition, actor.account_id, moment)
        people = read_participants(connection, [place.participation_id or 0])
        mine = [Arrival(place.participation_id or 0, *arrival) for arrival in arrivals]
        admitted = admit(connection, page, people, mine, hold=actor.unconfirmed)
        close(connection, page, people)
    return admitted


def record_steps(
    database: Database, actor: Actor, place: Place, *, day: date, steps: int, now: datetime | None = None
) -> Admitted:
    """Set the steps of one's day; a second figure for the same day replaces the first."""
    require(actor, Permission.CHANGE_OWN, place)
    with database.reading() as connection:
        before = connection.scalar(
            select(Activity.id).where(
                Activity.participation_id == place.participation_id,
                Activity.source == Source.STEPS,
                Activity.external_id == day.isoformat(),
            )
        )
        measure = steps_by_hand(edition_on(connection, place.edition_id), day=day, steps=steps, now=now)
    if before is not None:
        return edit_activity(database, actor, before, measure, now=now)
    return record_activities(database, actor, place, [(Source.STEPS, day.isoformat(), measure)], now=now)[0]


def edit_activity(
    database: Database, actor: Actor, activity_id: int, measure: Measure, *, now: datetime | None = None
) -> Admitted:
    """Replace the figures of an own activity; the checks run again, a release covers only the figures it saw."""
    with database.transaction() as connection:
        change = _open(connection, actor, activity_id, now or utc_now())
        if measure.sport not in all_sports():
            raise UnknownSportError(sport=measure.sport)
        check_day(change.page.edition, measure, change.page.recorded_at)
        return _rebook(connection, change, measure)


def delete_activity(database: Database, actor: Actor, activity_id: int, *, now: datetime | None = None) -> None:
    """Withdraw an own activity; its points are taken back, and it can be restored until the lock date."""
    with database.transaction() as connection:
        change = _open(connection, actor, activity_id, now or utc_now())
        if change.activity.status is not Status.WITHDRAWN:
            store_status(connection, change, Status.WITHDRAWN, Points(0))
            _clear_findings(connection, activity_id)
            close(connection, change.page, change.people)


def restore_activity(database: Database, actor: Actor, activity_id: int, *, now: datetime | None = None) -> Admitted:
    """Take a deletion back; the checks run again. Raises NothingToUndoError when it is not deleted."""
    with database.transaction() as connection:
        change = _open(connection, actor, activity_id, now or utc_now())
        if change.activity.status is not Status.WITHDRAWN:
            raise NothingToUndoError
        return _rebook(connection, change, change.measure)


@dataclass(frozen=True, slots=True)
class Change:
    """An activity under the edition's lock, ready to be changed."""

    activity: Row[*tuple[Any, ...]]
    measure: Measure
    page: Page
    person: Participant

    @property
    def people(self) -> dict[int, Participant]:
        """The participant by its id, as the door takes people."""
        return {self.person.id: self.person}


_ACTIVITY = select(
    Activity.id,
    Activity.edition_id,
    Activity.participation_id,
    Activity.status,
    Activity.day,
    Activity.version,
    Activity.points,
    Activity.booked_sequence,
    *MEASURED,
).join(ActivityMeasure, ActivityMeasure.activity_id == Activity.id)


def lock_activity(connection: Connection, activity_id: int, actor: Actor, now: datetime) -> Change:
    """An activity with its person and a page to book on, the edition locked; raises NotFoundError."""
    edition_id = connection.scalar(select(Activity.edition_id).where(Activity.id == activity_id))
    if edition_id is None:
        raise NotFoundError
    edition = lock_edition(connection, edition_id)
    row = connection.execute(_ACTIVITY.where(Activity.id == activity_id)).one_or_none()
    if row is None:  # its owner erased the account: nobody changes what is left
        raise NotFoundError
    person = read_participants(connection, [row.participation_id])[row.participation_id]
    return Change(row, Measure(*row[8:]), Page(edition, actor.account_id, now), person)


def _open(connection: Connection, actor: Actor, activity_id: int, now: datetime) -> Change:
    change = lock_activity(connection, activity_id, actor, now)
    require(actor, Permission.CHANGE_OWN, change.person.place)
    check_open(change.page.edition, now)
    check_company(change.person)
    return change


def _rebook(connection: Connection, change: Change, measure: Measure) -> Admitted:
    """Judge a measure anew, put it in the place of the old one and book the difference."""
    found = findings_of(measure)
    day = change.page.edition.day_of(measure.started_at)
    instead_of = Replaced(change.activity.id, change.activity.day)
    status, score = judge(connection, change.page.edition, change.person, measure, day, found, instead_of=instead_of)
    decided = _decision_on(connection, change.activity.id, measure)
    if decided is not None:
        status = Status.COUNTED if decided is FindingState.RELEASED else Status.REFUSED
        score = count(
            measure, change.page.edition.rules, adapted=change.person.adapted, believed=status is Status.COUNTED
        ).score
    _store_measure(connection, change.activity.id, measure)
    _clear_findings(connection, change.activity.id)
    if found and decided is None:
        rows = finding_rows(change.activity.id, measure, found, change.page.recorded_at)
        connection.execute(insert(ActivityFinding), rows)
    points = score.points if status in EARNING else Points(0)
    store_status(connection, change, status, points, measure=measure)
    close(connection, change.page, change.people)
    return Admitted(change.activity.id, status, points)


def _clear_findings(connection: Connection, activity_id: int) -> None:
    connection.execute(
        update(ActivityFinding)
        .where(ActivityFinding.activity_id == activity_id, ActivityFinding.state == FindingState.OPEN)
        .values(state=FindingState.CLEARED)
    )


def _decision_on(connection: Connection, activity_id: int, measure: Measure) -> FindingState | None:
    """What an organiser decided on exactly these figures."""
    return connection.scalar(
        select(ActivityFinding.state)
        .where(
            ActivityFinding.activity_id == activity_id,
            ActivityFinding.figures == fingerprint(measure),
            ActivityFinding.state.in_([FindingState.RELEASED, FindingState.REFUSED]),
        )
        .order_by(ActivityFinding.decided_at.desc())
        .limit(1)
    )


def store_status(
    connection: Connection, change: Change, status: Status, points: Points, *, measure: Measure | None = None
) -> None:
    """Book an activity's new standing: what it earned is taken back, what it earns now is booked."""
    old, edition = change.activity, change.page.edition
    if old.booked_sequence:
        entry = read_entries(connection, edition.id, [old.booked_sequence])[old.booked_sequence]
        take_back(change.page, [(entry, f"activity:{old.id}:{old.version}:back")])
    row: dict[str, Any] = {
        "id": old.id,
        "status": status,
        "points": points,
        "version": old.version + 1,
        "day": edition.day_of(measure.started_at) if measure else old.day,
        "adapted": change.person.adapted,
        "rule_set_id": edition.rule_set_id,
    }
    if measure:
        row |= {"sport": measure.sport, "started_at": measure.started_at}
    change.page.touch(change.person.id, old.day)
    book_activity(change.page, change.person, row)
    connection.execute(update(Activity).where(Activity.id == old.id).values(row))


def _store_measure(connection: Connection, activity_id: int, measure: Measure) -> None:
    connection.execute(
        update(ActivityMeasure)
        .where(ActivityMeasure.activity_id == activity_id)
        .values(measure_row(activity_id, measure))
    )
