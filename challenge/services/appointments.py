"""Appointments: who organises an edition, who is invited to, and how an invited address receives its role."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, exists, insert, select, update

from challenge.errors import LastOrganiserError, NotAllowedError, NotFoundError
from challenge.services.addresses import normal_address
from challenge.services.audit import log
from challenge.services.edition_changes import CALLED
from challenge.services.editions import EditionView, lock_edition, utc_now
from challenge.services.outbox import post
from challenge.services.permissions import Actor, Permission, Place, require
from challenge.services.sessions import end_sessions_of
from challenge.settings import settings
from challenge.store.account_models import Account
from challenge.store.database import Database
from challenge.store.ids import new_id
from challenge.store.team_models import Invitation, Role, RoleKind
from challenge.wording.text import DEFAULT, text


@dataclass(frozen=True, slots=True)
class OrganiserView:
    """One of an edition's organisers."""

    account_id: int
    name: str
    email: str | None
    is_reader: bool


@dataclass(frozen=True, slots=True)
class InvitationView:
    """An invitation that nobody has accepted yet."""

    id: int
    email: str
    invited_at: datetime


@dataclass(frozen=True, slots=True)
class Organisers:
    """Who organises an edition, and who is invited to."""

    people: list[OrganiserView]
    invited: list[InvitationView]


def list_organisers(database: Database, actor: Actor, edition_id: int) -> Organisers:
    """The organisers of an edition and its open invitations, the oldest first."""
    require(actor, Permission.APPOINT, Place(edition_id))
    with database.reading() as connection:
        people = connection.execute(
            select(Account.id, CALLED, Account.email)
            .join(Role, Role.account_id == Account.id)
            .where(Role.edition_id == edition_id, Role.kind == RoleKind.ORGANISER)
            .order_by(Role.id)
        ).all()
        invited = connection.execute(
            select(Invitation.id, Invitation.email, Invitation.invited_at)
            .where(Invitation.edition_id == edition_id, *_OPEN)
            .order_by(Invitation.id)
        ).all()
    return Organisers(
        [OrganiserView(row[0], row[1], row[2], is_reader=row[0] == actor.account_id) for row in people],
        [InvitationView(*row) for row in invited],
    )


def invite_organiser(
    database: Database, actor: Actor, edition_id: int, email: str, *, now: datetime | None = None
) -> None:
    """Invite whoever owns an address to organise an edition; again on another day sends the mail again.

    Raises AddressInvalidError. Nothing happens where the address belongs to an organiser of the edition already.
    """
    require(actor, Permission.APPOINT, Place(edition_id))
    moment = now or utc_now()
    address = normal_address(email)
    with database.transaction() as connection:
        edition = lock_office(connection, actor, edition_id)
        known = connection.execute(select(Account.id, Account.locale).where(Account.email == address)).one_or_none()
        if known is not None and _is_organiser(connection, known.id, edition_id):
            return
        invitation_id = connection.scalar(
            select(Invitation.id).where(Invitation.edition_id == edition_id, Invitation.email == address, *_OPEN)
        )
        if invitation_id is None:
            invitation_id = new_id()
            connection.execute(
                insert(Invitation).values(
                    id=invitation_id,
                    email=address,
                    kind=RoleKind.ORGANISER,
                    edition_id=edition_id,
                    invited_by=actor.account_id,
                    invited_at=moment,
                )
            )
            _log(connection, "organiser_invited", moment, actor, edition_id, invitation=invitation_id)
        post(
            connection,
            cause=f"organiser_invited:{invitation_id}:{edition.day_of(moment)}",
            to=address,
            template="organiser_invited",
            locale=(known.locale if known else None) or actor.locale or DEFAULT,
            facts={"edition": edition.name, "inviter": _called(connection, actor), "url": _sign_in_page()},
            now=moment,
        )


def revoke_invitation(
    database: Database, actor: Actor, edition_id: int, invitation_id: int, *, now: datetime | None = None
) -> None:
    """Take an invitation back that nobody has accepted; raises NotFoundError where there is none."""
    require(actor, Permission.APPOINT, Place(edition_id))
    moment = now or utc_now()
    with database.transaction() as connection:
        lock_office(connection, actor, edition_id)
        revoked = connection.execute(
            update(Invitation)
            .where(Invitation.id == invitation_id, Invitation.edition_id == edition_id, *_OPEN)
            .values(revoked_at=moment)
        )
        if not revoked.rowcount:
            raise NotFoundError
        _log(connection, "invitation_revoked", moment, actor, edition_id, invitation=invitation_id)


def remove_organiser(
    database: Database, actor: Actor, edition_id: int, account_id: int, *, now: datetime | None = None
) -> None:
    """Take the role from an organiser, oneself included, and end all sessions of the account.

    Raises LastOrganiserError where nobody would be left, NotFoundError for somebody who is none, and NotAllowedError
    for an actor who was removed meanwhile.
    """
    require(actor, Permission.APPOINT, Place(edition_id))
    moment = now or utc_now()
    with database.transaction() as connection:
        edition = lock_office(connection, actor, edition_id)
        organisers = organisers_of(connection, edition_id)
        if account_id not in organisers:
            raise NotFoundError
        if len(organisers) == 1:
            raise LastOrganiserError
        connection.execute(
            delete(Role).where(
                Role.account_id == account_id, Role.edition_id == edition_id, Role.kind == RoleKind.ORGANISER
            )
        )
        end_sessions_of(connection, account_id, moment)
        _log(connection, "organiser_removed", moment, actor, edition_id, subject_id=account_id)
        if account_id != actor.account_id:
            _tell(connection, edition, account_id, moment)


def is_invited(connection: Connection, email: str) -> bool:
    """Whether a role waits for whoever proves to own an address."""
    waiting = select(Invitation.id).where(Invitation.email == email, *_OPEN, ~_INVENTED)
    return connection.scalar(waiting.limit(1)) is not None


def accept_invitations(connection: Connection, account_id: int, email: str, *, now: datetime) -> int:
    """Give the roles that wait for an address to the account that has proved it; returns how many were new.

    A new role ends every open session of the account, so call it before the new session is opened. A repeat, also at
    the same moment, gives nothing twice.
    """
    waiting = connection.execute(
        select(Invitation.id, Invitation.kind, Invitation.entry_id, Invitation.edition_id)
        .where(Invitation.email == normal_address(email), *_OPEN, ~_INVENTED)
        .order_by(Invitation.id)
        .with_for_update()
    ).all()
    granted = 0
    for row in waiting:
        place = (
            (Role.entry_id == row.entry_id) if row.kind is RoleKind.HR_MANAGER else (Role.edition_id == row.edition_id)
        )
        held = connection.scalar(select(Role.id).where(Role.account_id == account_id, Role.kind == row.kind, place))
        if held is None:
            role = {"kind": row.kind, "entry_id": row.entry_id, "edition_id": row.edition_id}
            connection.execute(insert(Role).values(id=new_id(), account_id=account_id, **role))
            granted += 1
        connection.execute(update(Invitation).where(Invitation.id == row.id).values(accepted_at=now))
        log(
            connection,
            "invitation_accepted",
            now,
            actor_id=account_id,
            edition_id=row.edition_id,
            subject_id=account_id,
            invitation=row.id,
            role=row.kind,
        )
    if granted:
        end_sessions_of(connection, account_id, now)
    return granted


def lock_office(connection: Connection, actor: Actor, edition_id: int) -> EditionView:
    """The edition, held; raises NotAllowedError for an actor who is no organiser any more at this moment."""
    edition = lock_edition(connection, edition_id)
    if not _is_organiser(connection, actor.account_id, edition_id):
        raise NotAllowedError
    return edition


def organisers_of(connection: Connection, edition_id: int) -> frozenset[int]:
    """Accounts of those who organise an edition and can still sign in."""
    statement = (
        select(Role.account_id)
        .join(Account, Account.id == Role.account_id)
        .where(Role.edition_id == edition_id, Role.kind == RoleKind.ORGANISER, Account.erased_at.is_(None))
    )
    return frozenset(connection.scalars(statement))


_OPEN = (Invitation.accepted_at.is_(None), Invitation.revoked_at.is_(None))
_INVENTED = exists().where(Account.id == Invitation.invited_by, Account.is_demo)
"""By somebody whom everybody enters the demo as: a role of theirs would outlive the demo."""


def _is_organiser(connection: Connection, account_id: int, edition_id: int) -> bool:
    return account_id in organisers_of(connection, edition_id)


def _called(connection: Connection, actor: Actor) -> str:
    return connection.scalar(select(CALLED).where(Account.id == actor.account_id)) or ""


def _sign_in_page() -> str:
    return f"{settings().public_url}/sign-in"


def _log(
    connection: Connection,
    action: str,
    moment: datetime,
    actor: Actor,
    edition_id: int,
    *,
    subject_id: int | None = None,
    **facts: int,
) -> None:
    who = {"actor_id": actor.account_id, "edition_id": edition_id, "subject_id": subject_id}
    log(connection, action, moment, **who, **facts)


def _tell(connection: Connection, edition: EditionView, account_id: int, moment: datetime) -> None:
    """Write to somebody whose role was taken; demo people have no address."""
    person = connection.execute(select(Account.email, Account.locale).where(Account.id == account_id)).one()
    if person.email is None:
        return
    locale = person.locale or DEFAULT
    post(
        connection,
        cause=f"role_removed:{edition.id}:{account_id}:{moment.isoformat()}",
        to=person.email,
        template="role_removed",
        locale=locale,
        facts={"role": text(locale, "role.organiser"), "place": edition.name},
        now=moment,
    )
