"""Review: an organiser releases or refuses held activities; what is undecided at the lock counts at the limit."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, exists, select, update

from challenge.domain.measure import Measure
from challenge.domain.money import Points
from challenge.domain.plausibility import Finding
from challenge.domain.scoring import count
from challenge.errors import AlreadyDecidedError, ReasonMissingError
from challenge.services.activities import Change, lock_activity, store_status
from challenge.services.audit import log
from challenge.services.days import MEASURED
from challenge.services.door import close
from challenge.services.editions import utc_now
from challenge.services.permissions import Actor, Permission, Place, require
from challenge.store.activity_models import Activity, ActivityFinding, ActivityMeasure, FindingState, Status
from challenge.store.company_models import Company, Entry
from challenge.store.database import Database
from challenge.store.edition_models import Edition
from challenge.store.team_models import Participation, Team

SYSTEM = Actor(0, "", None, ())
"""Who acts when a date does, not a person."""


@dataclass(frozen=True, slots=True)
class Case:
    """A held activity with all that is needed to decide."""

    activity_id: int
    person: str
    team: str
    company: str
    version: int
    """What a decision on it is about: an edit in between makes it another."""
    day: datetime
    measure: Measure
    findings: tuple[Finding, ...]


def open_cases(database: Database, actor: Actor, edition_id: int) -> list[Case]:
    """Held activities of an edition, oldest first."""
    require(actor, Permission.REVIEW, Place(edition_id))
    statement = (
        select(Activity.id, Participation.nickname, Team.name, Company.name, Activity.version, *MEASURED)
        .join(ActivityMeasure, ActivityMeasure.activity_id == Activity.id)
        .join(Participation, Participation.id == Activity.participation_id)
        .join(Team, Team.id == Participation.team_id)
        .join(Entry, Entry.id == Participation.entry_id)
        .join(Company, Company.id == Entry.company_id)
        .where(Activity.edition_id == edition_id, Activity.status == Status.HELD)
        .order_by(Activity.recorded_at, Activity.id)
    )
    with database.reading() as connection:
        rows = connection.execute(statement).all()
        found: dict[int, list[Finding]] = {row[0]: [] for row in rows}
        for finding in connection.execute(
            select(
                ActivityFinding.activity_id, ActivityFinding.doubt, ActivityFinding.value, ActivityFinding.limit_value
            ).where(ActivityFinding.activity_id.in_(found), ActivityFinding.state == FindingState.OPEN)
        ):
            found[finding.activity_id].append(Finding(finding.doubt, finding.value, finding.limit_value))
    return [Case(*row[:5], row.started_at, Measure(*row[5:]), tuple(found[row[0]])) for row in rows]


def release_activity(
    database: Database, actor: Actor, activity_id: int, *, seen: int | None = None, now: datetime | None = None
) -> None:
    """Believe a held activity: it counts in full, for exactly the figures of the version that was seen."""
    _decide(database, actor, activity_id, FindingState.RELEASED, None, now or utc_now(), seen)


def refuse_activity(
    database: Database, actor: Actor, activity_id: int, reason: str, *, now: datetime | None = None
) -> None:
    """Do not believe a held activity: it earns nothing, and its owner reads the reason."""
    if not reason.strip():
        raise ReasonMissingError
    _decide(database, actor, activity_id, FindingState.REFUSED, reason.strip()[:500], now or utc_now())


def _decide(
    database: Database,
    actor: Actor,
    activity_id: int,
    state: FindingState,
    reason: str | None,
    now: datetime,
    seen: int | None = None,
) -> None:
    with database.transaction() as connection:
        change = lock_activity(connection, activity_id, actor, now)
        require(actor, Permission.REVIEW, Place(change.activity.edition_id))
        if change.activity.status is not Status.HELD or seen not in {None, change.activity.version}:
            raise AlreadyDecidedError
        connection.execute(
            update(ActivityFinding)
            .where(ActivityFinding.activity_id == activity_id, ActivityFinding.state == FindingState.OPEN)
            .values(state=state, reason=reason, decided_by=actor.account_id, decided_at=now)
        )
        released = state is FindingState.RELEASED
        points = _points(change, believed=True) if released else Points(0)
        store_status(connection, change, Status.COUNTED if released else Status.REFUSED, points)
        close(connection, change.page, change.people)
        log(
            connection,
            f"activity_{state}",
            now,
            actor_id=actor.account_id,
            edition_id=change.activity.edition_id,
            activity=activity_id,
        )


def settle_undecided(database: Database, *, now: datetime | None = None) -> int:
    """Count what is still held at the plausible limit, in every edition whose lock date has passed."""
    moment = now or utc_now()
    with database.reading() as connection:
        held = connection.scalars(
            select(Activity.id)
            .join(Edition, Edition.id == Activity.edition_id)
            .where(Activity.status == Status.HELD, Edition.locks_at <= moment)
        ).all()
    for activity_id in held:
        with database.transaction() as connection:
            change = lock_activity(connection, activity_id, SYSTEM, moment)
            if change.activity.status is Status.HELD:
                store_status(connection, change, Status.LIMITED, _points(change, believed=False))
                close(connection, change.page, change.people)
    return len(held)


def settle_waiting(
    connection: Connection, account_id: int, actor: Actor, moment: datetime, *, same_person: bool
) -> None:
    """Count or withdraw what was logged by a slip issued again; what is doubted anyway stays held."""
    doubted = exists().where(ActivityFinding.activity_id == Activity.id, ActivityFinding.state == FindingState.OPEN)
    waiting = connection.scalars(
        select(Activity.id)
        .join(Participation, Participation.id == Activity.participation_id)
        .where(Participation.account_id == account_id, Activity.status == Status.HELD, ~doubted)
        .order_by(Activity.edition_id, Activity.id)
    ).all()
    for activity_id in waiting:
        change = lock_activity(connection, activity_id, actor, moment)
        if change.activity.status is Status.HELD:
            points = _points(change, believed=True) if same_person else Points(0)
            store_status(connection, change, Status.COUNTED if same_person else Status.WITHDRAWN, points)
            close(connection, change.page, change.people)


def _points(change: Change, *, believed: bool) -> Points:
    rules, adapted = change.page.edition.rules, change.person.adapted
    return count(change.measure, rules, adapted=adapted, believed=believed).score.points
