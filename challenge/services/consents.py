"""Consents: what somebody agreed to on the first screen, by the version of its words."""

from datetime import datetime

from sqlalchemy import Connection, exists, insert, select

from challenge.services.editions import edition_on, utc_now
from challenge.services.permissions import Actor, require_confirmed
from challenge.store.account_models import Account, Consent
from challenge.store.database import Database
from challenge.store.ids import new_id

CONSENT_VERSION = "2026-11"
"""The words of the first screen as they stand; whoever changes them gives them a new version."""

CONTACT_VERSION = "contact-2026-11"
"""The words a company's contact reads before registering; they are no consent to taking part."""


def give_consent(database: Database, actor: Actor, edition_id: int, now: datetime | None = None) -> None:
    """Agree to the words of the first screen as they stand; twice is once. Raises NotFoundError without an edition."""
    require_confirmed(actor)
    with database.transaction() as connection:
        edition_on(connection, edition_id)
        keep_consent(connection, actor.account_id, edition_id, CONSENT_VERSION, now or utc_now())


def keep_consent(connection: Connection, account_id: int, edition_id: int, version: str, moment: datetime) -> None:
    """Write down what an account agreed to, unless it stands there already."""
    connection.execute(select(Account.id).where(Account.id == account_id).with_for_update())  # one of two at once waits
    if not has_consented(connection, account_id, edition_id, version):
        connection.execute(
            insert(Consent).values(
                id=new_id(), account_id=account_id, edition_id=edition_id, version=version, given_at=moment
            )
        )


def has_consented(connection: Connection, account_id: int, edition_id: int, version: str = CONSENT_VERSION) -> bool:
    """Whether an account agreed to a version, the current one where none is named."""
    agreed = exists().where(
        Consent.account_id == account_id, Consent.edition_id == edition_id, Consent.version == version
    )
    return bool(connection.scalar(select(agreed)))
