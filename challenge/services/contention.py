"""Contention: whether a doubted activity matters, because it would move one of the first ten of a board."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Connection, func, select

from challenge.domain.money import MicroEuros, Points, euros_for
from challenge.domain.scoring import Counted, score_day
from challenge.domain.standings import Contender, Ranking, rank
from challenge.services.contenders import Everybody, contenders_of
from challenge.services.days import Part, read_counted
from challenge.services.editions import EditionView, utc_now
from challenge.services.people import Participant
from challenge.store.team_models import Participation

FIRST = 10
"""Ranks at which a prize may hang."""


ReadBoards = Callable[[], Everybody]
"""What `contenders_of` gives, read once however often it is asked for."""


@dataclass(frozen=True, slots=True)
class Replaced:
    """The activity in whose place a doubted one would stand, with the day it counts on now."""

    activity_id: int
    day: date


@dataclass(frozen=True, slots=True)
class Effect:
    """What an activity adds to a day, and so to every total above it."""

    points: int
    active_days: int

    def __add__(self, other: "Effect") -> "Effect":
        """Both together."""
        return Effect(self.points + other.points, self.active_days + other.active_days)


def matters(
    connection: Connection,
    edition: EditionView,
    person: Participant,
    day: date,
    doubted: Counted,
    instead_of: Replaced | None = None,
    *,
    boards: ReadBoards | None = None,
) -> bool:
    """Whether counting a doubted activity would change a rank among the first ten of any board.

    `boards` reads the boards of many activities of one transaction once.

    Under a freeze whatever would add something matters: the answer is seen by its owner, and would tell a real rank.
    """
    left_out = instead_of.activity_id if instead_of else None
    others = read_counted(connection, [(person.id, day)], without=left_out).get((person.id, day), [])
    effect = effect_of(edition, others, [*others, doubted])
    if not effect.points and not effect.active_days:
        return False
    if edition.freeze_id is not None:
        return True
    leaves = _effect_of_leaving(connection, edition, person, instead_of)
    if _moves_person(connection, edition, person, effect, leaves):
        return True
    days = edition.days_by(edition.day_of(utc_now()))
    companies, teams, _ = boards() if boards else contenders_of(connection, edition)
    mine = next(company for company in companies if company.key == person.entry_id)
    concerned = (
        ([company for company in companies if company.group == mine.group], person.entry_id),
        (teams, person.team_id),
    )
    return any(moves_board(board, key, (leaves, leaves + effect), person, days) for board, key in concerned)


def effect_of(edition: EditionView, before: Sequence[Part], after: Sequence[Part]) -> Effect:
    """What a day's total changes by where other activities count in it."""
    old, new = score_day(before, edition.rules), score_day(after, edition.rules)
    return Effect(new.points - old.points, int(new.active) - int(old.active))


def _effect_of_leaving(
    connection: Connection, edition: EditionView, person: Participant, instead_of: Replaced | None
) -> Effect:
    """What the totals lose when the replaced activity goes; they still hold it."""
    if instead_of is None:
        return Effect(0, 0)
    key = (person.id, instead_of.day)
    with_it = read_counted(connection, [key]).get(key, [])
    return effect_of(edition, with_it, read_counted(connection, [key], without=instead_of.activity_id).get(key, []))


def moves_board(
    board: Sequence[Contender], key: int, either: tuple[Effect, Effect], person: Participant, days: int
) -> bool:
    """Whether one of the first ten ranks of a board depends on which of two effects a person's activity has."""
    one, other = (_with(board, key, effect, person) for effect in either)
    return any(_rank_of(one, key, order, days) != _rank_of(other, key, order, days) for order in Ranking)


def _with(board: Sequence[Contender], key: int, effect: Effect, person: Participant) -> list[Contender]:
    return [
        replace(
            row,
            points=Points(row.points + effect.points),
            active_days=row.active_days + effect.active_days,
            euros=MicroEuros(row.euros + euros_for(Points(effect.points), person.rate)),
        )
        if row.key == key
        else row
        for row in board
    ]


def _rank_of(board: list[Contender], key: int, order: Ranking, days: int) -> int | None:
    """The rank where it is among the first; None further down, where nothing hangs on it."""
    place = next(place for place in rank(board, order, days) if place.contender.key == key)
    return place.rank if place.rank is not None and place.rank <= FIRST else None


def _moves_person(
    connection: Connection, edition: EditionView, person: Participant, effect: Effect, leaves: Effect
) -> bool:
    def better_than(sum_of_points: int) -> int:
        return (
            connection.scalar(
                select(func.count()).where(
                    Participation.edition_id == edition.id,
                    Participation.id != person.id,
                    Participation.points > sum_of_points,
                )
            )
            or 0
        )

    left = person.points + leaves.points
    before, after = better_than(left), better_than(left + effect.points)
    return before != after and after < FIRST
