"""Joining: whoever agreed to the first screen takes a seat, and may change it; the last one goes to one only."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, exists, insert, select, update

from challenge.domain.disclosure import Visibility
from challenge.errors import (
    AlreadyJoinedError,
    CaptainStaysError,
    CompanyFullError,
    CompanyWithdrawnError,
    ConsentMissingError,
    EditionLockedError,
    NewTeamNotNeededError,
    NotFoundError,
    SlipMissingError,
)
from challenge.services.audit import log
from challenge.services.consents import has_consented
from challenge.services.editions import lock_edition, raise_revision, utc_now
from challenge.services.entrance import Door, check_address, is_in, needs_team, open_door
from challenge.services.join_links import find_link, live_link
from challenge.services.ledger import Page, write_page
from challenge.services.names import is_same, shown_name
from challenge.services.permissions import Actor, Permission, Place, require, require_confirmed
from challenge.services.pledges import money_of_entry
from challenge.services.sealing import plain_hash
from challenge.services.seats import (
    TeamSeats,
    found_team,
    free_seat,
    fullest,
    leave_seat,
    read_seats,
    take_seat,
    team_name,
)
from challenge.store.account_models import Account, Session, Slip
from challenge.store.activity_models import EntryKind
from challenge.store.company_models import Entry
from challenge.store.database import Database
from challenge.store.edition_models import EditionState
from challenge.store.ids import new_id
from challenge.store.team_models import Participation, Role, RoleKind
from challenge.wording.text import DEFAULT, text


@dataclass(frozen=True, slots=True)
class PlaceMe:
    """Any seat: in the team that is nearest to being full."""


@dataclass(frozen=True, slots=True)
class JoinTeam:
    """A seat in this team."""

    team_id: int


@dataclass(frozen=True, slots=True)
class CreateTeam:
    """A team of one's own, as its captain."""

    name: str
    seats: int


def join_team(
    database: Database,
    actor: Actor,
    token: str,
    choice: PlaceMe | JoinTeam | CreateTeam,
    nickname: str,
    *,
    name: str = "",
    visibility: Visibility = Visibility.NICKNAME,
    locale: str = DEFAULT,
    now: datetime | None = None,
) -> int:
    """Take a seat, and book the fee that the company promised for it; returns the participation.

    `name` is asked only of whoever appears by it; a team that has to be made is named in `locale`. Raises what
    read_door raises; ConsentMissingError, AlreadyJoinedError, DomainNotAllowedError, SlipMissingError or
    CompanyFullError; NicknameMissingError or NameTooLongError; and what `seats` raises of teams.
    """
    require_confirmed(actor)
    moment = now or utc_now()
    with database.transaction() as connection:
        edition = lock_edition(connection, find_link(connection, token).edition_id)
        door = open_door(connection, edition, token, moment)
        _check_person(connection, actor.account_id, door)
        shown = shown_name(name if visibility is Visibility.NAME else nickname)
        team_id = _find_team(connection, door, choice, locale)
        participation_id = new_id()
        where = {"edition_id": edition.id, "entry_id": door.entry_id, "team_id": team_id}
        chosen = {"nickname": shown, "visibility": visibility}
        row = {"id": participation_id, "account_id": actor.account_id, "joined_at": moment}
        connection.execute(insert(Participation).values(row | where | chosen))
        take_seat(connection, team_id, participation_id, actor.account_id, moment)
        more = update(Entry).where(Entry.id == door.entry_id).values(participants=Entry.participants + 1)
        connection.execute(more)
        if visibility is Visibility.NAME:
            connection.execute(update(Account).where(Account.id == actor.account_id).values(name=shown))
        _book_fee(connection, Page(edition, actor.account_id, moment), door.entry_id, participation_id)
        log(connection, "joined", moment, actor_id=actor.account_id, edition_id=edition.id, team=team_id)
    return participation_id


def change_team(database: Database, actor: Actor, place: Place, team_id: int, *, now: datetime | None = None) -> None:
    """Move to another team of one's company; points stay where they were earned.

    Raises EditionLockedError, CompanyWithdrawnError, TeamFullError, EveryTeamFullError, CaptainStaysError, and
    NotFoundError for a team of another company.
    """
    require(actor, Permission.CHANGE_OWN, place)
    moment = now or utc_now()
    with database.transaction() as connection:
        edition = lock_edition(connection, place.edition_id)
        if moment >= edition.locks_at or edition.state is EditionState.LOCKED:
            raise EditionLockedError(locked_at=edition.locks_at)
        statement = select(Participation.account_id, Participation.team_id, Participation.entry_id, Entry.withdrawn_at)
        here = Participation.id == place.participation_id, Participation.erased_at.is_(None)
        row = connection.execute(statement.join(Entry, Entry.id == Participation.entry_id).where(*here)).one_or_none()
        if row is None:
            raise NotFoundError
        account_id, before, entry_id, withdrawn_at = row
        if withdrawn_at is not None:
            raise CompanyWithdrawnError
        if before == team_id:
            return
        teams = read_seats(connection, entry_id)
        free_seat(teams, team_id)
        _check_leaving(connection, next(team for team in teams if team.id == before), account_id)
        leave_seat(connection, before, account_id)
        moved = update(Participation).where(Participation.id == place.participation_id).values(team_id=team_id)
        connection.execute(moved)
        take_seat(connection, team_id, place.participation_id or 0, account_id, moment)
        raise_revision(connection, edition.id)
        facts = {"before": before, "after": team_id}
        log(connection, "team_changed", moment, actor_id=account_id, edition_id=edition.id, **facts)


def other_teams(database: Database, actor: Actor, place: Place) -> list[TeamSeats]:
    """Teams of one's company with a free seat, other than one's own."""
    require(actor, Permission.CHANGE_OWN, place)
    with database.reading() as connection:
        own = connection.execute(
            select(Participation.entry_id, Participation.team_id).where(Participation.id == place.participation_id)
        ).one()
        teams = read_seats(connection, own.entry_id)
    return [team for team in teams if team.free and team.id != own.team_id]


def way_in(database: Database, cookie: str, *, now: datetime | None = None) -> str:
    """Where whoever came in by a slip goes on: to a team of the slip's company; home if they have one, or wait."""
    with database.transaction() as connection:
        slip = connection.execute(
            select(Slip.entry_id, Slip.account_id, Slip.replaces_id, Slip.confirmed_at, Entry.edition_id)
            .join(Session, Session.slip_id == Slip.id)
            .join(Entry, Entry.id == Slip.entry_id)
            .where(Session.token_hash == plain_hash(cookie))
        ).one_or_none()
        waits = slip is not None and slip.replaces_id is not None and slip.confirmed_at is None
        if slip is None or waits or is_in(connection, slip.account_id, slip.edition_id):
            return "/"
        return f"/join/{live_link(connection, slip.entry_id, None, now or utc_now())}/team"


def _check_person(connection: Connection, account_id: int, door: Door) -> None:
    """Whether this account may take a seat behind this door."""
    if is_in(connection, account_id, door.edition.id):
        raise AlreadyJoinedError
    if not has_consented(connection, account_id, door.edition.id):
        raise ConsentMissingError
    email = connection.scalar(select(Account.email).where(Account.id == account_id))
    by_slip = exists().where(Slip.account_id == account_id, Slip.entry_id == door.entry_id)
    if not connection.scalar(select(by_slip)):
        if email is None:
            raise SlipMissingError(company=door.company)
        check_address(door, email)
    if door.participants >= door.headcount:
        raise CompanyFullError(company=door.company, headcount=door.headcount)


def _find_team(connection: Connection, door: Door, choice: PlaceMe | JoinTeam | CreateTeam, locale: str) -> int:
    """The team somebody chose, made where it has to be."""
    teams = read_seats(connection, door.entry_id)
    match choice:
        case JoinTeam(team_id):
            return free_seat(teams, team_id).id
        case CreateTeam(name, seats):
            if not needs_team(door, teams):
                raise NewTeamNotNeededError
            return found_team(connection, door.edition, door.entry_id, team_name(teams, name), seats)
        case PlaceMe():
            best = fullest(teams)
            return best.id if best else _found_next(connection, door, teams, locale)


def _found_next(connection: Connection, door: Door, teams: list[TeamSeats], locale: str) -> int:
    return found_team(connection, door.edition, door.entry_id, _next_name(teams, locale), door.edition.team_most)


def _next_name(teams: list[TeamSeats], locale: str) -> str:
    """The first of "Team 1", "Team 2" … that no team has."""
    names = (text(locale, "join.team_number", number=number) for number in range(1, len(teams) + 2))
    return next(name for name in names if not any(is_same(name, team.name) for team in teams))


def _book_fee(connection: Connection, page: Page, entry_id: int, participation_id: int) -> None:
    fee = money_of_entry(connection, entry_id).pledge.fee
    cause = f"fee:{participation_id}"
    page.book(EntryKind.FEE, cause, entry_id=entry_id, participation_id=participation_id, micro_euros=fee)
    write_page(connection, page)


def _check_leaving(connection: Connection, team: TeamSeats, account_id: int) -> None:
    """A captain leaves nobody behind without one."""
    leads = exists().where(Role.team_id == team.id, Role.account_id == account_id, Role.kind == RoleKind.CAPTAIN)
    if team.participants > 1 and connection.scalar(select(leads)):
        raise CaptainStaysError(team=team.name)
