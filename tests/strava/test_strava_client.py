"""Reading at Strava: one request a call, what counts of an activity and nothing else, pages to their end."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from challenge.domain.evidence import Recording
from challenge.errors import StravaGoneError
from challenge.strava.client import list_activities, read_activity
from challenge.strava.subscriptions import subscriptions
from challenge.strava.transport import session_for
from tests.strava.strava_shape import EXAMPLES
from tests.strava.strava_world import NOW

BEFORE = NOW - timedelta(days=60)


def test_an_activity_comes_with_its_figures(strava, site, athlete):
    number = strava.add_activity(athlete.id, sport_type="Hike", distance=8123.6, moving_time=5400, elapsed_time=6000)
    found = read_activity(site, athlete.token, number)
    measure, evidence = found.recorded.measure, found.recorded.evidence
    assert (found.id, found.athlete_id, found.flagged, found.private) == (number, athlete.id, False, False)
    assert (measure.sport, measure.started_at, measure.started_at.tzinfo) == ("hike", NOW, UTC)
    assert (measure.moving_seconds, measure.elapsed_seconds, measure.distance_m) == (5400, 6000, 8124)
    assert (evidence.recording, evidence.external_id) == (Recording.SUMMARY, f"strava:{number}")


def test_each_call_is_one_request_whatever_keys_the_environment_holds(strava, site, athlete, monkeypatch):
    monkeypatch.setenv("STRAVA_CLIENT_ID", "99")
    monkeypatch.setenv("STRAVA_CLIENT_SECRET", "another application's")
    number = strava.add_activity(athlete.id)
    read_activity(site, athlete.token, number)
    list_activities(site, athlete.token, after=BEFORE)
    subscriptions(site)
    paths = [asked.path.partition("?")[0].removeprefix("/api/v3") for asked in strava.log]
    assert paths == [f"/activities/{number}", "/athlete/activities", "/push_subscriptions"]


def test_the_token_goes_out_even_where_the_machine_keeps_passwords_for_the_host(
    strava, site, athlete, monkeypatch, tmp_path
):
    (tmp_path / "netrc").write_text("default login somebody password else\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    list_activities(site, athlete.token, after=BEFORE)
    assert [asked.authorization for asked in strava.log] == [f"Bearer {athlete.token}"]


def test_a_thousand_old_activities_take_six_requests(strava, site, athlete):
    for minutes in range(1000):
        strava.add_activity(athlete.id, started_at=NOW - timedelta(minutes=minutes))
    found = []
    for number in count(1):
        page = list_activities(site, athlete.token, after=BEFORE, page=number)
        found += page.activities
        if page.last:
            break
    assert len({activity.id for activity in found}) == 1000
    assert len(strava.asked()) == 6


def test_a_short_page_is_not_taken_for_the_last(strava, site, athlete):
    strava.add_activity(athlete.id)
    assert not list_activities(site, athlete.token, after=BEFORE).last
    assert list_activities(site, athlete.token, after=BEFORE, page=2).last


def test_only_what_began_after_the_moment_comes(strava, site, athlete):
    strava.add_activity(athlete.id, started_at=NOW - timedelta(days=2))
    later = strava.add_activity(athlete.id)
    page = list_activities(site, athlete.token, after=NOW - timedelta(days=1))
    assert [activity.id for activity in page.activities] == [later]


def test_what_is_for_its_owner_alone_comes_only_with_the_wider_consent(strava, site, athlete):
    number = strava.add_activity(athlete.id, only_me=True)
    with pytest.raises(StravaGoneError):
        read_activity(site, athlete.token, number)
    wider = strava.grant(athlete.id, "read,activity:read_all")["access_token"]
    assert read_activity(site, wider, number).private


def test_somebody_elses_activity_is_not_there(strava, site, athlete):
    other = strava.add_activity(strava.add_athlete())
    with pytest.raises(StravaGoneError):
        read_activity(site, athlete.token, other)


def test_an_unreadable_activity_does_not_hold_up_its_page(strava, site, athlete):
    good = strava.add_activity(athlete.id)
    for fields in ({"moving_time": -1}, {"start_date": "yesterday"}, {"distance": "far"}, {"id": 2**70}):
        strava.add_activity(athlete.id, odd=True, **fields)
    page = list_activities(site, athlete.token, after=BEFORE)
    assert ([activity.id for activity in page.activities], page.unreadable) == ([good], 4)


def test_nothing_of_the_person_or_the_way_is_kept(strava, site, athlete):
    number = strava.add_activity(athlete.id, name="Run with Ludivine", description="knee hurts")
    kept = repr((read_activity(site, athlete.token, number), list_activities(site, athlete.token, after=BEFORE)))
    example = EXAMPLES["DetailedActivity"]
    told = ["Ludivine", "knee", example["map"]["polyline"][:12], example["gear_id"], example["device_name"], "37.83"]
    assert [word for word in told if word in kept] == []


def test_no_cookie_of_one_athlete_goes_out_for_another(strava, site, athlete):
    strava.fail("/api/v3/", body="[]", headers={"set-cookie": "strava=1; Path=/"})
    list_activities(site, athlete.token, after=BEFORE)
    assert list(session_for(site).cookies) == []


def test_every_answer_tells_its_budget(site, athlete):
    told = []
    for _ in range(3):
        list_activities(site, athlete.token, after=BEFORE, told=told.append)
    assert [(budget.used_15, budget.limit_15, budget.used_day, budget.limit_day) for budget in told] == [
        (1, 100, 1, 1000),
        (2, 100, 2, 1000),
        (3, 100, 3, 1000),
    ]
    assert abs(told[0].at - datetime.now(UTC)) < timedelta(minutes=1)


def test_many_may_ask_at_once(strava, site, athlete):
    numbers = [strava.add_activity(athlete.id) for _ in range(40)]
    with ThreadPoolExecutor(8) as workers:
        found = list(workers.map(lambda number: read_activity(site, athlete.token, number).id, numbers))
    assert found == numbers
    assert len(strava.log) == 40


def test_what_a_listener_of_the_budget_raises_is_not_taken_for_strava(site, athlete):
    with pytest.raises(KeyError):
        list_activities(site, athlete.token, after=BEFORE, told=lambda _: {}["lost"])
