"""Companies in the hands of their HR managers: what was promised, the cap that may rise, the link, and withdrawing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, insert, select, update

from challenge.domain.money import EURO, MicroEuros, half_up
from challenge.domain.pledges import Pledge
from challenge.errors import (
    AddressInvalidError,
    AmountInvalidError,
    CapOnlyRisesError,
    CompanyWithdrawnError,
    DomainInvalidError,
    NotFoundError,
    ReasonMissingError,
)
from challenge.services.addresses import normal_address
from challenge.services.audit import log
from challenge.services.company_mails import mail_managers, mail_organisers
from challenge.services.editions import lock_edition, raise_revision, utc_now
from challenge.services.join_links import join_address, live_link, renew_link
from challenge.services.permissions import Actor, Permission, Place, may, require
from challenge.services.pledges import money_of_entry
from challenge.services.registration_form import MOST_CAP, read_cap
from challenge.store.account_models import Account
from challenge.store.company_models import Company, Entry, JoinLink, PledgeVersion
from challenge.store.database import Database
from challenge.store.edition_models import Edition
from challenge.store.ids import new_id
from challenge.store.team_models import Invitation, Role, RoleKind
from challenge.wording import formats

STEPS_PERCENT = (10, 25)
"""By how much one click raises a cap."""
MOST_DOMAINS = 20


@dataclass(frozen=True, slots=True)
class Manager:
    """An HR manager, as the others of the same company see them."""

    account_id: int
    name: str
    email: str | None
    is_reader: bool


@dataclass(frozen=True, slots=True)
class WaitingInvitation:
    """An address that was invited and has not come yet."""

    id: int
    email: str


@dataclass(frozen=True, slots=True)
class CompanyView:
    """A company in an edition, as its HR managers see it."""

    entry_id: int
    edition_id: int
    edition_name: str
    name: str
    siren: str | None
    headcount: int
    sites: list[str]
    email_domains: list[str]
    withdrawn_at: datetime | None
    pledge: Pledge
    raises: dict[int, MicroEuros]
    """The cap after one click, by the percent it rises."""
    managers: list[Manager]
    invitations: list[WaitingInvitation]
    join_url: str


def read_company(database: Database, actor: Actor, entry_id: int, *, now: datetime | None = None) -> CompanyView:
    """A company's promise, link and HR managers."""
    with database.reading() as connection:
        entry = entry_row(connection, entry_id)
        require(actor, Permission.RUN_COMPANY, Place(entry.edition_id, entry_id))
        pledge = money_of_entry(connection, entry_id).pledge
        managers = connection.execute(
            select(Account.id, Account.name, Account.email)
            .join(Role, Role.account_id == Account.id)
            .where(Role.entry_id == entry_id, Role.kind == RoleKind.HR_MANAGER)
            .order_by(Role.id)
        ).all()
        waiting = connection.execute(
            select(Invitation.id, Invitation.email).where(*open_invitations(entry_id)).order_by(Invitation.id)
        ).all()
        token = connection.scalar(
            select(JoinLink.token).where(
                JoinLink.entry_id == entry_id, JoinLink.team_id.is_(None), JoinLink.revoked_at.is_(None)
            )
        )
    return CompanyView(
        entry_id=entry_id,
        edition_id=entry.edition_id,
        edition_name=entry.edition_name,
        name=entry.name,
        siren=entry.siren,
        headcount=entry.headcount,
        sites=entry.sites,
        email_domains=entry.email_domains,
        withdrawn_at=entry.withdrawn_at,
        pledge=pledge,
        raises={percent: raised_by(pledge.cap, percent) for percent in STEPS_PERCENT},
        managers=[Manager(*row, is_reader=row.id == actor.account_id) for row in managers],
        invitations=[WaitingInvitation(*row) for row in waiting],
        join_url=join_address(token or _make_link(database, entry_id, now or utc_now())),
    )


def _make_link(database: Database, entry_id: int, moment: datetime) -> str:
    """The link of a company that never had one."""
    with database.transaction() as connection:
        return live_link(connection, entry_id, None, moment)


def raised_by(cap: MicroEuros, percent: int) -> MicroEuros:
    """A cap raised by so many percent, to whole euros and by one at least."""
    return MicroEuros(max(half_up(cap * (100 + percent), 100 * EURO) * EURO, cap + EURO))


def cap_of(typed: str) -> MicroEuros:
    """A cap as it was typed; raises AmountInvalidError."""
    try:
        return read_cap(typed)
    except ValueError as fault:
        raise AmountInvalidError from fault


def raise_cap(database: Database, actor: Actor, entry_id: int, cap: MicroEuros, *, now: datetime | None = None) -> None:
    """Promise more: a new version of the pledge with the same rate and fee, from now on and for what was earned.

    Raises CapOnlyRisesError, AmountInvalidError or CompanyWithdrawnError.
    """
    moment = now or utc_now()
    with database.transaction() as connection:
        entry = _running(connection, actor, entry_id)
        before = connection.execute(
            select(PledgeVersion.version, PledgeVersion.rate_micro_euros, PledgeVersion.fee_micro_euros)
            .add_columns(PledgeVersion.cap_micro_euros)
            .where(PledgeVersion.entry_id == entry_id)
            .order_by(PledgeVersion.version.desc())
            .limit(1)
        ).one()
        if cap <= before.cap_micro_euros:
            raise CapOnlyRisesError
        if cap > MOST_CAP or cap % EURO:
            raise AmountInvalidError
        connection.execute(
            insert(PledgeVersion).values(
                id=new_id(),
                entry_id=entry_id,
                version=before.version + 1,
                rate_micro_euros=before.rate_micro_euros,
                fee_micro_euros=before.fee_micro_euros,
                cap_micro_euros=cap,
                created_at=moment,
            )
        )
        _shown_anew(connection, entry.edition_id)
        where = {"actor_id": actor.account_id, "edition_id": entry.edition_id}
        log(connection, "cap_raised", moment, **where, entry=entry_id, version=before.version + 1)

        def facts(locale: str) -> dict[str, str]:
            old, new = MicroEuros(before.cap_micro_euros), cap
            return {
                "company": entry.name,
                "old": formats.whole_euros(old, locale),
                "new": formats.whole_euros(new, locale),
            }

        mail_managers(connection, entry_id, "cap_raised", f"cap_raised:{entry_id}:{before.version + 1}", facts, moment)


def set_email_domains(
    database: Database, actor: Actor, entry_id: int, domains: Sequence[str], *, now: datetime | None = None
) -> None:
    """Let only addresses of some domains join by e-mail; none lets every address in. Raises DomainInvalidError."""
    read = list(dict.fromkeys(_domain(domain) for domain in domains if domain.strip()))
    if len(read) > MOST_DOMAINS:
        raise DomainInvalidError(domain=read[-1])
    with database.transaction() as connection:
        entry = _running(connection, actor, entry_id)
        connection.execute(update(Entry).where(Entry.id == entry_id).values(email_domains=read))
        where = {"actor_id": actor.account_id, "edition_id": entry.edition_id}
        log(connection, "email_domains_set", now or utc_now(), **where, entry=entry_id, domains=read)


def _domain(typed: str) -> str:
    try:
        return normal_address(f"anybody@{typed.strip().rpartition('@')[2]}").rpartition("@")[2]
    except AddressInvalidError as fault:
        raise DomainInvalidError(domain=typed.strip()[:80]) from fault


def renew_join_link(database: Database, actor: Actor, entry_id: int, *, now: datetime | None = None) -> str:
    """A new address of the company's door; whoever comes by the old one is told so. Returns the new address."""
    moment = now or utc_now()
    with database.transaction() as connection:
        entry = _running(connection, actor, entry_id)
        token = renew_link(connection, entry_id, None, moment)
        where = {"actor_id": actor.account_id, "edition_id": entry.edition_id}
        log(connection, "join_link_renewed", moment, **where, entry=entry_id)
        return join_address(token)


def withdraw_company(
    database: Database, actor: Actor, entry_id: int, reason: str, *, now: datetime | None = None
) -> None:
    """Take a company out: nobody joins or logs any more, what was earned stays, marked; a second time does nothing.

    Open to its HR managers and to organisers. Raises ReasonMissingError.
    """
    moment, words = now or utc_now(), reason.strip()[:500]
    with database.transaction() as connection:
        entry = entry_row(connection, entry_id)
        require_either(actor, Place(entry.edition_id, entry_id))
        if not words:
            raise ReasonMissingError
        lock_edition(connection, entry.edition_id)
        left = update(Entry).where(Entry.id == entry_id, Entry.withdrawn_at.is_(None)).values(withdrawn_at=moment)
        if not connection.execute(left).rowcount:
            return
        _shown_anew(connection, entry.edition_id)
        where = {"actor_id": actor.account_id, "edition_id": entry.edition_id}
        log(connection, "company_withdrawn", moment, **where, entry=entry_id, reason=words)
        facts, cause = {"company": entry.name}, f"company_withdrawn:{entry_id}"
        mail_managers(connection, entry_id, "company_withdrawn", cause, facts, moment)
        mail_organisers(connection, entry.edition_id, "company_withdrawn", cause, facts, moment)


def entry_row(connection: Connection, entry_id: int) -> Row[*tuple[Any, ...]]:
    """An entry with its company and edition, as the database has them; raises NotFoundError."""
    row = connection.execute(
        select(
            Entry.edition_id,
            Edition.name.label("edition_name"),
            Company.name,
            Company.siren,
            Entry.headcount,
            Entry.sites,
            Entry.email_domains,
            Entry.withdrawn_at,
        )
        .join(Company, Company.id == Entry.company_id)
        .join(Edition, Edition.id == Entry.edition_id)
        .where(Entry.id == entry_id)
    ).one_or_none()
    if row is None:
        raise NotFoundError
    return row


def open_invitations(entry_id: int) -> tuple[ColumnElement[bool], ...]:
    """Which invitations to be an HR manager of a company still wait."""
    return (
        Invitation.entry_id == entry_id,
        Invitation.kind == RoleKind.HR_MANAGER,
        Invitation.accepted_at.is_(None),
        Invitation.revoked_at.is_(None),
    )


def require_either(actor: Actor, place: Place) -> None:
    """HR managers of the company, and organisers of its edition."""
    if not may(actor, Permission.APPROVE_COMPANIES, place):
        require(actor, Permission.RUN_COMPANY, place)


def _running(connection: Connection, actor: Actor, entry_id: int) -> Row[*tuple[Any, ...]]:
    """The entry of a company that one runs, its edition held; raises CompanyWithdrawnError."""
    edition_id = entry_row(connection, entry_id).edition_id
    require(actor, Permission.RUN_COMPANY, Place(edition_id, entry_id))
    lock_edition(connection, edition_id)
    entry = entry_row(connection, entry_id)
    if entry.withdrawn_at is not None:
        raise CompanyWithdrawnError
    return entry


def _shown_anew(connection: Connection, edition_id: int) -> None:
    raise_revision(connection, edition_id)
