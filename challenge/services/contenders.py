"""Contenders: companies and teams with their sums, as every board reads them; never from activities."""

from collections import defaultdict
from dataclasses import replace

from sqlalchemy import Connection, func, select

from challenge.domain.disclosure import withheld_groups
from challenge.domain.money import MicroEuros, Points, share
from challenge.domain.standings import Contender, Disc, size_class
from challenge.services.editions import EditionView
from challenge.services.pledges import money_of_edition
from challenge.store.company_models import Company, Entry, Logo
from challenge.store.team_models import Membership, Participation, Team

_COMPANIES = (
    select(
        Entry.id,
        Company.name,
        Entry.headcount,
        Entry.participants,
        Entry.contributors,
        Entry.points,
        Entry.active_days,
        Entry.withdrawn_at,
        Company.id.label("company_id"),
        Company.initials,
        Company.colour,
        Logo.fingerprint,
    )
    .join(Company, Company.id == Entry.company_id)
    .join(Logo, Logo.company_id == Company.id, isouter=True)
)

_TEAMS = (
    select(
        Team.id,
        Team.entry_id,
        Team.name,
        Company.name.label("company"),
        Team.seats,
        Team.participants,
        Team.contributors,
        Team.points,
        Team.micro_euros,
        Team.active_days,
        Entry.withdrawn_at,
    )
    .join(Entry, Entry.id == Team.entry_id)
    .join(Company, Company.id == Entry.company_id)
)


def companies_of(connection: Connection, edition: EditionView) -> list[Contender]:
    """Companies of an edition with what their cap leaves of their euros; the smallest withheld."""
    money = money_of_edition(connection, edition.id)
    rows = connection.execute(_COMPANIES.where(Entry.edition_id == edition.id)).all()
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
            euros=money[row.id].euros.counted,
            withheld=row.id in withheld,
            withdrawn=row.withdrawn_at is not None,
            disc=Disc(row.initials, row.colour, _logo(row.company_id, row.fingerprint)),
        )
        for row in rows
    ]


def _logo(company_id: int, fingerprint: str | None) -> str | None:
    return f"/logo/{company_id}/{fingerprint}.png" if fingerprint else None


def teams_of(connection: Connection, edition: EditionView) -> list[Contender]:
    """Teams of an edition with their share of what their company's cap leaves; the smallest withheld."""
    money = money_of_edition(connection, edition.id)
    closed = {company.key for company in companies_of(connection, edition) if company.withheld}
    of_entry = defaultdict(list)
    for row in connection.execute(_TEAMS.where(Entry.edition_id == edition.id).order_by(Team.id)):
        of_entry[row.entry_id].append(row)
    moved = _moved(connection, edition)
    contenders = []
    for entry_id, rows in of_entry.items():
        sizes = {row.id: row.contributors for row in rows if row.participants or row.contributors}
        withheld = withheld_groups(sizes, [teams for teams in moved if sizes.keys() & teams])
        parts = share(money[entry_id].euros.counted, [row.micro_euros for row in rows])
        contenders += [
            Contender(
                key=row.id,
                name=row.name,
                group=row.company,
                participants=row.participants,
                places=row.seats,
                points=Points(row.points),
                active_days=row.active_days,
                euros=MicroEuros(part),
                withheld=row.id in withheld or entry_id in closed,
                withdrawn=row.withdrawn_at is not None,
            )
            for row, part in zip(rows, parts, strict=True)
        ]
    return contenders


def _moved(connection: Connection, edition: EditionView) -> list[set[int]]:
    """The teams of each person who has points in several of them."""
    earned = (Membership.points > 0, Participation.edition_id == edition.id)
    several = (
        select(Membership.participation_id)
        .join(Participation, Participation.id == Membership.participation_id)
        .where(*earned)
        .group_by(Membership.participation_id)
        .having(func.count() > 1)
    )
    teams = defaultdict(set)
    for participation_id, team_id in connection.execute(
        select(Membership.participation_id, Membership.team_id).where(
            Membership.points > 0, Membership.participation_id.in_(several)
        )
    ):
        teams[participation_id].add(team_id)
    return list(teams.values())


def without_figures(contender: Contender) -> Contender:
    """A contender as it may leave a service when its figures are withheld."""
    return replace(contender, participants=0, points=Points(0), active_days=0, euros=MicroEuros(0))
