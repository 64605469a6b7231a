"""Inbox of Strava's events: stored at once, worked off one after the other, each until it is done.

An event is a reason to ask Strava what is there now, never a fact: it is signed by nobody. So it does not matter in
which order events come, or how often.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from challenge.errors import (
    ChallengeError,
    StravaBusyError,
    StravaDownError,
    StravaGoneError,
    StravaOffError,
    StravaRefusedError,
    StravaScopeMissingError,
)
from challenge.services.editions import utc_now
from challenge.services.strava_arrivals import take_in, withdraw_gone
from challenge.services.strava_asking import ask_for
from challenge.services.strava_flood import asks_too_much, farewell_waits_until, look_instead, rooms_of
from challenge.services.strava_leaving import forget_athlete
from challenge.services.strava_people import athlete_account, strava_person
from challenge.services.strava_tokens import check_consent, note_trouble
from challenge.store.database import Database
from challenge.store.ids import new_id
from challenge.store.new_rows import insert_new
from challenge.store.source_models import InboxState, StravaAthlete, StravaEvent, StravaEventKind
from challenge.strava.client import read_activity
from challenge.strava.site import Site, configured_site
from challenge.strava.webhook import Event, ObjectType

LEASE = timedelta(minutes=5)
"""Longer than the requests for all that is taken at once: what is in hand for longer belongs to one that died."""
BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720))
AT_ONCE = 5
OFF_FOR = timedelta(minutes=15)


log = logging.getLogger("challenge")


@dataclass(frozen=True, slots=True)
class Claimed:
    """An event in the hands of one worker."""

    id: int
    athlete_id: int
    object_id: int
    kind: StravaEventKind
    attempts: int
    """This one included."""


def store_events(database: Database, events: Sequence[Event], *, now: datetime | None = None) -> int:
    """Keep events of athletes we know, each once however often it is delivered; number of those that are new."""
    moment = now or utc_now()
    told = [(event, kind) for event in events if (kind := _kind(event)) is not None]
    with database.reading() as connection:
        rooms = rooms_of(connection, {event.athlete_id for event, _ in told}, moment)
    rows = [_row(event, kind, moment) for event, kind in told if rooms.takes(event.athlete_id, kind)]
    if rooms.overflowing:
        with database.transaction() as connection:
            look_instead(connection, rooms.overflowing, moment)
    if not rows:
        return 0
    with database.transaction() as connection:
        insert = insert_new(connection, StravaEvent).values(rows)
        stored = len(connection.scalars(insert.returning(StravaEvent.id)).all())
        heard = sorted({row["athlete_id"] for row in rows})
        connection.execute(update(StravaAthlete).where(StravaAthlete.athlete_id.in_(heard)).values(heard_at=moment))
    return stored


def _kind(event: Event) -> StravaEventKind | None:
    """What an event is kept as; other news of an athlete than the end of the consent is none of ours."""
    if event.object_type is ObjectType.ACTIVITY:
        return StravaEventKind(event.aspect)
    return StravaEventKind.DEAUTHORISE if event.deauthorised else None


def _row(event: Event, kind: StravaEventKind, moment: datetime) -> dict[str, Any]:
    return {
        "id": new_id(),
        "athlete_id": event.athlete_id,
        "object_id": event.object_id,
        "kind": kind,
        "event_time": event.event_time,
        "received_at": moment,
        "state": InboxState.WAITING,
        "attempts": 0,
        "next_try_at": moment,
    }


def work_off_inbox(database: Database, *, now: datetime | None = None) -> int:
    """Work off the events that are due; number of those in hand. What cannot be done now comes back later."""
    moment = now or utc_now()
    claimed = _claim(database, moment)
    done: set[tuple[int, int]] = set()
    for number, event in enumerate(claimed):
        if (event.athlete_id, event.object_id) in done or _is_of_a_flood(database, event, moment):
            continue
        try:
            _work(database, configured_site(), event, moment)
        except StravaBusyError as busy:
            _put_back(database, claimed[number:], busy.retry_after or moment + OFF_FOR)
            break
        except StravaOffError:
            _put_back(database, claimed[number:], moment + OFF_FOR)
            break
        except StravaDownError as down:
            _try_later(database, event, moment, down.retry_after)
        except ChallengeError:  # the consent, the edition or the person has ended: nothing is left to do
            _done(database, event, moment)
        except Exception:
            log.exception("an event of Strava's could not be worked off; it is tried again")
            _try_later(database, event, moment, None)
        else:
            _done(database, event, moment)
            done.add((event.athlete_id, event.object_id))
    return len(claimed)


def _is_of_a_flood(database: Database, event: Claimed, moment: datetime) -> bool:
    """Whether an event is not asked about by itself: it waits, or its athlete is looked through instead."""
    if event.kind is StravaEventKind.DEAUTHORISE:
        until = farewell_waits_until(database, event.athlete_id, moment)
        if until is not None:
            _put_back(database, [event], until)
        return until is not None
    if not asks_too_much(database, event.athlete_id, moment):
        return False
    with database.transaction() as connection:
        look_instead(connection, [event.athlete_id], moment)
    _done(database, event, moment)
    return True


def _claim(database: Database, moment: datetime) -> list[Claimed]:
    """Take events that are due, so that no other worker takes them before this one must have ended."""
    with database.reading() as connection:
        due = StravaEvent.state == InboxState.WAITING, StravaEvent.next_try_at <= moment
        if connection.scalar(select(StravaEvent.id).where(*due).limit(1)) is None:
            return []
    with database.transaction() as connection:
        rows = connection.execute(
            select(
                StravaEvent.id,
                StravaEvent.athlete_id,
                StravaEvent.object_id,
                StravaEvent.kind,
                StravaEvent.attempts + 1,
            )
            .where(*due)
            .order_by(StravaEvent.next_try_at, StravaEvent.id)
            .limit(AT_ONCE)
            .with_for_update(skip_locked=True)
        ).all()
        connection.execute(
            update(StravaEvent)
            .where(StravaEvent.id.in_([row.id for row in rows]))
            .values(attempts=StravaEvent.attempts + 1, next_try_at=moment + LEASE)
        )
    return [Claimed(*row) for row in rows]


def _work(database: Database, site: Site, event: Claimed, moment: datetime) -> None:
    """Do what an event is a reason for; raises what Strava refuses."""
    account_id = athlete_account(database, event.athlete_id)
    if account_id is None:
        return
    if event.kind is StravaEventKind.DEAUTHORISE:
        try:
            check_consent(database, site, account_id)
        except StravaRefusedError:
            forget_athlete(database, account_id, now=moment)
        return
    person = strava_person(database, account_id, moment)
    if person is None:
        return
    try:
        found = ask_for(
            database,
            site,
            account_id,
            lambda token, told: read_activity(site, token, event.object_id, told=told),
            now=moment,
        )
    except StravaGoneError:
        withdraw_gone(database, person, event.object_id, now=moment)
    except StravaScopeMissingError as refusal:
        note_trouble(database, account_id, refusal)
    else:
        take_in(database, person, [found], now=moment)


def _done(database: Database, event: Claimed, moment: datetime) -> None:
    """An event is done, and so is all that came before about the same thing: what is there now was looked at."""
    with database.transaction() as connection:
        connection.execute(
            update(StravaEvent)
            .where(
                StravaEvent.athlete_id == event.athlete_id,
                StravaEvent.object_id == event.object_id,
                StravaEvent.kind == event.kind
                if event.kind is StravaEventKind.DEAUTHORISE
                else StravaEvent.kind != StravaEventKind.DEAUTHORISE,
                StravaEvent.state == InboxState.WAITING,
                StravaEvent.received_at <= moment,
            )
            .values(state=InboxState.DONE)
        )


def _try_later(database: Database, event: Claimed, moment: datetime, until: datetime | None) -> None:
    given_up = event.attempts > len(BACK_OFF)
    wait = moment + BACK_OFF[min(event.attempts, len(BACK_OFF)) - 1]
    values: dict[str, Any] = {"next_try_at": max(wait, until or wait)}
    if given_up:
        values["state"] = InboxState.GIVEN_UP
    with database.transaction() as connection:
        connection.execute(update(StravaEvent).where(StravaEvent.id == event.id).values(values))


def _put_back(database: Database, events: Sequence[Claimed], until: datetime) -> None:
    """Events that nobody got to: that they were taken does not count."""
    with database.transaction() as connection:
        connection.execute(
            update(StravaEvent)
            .where(StravaEvent.id.in_([event.id for event in events]), StravaEvent.state == InboxState.WAITING)
            .values(attempts=StravaEvent.attempts - 1, next_try_at=until)
        )
