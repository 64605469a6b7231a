"""The daily look: everything since the edition's start at first, then what webhooks lost; within the budget."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest

from challenge.errors import StravaBusyError, StravaDownError, StravaRefusedError
from challenge.services.editions import utc_now
from challenge.services.explanations import explain_days
from challenge.services.strava_arrivals import take_in
from challenge.services.strava_budget import book_request
from challenge.services.strava_leaving import disconnect_strava
from challenge.services.strava_people import strava_person
from challenge.services.strava_state import read_strava
from challenge.services.strava_sync import AGAIN, EVERY, look_now, sync_due
from challenge.services.strava_tokens import access_token, unsealed
from challenge.services.strava_work import work_for_strava
from challenge.services.verification import verify
from challenge.store.activity_models import Status
from challenge.store.lone import alone
from challenge.strava.client import read_activity
from challenge.strava.site import configured_site
from tests.factories import FIRST, NOW, noon, place_of
from tests.strava_scene import Connected, ledger_head, somebody_today


@pytest.fixture
def scene(database, strava_on):
    connected = Connected(database, strava_on)
    yield connected
    assert verify(database) == []


def points(scene):
    return sum(day.points for day in explain_days(scene.database, scene.person, place_of(scene.person)))


def test_the_first_look_begins_with_the_edition(scene):
    numbers = [scene.run(noon(day)) for day in (-2, 0, 3, 20)]
    scene.look()
    assert [scene.row(number) is not None for number in numbers] == [False, True, True, True]
    assert scene.athlete_row().seen_to == noon(20)
    assert scene.athlete_row().sync_due_at == NOW + EVERY


def test_an_activity_just_after_midnight_of_the_first_day_counts(scene):
    number = scene.run(noon(0) - timedelta(hours=12))
    scene.look()
    assert scene.row(number).day == FIRST


def test_the_next_look_asks_for_no_more_than_a_week(scene):
    scene.run(noon(20))
    scene.look()
    scene.look(now=NOW + EVERY)
    later = scene.strava.asked("/api/v3/athlete/activities")[-1].path
    assert f"after={int((NOW + EVERY - timedelta(days=7)).timestamp())}" in later


def test_a_second_look_books_nothing(scene):
    scene.run(noon(20))
    scene.look()
    head = ledger_head(scene.database)
    scene.look()
    assert ledger_head(scene.database) == head


def test_what_webhooks_lost_is_found(scene):
    kept, changed, gone = (scene.run(noon(day)) for day in (18, 19, 20))
    scene.look()
    gone_id = scene.row(gone).id
    scene.strava.change_activity(changed, moving_time=3600, elapsed_time=3600)
    scene.strava.delete_activity(gone)
    fresh = scene.run(noon(20) + timedelta(hours=3))
    scene.look(now=NOW + timedelta(hours=1))
    assert (scene.row(changed).moving_seconds, scene.row(fresh).status) == (3600, Status.COUNTED)
    assert (scene.row(kept).status, scene.row(gone), scene.row_of(gone_id)) == (Status.COUNTED, None, None)


def test_what_is_missing_from_a_list_is_withdrawn_only_when_strava_says_that_it_is_gone(scene):
    number = scene.run(noon(20))
    scene.look()
    scene.strava.fail("/api/v3/athlete/activities", status=200, body="[]")
    scene.look(now=NOW + timedelta(hours=1))
    assert scene.row(number).status is Status.COUNTED


def test_pages_are_read_to_the_end(scene):
    for number in range(230):
        scene.run(noon(number % 20) + timedelta(minutes=number), moving_time=60)
    scene.look()
    assert [asked.path.split("page=")[1].split("&")[0] for asked in scene.strava.asked("/api/v3/athlete")] == [
        "1",
        "2",
        "3",
    ]


def test_a_page_with_nonsense_on_it_is_taken_as_far_as_it_can_be_read(scene):
    good = scene.run(noon(20))
    scene.run(noon(19), moving_time=-5, odd=True)
    scene.look()
    assert scene.row(good).status is Status.COUNTED


def test_trouble_is_kept_for_the_person_to_read_and_goes_when_it_works_again(scene):
    scene.strava.fail("/api/v3/athlete", status=500)
    with pytest.raises(StravaDownError):
        scene.look()
    link = read_strava(scene.database, scene.person, now=NOW).link
    assert (link.trouble, link.next_look) == ("error.strava_down_error", NOW + AGAIN)
    scene.look(now=NOW + AGAIN)
    assert read_strava(scene.database, scene.person, now=NOW).link.trouble is None


def test_an_access_token_that_ended_early_is_renewed_once(scene):
    number = scene.run(noon(20))
    scene.strava.expire(scene.athlete)
    scene.look()
    assert scene.row(number) is not None
    assert len(scene.strava.asked("/oauth/token")) == 2  # the first one is the consent's


def test_a_dead_refresh_token_tells_the_person_and_asks_nothing_more(scene):
    scene.strava.end_consent(scene.athlete)
    with pytest.raises(StravaRefusedError):
        scene.look()
    link = read_strava(scene.database, scene.person, now=NOW).link
    assert (link.trouble, link.next_look) == ("error.strava_refused_error", None)
    asked = len(scene.strava.log)
    assert sync_due(scene.database, now=NOW + timedelta(days=2)) == 0
    assert len(scene.strava.log) == asked
    scene.connect()
    assert read_strava(scene.database, scene.person, now=NOW).link.trouble is None


def test_tokens_are_renewed_five_minutes_before_their_end(scene):
    site, end = configured_site(), scene.athlete_row().expires_at
    first = access_token(scene.database, site, scene.person.account_id, now=end - timedelta(minutes=6))
    second = access_token(scene.database, site, scene.person.account_id, now=end - timedelta(minutes=4))
    assert first != second
    assert scene.strava.holder_of(second) is not None


def test_two_workers_who_renew_at_once_ask_once_and_keep_the_newest(scene):
    start, found = Barrier(4), []

    def take():
        start.wait()
        found.append(access_token(scene.database, configured_site(), scene.person.account_id))

    before = len(scene.strava.asked("/oauth/token"))
    scene.set_athlete(expires_at=NOW)
    threads = [Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(scene.strava.asked("/oauth/token")) - before == 1
    assert len(set(found)) == 1
    kept = unsealed(scene.athlete_row().sealed_tokens, NOW)
    assert (kept.access_token, kept.refresh_token) == (found[0], scene.strava.consents[scene.athlete].refresh)


def test_who_is_alone_lets_others_write_and_nobody_in(scene):
    start, inside, seen = Barrier(2), [], []

    def enter():
        start.wait()
        with alone(scene.database, "a name"):
            inside.append(1)
            seen.append(len(inside))
            scene.set_athlete(trouble=None)  # somebody writes meanwhile
            inside.pop()

    threads = [Thread(target=enter) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [1, 1]


def test_background_work_leaves_a_reserve_to_people_who_wait(database, strava_on):
    now = utc_now()
    scene = Connected(database, strava_on, somebody_today(database), now=now)
    strava_on.limits = {"overall": [200, 2000], "read": [10, 1000]}
    strava_on.used = {"overall": [0, 0], "read": [6, 6]}
    scene.run(now - timedelta(days=2))
    scene.look(now=now)  # two requests: eight of ten are used
    with pytest.raises(StravaBusyError) as busy:
        scene.look(now=utc_now())
    assert timedelta(0) < busy.value.retry_after - utc_now() <= timedelta(minutes=15)
    for _ in range(2):
        book_request(database, interactive=True, now=utc_now())
    with pytest.raises(StravaBusyError):
        book_request(database, interactive=True, now=utc_now())


def test_workers_share_one_budget(scene):
    for _ in range(80):
        book_request(scene.database, interactive=False, now=NOW)
    with pytest.raises(StravaBusyError):
        book_request(scene.database, interactive=False, now=NOW)


def test_a_person_may_look_at_once_but_not_all_the_time(scene):
    number = scene.run(noon(20))
    look_now(scene.database, scene.person, now=NOW)
    assert scene.row(number) is not None
    asked = scene.asked()
    look_now(scene.database, scene.person, now=NOW + timedelta(minutes=1))
    assert scene.asked() == asked


def test_everybody_is_looked_through_in_their_turn(database, strava_on):
    now = utc_now()
    scene = Connected(database, strava_on, somebody_today(database), now=now)
    number = scene.run(now - timedelta(days=2))
    work_for_strava(database)
    assert scene.row(number) is not None
    asked = scene.asked()
    work_for_strava(database)
    assert scene.asked() == asked


def test_whoever_disconnects_while_strava_answers_leaves_no_figures(scene):
    number = scene.run(noon(20))
    person = strava_person(scene.database, scene.person.account_id, NOW)
    token = access_token(scene.database, configured_site(), scene.person.account_id, now=NOW)
    found = read_activity(configured_site(), token, number)
    disconnect_strava(scene.database, scene.person, now=NOW)
    take_in(scene.database, person, [found], now=NOW)
    assert scene.row(number).moving_seconds is None
