"""Activities: record, edit, delete and restore one's own, until the lock date."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import NamedTuple

from sqlalchemy import Connection

from challenge.domain.evidence import Evidence
from challenge.domain.measure import Kind, Measure
from challenge.domain.money import Points
from challenge.domain.recorded import Recorded
from challenge.domain.sports import all_sports
from challenge.errors import ImplausibleFigureError, NotFoundError, NothingToUndoError, UnknownSportError
from challenge.services.arrivals import BY_HAND, Admitted, Arrival, check_company, check_day, check_open
from challenge.services.booking import Change, lock_activity
from challenge.services.changes import change_figures, withdraw
from challenge.services.door import admit, close
from challenge.services.editions import EditionView, lock_edition, utc_now
from challenge.services.ledger import Page, Why
from challenge.services.people import read_participants
from challenge.services.permissions import Actor, Permission, Place, require
from challenge.store.activity_models import Source, Status
from challenge.store.database import Database
from challenge.store.review_models import Decider, NoticeKind

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


class Incoming(NamedTuple):
    """An own activity on its way in: where it came from, its name there, its figures, and what speaks for them."""

    source: Source
    external_id: str
    measure: Measure
    evidence: Evidence = BY_HAND
    erase_at: datetime | None = None


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
    arrivals: Sequence[Incoming],
    *,
    now: datetime | None = None,
) -> list[Admitted]:
    """Record activities of one's own participation, all or none; a repeat of the same source and id does nothing.

    What comes by a slip issued again is held until the organiser has confirmed the person, and is told of as if
    nothing had been there: what it would add to a day tells what the day had before.
    """
    require(actor, Permission.RECORD_OWN, place)
    with database.transaction() as connection:
        return let_in(connection, actor, place, arrivals, now or utc_now())


def let_in(
    connection: Connection, actor: Actor, place: Place, arrivals: Sequence[Incoming], now: datetime
) -> list[Admitted]:
    """The same beside what else a transaction does; the rights are checked."""
    edition = lock_edition(connection, place.edition_id)
    check_open(edition, now)
    page = Page(edition, actor.account_id, now)
    people = read_participants(connection, [place.participation_id or 0])
    mine = [Arrival(place.participation_id or 0, *arrival) for arrival in arrivals]
    admitted = admit(connection, page, people, mine, hold=actor.unconfirmed)
    close(connection, page, people)
    return [Admitted(one.activity_id, Status.HELD, Points(0)) for one in admitted] if actor.unconfirmed else admitted


def edit_activity(
    database: Database, actor: Actor, activity_id: int, measure: Measure, *, now: datetime | None = None
) -> Admitted:
    """Replace the figures of an own activity; the checks run again, a release covers only the figures it saw.

    What was recorded by a device is edited by hand from then on. Raises NotFoundError where its figures are gone.
    """
    with database.transaction() as connection:
        change = open_own(connection, actor, activity_id, now or utc_now())
        if measure.sport not in all_sports():
            raise UnknownSportError(sport=measure.sport)
        if change.activity.kind is None:
            raise NotFoundError
        check_day(change.page.edition, measure, change.page.recorded_at)
        why = Why(NoticeKind.CHANGED, Decider.OWNER, activity_id)
        return change_figures(connection, change, _edited(change.recorded, measure), why)


def _edited(before: Recorded, measure: Measure) -> Recorded:
    """Other figures are somebody's word; another sport or nothing new leaves the evidence as it is."""
    same = replace(measure, sport=before.measure.sport) == before.measure
    return Recorded(measure, before.evidence if same else BY_HAND)


def delete_activity(database: Database, actor: Actor, activity_id: int, *, now: datetime | None = None) -> None:
    """Withdraw an own activity; its points are taken back, and it can be restored until the lock date."""
    with database.transaction() as connection:
        change = open_own(connection, actor, activity_id, now or utc_now())
        if change.activity.status is not Status.WITHDRAWN:
            withdraw(connection, change, Why(NoticeKind.DELETED, Decider.OWNER, activity_id))


def restore_activity(database: Database, actor: Actor, activity_id: int, *, now: datetime | None = None) -> Admitted:
    """Take a deletion back; the checks run again. Raises NothingToUndoError when it is not deleted."""
    with database.transaction() as connection:
        change = open_own(connection, actor, activity_id, now or utc_now())
        if change.activity.status is not Status.WITHDRAWN or change.activity.kind is None:
            raise NothingToUndoError
        why = Why(NoticeKind.CHANGED, Decider.OWNER, activity_id)
        return change_figures(connection, change, change.recorded, why)


def open_own(connection: Connection, actor: Actor, activity_id: int, now: datetime) -> Change:
    """An own activity under the edition's lock, until the lock date."""
    change = lock_activity(connection, activity_id, actor, now)
    require(actor, Permission.CHANGE_OWN, change.person.place)
    check_open(change.page.edition, now)
    check_company(change.person)
    return change
