"""Verification: recompute ledger, days and totals from the activities and name the first that differ.

The raw figures of people who erased their account are gone by rule: what they earned is checked against the ledger.
"""

from collections import defaultdict
from collections.abc import Iterator

from sqlalchemy import Connection, func, select

from challenge.domain.scoring import score_day
from challenge.services.days import counted_in, read_counted_of_edition
from challenge.services.editions import edition_on
from challenge.services.ledger import GENESIS, HASHED, entry_hash
from challenge.services.measured import MEASURED
from challenge.services.recount import miscounted
from challenge.store.activity_models import (
    EARNING,
    Activity,
    ActivityMeasure,
    DayTotal,
    EntryKind,
    LedgerEntry,
)
from challenge.store.company_models import Entry
from challenge.store.database import Database
from challenge.store.edition_models import Edition
from challenge.store.team_models import Participation, Team

MOST_REPORTED = 20


def verify(database: Database) -> list[str]:
    """What does not agree, the first altered ledger entry of each edition first; empty when all is well."""
    with database.reading() as connection:
        problems: list[str] = []
        for edition_id, slug, length, head in connection.execute(
            select(Edition.id, Edition.slug, Edition.ledger_length, Edition.ledger_head).order_by(Edition.id)
        ).all():
            checks = (
                _chain(connection, edition_id, length, head),
                _activities(connection, edition_id),
                _days(connection, edition_id),
                _sums(connection, edition_id),
                miscounted(connection, edition_id),
            )
            problems += [f"{slug}: {problem}" for check in checks for problem in check]
    return problems[:MOST_REPORTED]


def _chain(connection: Connection, edition_id: int, length: int, head: str) -> Iterator[str]:
    """Entries in order, each following the one before it by hash."""
    columns = [getattr(LedgerEntry, name) for name in (*HASHED, "previous_hash", "hash")]
    statement = select(*columns).where(LedgerEntry.edition_id == edition_id).order_by(LedgerEntry.sequence)
    previous, expected = GENESIS, 0
    with connection.execute(statement, execution_options={"yield_per": 5_000}) as rows:
        for row in rows:
            expected += 1
            if row.sequence != expected:
                yield f"ledger entry {expected} is missing"
                return
            if row.previous_hash != previous or entry_hash(previous, row._asdict()) != row.hash:
                yield f"ledger entry {row.sequence} was altered"
                return
            previous = row.hash
    if (expected, previous) != (length, head):
        yield f"the ledger has {expected} entries and a head that is not the edition's"


def _activities(connection: Connection, edition_id: int) -> Iterator[str]:
    """Each activity's points are what the rules make of its measure, and what the ledger booked for it.

    Of an erased person only the points are left, and of figures that a service lets us keep for a week only their
    salted hash besides: only of these may the measure be missing.
    """
    booked = {
        row[0]: row[1]
        for row in connection.execute(
            select(LedgerEntry.activity_id, func.sum(LedgerEntry.points))
            .where(LedgerEntry.edition_id == edition_id, LedgerEntry.kind == EntryKind.ACTIVITY)
            .group_by(LedgerEntry.activity_id)
        )
    }
    rows = connection.execute(
        select(
            Activity.id,
            Activity.status,
            Activity.points,
            Activity.adapted,
            Activity.rule_set_id,
            Participation.erased_at,
            Activity.commitment,
            ActivityMeasure.activity_id.label("measured"),
            *MEASURED,
        )
        .join(Participation, Participation.id == Activity.participation_id)
        .join(ActivityMeasure, ActivityMeasure.activity_id == Activity.id, isouter=True)
        .where(Activity.edition_id == edition_id)
    )
    for row in rows:
        if (row.measured is None) != (row.erased_at is not None or row.commitment is not None):
            yield f"the measure of activity {row.id} {'is missing' if row.measured is None else 'outlived its person'}"
        expected = 0
        if row.status in EARNING and row.measured is None:
            expected = row.points
        elif row.status in EARNING:
            expected = counted_in(connection, row).score.points
        if not expected == row.points == booked.pop(row.id, 0):
            yield f"activity {row.id} has points that differ from its measure or its ledger entries"
    yield from (f"the ledger books activity {key}, which does not exist" for key, points in booked.items() if points)


def _days(connection: Connection, edition_id: int) -> Iterator[str]:
    """Each day total is the sum of its ledger entries, and what its activities make where their measures are left."""
    booked = {
        (row[0], row[1]): (row[2], row[3])
        for row in connection.execute(
            select(
                LedgerEntry.participation_id,
                LedgerEntry.day,
                func.sum(LedgerEntry.points),
                func.sum(LedgerEntry.micro_euros),
            )
            .where(LedgerEntry.edition_id == edition_id, LedgerEntry.day.is_not(None))
            .group_by(LedgerEntry.participation_id, LedgerEntry.day)
        )
    }
    scored = read_counted_of_edition(connection, edition_id)
    rules = edition_on(connection, edition_id).rules
    rows = connection.execute(
        select(
            DayTotal.participation_id,
            DayTotal.day,
            DayTotal.points,
            DayTotal.micro_euros,
            DayTotal.active,
            Participation.erased_at,
        )
        .join(Participation, Participation.id == DayTotal.participation_id)
        .where(Participation.edition_id == edition_id)
    )
    for row in rows:
        score = score_day(scored.get((row[0], row[1]), ()), rules)
        if booked.pop((row[0], row[1]), (0, 0)) != (row[2], row[3]):
            yield f"the day total of participation {row[0]} on {row[1]} differs from the ledger"
        elif row.erased_at is None and (score.points, score.active) != (row[2], row[4]):
            yield f"the day total of participation {row[0]} on {row[1]} is not what its activities make"
    yield from (f"the ledger has a day {key} without a total" for key, sums in booked.items() if any(sums))


def _sums(connection: Connection, edition_id: int) -> Iterator[str]:
    """Totals of people, teams and companies are the sums of their days."""
    people: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    teams: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    entries: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    days = connection.execute(
        select(DayTotal.participation_id, DayTotal.team_id, Participation.entry_id, DayTotal.points, DayTotal.active)
        .join(Participation, Participation.id == DayTotal.participation_id)
        .where(Participation.edition_id == edition_id)
    )
    for participation_id, team_id, entry_id, points, active in days:
        for sums in (people[participation_id], teams[team_id], entries[entry_id]):
            sums[0] += points
            sums[1] += active
    for name, model, sums_of, where in (
        ("participation", Participation, people, Participation.edition_id == edition_id),
        ("team", Team, teams, Team.entry_id.in_(select(Entry.id).where(Entry.edition_id == edition_id))),
        ("entry", Entry, entries, Entry.edition_id == edition_id),
    ):
        for key, points, active_days in connection.execute(
            select(model.id, model.points, model.active_days).where(where)
        ):
            if sums_of[key] != [points, active_days]:
                yield f"the totals of {name} {key} differ from its days"
