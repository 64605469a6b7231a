"""Contenders: companies and teams with their sums, as every board reads them; never from activities."""

from collections import defaultdict
from dataclasses import replace

from sqlalchemy import Connection, select

from challenge.domain.disclosure import withheld_groups
from challenge.domain.money import MicroEuros, Points, share
from challenge.domain.standings import Contender, size_class
from challenge.services.editions import EditionView
from challenge.services.pledges import money_of_edition
from challenge.store.models import Company, Entry, Team

_COMPANIES = select(
    Entry.id,
    Company.name,
    Entry.headcount,
    Entry.participants,
    Entry.contributors,
    Entry.points,
    Entry.active_days,
).join(Company, Company.id == Entry.company_id)

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
    )
    .join(Entry, Entry.id == Team.entry_id)
    .join(Company, Company.id == Entry.company_id)
)


def companies_of(connection: Connection, edition: EditionView) -> list[Contender]:
    """Companies of an edition with what their cap leaves of their euros; the smallest withheld."""
    money = money_of_edition(connection, edition.id)
    rows = connection.execute(_COMPANIES.where(Entry.edition_id == edition.id)).all()
    withheld = withheld_groups({row.id: row.contributors for row in rows if row.participants})
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
        )
        for row in rows
    ]


def teams_of(connection: Connection, edition: EditionView) -> list[Contender]:
    """Teams of an edition with their share of what their company's cap leaves; the smallest withheld."""
    money = money_of_edition(connection, edition.id)
    closed = {company.key for company in companies_of(connection, edition) if company.withheld}
    of_entry = defaultdict(list)
    for row in connection.execute(_TEAMS.where(Entry.edition_id == edition.id).order_by(Team.id)):
        of_entry[row.entry_id].append(row)
    contenders = []
    for entry_id, rows in of_entry.items():
        withheld = withheld_groups({row.id: row.contributors for row in rows if row.participants})
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
            )
            for row, part in zip(rows, parts, strict=True)
        ]
    return contenders


def without_figures(contender: Contender) -> Contender:
    """A contender as it may leave a service when its figures are withheld."""
    return replace(contender, participants=0, points=Points(0), active_days=0, euros=MicroEuros(0))
