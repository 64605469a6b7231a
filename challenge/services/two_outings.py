"""Two outings: what its owner says of two activities that look like one, or of one whose twin's figures are gone."""

from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, insert, select, update

from challenge.domain.outings import can_be_two
from challenge.errors import NotFoundError, NotTheSameOutingError
from challenge.services.activities import open_own
from challenge.services.arrivals import Admitted
from challenge.services.booking import lock_activity
from challenge.services.changes import change_figures
from challenge.services.editions import utc_now
from challenge.services.ledger import Why
from challenge.services.permissions import Actor
from challenge.store.activity_models import KeptApart, Status
from challenge.store.database import Database
from challenge.store.review_models import Decider, NoticeKind


def keep_apart(database: Database, actor: Actor, activity_id: int, *, now: datetime | None = None) -> Admitted | None:
    """Say that a duplicate is an outing of its own; None where an organiser has to look at it first.

    The owner's word is enough where nothing speaks against two outings but that they are alike. Raises
    NotTheSameOutingError when the activity stands behind no other.
    """
    moment = now or utc_now()
    with database.transaction() as connection:
        change = open_own(connection, actor, activity_id, moment)
        if change.activity.status is not Status.DUPLICATE or change.activity.same_as is None:
            raise NotTheSameOutingError
        counting = lock_activity(connection, change.activity.same_as, actor, moment, page=change.page)
        if change.activity.kind is None or counting.activity.kind is None:
            raise NotFoundError
        accepted = can_be_two(change.known, counting.known)
        set_apart(connection, activity_id, counting.activity.id, moment, accepted_at=moment if accepted else None)
        if not accepted:
            return None
        why = Why(NoticeKind.TWO_OUTINGS, Decider.OWNER, activity_id)
        return change_figures(connection, change, change.recorded, why)


def put_together(database: Database, actor: Actor, activity_id: int, *, now: datetime | None = None) -> Admitted:
    """Take that back: the checks put the activity beside the others again."""
    moment = now or utc_now()
    with database.transaction() as connection:
        change = open_own(connection, actor, activity_id, moment)
        if change.activity.kind is None or change.activity.status is Status.WITHDRAWN:
            raise NotFoundError
        connection.execute(delete(KeptApart).where(_names(activity_id)))
        why = Why(NoticeKind.SAME_OUTING, Decider.OWNER, activity_id)
        return change_figures(connection, change, change.recorded, why)


def set_apart(
    connection: Connection,
    one_id: int,
    other_id: int,
    moment: datetime,
    *,
    accepted_at: datetime | None,
    accepted_by: int | None = None,
) -> None:
    """Note that two activities are two outings; said again, it is only accepted."""
    pair = {"one_id": min(one_id, other_id), "other_id": max(one_id, other_id)}
    accepted = {"accepted_at": accepted_at, "accepted_by": accepted_by}
    same = (KeptApart.one_id == pair["one_id"]) & (KeptApart.other_id == pair["other_id"])
    if connection.scalar(select(KeptApart.one_id).where(same)) is None:
        connection.execute(insert(KeptApart).values(said_at=moment, **pair, **accepted))
    elif accepted_at is not None:
        connection.execute(update(KeptApart).where(same).values(accepted))


def _names(activity_id: int) -> ColumnElement[bool]:
    return (KeptApart.one_id == activity_id) | (KeptApart.other_id == activity_id)
