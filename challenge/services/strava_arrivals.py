"""Arrivals from Strava: what it tells of an activity now becomes what we hold of it, whatever came before."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from challenge.domain.recorded import Recorded
from challenge.errors import EditionLockedError, EditionNotRunningError
from challenge.services.activities import Incoming, record_activities
from challenge.services.arrivals import check_open
from challenge.services.booking import Change, lock_activity
from challenge.services.changes import change_figures, judge_those_behind, withdraw
from challenge.services.commitments import commitment_of
from challenge.services.diary import CHANGED, recorded_in
from challenge.services.editions import edition_on
from challenge.services.erasure import SPORT_LEFT
from challenge.services.ledger import Why
from challenge.services.measured import MEASURED, fingerprint, measure_row
from challenge.services.permissions import Actor
from challenge.services.strava_erasure import erase_day, erase_of_account
from challenge.services.strava_people import KEPT, StravaPerson, is_connected, stored_name
from challenge.store.activity_models import Activity, ActivityMeasure, Source, Status
from challenge.store.database import Database
from challenge.store.review_models import Decider, NoticeKind
from challenge.store.team_models import Participation
from challenge.strava.activity import StravaActivity

_HELD = (
    select(Participation.salt, *CHANGED, *MEASURED)
    .join(Participation, Participation.id == Activity.participation_id)
    .join(ActivityMeasure, ActivityMeasure.activity_id == Activity.id, isouter=True)
    .where(Activity.source == Source.STRAVA)
)


def take_in(database: Database, person: StravaPerson, found: Sequence[StravaActivity], *, now: datetime) -> None:
    """Record what is new, score again what has other figures, and leave out what lies outside the edition."""
    theirs = [one for one in found if one.athlete_id in {None, person.athlete_id}]
    held = _held(database, person, [one.id for one in theirs])
    fresh = []
    for one in theirs:
        row, recorded = held.get(stored_name(one.id)), with_a_sport(one.recorded)
        if row is None and person.takes(recorded, now):
            fresh.append(_incoming(one, recorded, now))
        elif row is not None and not person.takes(recorded, now):
            withdraw_gone(database, person, one.id, now=now)
        elif row is not None and _differs(row, recorded):
            _renew(database, person, row.id, recorded, now)
    if fresh:
        record_activities(database, person.actor, person.place, fresh, now=now)
        if not is_connected(database, person.actor.account_id):  # disconnected while Strava was answering
            erase_of_account(database, person.actor.account_id, now=now)


def withdraw_gone(database: Database, person: StravaPerson, activity_id: int, *, now: datetime) -> None:
    """Take out what Strava has no more, figures and all; one that comes back is another activity.

    After the lock it keeps what it earned, and only its figures go.
    """
    row = _held(database, person, [activity_id]).get(stored_name(activity_id))
    if row is None:
        return
    with database.transaction() as connection:
        change = lock_activity(connection, row.id, person.actor, now)
        if _is_open(change, now) and change.activity.status is not Status.WITHDRAWN:
            withdraw(connection, change, Why(NoticeKind.STRAVA_DELETED, Decider.STRAVA, row.id))
        edition = edition_on(connection, change.page.edition.id)
        erase_day(connection, edition, person.participation_id, change.activity.day, now, only=row.id)
        connection.execute(update(Activity).where(Activity.id == row.id).values(external_id=f"gone:{row.id}"))


def with_a_sport(recorded: Recorded) -> Recorded:
    """What is of a type that we do not know counts as whatever counts least."""
    sport = recorded.measure.sport or SPORT_LEFT
    return replace(recorded, measure=replace(recorded.measure, sport=sport))


def _held(database: Database, person: StravaPerson, activity_ids: Sequence[int]) -> dict[str, Row[*tuple[Any, ...]]]:
    """What we have of some activities, by the name it goes by here."""
    mine = _HELD.where(Activity.participation_id == person.participation_id)
    names = [stored_name(activity_id) for activity_id in activity_ids]
    with database.reading() as connection:
        rows = connection.execute(mine.where(Activity.external_id.in_(names))).all()
    return {row.external_id: row for row in rows}


def _incoming(one: StravaActivity, recorded: Recorded, now: datetime) -> Incoming:
    return Incoming(Source.STRAVA, stored_name(one.id), recorded.measure, recorded.evidence, now + KEPT)


def _differs(row: Row[*tuple[Any, ...]], recorded: Recorded) -> bool:
    """Whether Strava tells other figures than we have; what its owner deleted or edited here is their word."""
    if row.status is Status.WITHDRAWN:
        return False
    if row.kind is None:
        return row.commitment is not None and row.commitment != commitment_of(row.salt or "", recorded.measure)
    known = recorded_in(row)
    return known.evidence.external_id is not None and fingerprint(known.measure) != fingerprint(recorded.measure)


def _renew(database: Database, person: StravaPerson, activity_id: int, recorded: Recorded, now: datetime) -> None:
    """Score an activity again with the figures it has at Strava now; after the lock it stays as it is."""
    with database.transaction() as connection:
        change = lock_activity(connection, activity_id, person.actor, now)
        row = connection.execute(_HELD.where(Activity.id == activity_id)).one()
        if not _is_open(change, now) or not _differs(row, recorded):
            return
        why = Why(NoticeKind.STRAVA_CHANGED, Decider.STRAVA, activity_id)
        if row.kind is None:
            change = _with_figures(connection, change, recorded, now)
        change_figures(connection, change, recorded, why)
        if row.kind is None:
            judge_those_behind(connection, change, why)


def _with_figures(connection: Connection, change: Change, recorded: Recorded, now: datetime) -> Change:
    """An activity whose figures were erased, and that has other ones at Strava since: it has figures again."""
    activity_id, measure = change.activity.id, recorded.measure
    nothing_left = {"commitment": None, "left_active": False, "left_taken": 0, "left_over": 0}
    now_known = {"sport": measure.sport, "started_at": measure.started_at}
    connection.execute(update(Activity).where(Activity.id == activity_id).values(nothing_left | now_known))
    connection.execute(insert(ActivityMeasure).values(measure_row(activity_id, recorded, erase_at=now + KEPT)))
    return lock_activity(connection, activity_id, Actor(change.page.actor_id, "", None, ()), now, page=change.page)


def _is_open(change: Change, now: datetime) -> bool:
    try:
        check_open(change.page.edition, now)
    except (EditionLockedError, EditionNotRunningError):
        return False
    return True
