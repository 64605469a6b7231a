"""Sessions: who a cookie stands for at this moment, the list of one's own, and how they end."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from challenge.errors import NotFoundError, NotSignedInError, SecondStepMissingError
from challenge.services.editions import utc_now
from challenge.services.permissions import Actor, Held, require_confirmed
from challenge.services.sealing import new_token, plain_hash
from challenge.store.account_models import Account, Authenticator, Session, Slip
from challenge.store.company_models import Entry
from challenge.store.database import Database
from challenge.store.ids import new_id
from challenge.store.team_models import Participation, Role, RoleKind, Team

MONTH = timedelta(days=30)
HALF_DAY = timedelta(hours=12)
TWO_MINUTES = timedelta(minutes=2)
"""How long a session lives without a sign of life: of an employee, of an organiser, on a shared device."""

NOTED_EVERY = timedelta(minutes=10)
"""Signs of life are written down at most so often, and often enough for short sessions."""
SHARE_OF_IDLE = 20


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A live session and whoever it belongs to."""

    session_id: int
    actor: Actor
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class OpenSession:
    """One of one's own sessions, as its owner recognises it."""

    id: int
    browser: str
    created_at: datetime
    seen_at: datetime


def open_session(
    connection: Connection,
    account_id: int,
    moment: datetime,
    *,
    browser: str = "",
    shared: bool = False,
    slip_id: int | None = None,
) -> str:
    """A new session of an account; returns the cookie's value."""
    token = new_token()
    idle = TWO_MINUTES if shared else HALF_DAY if _is_organiser(connection, account_id) else MONTH
    connection.execute(
        insert(Session).values(
            id=new_id(),
            account_id=account_id,
            token_hash=plain_hash(token),
            browser=browser[:60],
            slip_id=slip_id,
            idle_seconds=int(idle.total_seconds()),
            created_at=moment,
            seen_at=moment,
            expires_at=moment + idle,
        )
    )
    return token


def _is_organiser(connection: Connection, account_id: int) -> bool:
    statement = select(Role.id).where(Role.account_id == account_id, Role.kind == RoleKind.ORGANISER).limit(1)
    return connection.scalar(statement) is not None


def read_session(database: Database, token: str, *, sign_of_life: bool = True, now: datetime | None = None) -> SignedIn:
    """Whoever a cookie stands for; raises NotSignedInError or SecondStepMissingError.

    A sign of life moves the end of the session.
    """
    moment = now or utc_now()
    with database.reading() as connection:
        row = live_session(connection, token, moment)
        if row.authenticated_at and row.second_step_at is None:
            raise SecondStepMissingError
        actor = _actor(connection, row)
    if sign_of_life and moment - row.seen_at >= min(NOTED_EVERY, timedelta(seconds=row.idle_seconds / SHARE_OF_IDLE)):
        return SignedIn(row.id, actor, _live_on(database, row, moment))
    return SignedIn(row.id, actor, row.expires_at)


_LIVE = (
    select(
        Session.id,
        Session.account_id,
        Session.idle_seconds,
        Session.second_step_at,
        Session.seen_at,
        Session.expires_at,
        Account.name,
        Account.locale,
        Account.is_demo,
        Authenticator.confirmed_at.label("authenticated_at"),
        Slip.replaces_id,
        Slip.confirmed_at,
    )
    .join(Account, Account.id == Session.account_id)
    .join(Authenticator, Authenticator.account_id == Session.account_id, isouter=True)
    .join(Slip, Slip.id == Session.slip_id, isouter=True)
    .where(
        Session.token_hash == bindparam("hash"),
        Session.revoked_at.is_(None),
        Session.expires_at > bindparam("moment"),
        Account.erased_at.is_(None),
    )
)


def live_session(connection: Connection, token: str, moment: datetime) -> Row[*tuple[object, ...]]:
    """The session of a cookie whether or not its second step was made; raises NotSignedInError."""
    row = connection.execute(_LIVE, {"hash": plain_hash(token), "moment": moment}).one_or_none()
    if row is None:
        raise NotSignedInError
    return row


def _live_on(database: Database, row: Row[*tuple[object, ...]], moment: datetime) -> datetime:
    expires_at = moment + timedelta(seconds=row.idle_seconds)
    with database.transaction() as connection:
        connection.execute(
            update(Session)
            .where(Session.id == row.id, Session.revoked_at.is_(None))
            .values(seen_at=moment, expires_at=expires_at)
        )
    return expires_at


def _actor(connection: Connection, row: Row[*tuple[object, ...]]) -> Actor:
    held = held_by(connection, row.account_id)
    unconfirmed = row.replaces_id is not None and row.confirmed_at is None
    if unconfirmed:
        held = tuple(role for role in held if role.kind is RoleKind.PARTICIPANT)
    due = row.second_step_at is None and not row.is_demo and any(role.kind is RoleKind.ORGANISER for role in held)
    if due:
        held = tuple(role for role in held if role.kind is not RoleKind.ORGANISER)
    return Actor(row.account_id, row.name, row.locale, held, due, unconfirmed)


_PARTICIPATIONS = (
    select(Participation.edition_id, Participation.entry_id, Participation.team_id, Participation.id)
    .where(Participation.account_id == bindparam("account"))
    .order_by(Participation.id.desc())
)
_ROLES = (
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
    .where(Role.account_id == bindparam("account"))
    .order_by(Role.id.desc())
)


def held_by(connection: Connection, account_id: int) -> tuple[Held, ...]:
    """The roles of an account, participations first, the newest before the older."""
    participations = connection.execute(_PARTICIPATIONS, {"account": account_id})
    roles = connection.execute(_ROLES, {"account": account_id})
    return (
        *(Held(RoleKind.PARTICIPANT, *row) for row in participations),
        *(
            Held(row.kind, row.edition_id or row.entry_edition, row.entry_id or row.team_entry, row.team_id)
            for row in roles
        ),
    )


def list_sessions(database: Database, actor: Actor, *, now: datetime | None = None) -> list[OpenSession]:
    """One's own live sessions, the newest first."""
    require_confirmed(actor)
    with database.reading() as connection:
        rows = connection.execute(
            select(Session.id, Session.browser, Session.created_at, Session.seen_at)
            .where(
                Session.account_id == actor.account_id,
                Session.revoked_at.is_(None),
                Session.expires_at > (now or utc_now()),
            )
            .order_by(Session.id.desc())
        )
        return [OpenSession(*row) for row in rows]


def end_session(database: Database, actor: Actor, session_id: int, *, now: datetime | None = None) -> None:
    """End one of one's own sessions; raises NotFoundError for another's."""
    require_confirmed(actor)
    with database.transaction() as connection:
        ended = connection.execute(
            update(Session)
            .where(Session.id == session_id, Session.account_id == actor.account_id, Session.revoked_at.is_(None))
            .values(revoked_at=now or utc_now())
        )
        if not ended.rowcount:
            raise NotFoundError


def end_all_sessions(database: Database, actor: Actor, *, now: datetime | None = None) -> None:
    """End every session of one's own, this one too."""
    require_confirmed(actor)
    with database.transaction() as connection:
        end_sessions_of(connection, actor.account_id, now or utc_now())


def end_sessions_of(connection: Connection, account_id: int, moment: datetime) -> None:
    """End every session of an account, as when its roles change."""
    connection.execute(
        update(Session).where(Session.account_id == account_id, Session.revoked_at.is_(None)).values(revoked_at=moment)
    )


def sign_out(database: Database, token: str, *, now: datetime | None = None) -> None:
    """End the session of a cookie; an unknown one is no error."""
    with database.transaction() as connection:
        connection.execute(
            update(Session)
            .where(Session.token_hash == plain_hash(token), Session.revoked_at.is_(None))
            .values(revoked_at=now or utc_now())
        )


def sessions_ended_since(database: Database, moment: datetime) -> frozenset[int]:
    """Sessions that were ended after a moment, in whatever process."""
    with database.reading() as connection:
        return frozenset(connection.scalars(select(Session.id).where(Session.revoked_at > moment)))


def sessions_expired_among(
    database: Database, session_ids: Collection[int], *, now: datetime | None = None
) -> frozenset[int]:
    """Which of some sessions have run out by themselves."""
    with database.reading() as connection:
        return frozenset(
            connection.scalars(
                select(Session.id).where(Session.id.in_(session_ids), Session.expires_at <= (now or utc_now()))
            )
        )
