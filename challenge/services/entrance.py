"""The entrance: what a join link opens, for whom, and what may be chosen behind it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, exists, select

from challenge.errors import CompanyWithdrawnError, DomainNotAllowedError, LinkUnknownError, RegistrationOverError
from challenge.services.consents import has_consented
from challenge.services.editions import EditionView, edition_on, utc_now
from challenge.services.join_links import find_link
from challenge.services.permissions import Actor
from challenge.services.seats import TeamSeats, read_seats
from challenge.store.account_models import Account
from challenge.store.company_models import Company, Entry
from challenge.store.database import Database
from challenge.store.edition_models import EditionState
from challenge.store.team_models import Participation, Team

OPEN = frozenset({EditionState.REGISTRATION, EditionState.RUNNING})


@dataclass(frozen=True, slots=True)
class Door:
    """What a link opens, as its first screen shows it."""

    edition: EditionView
    entry_id: int
    company: str
    initials: str
    colour: str
    headcount: int
    participants: int
    email_domains: tuple[str, ...]
    team_id: int | None
    """Where a team's own link leads; None leaves the choice."""
    team: str
    """Name of that team."""
    welcome: str
    """What its captain says."""


@dataclass(frozen=True, slots=True)
class JoinChoices:
    """What somebody may choose behind the door."""

    door: Door
    consented: bool
    name: str
    """As it stands in the account; empty where nobody said it yet."""
    free: list[TeamSeats]
    """Teams with a free seat."""
    may_found: bool
    """Another team is needed so that everybody finds a seat."""

    @property
    def straight_to(self) -> TeamSeats | None:
        """The team of a team's own link while it has a free seat."""
        return next((team for team in self.free if team.id == self.door.team_id), None)


def read_door(database: Database, token: str, now: datetime | None = None) -> Door:
    """What a link opens.

    Raises LinkUnknownError, LinkRenewedError, RegistrationOverError or CompanyWithdrawnError.
    """
    with database.reading() as connection:
        edition = edition_on(connection, find_link(connection, token).edition_id)
        return open_door(connection, edition, token, now or utc_now())


def read_join(database: Database, actor: Actor, token: str, now: datetime | None = None) -> JoinChoices:
    """What the actor may choose behind a link; raises as read_door does."""
    with database.reading() as connection:
        edition = edition_on(connection, find_link(connection, token).edition_id)
        door = open_door(connection, edition, token, now or utc_now())
        teams = read_seats(connection, door.entry_id)
        return JoinChoices(
            door=door,
            consented=has_consented(connection, actor.account_id, edition.id),
            name=connection.scalars(select(Account.name).where(Account.id == actor.account_id)).one(),
            free=[team for team in teams if team.free],
            may_found=needs_team(door, teams),
        )


def takes_part(database: Database, actor: Actor, token: str) -> bool:
    """Whether the actor is in a link's edition already, be it still open or not; raises as find_link does."""
    with database.reading() as connection:
        return is_in(connection, actor.account_id, find_link(connection, token).edition_id)


def is_in(connection: Connection, account_id: int, edition_id: int) -> bool:
    """Whether an account takes part in an edition."""
    participation = exists().where(Participation.account_id == account_id, Participation.edition_id == edition_id)
    return bool(connection.scalar(select(participation)))


def open_door(connection: Connection, edition: EditionView, token: str, moment: datetime) -> Door:
    """What a link opens, as this connection sees it; raises as read_door does."""
    link = find_link(connection, token)
    row = connection.execute(
        select(
            Company.name,
            Company.initials,
            Company.colour,
            Entry.headcount,
            Entry.participants,
            Entry.email_domains,
            Entry.withdrawn_at,
            Team.name.label("team"),
            Team.welcome,
        )
        .join(Company, Company.id == Entry.company_id)
        .join(Team, Team.id == link.team_id, isouter=True)
        .where(Entry.id == link.entry_id)
    ).one()
    if edition.state is EditionState.DRAFT:
        raise LinkUnknownError
    if edition.state not in OPEN or moment >= edition.registration_closes_at:
        raise RegistrationOverError(closed_at=edition.registration_closes_at)
    if row.withdrawn_at is not None:
        raise CompanyWithdrawnError
    return Door(
        edition=edition,
        entry_id=link.entry_id,
        company=row.name,
        initials=row.initials,
        colour=row.colour,
        headcount=row.headcount,
        participants=row.participants,
        email_domains=tuple(row.email_domains),
        team_id=link.team_id,
        team=row.team or "",
        welcome=row.welcome or "",
    )


def needs_team(door: Door, teams: list[TeamSeats]) -> bool:
    """Whether the company's teams have fewer seats than the company has people."""
    return sum(team.seats for team in teams) < door.headcount


def check_address(door: Door, email: str) -> None:
    """Raise DomainNotAllowedError where the company lets only its own addresses in, and this is none of them."""
    if door.email_domains and email.strip().lower().rpartition("@")[2] not in door.email_domains:
        raise DomainNotAllowedError(domains=", ".join(door.email_domains))
