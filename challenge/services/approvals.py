"""Approvals: organisers read companies' registrations and approve, ask back or refuse them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from challenge.errors import (
    ContactGoneError,
    EditionLockedError,
    NotFoundError,
    ReasonMissingError,
    RegistrationDecidedError,
)
from challenge.services.audit import log
from challenge.services.company_mails import Facts, mail_account, page_address
from challenge.services.editions import EditionView, edition_on, lock_edition, raise_revision, utc_now
from challenge.services.join_links import live_link
from challenge.services.logos import keep_logo
from challenge.services.permissions import Actor, Permission, Place, require
from challenge.services.registration import OPEN, check_not_entered
from challenge.services.registration_form import RegistrationForm, read_form
from challenge.services.registration_view import VIEWED, RegistrationView, view_of
from challenge.store.account_models import Account
from challenge.store.company_models import (
    Company,
    Entry,
    PledgeVersion,
    Registration,
    RegistrationState,
)
from challenge.store.database import Database
from challenge.store.edition_models import EditionState
from challenge.store.ids import new_id
from challenge.store.locks import hold_name
from challenge.store.team_models import Role, RoleKind
from challenge.wording import formats

LONGEST_NAME = 120
ORDER = (
    RegistrationState.SUBMITTED,
    RegistrationState.ASKED_BACK,
    RegistrationState.APPROVED,
    RegistrationState.REFUSED,
)
"""What organisers see, what waits for them first; a draft is nobody's business yet."""


@dataclass(frozen=True, slots=True)
class Application:
    """A registration with what an organiser needs to know beside it."""

    registration: RegistrationView
    known_as: str | None
    """Name of the company that has this SIREN already, from another edition."""


def list_registrations(database: Database, actor: Actor, edition_id: int) -> list[Application]:
    """Registrations that were sent, those that wait for an answer first, the oldest before the newer."""
    require(actor, Permission.APPROVE_COMPANIES, Place(edition_id))
    with database.reading() as connection:
        edition = edition_on(connection, edition_id)
        rows = connection.execute(
            VIEWED.where(Registration.edition_id == edition_id, Registration.state.in_(ORDER)).order_by(
                Registration.updated_at, Registration.id
            )
        ).all()
        known = {row.siren: row.name for row in connection.execute(select(Company.siren, Company.name))}
    listed = []
    for row in sorted(rows, key=lambda row: ORDER.index(row.state)):
        form, _ = read_form(row.form)
        known_as = known.get(form.siren) if form and row.state in OPEN else None
        listed.append(Application(view_of(row, edition), known_as))
    return listed


def approve_registration(
    database: Database, actor: Actor, registration_id: int, *, seen: datetime | None = None, now: datetime | None = None
) -> int:
    """Let a company in: entry, pledge, join link, and its contact as HR manager; returns the entry's id.

    `seen` is when what was read had last been changed. Raises RegistrationDecidedError, CompanyAlreadyEnteredError,
    ContactGoneError or EditionLockedError.
    """
    moment = now or utc_now()
    with database.transaction() as connection:
        edition, row = _waiting(connection, actor, registration_id, seen)
        if edition.state is EditionState.LOCKED or moment >= edition.locks_at:
            raise EditionLockedError(locked_at=edition.locks_at)
        form, _ = read_form(row.form)
        if form is None:
            raise RegistrationDecidedError
        check_not_entered(connection, edition.id, form.siren)
        company_id = _company(connection, form)
        if row.logo is not None:
            keep_logo(connection, company_id, row.logo)
        entry_id = _entry(connection, edition, company_id, form, moment)
        _appoint(connection, row.contact_id, entry_id, form.contact)
        _answer(connection, actor, row, RegistrationState.APPROVED, None, moment, entry_id=entry_id)
        raise_revision(connection, edition.id)

        def facts(locale: str) -> dict[str, str]:
            return {
                "company": form.name,
                "edition": edition.name,
                "headcount": formats.number(form.headcount, locale),
                "cap": formats.whole_euros(form.pledge.cap, locale),
                "url": page_address("company"),
            }

        _tell(connection, row, RegistrationState.APPROVED, facts, moment)
    return entry_id


def ask_back_registration(
    database: Database, actor: Actor, registration_id: int, reason: str, *, now: datetime | None = None
) -> None:
    """Ask the contact for something; the form is open to them again. Raises ReasonMissingError."""
    _turn_down(database, actor, registration_id, RegistrationState.ASKED_BACK, reason, now or utc_now())


def refuse_registration(
    database: Database, actor: Actor, registration_id: int, reason: str, *, now: datetime | None = None
) -> None:
    """Refuse a company with a reason that its contact reads. Raises ReasonMissingError."""
    _turn_down(database, actor, registration_id, RegistrationState.REFUSED, reason, now or utc_now())


def _turn_down(
    database: Database, actor: Actor, registration_id: int, state: RegistrationState, reason: str, moment: datetime
) -> None:
    words = reason.strip()[:500]
    with database.transaction() as connection:
        _, row = _waiting(connection, actor, registration_id, None)
        if not words:
            raise ReasonMissingError
        _answer(connection, actor, row, state, words, moment)
        facts = {"reason": words, "url": page_address("register")}
        _tell(connection, row, state, facts, moment)


def _waiting(
    connection: Connection, actor: Actor, registration_id: int, seen: datetime | None
) -> tuple[EditionView, Row[*tuple[Any, ...]]]:
    """A registration that waits for an answer, with its edition held; raises RegistrationDecidedError."""
    edition_id = connection.scalar(
        select(Registration.edition_id).where(
            Registration.id == registration_id, Registration.state != RegistrationState.DRAFT
        )
    )
    if edition_id is None:
        raise NotFoundError
    require(actor, Permission.APPROVE_COMPANIES, Place(edition_id))
    edition = lock_edition(connection, edition_id)
    row = connection.execute(VIEWED.where(Registration.id == registration_id).with_for_update(of=Registration)).one()
    if row.state is not RegistrationState.SUBMITTED or seen not in {None, row.updated_at}:
        raise RegistrationDecidedError
    return edition, row


def _company(connection: Connection, form: RegistrationForm) -> int:
    """The company of a SIREN as it is already known, or a new one; a name that is taken gets its number behind it."""
    hold_name(connection, "companies")
    known = connection.scalar(select(Company.id).where(Company.siren == form.siren))
    if known is not None:
        return known
    taken = connection.scalar(select(Company.id).where(Company.name == form.name))
    number = f" ({form.siren})"
    company_id = new_id()
    connection.execute(
        insert(Company).values(
            id=company_id,
            name=form.name if taken is None else form.name[: LONGEST_NAME - len(number)] + number,
            siren=form.siren,
            sector=form.sector,
            initials=form.initials,
            colour=form.colour,
        )
    )
    return company_id


def _entry(
    connection: Connection, edition: EditionView, company_id: int, form: RegistrationForm, moment: datetime
) -> int:
    entry_id = new_id()
    connection.execute(
        insert(Entry).values(
            id=entry_id,
            edition_id=edition.id,
            company_id=company_id,
            headcount=form.headcount,
            sites=form.sites,
            email_domains=[],
        )
    )
    connection.execute(
        insert(PledgeVersion).values(
            id=new_id(),
            entry_id=entry_id,
            version=1,
            rate_micro_euros=form.rate,
            fee_micro_euros=form.fee,
            cap_micro_euros=form.cap,
            created_at=moment,
        )
    )
    live_link(connection, entry_id, None, moment)
    return entry_id


def _appoint(connection: Connection, account_id: int, entry_id: int, name: str) -> None:
    """Make the contact the company's HR manager, under the name that stands in the form where there is none yet."""
    account = connection.execute(select(Account.name, Account.erased_at).where(Account.id == account_id)).one()
    if account.erased_at is not None:
        raise ContactGoneError
    if not account.name:
        connection.execute(update(Account).where(Account.id == account_id).values(name=name))
    role = {"id": new_id(), "account_id": account_id, "kind": RoleKind.HR_MANAGER, "entry_id": entry_id}
    connection.execute(insert(Role).values(role))


def _answer(
    connection: Connection,
    actor: Actor,
    row: Row[*tuple[Any, ...]],
    state: RegistrationState,
    reason: str | None,
    moment: datetime,
    *,
    entry_id: int | None = None,
) -> None:
    answer = {"state": state, "reason": reason, "decided_by": actor.account_id, "decided_at": moment}
    connection.execute(
        update(Registration).where(Registration.id == row.id).values(**answer, entry_id=entry_id, updated_at=moment)
    )
    where = {"actor_id": actor.account_id, "edition_id": row.edition_id}
    log(connection, f"registration_{state}", moment, **where, registration=row.id, entry=entry_id)


def _tell(
    connection: Connection, row: Row[*tuple[Any, ...]], state: RegistrationState, facts: Facts, moment: datetime
) -> None:
    cause = f"registration_{state}:{row.id}:{moment.isoformat()}"
    mail_account(connection, row.contact_id, f"registration_{state}", cause, facts, moment)
