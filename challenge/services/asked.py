"""Asked: an activity on a day whose figures are gone; only its owner knows whether that outing counts already."""

from datetime import datetime

from sqlalchemy import Connection, select, update

from challenge.domain.money import Points
from challenge.domain.outings import Likeness
from challenge.errors import NotAskedError
from challenge.services.activities import open_own
from challenge.services.arrivals import Admitted
from challenge.services.booking import Change, store_status
from challenge.services.changes import change_figures, is_behind_gone
from challenge.services.door import close
from challenge.services.editions import utc_now
from challenge.services.judging import clear_findings
from challenge.services.ledger import Why
from challenge.services.permissions import Actor
from challenge.services.two_outings import set_apart
from challenge.store.activity_models import EARNING, Activity, Status
from challenge.store.database import Database
from challenge.store.review_models import Decider, NoticeKind


def answer_asked(
    database: Database, actor: Actor, activity_id: int, *, same: bool, now: datetime | None = None
) -> Admitted:
    """Say whether an own activity is an outing that counts already on its day, or another one; may be said anew.

    Raises NotAskedError where nothing was asked.
    """
    moment = now or utc_now()
    with database.transaction() as connection:
        change = open_own(connection, actor, activity_id, moment)
        asked = change.activity.status is Status.ASKED or is_behind_gone(connection, change)
        gone = _gone_on_its_day(connection, change)
        if not asked or change.activity.kind is None or not gone:
            raise NotAskedError
        if same:
            return _stand_behind(connection, change, gone[0])
        for other_id in gone:
            set_apart(connection, activity_id, other_id, moment, accepted_at=moment)
        why = Why(NoticeKind.TWO_OUTINGS, Decider.OWNER, activity_id)
        return change_figures(connection, change, change.recorded, why)


def _gone_on_its_day(connection: Connection, change: Change) -> list[int]:
    """What counts on the day of an activity and has no figures any more; the one that earned most first."""
    return list(
        connection.scalars(
            select(Activity.id)
            .where(
                Activity.participation_id == change.person.id,
                Activity.day == change.activity.day,
                Activity.status.in_(sorted(EARNING)),
                Activity.commitment.is_not(None),
            )
            .order_by(Activity.points.desc(), Activity.id)
        )
    )


def _stand_behind(connection: Connection, change: Change, counting_id: int) -> Admitted:
    """Let an activity stand behind one that counts, and what stood behind itself too."""
    activity_id = change.activity.id
    clear_findings(connection, activity_id)
    same_as = (counting_id, Likeness.SAME_DAY)
    store_status(connection, change, Status.DUPLICATE, Points(0), same_as=same_as)
    connection.execute(update(Activity).where(Activity.same_as == activity_id).values(same_as=counting_id))
    close(connection, change.page, change.people)
    return Admitted(activity_id, Status.DUPLICATE, Points(0))
