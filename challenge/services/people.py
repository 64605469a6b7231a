"""Participants as the door and the ledger need them: where they belong and what a point of theirs is worth."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, select

from challenge.domain.money import MicroEuros
from challenge.errors import NotFoundError
from challenge.services.permissions import Place
from challenge.services.pledges import NEWEST
from challenge.store.company_models import Entry, PledgeVersion
from challenge.store.team_models import Participation


@dataclass(frozen=True, slots=True)
class Participant:
    """One participation with its place and the rate of its company."""

    id: int
    edition_id: int
    entry_id: int
    team_id: int
    adapted: bool
    points: int
    active_days: int
    withdrawn: bool
    """The company has withdrawn: nothing is added any more."""
    rate: MicroEuros

    @property
    def place(self) -> Place:
        """Where rights over this participation are asked."""
        return Place(self.edition_id, self.entry_id, self.team_id, self.id)


_PEOPLE = (
    select(
        Participation.id,
        Participation.edition_id,
        Participation.entry_id,
        Participation.team_id,
        Participation.adapted,
        Participation.points,
        Participation.active_days,
        Entry.withdrawn_at.is_not(None),
        PledgeVersion.rate_micro_euros,
    )
    .join(Entry, Entry.id == Participation.entry_id)
    .join(NEWEST, NEWEST.c.entry_id == Participation.entry_id)
    .join(
        PledgeVersion,
        (PledgeVersion.entry_id == NEWEST.c.entry_id) & (PledgeVersion.version == NEWEST.c.version),
    )
    .where(Participation.id.in_(bindparam("ids", expanding=True)), Participation.erased_at.is_(None))
)


def read_participant(connection: Connection, place: Place) -> Participant:
    """The participant whose place it is; raises NotFoundError for one who erased their account."""
    key = place.participation_id or 0
    found = read_participants(connection, [key])
    if key not in found:
        raise NotFoundError
    return found[key]


def read_participants(connection: Connection, ids: Iterable[int]) -> dict[int, Participant]:
    """Participants by their id; unknown ids are left out, and people who erased their account."""
    rows = connection.execute(_PEOPLE, {"ids": sorted(set(ids))})
    return {row.id: Participant(*row[:-1], rate=MicroEuros(row.rate_micro_euros)) for row in rows}
