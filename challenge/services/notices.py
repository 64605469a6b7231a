"""Notices: dated lines to people about their points, so that no total falls in silence, and a mail to who wants it."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select, update

from challenge.domain.plausibility import Doubt
from challenge.services.editions import edition_on, utc_now
from challenge.services.ledger import Page, Why
from challenge.services.outbox import post
from challenge.services.permissions import Actor, Permission, Place, require
from challenge.settings import settings
from challenge.store.account_models import Account
from challenge.store.activity_models import Activity
from challenge.store.database import Database
from challenge.store.ids import new_id
from challenge.store.review_models import Decider, Notice, NoticeKind
from challenge.store.team_models import Participation
from challenge.wording.text import DEFAULT

DAY_RULE = Why(NoticeKind.DAY_RULE, Decider.RULE)
"""What is told where a total falls and nothing else was said."""
SHOWN = 100


@dataclass(frozen=True, slots=True)
class Told:
    """One notice as its reader sees it."""

    id: int
    at: datetime
    kind: NoticeKind
    decider: Decider
    doubt: Doubt | None
    reason: str | None
    points: int
    """By how much the total changed."""
    activity_id: int | None
    sport: str | None
    day: date | None
    is_new: bool


def write_notices(connection: Connection, page: Page) -> None:
    """Tell everybody on a page what changed their total: all that fell, and what is told in any case."""
    moved: dict[int, int] = defaultdict(int)
    for (participation_id, _), change in page.days.items():
        moved[participation_id] += change.points
    rows: list[dict[str, Any]] = []
    for participation_id in {*moved, *page.told}:
        points = moved[participation_id]
        told = [why for why in page.told.get(participation_id, []) if why.always or points < 0]
        if not told and points < 0:
            told = [DAY_RULE]
        rows += [_row(page, participation_id, why, points) for why in told]
    if rows:
        connection.execute(insert(Notice), rows)
        _post(connection, page, {row["participation_id"] for row in rows if row["decider"] is not Decider.OWNER})


def _row(page: Page, participation_id: int, why: Why, points: int) -> dict[str, Any]:
    return {
        "id": new_id(),
        "participation_id": participation_id,
        "activity_id": why.activity_id,
        "kind": why.kind,
        "decider": why.decider,
        "doubt": why.doubt,
        "reason": why.reason,
        "points": points,
        "created_at": page.recorded_at,
        "read_at": page.recorded_at if why.decider is Decider.OWNER else None,
    }


def _post(connection: Connection, page: Page, told: Collection[int]) -> None:
    """One mail to each person for all that happened at one moment; what exactly is read behind the sign-in."""
    people = connection.execute(
        select(Participation.id, Account.email, Account.locale)
        .join(Account, Account.id == Participation.account_id)
        .where(Participation.id.in_(told), Account.notified.is_(True), Account.email.is_not(None))
    )
    for person in people:
        post(
            connection,
            cause=f"notice:{person.id}:{page.recorded_at:%Y%m%dT%H%M%S%f}",
            to=person.email,
            template="points_changed",
            locale=person.locale or DEFAULT,
            facts={"edition": page.edition.name, "url": f"{settings().public_url}/notices"},
            now=page.recorded_at,
        )


def read_notices(database: Database, actor: Actor, place: Place) -> list[Told]:
    """One's own notices, the newest first."""
    require(actor, Permission.SEE_OWN, place)
    with database.reading() as connection:
        zone = edition_on(connection, place.edition_id).zone
        told = [Told(*row) for row in connection.execute(_NOTICES, {"own": place.participation_id})]
    return [replace(one, at=one.at.astimezone(zone)) for one in told]


_NOTICES = (
    select(
        Notice.id,
        Notice.created_at,
        Notice.kind,
        Notice.decider,
        Notice.doubt,
        Notice.reason,
        Notice.points,
        Notice.activity_id,
        Activity.sport,
        Activity.day,
        Notice.read_at.is_(None),
    )
    .join(Activity, Activity.id == Notice.activity_id, isouter=True)
    .where(Notice.participation_id == bindparam("own"))
    .order_by(Notice.created_at.desc(), Notice.id.desc())
    .limit(SHOWN)
)


_NEW = select(func.count()).where(Notice.participation_id == bindparam("own"), Notice.read_at.is_(None))


def count_new_notices(database: Database, actor: Actor, place: Place) -> int:
    """How many notices wait to be read."""
    require(actor, Permission.SEE_OWN, place)
    with database.reading() as connection:
        return connection.scalar(_NEW, {"own": place.participation_id}) or 0


def mark_notices_read(database: Database, actor: Actor, place: Place, *, now: datetime | None = None) -> None:
    """Say that one has seen all notices up to now."""
    require(actor, Permission.SEE_OWN, place)
    with database.transaction() as connection:
        connection.execute(
            update(Notice)
            .where(Notice.participation_id == place.participation_id, Notice.read_at.is_(None))
            .values(read_at=now or utc_now())
        )
