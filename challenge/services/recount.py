"""Recount: seats, fees and what was earned in each team, against the rows they stand for."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from sqlalchemy import Connection, func, select

from challenge.services.pledges import money_of_edition
from challenge.store.activity_models import DayTotal, EntryKind, LedgerEntry
from challenge.store.company_models import Entry
from challenge.store.team_models import Membership, Participation, Team


def miscounted(connection: Connection, edition_id: int) -> Iterator[str]:
    """What does not agree in an edition; nothing when all is well."""
    yield from _seats(connection, edition_id)
    yield from _memberships(connection, edition_id)
    yield from _fees(connection, edition_id)


def _seats(connection: Connection, edition_id: int) -> Iterator[str]:
    """A team counts who sits in it, a company everybody who ever joined; contributors are those with points."""
    people = connection.execute(
        select(Participation.team_id, Participation.entry_id, Participation.erased_at, Participation.points).where(
            Participation.edition_id == edition_id
        )
    ).all()
    earned = select(Membership.team_id, func.count()).join(Team, Team.id == Membership.team_id)
    earned = earned.join(Entry, Entry.id == Team.entry_id).where(Entry.edition_id == edition_id, Membership.points > 0)
    seated = Counter(row.team_id for row in people if row.erased_at is None)
    joined = Counter(row.entry_id for row in people)
    in_teams = dict(connection.execute(earned.group_by(Membership.team_id)).all())
    in_entries = Counter(row.entry_id for row in people if row.points)
    of_edition = select(Team.id, Team.participants, Team.contributors).join(Entry, Entry.id == Team.entry_id)
    for team in connection.execute(of_edition.where(Entry.edition_id == edition_id)):
        if (team.participants, team.contributors) != (seated[team.id], in_teams.get(team.id, 0)):
            yield f"team {team.id} has other people than it counts"
    entries = select(Entry.id, Entry.participants, Entry.contributors).where(Entry.edition_id == edition_id)
    for entry in connection.execute(entries):
        if (entry.participants, entry.contributors) != (joined[entry.id], in_entries[entry.id]):
            yield f"entry {entry.id} has other people than it counts"


def _memberships(connection: Connection, edition_id: int) -> Iterator[str]:
    """What somebody earned in a team is the sum of the days spent in it; nobody sits in a team without a membership."""
    own = Participation.edition_id == edition_id
    present = select(Participation.id, Participation.team_id).where(own)
    joined = {(row.id, row.team_id) for row in connection.execute(present)}
    days: dict[tuple[int, int], int] = defaultdict(int)
    statement = select(DayTotal.participation_id, DayTotal.team_id, func.sum(DayTotal.points))
    statement = statement.join(Participation, Participation.id == DayTotal.participation_id).where(own)
    for participation_id, team_id, points in connection.execute(
        statement.group_by(DayTotal.participation_id, DayTotal.team_id)
    ):
        days[participation_id, team_id] = points
    rows = select(Membership.participation_id, Membership.team_id, Membership.points)
    for row in connection.execute(rows.join(Participation, Participation.id == Membership.participation_id).where(own)):
        key = (row.participation_id, row.team_id)
        joined.discard(key)
        if days.pop(key, 0) != row.points:
            yield f"the points of participation {key[0]} in team {key[1]} differ from its days"
    yield from (f"participation {key[0]} is in team {key[1]} without a membership" for key in sorted(joined))
    yield from (f"participation {key[0]} earned in team {key[1]} without a membership" for key in days if days[key])


def _fees(connection: Connection, edition_id: int) -> Iterator[str]:
    """Once fees are booked in an edition, everybody who joined has the one that their company promised."""
    booked = dict(
        connection.execute(
            select(LedgerEntry.participation_id, func.sum(LedgerEntry.micro_euros))
            .where(LedgerEntry.edition_id == edition_id, LedgerEntry.kind == EntryKind.FEE)
            .group_by(LedgerEntry.participation_id)
        ).all()
    )
    if not booked:
        return
    money = money_of_edition(connection, edition_id)
    people = select(Participation.id, Participation.entry_id).where(Participation.edition_id == edition_id)
    for row in connection.execute(people):
        if booked.pop(row.id, None) != money[row.entry_id].pledge.fee:
            yield f"the fee of participation {row.id} is not what its company promised"
    yield from (f"the ledger books a fee for participation {key}, which does not exist" for key in booked)
