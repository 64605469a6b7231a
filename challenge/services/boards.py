"""Boards: who stands where, read from running totals and cached by the edition's revision."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, select

from challenge.domain.disclosure import Person, disclosed_people
from challenge.domain.money import MicroEuros
from challenge.domain.standings import Contender, Gap, Place, Ranking, SizeClass, gap_to_next, rank
from challenge.errors import NotFoundError
from challenge.services import permissions
from challenge.services.contenders import companies_of, teams_of, without_figures
from challenge.services.editions import EditionView, edition_on, utc_now
from challenge.services.permissions import Actor, Permission, require
from challenge.services.pledges import money_of_edition
from challenge.store.company_models import Entry
from challenge.store.database import Database
from challenge.store.team_models import Membership, Participation, Team

KEPT_REVISIONS = 8
_cache: dict[tuple[object, ...], list[Contender]] = {}


@dataclass(frozen=True, slots=True)
class Board:
    """One ranked list with the reader's own row in mind."""

    title: str
    """Size class of companies; empty where there is one list."""
    places: list[Place]
    own_key: int | None
    gap: Gap | None
    """From the own row to the next better one by regularity."""


@dataclass(frozen=True, slots=True)
class PersonPlace:
    """A person on the board of people, as they chose to appear."""

    rank: int
    name: str
    points: int
    is_reader: bool


@dataclass(frozen=True, slots=True)
class EditionTotals:
    """Sums of a whole edition; cents of no single person can be told from them."""

    points: int
    participants: int
    companies: int
    active_days: int
    fees: MicroEuros
    earned: MicroEuros
    counted: MicroEuros
    paid: MicroEuros

    @property
    def raised(self) -> MicroEuros:
        """What counts for the projects: fees and counted euros."""
        return MicroEuros(self.fees + self.counted)


def read_company_boards(
    database: Database, actor: Actor, edition_id: int, ranking: Ranking, *, now: datetime | None = None
) -> list[Board]:
    """Companies, a board for each size class; the reader's own first."""
    require(actor, Permission.SEE_BOARDS, permissions.Place(edition_id))
    own = next((role.entry_id for role in actor.held if role.edition_id == edition_id and role.entry_id), None)
    with database.reading() as connection:
        edition = edition_on(connection, edition_id)
        contenders = _cached(connection, database, edition, companies_of)
    boards = [
        _board(size, [row for row in contenders if row.group == size], own, ranking, edition, now) for size in SizeClass
    ]
    return sorted((board for board in boards if board.places), key=lambda board: board.own_key is None)


def read_team_board(
    database: Database, actor: Actor, edition_id: int, ranking: Ranking, *, now: datetime | None = None
) -> Board:
    """Teams of all companies on one board."""
    require(actor, Permission.SEE_BOARDS, permissions.Place(edition_id))
    own = None if actor.unconfirmed else _own_team(actor, edition_id)
    with database.reading() as connection:
        edition = edition_on(connection, edition_id)
        contenders = _cached(connection, database, edition, teams_of)
    return _board("", contenders, own, ranking, edition, now)


def _own_team(actor: Actor, edition_id: int) -> int | None:
    return next((role.team_id for role in actor.held if role.edition_id == edition_id and role.team_id), None)


def _board(
    title: str,
    contenders: Sequence[Contender],
    own: int | None,
    ranking: Ranking,
    edition: EditionView,
    now: datetime | None,
) -> Board:
    days = edition.days_by(edition.day_of(now or utc_now()))
    places = rank(contenders, ranking, days)
    present = own is not None and any(place.contender.key == own for place in places)
    gap = gap_to_next(rank(contenders, Ranking.REGULARITY, days), own, days) if present and own is not None else None
    shown = [
        replace(place, value=0, regularity=0, mean=0, contender=without_figures(place.contender))
        if place.contender.withheld
        else place
        for place in places
    ]
    return Board(title, shown, own if present else None, gap)


def _cached(
    connection: Connection,
    database: Database,
    edition: EditionView,
    read: Callable[[Connection, EditionView], list[Contender]],
) -> list[Contender]:
    key = (str(database.engine.url), read.__name__, edition.id, edition.revision)
    if key not in _cache:
        while len(_cache) >= KEPT_REVISIONS:
            _cache.pop(next(iter(_cache)), None)
        _cache[key] = read(connection, edition)
    return _cache[key]


def read_people(
    database: Database, actor: Actor, edition_id: int, *, team_id: int | None = None, most: int = 50
) -> list[PersonPlace]:
    """People who show their points, of an edition or a team, the best first; the reader's own row is always there."""
    require(actor, Permission.SEE_BOARDS, permissions.Place(edition_id))
    viewer = actor.participation.participation_id if actor.participation and not actor.unconfirmed else 0
    statement = select(
        Participation.id, Participation.team_id, Participation.nickname, Participation.visibility, Participation.points
    ).where(Participation.edition_id == edition_id)
    earned = (
        select(Membership.participation_id, Membership.team_id)
        .join(Participation, Participation.id == Membership.participation_id)
        .where(Participation.edition_id == edition_id, Membership.points > 0)
    )
    with database.reading() as connection:
        rows = connection.execute(statement).all()
        earned_in = defaultdict(set)
        for participation_id, earning_team in connection.execute(earned):
            earned_in[participation_id].add(earning_team)
        teams = _cached(connection, database, edition_on(connection, edition_id), teams_of)
    people = (
        Person(row.id, frozenset(earned_in[row.id] | {row.team_id}), frozenset(earned_in[row.id]), row.visibility)
        for row in rows
    )
    seen = disclosed_people(people, viewer, {team.key for team in teams if team.withheld})
    shown = [row for row in rows if row.id in seen and team_id in {None, row.team_id}]
    ordered = sorted(shown, key=lambda row: (-row.points, row.nickname.casefold()))
    places: list[PersonPlace] = []
    for position, row in enumerate(ordered, 1):
        tied = bool(places) and places[-1].points == row.points
        places.append(PersonPlace(places[-1].rank if tied else position, row.nickname, row.points, row.id == viewer))
    return [place for position, place in enumerate(places) if position < most or place.is_reader]


def read_totals(database: Database, edition_id: int) -> EditionTotals:
    """Sums of an edition; they are public."""
    with database.reading() as connection:
        rows = connection.execute(
            select(Entry.points, Entry.participants, Entry.active_days).where(Entry.edition_id == edition_id)
        ).all()
        money = [entry.euros for entry in money_of_edition(connection, edition_id).values()]
    return EditionTotals(
        points=sum(row.points for row in rows),
        participants=sum(row.participants for row in rows),
        companies=len(rows),
        active_days=sum(row.active_days for row in rows),
        fees=MicroEuros(sum(euros.fees for euros in money)),
        earned=MicroEuros(sum(euros.earned for euros in money)),
        counted=MicroEuros(sum(euros.counted for euros in money)),
        paid=MicroEuros(sum(euros.paid for euros in money)),
    )


def team_name(database: Database, actor: Actor, edition_id: int, team_id: int) -> str:
    """Name of a team one may see."""
    require(actor, Permission.SEE_TEAM, permissions.Place(edition_id, team_id=team_id))
    with database.reading() as connection:
        name = connection.scalar(
            select(Team.name)
            .join(Entry, Entry.id == Team.entry_id)
            .where(Team.id == team_id, Entry.edition_id == edition_id)
        )
    if name is None:
        raise NotFoundError
    return name
