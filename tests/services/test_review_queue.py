"""The queue: what stands in it, in which order, and at which cost."""

import pytest

from challenge.services.appeals import appeal
from challenge.services.manual_shares import manual_shares
from challenge.services.review_queue import count_open_cases, open_cases, open_pairs
from challenge.services.two_outings import keep_apart
from challenge.store.activity_models import Source, Status
from challenge.store.edition_models import HoldPolicy
from tests.factories import NOW, impossible_ride, make_company, make_person, make_team, outing, record
from tests.review_scene import SLOW_RUN, TRACK, make_review, on_day, send, standing
from tests.rulings_given import refuse_activity
from tests.services.test_query_budget import counted


@pytest.fixture
def scene(database):
    """An edition in which what is doubted counts, or counts at the limit."""
    return make_review(database, HoldPolicy.NEVER)


def queue(scene):
    return [case.activity_id for case in open_cases(scene.database, scene.organiser, scene.edition_id, now=NOW)]


def test_what_counts_with_a_doubt_that_sets_no_limit_is_looked_at(scene):
    slow = send(scene.database, scene.person, SLOW_RUN)
    assert queue(scene) == [slow]
    assert count_open_cases(scene.database, scene.organiser, scene.edition_id) == 1


def test_what_was_limited_at_once_needs_nobody_until_its_owner_appeals(scene):
    ride = record(scene.database, scene.person, impossible_ride()).activity_id
    assert (standing(scene.database, ride)[0], queue(scene)) == (Status.LIMITED, [])
    appeal(scene.database, scene.person, ride, "It was downhill", now=NOW)
    assert queue(scene) == [ride]


def test_what_was_refused_is_in_the_queue_again_with_its_answer(scene):
    slow = send(scene.database, scene.person, SLOW_RUN)
    refuse_activity(scene.database, scene.organiser, slow, "no", now=NOW)
    assert queue(scene) == []
    appeal(scene.database, scene.person, slow, "With my grandmother", now=NOW)
    (case,) = open_cases(scene.database, scene.organiser, scene.edition_id)
    assert (case.status, case.answer.words) == (Status.REFUSED, "With my grandmother")


def rival(scene, days):
    """Somebody of another company with as many days at the cap."""
    person = make_person(scene.database, make_team(scene.database, make_company(scene.database, scene.edition_id)))
    for day in range(days):
        record(scene.database, person, outing(300, sport="run", day=day))
    return person


def test_what_moves_a_rank_comes_first_then_what_more_points_hang_on(database):
    scene = make_review(database)
    for days in range(1, 13):
        rival(scene, days)
    record(database, rival(scene, 3), outing(25, day=9))  # the one to be overtaken
    for day in range(3):
        record(database, scene.other, outing(300, sport="run", day=day))
    small, large = (record(database, scene.person, impossible_ride(day=day)).activity_id for day in (0, 1))
    record(database, scene.person, outing(40, day=0))
    moving = record(database, scene.other, outing(30, day=8, sport="ride", distance_m=100_000)).activity_id
    cases = open_cases(database, scene.organiser, scene.edition_id, now=NOW)
    assert [case.activity_id for case in cases] == [moving, large, small]
    assert [case.stake.moves_rank for case in cases] == [True, False, False]
    assert cases[0].stake.points < cases[1].stake.points


def test_the_stake_of_a_case_is_what_its_day_can_gain_or_lose(database):
    scene = make_review(database)
    record(database, scene.person, outing(40))
    record(database, scene.person, impossible_ride())
    (case,) = open_cases(database, scene.organiser, scene.edition_id, now=NOW)
    assert (case.points, case.in_full, case.at_limit, case.stake.points) == (0, 60, 42, 26)


def fill(scene, people):
    """More people with doubtful activities, some of them appealed, and a pair."""
    for _ in range(people):
        person = make_person(scene.database, scene.teams[0])
        send(scene.database, person, SLOW_RUN)
        ride = record(scene.database, person, impossible_ride(day=1)).activity_id
        appeal(scene.database, person, ride, "It was downhill", now=NOW)


def test_a_queue_of_twice_as_many_cases_is_read_in_as_many_statements(scene):
    sent = []
    for people in (2, 2, 4):
        fill(scene, people)
        with counted(scene.database) as statements:
            cases = open_cases(scene.database, scene.organiser, scene.edition_id, now=NOW)
        sent.append(len(statements))
    assert len(cases) == 16
    assert sent[1] == sent[2] <= 20


def test_a_pair_that_its_owner_calls_two_outings_waits_where_their_word_is_not_enough(scene):
    run = outing(40, sport="run", distance_m=7_000)
    one, other = (send(scene.database, scene.person, run, TRACK) for _ in range(2))
    behind = next(key for key in (one, other) if standing(scene.database, key)[0] is Status.DUPLICATE)
    assert keep_apart(scene.database, scene.person, behind, now=NOW) is None
    (pair,) = open_pairs(scene.database, scene.organiser, scene.edition_id, now=NOW)
    assert set(pair.key) == {one, other}
    assert pair.stake.points > 0
    assert count_open_cases(scene.database, scene.organiser, scene.edition_id) == 1


def test_the_share_of_typed_activities_is_told_of_eight_people_and_of_none_fewer(scene):
    for number in range(8):
        person = make_person(scene.database, scene.teams[0])
        record(scene.database, person, outing(30, day=number))
        if number % 2:
            send(scene.database, person, on_day(outing(30), number + 8), source=Source.FILE)
    record(scene.database, scene.other, outing(30))
    shares = manual_shares(scene.database, scene.organiser, scene.edition_id)
    assert [(share.company, share.percent) for share in shares] == [("Dunes", 67), ("Port", None)]
