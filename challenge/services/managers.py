"""HR managers of a company: invited by address, removed, and never the last one without a successor."""

from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, exists, insert, select, update

from challenge.errors import CompanyWithdrawnError, LastManagerError, NotFoundError, TooManyInvitationsError
from challenge.services.addresses import normal_address
from challenge.services.audit import log
from challenge.services.companies import entry_row, open_invitations, require_either
from challenge.services.company_mails import mail_account, page_address
from challenge.services.editions import lock_edition, utc_now
from challenge.services.outbox import post
from challenge.services.permissions import Actor, Permission, Place, require
from challenge.services.sessions import end_sessions_of
from challenge.store.account_models import Account
from challenge.store.database import Database
from challenge.store.ids import new_id
from challenge.store.team_models import Invitation, Role, RoleKind
from challenge.wording.text import DEFAULT, text

MOST_OPEN = 10
"""Invitations of one company that wait at a time."""


def invite_hr_manager(
    database: Database, actor: Actor, entry_id: int, email: str, *, now: datetime | None = None
) -> None:
    """Offer the role to whoever owns an address; an address that was asked already gets no second mail.

    Open to HR managers and, so that a company is never without one, to organisers. Raises AddressInvalidError,
    TooManyInvitationsError or CompanyWithdrawnError.
    """
    with database.transaction() as connection:
        edition_id = entry_row(connection, entry_id).edition_id
        require_either(actor, Place(edition_id, entry_id))
        lock_edition(connection, edition_id)
        _invite(connection, actor, entry_id, normal_address(email), now or utc_now())


def revoke_invitation(database: Database, actor: Actor, invitation_id: int, *, now: datetime | None = None) -> None:
    """Take an invitation back before it was accepted; raises NotFoundError where none waits."""
    moment = now or utc_now()
    with database.transaction() as connection:
        entry_id = connection.scalar(select(Invitation.entry_id).where(Invitation.id == invitation_id))
        edition_id = entry_row(connection, entry_id or 0).edition_id
        require_either(actor, Place(edition_id, entry_id))
        taken_back = connection.execute(
            update(Invitation)
            .where(Invitation.id == invitation_id, *open_invitations(entry_id or 0))
            .values(revoked_at=moment)
        )
        if not taken_back.rowcount:
            raise NotFoundError
        where = {"actor_id": actor.account_id, "edition_id": edition_id}
        log(connection, "invitation_revoked", moment, **where, invitation=invitation_id)


def hand_over(database: Database, actor: Actor, entry_id: int, email: str, *, now: datetime | None = None) -> None:
    """Invite a successor and leave; raises what invite_hr_manager raises, and LastManagerError for oneself alone."""
    moment = now or utc_now()
    with database.transaction() as connection:
        edition_id = entry_row(connection, entry_id).edition_id
        require(actor, Permission.RUN_COMPANY, Place(edition_id, entry_id))
        lock_edition(connection, edition_id)
        _invite(connection, actor, entry_id, normal_address(email), moment)
        others = exists().where(*_managing(entry_id), Role.account_id != actor.account_id)
        waiting = exists().where(*open_invitations(entry_id))
        if not connection.scalar(select(others | waiting)):
            raise LastManagerError
        _take_role(connection, actor, entry_id, edition_id, actor.account_id, moment)


def remove_hr_manager(
    database: Database, actor: Actor, entry_id: int, account_id: int, *, now: datetime | None = None
) -> None:
    """Take the role from an HR manager, oneself included; raises LastManagerError or NotFoundError."""
    moment = now or utc_now()
    with database.transaction() as connection:
        edition_id = entry_row(connection, entry_id).edition_id
        require(actor, Permission.RUN_COMPANY, Place(edition_id, entry_id))
        lock_edition(connection, edition_id)
        managers = connection.scalars(select(Role.account_id).where(*_managing(entry_id))).all()
        if account_id not in managers or actor.account_id not in managers:
            raise NotFoundError
        if len(managers) == 1:
            raise LastManagerError
        _take_role(connection, actor, entry_id, edition_id, account_id, moment)


def _invite(connection: Connection, actor: Actor, entry_id: int, address: str, moment: datetime) -> None:
    entry = entry_row(connection, entry_id)
    if entry.withdrawn_at is not None:
        raise CompanyWithdrawnError
    waiting = connection.scalars(select(Invitation.email).where(*open_invitations(entry_id))).all()
    manages = exists().where(Account.id == Role.account_id, Account.email == address, *_managing(entry_id))
    if address in waiting or connection.scalar(select(manages)):
        return
    if len(waiting) >= MOST_OPEN:
        raise TooManyInvitationsError(most=MOST_OPEN)
    invitation_id = new_id()
    connection.execute(
        insert(Invitation).values(
            id=invitation_id,
            email=address,
            kind=RoleKind.HR_MANAGER,
            entry_id=entry_id,
            invited_by=actor.account_id,
            invited_at=moment,
        )
    )
    locale = connection.scalar(select(Account.locale).where(Account.email == address)) or actor.locale or DEFAULT
    post(
        connection,
        cause=f"hr_invited:{invitation_id}",
        to=address,
        template="hr_invited",
        locale=locale,
        facts={"company": entry.name, "inviter": actor.name or entry.name, "url": page_address("company")},
        now=moment,
    )
    where = {"actor_id": actor.account_id, "edition_id": entry.edition_id}
    log(connection, "hr_manager_invited", moment, **where, entry=entry_id, invitation=invitation_id)


def _take_role(
    connection: Connection, actor: Actor, entry_id: int, edition_id: int, account_id: int, moment: datetime
) -> None:
    connection.execute(delete(Role).where(Role.account_id == account_id, *_managing(entry_id)))
    where = {"actor_id": actor.account_id, "edition_id": edition_id}
    log(connection, "hr_manager_removed", moment, **where, entry=entry_id, account=account_id)
    if account_id == actor.account_id:
        return
    end_sessions_of(connection, account_id, moment)
    company = entry_row(connection, entry_id).name

    def facts(locale: str) -> dict[str, str]:
        return {"role": text(locale, "role.hr_manager"), "place": company}

    cause = f"role_removed:{entry_id}:{moment.isoformat()}"
    mail_account(connection, account_id, "role_removed", cause, facts, moment)


def _managing(entry_id: int) -> tuple[ColumnElement[bool], ...]:
    return Role.entry_id == entry_id, Role.kind == RoleKind.HR_MANAGER
