"""The reveal: a frozen board is uncovered from last to first, out of one result that nothing moves any more."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from challenge.domain.standings import Ranking, SizeClass, rank
from challenge.errors import NotFoundError
from challenge.services.editions import edition_on
from challenge.services.freezes import cover_last, freeze_now, read_freeze, reveal_next, reveal_on
from challenge.services.stage import BOARDS, TEAMS
from challenge.services.teams import rename_team
from challenge.services.verification import verify
from challenge.store.company_models import Company
from challenge.store.edition_models import Edition
from challenge.store.ids import new_id
from tests.factories import (
    NOW,
    make_captain,
    make_company,
    make_edition,
    make_organiser,
    make_person,
    make_team,
    outing,
    place_of,
    record,
)
from tests.two_companies import TwoCompanies


@pytest.fixture
def race(database):
    return TwoCompanies(database)


def change(database, statement):
    with database.transaction() as connection:
        connection.execute(statement)


def test_the_last_comes_first_and_nothing_moves_the_result_once_its_first_row_is_seen(race):
    race.freeze()
    race.overtake()
    first = reveal_next(race.database, race.organiser, race.edition_id, SizeClass.SMALL, now=NOW)
    assert ([place.contender.name for place in first.rows], first.covered) == (["Ada"], 1)
    for day in range(9, 19):
        race.log(0, day)
    second = reveal_next(race.database, race.organiser, race.edition_id, SizeClass.SMALL, now=NOW)
    assert [(place.rank, place.contender.name) for place in second.rows] == [(1, "Bor"), (2, "Ada")]
    assert reveal_next(race.database, race.organiser, race.edition_id, SizeClass.SMALL, now=NOW) == second


def test_a_slip_of_the_thumb_is_taken_back(race):
    race.freeze()
    reveal_next(race.database, race.organiser, race.edition_id, TEAMS)
    for _ in range(2):
        cover_last(race.database, race.organiser, race.edition_id, TEAMS)
    with race.database.reading() as connection:
        reveal = reveal_on(connection, edition_on(connection, race.edition_id), TEAMS)
    assert (reveal.rows, reveal.covered) == ([], 2)


def test_a_new_name_changes_no_order_of_rows_that_are_uncovered(race):
    race.log(1, 1)
    race.log(1, 2)  # a tie: the name decides who is listed last
    race.freeze()
    reveal_next(race.database, race.organiser, race.edition_id, SizeClass.SMALL)
    change(race.database, update(Company).where(Company.name == "Bor").values(name="Aaa"))
    change(race.database, update(Edition).values(revision=Edition.revision + 1))
    with race.database.reading() as connection:
        reveal = reveal_on(connection, edition_on(connection, race.edition_id), SizeClass.SMALL)
    assert [(place.rank, place.contender.name) for place in reveal.rows] == [(1, "Aaa")]


def test_a_board_that_does_not_exist_is_not_uncovered(race):
    race.freeze()
    for step in (reveal_next, cover_last):
        with pytest.raises(NotFoundError):
            step(race.database, race.organiser, race.edition_id, "people")


STEPS = st.lists(st.tuples(st.sampled_from(["next", "back", "log", "rename"]), st.sampled_from(BOARDS)), max_size=14)
"""What happens on stage and behind it."""


@settings(max_examples=15)
@given(days=st.lists(st.integers(0, 6), min_size=5, max_size=5), steps=STEPS)
def test_whatever_happens_what_is_uncovered_is_the_end_of_the_real_ranking_and_all_in_the_end(database, days, steps):
    stage = Stage(database, days)
    for step, board in steps:
        getattr(stage, step)(board)
        stage.check()
    for board in BOARDS:
        for _ in stage.ranking(board):
            stage.next(board)
        assert stage.kept is None or stage.uncovered(board).covered == 0
        stage.check()
    assert verify(database) == []


class Stage:
    """Five companies of three classes, frozen, whose rows are uncovered while their people go on."""

    def __init__(self, database, days):
        self.database, self.kept = database, None
        self.edition_id = make_edition(database, slug=f"stage-{new_id()}")
        self.organiser = make_organiser(database, self.edition_id)
        self.people, self.names = [], 0
        for number, active in enumerate(days):
            headcount = (20, 20, 60, 60, 300)[number]
            entry_id = make_company(database, self.edition_id, headcount=headcount)
            team_id = make_team(database, entry_id)
            self.people.append([make_person(database, team_id) for _ in range(3 if number else 2)])
            for person in self.people[number]:
                for day in range(active):
                    record(database, person, outing(day=day))
        freeze_now(database, self.organiser, self.edition_id, now=NOW)

    def next(self, board):
        if self.kept is None:
            self.kept = {name: self._present(name) for name in BOARDS}
        reveal_next(self.database, self.organiser, self.edition_id, board, now=NOW)

    def back(self, board):
        cover_last(self.database, self.organiser, self.edition_id, board)

    def log(self, board):
        people = self.people[BOARDS.index(board)]
        record(self.database, people[0], outing(25, day=7 + self.names % 9))
        self.names += 1

    def rename(self, board):
        self.names += 1
        captain = make_captain(self.database, place_of(self.people[BOARDS.index(board)][0]).team_id)
        rename_team(self.database, captain, captain.held[0].team_id, f"{99 - self.names}", now=NOW)

    def _present(self, board):
        view = read_freeze(self.database, self.organiser, self.edition_id, now=NOW)
        rows = view.real.teams if board == TEAMS else [row for row in view.real.companies if row.group == board]
        return rank([row for row in rows if not row.withheld], Ranking.REGULARITY, view.days)

    def ranking(self, board):
        """The real ranking when the first row was uncovered."""
        return self.kept[board] if self.kept else self._present(board)

    def uncovered(self, board):
        with self.database.reading() as connection:
            return reveal_on(connection, edition_on(connection, self.edition_id), board)

    def check(self):
        """Rows that were uncovered are the last of the real ranking, and the others are as many as are covered."""
        for board in BOARDS if self.kept else ():
            reveal, real = self.uncovered(board), self.kept[board]
            assert reveal.covered + len(reveal.rows) == len(real)
            told = [(place.rank, place.value, place.contender.key) for place in reveal.rows]
            assert told == [(place.rank, place.value, place.contender.key) for place in real[reveal.covered :]]
