"""The daily look: everything somebody has at Strava since we last looked, so that nothing a webhook lost is missed."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import partial

from sqlalchemy import select, update

from challenge.errors import (
    ChallengeError,
    StravaBusyError,
    StravaError,
    StravaGoneError,
    StravaOffError,
    StravaRefusedError,
)
from challenge.services.editions import utc_now
from challenge.services.permissions import Actor, require_confirmed
from challenge.services.strava_arrivals import take_in, withdraw_gone
from challenge.services.strava_asking import Found, ask_for
from challenge.services.strava_people import StravaPerson, is_connected, stored_name, strava_person
from challenge.services.strava_tokens import note_trouble
from challenge.store.activity_models import Activity, ActivityMeasure, Source, Status
from challenge.store.database import Database
from challenge.store.source_models import StravaAthlete
from challenge.strava.activity import StravaActivity
from challenge.strava.budget import Told
from challenge.strava.client import Page, list_activities, read_activity
from challenge.strava.site import Site, configured_site

EVERY = timedelta(days=1)
OVERLAP = timedelta(days=1)
LOOKED_BACK = timedelta(days=7)
"""As far as we hold figures: what was deleted or edited at Strava is found so far back."""
LEASE = timedelta(minutes=15)
AGAIN = timedelta(minutes=15)
NOT_SOONER = timedelta(minutes=5)
"""A person may ask for a look so often."""
MOST_PAGES = 50

log = logging.getLogger("challenge")


@dataclass(frozen=True, slots=True)
class _Look:
    """One look at somebody's activities, and how it is made."""

    database: Database
    site: Site
    person: StravaPerson
    after: datetime
    interactive: bool
    now: datetime


def sync_due(database: Database, *, now: datetime | None = None) -> int:
    """Look through the activities of everybody whose turn it is; number of people looked at."""
    moment, looked = now or utc_now(), 0
    for account_id in _claim(database, moment):
        try:
            look_through(database, account_id, interactive=False, now=moment)
        except (StravaBusyError, StravaOffError):
            break  # for the others too
        except ChallengeError:
            continue
        except Exception:
            log.exception("somebody's activities at Strava could not be looked through; it is tried again")
            continue
        looked += 1
    return looked


def look_now(database: Database, actor: Actor, *, now: datetime | None = None) -> None:
    """Look through one's own activities while one waits; not again within five minutes. Raises StravaError."""
    require_confirmed(actor)
    moment = now or utc_now()
    with database.transaction() as connection:
        due = connection.execute(
            update(StravaAthlete)
            .where(
                StravaAthlete.account_id == actor.account_id,
                StravaAthlete.synced_at.is_(None) | (StravaAthlete.synced_at <= moment - NOT_SOONER),
                StravaAthlete.sync_due_at.is_not(None),
            )
            .values(sync_due_at=moment + LEASE)
        ).rowcount
    if due:
        look_through(database, actor.account_id, interactive=True, now=moment)


def look_through(database: Database, account_id: int, *, interactive: bool, now: datetime) -> None:
    """Look through one person's activities; what does not work is kept for them to read, and raised."""
    try:
        site, person = configured_site(), strava_person(database, account_id, now)
        if person is None:
            _note(database, account_id, sync_due_at=now + EVERY)
            return
        newest = _look(_Look(database, site, person, _after(database, account_id, person, now), interactive, now))
    except StravaRefusedError:
        raise  # noted with the tokens
    except StravaError as refusal:
        note_trouble(database, account_id, refusal)
        _note(database, account_id, sync_due_at=max(now + AGAIN, refusal.retry_after or now))
        raise
    seen = {"seen_to": newest} if newest else {}
    _note(database, account_id, synced_at=now, sync_due_at=now + EVERY, trouble=None, **seen)


def _claim(database: Database, moment: datetime) -> list[int]:
    due = StravaAthlete.sync_due_at <= moment
    with database.reading() as connection:
        if connection.scalar(select(StravaAthlete.account_id).where(due).limit(1)) is None:
            return []
    with database.transaction() as connection:
        return list(
            connection.scalars(
                update(StravaAthlete).where(due).values(sync_due_at=moment + LEASE).returning(StravaAthlete.account_id)
            )
        )


def _after(database: Database, account_id: int, person: StravaPerson, now: datetime) -> datetime:
    """From when to look: the start of the edition at first, then with some overlap."""
    edition = person.edition
    start = datetime.combine(edition.starts_on, time(), tzinfo=edition.zone) - timedelta(seconds=1)
    with database.reading() as connection:
        seen_to = connection.scalar(select(StravaAthlete.seen_to).where(StravaAthlete.account_id == account_id))
    return start if seen_to is None else max(start, min(seen_to - OVERLAP, now - LOOKED_BACK))


def _look(look: _Look) -> datetime | None:
    """Take everything in, take out what is gone; returns the newest start that was seen."""
    listed: set[str] = set()
    newest: datetime | None = None
    for page in _pages(look):
        take_in(look.database, look.person, page.activities, now=look.now)
        listed |= {stored_name(one.id) for one in page.activities}
        starts = [_start(one) for one in page.activities if _start(one) <= look.now]
        newest = max([*starts, *([newest] if newest else [])], default=None)
    for activity_id in _not_listed(look, listed):
        _look_again(look, activity_id)
    return newest


def _start(one: StravaActivity) -> datetime:
    return one.recorded.measure.started_at


def _pages(look: _Look) -> Iterator[Page]:
    """Page after page, until Strava says that nothing follows or the person disconnects."""
    for number in range(1, MOST_PAGES + 1):
        page = _ask(look, partial(_page, look, number))
        if page.last or not is_connected(look.database, look.person.actor.account_id):
            return
        yield page


def _page(look: _Look, number: int, token: str, told: Told) -> Page:
    return list_activities(look.site, token, after=look.after, page=number, told=told)


def _ask(look: _Look, request: Callable[[str, Told], Found]) -> Found:
    account_id = look.person.actor.account_id
    return ask_for(look.database, look.site, account_id, request, interactive=look.interactive, now=look.now)


def _not_listed(look: _Look, listed: set[str]) -> list[int]:
    """Numbers of activities of ours that should have been listed and were not."""
    with look.database.reading() as connection:
        rows = connection.execute(
            select(Activity.external_id, ActivityMeasure.service_number)
            .join(ActivityMeasure, ActivityMeasure.activity_id == Activity.id)
            .where(
                Activity.participation_id == look.person.participation_id,
                Activity.source == Source.STRAVA,
                Activity.status != Status.WITHDRAWN,
                Activity.started_at > look.after,
                ActivityMeasure.service_number.is_not(None),
            )
        ).all()
    return [int(row.service_number.rpartition(":")[2]) for row in rows if row.external_id not in listed]


def _look_again(look: _Look, activity_id: int) -> None:
    """Withdraw an activity only when Strava itself says that it is gone."""
    try:
        found = _ask(look, lambda token, told: read_activity(look.site, token, activity_id, told=told))
    except StravaGoneError:
        withdraw_gone(look.database, look.person, activity_id, now=look.now)
    else:
        take_in(look.database, look.person, [found], now=look.now)


def _note(database: Database, account_id: int, **said: datetime | None) -> None:
    with database.transaction() as connection:
        connection.execute(update(StravaAthlete).where(StravaAthlete.account_id == account_id).values(**said))
