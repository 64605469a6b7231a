"""Demo entries: one click per role into the invented edition, until a real organiser exists."""

from datetime import datetime

from sqlalchemy import Connection, exists, select

from challenge.errors import DemoClosedError
from challenge.services.audit import log
from challenge.services.editions import utc_now
from challenge.services.sessions import open_session
from challenge.store.account_models import Account
from challenge.store.database import Database
from challenge.store.edition_models import Edition
from challenge.store.team_models import Participation, Role, RoleKind

DEMO_EDITION = "demo"
DEMO_ENTRIES = (RoleKind.PARTICIPANT, RoleKind.CAPTAIN, RoleKind.HR_MANAGER, RoleKind.ORGANISER)


def demo_is_open(database: Database, *, allowed: bool) -> bool:
    """Whether the demo can be entered: it is allowed, filled, and no real organiser exists."""
    with database.reading() as connection:
        return allowed and _demo_is_open(connection)


def _demo_is_open(connection: Connection) -> bool:
    real_organiser = exists().where(
        Role.kind == RoleKind.ORGANISER, Role.account_id == Account.id, Account.is_demo.is_(False)
    )
    filled = exists().where(Edition.slug == DEMO_EDITION)
    return bool(connection.scalar(select(filled & ~real_organiser)))


def enter_demo(
    database: Database, kind: RoleKind, *, allowed: bool, browser: str = "", now: datetime | None = None
) -> str:
    """Sign in as an invented person of that role; returns the cookie's value. Raises DemoClosedError."""
    moment = now or utc_now()
    with database.transaction() as connection:
        account_id = _demo_account(connection, kind) if allowed and _demo_is_open(connection) else None
        if account_id is None:
            raise DemoClosedError
        token = open_session(connection, account_id, moment, browser=browser)
        log(connection, "demo_entered", moment, actor_id=account_id, edition_id=None, role=kind)
    return token


def _demo_account(connection: Connection, kind: RoleKind) -> int | None:
    """The same person at each entry: the captain of the first team, a member of it, its HR manager, the organiser."""
    if kind is RoleKind.PARTICIPANT:
        captain = select(Role.team_id).where(Role.kind == RoleKind.CAPTAIN).order_by(Role.id).limit(1)
        holds_a_role = select(Role.account_id)
        return connection.scalar(
            select(Participation.account_id)
            .join(Account, Account.id == Participation.account_id)
            .where(
                Account.is_demo,
                Account.erased_at.is_(None),
                Participation.team_id == captain.scalar_subquery(),
                Participation.account_id.not_in(holds_a_role),
                Participation.points > 0,
            )
            .order_by(Participation.id)
            .limit(1)
        )
    return connection.scalar(
        select(Role.account_id)
        .join(Account, Account.id == Role.account_id)
        .where(Account.is_demo, Role.kind == kind)
        .order_by(Role.id)
        .limit(1)
    )
