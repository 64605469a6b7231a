"""Accounts: a person's own choices, whatever they take part in; and the first organiser, made from a shell."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, exists, insert, select, update

from challenge.errors import NotFoundError
from challenge.services.addresses import normal_address
from challenge.services.audit import log
from challenge.services.demo_entries import DEMO_EDITION
from challenge.services.edition_office import lay_down_edition
from challenge.services.editions import edition_on, utc_now
from challenge.services.permissions import Actor, require_confirmed
from challenge.services.sessions import end_sessions_of
from challenge.store.account_models import Account, Session
from challenge.store.database import Database
from challenge.store.edition_models import Edition
from challenge.store.ids import new_id
from challenge.store.team_models import Role, RoleKind
from challenge.wording.text import DEFAULT, LOCALES, text

FIRST_TEMPLATE, FIRST_ZONE = "four_weeks_effort", "Europe/Paris"
AHEAD = timedelta(weeks=8)
"""How far off the proposed first day of a first edition is: companies need the time to register."""


def choose_locale(database: Database, actor: Actor, locale: str) -> None:
    """Keep one's own choice among the languages there are."""
    if locale not in LOCALES:
        raise NotFoundError
    with database.transaction() as connection:
        connection.execute(update(Account).where(*_mine(actor)).values(locale=locale))


def choose_notified(database: Database, actor: Actor, *, notified: bool) -> None:
    """Want mails about one's activities, team and edition, or only the indispensable ones."""
    require_confirmed(actor)
    with database.transaction() as connection:
        connection.execute(update(Account).where(*_mine(actor)).values(notified=notified))


def create_organiser(database: Database, email: str, *, now: datetime | None = None) -> str:
    """Make whoever owns an address an organiser of the newest real edition; returns the edition's name.

    Where there is none, a first draft is made. From then on the demo is closed: its sessions end. Raises
    AddressInvalidError.
    """
    moment, address = now or utc_now(), normal_address(email)
    with database.transaction() as connection:
        account_id = connection.scalar(select(Account.id).where(Account.email == address))
        if account_id is None:
            account_id, name = new_id(), address.partition("@")[0]
            connection.execute(
                insert(Account).values(id=account_id, name=name, email=address, is_demo=False, created_at=moment)
            )
        edition_id = _newest_real_edition(connection) or _first_edition(connection, moment)
        held = select(Role.id).where(Role.account_id == account_id, Role.edition_id == edition_id)
        if connection.scalar(held) is None:
            connection.execute(
                insert(Role).values(id=new_id(), account_id=account_id, kind=RoleKind.ORGANISER, edition_id=edition_id)
            )
            end_sessions_of(connection, account_id, moment)
        demo_people = select(Account.id).where(Account.is_demo)
        connection.execute(
            update(Session)
            .where(Session.account_id.in_(demo_people), Session.revoked_at.is_(None))
            .values(revoked_at=moment)
        )
        log(connection, "organiser_created", moment, actor_id=None, edition_id=edition_id, subject_id=account_id)
        return edition_on(connection, edition_id).name


def _newest_real_edition(connection: Connection) -> int | None:
    """The newest edition that is neither the demo nor one that a visitor of the demo made up."""
    made_up = exists().where(
        Role.edition_id == Edition.id, Role.account_id == Account.id, Account.is_demo, Role.kind == RoleKind.ORGANISER
    )
    real = select(Edition.id).where(Edition.slug != DEMO_EDITION, ~made_up)
    return connection.scalar(real.order_by(Edition.id.desc()).limit(1))


def _first_edition(connection: Connection, moment: datetime) -> int:
    starts_on = _monday_from(moment.astimezone(ZoneInfo(FIRST_ZONE)).date() + AHEAD)
    name = f"{text(DEFAULT, 'app.name')} {starts_on.year}"
    return lay_down_edition(
        connection, template=FIRST_TEMPLATE, name=name, starts_on=starts_on, zone=FIRST_ZONE, now=moment
    )


def _monday_from(day: date) -> date:
    return day + timedelta(days=-day.weekday() % 7)


def _mine(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    """One's own account while it is one: a page left open writes nothing into an erased one."""
    return Account.id == actor.account_id, Account.erased_at.is_(None)
