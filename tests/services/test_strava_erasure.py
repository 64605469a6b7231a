"""Figures go within a week, or at once; no total changes, and what comes later on such a day still adds up."""

import shutil
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from challenge.domain.measure import Measure
from challenge.domain.rules import EFFORT, KILOMETRES
from challenge.errors import NotAskedError
from challenge.services.activities import Incoming, delete_activity, edit_activity, record_activities
from challenge.services.asked import answer_asked
from challenge.services.explanations import explain_days
from challenge.services.notices import read_notices
from challenge.services.strava_erasure import erase_due, erase_of_account
from challenge.services.strava_leaving import disconnect_strava
from challenge.services.verification import verify
from challenge.store.activity_models import Activity, ActivityFinding, Source, Status
from challenge.store.database import Database
from challenge.store.edition_models import HoldPolicy
from challenge.store.review_models import NoticeKind
from challenge.store.team_models import Participation
from tests.factories import NOW, day_steps, make_somebody, noon, outing, place_of, record
from tests.strava_scene import Connected, ledger_head, totals

WEEK = NOW + timedelta(days=7)
MORNING = noon(20) - timedelta(hours=4)


@pytest.fixture
def scene(database, strava_on):
    connected = Connected(database, strava_on)
    yield connected
    assert verify(database) == []


def figures(database):
    with database.reading() as connection:
        return connection.exec_driver_sql("SELECT activity_id FROM measures").all()


def row_of(database, activity_id):
    with database.reading() as connection:
        return connection.execute(select(Activity.__table__).where(Activity.id == activity_id)).one()


def test_after_a_week_the_figures_are_gone_and_the_points_are_not(scene):
    row = scene.arrive(MORNING, sport_type="Cricket")
    before, head = totals(scene.database), ledger_head(scene.database)
    assert erase_due(scene.database, now=NOW + timedelta(days=6)) == 0
    assert erase_due(scene.database, now=WEEK - timedelta(minutes=40)) == 1
    assert figures(scene.database) == []
    left = row_of(scene.database, row.id)
    assert (left.sport, left.started_at, left.points, left.status) == ("other", noon(20), row.points, Status.COUNTED)
    assert (totals(scene.database), ledger_head(scene.database)) == (before, head)


def test_a_commitment_is_left_that_nobody_can_try_figures_on_without_the_salt(scene):
    row = scene.arrive(MORNING)
    erase_due(scene.database, now=WEEK)
    assert len(row_of(scene.database, row.id).commitment) == 64
    with scene.database.reading() as connection:
        salt = connection.scalar(select(Participation.salt))
    assert len(salt) == 64


def test_its_owner_still_sees_the_points_of_the_day(scene):
    scene.arrive(MORNING)
    before = explain_days(scene.database, scene.person, place_of(scene.person))[0]
    erase_due(scene.database, now=WEEK)
    after = explain_days(scene.database, scene.person, place_of(scene.person))[0]
    assert (after.points, after.active, after.euros) == (before.points, before.active, before.euros)
    assert (after.activities, [left.points for left in after.left]) == ([], [before.activities[0].points])


def test_figures_of_other_sources_stay(scene):
    record(scene.database, scene.person, outing(day=3))
    scene.arrive(MORNING)
    erase_due(scene.database, now=WEEK)
    assert len(figures(scene.database)) == 1


def test_disconnecting_erases_at_once(scene):
    scene.arrive(MORNING)
    before = totals(scene.database)
    disconnect_strava(scene.database, scene.person, now=NOW)
    assert (figures(scene.database), totals(scene.database)) == ([], before)


def test_a_disconnection_that_was_cut_short_is_finished_by_the_next_job(scene):
    scene.arrive(MORNING)
    with scene.database.transaction() as connection:
        connection.exec_driver_sql("DELETE FROM strava_athletes")
    erase_due(scene.database, now=NOW)
    assert figures(scene.database) == []


def test_what_is_held_counts_at_the_limit_before_its_figures_go(database, strava_on):
    scene = Connected(database, strava_on, make_somebody(database, hold_policy=HoldPolicy.ALWAYS))
    row = scene.arrive(MORNING, sport_type="Ride", distance=200_000.0, moving_time=3600, elapsed_time=3600)
    assert (row.status, row.points) == (Status.HELD, 0)
    erase_due(database, now=WEEK)
    left = row_of(database, row.id)
    assert left.status is Status.LIMITED
    assert left.points > 0
    with database.reading() as connection:
        assert connection.execute(select(ActivityFinding.id)).all() == []
    assert verify(database) == []


def test_what_came_before_and_was_deleted_here_goes_too(scene):
    row = scene.arrive(MORNING)
    delete_activity(scene.database, scene.person, row.id, now=NOW)
    erase_due(scene.database, now=WEEK)
    assert figures(scene.database) == []


def test_the_same_figures_again_change_nothing_and_others_score_again(scene):
    number = scene.run(MORNING, moving_time=1800, elapsed_time=1800, distance=4000.0)
    scene.tell(number)
    scene.work()
    key, before = scene.row(number).id, totals(scene.database)
    erase_due(scene.database, now=WEEK)
    scene.tell(number, "update", now=WEEK)
    scene.work(now=WEEK)
    assert (totals(scene.database), figures(scene.database)) == (before, [])
    scene.strava.change_activity(number, moving_time=3600, elapsed_time=3600, distance=8000.0)
    scene.tell(number, "update", now=WEEK)
    scene.work(now=WEEK)
    assert totals(scene.database) != before
    assert row_of(scene.database, key).commitment is None
    assert WEEK < scene.row(number).erase_at <= WEEK + timedelta(days=7)


def test_deleted_at_strava_after_a_week_it_gives_its_points_back(scene):
    number = scene.run(MORNING)
    scene.tell(number)
    scene.work()
    erase_due(scene.database, now=WEEK)
    scene.strava.delete_activity(number)
    scene.tell(number, "delete", now=WEEK)
    scene.work(now=WEEK)
    assert [total[2] for total in totals(scene.database)[0]] == [0]


def same_run(minutes=30):
    """The run that Strava told of, as a watch's file has it."""
    return Measure("run", MORNING, minutes * 60, distance_m=5000)


def record_file(scene, measure, *, key="file", now=NOW):
    arrival = Incoming(Source.FILE, key, measure)
    return record_activities(scene.database, scene.person, place_of(scene.person), [arrival], now=now)[0]


def test_what_stood_behind_it_stays_there_whatever_happens_around(scene):
    file = record_file(scene, same_run())
    row = scene.arrive(MORNING)
    behind, counting = (row.id, file.activity_id) if row.status is Status.DUPLICATE else (file.activity_id, row.id)
    before = totals(scene.database)
    erase_due(scene.database, now=WEEK)
    assert totals(scene.database) == before
    if counting == row.id:
        edit_activity(scene.database, scene.person, behind, same_run(31), now=WEEK)
        assert row_of(scene.database, behind).same_as == counting
        assert totals(scene.database) == before


def test_when_it_is_deleted_what_stood_behind_it_counts(scene):
    number = scene.run(MORNING)
    scene.tell(number)
    scene.work()
    key = scene.row(number).id
    file = record(scene.database, scene.person, same_run())
    assert (file.status, row_of(scene.database, file.activity_id).same_as) == (Status.DUPLICATE, key)
    erase_due(scene.database, now=WEEK)
    delete_activity(scene.database, scene.person, key, now=WEEK)
    assert row_of(scene.database, file.activity_id).status is Status.COUNTED


def test_an_outing_that_comes_later_on_such_a_day_asks_its_owner(scene):
    row = scene.arrive(MORNING)
    erase_due(scene.database, now=WEEK)
    before = totals(scene.database)
    late = record_file(scene, same_run(), now=WEEK)
    assert (late.status, late.points, totals(scene.database)) == (Status.ASKED, 0, before)
    assert NoticeKind.ASKED in {
        told.kind for told in read_notices(scene.database, scene.person, place_of(scene.person))
    }
    said = answer_asked(scene.database, scene.person, late.activity_id, same=True, now=WEEK)
    assert (said.status, row_of(scene.database, late.activity_id).same_as) == (Status.DUPLICATE, row.id)
    assert totals(scene.database) == before
    said = answer_asked(scene.database, scene.person, late.activity_id, same=False, now=WEEK)
    assert said.status is Status.COUNTED
    assert totals(scene.database) != before
    with pytest.raises(NotAskedError):
        answer_asked(scene.database, scene.person, late.activity_id, same=True, now=WEEK)


def test_what_was_asked_once_is_not_asked_again(scene):
    scene.arrive(MORNING)
    erase_due(scene.database, now=WEEK)
    late = record_file(scene, same_run(), now=WEEK).activity_id
    answer_asked(scene.database, scene.person, late, same=False, now=WEEK)
    assert edit_activity(scene.database, scene.person, late, same_run(40), now=WEEK).status is Status.COUNTED


def test_what_stood_beside_it_is_not_asked_about(scene):
    beside = record(scene.database, scene.person, outing(30, day=20, sport="yoga"))
    scene.arrive(MORNING)
    erase_due(scene.database, now=WEEK)
    edited = edit_activity(scene.database, scene.person, beside.activity_id, outing(45, day=20, sport="yoga"), now=WEEK)
    assert edited.status is Status.COUNTED


def test_nothing_is_asked_of_what_was_never_asked(scene):
    walk = record(scene.database, scene.person, outing())
    with pytest.raises(NotAskedError):
        answer_asked(scene.database, scene.person, walk.activity_id, same=True, now=NOW)


def test_events_are_kept_for_a_week(scene):
    scene.arrive(MORNING)
    erase_due(scene.database, now=WEEK + timedelta(hours=1))
    assert scene.events() == []


minutes = st.integers(1, 1_700)
parts = st.lists(
    st.tuples(
        st.sampled_from([Source.STRAVA, Source.MANUAL]),
        st.sampled_from(["run", "walk", "ride", "yoga", "swim"]),
        minutes,
        st.none() | st.integers(100, 60_000),
        st.integers(0, 23),
    ),
    max_size=5,
)


def one_that_earns(database):
    with database.reading() as connection:
        earning = Activity.status.in_([Status.COUNTED, Status.LIMITED])
        return connection.scalar(select(Activity.id).where(earning).limit(1))


@settings(max_examples=8)
@given(before=parts, after=parts, steps=st.none() | st.integers(1, 60_000), cap=st.sampled_from([20, 50, 10_000]))
@pytest.mark.parametrize("rules", [EFFORT, KILOMETRES], ids=["effort", "kilometres"])
def test_erasing_changes_no_total_whatever_the_day_holds(
    migrated_file, tmp_path_factory, rules, before, after, steps, cap
):
    path = shutil.copy(migrated_file, tmp_path_factory.mktemp("erased") / "challenge.db")
    database = Database(f"sqlite:///{path}")
    try:
        person = make_somebody(database, rules=replace(rules, day_cap=cap))

        def record_all(wanted, name):
            arrivals = [
                Incoming(
                    source,
                    f"{name}{number}",
                    Measure(sport, noon(20) + timedelta(hours=hour - 12), length * 60, distance_m=metres),
                    erase_at=NOW if source is Source.STRAVA else None,
                )
                for number, (source, sport, length, metres, hour) in enumerate(wanted)
            ]
            record_activities(database, person, place_of(person), arrivals, now=NOW)

        record_all(before, "before")
        if steps:
            record(database, person, day_steps(steps, day=20))
        earlier, head = totals(database), ledger_head(database)
        erase_of_account(database, person.account_id, now=NOW)
        assert (totals(database), ledger_head(database)) == (earlier, head)
        assert verify(database) == []
        record_all(after, "after")
        assert verify(database) == []
        erase_of_account(database, person.account_id, now=NOW)
        assert verify(database) == []
        while (activity_id := one_that_earns(database)) is not None:  # what stood behind it counts in its place
            delete_activity(database, person, activity_id, now=NOW)
        assert verify(database) == []
        assert sum(total[2] for total in totals(database)[0]) == 0
    finally:
        database.close()
