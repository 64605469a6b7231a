"""People who connected Strava: whoever an athlete is here, and the edition their activities count in."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from challenge.domain.recorded import Recorded
from challenge.services.editions import EditionView, edition_on
from challenge.services.people import read_participants
from challenge.services.permissions import Actor, Held, Place
from challenge.services.sealing import keyed_hash
from challenge.services.sessions import held_by
from challenge.store.account_models import Account
from challenge.store.database import Database
from challenge.store.edition_models import EditionState
from challenge.store.source_models import StravaAthlete
from challenge.store.team_models import RoleKind

KEPT = timedelta(days=7) - timedelta(hours=2)
"""Strava lets figures be kept for seven days; the job that erases them may be late by so much."""


@dataclass(frozen=True, slots=True)
class StravaPerson:
    """A connected person who takes part in an edition that runs."""

    athlete_id: int
    actor: Actor
    place: Place
    edition: EditionView

    @property
    def participation_id(self) -> int:
        """The participation that what they do counts for."""
        return self.place.participation_id or 0

    def takes(self, recorded: Recorded, now: datetime) -> bool:
        """Whether an activity lies inside the edition; what does not is not kept."""
        started_at = recorded.measure.started_at
        return self.edition.starts_on <= self.edition.day_of(started_at) <= self.edition.ends_on and started_at <= now


def stored_name(activity_id: int) -> str:
    """How an activity is called here: the number itself goes with the figures, and this tells nobody which it was."""
    return keyed_hash("strava", str(activity_id))


def athlete_account(database: Database, athlete_id: int) -> int | None:
    """The account that an athlete is connected to, if any."""
    with database.reading() as connection:
        return connection.scalar(select(StravaAthlete.account_id).where(StravaAthlete.athlete_id == athlete_id))


def is_connected(database: Database, account_id: int) -> bool:
    """Whether an account is connected to an athlete."""
    with database.reading() as connection:
        found = select(StravaAthlete.account_id).where(StravaAthlete.account_id == account_id)
        return connection.scalar(found) is not None


def strava_person(database: Database, account_id: int, now: datetime) -> StravaPerson | None:
    """A connected person where something of theirs can count now: their newest edition that runs, and not locked."""
    with database.reading() as connection:
        row = connection.execute(
            select(StravaAthlete.athlete_id, Account.name, Account.locale)
            .join(Account, Account.id == StravaAthlete.account_id)
            .where(StravaAthlete.account_id == account_id, Account.erased_at.is_(None))
        ).one_or_none()
        running = running_role(connection, account_id, now) if row else None
    if row is None or running is None:
        return None
    role, edition = running
    place = Place(role.edition_id, role.entry_id, role.team_id, role.participation_id)
    return StravaPerson(row.athlete_id, Actor(account_id, row.name, row.locale, (role,)), place, edition)


def running_role(connection: Connection, account_id: int, now: datetime) -> tuple[Held, EditionView] | None:
    """The participation of an account in an edition that runs, with that edition."""
    for role in held_by(connection, account_id):
        if role.kind is not RoleKind.PARTICIPANT:
            continue
        edition = edition_on(connection, role.edition_id)
        person = read_participants(connection, [role.participation_id or 0]).get(role.participation_id or 0)
        if edition.state is EditionState.RUNNING and now < edition.locks_at and person and not person.withdrawn:
            return role, edition
    return None
