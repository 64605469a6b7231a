"""The inbox: stored at once, worked off until done, whatever comes twice, late, out of order, or from a stranger."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from challenge.services.activities import delete_activity, edit_activity
from challenge.services.editions import utc_now
from challenge.services.explanations import explain_days
from challenge.services.notices import read_notices
from challenge.services.strava_inbox import BACK_OFF, LEASE, _claim, store_events, work_off_inbox
from challenge.services.verification import verify
from challenge.store.activity_models import Activity, Status
from challenge.store.edition_models import Edition, EditionState
from challenge.store.review_models import Decider, NoticeKind
from challenge.store.source_models import InboxState, StravaEvent
from challenge.strava.webhook import read_event
from tests.factories import AFTER_LOCK, LOCK, NOW, noon, outing, place_of
from tests.strava_scene import Connected, ledger_head, somebody_today, totals

MORNING = noon(20) - timedelta(hours=4)


@pytest.fixture
def scene(database, strava_on):
    connected = Connected(database, strava_on)
    yield connected
    assert verify(database) == []


def points(scene):
    return sum(day.points for day in explain_days(scene.database, scene.person, place_of(scene.person)))


def test_an_activity_that_strava_tells_of_is_recorded_with_what_strava_says_of_it(scene):
    row = scene.arrive(MORNING, sport_type="Ride", distance=12_345.0, moving_time=2400)
    assert (row.source, row.sport, row.status) == ("strava", "ride", Status.COUNTED)
    assert (row.moving_seconds, row.distance_m) == (2400, 12_345)
    assert points(scene) > 0
    assert timedelta(0) < row.erase_at - NOW <= timedelta(days=7)


def test_its_number_at_strava_goes_with_its_figures(scene):
    number = scene.run(MORNING)
    scene.tell(number)
    scene.work()
    assert str(number) not in scene.row(number).external_id


def test_nothing_is_believed_but_numbers(scene):
    number = scene.run(MORNING)
    event = scene.strava.event(scene.athlete, number) | {"updates": {"distance": 9, "title": "x"}, "moving_time": 1}
    scene.store(event)
    scene.work()
    assert scene.row(number).moving_seconds == 1800


def test_a_repeated_delivery_is_kept_once_and_asks_once(scene):
    number = scene.run(MORNING)
    assert [scene.tell(number, at=1_742_000_000) for _ in range(3)] == [1, 0, 0]
    scene.work()
    head = ledger_head(scene.database)
    scene.work()
    assert (len(scene.events()), scene.asked("/api/v3/activities")) == (1, 1)
    assert ledger_head(scene.database) == head


def test_events_of_athletes_nobody_here_is_are_not_kept(scene):
    stranger = scene.strava.add_athlete()
    assert scene.store(scene.strava.event(stranger, 5)) == 0
    assert scene.store(scene.strava.farewell(stranger)) == 0
    assert scene.events() == []


def test_other_news_of_an_athlete_is_not_kept(scene):
    assert scene.store(scene.strava.event(scene.athlete, None, "update", title="x")) == 0


def test_an_update_scores_again_by_reversal_and_says_so(scene):
    number = scene.run(MORNING, moving_time=3600, elapsed_time=3600, distance=9000.0)
    scene.tell(number)
    scene.work()
    before = points(scene)
    scene.strava.change_activity(number, moving_time=1500, elapsed_time=1500, distance=4000.0)
    scene.tell(number, "update")
    scene.work()
    assert points(scene) < before
    notice = read_notices(scene.database, scene.person, place_of(scene.person))[0]
    assert (notice.kind, notice.decider) == (NoticeKind.STRAVA_CHANGED, Decider.STRAVA)


def test_an_update_that_changes_no_figure_books_nothing(scene):
    number = scene.run(MORNING)
    scene.tell(number)
    scene.work()
    head, erase_at = ledger_head(scene.database), scene.row(number).erase_at
    scene.strava.change_activity(number, name="Evening run")
    scene.tell(number, "update", now=NOW + timedelta(hours=5))
    scene.work(now=NOW + timedelta(hours=5))
    assert ledger_head(scene.database) == head
    assert scene.row(number).erase_at == erase_at


def test_an_update_does_not_let_figures_be_kept_longer(scene):
    number = scene.run(MORNING)
    scene.tell(number)
    scene.work()
    erase_at, later = scene.row(number).erase_at, NOW + timedelta(days=3)
    scene.strava.change_activity(number, moving_time=2000)
    scene.tell(number, "update", now=later)
    scene.work(now=later)
    assert (scene.row(number).moving_seconds, scene.row(number).erase_at) == (2000, erase_at)


def test_a_deletion_takes_the_points_back_and_the_figures_away(scene):
    number = scene.run(MORNING)
    scene.tell(number)
    scene.work()
    key = scene.row(number).id
    scene.strava.delete_activity(number)
    scene.tell(number, "delete")
    scene.work()
    assert points(scene) == 0
    with scene.database.reading() as connection:
        assert connection.scalar(select(Activity.status).where(Activity.id == key)) is Status.WITHDRAWN
    assert scene.row_of(key) is None


def test_a_forged_deletion_deletes_nothing(scene):
    number = scene.run(MORNING)
    scene.tell(number)
    scene.work()
    before = points(scene)
    scene.tell(number, "delete")  # at Strava it is still there
    scene.work()
    assert points(scene) == before > 0


@pytest.mark.parametrize("order", [("delete", "create"), ("update", "create"), ("create", "delete", "update")])
def test_the_order_in_which_events_come_does_not_matter(scene, order):
    number = scene.run(MORNING)
    if "delete" in order:
        scene.strava.delete_activity(number)
    for aspect in order:
        scene.tell(number, aspect)
        scene.work()
    assert (scene.row(number) is None) == ("delete" in order)
    assert {event.state for event in scene.events()} == {InboxState.DONE}


def test_events_about_one_activity_that_wait_together_ask_once(scene):
    number = scene.run(MORNING)
    for aspect in ("create", "update", "update"):
        scene.tell(number, aspect)
    scene.work()
    assert scene.asked("/api/v3/activities") == 1
    assert {event.state for event in scene.events()} == {InboxState.DONE}


def test_an_activity_hidden_at_strava_and_shown_again_counts_again(scene):
    number = scene.run(MORNING)
    scene.tell(number)
    scene.work()
    before = points(scene)
    scene.strava.activities[number]["only_me"] = True
    scene.tell(number, "update")
    scene.work()
    assert points(scene) == 0
    scene.strava.activities[number]["only_me"] = False
    scene.tell(number, "update")
    scene.work()
    assert points(scene) == before


def test_what_its_owner_deleted_here_does_not_come_back(scene):
    number = scene.run(MORNING)
    scene.tell(number)
    scene.work()
    delete_activity(scene.database, scene.person, scene.row(number).id, now=NOW)
    scene.strava.change_activity(number, moving_time=2000)
    scene.tell(number, "update")
    scene.work()
    assert points(scene) == 0


def test_what_its_owner_corrected_here_is_their_word(scene):
    number = scene.run(MORNING)
    scene.tell(number)
    scene.work()
    edit_activity(scene.database, scene.person, scene.row(number).id, outing(20, day=20), now=NOW)
    scene.tell(number, "update")
    scene.work()
    assert scene.row(number).moving_seconds == 20 * 60


@pytest.mark.parametrize("started_at", [noon(-1), noon(40), NOW + timedelta(hours=1)])
def test_what_lies_outside_the_edition_is_not_kept(scene, started_at):
    assert scene.arrive(started_at) is None


def test_what_is_moved_out_of_the_edition_is_withdrawn(scene):
    number = scene.run(MORNING)
    scene.tell(number)
    scene.work()
    scene.strava.change_activity(number, start_date="2025-01-01T10:00:00Z")
    scene.tell(number, "update")
    scene.work()
    assert points(scene) == 0


def test_an_unknown_sport_counts_as_other(scene):
    assert scene.arrive(MORNING, sport_type="Quidditch", odd=True).sport == "other"


def test_a_ride_of_somebody_else_is_nobodys(scene):
    number = scene.run(MORNING)
    scene.strava.activities[number]["fields"]["athlete"] = {"id": 77, "resource_state": 1}
    scene.tell(number)
    scene.work()
    assert points(scene) == 0


def test_nothing_is_asked_for_while_no_edition_runs(scene):
    with scene.database.transaction() as connection:
        connection.execute(update(Edition).values(state=EditionState.REGISTRATION))
    scene.tell(scene.run(MORNING))
    scene.work()
    assert scene.asked() == 0
    assert {event.state for event in scene.events()} == {InboxState.DONE}


def test_after_the_lock_nothing_is_asked_and_nothing_changes(scene):
    scene.arrive(MORNING)
    before, asked = totals(scene.database), scene.asked()
    scene.tell(scene.run(LOCK - timedelta(hours=2)), now=AFTER_LOCK)
    scene.work(now=AFTER_LOCK)
    assert (totals(scene.database), scene.asked()) == (before, asked)


@pytest.mark.parametrize("how", [{"status": 500}, {"status": 200, "body": "<html>"}, {"status": 502, "body": "x"}])
def test_when_strava_is_down_an_event_waits_longer_and_longer(scene, how):
    number = scene.run(MORNING)
    scene.tell(number)
    scene.strava.fail("/api/v3/activities", **how)
    scene.work()
    (event,) = scene.events()
    assert (event.state, event.attempts, event.next_try_at - NOW) == (InboxState.WAITING, 1, BACK_OFF[0])
    scene.work(now=NOW + BACK_OFF[0])
    assert scene.row(number).status is Status.COUNTED


def test_an_event_that_never_works_is_given_up(scene):
    scene.strava.fail("/api/v3/activities", status=500, times=100)
    scene.tell(scene.run(MORNING))
    for day in range(len(BACK_OFF) + 2):
        scene.work(now=NOW + timedelta(days=day) / 2)
    assert [event.state for event in scene.events()] == [InboxState.GIVEN_UP]


def test_too_many_requests_make_everything_wait_as_told_and_count_as_no_try(database, strava_on):
    now = utc_now()
    scene = Connected(database, strava_on, somebody_today(database), now=now)
    strava_on.fail("/api/v3/activities", status=429, headers={"retry-after": "600"})
    numbers = [scene.run(now - timedelta(hours=2 + hour)) for hour in range(3)]
    for number in numbers:
        scene.tell(number, now=now)
    work_off_inbox(database, now=now)
    assert scene.asked("/api/v3/activities") == 1
    assert {event.attempts for event in scene.events()} == {0}
    until = max(event.next_try_at for event in scene.events())
    assert timedelta(minutes=9) < until - now < timedelta(minutes=11)
    work_off_inbox(database, now=until - timedelta(seconds=1))
    assert scene.asked("/api/v3/activities") == 1
    scene.work(now=until)
    assert all(scene.row(number) for number in numbers)


def test_what_a_worker_had_in_hand_when_it_died_is_taken_up_by_the_next(scene):
    number = scene.run(MORNING)
    scene.tell(number)
    assert len(_claim(scene.database, NOW)) == 1  # and then the power went
    scene.work(now=NOW + LEASE / 2)
    assert scene.row(number) is None
    scene.work(now=NOW + LEASE)
    assert scene.row(number).status is Status.COUNTED


def test_a_worker_that_dies_after_recording_has_recorded_once(scene):
    number = scene.run(MORNING)
    scene.tell(number)
    scene.work()
    head = ledger_head(scene.database)
    with scene.database.transaction() as connection:
        connection.execute(update(StravaEvent).values(state=InboxState.WAITING))
    scene.work(now=NOW + LEASE)
    assert ledger_head(scene.database) == head


def test_whoever_takes_the_consent_back_at_strava_is_forgotten_at_once_and_keeps_the_points(scene):
    scene.arrive(MORNING)
    before = totals(scene.database)
    scene.strava.end_consent(scene.athlete)
    scene.store(scene.strava.farewell(scene.athlete))
    scene.work()
    assert (scene.athlete_row(), totals(scene.database)) == (None, before)
    with scene.database.reading() as connection:
        assert connection.exec_driver_sql("SELECT * FROM measures").all() == []


def test_a_forged_farewell_ends_nothing(scene):
    row = scene.arrive(MORNING)
    scene.store(scene.strava.farewell(scene.athlete))
    scene.work()
    assert scene.athlete_row().trouble is None
    assert scene.row_of(row.id) is not None


@pytest.mark.parametrize("body", [b"", b"{}", b"[]", b"\x00", b"x" * 5000, json.dumps({"owner_id": 1}).encode()])
def test_what_is_no_event_is_none(body):
    assert read_event(body) is None


def test_many_events_are_stored_in_one_go(scene):
    numbers = range(1, 301)
    events = [read_event(json.dumps(scene.strava.event(scene.athlete, number)).encode()) for number in numbers]
    assert store_events(scene.database, events, now=NOW) == 300
    assert store_events(scene.database, events, now=NOW) == 0
