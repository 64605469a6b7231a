"""Freezes: boards that stay as they were, what counts behind them, and how they begin and end."""

from datetime import timedelta

import pytest
from sqlalchemy import insert, select, update

from challenge.domain.disclosure import Visibility
from challenge.domain.money import CENT, EURO
from challenge.domain.standings import Ranking, rank
from challenge.errors import AlreadyFrozenError, FreezePassedError, NotFrozenError
from challenge.services.boards import read_people, read_team_board, read_totals
from challenge.services.companies import raise_cap, withdraw_company
from challenge.services.editions import read_edition
from challenge.services.employer import read_employer_view
from challenge.services.erasure import erase_me
from challenge.services.explanations import explain_days
from challenge.services.freezes import (
    call_off_freeze,
    cover_last,
    plan_freeze,
    read_freeze,
    reveal_next,
    take_due_freezes,
)
from challenge.services.home import read_home
from challenge.services.stage import TEAMS
from challenge.services.standing import frozen_since
from challenge.services.teams import rename_team
from challenge.services.verification import verify
from challenge.services.weeks import close_weeks
from challenge.store.activity_models import Status
from challenge.store.company_models import Company, Logo, PublishedWeek
from challenge.store.edition_models import Edition, HoldPolicy
from challenge.store.team_models import Participation
from tests.factories import (
    NOW,
    impossible_ride,
    make_captain,
    make_company,
    make_hr_manager,
    make_person,
    make_team,
    outing,
    place_of,
    record,
)
from tests.two_companies import LATER, TwoCompanies

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.fixture
def race(database):
    return TwoCompanies(database)


def change(database, statement):
    with database.transaction() as connection:
        connection.execute(statement)


# While it lasts


@pytest.mark.parametrize("ranking", Ranking)
def test_every_order_and_gap_stays_as_it_was_also_on_later_days(race, ranking):
    race.freeze()
    boards = [race.board(ranking), read_team_board(race.database, race.people[1][0], race.edition_id, ranking, now=NOW)]
    race.overtake()
    later = [
        race.board(ranking, now=LATER),
        read_team_board(race.database, race.people[1][0], race.edition_id, ranking, now=LATER),
    ]
    assert later == boards
    assert later[1].gap is not None


def test_the_grand_total_and_ones_own_points_run_on(race):
    person, place = race.people[1][0], place_of(race.people[1][0])
    race.freeze()
    before = read_home(race.database, person, place, now=NOW), read_totals(race.database, race.edition_id)
    race.overtake()
    after = read_home(race.database, person, place, now=NOW), read_totals(race.database, race.edition_id)
    assert (after[0].points, after[0].euros.earned) > (before[0].points, before[0].euros.earned)
    assert (after[1].points, after[1].counted, after[1].active_days) > (
        before[1].points,
        before[1].counted,
        before[1].active_days,
    )


def test_the_organiser_sees_frozen_and_real_side_by_side(race):
    race.freeze()
    race.overtake()
    view = read_freeze(race.database, race.organiser, race.edition_id, now=LATER)
    order = [
        [place.contender.name for place in rank(standing.companies, Ranking.REGULARITY, days)]
        for standing, days in ((view.shown, view.days_shown), (view.real, view.days))
    ]
    assert order == [["Ada", "Bor"], ["Bor", "Ada"]]
    assert (view.frozen_at, view.days - view.days_shown) == (NOW, 1)


def test_the_board_of_people_keeps_its_points_too_because_their_sum_is_a_teams(race):
    race.freeze()
    before = read_people(race.database, race.people[0][0], race.edition_id)
    race.overtake()
    assert read_people(race.database, race.people[0][0], race.edition_id) == before


def test_a_team_closed_by_two_hidden_members_stays_closed_when_a_third_earns_behind_the_freeze(race):
    ids = [place_of(person).participation_id for person in race.people[0][:2]]
    late = make_person(race.database, race.teams[0], visibility=Visibility.HIDDEN)
    change(
        race.database,
        update(Participation).where(Participation.id.in_(ids)).values(visibility=Visibility.HIDDEN, nickname="hidden"),
    )
    race.freeze()
    record(race.database, late, outing())
    seen = read_people(race.database, race.people[1][0], race.edition_id, team_id=race.teams[0])
    assert seen == []
    race.end()
    assert len(read_people(race.database, race.people[1][0], race.edition_id, team_id=race.teams[0])) == 1


def test_who_comes_after_it_is_on_no_board_until_it_ends_and_its_employer_reads_that_nothing_was_earned(race):
    race.freeze()
    entry_id = make_company(race.database, race.edition_id, name="Cyr")
    team_id = make_team(race.database, entry_id)
    for _ in range(3):
        record(race.database, make_person(race.database, team_id), outing())
    manager = make_hr_manager(race.database, race.edition_id, entry_id)
    view = read_employer_view(race.database, manager, entry_id, now=NOW)
    assert race.order() == ["Ada", "Bor"]
    assert (view.money.earned, view.teams) == (0, ())
    race.end()
    assert race.order() == ["Ada", "Bor", "Cyr"]
    assert read_employer_view(race.database, manager, entry_id, now=NOW).money.earned > 0


def test_names_logos_and_who_has_left_follow_the_present(race):
    race.freeze()
    with race.database.transaction() as connection:
        company_id = connection.scalar(select(Company.id).where(Company.name == "Ada"))
        connection.execute(update(Company).where(Company.id == company_id).values(name="Ada & Co"))
        connection.execute(insert(Logo).values(company_id=company_id, png=b"png", fingerprint="f" * 64))
        connection.execute(update(Edition).values(revision=Edition.revision + 1))
    captain = make_captain(race.database, race.teams[0])
    rename_team(race.database, captain, race.teams[0], "Lions", now=NOW)
    withdraw_company(race.database, race.organiser, race.entries[0], "sold", now=NOW)
    row = race.board().places[0].contender
    team = read_team_board(race.database, race.people[1][0], race.edition_id, Ranking.REGULARITY).places[0].contender
    assert (row.name, row.withdrawn, row.disc.logo) == ("Ada & Co", True, f"/logo/{company_id}/{'f' * 64}.png")
    assert (team.name, team.group, team.withdrawn) == ("Lions", "Ada & Co", True)


def test_what_is_withheld_is_the_pictures(database):
    race = TwoCompanies(database)
    entry_id = make_company(database, race.edition_id, name="Duo")
    people = [make_person(database, make_team(database, entry_id)) for _ in range(3)]
    for person in people[:2]:
        record(database, person, outing())
    race.freeze()
    withheld = [place.contender.withheld for place in race.board().places]
    record(database, people[2], outing())
    assert [place.contender.withheld for place in race.board().places] == withheld
    assert True in withheld


def test_past_the_cap_ones_own_counted_euros_keep_the_part_of_each_euro_that_was_left(database):
    race = TwoCompanies(database)
    entry_id = make_company(database, race.edition_id, name="Cap", cap=90 * EURO, fee=25 * EURO, rate=100 * CENT)
    team_id = make_team(database, entry_id)
    people = [make_person(database, team_id) for _ in range(3)]
    record(database, people[0], outing(40, day=1))
    record(database, people[1], outing(40, day=1))
    place = place_of(people[0])
    race.freeze()
    before = read_home(database, people[0], place, now=NOW).euros
    assert before.counted < before.earned
    record(database, people[1], outing(300, day=2))
    assert read_home(database, people[0], place, now=NOW).euros == before
    record(database, people[0], outing(40, day=3))
    after = read_home(database, people[0], place, now=NOW).euros
    assert (after.earned, after.counted) == (2 * before.earned, 2 * before.counted)
    days = explain_days(database, people[0], place)
    assert sum(day.euros.counted for day in days) == after.counted
    assert all(day.cap_reached for day in days)


def test_whether_a_doubted_activity_is_held_tells_no_rank_while_the_boards_are_frozen(database):
    race = TwoCompanies(database, hold_policy=HoldPolicy.FIRST_TEN)
    leader = race.people[0][0]
    assert record(database, leader, impossible_ride(day=4)).status is Status.LIMITED  # it moves no rank
    race.freeze()
    assert record(database, leader, impossible_ride(day=5)).status is Status.HELD


def test_weeks_that_are_published_behind_it_are_unseen_until_it_ends(race):
    manager = make_hr_manager(race.database, race.edition_id, race.entries[0])
    close_weeks(race.database, NOW)
    race.freeze()
    before = read_employer_view(race.database, manager, race.entries[0], now=NOW)
    close_weeks(race.database, NOW + 7 * DAY)
    assert read_employer_view(race.database, manager, race.entries[0], now=NOW) == before
    race.end()
    assert len(read_employer_view(race.database, manager, race.entries[0], now=NOW).weeks) == len(before.weeks) + 1
    with race.database.reading() as connection:
        assert connection.scalars(select(PublishedWeek.published_at).distinct()).all()


def test_an_employers_teams_have_the_gap_they_had_also_on_later_days(race):
    manager = make_hr_manager(race.database, race.edition_id, race.entries[1])
    race.freeze()
    before = read_employer_view(race.database, manager, race.entries[1], now=NOW).teams
    race.overtake()
    assert read_employer_view(race.database, manager, race.entries[1], now=NOW + 6 * DAY).teams == before
    assert before[0].gap is not None


def test_a_cap_raised_behind_it_moves_no_board(race):
    race.freeze()
    before = race.board(Ranking.EUROS)
    raise_cap(
        race.database, make_hr_manager(race.database, race.edition_id, race.entries[0]), race.entries[0], 9_000 * EURO
    )
    assert race.board(Ranking.EUROS) == before


def test_the_ledger_verifies_and_an_account_can_be_erased_and_no_picture_holds_a_persons_name(race):
    change(race.database, update(Participation).values(nickname="Zébulon"))
    race.freeze()
    board = race.board()
    assert verify(race.database) == []
    erase_me(race.database, race.people[0][1], now=LATER)
    assert verify(race.database) == []
    assert race.board().places == board.places
    reveal_next(race.database, race.organiser, race.edition_id, TEAMS)
    assert "Zébulon" not in repr(race.freezes())
    race.end()
    assert verify(race.database) == []


# When it begins and ends


def test_it_ends_as_it_began_with_a_line_each_and_its_pictures_are_gone(race):
    race.freeze()
    race.overtake()
    assert race.order() == ["Ada", "Bor"]
    race.end()
    assert race.order() == ["Bor", "Ada"]
    (kept,) = race.freezes()
    assert (kept.picture, kept.result, kept.ended_at, kept.ended_by) == (None, None, LATER, race.organiser.account_id)
    assert [line[:2] for line in race.log_lines()] == [
        ("boards_frozen", race.organiser.account_id),
        ("freeze_ended", race.organiser.account_id),
    ]
    assert [line.facts for line in race.log_lines()] == [{}, {}]


def test_it_can_be_frozen_again_and_shows_the_newer_picture(race):
    race.freeze()
    race.overtake()
    race.end()
    race.freeze(LATER)
    race.log(0, 9)
    assert race.order() == ["Bor", "Ada"]
    assert frozen_since(race.database, read_edition(race.database, race.edition_id)) == LATER


def test_what_is_frozen_is_not_frozen_again_and_what_is_not_is_not_ended(race):
    with pytest.raises(NotFrozenError):
        race.end()
    for step in (reveal_next, cover_last):
        with pytest.raises(NotFrozenError):
            step(race.database, race.organiser, race.edition_id, TEAMS)
    race.freeze()
    with pytest.raises(AlreadyFrozenError):
        race.freeze()
    with pytest.raises(AlreadyFrozenError):
        plan_freeze(race.database, race.organiser, race.edition_id, LATER, now=NOW)


def test_at_a_set_time_it_begins_by_itself_and_only_then(race):
    plan_freeze(race.database, race.organiser, race.edition_id, NOW + MINUTE, now=NOW)
    take_due_freezes(race.database, NOW)
    assert frozen_since(race.database, read_edition(race.database, race.edition_id)) is None
    assert read_freeze(race.database, race.organiser, race.edition_id, now=NOW).planned_for == NOW + MINUTE
    take_due_freezes(race.database, NOW + MINUTE)
    assert frozen_since(race.database, read_edition(race.database, race.edition_id)) == NOW + MINUTE
    assert [line[:2] for line in race.log_lines()] == [
        ("freeze_planned", race.organiser.account_id),
        ("boards_frozen", None),
    ]


def test_a_server_that_was_down_at_the_set_time_counts_no_day_that_began_since(race):
    plan_freeze(race.database, race.organiser, race.edition_id, NOW + MINUTE, now=NOW)
    expected = race.board().places
    take_due_freezes(race.database, NOW + 3 * DAY)
    assert race.board(now=NOW + 3 * DAY).places == expected


def test_a_plan_is_replaced_by_the_next_one_and_called_off_with_a_line(race):
    for starts_at in (NOW + MINUTE, LATER):
        plan_freeze(race.database, race.organiser, race.edition_id, starts_at, now=NOW)
    assert read_freeze(race.database, race.organiser, race.edition_id, now=NOW).planned_for == LATER
    for _ in range(2):
        call_off_freeze(race.database, race.organiser, race.edition_id, now=NOW + MINUTE)
    take_due_freezes(race.database, LATER)
    assert frozen_since(race.database, read_edition(race.database, race.edition_id)) is None
    assert [line.action for line in race.log_lines()] == ["freeze_planned", "freeze_planned", "freeze_called_off"]


def test_a_plan_in_the_past_is_refused(race):
    with pytest.raises(FreezePassedError):
        plan_freeze(race.database, race.organiser, race.edition_id, NOW, now=NOW)


def test_frozen_by_hand_before_its_time_it_is_not_frozen_by_itself_after_it_ended(race):
    plan_freeze(race.database, race.organiser, race.edition_id, LATER, now=NOW)
    race.freeze()
    race.end()
    take_due_freezes(race.database, LATER + MINUTE)
    assert frozen_since(race.database, read_edition(race.database, race.edition_id)) is None
