"""Good news: what a hall is told of teams and companies; true, told once, and never of a person."""

import json
from datetime import timedelta
from itertools import count

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, update

from challenge.domain.money import EURO
from challenge.services.activities import delete_activity
from challenge.services.editions import edition_on
from challenge.services.freezes import end_freeze, freeze_now
from challenge.services.live import build_snapshot
from challenge.services.news import KEPT, MOST_SHOWN, latest_news, write_news
from challenge.services.standing import shown_standing
from challenge.store.company_models import Entry
from challenge.store.edition_models import Edition, EditionState
from challenge.store.stage_models import Milestone, News, NewsKind, NewsMark
from challenge.store.team_models import Team
from tests.factories import NOW, add, make_company, make_edition, make_organiser, make_person, make_team, outing, record

OF_RANKS = {NewsKind.TEAM_CLIMBED, NewsKind.COMPANY_CLIMBED, NewsKind.COMPANY_EUROS}
NICKNAME = "Zebulon"
numbers = count(1)


class Hall:
    """An edition with companies of one team of three people each, and what is told of them."""

    def __init__(self, database, companies=4, **edition):
        self.database = database
        self.name = f"Company {next(numbers)}"
        self.edition_id = make_edition(database, slug=self.name.replace(" ", "-"), **edition)
        self.organiser = make_organiser(database, self.edition_id)
        self.entries, self.teams, self.people, self.recorded = [], [], [], []
        for _ in range(companies):
            self.enter()

    def enter(self, people=3, **company):
        name = f"{self.name} {len(self.entries)}"
        self.entries.append(make_company(self.database, self.edition_id, name=name, **company))
        self.teams.append(make_team(self.database, self.entries[-1], name=f"Team {len(self.teams)}", seats=5))
        self.people.append([make_person(self.database, self.teams[-1], nickname=NICKNAME) for _ in range(people)])

    def walk(self, number, *days, minutes=40):
        """Each person of a team walks on some days."""
        for person in self.people[number]:
            for day in days:
                self.recorded.append((person, record(self.database, person, outing(minutes, day=day)).activity_id))
        return self

    def tell(self, after=0):
        write_news(self.database, NOW + timedelta(minutes=after))
        return self

    def written(self):
        """All that was ever written and is kept, the oldest first."""
        statement = select(News.kind, News.at, News.entry_id, News.team_id, News.facts)
        with self.database.reading() as connection:
            rows = connection.execute(statement.where(News.edition_id == self.edition_id).order_by(News.at, News.id))
            return rows.all()

    def told(self, kind):
        return [row for row in self.written() if row.kind is kind]

    def shown(self):
        with self.database.reading() as connection:
            edition = edition_on(connection, self.edition_id)
            return latest_news(connection, edition.id, shown_standing(connection, edition, NOW))

    def revision(self):
        with self.database.reading() as connection:
            return edition_on(connection, self.edition_id).revision

    def change(self, model, key, **values):
        with self.database.transaction() as connection:
            connection.execute(update(model).where(model.id == key).values(**values))
            connection.execute(
                update(Edition).where(Edition.id == self.edition_id).values(revision=Edition.revision + 1)
            )


@pytest.fixture
def hall(database):
    """Four teams that have walked for four, three, two and one day; the marks are taken."""
    hall = Hall(database)
    for number in range(4):
        hall.walk(number, *range(4 - number))
    return hall.tell()


def test_the_first_time_only_marks_are_taken(hall):
    assert hall.written() == []
    with hall.database.reading() as connection:
        assert connection.scalar(select(NewsMark.revision)) == hall.revision()


def test_a_team_that_climbs_two_places_is_told_with_its_rank(hall):
    before = hall.revision()
    hall.walk(3, 4, 5).tell(1)
    (row,) = hall.told(NewsKind.TEAM_CLIMBED)
    assert (row.team_id, row.entry_id, row.facts) == (hall.teams[3], None, {"rank": 2, "by": 2})
    assert hall.revision() == before + 3 * 2 + 1


def test_one_place_is_told_of_a_company_but_of_a_team_only_if_it_leads_to_the_first(hall):
    hall.walk(2, 3, 4).tell(1)
    assert [row.facts for row in hall.told(NewsKind.COMPANY_CLIMBED)] == [{"rank": 1, "by": 2}]
    hall.walk(3, 4, 5).tell(2)
    assert [row.facts["rank"] for row in hall.told(NewsKind.COMPANY_CLIMBED)] == [1, 3]
    assert [row.team_id for row in hall.told(NewsKind.TEAM_CLIMBED)] == [hall.teams[2]]


def test_a_round_sum_of_a_company_is_told_once_also_after_it_was_lost_and_won_again(database):
    hall = Hall(database, companies=1)
    hall.enter(rate=40 * EURO, cap=50_000 * EURO)
    hall.walk(0, 0).walk(1, 0).tell()
    hall.walk(1, 1).tell(1)
    assert [row.facts for row in hall.told(NewsKind.COMPANY_EUROS)] == [{"micro_euros": 5_000 * EURO}]
    for person, activity_id in hall.recorded[-3:]:
        delete_activity(database, person, activity_id, now=NOW)
    hall.tell(2).walk(1, 2).tell(3)
    assert len(hall.told(NewsKind.COMPANY_EUROS)) == 1


def test_every_tenth_of_the_goal_is_told_and_of_several_at_once_the_last(database):
    hall = Hall(database, companies=1, goal_micro_euros=40 * EURO)
    hall.tell().walk(0, 0).tell(1)
    (row,) = hall.told(NewsKind.TOTAL_EUROS)
    assert row.facts["percent"] % 10 == 0
    assert row.facts["micro_euros"] * 100 == row.facts["percent"] * 40 * EURO
    assert (row.entry_id, row.team_id) == (None, None)


def test_a_milestone_is_told_with_its_title_when_it_is_passed(database):
    hall = Hall(database, companies=1, goal_micro_euros=0)
    for euros in (1, 80, 100_000):
        add(database, Milestone, edition_id=hall.edition_id, micro_euros=euros * EURO, title=f"{euros} repas")
    hall.tell().walk(0, 0, 1).tell(1)
    assert [row.facts for row in hall.told(NewsKind.MILESTONE)] == [{"title": "80 repas", "micro_euros": 80 * EURO}]


def test_a_goal_that_is_lowered_makes_no_news(hall):
    hall.change(Edition, hall.edition_id, goal_micro_euros=300 * EURO)
    assert hall.tell(1).written() == []


def test_a_company_that_joins_is_told_also_under_a_freeze(hall):
    freeze_now(hall.database, hall.organiser, hall.edition_id, now=NOW)
    hall.tell(1).enter(people=0)
    hall.change(Entry, hall.entries[-1], headcount=30)
    hall.tell(2)
    assert [(item.kind, item.name) for item in hall.shown()] == [(NewsKind.COMPANY_JOINED, f"{hall.name} 4")]


def test_whoever_climbs_only_because_others_fell_is_not_told(hall):
    for person, activity_id in hall.recorded[:12]:
        delete_activity(hall.database, person, activity_id, now=NOW)
    assert hall.tell(1).written() == []


@pytest.mark.parametrize("gone", ["withheld", "withdrawn"])
def test_nothing_is_told_or_shown_of_whoever_is_withheld_or_has_withdrawn(hall, gone):
    hall.walk(3, 4, 5).tell(1)
    assert {item.name for item in hall.shown()} >= {"Team 3"}
    hall.walk(3, 6, 7, 8)
    if gone == "withheld":
        hall.change(Team, hall.teams[3], contributors=2)
        hall.change(Entry, hall.entries[3], contributors=2)
    else:
        hall.change(Entry, hall.entries[3], withdrawn_at=NOW)
    hall.tell(2)
    assert not {"Team 3", f"{hall.name} 3"} & {item.name for item in hall.shown()}
    assert all(row.at < NOW + timedelta(minutes=2) for row in hall.written() if row.team_id == hall.teams[3])


def test_under_a_freeze_nothing_is_told_of_ranks_and_afterwards_nothing_of_what_happened_behind_it(hall):
    freeze_now(hall.database, hall.organiser, hall.edition_id, now=NOW)
    hall.walk(3, 4, 5, 6, 7).tell(1)
    assert {row.kind for row in hall.written()} <= {NewsKind.TOTAL_EUROS}
    end_freeze(hall.database, hall.organiser, hall.edition_id, now=NOW)
    hall.tell(2)
    assert not OF_RANKS & {row.kind for row in hall.written()}
    hall.walk(2, 8, 9, 10, 11, 12, 13, 14).tell(3)
    assert OF_RANKS & {row.kind for row in hall.written()}, "the next effort is told again"


def test_a_run_tells_at_most_three_the_best_of_them_newest(database):
    hall = Hall(database, companies=5)
    add(database, Milestone, edition_id=hall.edition_id, micro_euros=500 * EURO, title="Une nuit")
    hall.walk(0, 0, 1, 2).walk(1, 0, 1).walk(2, 0).walk(3, 0).walk(4, 0).tell()
    hall.walk(3, 1, 2, 3, 4).walk(4, 1, 2, 3, 4, 5).tell(1)
    kinds = [item.kind for item in hall.shown()]
    assert len(hall.written()) == 3
    assert kinds[:2] == [NewsKind.MILESTONE, NewsKind.TOTAL_EUROS]


def test_without_a_change_nothing_is_written_and_the_revision_stays(hall):
    hall.walk(3, 4, 5).tell(1)
    revision, rows = hall.revision(), hall.written()
    hall.tell(2)
    assert (hall.revision(), hall.written()) == (revision, rows)


def test_an_edition_that_does_not_run_is_left_alone(database):
    hall = Hall(database, state=EditionState.LOCKED).tell()
    with database.reading() as connection:
        assert connection.scalar(select(func.count()).select_from(NewsMark)) == 0
    assert hall.written() == []


def test_only_so_many_are_kept(hall):
    with hall.database.transaction() as connection:
        for number in range(KEPT):
            row = {"edition_id": hall.edition_id, "at": NOW - timedelta(hours=number), "facts": {}}
            connection.execute(News.__table__.insert().values(id=number + 1, kind=NewsKind.COMPANY_JOINED, **row))
    hall.walk(3, 4, 5).tell(1)
    written = hall.written()
    assert len(written) == KEPT
    assert written[-1].at > NOW
    assert len(hall.shown()) == MOST_SHOWN


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("walk"), st.integers(0, 3), st.integers(0, 20)),
        st.tuples(st.just("delete"), st.integers(0, 30), st.just(0)),
        st.tuples(st.sampled_from(["freeze", "end", "tell", "enter"]), st.integers(0, 1), st.just(0)),
    ),
    min_size=8,
    max_size=20,
)


@settings(max_examples=8, phases=(Phase.explicit, Phase.generate))
@given(steps=STEPS)
def test_whatever_happens_nothing_is_told_twice_of_a_person_or_of_ranks_under_a_freeze(database, steps):
    hall, frozen, minute = Hall(database, goal_micro_euros=400 * EURO).tell(), False, count(1)
    while_frozen = set()
    for verb, number, day in [*steps, ("tell", 0, 0)]:
        if verb == "walk":
            hall.walk(number, day)
        elif verb == "delete" and hall.recorded:
            person, activity_id = hall.recorded.pop(number % len(hall.recorded))
            delete_activity(database, person, activity_id, now=NOW)
        elif verb == "enter":
            hall.enter(people=number % 2 * 3)
        elif (verb, frozen) in {("freeze", False), ("end", True)}:
            (end_freeze if frozen else freeze_now)(database, hall.organiser, hall.edition_id, now=NOW)
            frozen = not frozen
        before = len(hall.written())
        hall.tell(next(minute))
        while_frozen |= {row.kind for row in hall.written()[before:] if frozen}
    rows = hall.written()
    same = [(row.kind, row.entry_id, row.team_id, row.facts.get("rank"), row.facts.get("micro_euros")) for row in rows]
    assert len(same) == len(set(same))
    assert not while_frozen & OF_RANKS
    snapshot = build_snapshot(database, hall.edition_id, now=NOW).body.decode()
    assert NICKNAME not in json.dumps([dict(row.facts) for row in rows]) + snapshot
