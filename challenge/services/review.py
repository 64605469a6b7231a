"""Review by itself: what is undecided at the lock counts at the limit, and what waited for a person goes with them."""

from datetime import datetime

from sqlalchemy import Connection, exists, select

from challenge.domain.money import Points
from challenge.services.booking import Change, lock_activity, points_of, store_status
from challenge.services.decision_log import BY_THE_RULE, append_decision
from challenge.services.door import close
from challenge.services.editions import utc_now
from challenge.services.judging import at_the_limit
from challenge.services.ledger import Why
from challenge.services.permissions import Actor
from challenge.services.rulings import Reason, Ruling, ready
from challenge.store.activity_models import Activity, ActivityFinding, FindingState, Status
from challenge.store.database import Database
from challenge.store.edition_models import Edition
from challenge.store.review_models import Decider, NoticeKind, Verdict
from challenge.store.team_models import Participation

SYSTEM = Actor(BY_THE_RULE, "", None, ())
"""Who acts when a date does, not a person."""


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
                count_at_the_limit(connection, change)
    return len(held)


def count_at_the_limit(connection: Connection, change: Change) -> None:
    """Count a held activity at what is plausible, because its time is over; its owner is told so."""
    reason, status = ready(Reason.LOCK), at_the_limit(change.recorded)
    points = points_of(change, believed=False)
    why = Why(NoticeKind.LIMITED, Decider.RULE, change.activity.id, reason=reason, always=True)
    change.page.tell(change.person.id, why)
    store_status(connection, change, status, points)
    close(connection, change.page, change.people)
    append_decision(connection, SYSTEM, change, Ruling(Verdict.LIMITED, reason), points, appealed=False)


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
            points = points_of(change, believed=True) if same_person else Points(0)
            store_status(connection, change, Status.COUNTED if same_person else Status.WITHDRAWN, points)
            close(connection, change.page, change.people)
