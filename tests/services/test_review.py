"""Review: what is held, what a decision covers, and what happens when nobody decides."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from challenge.errors import AlreadyDecidedError, NotFoundError, ReasonMissingError
from challenge.services.activities import delete_activity, edit_activity, restore_activity
from challenge.services.decision_log import read_decisions
from challenge.services.explanations import explain_days
from challenge.services.ledger import GENESIS, HASHED, entry_hash
from challenge.services.review import settle_undecided
from challenge.services.review_queue import open_cases
from challenge.services.verification import verify
from challenge.store.activity_models import Activity, LedgerEntry, Status
from challenge.store.edition_models import HoldPolicy
from challenge.store.review_models import Verdict
from challenge.store.team_models import Participation
from tests.factories import (
    AFTER_LOCK,
    NOW,
    PARIS,
    impossible_ride,
    make_company,
    make_edition,
    make_organiser,
    make_person,
    make_somebody,
    make_team,
    outing,
    place_of,
    record,
)
from tests.rulings_given import refuse_activity, release_activity

RIDE = impossible_ride()
BELIEVED, PLAUSIBLE = 60, 42
"""Points of that hour at its own pace, and at a moderate one."""


@pytest.fixture
def person(database):
    """A participant of an edition that holds every doubted activity."""
    return make_somebody(database, hold_policy=HoldPolicy.ALWAYS)


@pytest.fixture
def organiser(database, person):
    """The organiser of that edition."""
    return make_organiser(database, place_of(person).edition_id)


@pytest.fixture
def held(database, person):
    """An impossible ride that waits for a decision."""
    return record(database, person, RIDE).activity_id


def standing(database, activity_id):
    """Status and points of an activity, and the points of its person."""
    with database.reading() as connection:
        return tuple(
            connection.execute(
                select(Activity.status, Activity.points, Participation.points)
                .join(Participation, Participation.id == Activity.participation_id)
                .where(Activity.id == activity_id)
            ).one()
        )


def test_a_held_activity_earns_nothing_and_books_nothing(database, held):
    assert standing(database, held) == (Status.HELD, 0, 0)
    with database.reading() as connection:
        assert connection.execute(select(LedgerEntry.sequence)).all() == []
    assert verify(database) == []


def test_a_held_activity_makes_no_day_active(database, person, held):
    day = explain_days(database, person, place_of(person))[0]
    assert (day.active, day.points, day.activities[0].status) == (False, 0, Status.HELD)
    assert standing(database, held)[0] is Status.HELD


def test_a_released_activity_counts_in_full(database, organiser, held):
    release_activity(database, organiser, held, now=NOW)
    assert standing(database, held) == (Status.COUNTED, BELIEVED, 50)
    assert verify(database) == []


def test_a_refused_activity_earns_nothing_and_its_owner_reads_why(database, person, organiser, held):
    refuse_activity(database, organiser, held, "  200 km in an hour  ", now=NOW)
    explained = explain_days(database, person, place_of(person))[0].activities[0]
    assert standing(database, held) == (Status.REFUSED, 0, 0)
    assert explained.reason == "200 km in an hour"


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_nobody_refuses_without_a_reason(database, organiser, held, reason):
    with pytest.raises(ReasonMissingError):
        refuse_activity(database, organiser, held, reason, now=NOW)
    assert standing(database, held)[0] is Status.HELD


def test_what_was_decided_is_not_decided_again(database, organiser, held):
    release_activity(database, organiser, held, now=NOW)
    with pytest.raises(AlreadyDecidedError):
        refuse_activity(database, organiser, held, "too late", now=NOW)
    with pytest.raises(AlreadyDecidedError):
        release_activity(database, organiser, held, now=NOW)
    assert standing(database, held)[0] is Status.COUNTED


def test_what_its_owner_deleted_is_not_decided(database, person, organiser, held):
    delete_activity(database, person, held, now=NOW)
    with pytest.raises(AlreadyDecidedError):
        release_activity(database, organiser, held, now=NOW)
    assert open_cases(database, organiser, place_of(person).edition_id) == []


def test_an_activity_that_does_not_exist_is_not_decided(database, organiser):
    with pytest.raises(NotFoundError):
        release_activity(database, organiser, 1, now=NOW)


def test_the_open_cases_show_who_what_and_why(database, person, organiser, held):
    cases = open_cases(database, organiser, place_of(person).edition_id)
    assert [(case.activity_id, case.person, case.figures.measure) for case in cases] == [(held, "Camille", RIDE)]
    assert [(finding.value, finding.limit) for finding in cases[0].figures.findings] == [
        (200_000, 46_000),
        (200_000, 56_792),
    ]
    assert (cases[0].points, cases[0].in_full, cases[0].at_limit) == (0, BELIEVED, PLAUSIBLE)
    release_activity(database, organiser, held, now=NOW)
    assert open_cases(database, organiser, place_of(person).edition_id) == []


def test_a_decision_stands_in_the_log_with_its_reason_and_what_it_changed(database, person, organiser, held):
    refuse_activity(database, organiser, held, "no", now=NOW)
    (line,) = read_decisions(database, organiser, place_of(person).edition_id).lines
    assert (line.at, line.person, line.verdict, line.reason) == (NOW, "Camille", Verdict.REFUSED, "no")
    assert (line.points_before, line.points_after, line.by, line.appealed) == (0, 0, "Organiser", False)


def test_a_release_covers_only_the_figures_it_saw(database, person, organiser, held):
    release_activity(database, organiser, held, now=NOW)
    edit_activity(database, person, held, impossible_ride(kilometres=201), now=NOW)
    assert standing(database, held) == (Status.HELD, 0, 0)


def test_editing_back_to_the_released_figures_counts_again(database, person, organiser, held):
    release_activity(database, organiser, held, now=NOW)
    edit_activity(database, person, held, impossible_ride(kilometres=201), now=NOW)
    assert edit_activity(database, person, held, RIDE, now=NOW).status is Status.COUNTED
    assert verify(database) == []


def test_editing_a_refused_activity_to_believable_figures_counts(database, person, organiser, held):
    refuse_activity(database, organiser, held, "no", now=NOW)
    assert edit_activity(database, person, held, outing(40), now=NOW).status is Status.COUNTED


def test_editing_back_to_the_refused_figures_stays_refused(database, person, organiser, held):
    refuse_activity(database, organiser, held, "no", now=NOW)
    edit_activity(database, person, held, outing(40), now=NOW)
    assert edit_activity(database, person, held, RIDE, now=NOW).status is Status.REFUSED
    assert standing(database, held) == (Status.REFUSED, 0, 0)


def test_deleting_and_restoring_a_refused_activity_stays_refused(database, person, organiser, held):
    refuse_activity(database, organiser, held, "no", now=NOW)
    delete_activity(database, person, held, now=NOW)
    assert restore_activity(database, person, held, now=NOW).status is Status.REFUSED


def test_a_decision_holds_whatever_zone_the_start_is_written_in(database, person, organiser):
    typed = replace(RIDE, started_at=RIDE.started_at.astimezone(PARIS))
    activity_id = record(database, person, typed).activity_id
    refuse_activity(database, organiser, activity_id, "no", now=NOW)
    delete_activity(database, person, activity_id, now=NOW)
    assert restore_activity(database, person, activity_id, now=NOW).status is Status.REFUSED


def test_deleting_and_restoring_a_held_activity_holds_it_again(database, person, held):
    delete_activity(database, person, held, now=NOW)
    assert restore_activity(database, person, held, now=NOW).status is Status.HELD


def test_what_is_undecided_at_the_lock_counts_at_the_limit(database, held):
    assert settle_undecided(database, now=AFTER_LOCK) == 1
    assert standing(database, held) == (Status.LIMITED, PLAUSIBLE, 50)
    assert verify(database) == []


def test_before_the_lock_nothing_undecided_counts(database, held):
    assert settle_undecided(database, now=NOW) == 0
    assert standing(database, held) == (Status.HELD, 0, 0)


def test_settling_twice_settles_once(database, held):
    settle_undecided(database, now=AFTER_LOCK)
    before = standing(database, held)
    assert settle_undecided(database, now=AFTER_LOCK) == 0
    assert standing(database, held) == before


def test_what_was_refused_stays_refused_at_the_lock(database, organiser, held):
    refuse_activity(database, organiser, held, "no", now=NOW)
    assert settle_undecided(database, now=AFTER_LOCK) == 0
    assert standing(database, held) == (Status.REFUSED, 0, 0)


@pytest.fixture
def crowd(database):
    """An edition that holds what moves one of the first ten: fourteen people, each a day behind the last."""
    edition_id = make_edition(database, slug="crowd", hold_policy=HoldPolicy.FIRST_TEN)
    people = []
    for number in range(14):
        entry_id = make_company(database, edition_id)
        people.append(make_person(database, make_team(database, entry_id)))
        for day in range(14 - number):
            record(database, people[-1], outing(240, sport="run", day=day))
    return people


def test_a_doubted_activity_is_held_where_it_would_move_one_of_the_first_ten(database, crowd):
    assert record(database, crowd[9], impossible_ride(day=16)).status is Status.HELD


def test_a_doubted_activity_further_down_counts_at_the_limit(database, crowd):
    assert record(database, crowd[13], outing(1, sport="ride", day=0, distance_m=5_000)).status is Status.LIMITED


def test_an_edit_is_held_where_recording_the_same_figures_would_be(database, crowd):
    fresh = record(database, crowd[9], impossible_ride(day=16))
    believed = record(database, crowd[9], outing(300, sport="run", day=17))
    edited = edit_activity(database, crowd[9], believed.activity_id, impossible_ride(day=17), now=NOW)
    assert edited.status is fresh.status


def test_the_hash_of_an_entry_does_not_depend_on_the_zone_its_moment_is_written_in():
    entry = dict.fromkeys(HASHED) | {"recorded_at": NOW}
    assert entry_hash(GENESIS, entry) == entry_hash(GENESIS, entry | {"recorded_at": NOW.astimezone(PARIS)})
