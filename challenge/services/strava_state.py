"""The state of one's own connection to Strava: how fresh it is, why something may be missing, and the places left."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from challenge.services.editions import utc_now
from challenge.services.permissions import Actor, require_confirmed
from challenge.services.strava_budget import closed_until
from challenge.services.strava_connecting import places_left
from challenge.services.strava_people import running_role
from challenge.services.strava_sync import NOT_SOONER
from challenge.settings import settings
from challenge.store.database import Database
from challenge.store.source_models import InboxState, StravaAthlete, StravaEvent
from challenge.strava.oauth import Scope


@dataclass(frozen=True, slots=True)
class StravaLink:
    """One's own connection, as its owner sees it."""

    sees_private: bool
    connected_at: datetime
    heard_at: datetime | None
    """When Strava last said that something happened."""
    synced_at: datetime | None
    next_look: datetime | None
    """None where access was taken away at Strava."""
    trouble: str | None
    """Catalogue key of what did not work last time."""
    waiting: int
    """Events that are not worked off."""
    closed_until: datetime | None
    """Until when Strava lets nobody ask more."""
    counts: bool
    """The person takes part in an edition that runs."""
    may_look: bool
    """They may ask for a look now."""


@dataclass(frozen=True, slots=True)
class StravaState:
    """What Strava can be for somebody now."""

    is_on: bool
    """Whether this installation has an application at Strava."""
    places_left: int
    link: StravaLink | None

    @property
    def is_offered(self) -> bool:
        """Whether the person can connect now, or again."""
        return self.is_on and self.places_left > 0


def read_strava(database: Database, actor: Actor, *, now: datetime | None = None) -> StravaState:
    """One's own connection and whether there is a place; a connection outlives the keys, to be ended."""
    require_confirmed(actor)
    moment = now or utc_now()
    with database.reading() as connection:
        left = places_left(connection, moment, besides=actor.account_id)
        return StravaState(settings().strava_on, left, _link(connection, actor.account_id, moment))


@dataclass(frozen=True, slots=True)
class StravaStatus:
    """What an operator reads of everybody's connections: numbers, and nobody's name."""

    connected: int
    in_trouble: int
    waiting: int
    given_up: int


def read_strava_status(database: Database) -> StravaStatus:
    """How many are connected, how many of them have trouble, and how much waits."""
    with database.reading() as connection:
        troubled = connection.execute(
            select(StravaAthlete.trouble.is_not(None), func.count()).group_by(StravaAthlete.trouble.is_not(None))
        )
        people = {bool(row[0]): row[1] for row in troubled}
        states = select(StravaEvent.state, func.count()).group_by(StravaEvent.state)
        events = {row[0]: row[1] for row in connection.execute(states)}
    return StravaStatus(
        sum(people.values()),
        people.get(True, 0),
        events.get(InboxState.WAITING, 0),
        events.get(InboxState.GIVEN_UP, 0),
    )


def _link(connection: Connection, account_id: int, moment: datetime) -> StravaLink | None:
    row = connection.execute(
        select(
            StravaAthlete.athlete_id,
            StravaAthlete.scopes,
            StravaAthlete.connected_at,
            StravaAthlete.heard_at,
            StravaAthlete.synced_at,
            StravaAthlete.sync_due_at,
            StravaAthlete.trouble,
        ).where(StravaAthlete.account_id == account_id)
    ).one_or_none()
    if row is None:
        return None
    unread = StravaEvent.athlete_id == row.athlete_id, StravaEvent.state == InboxState.WAITING
    return StravaLink(
        sees_private=Scope.EVERY_ACTIVITY in row.scopes.split(","),
        connected_at=row.connected_at,
        heard_at=row.heard_at,
        synced_at=row.synced_at,
        next_look=row.sync_due_at,
        trouble=row.trouble,
        waiting=connection.scalar(select(func.count()).select_from(StravaEvent).where(*unread)) or 0,
        closed_until=closed_until(connection, moment),
        counts=running_role(connection, account_id, moment) is not None,
        may_look=row.sync_due_at is not None and (row.synced_at is None or moment - row.synced_at >= NOT_SOONER),
    )
