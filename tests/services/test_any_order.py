"""Whatever the order of additions, edits, deletions and decisions: only the final state makes the totals."""

from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from challenge.domain.measure import Kind
from challenge.domain.money import CENT, EURO
from challenge.errors import AlreadyDecidedError, NothingToUndoError
from challenge.services.activities import delete_activity, edit_activity, restore_activity
from challenge.services.boards import read_totals
from challenge.services.contenders import contenders_of
from challenge.services.editions import edition_on
from challenge.services.explanations import explain_days
from challenge.services.measured import MEASURED, recorded_of
from challenge.services.pledges import money_of_entry
from challenge.services.verification import verify
from challenge.store.activity_models import EARNING, Activity, ActivityMeasure, DayTotal, LedgerEntry, Status
from challenge.store.company_models import Entry
from challenge.store.edition_models import HoldPolicy
from challenge.store.team_models import Participation, Team
from tests.factories import (
    NOW,
    day_steps,
    impossible_ride,
    make_company,
    make_edition,
    make_organiser,
    make_person,
    make_team,
    outing,
    place_of,
    record,
)
from tests.rulings_given import refuse_activity, release_activity

PEOPLE = 3
EXAMPLES = settings(max_examples=8)
numbers = count(1)

DAYS = st.integers(0, 2)
MEASURES = st.one_of(
    st.builds(outing, st.sampled_from([2, 12, 40, 300]), day=DAYS, sport=st.sampled_from(["walk", "run", "yoga"])),
    st.builds(day_steps, st.sampled_from([2_000, 8_000, 20_000, 150_000]), day=DAYS),
    st.builds(impossible_ride, day=DAYS, kilometres=st.sampled_from([100, 200])),
)
CHANGES = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.integers(0, PEOPLE - 1), MEASURES),
        st.tuples(st.just("edit"), st.integers(0, 20), MEASURES),
        st.tuples(st.sampled_from(["delete", "restore", "release", "refuse"]), st.integers(0, 20), st.none()),
    ),
    min_size=3,
    max_size=14,
)


class Scene:
    """An edition with one company of two teams and three people, one of them on the adapted scale."""

    def __init__(self, database, policy, cap=5_000 * EURO):
        self.database = database
        self.edition_id = make_edition(database, slug=f"scene-{next(numbers)}", hold_policy=policy)
        self.entry_id = make_company(database, self.edition_id, cap=cap, fee=CENT, rate=14 * CENT + 1)
        self.teams = [make_team(database, self.entry_id) for _ in range(2)]
        self.people = [make_person(database, self.teams[n % 2], adapted=n == 1) for n in range(PEOPLE)]
        self.organiser = make_organiser(database, self.edition_id)
        self.made = []

    def play(self, changes):
        """Do what was asked for, as far as it is possible."""
        for verb, number, measure in changes:
            if verb == "add":
                self.add(number, measure)
            elif self.made:
                owner, activity_id = self.made[number % len(self.made)]
                self.change(verb, self.people[owner], activity_id, measure)
        return self

    def add(self, owner, measure):
        admitted = record(self.database, self.people[owner], measure)
        self.made.append((owner, admitted.activity_id))
        return admitted

    def change(self, verb, person, activity_id, measure):
        try:
            if verb == "edit":
                edit_activity(self.database, person, activity_id, measure, now=NOW)
            elif verb == "refuse":
                refuse_activity(self.database, self.organiser, activity_id, "no", now=NOW)
            elif verb == "release":
                release_activity(self.database, self.organiser, activity_id, now=NOW)
            else:
                verbs = {"delete": delete_activity, "restore": restore_activity}
                verbs[verb](self.database, person, activity_id, now=NOW)
        except (AlreadyDecidedError, NothingToUndoError):
            return

    def play_only_the_end_of(self, other):
        """What earns in the other scene at the end, recorded here at once and in the order of the figures."""
        with other.database.reading() as connection:
            rows = connection.execute(
                select(Activity.id, Activity.status, *MEASURED)
                .join(ActivityMeasure, ActivityMeasure.activity_id == Activity.id)
                .where(Activity.edition_id == other.edition_id, Activity.status.in_(sorted(EARNING)))
            ).all()
        owners = {activity_id: owner for owner, activity_id in other.made}
        for row in sorted(rows, key=lambda row: (row.started_at, row.moving_seconds, row.id), reverse=True):
            admitted = self.add(owners[row.id], recorded_of(row[2:]).measure)
            if admitted.status is Status.HELD:
                release_activity(self.database, self.organiser, admitted.activity_id, now=NOW)
        return self

    def totals(self):
        """Every running total, in the order in which people, teams and companies were made."""
        people = [place_of(person).participation_id for person in self.people]
        with self.database.reading() as connection:
            days = connection.execute(
                select(DayTotal.participation_id, DayTotal.day, DayTotal.points, DayTotal.micro_euros, DayTotal.active)
                .where(DayTotal.participation_id.in_(people), (DayTotal.points > 0) | DayTotal.active)
                .order_by(DayTotal.participation_id, DayTotal.day)
            ).all()
            return (
                [(people.index(row[0]), *row[1:]) for row in days],
                self._rows(connection, Participation, people, "points", "active_days"),
                self._rows(connection, Team, self.teams, *SUMS),
                self._rows(connection, Entry, [self.entry_id], *SUMS),
            )

    @staticmethod
    def _rows(connection, model, keys, *names):
        columns = [getattr(model, name) for name in names]
        return [tuple(row) for row in connection.execute(select(*columns).where(model.id.in_(keys)).order_by(model.id))]


SUMS = ("points", "micro_euros", "active_days", "contributors")


@pytest.mark.parametrize("policy", [HoldPolicy.ALWAYS, HoldPolicy.NEVER])
@EXAMPLES
@given(changes=CHANGES)
def test_any_history_has_the_totals_of_an_edition_that_only_knows_its_end(database, policy, changes):
    played = Scene(database, policy).play(changes)
    fresh = Scene(database, policy).play_only_the_end_of(played)
    assert played.totals() == fresh.totals()


@EXAMPLES
@given(changes=CHANGES)
def test_whatever_happens_the_ledger_adds_up_to_every_total(database, changes):
    scene = Scene(database, HoldPolicy.ALWAYS).play(changes)
    with database.reading() as connection:
        sums = connection.execute(
            select(
                func.coalesce(func.sum(LedgerEntry.points), 0), func.coalesce(func.sum(LedgerEntry.micro_euros), 0)
            ).where(LedgerEntry.entry_id == scene.entry_id)
        ).one()
        entry = connection.execute(select(Entry.points, Entry.micro_euros).where(Entry.id == scene.entry_id)).one()
    assert tuple(sums) == tuple(entry)
    assert entry.micro_euros == entry.points * (14 * CENT + 1)
    assert verify(database) == []


@EXAMPLES
@given(changes=CHANGES)
def test_whatever_happens_every_entry_is_taken_back_at_most_once_and_wholly(database, changes):
    scene = Scene(database, HoldPolicy.ALWAYS).play(changes)
    with database.reading() as connection:
        rows = connection.execute(
            select(LedgerEntry.sequence, LedgerEntry.points, LedgerEntry.micro_euros, LedgerEntry.reverses).where(
                LedgerEntry.edition_id == scene.edition_id
            )
        ).all()
    entries, taken = {row.sequence: row for row in rows}, [row for row in rows if row.reverses]
    assert len({row.reverses for row in taken}) == len(taken)
    for row in taken:
        original = entries[row.reverses]
        assert (row.points, row.micro_euros) == (-original.points, -original.micro_euros)


@EXAMPLES
@given(changes=CHANGES, cap=st.sampled_from([0, 2 * CENT, 7 * EURO + 1, 25 * EURO, 5_000 * EURO]))
def test_also_past_a_companys_cap_every_micro_euro_shown_adds_up(database, changes, cap):
    scene = Scene(database, HoldPolicy.NEVER, cap=cap).play(changes)
    with database.reading() as connection:
        edition = edition_on(connection, scene.edition_id)
        money = money_of_entry(connection, scene.entry_id).euros
        companies, teams, _ = contenders_of(connection, edition)
    days = [day for person in scene.people for day in explain_days(database, person, place_of(person))]
    assert money.total <= cap
    assert [row.euros for row in companies] == [money.counted]
    assert sum(row.euros for row in teams) == money.counted
    assert sum(day.euros.counted for day in days) == money.counted
    assert sum(day.euros.earned for day in days) == money.earned
    assert read_totals(database, scene.edition_id).raised == money.total


@EXAMPLES
@given(changes=CHANGES, cap=st.sampled_from([7 * EURO + 1, 25 * EURO, 5_000 * EURO]))
def test_the_lines_of_a_day_add_up_to_its_points_and_euros(database, changes, cap):
    scene = Scene(database, HoldPolicy.ALWAYS, cap=cap).play(changes)
    for person in scene.people:
        for day in explain_days(database, person, place_of(person)):
            parts = [activity.euros for activity in day.activities] + [euros for _, euros in day.lines]
            points = [activity.points for activity in day.activities] + [line.points for line, _ in day.lines]
            assert sum(points) == day.points
            assert sum(part.counted for part in parts) == day.euros.counted
            assert sum(part.earned for part in parts) == day.euros.earned == day.points * day.rate


def test_the_changes_above_reach_steps_doubts_and_every_decision(database):
    scene = Scene(database, HoldPolicy.ALWAYS)
    changes = [("add", 0, impossible_ride()), ("release", 0, None), ("add", 1, day_steps(150_000)), ("refuse", 1, None)]
    scene.play([*changes, ("add", 2, day_steps(8_000)), ("delete", 2, None), ("restore", 2, None)])
    with database.reading() as connection:
        rows = connection.execute(
            select(Activity.status, ActivityMeasure.kind)
            .join(ActivityMeasure, ActivityMeasure.activity_id == Activity.id)
            .order_by(Activity.id)
        ).all()
    assert [tuple(row) for row in rows] == [
        (Status.COUNTED, Kind.OUTING),
        (Status.REFUSED, Kind.DAY_STEPS),
        (Status.COUNTED, Kind.DAY_STEPS),
    ]
