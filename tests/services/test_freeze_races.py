"""Many at once: one freeze, one picture, one row a step; and what is logged meanwhile is before it or behind it."""

import pytest

from challenge.errors import AlreadyFrozenError
from challenge.services.editions import edition_on
from challenge.services.freezes import plan_freeze, reveal_next, reveal_on, take_due_freezes
from challenge.services.stage import TEAMS
from challenge.services.standing import picture_from, present_standing, read_picture, shown_standing, take_picture
from tests.factories import FIRST, NOW, outing, record
from tests.together import THREADS, together
from tests.two_companies import LATER, TwoCompanies


@pytest.fixture
def race(database):
    return TwoCompanies(database)


def test_of_many_who_freeze_at_once_one_does(race):
    def freeze(_):
        try:
            race.freeze()
        except AlreadyFrozenError:
            return "already"
        return "frozen"

    assert sorted(together(freeze)) == ["already"] * (THREADS - 1) + ["frozen"]
    assert len(race.freezes()) == 1


def test_of_many_processes_one_takes_the_picture_that_is_due(race):
    plan_freeze(race.database, race.organiser, race.edition_id, LATER, now=NOW)
    together(lambda _: take_due_freezes(race.database, LATER))
    assert [line.action for line in race.log_lines()] == ["freeze_planned", "boards_frozen"]


def test_of_many_steps_at_once_each_uncovers_one_row(race):
    race.freeze()
    together(lambda _: reveal_next(race.database, race.organiser, race.edition_id, TEAMS))
    with race.database.reading() as connection:
        reveal = reveal_on(connection, edition_on(connection, race.edition_id), TEAMS)
    assert (len(reveal.rows), reveal.covered) == (2, 0)


def test_what_is_logged_while_it_freezes_is_wholly_before_or_wholly_behind(database):
    """Whoever would read the sums before the lock and write them after it would lose what came between."""
    race = TwoCompanies(database)
    person = race.people[1][0]

    def act(number):
        if number == 0:
            return race.freeze()
        return [record(database, person, outing(2, day=4 + day)) for day in range(3)]

    together(act)
    shown, real = race.standing(shown_standing), race.standing(present_standing)
    for frozen, present in ((shown.companies, real.companies), (shown.teams, real.teams)):
        assert sum(row.points for row in frozen) <= sum(row.points for row in present)
    with database.reading() as connection:
        people = read_picture(connection, edition_on(connection, race.edition_id).freeze_id).people
    assert sum(sum(teams.values()) for teams in people.values()) == sum(row.points for row in shown.companies)
    assert sum(row.points for row in shown.companies) == sum(row.points for row in shown.teams)


def test_a_picture_taken_without_the_lock_would_miss_what_was_logged_meanwhile(race):
    with race.database.reading() as unlocked:
        edition = edition_on(unlocked, race.edition_id)
        race.log(1, 5)
        picture = picture_from(take_picture(unlocked, edition, NOW, FIRST))
    present = race.standing(present_standing)
    assert sum(row.points for row in picture.companies) < sum(row.points for row in present.companies)
