"""Boards: who stands where, read from running totals and cached by the edition's revision."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, select

from challenge.domain.disclosure import Person, disclosed_people
from challenge.domain.standings import Contender, Gap, Place, Ranking, SizeClass, gap_to_next, rank
from challenge.errors import NotFoundError
from challenge.services import permissions
from challenge.services.contenders import EditionTotals, without_figures
from challenge.services.editions import EditionView, edition_on, utc_now
from challenge.services.permissions import Actor, Permission, require
from challenge.services.remembered import remembered
from challenge.services.standing import present_standing, shown_points, shown_standing
from challenge.store.company_models import Entry
from challenge.store.database import Database
from challenge.store.team_models import Participation, Team


@dataclass(frozen=True, slots=True)
class Board:
    """One ranked list with the reader's own row in mind."""

    title: str
    """Size class of companies; empty where there is one list."""
    places: list[Place]
    own_key: int | None
    gap: Gap | None
    """From the own row to the next better one by regularity."""
    days: int
    """Regularity is of so many days; under a freeze of those before it."""


@dataclass(frozen=True, slots=True)
class PersonPlace:
    """A person on the board of people, as they chose to appear."""

    rank: int
    name: str
    points: int
    is_reader: bool


def read_company_boards(
    database: Database, actor: Actor, edition_id: int, ranking: Ranking, *, now: datetime | None = None
) -> list[Board]:
    """Companies, a board for each size class; the reader's own first."""
    require(actor, Permission.SEE_BOARDS, permissions.Place(edition_id))
    own = next((role.entry_id for role in actor.held if role.edition_id == edition_id and role.entry_id), None)
    with database.reading() as connection:
        edition = edition_on(connection, edition_id)
        standing = shown_standing(connection, edition, now or utc_now())
    days = edition.days_by(standing.day)
    boards = [
        _board(size, [row for row in standing.companies if row.group == size], own, ranking, days) for size in SizeClass
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
        standing = shown_standing(connection, edition, now or utc_now())
    return _board("", standing.teams, own, ranking, edition.days_by(standing.day))


def _own_team(actor: Actor, edition_id: int) -> int | None:
    return next((role.team_id for role in actor.held if role.edition_id == edition_id and role.team_id), None)


def _board(
    title: str,
    contenders: Sequence[Contender],
    own: int | None,
    ranking: Ranking,
    days: int,
) -> Board:
    places = rank(contenders, ranking, days)
    present = own is not None and any(place.contender.key == own for place in places)
    regular = places if ranking is Ranking.REGULARITY else rank(contenders, Ranking.REGULARITY, days)
    gap = gap_to_next(regular, own, days) if present and own is not None else None
    shown = [
        replace(place, value=0, regularity=0, mean=0, contender=without_figures(place.contender))
        if place.contender.withheld
        else place
        for place in places
    ]
    return Board(title, shown, own if present else None, gap, days)


def read_people(
    database: Database, actor: Actor, edition_id: int, *, team_id: int | None = None, most: int = 50
) -> list[PersonPlace]:
    """People who show their points, of an edition or a team, the best first; the reader's own row is always there."""
    require(actor, Permission.SEE_BOARDS, permissions.Place(edition_id))
    viewer = actor.participation.participation_id if actor.participation and not actor.unconfirmed else 0
    with database.reading() as connection:
        edition = edition_on(connection, edition_id)
        key = (str(connection.engine.url), edition.id, edition.revision)
        people = remembered(_kept_people, key, lambda: _everybody(connection, edition))
    places: list[PersonPlace] = []
    for row in people:
        if (row.seen or row.key == viewer) and team_id in {None, row.team_id}:
            tied = bool(places) and places[-1].points == row.points
            rank = places[-1].rank if tied else len(places) + 1
            places.append(PersonPlace(rank, row.nickname, row.points, row.key == viewer))
    return [place for position, place in enumerate(places) if position < most or place.is_reader]


@dataclass(frozen=True, slots=True)
class _PersonRow:
    """A participant as boards know them."""

    key: int
    team_id: int
    nickname: str
    points: int
    seen: bool
    """By every participant, not by the person alone."""


_kept_people: dict[tuple[str, int, int], list[_PersonRow]] = {}
"""By database, edition and revision; the best first."""


def _everybody(connection: Connection, edition: EditionView) -> list[_PersonRow]:
    rows = connection.execute(
        select(Participation.id, Participation.team_id, Participation.nickname, Participation.visibility).where(
            Participation.edition_id == edition.id
        )
    ).all()
    earned = shown_points(connection, edition)
    teams = shown_standing(connection, edition, utc_now()).teams
    earned_in = {row.id: frozenset(earned.get(row.id, ())) for row in rows}
    people = (Person(row.id, earned_in[row.id] | {row.team_id}, earned_in[row.id], row.visibility) for row in rows)
    seen = disclosed_people(people, 0, {team.key for team in teams if team.withheld})
    everybody = (
        _PersonRow(row.id, row.team_id, row.nickname, sum(earned.get(row.id, {}).values()), row.id in seen)
        for row in rows
    )
    return sorted(everybody, key=lambda row: (-row.points, row.nickname.casefold()))


def read_totals(database: Database, edition_id: int) -> EditionTotals:
    """Sums of an edition; they are public, and run on under a freeze."""
    with database.reading() as connection:
        return present_standing(connection, edition_on(connection, edition_id), utc_now()).totals


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
