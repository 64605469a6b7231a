"""Accounts: who is here, from the cookie to the roles held at this moment."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import Connection, exists, insert, select, update

from challenge.errors import DemoClosedError, NotFoundError, NotSignedInError
from challenge.services.audit import log
from challenge.services.editions import utc_now
from challenge.services.permissions import Actor, Held
from challenge.store.database import Database
from challenge.store.ids import new_id
from challenge.store.models import Account, Edition, Entry, Participation, Role, RoleKind, Session, Team
from challenge.wording.text import LOCALES

SESSION_LENGTH = timedelta(days=30)
DEMO_EDITION = "demo"
DEMO_ENTRIES = (RoleKind.PARTICIPANT, RoleKind.CAPTAIN, RoleKind.HR_MANAGER, RoleKind.ORGANISER)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A live session and whoever it belongs to."""

    session_id: int
    actor: Actor


def token_hash(token: str) -> str:
    """What is kept of a session's cookie."""
    return sha256(token.encode()).hexdigest()


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


def enter_demo(database: Database, kind: RoleKind, *, allowed: bool, now: datetime | None = None) -> str:
    """Sign in as an invented person of that role; returns the cookie's value. Raises DemoClosedError."""
    moment = now or utc_now()
    token = secrets.token_urlsafe(32)
    with database.transaction() as connection:
        account_id = _demo_account(connection, kind) if allowed and _demo_is_open(connection) else None
        if account_id is None:
            raise DemoClosedError
        connection.execute(
            insert(Session).values(
                id=new_id(),
                account_id=account_id,
                token_hash=token_hash(token),
                created_at=moment,
                expires_at=moment + SESSION_LENGTH,
            )
        )
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


def read_session(database: Database, token: str, *, now: datetime | None = None) -> SignedIn:
    """Whoever a cookie stands for; raises NotSignedInError when it is unknown, revoked or expired."""
    with database.reading() as connection:
        row = connection.execute(
            select(Session.id, Account.id.label("account_id"), Account.name, Account.locale)
            .join(Account, Account.id == Session.account_id)
            .where(
                Session.token_hash == token_hash(token),
                Session.revoked_at.is_(None),
                Session.expires_at > (now or utc_now()),
            )
        ).one_or_none()
        if row is None:
            raise NotSignedInError
        held = _held_by(connection, row.account_id)
    return SignedIn(row.id, Actor(row.account_id, row.name, row.locale, held))


def _held_by(connection: Connection, account_id: int) -> tuple[Held, ...]:
    participations = connection.execute(
        select(Participation.edition_id, Participation.entry_id, Participation.team_id, Participation.id)
        .where(Participation.account_id == account_id)
        .order_by(Participation.id.desc())
    )
    roles = connection.execute(
        select(
            Role.kind,
            Role.edition_id,
            Role.entry_id,
            Role.team_id,
            Team.entry_id.label("team_entry"),
            Entry.edition_id.label("entry_edition"),
        )
        .join(Team, Team.id == Role.team_id, isouter=True)
        .join(Entry, (Entry.id == Role.entry_id) | (Entry.id == Team.entry_id), isouter=True)
        .where(Role.account_id == account_id)
    )
    return (
        *(Held(RoleKind.PARTICIPANT, *row) for row in participations),
        *(
            Held(row.kind, row.edition_id or row.entry_edition, row.entry_id or row.team_entry, row.team_id)
            for row in roles
        ),
    )


def sign_out(database: Database, token: str, *, now: datetime | None = None) -> None:
    """End the session of a cookie; an unknown one is no error."""
    with database.transaction() as connection:
        connection.execute(
            update(Session)
            .where(Session.token_hash == token_hash(token), Session.revoked_at.is_(None))
            .values(revoked_at=now or utc_now())
        )


def choose_locale(database: Database, actor: Actor, locale: str) -> None:
    """Keep one's own choice among the languages there are."""
    if locale not in LOCALES:
        raise NotFoundError
    with database.transaction() as connection:
        connection.execute(update(Account).where(Account.id == actor.account_id).values(locale=locale))
