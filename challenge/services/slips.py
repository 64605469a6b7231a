"""Slips: unnamed papers with a one-time code, by which staff without an address get an account of their own."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from challenge.errors import NotFoundError, TooManySlipsError
from challenge.services.audit import log
from challenge.services.editions import utc_now
from challenge.services.permissions import Actor, Permission, Place, require
from challenge.services.review import settle_waiting
from challenge.services.sealing import keyed_hash
from challenge.services.upload_keys import revoke_keys_of
from challenge.store.account_models import Session, Slip
from challenge.store.company_models import Company, Entry
from challenge.store.database import Database
from challenge.store.ids import new_id
from challenge.store.locks import hold_name

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Without the signs that are read for each other."""
LENGTH = 10
"""50 bits."""
MOST_AT_ONCE = 600


class SlipState(StrEnum):
    """What became of a slip, as the company that printed it may know."""

    UNUSED = "unused"
    """Nobody has opened an account with it."""
    USED = "used"
    """Somebody has."""
    WAITING = "waiting"
    """Issued again and opened; the organiser has not confirmed the person yet."""


@dataclass(frozen=True, slots=True)
class IssuedSlip:
    """A slip to be printed: the only time that its code is readable."""

    number: int
    code: str


@dataclass(frozen=True, slots=True)
class SlipLine:
    """A slip as its company sees it: a number and a state, nobody's name."""

    number: int
    state: SlipState


@dataclass(frozen=True, slots=True)
class UnconfirmedSlip:
    """A slip issued again, whose holder the organiser has to confirm."""

    id: int
    number: int
    company: str
    activated_at: datetime | None


def entry_place(connection: Connection, entry_id: int) -> Place:
    """Where rights over a company's entry are asked; raises NotFoundError."""
    edition_id = connection.scalar(select(Entry.edition_id).where(Entry.id == entry_id))
    if edition_id is None:
        raise NotFoundError
    return Place(edition_id, entry_id)


def issue_slips(
    database: Database, actor: Actor, entry_id: int, count: int, *, now: datetime | None = None
) -> list[IssuedSlip]:
    """New unnamed slips of a company, numbered on; their codes are readable only in this answer."""
    moment = now or utc_now()
    with database.transaction() as connection:
        place = entry_place(connection, entry_id)
        require(actor, Permission.RUN_COMPANY, place)
        hold_name(connection, f"slips:{entry_id}")
        headcount = connection.scalar(select(Entry.headcount).where(Entry.id == entry_id)) or 0
        last = connection.scalar(select(func.max(Slip.number)).where(Slip.entry_id == entry_id)) or 0
        if not 1 <= count <= MOST_AT_ONCE or last + count > 2 * headcount:
            raise TooManySlipsError(most=min(MOST_AT_ONCE, max(0, 2 * headcount - last)))
        issued = [IssuedSlip(last + number, _new_code()) for number in range(1, count + 1)]
        connection.execute(insert(Slip), [_row(entry_id, actor, slip, moment) for slip in issued])
        log(
            connection, "slips_issued", moment, actor_id=actor.account_id, edition_id=place.edition_id,
            entry=entry_id, count=count,
        )  # fmt: skip
    return issued


def issue_again(
    database: Database, actor: Actor, entry_id: int, number: int, *, now: datetime | None = None
) -> IssuedSlip:
    """A new code for the number of a slip that was lost; raises NotFoundError.

    Where somebody had opened an account with the old one, the new one opens it without its history until the organiser
    has confirmed the person, and the old one stays good until then.
    """
    moment = now or utc_now()
    with database.transaction() as connection:
        place = entry_place(connection, entry_id)
        require(actor, Permission.RUN_COMPANY, place)
        hold_name(connection, f"slips:{entry_id}")
        rows = connection.execute(
            select(Slip.id, Slip.account_id, Slip.activated_at, Slip.confirmed_at, Slip.replaces_id)
            .where(Slip.entry_id == entry_id, Slip.number == number, Slip.revoked_at.is_(None))
            .order_by(Slip.id)
        ).all()
        if not rows:
            raise NotFoundError
        owned = next((row for row in rows if row.activated_at and _trusted(row)), None)
        stale = [row.id for row in rows if owned is None or row.id != owned.id]
        if stale:
            revoke_slips(connection, stale, moment)
        issued = IssuedSlip(number, _new_code())
        replaced = {"replaces_id": owned.id, "account_id": owned.account_id} if owned else {}
        connection.execute(insert(Slip).values(_row(entry_id, actor, issued, moment) | replaced))
        log(
            connection, "slip_issued_again", moment, actor_id=actor.account_id, edition_id=place.edition_id,
            subject_id=owned.account_id if owned else None, entry=entry_id, number=number,
        )  # fmt: skip
    return issued


def list_slips(database: Database, actor: Actor, entry_id: int) -> list[SlipLine]:
    """The slips of a company by number: unused, used, or waiting to be confirmed."""
    with database.reading() as connection:
        require(actor, Permission.RUN_COMPANY, entry_place(connection, entry_id))
        rows = connection.execute(
            select(Slip.number, Slip.activated_at, Slip.replaces_id, Slip.confirmed_at)
            .where(Slip.entry_id == entry_id, Slip.revoked_at.is_(None))
            .order_by(Slip.number, Slip.id)
        ).all()
    return [SlipLine(number, state) for number, state in {row.number: _state(row) for row in rows}.items()]


def unconfirmed_slips(database: Database, actor: Actor, edition_id: int) -> list[UnconfirmedSlip]:
    """Slips issued again and opened, whose holders wait for the organiser's word."""
    require(actor, Permission.FIND_PEOPLE, Place(edition_id))
    with database.reading() as connection:
        rows = connection.execute(
            select(Slip.id, Slip.number, Company.name, Slip.activated_at)
            .join(Entry, Entry.id == Slip.entry_id)
            .join(Company, Company.id == Entry.company_id)
            .where(
                Entry.edition_id == edition_id,
                Slip.replaces_id.is_not(None),
                Slip.activated_at.is_not(None),
                Slip.confirmed_at.is_(None),
                Slip.revoked_at.is_(None),
            )
            .order_by(Slip.activated_at, Slip.id)
        )
        return [UnconfirmedSlip(*row) for row in rows]


def confirm_slip(database: Database, actor: Actor, slip_id: int, *, now: datetime | None = None) -> None:
    """Say that the holder of a slip issued again is the same person: the history opens, the old slip ends."""
    _decide_on(database, actor, slip_id, now or utc_now(), same_person=True)


def refuse_slip(database: Database, actor: Actor, slip_id: int, *, now: datetime | None = None) -> None:
    """Say that the holder is somebody else: the slip ends, and whoever holds the old one goes on."""
    _decide_on(database, actor, slip_id, now or utc_now(), same_person=False)


def _decide_on(database: Database, actor: Actor, slip_id: int, moment: datetime, *, same_person: bool) -> None:
    with database.transaction() as connection:
        row = connection.execute(
            select(Slip.entry_id, Slip.replaces_id, Slip.account_id, Entry.edition_id)
            .join(Entry, Entry.id == Slip.entry_id)
            .where(
                Slip.id == slip_id,
                Slip.replaces_id.is_not(None),
                Slip.confirmed_at.is_(None),
                Slip.revoked_at.is_(None),
            )
        ).one_or_none()
        if row is None:
            raise NotFoundError
        require(actor, Permission.FIND_PEOPLE, Place(row.edition_id))
        if same_person:
            connection.execute(update(Slip).where(Slip.id == slip_id).values(confirmed_at=moment))
            revoke_keys_of(connection, row.account_id, moment)  # whoever holds the old slip may have made one
        revoke_slips(connection, [row.replaces_id if same_person else slip_id], moment)
        settle_waiting(connection, row.account_id, actor, moment, same_person=same_person)
        action = "slip_confirmed" if same_person else "slip_refused"
        log(
            connection, action, moment, actor_id=actor.account_id, edition_id=row.edition_id,
            subject_id=row.account_id, slip=slip_id,
        )  # fmt: skip


def slip_hash(code: str) -> str:
    """What is kept of a slip's code, however it was typed."""
    return keyed_hash("slip", "".join(sign for sign in code.upper() if sign in ALPHABET))


def _new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def _row(entry_id: int, actor: Actor, slip: IssuedSlip, moment: datetime) -> dict[str, Any]:
    return {
        "id": new_id(),
        "entry_id": entry_id,
        "number": slip.number,
        "code_hash": slip_hash(slip.code),
        "issued_by": actor.account_id,
        "issued_at": moment,
    }


def _trusted(row: Any) -> bool:
    return row.replaces_id is None or row.confirmed_at is not None


def _state(row: Any) -> SlipState:
    if row.activated_at is None:
        return SlipState.UNUSED
    return SlipState.USED if _trusted(row) else SlipState.WAITING


def revoke_slips(connection: Connection, slip_ids: list[int], moment: datetime) -> None:
    """End slips and every session that was opened with them."""
    connection.execute(update(Slip).where(Slip.id.in_(slip_ids)).values(revoked_at=moment))
    connection.execute(
        update(Session).where(Session.slip_id.in_(slip_ids), Session.revoked_at.is_(None)).values(revoked_at=moment)
    )
