"""The second step: an authenticator app (TOTP, RFC 6238) for organisers and whoever wants it, with recovery codes."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pyotp
from sqlalchemy import Connection, delete, insert, select, update

from challenge.errors import (
    AuthenticatorCodeWrongError,
    AuthenticatorLockedError,
    ChallengeError,
    NotAllowedError,
    NotFoundError,
)
from challenge.services.audit import log
from challenge.services.editions import utc_now
from challenge.services.permissions import Actor, require_confirmed
from challenge.services.sealing import keyed_hash, seal, unseal
from challenge.services.sessions import HALF_DAY, live_session
from challenge.store.account_models import Account, Authenticator, RecoveryCode, Session
from challenge.store.database import Database
from challenge.store.ids import new_id
from challenge.store.locks import hold_name
from challenge.store.team_models import Role, RoleKind

ISSUER = "Challenge Sportif & Solidaire"
STEP_SECONDS = 30
DRIFT_STEPS = 1
"""A telephone's clock may be half a minute off."""
RECOVERY_CODES = 8
LOCKED_AFTER = 5
LOCKED_FOR = timedelta(minutes=15)
BEGUN_FOR = timedelta(minutes=15)
"""How long a secret waits for its first code: whoever saw it earlier, in another session, is not let in by it."""


@dataclass(frozen=True, slots=True)
class NewAuthenticator:
    """What an authenticator app needs to know, shown once."""

    secret: str
    address: str
    """otpauth:// address, drawn as QR code."""


def has_authenticator(database: Database, actor: Actor) -> bool:
    """Whether the second step is in force for one's own account."""
    with database.reading() as connection:
        statement = select(Authenticator.confirmed_at).where(Authenticator.account_id == actor.account_id)
        return connection.scalar(statement) is not None


def begin_authenticator(database: Database, actor: Actor, *, now: datetime | None = None) -> NewAuthenticator:
    """A secret for one's own app, in force once its first code was right.

    Raises NotAllowedError where one is in force, and for invented people, whom everybody enters the demo as.
    """
    require_confirmed(actor)
    moment = now or utc_now()
    with database.transaction() as connection:
        hold_name(connection, f"authenticator:{actor.account_id}")
        columns = select(Account.email, Account.name, Account.is_demo)
        account = connection.execute(columns.where(Account.id == actor.account_id)).one()
        row = _authenticator(connection, actor.account_id)
        if account.is_demo or (row is not None and row.confirmed_at is not None):
            raise NotAllowedError
        if row is not None and row.created_at <= moment - BEGUN_FOR:
            connection.execute(delete(Authenticator).where(Authenticator.account_id == actor.account_id))
            row = None
        secret = unseal(row.sealed_secret)["secret"] if row is not None else pyotp.random_base32()
        if row is None:
            connection.execute(
                insert(Authenticator).values(
                    account_id=actor.account_id, sealed_secret=seal({"secret": secret}), created_at=moment
                )
            )
    named = account.email or account.name or str(actor.account_id)
    return NewAuthenticator(secret, pyotp.TOTP(secret).provisioning_uri(name=named, issuer_name=ISSUER))


def confirm_authenticator(
    database: Database, actor: Actor, token: str, code: str, *, now: datetime | None = None
) -> list[str]:
    """Put the app in force by its first code, for this session too; returns the recovery codes, shown once.

    Raises AuthenticatorCodeWrongError, AuthenticatorLockedError, NotFoundError when none was begun.
    """
    require_confirmed(actor)
    moment = now or utc_now()
    outcome: list[str] | ChallengeError
    with database.transaction() as connection:
        hold_name(connection, f"authenticator:{actor.account_id}")
        row = _authenticator(connection, actor.account_id)
        if row is None or row.confirmed_at is not None:
            raise NotFoundError
        refusal = _try_code(connection, row, code, moment)
        if refusal is None:
            outcome = _recovery_codes(connection, actor.account_id)
            connection.execute(
                update(Authenticator).where(Authenticator.account_id == actor.account_id).values(confirmed_at=moment)
            )
            _pass(connection, live_session(connection, token, moment), moment)
            log(connection, "authenticator_set", moment, actor_id=actor.account_id, edition_id=None)
        else:
            outcome = refusal
    if isinstance(outcome, ChallengeError):
        raise outcome
    return outcome


def pass_second_step(database: Database, token: str, code: str, *, now: datetime | None = None) -> None:
    """Prove the authenticator, or use up a recovery code, for the session of a cookie.

    Raises NotSignedInError, AuthenticatorCodeWrongError or AuthenticatorLockedError.
    """
    moment = now or utc_now()
    with database.transaction() as connection:
        session: Any = live_session(connection, token, moment)
        hold_name(connection, f"authenticator:{session.account_id}")
        row = _authenticator(connection, session.account_id)
        if row is None or row.confirmed_at is None:
            raise NotFoundError
        refusal = _try_code(connection, row, code, moment)
        if refusal is None:
            _pass(connection, session, moment)
        action = "second_step_passed" if refusal is None else "second_step_refused"
        log(connection, action, moment, actor_id=session.account_id, edition_id=None)
    if refusal is not None:
        raise refusal


def remove_authenticator(database: Database, actor: Actor, *, now: datetime | None = None) -> None:
    """Go on without a second step; NotAllowedError for organisers, of whom it is required."""
    require_confirmed(actor)
    if actor.holds(RoleKind.ORGANISER) or actor.second_step_due:
        raise NotAllowedError
    with database.transaction() as connection:
        for table in (RecoveryCode, Authenticator):
            connection.execute(delete(table).where(table.account_id == actor.account_id))
        log(connection, "authenticator_removed", now or utc_now(), actor_id=actor.account_id, edition_id=None)


def _authenticator(connection: Connection, account_id: int) -> Any:
    return connection.execute(
        select(*Authenticator.__table__.columns).where(Authenticator.account_id == account_id)
    ).one_or_none()


def _try_code(connection: Connection, row: Any, code: str, moment: datetime) -> ChallengeError | None:
    """The refusal, its failure counted; None for the right digits, or for a recovery code not yet used."""
    if row.locked_until is not None and row.locked_until > moment:
        return AuthenticatorLockedError(until=row.locked_until)
    typed = "".join(code.split()).replace("-", "").upper()
    step = _step_of(unseal(row.sealed_secret)["secret"], typed, row.last_step, moment)
    mine = Authenticator.account_id == row.account_id
    if step is not None or _use_recovery_code(connection, row.account_id, typed, moment):
        accepted = {"last_step": step} if step is not None else {}
        connection.execute(update(Authenticator).where(mine).values(failures=0, locked_until=None, **accepted))
        return None
    failures = row.failures + 1
    locked = moment + LOCKED_FOR if failures % LOCKED_AFTER == 0 else None
    connection.execute(update(Authenticator).where(mine).values(failures=failures, locked_until=locked))
    return AuthenticatorCodeWrongError()


def _step_of(secret: str, typed: str, last_step: int, moment: datetime) -> int | None:
    """The time step whose digits were typed; a step accepted before, or an older one, never again."""
    current = int(moment.timestamp()) // STEP_SECONDS
    steps = range(max(current - DRIFT_STEPS, last_step + 1), current + DRIFT_STEPS + 1)
    totp = pyotp.TOTP(secret)
    return next((step for step in steps if pyotp.utils.strings_equal(totp.generate_otp(step), typed)), None)


def _recovery_codes(connection: Connection, account_id: int) -> list[str]:
    codes = [secrets.token_hex(5).upper() for _ in range(RECOVERY_CODES)]
    connection.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))
    connection.execute(
        insert(RecoveryCode),
        [{"id": new_id(), "account_id": account_id, "code_hash": _recovery_hash(account_id, code)} for code in codes],
    )
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def _use_recovery_code(connection: Connection, account_id: int, typed: str, moment: datetime) -> bool:
    used = connection.execute(
        update(RecoveryCode)
        .where(
            RecoveryCode.account_id == account_id,
            RecoveryCode.code_hash == _recovery_hash(account_id, typed),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=moment)
    )
    return bool(used.rowcount)


def _recovery_hash(account_id: int, code: str) -> str:
    return keyed_hash("recovery", f"{account_id}|{code}")


def _pass(connection: Connection, session: Any, moment: datetime) -> None:
    """Mark the session; of an organiser it lives half a day from now on, where it does not live shorter."""
    organises = select(Role.id).where(Role.account_id == session.account_id, Role.kind == RoleKind.ORGANISER).limit(1)
    short = {}
    if connection.scalar(organises) is not None:
        idle = min(timedelta(seconds=session.idle_seconds), HALF_DAY)
        short = {"idle_seconds": int(idle.total_seconds()), "expires_at": moment + idle}
    connection.execute(update(Session).where(Session.id == session.id).values(second_step_at=moment, **short))
