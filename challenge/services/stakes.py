"""Stakes: what hangs on a decision, in points and in ranks among the first ten; boards are read once for all."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from challenge.domain.standings import Contender
from challenge.services.contention import FIRST, Effect, effect_of, moves_board
from challenge.services.days import Part
from challenge.services.editions import EditionView
from challenge.services.people import Participant
from challenge.services.standing import present_standing
from challenge.store.team_models import Participation


@dataclass(frozen=True, slots=True)
class Stake:
    """What a decision can change at most."""

    points: int
    """Between the most and the least that the day can be worth."""
    moves_rank: bool
    """A rank among the first ten of people, teams or companies hangs on it."""

    @property
    def order(self) -> tuple[bool, int]:
        """What hangs more on comes first."""
        return not self.moves_rank, -self.points


@dataclass(frozen=True, slots=True)
class Boards:
    """Every board of an edition as it is now."""

    edition: EditionView
    days: int
    companies: Mapping[int, Sequence[Contender]]
    """The board of each company: those of its size."""
    teams: Sequence[Contender]
    people: Sequence[int]
    """Points of everybody, lowest first."""

    def better_than(self, points: int, person: Participant) -> int:
        """How many others have more points."""
        return len(self.people) - bisect_right(self.people, points) - int(person.points > points)


def read_boards(connection: Connection, edition: EditionView, now: datetime) -> Boards:
    """The real boards, whether they are frozen or not: for organisers' eyes."""
    standing = present_standing(connection, edition, now)
    by_size: dict[str, list[Contender]] = {}
    for company in standing.companies:
        by_size.setdefault(company.group, []).append(company)
    companies = {company.key: by_size[company.group] for company in standing.companies}
    points = connection.scalars(select(Participation.points).where(Participation.edition_id == edition.id))
    return Boards(edition, edition.days_by(standing.day), companies, standing.teams, sorted(points))


def stake_of(boards: Boards, person: Participant, day: Sequence[Part], own: Part | None, full: Part | None) -> Stake:
    """What hangs on an activity: `own` is what counts of it on its day now, `full` what would at the most."""
    without = list(day)
    if own is not None:
        without.remove(own)
    least = effect_of(boards.edition, day, without)
    most = effect_of(boards.edition, day, without if full is None else [*without, full])
    return Stake(abs(most.points - least.points), _moves_rank(boards, person, least, most))


def _moves_rank(boards: Boards, person: Participant, least: Effect, most: Effect) -> bool:
    if least == most:
        return False
    ranks = {boards.better_than(person.points + effect.points, person) for effect in (least, most)}
    if len(ranks) > 1 and min(ranks) < FIRST:
        return True
    mine = ((boards.companies[person.entry_id], person.entry_id), (boards.teams, person.team_id))
    return any(moves_board(board, key, (least, most), person, boards.days) for board, key in mine)
