"""A person's euros: their exact part of what the company's cap leaves, and how it lies over their days."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, bindparam, select

from challenge.domain.money import MicroEuros, Points, euros_for, share
from challenge.services.people import Participant
from challenge.services.pledges import EntryMoney
from challenge.store.activity_models import DayTotal
from challenge.store.team_models import Membership, Team


@dataclass(frozen=True, slots=True)
class Euros:
    """One sum of money at its three stages."""

    earned: MicroEuros
    counted: MicroEuros
    paid: MicroEuros


NO_EUROS = Euros(MicroEuros(0), MicroEuros(0), MicroEuros(0))


def person_euros(connection: Connection, person: Participant, money: EntryMoney) -> Euros:
    """A person's euros: an exact part of what their company's cap leaves, whatever the order of activities."""
    earned = euros_for(Points(person.points), person.rate)
    counted, paid = (_part(connection, person, total, money) for total in (money.euros.counted, money.euros.paid))
    return Euros(earned, MicroEuros(counted), MicroEuros(paid))


def _part(connection: Connection, person: Participant, total: MicroEuros, money: EntryMoney) -> int:
    """The person's part of a company's sum: first split over its teams, then over whoever earned in each.

    Under a freeze the part that was left of every euro then: the present one would tell the company's present sum.
    """
    earned = euros_for(Points(person.points), person.rate)
    if total == money.euros.earned:
        return earned
    if total == 0:
        return 0
    if money.frozen:
        return earned * total // money.euros.earned
    teams = connection.execute(select(Team.id, Team.points).where(Team.entry_id == person.entry_id).order_by(Team.id))
    of_team = dict(_parts_of(total, teams))
    own_teams = select(Membership.team_id).where(Membership.participation_id == person.id)
    members = defaultdict(list)
    for team_id, *member in connection.execute(
        select(Membership.team_id, Membership.participation_id, Membership.points)
        .where(Membership.team_id.in_(own_teams))
        .order_by(Membership.participation_id)
    ):
        members[team_id].append(member)
    return sum(dict(_parts_of(of_team[team_id], rows))[person.id] for team_id, rows in members.items())


def _parts_of(total: int, rows: Iterable[Sequence[Any]]) -> Iterator[tuple[int, int]]:
    """A sum split over keys by their points, in the order given."""
    listed = list(rows)
    parts = share(total, [points for _, points in listed])
    yield from ((row[0], part) for row, part in zip(listed, parts, strict=True))


def split_euros(euros: Euros, points: Sequence[int], rate: MicroEuros) -> list[Euros]:
    """A person's euros in parts that follow their points; what is counted and paid is shared to the last micro-euro."""
    counted, paid = share(euros.counted, points), share(euros.paid, points)
    return [
        Euros(euros_for(Points(own), rate), MicroEuros(left), MicroEuros(received))
        for own, left, received in zip(points, counted, paid, strict=True)
    ]


_DAYS = (
    select(DayTotal.day, DayTotal.points).where(DayTotal.participation_id == bindparam("person")).order_by(DayTotal.day)
)


def day_euros(connection: Connection, person: Participant, euros: Euros) -> dict[date, Euros]:
    """A person's euros split over their days, in the order of the calendar."""
    rows = connection.execute(_DAYS, {"person": person.id}).all()
    parts = split_euros(euros, [row.points for row in rows], person.rate)
    return {row.day: part for row, part in zip(rows, parts, strict=True)}
