"""Sign-in by e-mail: six digits sent to an address, good once, for ten minutes, in the browser that asked."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Select, func, insert, select, update

from challenge.errors import (
    AccountUnknownError,
    ChallengeError,
    CodeExpiredError,
    CodesTooOftenError,
    CodeTriedTooOftenError,
    CodeWrongError,
)
from challenge.services.addresses import normal_address
from challenge.services.appointments import accept_invitations, is_invited
from challenge.services.attempts import CODES_ASKED, CODES_TRIED, count_attempt
from challenge.services.audit import log
from challenge.services.consents import keep_consent
from challenge.services.editions import utc_now
from challenge.services.outbox import post
from challenge.services.sealing import keyed_hash, plain_hash, same
from challenge.services.sessions import open_session
from challenge.store.account_models import Account, SignInCode
from challenge.store.database import Database
from challenge.store.ids import new_id
from challenge.store.locks import hold_name

DIGITS = 6
GOOD_FOR = timedelta(minutes=10)
TRIES = 5
"""Of one code."""
WINDOW = timedelta(hours=1)
CODES_PER_ADDRESS = 6
TRIES_PER_ADDRESS = 15
"""In an hour, however many browsers ask: one guess in 66,000 hits."""


@dataclass(frozen=True, slots=True)
class Entered:
    """What a right code opens: the new session's cookie, and where to go on."""

    token: str
    next_path: str


def ask_code(
    database: Database,
    *,
    email: str,
    browser: str,
    client: str,
    next_path: str,
    locale: str,
    consent: tuple[int, str] | None = None,
    now: datetime | None = None,
) -> None:
    """Send a code to an address; the same work and the same answer whether or not it has an account.

    `consent` names the edition and the version of the first screen that was agreed to. Raises AddressInvalidError,
    TooManyAttemptsError or CodesTooOftenError.
    """
    moment = now or utc_now()
    address = normal_address(email)
    count_attempt(CODES_ASKED, client)
    code, code_id = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}", new_id()
    edition_id, version = consent or (None, None)
    with database.transaction() as connection:
        hold_name(connection, address)
        asked = connection.scalar(
            select(func.count()).where(SignInCode.email == address, SignInCode.created_at > moment - WINDOW)
        )
        if (asked or 0) >= CODES_PER_ADDRESS:
            raise CodesTooOftenError
        connection.execute(
            insert(SignInCode).values(
                id=code_id,
                email=address,
                browser_hash=plain_hash(browser),
                code_hash=_code_hash(code_id, code),
                next_path=next_path,
                locale=locale,
                edition_id=edition_id,
                consent_version=version,
                created_at=moment,
                expires_at=moment + GOOD_FOR,
            )
        )
        facts = {
            "code": code,
            "minutes": str(int(GOOD_FOR.total_seconds()) // 60),
            "expires_at": (moment + GOOD_FOR).isoformat(),
        }
        post(
            connection,
            cause=f"code:{code_id}",
            to=address,
            template="sign_in_code",
            locale=locale,
            facts=facts,
            now=moment,
        )


def awaited_address(database: Database, *, browser: str) -> str | None:
    """The address whose code a browser is waiting for, so that a slip of the finger is seen."""
    with database.reading() as connection:
        return connection.scalar(_newest(browser).with_only_columns(SignInCode.email))


def check_code(
    database: Database,
    *,
    code: str,
    browser: str,
    client: str,
    browser_name: str = "",
    shared: bool = False,
    now: datetime | None = None,
) -> Entered:
    """Open a session for whoever types the code into the browser that asked for it.

    Raises TooManyAttemptsError, CodeExpiredError, CodeTriedTooOftenError, CodeWrongError, or AccountUnknownError when
    the address is proved but nobody has an account with it.
    """
    moment = now or utc_now()
    count_attempt(CODES_TRIED, client)
    with database.transaction() as connection:
        proved = _check(connection, "".join(code.split()), browser, moment)
        outcome: Entered | ChallengeError
        if isinstance(proved, ChallengeError):
            outcome = proved
        else:
            outcome = _enter(connection, proved, browser_name, moment, shared=shared)
        if isinstance(outcome, ChallengeError):  # raised outside, so that the try stays counted
            log(connection, "code_refused", moment, actor_id=None, edition_id=None, refusal=outcome.code)
    if isinstance(outcome, ChallengeError):
        raise outcome
    return outcome


def _check(connection: Connection, code: str, browser: str, moment: datetime) -> Any:
    """The code's row, used up; or the refusal, its try counted."""
    newest = _newest(browser)
    asked = connection.scalar(newest.with_only_columns(SignInCode.email))
    if asked is None:
        return CodeExpiredError()
    hold_name(connection, asked)
    row = connection.execute(newest.with_only_columns(*SignInCode.__table__.columns)).one_or_none()
    if row is None or row.expires_at <= moment:
        return CodeExpiredError()
    tried = connection.scalar(
        select(func.sum(SignInCode.tries)).where(
            SignInCode.email == row.email,
            SignInCode.created_at > moment - WINDOW - GOOD_FOR,  # a code may be tried so long after it was asked for
        )
    )
    if row.tries >= TRIES or (tried or 0) >= TRIES_PER_ADDRESS:
        return CodeTriedTooOftenError()
    right = same(_code_hash(row.id, code), row.code_hash)
    connection.execute(
        update(SignInCode)
        .where(SignInCode.id == row.id)
        .values(tries=SignInCode.tries + 1, used_at=moment if right else None)
    )
    left = min(TRIES - row.tries, TRIES_PER_ADDRESS - (tried or 0)) - 1
    return row if right else CodeWrongError(n=left, left=left)


def _newest(browser: str) -> Select[SignInCode]:
    return (
        select(SignInCode)
        .where(SignInCode.browser_hash == plain_hash(browser), SignInCode.used_at.is_(None))
        .order_by(SignInCode.id.desc())
        .limit(1)
    )


def _enter(
    connection: Connection, proved: Any, browser_name: str, moment: datetime, *, shared: bool
) -> Entered | ChallengeError:
    account_id = connection.scalar(select(Account.id).where(Account.email == proved.email))
    if account_id is None:
        if proved.consent_version is None and not is_invited(connection, proved.email):
            return AccountUnknownError()
        account_id = new_id()
        connection.execute(
            insert(Account).values(id=account_id, name="", email=proved.email, locale=proved.locale, created_at=moment)
        )
    if proved.consent_version is not None:
        keep_consent(connection, account_id, proved.edition_id, proved.consent_version, moment)
    accept_invitations(connection, account_id, proved.email, now=moment)
    token = open_session(connection, account_id, moment, browser=browser_name, shared=shared)
    log(connection, "signed_in", moment, actor_id=account_id, edition_id=None, way="email")
    return Entered(token, proved.next_path)


def _code_hash(code_id: int, code: str) -> str:
    return keyed_hash("code", f"{code_id}|{code}")
