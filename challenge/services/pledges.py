"""Pledges in force: the newest promise of each company, and what it makes of the company's sums."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, select

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
class Sums:
    """What a company had when the boards were frozen."""

    points: Points
    participants: int


@dataclass(frozen=True, slots=True)
class EntryMoney:
    """A company's pledge and its money so far."""

    pledge: Pledge
    euros: PledgeEuros
    frozen: bool = False
    """Of the sums it had when the boards were frozen, while its people's own points run on."""


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

_OF_EDITION = _MONEY.where(Entry.edition_id == bindparam("edition"))
_OF_ENTRY = _MONEY.where(Entry.id == bindparam("entry"))


def money_of_edition(connection: Connection, edition_id: int) -> dict[int, EntryMoney]:
    """Every company's money, by its entry."""
    return {row.id: _money(row) for row in connection.execute(_OF_EDITION, {"edition": edition_id}).all()}


def money_of_entry(connection: Connection, entry_id: int, frozen: Sums | None = None) -> EntryMoney:
    """One company's money; of the sums it had when the boards were frozen where these are given."""
    return _money(connection.execute(_OF_ENTRY, {"entry": entry_id}).one(), frozen)


def _money(row: Row[*tuple[Any, ...]], frozen: Sums | None = None) -> EntryMoney:
    _, participants, points, payments, rate, fee, cap = row
    sums = frozen or Sums(Points(points), participants)
    pledge = Pledge(MicroEuros(rate), MicroEuros(fee), MicroEuros(cap))
    euros = euros_of(pledge, points=sums.points, participants=sums.participants, payments=MicroEuros(payments))
    return EntryMoney(pledge, euros, frozen is not None)
