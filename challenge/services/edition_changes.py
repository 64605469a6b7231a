"""Changes of an edition: each has its version, reason and author, and nobody overwrites what another changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from challenge.errors import ChangeReasonMissingError, EditionChangedMeanwhileError, EditionLockedError
from challenge.services.editions import EditionView, lock_edition
from challenge.services.permissions import Actor, Permission, Place, require
from challenge.store.account_models import Account
from challenge.store.database import Database
from challenge.store.edition_models import Edition, EditionChange, EditionState
from challenge.store.ids import new_id

UNSTARTED = frozenset({EditionState.DRAFT, EditionState.REGISTRATION})
"""Before it runs everything can still be changed without giving a reason."""
LONGEST_REASON = 500
CALLED = func.coalesce(func.nullif(Account.name, ""), Account.email)
"""What organisers call each other: the name, or the address of whoever gave none."""


@dataclass(frozen=True, slots=True)
class ChangeView:
    """One change as the history shows it."""

    version: int
    changed_at: datetime
    changed_by: str
    """Empty where the account is gone."""
    reason: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]


def lock_seen(connection: Connection, edition_id: int, seen_version: int) -> EditionView:
    """The edition, held for writing; raises EditionChangedMeanwhileError when it is not the version that was seen."""
    edition = lock_edition(connection, edition_id)
    if edition.version != seen_version:
        later = connection.scalars(
            select(EditionChange.after)
            .where(EditionChange.edition_id == edition_id, EditionChange.version > seen_version)
            .order_by(EditionChange.version)
        )
        raise EditionChangedMeanwhileError(kept=tuple(dict.fromkeys(name for after in later for name in after)))
    return edition


def check_reason(edition: EditionView, reason: str) -> str:
    """The reason, trimmed; raises ChangeReasonMissingError where a running edition is changed without one."""
    trimmed = reason.strip()[:LONGEST_REASON]
    if edition.state not in UNSTARTED and not trimmed:
        raise ChangeReasonMissingError
    return trimmed


def check_unlocked(edition: EditionView, moment: datetime) -> None:
    """Raise EditionLockedError for an edition that has run to its lock."""
    ran = edition.state not in UNSTARTED
    if ran and (edition.state is EditionState.LOCKED or moment >= edition.locks_at):
        raise EditionLockedError(locked_at=edition.locks_at.astimezone(edition.zone))


def amend(
    connection: Connection,
    actor: Actor,
    edition: EditionView,
    *,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    reason: str,
    now: datetime,
    columns: Mapping[str, Any] | None = None,
) -> int:
    """Write a change of a held edition with what it was before; returns the new version."""
    version = edition.version + 1
    connection.execute(
        update(Edition)
        .where(Edition.id == edition.id)
        .values(**(columns or {}), version=version, revision=edition.revision + 1)
    )
    connection.execute(
        insert(EditionChange).values(
            id=new_id(),
            edition_id=edition.id,
            version=version,
            before=dict(before),
            after=dict(after),
            reason=reason,
            changed_by=actor.account_id,
            changed_at=now,
        )
    )
    return version


def read_history(database: Database, actor: Actor, edition_id: int) -> list[ChangeView]:
    """Every change of an edition, the newest first."""
    require(actor, Permission.PREPARE_EDITION, Place(edition_id))
    with database.reading() as connection:
        rows = connection.execute(
            select(
                EditionChange.version,
                EditionChange.changed_at,
                CALLED,
                EditionChange.reason,
                EditionChange.before,
                EditionChange.after,
            )
            .join(Account, Account.id == EditionChange.changed_by, isouter=True)
            .where(EditionChange.edition_id == edition_id)
            .order_by(EditionChange.version.desc())
        ).all()
    return [ChangeView(row[0], row[1], row[2] or "", *row[3:]) for row in rows]
