"""Preferences: how a participant appears on boards, and the adapted scale."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select, update

from challenge.domain.disclosure import Visibility
from challenge.services.arrivals import check_open
from challenge.services.booking import lock_activity, points_of, store_status
from challenge.services.door import close
from challenge.services.editions import lock_edition, raise_revision, utc_now
from challenge.services.ledger import Why
from challenge.services.names import shown_name
from challenge.services.permissions import Actor, Permission, Place, require
from challenge.store.activity_models import EARNING, Activity, Status
from challenge.store.database import Database
from challenge.store.review_models import Decider, NoticeKind
from challenge.store.team_models import Participation


@dataclass(frozen=True, slots=True)
class Preferences:
    """What a participant chose."""

    nickname: str
    visibility: Visibility
    adapted: bool


def read_preferences(database: Database, actor: Actor, place: Place) -> Preferences:
    """One's own choices."""
    require(actor, Permission.SEE_OWN, place)
    with database.reading() as connection:
        row = connection.execute(
            select(Participation.nickname, Participation.visibility, Participation.adapted).where(
                Participation.id == place.participation_id
            )
        ).one()
    return Preferences(*row)


def choose_visibility(database: Database, actor: Actor, place: Place, visibility: Visibility, nickname: str) -> None:
    """Choose how to appear on boards; holds from the next look at any of them. Raises as `shown_name` does."""
    require(actor, Permission.SEE_OWN, place)
    shown = shown_name(nickname)
    with database.transaction() as connection:
        lock_edition(connection, place.edition_id)
        connection.execute(
            update(Participation)
            .where(Participation.id == place.participation_id, Participation.erased_at.is_(None))
            .values(visibility=visibility, nickname=shown)
        )
        raise_revision(connection, place.edition_id)


def choose_adapted(
    database: Database, actor: Actor, place: Place, *, adapted: bool, now: datetime | None = None
) -> None:
    """Use the adapted scale or leave it; all one's activities are scored again, by reversal and new booking."""
    require(actor, Permission.CHANGE_OWN, place)
    moment = now or utc_now()
    with database.transaction() as connection:
        check_open(lock_edition(connection, place.edition_id), moment)
        connection.execute(
            update(Participation)
            .where(Participation.id == place.participation_id, Participation.erased_at.is_(None))
            .values(adapted=adapted)
        )
        stale = connection.scalars(
            select(Activity.id).where(
                Activity.participation_id == place.participation_id,
                Activity.status.in_(sorted(EARNING)),
                Activity.adapted != adapted,
                Activity.commitment.is_(None),
            )
        ).all()
        for activity_id in stale:
            change = lock_activity(connection, activity_id, actor, moment)
            change = replace(change, person=replace(change.person, adapted=adapted))
            points = points_of(change, believed=change.activity.status is Status.COUNTED)
            change.page.tell(change.person.id, Why(NoticeKind.SCALE, Decider.OWNER, activity_id))
            store_status(connection, change, change.activity.status, points)
            close(connection, change.page, change.people)
