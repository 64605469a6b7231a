"""People desk: an organiser finds a person by address, with a reason that the person reads."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from challenge.domain.disclosure import Visibility
from challenge.errors import LookReasonMissingError, PersonUnknownError
from challenge.services.addresses import normal_address
from challenge.services.audit import log
from challenge.services.editions import utc_now
from challenge.services.outbox import post
from challenge.services.permissions import Actor, Held, Permission, Place, require, require_confirmed
from challenge.services.sessions import held_by
from challenge.store.account_models import Account
from challenge.store.activity_models import AuditEntry
from challenge.store.company_models import Company, Entry
from challenge.store.database import Database
from challenge.store.edition_models import Edition
from challenge.store.ids import new_id
from challenge.store.team_models import Participation, RoleKind, Team
from challenge.wording.text import DEFAULT

LONGEST_REASON = 500
READ = "person_read"


@dataclass(frozen=True, slots=True)
class PersonFound:
    """What an organiser sees of a person: where they belong, never what they did."""

    account_id: int
    roles: tuple[RoleKind, ...]
    name: str | None
    """As on the boards; None for whoever is hidden there or takes no part."""
    company: str | None
    team: str | None
    joined_at: datetime | None


@dataclass(frozen=True, slots=True)
class ReadOfMe:
    """One look of an organiser at one's own data."""

    at: datetime
    edition: str
    by: str
    """Empty where the account is gone."""
    reason: str


def find_person(
    database: Database, actor: Actor, edition_id: int, email: str, reason: str, *, now: datetime | None = None
) -> PersonFound:
    """The person of an edition who owns exactly this address; every look is logged and told to the person.

    Raises AddressInvalidError, LookReasonMissingError, and PersonUnknownError for whoever has no place in the edition.
    """
    require(actor, Permission.FIND_PEOPLE, Place(edition_id))
    moment = now or utc_now()
    address, why = normal_address(email), reason.strip()[:LONGEST_REASON]
    if not why:
        raise LookReasonMissingError
    with database.transaction() as connection:
        found = _person(connection, edition_id, address)
        log(
            connection,
            READ,
            moment,
            actor_id=actor.account_id,
            edition_id=edition_id,
            subject_id=found.account_id if found else None,
            reason=why,
        )
        if found:
            _tell(connection, found.account_id, address, why, moment)
    if found is None:
        raise PersonUnknownError
    return found


def reads_of_me(database: Database, actor: Actor) -> list[ReadOfMe]:
    """Who looked at one's own data, and why; the newest first."""
    require_confirmed(actor)
    with database.reading() as connection:
        rows = connection.execute(
            select(AuditEntry.at, Edition.name, Account.name.label("by"), AuditEntry.facts)
            .join(Edition, Edition.id == AuditEntry.edition_id)
            .join(Account, Account.id == AuditEntry.actor_id, isouter=True)
            .where(AuditEntry.subject_id == actor.account_id, AuditEntry.action == READ)
            .order_by(AuditEntry.at.desc(), AuditEntry.id.desc())
        ).all()
    return [ReadOfMe(row.at, row.name, row.by or "", str(row.facts["reason"])) for row in rows]


def _person(connection: Connection, edition_id: int, address: str) -> PersonFound | None:
    account_id = connection.scalar(select(Account.id).where(Account.email == address, Account.erased_at.is_(None)))
    held = [role for role in held_by(connection, account_id or 0) if role.edition_id == edition_id]
    if account_id is None or not held:
        return None
    seat = connection.execute(
        select(Participation.nickname, Participation.visibility, Team.name, Participation.joined_at)
        .join(Team, Team.id == Participation.team_id)
        .where(Participation.account_id == account_id, Participation.edition_id == edition_id)
    ).one_or_none()
    return PersonFound(
        account_id,
        tuple(dict.fromkeys(role.kind for role in held)),
        name=seat.nickname if seat and seat.visibility is not Visibility.HIDDEN else None,
        company=_company(connection, held),
        team=seat.name if seat else None,
        joined_at=seat.joined_at if seat else None,
    )


def _company(connection: Connection, held: list[Held]) -> str | None:
    entry_id = next((role.entry_id for role in held if role.entry_id), None)
    return connection.scalar(
        select(Company.name).join(Entry, Entry.company_id == Company.id).where(Entry.id == entry_id)
    )


def _tell(connection: Connection, account_id: int, address: str, reason: str, moment: datetime) -> None:
    person = connection.execute(select(Account.notified, Account.locale).where(Account.id == account_id)).one()
    if person.notified:
        post(
            connection,
            cause=f"{READ}:{new_id()}",
            to=address,
            template=READ,
            locale=person.locale or DEFAULT,
            facts={"reason": reason},
            now=moment,
        )
