"""Upload keys: a phone sends its owner's activities with one, and can do nothing else with it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, insert, select, update

from challenge.errors import UploadKeyUnknownError
from challenge.services.editions import utc_now
from challenge.services.permissions import Actor, Permission, Place, require, require_confirmed
from challenge.services.sealing import new_token, plain_hash
from challenge.services.sessions import held_by
from challenge.store.account_models import Account
from challenge.store.database import Database
from challenge.store.ids import new_id
from challenge.store.source_models import UploadKey
from challenge.store.team_models import RoleKind

NOTED_EVERY = timedelta(minutes=1)
"""A use is written down at most so often."""
LONGEST_KEY = 100


@dataclass(frozen=True, slots=True)
class KeyInForce:
    """One's own key as its owner sees it; the key itself is shown once and kept by nobody."""

    created_at: datetime
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class Phone:
    """Whoever a key stands for: a participant and nothing else, whatever roles the person holds."""

    actor: Actor
    place: Place


def make_upload_key(database: Database, actor: Actor, place: Place, *, now: datetime | None = None) -> str:
    """A new key of one's own in the place of the one before; it is told this once."""
    require_confirmed(actor)
    require(actor, Permission.CHANGE_OWN, place)
    key, moment = new_token(), now or utc_now()
    with database.transaction() as connection:
        revoke_keys_of(connection, actor.account_id, moment)
        row = {"id": new_id(), "account_id": actor.account_id, "key_hash": plain_hash(key), "created_at": moment}
        connection.execute(insert(UploadKey).values(row))
    return key


def read_upload_key(database: Database, actor: Actor) -> KeyInForce | None:
    """One's own key that is in force, if there is one."""
    require_confirmed(actor)
    with database.reading() as connection:
        row = connection.execute(
            select(UploadKey.created_at, UploadKey.used_at)
            .where(UploadKey.account_id == actor.account_id, UploadKey.revoked_at.is_(None))
            .order_by(UploadKey.id.desc())
            .limit(1)
        ).one_or_none()
    return KeyInForce(*row) if row else None


def revoke_upload_key(database: Database, actor: Actor, *, now: datetime | None = None) -> None:
    """Take one's own key back: from this moment on it opens nothing."""
    require_confirmed(actor)
    with database.transaction() as connection:
        revoke_keys_of(connection, actor.account_id, now or utc_now())


def revoke_keys_of(connection: Connection, account_id: int, moment: datetime) -> None:
    """Take every key of an account back, as when somebody else may have made it."""
    connection.execute(
        update(UploadKey)
        .where(UploadKey.account_id == account_id, UploadKey.revoked_at.is_(None))
        .values(revoked_at=moment)
    )


def phone_of(database: Database, key: str, *, now: datetime | None = None) -> Phone:
    """Whoever a key stands for, in the newest edition they take part in; its use is noted.

    Raises UploadKeyUnknownError. The key is random and long, and only its hash is looked for: neither guessing nor
    the time of the answer leads to it.
    """
    moment = now or utc_now()
    with database.reading() as connection:
        row = connection.execute(
            select(UploadKey.id, UploadKey.used_at, Account.id.label("account_id"), Account.name, Account.locale)
            .join(Account, Account.id == UploadKey.account_id)
            .where(
                UploadKey.key_hash == plain_hash(key[:LONGEST_KEY]),
                UploadKey.revoked_at.is_(None),
                Account.erased_at.is_(None),
            )
        ).one_or_none()
        held = held_by(connection, row.account_id) if row else ()
    own = tuple(role for role in held if role.kind is RoleKind.PARTICIPANT)
    if row is None or not own:
        raise UploadKeyUnknownError
    if row.used_at is None or moment - row.used_at >= NOTED_EVERY:
        with database.transaction() as connection:
            connection.execute(update(UploadKey).where(UploadKey.id == row.id).values(used_at=moment))
    place = Place(own[0].edition_id, own[0].entry_id, own[0].team_id, own[0].participation_id)
    return Phone(Actor(row.account_id, row.name, row.locale, own[:1]), place)
