"""Contention: whether a doubted activity matters, because it would move one of the first ten of a board."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from sqlalchemy import Connection, func, select

from challenge.domain.money import MicroEuros, Points, euros_for
from challenge.domain.scoring import Counted, score_day
from challenge.domain.standings import Contender, Ranking, rank
from challenge.services.contenders import companies_of, teams_of
from challenge.services.days import read_counted
from challenge.services.editions import EditionView, utc_now
from challenge.services.people import Participant
from challenge.store.models import Participation

FIRST = 10
"""Ranks at which a prize may hang."""


def matters(connection: Connection, edition: EditionView, person: Participant, day: date, doubted: Counted) -> bool:
    """Whether counting a doubted activity would change a rank among the first ten of any board."""
    before = read_counted(connection, [(person.id, day)]).get((person.id, day), [])
    without, with_it = score_day(before, edition.rules), score_day([*before, doubted], edition.rules)
    points = Points(with_it.points - without.points)
    active_days = int(with_it.active) - int(without.active)
    if not points and not active_days:
        return False
    if _moves_person(connection, edition, person, points):
        return True
    days = edition.days_by(edition.day_of(utc_now()))
    companies = companies_of(connection, edition)
    mine = next(company for company in companies if company.key == person.entry_id)
    boards = (
        ([company for company in companies if company.group == mine.group], person.entry_id),
        (teams_of(connection, edition), person.team_id),
    )
    euros = euros_for(points, person.rate)
    return any(_moves(board, key, points, active_days, euros, days) for board, key in boards)


def _moves(
    board: Iterable[Contender], key: int, points: Points, active_days: int, euros: MicroEuros, days: int
) -> bool:
    before = list(board)
    after = [
        replace(
            row,
            points=Points(row.points + points),
            active_days=row.active_days + active_days,
            euros=MicroEuros(row.euros + euros),
        )
        if row.key == key
        else row
        for row in before
    ]
    return any(_rank_of(before, key, order, days) != _rank_of(after, key, order, days) for order in Ranking)


def _rank_of(board: list[Contender], key: int, order: Ranking, days: int) -> int | None:
    """The rank where it is among the first; None further down, where nothing hangs on it."""
    place = next(place for place in rank(board, order, days) if place.contender.key == key)
    return place.rank if place.rank is not None and place.rank <= FIRST else None


def _moves_person(connection: Connection, edition: EditionView, person: Participant, points: Points) -> bool:
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

    before, after = better_than(person.points), better_than(person.points + points)
    return before != after and after < FIRST
