"""The employer's view: participants of headcount, closed weeks, own teams as the public board has them, and money.

There is no way from here to one person: every figure is published by the rule of `domain/employer.py` or stands on a
public board, and nothing but people, points and euros is read.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Select, select

from challenge.domain.employer import Count, shown_count
from challenge.domain.money import MicroEuros, Points
from challenge.domain.pledges import euros_of
from challenge.domain.standings import Contender, Gap, Place, Ranking, gap_to_next, regularity_percent
from challenge.errors import NotFoundError
from challenge.services import permissions
from challenge.services.boards import read_company_boards, read_team_board
from challenge.services.editions import EditionView, edition_on, utc_now
from challenge.services.permissions import Actor, Permission, require
from challenge.services.pledges import EntryMoney, money_of_entry
from challenge.services.standing import read_picture
from challenge.services.weeks import weeks_between
from challenge.store.company_models import Company, Entry, PublishedWeek
from challenge.store.database import Database
from challenge.store.team_models import Team


@dataclass(frozen=True, slots=True)
class EmployerWeek:
    """A closed week; nothing of it ever changes."""

    first: date
    last: date
    regularity: int | None
    """Whole percent of headcount times days; None where the week's sum may not be shown."""
    active_people: Count | None
    """People with an active day, in steps of eight; None likewise."""


@dataclass(frozen=True, slots=True)
class EmployerTeam:
    """An own team as it stands on the public board, and what lies before the next rank."""

    name: str
    rank: int | None
    """None where its figures are withheld, as on the board."""
    regularity: int
    points: Points
    gap: Gap | None


@dataclass(frozen=True, slots=True)
class EmployerMoney:
    """What the promise comes to so far: points as the public board has them, fees of the participants published.

    The fee times the exact participants would give their number away day by day; the final statement is exact.
    """

    cap: MicroEuros
    fees: MicroEuros | None
    """None as long as the number of participants is not shown."""
    earned: MicroEuros | None
    """Points times rate; None where the public board withholds the points. So with the next two."""
    counted: MicroEuros | None
    left: MicroEuros | None


@dataclass(frozen=True, slots=True)
class EmployerView:
    """All that an employer sees of its people."""

    company: str
    headcount: int
    participants: Count | None
    """None while fewer than eight have joined, or where too few people are left to tell them from."""
    counted_on: date | None
    """Last day of the newest closed week."""
    weeks: tuple[EmployerWeek, ...]
    teams: tuple[EmployerTeam, ...]
    money: EmployerMoney
    provisional: bool
    """Until the review has ended."""


def read_employer_view(database: Database, actor: Actor, entry_id: int, *, now: datetime | None = None) -> EmployerView:
    """What the HR manager of a company sees; raises NotFoundError for a company that does not exist."""
    with database.reading() as connection:
        edition_id = connection.scalar(select(Entry.edition_id).where(Entry.id == entry_id))
        if edition_id is None:
            raise NotFoundError
        require(actor, Permission.SEE_AS_EMPLOYER, permissions.Place(edition_id, entry_id))
        edition = edition_on(connection, edition_id)
        name, headcount = connection.execute(_COMPANY.where(Entry.id == entry_id)).one()
        published = connection.execute(_published(connection, edition).where(PublishedWeek.entry_id == entry_id)).all()
        own_teams = set(connection.scalars(select(Team.id).where(Team.entry_id == entry_id)))
        money = money_of_entry(connection, entry_id)
    moment = now or utc_now()
    companies = read_company_boards(database, actor, edition_id, Ranking.REGULARITY, now=moment)
    places = (place for board in companies for place in board.places)
    own = next((place.contender for place in places if place.contender.key == entry_id), None)
    board = read_team_board(database, actor, edition_id, Ranking.REGULARITY, now=moment)
    participants = shown_count(published[-1].participants, headcount) if published else None
    return EmployerView(
        company=name,
        headcount=headcount,
        participants=participants,
        counted_on=published[-1].week_starts_on + timedelta(days=6) if published else None,
        weeks=_weeks(edition, headcount, {row.week_starts_on: row for row in published}),
        teams=_teams(board.places, own_teams, board.days),
        money=_money(money, own, participants),
        provisional=edition.provisional(moment),
    )


_COMPANY = select(Company.name, Entry.headcount).join(Company, Company.id == Entry.company_id)


def _published(connection: Connection, edition: EditionView) -> Select[*tuple[Any, ...]]:
    """Weeks as published; under a freeze those published before it."""
    if edition.freeze_id is None:
        return _PUBLISHED
    return _PUBLISHED.where(PublishedWeek.published_at <= read_picture(connection, edition.freeze_id).taken_at)


_PUBLISHED = select(
    PublishedWeek.week_starts_on, PublishedWeek.participants, PublishedWeek.active_people, PublishedWeek.active_days
).order_by(PublishedWeek.week_starts_on)


def _weeks(edition: EditionView, headcount: int, published: dict[date, Any]) -> tuple[EmployerWeek, ...]:
    """The weeks of the edition itself; those before it only counted who had joined."""
    weeks = weeks_between(edition.starts_on, edition.starts_on, edition.ends_on, edition.zone)
    return tuple(
        EmployerWeek(week.first, week.last, _regularity(row.active_days, headcount * week.length), _active(row))
        for week in weeks
        if (row := published.get(week.starts_on))
    )


def _regularity(active_days: int | None, possible: int) -> int | None:
    return None if active_days is None else regularity_percent(active_days, possible, 1)


def _active(row: Any) -> Count | None:
    return None if row.active_people is None else shown_count(row.active_people, row.participants)


def _teams(places: Sequence[Place], own: Collection[int], days: int) -> tuple[EmployerTeam, ...]:
    return tuple(
        EmployerTeam(
            name=place.contender.name,
            rank=place.rank,
            regularity=place.regularity,
            points=place.contender.points,
            gap=gap_to_next(places, place.contender.key, days),
        )
        for place in places
        if place.contender.key in own
    )


def _money(money: EntryMoney, own: Contender | None, participants: Count | None) -> EmployerMoney:
    """Of a company that came after the boards were frozen, and so is on none, nothing has been earned."""
    people = participants.people if participants else 0
    points = own.points if own else Points(0)
    euros = euros_of(money.pledge, points=points, participants=people, payments=MicroEuros(0))
    closed = own is not None and own.withheld
    return EmployerMoney(
        cap=money.pledge.cap,
        fees=euros.fees if participants else None,
        earned=None if closed else euros.earned,
        counted=None if closed else euros.counted,
        left=None if closed else MicroEuros(money.pledge.cap - euros.total),
    )
