"""Coming in by a slip: its code and a PIN of one's own choice the first time, code and PIN from then on."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from challenge.errors import ChallengeError, SlipLockedError, SlipUnknownError
from challenge.services.attempts import PINS_TRIED, count_attempt
from challenge.services.audit import log
from challenge.services.consents import keep_consent
from challenge.services.editions import utc_now
from challenge.services.pins import check_pin, hash_pin, pin_fits, wait_after
from challenge.services.sessions import open_session
from challenge.services.slips import slip_hash
from challenge.store.account_models import Account, Slip
from challenge.store.company_models import Entry
from challenge.store.database import Database
from challenge.store.ids import new_id
from challenge.store.locks import hold_name


def is_unused(database: Database, code: str, *, client: str) -> bool:
    """Whether a code waits for its PIN to be chosen; raises SlipUnknownError for one that nobody printed."""
    count_attempt(PINS_TRIED, client)
    with database.reading() as connection:
        row = _find(connection, code)
    if row is None:
        raise SlipUnknownError
    return row.activated_at is None


def open_slip(
    database: Database,
    *,
    code: str,
    pin: str,
    consent_version: str,
    client: str,
    browser_name: str = "",
    shared: bool = False,
    now: datetime | None = None,
) -> str:
    """Choose the PIN of an unused slip: it opens an account of its own, once; returns the cookie's value.

    Raises PinTooSimpleError, or SlipUnknownError when the code is unknown or used.
    """
    moment = now or utc_now()
    count_attempt(PINS_TRIED, client)
    pin_hash = hash_pin(check_pin(pin))
    with database.transaction() as connection:
        hold_name(connection, f"slip:{slip_hash(code)}")
        row = _find(connection, code)
        if row is None or row.activated_at is not None:
            raise SlipUnknownError
        account_id = row.account_id
        if account_id is None:
            account_id = new_id()
            connection.execute(insert(Account).values(id=account_id, name="", created_at=moment))
        connection.execute(
            update(Slip).where(Slip.id == row.id).values(account_id=account_id, pin_hash=pin_hash, activated_at=moment)
        )
        keep_consent(connection, account_id, row.edition_id, consent_version, moment)
        token = open_session(connection, account_id, moment, browser=browser_name, shared=shared, slip_id=row.id)
        log(connection, "slip_opened", moment, actor_id=account_id, edition_id=row.edition_id, slip=row.id)
    return token


def sign_in_by_slip(
    database: Database,
    *,
    code: str,
    pin: str,
    client: str,
    browser_name: str = "",
    shared: bool = False,
    now: datetime | None = None,
) -> str:
    """Sign in with the code of an opened slip and its PIN; returns the cookie's value.

    Raises SlipUnknownError for a wrong code or PIN alike, SlipLockedError after several wrong PINs.
    """
    moment = now or utc_now()
    count_attempt(PINS_TRIED, client)
    with database.transaction() as connection:
        hold_name(connection, f"slip:{slip_hash(code)}")
        row = _find(connection, code)
        outcome = _try_pin(connection, row, pin, moment)
        if outcome is None:
            log(connection, "signed_in", moment, actor_id=row.account_id, edition_id=row.edition_id, way="slip")
            return open_session(connection, row.account_id, moment, browser=browser_name, shared=shared, slip_id=row.id)
        log(connection, "pin_refused", moment, actor_id=None, edition_id=None, slip=row.id if row else None)
    raise outcome


def _try_pin(connection: Connection, row: Any, pin: str, moment: datetime) -> ChallengeError | None:
    """The refusal, its failure counted; None where the PIN fits."""
    if row is not None and row.locked_until is not None and row.locked_until > moment:
        return SlipLockedError(until=row.locked_until)
    if pin_fits(row.pin_hash if row is not None else None, pin):
        connection.execute(update(Slip).where(Slip.id == row.id).values(failures=0, locked_until=None))
        return None
    if row is not None and row.pin_hash is not None:
        failures = row.failures + 1
        connection.execute(
            update(Slip).where(Slip.id == row.id).values(failures=failures, locked_until=moment + wait_after(failures))
        )
    return SlipUnknownError()


def _find(connection: Connection, code: str) -> Any:
    return connection.execute(
        select(*Slip.__table__.columns, Entry.edition_id)
        .join(Entry, Entry.id == Slip.entry_id)
        .where(Slip.code_hash == slip_hash(code), Slip.revoked_at.is_(None))
    ).one_or_none()
