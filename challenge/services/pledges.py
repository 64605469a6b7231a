"""Pledges in force: the newest promise of each company, and what it makes of the company's sums."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, func, select

from challenge.domain.money import MicroEuros, Points
from challenge.domain.pledges import Pledge, PledgeEuros, euros_of
from challenge.store.company_models import Entry, PledgeVersion

NEWEST = (
    select(PledgeVersion.entry_id, func.max(PledgeVersion.version).label("version"))
    .group_by(PledgeVersion.entry_id)
    .subquery()
)
"""Entry and version of the pledge in force, to join with."""


@dataclass(frozen=True, slots=True)
class EntryMoney:
    """A company's pledge and its money so far."""

    pledge: Pledge
    euros: PledgeEuros


_MONEY = (
    select(
        Entry.id,
        Entry.participants,
        Entry.points,
        Entry.paid_micro_euros,
        PledgeVersion.rate_micro_euros,
        PledgeVersion.fee_micro_euros,
        PledgeVersion.cap_micro_euros,
    )
    .join(NEWEST, NEWEST.c.entry_id == Entry.id)
    .join(PledgeVersion, (PledgeVersion.entry_id == Entry.id) & (PledgeVersion.version == NEWEST.c.version))
)


def money_of_edition(connection: Connection, edition_id: int) -> dict[int, EntryMoney]:
    """Every company's money, by its entry."""
    return {row.id: _money(row) for row in connection.execute(_MONEY.where(Entry.edition_id == edition_id))}


def money_of_entry(connection: Connection, entry_id: int) -> EntryMoney:
    """One company's money."""
    return _money(connection.execute(_MONEY.where(Entry.id == entry_id)).one())


def _money(row: Row[*tuple[Any, ...]]) -> EntryMoney:
    pledge = Pledge(MicroEuros(row.rate_micro_euros), MicroEuros(row.fee_micro_euros), MicroEuros(row.cap_micro_euros))
    payments = MicroEuros(row.paid_micro_euros)
    euros = euros_of(pledge, points=Points(row.points), participants=row.participants, payments=payments)
    return EntryMoney(pledge, euros)
