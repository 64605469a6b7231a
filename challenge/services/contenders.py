"""Contenders: companies and teams with their sums, as every board reads them; never from activities."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, func, select

from challenge.domain.disclosure import withheld_groups
from challenge.domain.money import MicroEuros, Points, share
from challenge.domain.pledges import PledgeEuros
from challenge.domain.standings import Contender, Disc, size_class
from challenge.services.editions import EditionView
from challenge.services.pledges import money_of_edition
from challenge.store.company_models import Company, Entry, Logo
from challenge.store.team_models import Membership, Team


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


class CompanyRow(NamedTuple):
    """A company as it is read; a tuple, because a database row is slow where each of its fields is asked for."""

    id: int
    name: str
    headcount: int
    participants: int
    contributors: int
    points: int
    active_days: int
    withdrawn: bool
    company_id: int
    initials: str
    colour: str
    fingerprint: str | None


class TeamRow(NamedTuple):
    """A team as it is read."""

    id: int
    entry_id: int
    name: str
    seats: int
    participants: int
    contributors: int
    points: int
    micro_euros: int
    active_days: int


_COMPANIES = (
    select(
        Entry.id,
        Company.name,
        Entry.headcount,
        Entry.participants,
        Entry.contributors,
        Entry.points,
        Entry.active_days,
        Entry.withdrawn_at.is_not(None).label("withdrawn"),
        Company.id.label("company_id"),
        Company.initials,
        Company.colour,
        Logo.fingerprint,
    )
    .join(Company, Company.id == Entry.company_id)
    .join(Logo, Logo.company_id == Company.id, isouter=True)
    .where(Entry.edition_id == bindparam("edition"))
)

_TEAMS = (
    select(
        Team.id,
        Team.entry_id,
        Team.name,
        Team.seats,
        Team.participants,
        Team.contributors,
        Team.points,
        Team.micro_euros,
        Team.active_days,
    )
    .join(Entry, Entry.id == Team.entry_id)
    .where(Entry.edition_id == bindparam("edition"))
    .order_by(Team.id)
)


Everybody = tuple[list[Contender], list[Contender], EditionTotals]
"""Companies, teams, and the sums of all."""


def contenders_of(connection: Connection, edition: EditionView) -> Everybody:
    """Companies and teams of an edition with what the companies' caps leave of their euros, and the sums of all.

    The figures of the smallest are marked to be withheld.
    """
    rows = list(map(CompanyRow._make, connection.execute(_COMPANIES, {"edition": edition.id}).all()))
    money = {entry_id: entry.euros for entry_id, entry in money_of_edition(connection, edition.id).items()}
    companies = _companies(rows, money)
    teams = _teams(connection, edition, companies, {row.id: row.contributors for row in rows})
    return companies, teams, _totals(rows, money.values())


def _totals(rows: Sequence[CompanyRow], money: Collection[PledgeEuros]) -> EditionTotals:
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


def _companies(rows: Sequence[CompanyRow], money: Mapping[int, PledgeEuros]) -> list[Contender]:
    withheld = withheld_groups({row.id: row.contributors for row in rows if row.participants or row.contributors})
    return [
        Contender(
            key=row.id,
            name=row.name,
            group=size_class(row.headcount),
            participants=row.participants,
            places=row.headcount,
            points=Points(row.points),
            active_days=row.active_days,
            euros=money[row.id].counted,
            withheld=row.id in withheld,
            withdrawn=row.withdrawn,
            disc=Disc(row.initials, row.colour, _logo(row.company_id, row.fingerprint)),
        )
        for row in rows
    ]


def _logo(company_id: int, fingerprint: str | None) -> str | None:
    return f"/logo/{company_id}/{fingerprint}.png" if fingerprint else None


def _teams(
    connection: Connection, edition: EditionView, companies: Sequence[Contender], contributors: Mapping[int, int]
) -> list[Contender]:
    """Each with its share of its company's euros; all of a company whose own figures are closed are withheld."""
    of_entry = defaultdict(list)
    for row in map(TeamRow._make, connection.execute(_TEAMS, {"edition": edition.id}).all()):
        of_entry[row.entry_id].append(row)
    counted_again = [key for key, rows in of_entry.items() if sum(row.contributors for row in rows) > contributors[key]]
    moved = _moved(connection, counted_again)
    contenders = []
    for company in companies:
        rows = of_entry[company.key]
        sizes = {row.id: row.contributors for row in rows if row.participants or row.contributors}
        withheld = withheld_groups(sizes, moved[company.key])
        parts = share(company.euros, [row.micro_euros for row in rows])
        contenders += [
            Contender(
                key=row.id,
                name=row.name,
                group=company.name,
                participants=row.participants,
                places=row.seats,
                points=Points(row.points),
                active_days=row.active_days,
                euros=MicroEuros(part),
                withheld=row.id in withheld or company.withheld,
                withdrawn=company.withdrawn,
            )
            for row, part in zip(rows, parts, strict=True)
        ]
    return contenders


def _moved(connection: Connection, entries: Collection[int]) -> Mapping[int, list[set[int]]]:
    """The teams of each person who has points in several of a company, by its entry."""
    earned = (
        select(Team.entry_id, Membership.participation_id, Membership.team_id)
        .join(Membership, Membership.team_id == Team.id)
        .where(Team.entry_id.in_(entries), Membership.points > 0)
    )
    people = earned.with_only_columns(Membership.participation_id).group_by(Membership.participation_id)
    several = earned.where(Membership.participation_id.in_(people.having(func.count() > 1)))
    teams: dict[int, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
    for entry_id, participation_id, team_id in connection.execute(several) if entries else ():
        teams[entry_id][participation_id].add(team_id)
    return defaultdict(list, {entry_id: list(of_people.values()) for entry_id, of_people in teams.items()})


def without_figures(contender: Contender) -> Contender:
    """A contender as it may leave a service when its figures are withheld."""
    return replace(contender, participants=0, points=Points(0), active_days=0, euros=MicroEuros(0))
