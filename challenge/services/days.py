"""Days: what a participant's day adds to or takes from its activities, and the running totals above it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, insert, select, update
from sqlalchemy.sql.dml import Update

from challenge.domain.money import Points, euros_for
from challenge.domain.scoring import Counted, DayScore, Left, count, score_day
from challenge.services.editions import rules_of
from challenge.services.ledger import Page, read_entries, take_back
from challenge.services.measured import MEASURED, recorded_of
from challenge.services.people import Participant
from challenge.store.activity_models import (
    EARNING,
    Activity,
    ActivityMeasure,
    DayTotal,
    EntryKind,
    Status,
)
from challenge.store.company_models import Entry
from challenge.store.team_models import Membership, Participation, Team

DayKey = tuple[int, date]
"""A participation and a local date."""

Part = Counted | Left
"""Of a day: an activity as it was scored, or what is left of an erased one."""

_COUNTED = (
    select(
        Activity.participation_id,
        Activity.day,
        Activity.status,
        Activity.adapted,
        Activity.rule_set_id,
        Activity.commitment,
        Activity.points,
        Activity.left_active,
        Activity.left_taken,
        Activity.left_over,
        *MEASURED,
    )
    .join(ActivityMeasure, ActivityMeasure.activity_id == Activity.id, isouter=True)
    .where(Activity.status.in_(sorted(EARNING)))
    .where(ActivityMeasure.activity_id.is_not(None) | Activity.commitment.is_not(None))
)
"""Of an erased person neither figures nor a commitment are left, and nobody scores their days again."""
_COUNTED_ON_DAYS = _COUNTED.where(
    Activity.participation_id.in_(bindparam("people", expanding=True)),
    Activity.day.in_(bindparam("days", expanding=True)),
)
_COUNTED_WITHOUT_ONE = _COUNTED_ON_DAYS.where(Activity.id != bindparam("without"))
_COUNTED_IN_EDITION = _COUNTED.where(Activity.edition_id == bindparam("edition"))

_TOTALS = select(
    DayTotal.participation_id,
    DayTotal.day,
    DayTotal.team_id,
    DayTotal.points,
    DayTotal.micro_euros,
    DayTotal.adjustment,
    DayTotal.active,
    DayTotal.version,
    DayTotal.booked_sequence,
).where(
    DayTotal.participation_id.in_(bindparam("people", expanding=True)),
    DayTotal.day.in_(bindparam("days", expanding=True)),
)


def read_counted(
    connection: Connection, keys: Iterable[DayKey], *, without: int | None = None
) -> dict[DayKey, list[Part]]:
    """What counts on each of some days, as it was scored; one activity may be left out."""
    wanted = set(keys)
    people, days = {key[0] for key in wanted}, {key[1] for key in wanted}
    facts: dict[str, Any] = {"people": sorted(people), "days": sorted(days)}
    if without is None:
        found = _by_day(connection, _COUNTED_ON_DAYS, facts)
    else:
        found = _by_day(connection, _COUNTED_WITHOUT_ONE, facts | {"without": without})
    return {key: counted for key, counted in found.items() if key in wanted}


def read_counted_of_edition(connection: Connection, edition_id: int) -> dict[DayKey, list[Part]]:
    """What counts on every day of an edition, as it was scored."""
    return _by_day(connection, _COUNTED_IN_EDITION, {"edition": edition_id})


def _by_day(
    connection: Connection, statement: Select[*tuple[Any, ...]], facts: dict[str, Any]
) -> dict[DayKey, list[Part]]:
    found: dict[DayKey, list[Part]] = defaultdict(list)
    for row in connection.execute(statement, facts):
        found[row.participation_id, row.day].append(
            left_in(row) if row.commitment is not None else counted_in(connection, row)
        )
    return found


def counted_in(connection: Connection, row: Row[*tuple[Any, ...]]) -> Counted:
    """What counts of a stored activity, by the rules it was scored with; its figures are the row's last columns."""
    rules, believed = rules_of(connection, row.rule_set_id), row.status is Status.COUNTED
    return count(recorded_of(row[-len(MEASURED) :]), rules, adapted=row.adapted, believed=believed)


def left_in(row: Row[*tuple[Any, ...]]) -> Left:
    """What is left of a stored activity whose figures were erased by rule."""
    return Left(Points(row.points), row.left_active, Points(row.left_taken), Points(row.left_over))


def settle_days(connection: Connection, page: Page, people: dict[int, Participant]) -> None:
    """Score again every day a page touches, book what the days themselves add, and carry all totals along."""
    keys = list(page.days)
    counted = read_counted(connection, keys)
    totals = _read_totals(connection, keys)
    old = read_entries(
        connection, page.edition.id, [row.booked_sequence for row in totals.values() if row.booked_sequence]
    )
    changes = []
    for key in keys:
        score = score_day(counted.get(key, ()), page.edition.rules)
        before = totals.get(key)
        sequence = _book_day(page, people[key[0]], key[1], score, before, old)
        changes.append(_change(page, people[key[0]], key, score, before, sequence))
    _write_totals(connection, changes, known=set(totals))
    _carry_up(connection, changes, people)


def _read_totals(connection: Connection, keys: list[DayKey]) -> dict[DayKey, Any]:
    people, days = {key[0] for key in keys}, {key[1] for key in keys}
    rows = connection.execute(_TOTALS, {"people": sorted(people), "days": sorted(days)})
    wanted = set(keys)
    return {(row.participation_id, row.day): row for row in rows if (row.participation_id, row.day) in wanted}


def _book_day(
    page: Page, person: Participant, day: date, score: DayScore, before: Any, old: dict[int, Any]
) -> int | None:
    """Book the day's own points where they changed; returns the entry in force."""
    booked = before.booked_sequence if before else None
    if score.adjustment == (before.adjustment if before else 0):
        return booked
    cause = f"day:{person.id}:{day:%Y%m%d}:{before.version + 1 if before else 1}"
    if booked:
        take_back(page, [(old[booked], f"{cause}:back")])
    if not score.adjustment:
        return None
    return page.book(
        EntryKind.DAY,
        cause,
        entry_id=person.entry_id,
        participation_id=person.id,
        points=score.adjustment,
        micro_euros=euros_for(score.adjustment, person.rate),
        day=day,
    )


@dataclass(frozen=True, slots=True)
class _Change:
    """How one day's totals move."""

    row: dict[str, Any]
    participation_id: int
    team_id: int
    points: int
    micro_euros: int
    active_days: int


def _change(
    page: Page, person: Participant, key: DayKey, score: DayScore, before: Any, sequence: int | None
) -> _Change:
    moved = page.days[key]
    team_id = before.team_id if before else person.team_id
    row = {
        "participation_id": key[0],
        "day": key[1],
        "team_id": team_id,
        "points": (before.points if before else 0) + moved.points,
        "micro_euros": (before.micro_euros if before else 0) + moved.micro_euros,
        "adjustment": score.adjustment,
        "active": score.active,
        "version": (before.version if before else 0) + 1,
        "booked_sequence": sequence,
    }
    if row["points"] != score.points:
        raise AssertionError(f"day {key} books {row['points']} points and scores {score.points}")
    active_days = int(score.active) - int(before.active if before else False)
    return _Change(row, key[0], team_id, moved.points, moved.micro_euros, active_days)


_DAY_FIGURES = ("points", "micro_euros", "adjustment", "active", "version", "booked_sequence")

_NEW_DAY = insert(DayTotal)
_UPDATE_DAY = (
    update(DayTotal)
    .where(DayTotal.participation_id == bindparam("key_participation"), DayTotal.day == bindparam("key_day"))
    .values({name: bindparam(f"new_{name}") for name in _DAY_FIGURES})
)


def _write_totals(connection: Connection, changes: list[_Change], known: set[DayKey]) -> None:
    fresh = [change.row for change in changes if (change.row["participation_id"], change.row["day"]) not in known]
    again = [change.row for change in changes if (change.row["participation_id"], change.row["day"]) in known]
    if fresh:
        connection.execute(_NEW_DAY, fresh)
    if again:
        connection.execute(
            _UPDATE_DAY,
            [
                {"key_participation": row["participation_id"], "key_day": row["day"]}
                | {f"new_{name}": row[name] for name in _DAY_FIGURES}
                for row in again
            ],
        )


def _adding(model: type[Participation | Team | Entry], *figures: str) -> tuple[Update, list[str]]:
    statement = (
        update(model)
        .where(model.id == bindparam("key"))
        .values({name: getattr(model, name) + bindparam(f"more_{name}") for name in figures})
    )
    return statement, [f"more_{name}" for name in figures]


_ADDING = {
    Participation: _adding(Participation, "points", "active_days"),
    Team: _adding(Team, "points", "micro_euros", "active_days", "contributors"),
    Entry: _adding(Entry, "points", "micro_euros", "active_days", "contributors"),
}


def _carry_up(connection: Connection, changes: list[_Change], people: dict[int, Participant]) -> None:
    """Add what days changed to the totals of their person, team and company."""
    persons: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    teams: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    entries: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for change in changes:
        entry_id = people[change.participation_id].entry_id
        for sums in (persons[change.participation_id], teams[change.team_id], entries[entry_id]):
            sums["more_points"] += change.points
            sums["more_micro_euros"] += change.micro_euros
            sums["more_active_days"] += change.active_days
    for participation_id, sums in persons.items():
        person = people[participation_id]
        entries[person.entry_id]["more_contributors"] += _becomes(person.points, sums["more_points"])
    for (_, team_id), before, more in _carry_memberships(connection, changes):
        teams[team_id]["more_contributors"] += _becomes(before, more)
    for model, sums_of in ((Participation, persons), (Team, teams), (Entry, entries)):
        statement, names = _ADDING[model]
        moved = [
            {"key": key} | {name: sums[name] for name in names}
            for key, sums in sums_of.items()
            if any(sums[name] for name in names)
        ]
        if moved:
            connection.execute(statement, moved)


def _becomes(before: int, more: int) -> int:
    """Whether somebody starts (1) or stops (-1) having points."""
    return int(before + more > 0) - int(before > 0)


_MEMBERSHIPS = select(Membership.participation_id, Membership.team_id, Membership.points).where(
    Membership.participation_id.in_(bindparam("people", expanding=True))
)

_ADD_TO_MEMBERSHIP = (
    update(Membership)
    .where(Membership.participation_id == bindparam("key_participation"), Membership.team_id == bindparam("key_team"))
    .values(points=Membership.points + bindparam("more"))
)


def _carry_memberships(connection: Connection, changes: list[_Change]) -> list[tuple[tuple[int, int], int, int]]:
    """Add what days changed to what each person earned in each team; answers with the points before and the change."""
    more: dict[tuple[int, int], int] = defaultdict(int)
    for change in changes:
        more[change.participation_id, change.team_id] += change.points
    rows = connection.execute(_MEMBERSHIPS, {"people": sorted({key[0] for key in more})})
    before = {(row.participation_id, row.team_id): row.points for row in rows}
    moved = [
        {"key_participation": key[0], "key_team": key[1], "more": points} for key, points in more.items() if points
    ]
    if moved:
        connection.execute(_ADD_TO_MEMBERSHIP, moved)
    return [(key, before[key], points) for key, points in more.items()]
