"""Floods of events: signed by nobody, those of one athlete may neither fill the inbox nor use up everybody's requests.

What goes beyond is not asked for one by one: the person's activities are looked through instead, by few requests.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select, update

from challenge.services.strava_budget import limit_of_a_day
from challenge.settings import settings
from challenge.store.database import Database
from challenge.store.source_models import InboxState, StravaAthlete, StravaEvent, StravaEventKind

MOST_KEPT = 2_000
"""Events of one athlete that are kept within a day: twice what moves into Strava from elsewhere at once."""
LEAST_SHARE = 100
"""Requests of a day that each athlete may cause at least."""
A_DAY = timedelta(days=1)
LOOKED_EVERY = timedelta(hours=1)
"""How often somebody is looked through for the sake of events."""
FAREWELL_AGAIN = timedelta(minutes=15)
"""How long a second end of the consent waits: to know whether it is one takes new tokens."""


@dataclass(slots=True)
class Rooms:
    """How many more events are kept of each athlete that we know."""

    left: dict[int, int]
    leaving: set[int]
    """Of whom an end of the consent waits: a second one says nothing new."""
    overflowing: set[int] = field(default_factory=set)
    """Of whom something was not kept."""

    def takes(self, athlete_id: int, kind: StravaEventKind) -> bool:
        """Whether one more is kept; it is counted."""
        if athlete_id not in self.left or (kind is StravaEventKind.DEAUTHORISE and athlete_id in self.leaving):
            return False
        if kind is StravaEventKind.DEAUTHORISE:
            self.leaving.add(athlete_id)
            return True
        if not self.left[athlete_id]:
            self.overflowing.add(athlete_id)
            return False
        self.left[athlete_id] -= 1
        return True


def rooms_of(connection: Connection, athletes: Collection[int], moment: datetime) -> Rooms:
    """What is kept of some athletes' events now; of those that nobody here is, nothing."""
    asked = sorted(athletes)
    known = connection.scalars(select(StravaAthlete.athlete_id).where(StravaAthlete.athlete_id.in_(asked))).all()
    of_them = StravaEvent.athlete_id.in_(known)
    lately = select(StravaEvent.athlete_id, func.count()).where(of_them, StravaEvent.received_at > moment - A_DAY)
    kept = {row[0]: row[1] for row in connection.execute(lately.group_by(StravaEvent.athlete_id))}
    ends = StravaEvent.kind == StravaEventKind.DEAUTHORISE, StravaEvent.state == InboxState.WAITING
    leaving = set(connection.scalars(select(StravaEvent.athlete_id).where(of_them, *ends)))
    return Rooms({athlete: max(0, MOST_KEPT - kept.get(athlete, 0)) for athlete in known}, leaving)


def asks_too_much(database: Database, athlete_id: int, moment: datetime) -> bool:
    """Whether an athlete's events have caused as many requests today as fall to one person."""
    with database.reading() as connection:
        share = max(LEAST_SHARE, limit_of_a_day(connection) // max(1, settings().strava_athletes))
        done = select(func.count()).where(
            StravaEvent.athlete_id == athlete_id,
            StravaEvent.state == InboxState.DONE,
            StravaEvent.received_at > moment - A_DAY,
        )
        return (connection.scalar(done) or 0) >= share


def look_instead(connection: Connection, athletes: Collection[int], moment: datetime) -> None:
    """Let athletes be looked through soon, at most once an hour; nobody whose access was taken away."""
    rows = connection.execute(
        select(StravaAthlete.account_id, StravaAthlete.synced_at, StravaAthlete.sync_due_at).where(
            StravaAthlete.athlete_id.in_(sorted(athletes)), StravaAthlete.sync_due_at.is_not(None)
        )
    ).all()
    for row in rows:
        soonest = moment if row.synced_at is None else max(moment, row.synced_at + LOOKED_EVERY)
        if row.sync_due_at > soonest:
            own = StravaAthlete.account_id == row.account_id
            connection.execute(update(StravaAthlete).where(own).values(sync_due_at=soonest))


def farewell_waits_until(database: Database, athlete_id: int, moment: datetime) -> datetime | None:
    """Until when an end of the consent waits, because another one was looked at just now."""
    with database.reading() as connection:
        last = connection.scalar(
            select(func.max(StravaEvent.received_at)).where(
                StravaEvent.athlete_id == athlete_id,
                StravaEvent.kind == StravaEventKind.DEAUTHORISE,
                StravaEvent.state == InboxState.DONE,
            )
        )
    return last + FAREWELL_AGAIN if last is not None and last + FAREWELL_AGAIN > moment else None
