"""The outbox: mails are posted with the change they tell of, and worked off afterwards, each at most once."""

import asyncio
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from cryptography.fernet import InvalidToken
from sqlalchemy import ColumnElement, Connection, Row, case, select, update

from challenge.services.editions import utc_now
from challenge.services.letters import Letter, write_letter
from challenge.services.postman import Postman, Server, Verdict
from challenge.services.sealing import seal, unseal
from challenge.store.account_models import Mail, MailState
from challenge.store.database import Database
from challenge.store.ids import new_id
from challenge.store.new_rows import insert_new
from challenge.wording.mails import MailWords, check_mail, render_mail

BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240))
"""How long a letter waits after each try; after the last it has failed."""
LEASE = timedelta(minutes=10)
"""Longer than any letter takes: a mail that is being sent for longer belongs to a process that died."""
KEPT = timedelta(hours=24)
"""How long a mail may wait, for a server or for somebody who reads it in the outbox."""
LAST_WORDS_SECONDS = 2
"""How long a process that ends waits for the letter in its hands."""
SHOWN = 50
URGENT = "sign_in_code"
"""Somebody is waiting for it in front of a screen."""


log = logging.getLogger("challenge")


@dataclass(frozen=True, slots=True)
class Claimed:
    """A mail in the hands of one process."""

    id: int
    template: str
    locale: str
    sealed: str | None = field(repr=False)
    attempts: int
    """This one included."""


@dataclass(frozen=True, slots=True)
class WaitingMail:
    """A mail as the outbox page shows it."""

    to: str
    created_at: datetime
    words: MailWords


def post(
    connection: Connection,
    *,
    cause: str,
    to: str,
    template: str,
    locale: str,
    facts: Mapping[str, object],
    now: datetime,
) -> None:
    """Put a mail into the outbox, within the caller's transaction; the same cause posts nothing twice.

    Facts are finished strings and whole numbers; `expires_at` (ISO 8601) among them ends the time it may be sent in.
    Raises ValueError where the mail does not exist or a fact is missing.
    """
    check_mail(template, facts)
    row = {
        "id": new_id(),
        "cause": cause,
        "template": template,
        "locale": locale,
        "sealed": seal({"to": to, "facts": dict(facts)}),
        "state": MailState.WAITING,
        "attempts": 0,
        "next_try_at": now,
        "created_at": now,
    }
    connection.execute(insert_new(connection, Mail, "cause").values(row))


async def work_off(database: Database, server: Server, *, clock: Callable[[], datetime] = utc_now) -> bool:
    """Send every mail that is due over one connection; false when the server had better be left alone for now."""
    if not await asyncio.to_thread(is_anything_due, database, clock()):
        return True
    async with Postman(server) as postman:
        while postman.is_welcome:
            step = asyncio.ensure_future(_send_next(database, postman, clock))
            try:
                if not await asyncio.shield(step):
                    break
            except asyncio.CancelledError:
                await asyncio.wait({step}, timeout=LAST_WORDS_SECONDS)
                step.cancel()
                await asyncio.wait({step})
                raise
        return postman.is_welcome


async def _send_next(database: Database, postman: Postman, clock: Callable[[], datetime]) -> bool:
    """Send the next mail; false when there is none."""
    mail = await asyncio.to_thread(claim, database, clock())
    if mail is None:
        return False
    letter = prepare_letter(mail, clock())
    verdict = await postman.hand_over(letter) if isinstance(letter, Letter) else letter
    await asyncio.to_thread(conclude, database, mail, verdict, clock())
    return True


def is_anything_due(database: Database, now: datetime) -> bool:
    """Whether a mail waits for its try; a look that disturbs no writer."""
    with database.reading() as connection:
        return connection.scalar(select(Mail.id).where(*_due(now)).limit(1)) is not None


def claim(database: Database, now: datetime) -> Claimed | None:
    """Take the next due mail, sign-in codes first, so that no other process has it; None when nothing is due."""
    urgent_first = case((Mail.template == URGENT, 0), else_=1)
    free = select(Mail.id).where(*_due(now)).order_by(urgent_first, Mail.next_try_at).limit(1)
    taken = (
        update(Mail)
        .where(Mail.id == free.with_for_update(skip_locked=True).scalar_subquery(), Mail.state == MailState.WAITING)
        .values(state=MailState.SENDING, attempts=Mail.attempts + 1, next_try_at=now + LEASE)
        .returning(Mail.id, Mail.template, Mail.locale, Mail.sealed, Mail.attempts)
    )
    with database.transaction() as connection:
        row = connection.execute(taken).one_or_none()
    return None if row is None else Claimed(*row)


def prepare_letter(mail: Claimed, now: datetime) -> Letter | Verdict:
    """The letter of a mail, or why there will be none."""
    try:
        opened = unseal(mail.sealed or "")
        facts = opened["facts"]
        if "expires_at" in facts and datetime.fromisoformat(facts["expires_at"]) <= now:
            return Verdict(MailState.FAILED, "too late")
        return write_letter(mail.id, opened["to"], mail.locale, render_mail(mail.template, mail.locale, facts), now)
    except Exception as fault:  # noqa: BLE001  whatever is wrong with one mail, the others go on
        log.error("mail %s could not be written: %s", mail.id, type(fault).__name__)  # noqa: TRY400  a trace may name people
        return Verdict(MailState.FAILED, f"could not be written: {type(fault).__name__}")


def conclude(database: Database, mail: Claimed, verdict: Verdict, now: datetime) -> None:
    """Keep what became of a mail; nothing of its words stays once it is finished."""
    if verdict.state is MailState.WAITING and mail.attempts <= len(BACK_OFF):
        values: dict[str, Any] = {"state": MailState.WAITING, "next_try_at": now + BACK_OFF[mail.attempts - 1]}
    else:
        final = MailState.FAILED if verdict.state is MailState.WAITING else verdict.state
        values = {"state": final, "sealed": None, "finished_at": now}
    with database.transaction() as connection:
        connection.execute(
            update(Mail)
            .where(Mail.id == mail.id, Mail.state == MailState.SENDING)
            .values(**values, problem=verdict.problem)
        )


def tidy_outbox(database: Database, *, now: datetime | None = None) -> None:
    """Finish what nobody will: mails in the hands of a dead process, and mails that waited for a day."""
    moment = now or utc_now()
    finished = {"sealed": None, "finished_at": moment}
    with database.transaction() as connection:
        connection.execute(
            update(Mail)
            .where(Mail.state == MailState.SENDING, Mail.next_try_at <= moment)
            .values(state=MailState.UNKNOWN, problem="interrupted", **finished)
        )
        connection.execute(
            update(Mail)
            .where(Mail.state == MailState.WAITING, Mail.created_at <= moment - KEPT)
            .values(state=MailState.FAILED, problem="too late", **finished)
        )


def read_outbox(database: Database) -> list[WaitingMail]:
    """Mails that wait, newest first; whoever asks has shown to sit at this machine."""
    with database.reading() as connection:
        rows = connection.execute(
            select(Mail.template, Mail.locale, Mail.sealed, Mail.created_at)
            .where(Mail.state == MailState.WAITING)
            .order_by(Mail.created_at.desc(), Mail.id.desc())
            .limit(SHOWN)
        ).all()
    return list(_readable(rows))


def _readable(rows: Iterable[Row[*tuple[Any, ...]]]) -> Iterator[WaitingMail]:
    """Mails as they will be read; those of another key or an older release are passed over."""
    for row in rows:
        try:
            opened = unseal(row.sealed)
            words = render_mail(row.template, row.locale, opened["facts"])
        except (InvalidToken, ValueError):
            continue
        yield WaitingMail(opened["to"], row.created_at, words)


def _due(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return Mail.state == MailState.WAITING, Mail.next_try_at <= now
