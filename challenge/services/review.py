"""Review by itself: what is undecided at the lock counts at the limit, and what waited for a person goes with them."""

from datetime import datetime

from sqlalchemy import Connection, select

from challenge.domain.money import Points
from challenge.services.booking import Change, lock_activity, points_of, store_status
from challenge.services.changes import change_figures
from challenge.services.decision_log import BY_THE_RULE, append_decision
from challenge.services.door import close
from challenge.services.editions import utc_now
from challenge.services.judging import at_the_limit
from challenge.services.ledger import Why
from challenge.services.permissions import Actor
from challenge.services.rulings import Reason, Ruling, ready
from challenge.services.waiting import WAITS_FOR_ITS_PERSON
from challenge.store.activity_models import Activity, Status
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
            if connection.scalar(select(Activity.id).where(Activity.id == activity_id, WAITS_FOR_ITS_PERSON)):
                change = lock_activity(connection, activity_id, SYSTEM, moment)
                change_figures(connection, change, change.recorded, None)
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
    """Let in what was logged by a slip issued again, as if it came now, or withdraw it."""
    waiting = connection.scalars(
        select(Activity.id)
        .join(Participation, Participation.id == Activity.participation_id)
        .where(Participation.account_id == account_id, WAITS_FOR_ITS_PERSON)
        .order_by(Activity.edition_id, Activity.id)
    ).all()
    for activity_id in waiting:
        change = lock_activity(connection, activity_id, actor, moment)
        if same_person:
            change_figures(connection, change, change.recorded, None)
        else:
            store_status(connection, change, Status.WITHDRAWN, Points(0))
            close(connection, change.page, change.people)
