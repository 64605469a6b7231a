"""Registration: a contact fills in a company's form, leaves it, comes back, and sends it to the organisers."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, bindparam, exists, insert, select, update
from sqlalchemy.sql import Select

from challenge.errors import (
    CompanyAlreadyEnteredError,
    EditionLockedError,
    NotFoundError,
    RegistrationClosedError,
    RegistrationIncompleteError,
    RegistrationSentError,
    TermsNotAcceptedError,
)
from challenge.services.audit import log
from challenge.services.company_mails import mail_account, mail_organisers, page_address
from challenge.services.editions import EditionView, edition_on, lock_edition, utc_now
from challenge.services.logos import redraw_logo
from challenge.services.names import one_line
from challenge.services.permissions import Actor, require_confirmed
from challenge.services.registration_form import Asked, keep_typed, read_form, start_form
from challenge.services.registration_view import EDITABLE, VIEWED, RegistrationView, view_of
from challenge.store.company_models import Company, Entry, Registration, RegistrationState
from challenge.store.database import Database
from challenge.store.edition_models import Edition, EditionState
from challenge.store.ids import new_id

TERMS_VERSION = "2026-11"
"""Of the sentences of `register.terms`: other words need another version."""
OPEN = EDITABLE | {RegistrationState.SUBMITTED}
"""States in which a contact has no need of a second form."""


@dataclass(frozen=True, slots=True)
class OpenEdition:
    """An edition that takes companies."""

    id: int
    name: str
    closes_at: datetime
    """As its own clock shows it."""


def open_editions(database: Database, *, now: datetime | None = None) -> list[OpenEdition]:
    """Editions in which companies can register now; they are public."""
    statement = select(Edition.id, Edition.name, Edition.registration_closes_at, Edition.zone).where(
        Edition.state == EditionState.REGISTRATION, Edition.registration_closes_at > (now or utc_now())
    )
    with database.reading() as connection:
        return [
            OpenEdition(row.id, row.name, row.registration_closes_at.astimezone(ZoneInfo(row.zone)))
            for row in connection.execute(statement.order_by(Edition.starts_on, Edition.id))
        ]


_BEGUN = select(
    exists().where(Registration.contact_id == bindparam("account"), Registration.state != RegistrationState.APPROVED)
)


def has_registration(database: Database, actor: Actor) -> bool:
    """Whether somebody is the contact of a registration that has not become an entry."""
    with database.reading() as connection:
        return bool(connection.scalar(_BEGUN, {"account": actor.account_id}))


def own_registrations(database: Database, actor: Actor) -> list[RegistrationView]:
    """One's own registrations, the newest first."""
    require_confirmed(actor)
    with database.reading() as connection:
        rows = connection.execute(
            VIEWED.where(Registration.contact_id == actor.account_id).order_by(Registration.id.desc())
        ).all()
        return [view_of(row, edition_on(connection, row.edition_id)) for row in rows]


def read_registration(database: Database, actor: Actor, registration_id: int) -> RegistrationView:
    """One's own registration with what is still wrong with it; raises NotFoundError for another's."""
    with database.reading() as connection:
        row = _own(connection, VIEWED, actor, registration_id)
        return view_of(row, edition_on(connection, row.edition_id))


def begin_registration(database: Database, actor: Actor, edition_id: int, *, now: datetime | None = None) -> int:
    """Start a form, or go on with the one already started; returns its id. Raises RegistrationClosedError."""
    require_confirmed(actor)
    moment = now or utc_now()
    with database.transaction() as connection:
        edition = lock_edition(connection, edition_id)
        started = connection.scalar(
            select(Registration.id)
            .where(
                Registration.edition_id == edition_id,
                Registration.contact_id == actor.account_id,
                Registration.state.in_(OPEN),
            )
            .limit(1)
        )
        if started is not None:
            return started
        _check_open(edition, RegistrationState.DRAFT, moment)
        return connection.execute(
            insert(Registration)
            .values(
                id=new_id(),
                edition_id=edition_id,
                contact_id=actor.account_id,
                state=RegistrationState.DRAFT,
                form=start_form(actor.locale),
                created_at=moment,
                updated_at=moment,
            )
            .returning(Registration.id)
        ).scalar_one()


def save_field(
    database: Database, actor: Actor, registration_id: int, typed: dict[str, str], *, now: datetime | None = None
) -> None:
    """Keep what was typed, right or not; the first name saved is answered by a mail with the way back.

    Raises NotFoundError, RegistrationSentError or RegistrationClosedError.
    """
    moment = now or utc_now()
    with database.transaction() as connection:
        row = _editable(connection, actor, registration_id, moment)
        form = keep_typed(row.form, typed)
        connection.execute(
            update(Registration).where(Registration.id == registration_id).values(form=form, updated_at=moment)
        )
        if form.get(Asked.NAME) and not row.form.get(Asked.NAME):
            facts = {"company": form[Asked.NAME], "url": page_address("register")}
            cause = f"registration_saved:{registration_id}"
            mail_account(connection, row.contact_id, "registration_saved", cause, facts, moment)


def save_logo(
    database: Database, actor: Actor, registration_id: int, data: bytes | None, *, now: datetime | None = None
) -> None:
    """Keep a logo, drawn again, or take it away; raises a LogoRefusedError."""
    drawn = None if data is None else redraw_logo(data)
    with database.transaction() as connection:
        _editable(connection, actor, registration_id, now or utc_now())
        connection.execute(
            update(Registration)
            .where(Registration.id == registration_id)
            .values(logo=drawn, updated_at=now or utc_now())
        )


def submit_registration(
    database: Database,
    actor: Actor,
    registration_id: int,
    *,
    accept_terms: bool,
    terms_name: str,
    now: datetime | None = None,
) -> None:
    """Send a faultless form to the organisers, its terms accepted by a named person.

    Raises RegistrationIncompleteError, TermsNotAcceptedError, CompanyAlreadyEnteredError, and what save_field raises.
    """
    moment, name = now or utc_now(), one_line(terms_name)[:120]
    with database.transaction() as connection:
        row = _editable(connection, actor, registration_id, moment)
        form, _ = read_form(row.form)
        if form is None:
            raise RegistrationIncompleteError
        if not accept_terms or not name:
            raise TermsNotAcceptedError
        check_not_entered(connection, row.edition_id, form.siren)
        terms = {"terms_version": TERMS_VERSION, "terms_name": name, "terms_at": moment}
        connection.execute(
            update(Registration)
            .where(Registration.id == registration_id)
            .values(state=RegistrationState.SUBMITTED, updated_at=moment, **terms)
        )
        facts, cause = {"company": form.name}, f"registration_submitted:{registration_id}:{moment.isoformat()}"
        mail_account(connection, row.contact_id, "registration_submitted", cause, facts, moment)
        facts |= {"url": page_address("registrations")}
        mail_organisers(connection, row.edition_id, "registration_submitted_organiser", cause, facts, moment)
        action = "registration_submitted"
        where = {"actor_id": actor.account_id, "edition_id": row.edition_id}
        log(connection, action, moment, **where, registration=registration_id, terms_version=TERMS_VERSION)


def check_not_entered(connection: Connection, edition_id: int, siren: str) -> None:
    """Raise CompanyAlreadyEnteredError when the company with this SIREN has its entry."""
    taken = (
        select(Company.name)
        .join(Entry, Entry.company_id == Company.id)
        .where(Entry.edition_id == edition_id, Company.siren == siren)
    )
    name = connection.scalar(taken)
    if name is not None:
        raise CompanyAlreadyEnteredError(company=name)


def _own(
    connection: Connection, statement: Select[*tuple[Any, ...]], actor: Actor, registration_id: int
) -> Row[*tuple[Any, ...]]:
    require_confirmed(actor)
    row = connection.execute(
        statement.where(Registration.id == registration_id, Registration.contact_id == actor.account_id)
    ).one_or_none()
    if row is None:
        raise NotFoundError
    return row


_HELD = select(
    Registration.state, Registration.form, Registration.edition_id, Registration.contact_id
).with_for_update()


def _editable(connection: Connection, actor: Actor, registration_id: int, moment: datetime) -> Row[*tuple[Any, ...]]:
    """One's own registration, held so that no other tab writes in it, if it may be changed."""
    row = _own(connection, _HELD, actor, registration_id)
    if row.state not in EDITABLE:
        raise RegistrationSentError
    _check_open(edition_on(connection, row.edition_id), row.state, moment)
    return row


def _check_open(edition: EditionView, state: RegistrationState, moment: datetime) -> None:
    """A draft has until the registration closes; what organisers asked for may come later, but not after the lock."""
    if state is RegistrationState.ASKED_BACK:
        if edition.state is EditionState.LOCKED or moment >= edition.locks_at:
            raise EditionLockedError(locked_at=edition.locks_at)
    elif edition.state is not EditionState.REGISTRATION or moment >= edition.registration_closes_at:
        raise RegistrationClosedError
