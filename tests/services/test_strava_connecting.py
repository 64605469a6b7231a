"""Connecting Strava: bound to a session, good once, as long as places last; and what every refusal leads to."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import func, select

from challenge.errors import (
    NotAllowedError,
    NotFoundError,
    StravaDeclinedError,
    StravaElsewhereError,
    StravaFullError,
    StravaOffError,
    StravaScopeMissingError,
    StravaWayBackError,
)
from challenge.services.permissions import Actor
from challenge.services.sealing import unseal
from challenge.services.strava_connecting import begin_connecting, finish_connecting
from challenge.services.strava_leaving import disconnect_strava
from challenge.services.strava_state import read_strava
from challenge.settings import settings
from challenge.store.source_models import StravaAthlete
from tests.factories import NOW, make_account, make_person, make_somebody, place_of
from tests.strava_scene import Connected, session_of, way_back

SOON = NOW + timedelta(minutes=2)


@pytest.fixture
def person(database):
    return make_somebody(database)


@pytest.fixture
def athlete(strava_on):
    return strava_on.add_athlete()


def begin(database, person, session_id=None, now=NOW, **wish):
    session_id = session_id or session_of(database, person)
    return session_id, begin_connecting(database, person, place_of(person), session_id, now=now, **wish)


def connected(database):
    with database.reading() as connection:
        return connection.scalar(select(func.count()).select_from(StravaAthlete))


def test_whoever_consents_is_connected_and_the_first_look_is_due(database, strava_on):
    scene = Connected(database, strava_on)
    row = scene.athlete_row()
    assert (row.athlete_id, row.scopes, row.sync_due_at) == (scene.athlete, "activity:read,read", NOW)
    assert read_strava(database, scene.person, now=NOW).link.sees_private is False


@pytest.mark.usefixtures("strava_on", "athlete")
def test_private_activities_are_asked_for_by_wish_only(database, person):
    assert "activity%3Aread&" in f"{begin(database, person)[1]}&".replace("%2C", "&")
    assert "activity%3Aread_all" not in begin(database, person)[1]
    assert "activity%3Aread_all" in begin(database, person, private=True)[1]


def test_tokens_are_sealed(database, strava_on):
    scene = Connected(database, strava_on)
    words = scene.athlete_row().sealed_tokens
    held = strava_on.consents[scene.athlete]
    assert held.refresh not in words
    assert unseal(words)["refresh"] == held.refresh


def test_without_keys_nobody_begins(database, person):
    with pytest.raises(StravaOffError):
        begin(database, person)
    assert read_strava(database, person, now=NOW).is_on is False


@pytest.mark.usefixtures("athlete")
def test_a_no_at_strava_connects_nothing(database, strava_on, person):
    strava_on.answer = "refuse"
    session_id, address = begin(database, person)
    with pytest.raises(StravaDeclinedError):
        finish_connecting(database, person, session_id, way_back(address), now=SOON)
    assert connected(database) == 0


@pytest.mark.usefixtures("athlete")
def test_a_consent_without_activities_is_given_back(database, strava_on, person):
    strava_on.left_out = frozenset({"activity:read"})
    session_id, address = begin(database, person)
    with pytest.raises(StravaScopeMissingError):
        finish_connecting(database, person, session_id, way_back(address), now=SOON)
    assert (connected(database), strava_on.consents) == (0, {})


@pytest.mark.usefixtures("strava_on", "athlete")
def test_a_way_back_is_good_once(database, person):
    session_id, address = begin(database, person)
    back = way_back(address)
    finish_connecting(database, person, session_id, back, now=SOON)
    with pytest.raises(StravaWayBackError):
        finish_connecting(database, person, session_id, back, now=SOON)


@pytest.mark.usefixtures("strava_on", "athlete")
def test_a_way_back_leads_nobody_else_and_no_other_session(database, person):
    session_id, address = begin(database, person)
    back, other = way_back(address), make_person(database, place_of(person).team_id)
    for somebody, session in ((other, session_of(database, other)), (person, session_of(database, person))):
        with pytest.raises(StravaWayBackError):
            finish_connecting(database, somebody, session, back, now=SOON)
    finish_connecting(database, person, session_id, back, now=SOON)
    assert connected(database) == 1


@pytest.mark.usefixtures("strava_on", "athlete")
def test_a_made_up_way_back_leads_nowhere(database, person):
    session_id, address = begin(database, person)
    back = way_back(address)
    with pytest.raises(StravaWayBackError):
        finish_connecting(database, person, session_id, type(back)("made-up", back.code, back.scope), now=SOON)


@pytest.mark.usefixtures("strava_on", "athlete")
def test_a_way_back_after_ten_minutes_is_too_late(database, person):
    session_id, address = begin(database, person)
    with pytest.raises(StravaWayBackError):
        finish_connecting(database, person, session_id, way_back(address), now=NOW + timedelta(minutes=11))


def test_an_athlete_of_somebody_else_stays_theirs_with_the_newest_tokens(database, strava_on):
    scene = Connected(database, strava_on)
    other = make_person(database, place_of(scene.person).team_id)
    session_id, address = begin(database, other)
    with pytest.raises(StravaElsewhereError):
        finish_connecting(database, other, session_id, way_back(address), now=SOON)
    row = scene.athlete_row()
    assert (connected(database), row.account_id) == (1, scene.person.account_id)
    assert unseal(row.sealed_tokens)["refresh"] == strava_on.consents[scene.athlete].refresh


def test_another_athlete_takes_the_place_of_the_one_before(database, strava_on):
    scene = Connected(database, strava_on)
    before, strava_on.consenting = scene.athlete, strava_on.add_athlete()
    scene.connect(now=SOON)
    assert (connected(database), scene.athlete_row().athlete_id) == (1, strava_on.consenting)
    assert before not in strava_on.consents


def test_the_eleventh_is_told_before_leaving(database, strava_on, monkeypatch):
    monkeypatch.setenv("CHALLENGE_STRAVA_ATHLETES", "2")
    settings.cache_clear()
    first = Connected(database, strava_on)
    team = place_of(first.person).team_id
    second, third = make_person(database, team), make_person(database, team)
    begin(database, second)  # on the way to Strava
    assert read_strava(database, third, now=NOW).is_offered is False
    with pytest.raises(StravaFullError):
        begin(database, third)
    late = NOW + timedelta(minutes=11)  # the second never came back
    assert read_strava(database, third, now=late).places_left == 1
    assert begin(database, third, now=late)


def test_whoever_leaves_makes_room(database, strava_on, monkeypatch):
    monkeypatch.setenv("CHALLENGE_STRAVA_ATHLETES", "1")
    settings.cache_clear()
    scene = Connected(database, strava_on)
    other = make_person(database, place_of(scene.person).team_id)
    assert read_strava(database, scene.person, now=NOW).is_offered  # may connect again
    disconnect_strava(database, scene.person, now=NOW)
    assert read_strava(database, other, now=NOW).is_offered


@pytest.mark.usefixtures("athlete")
def test_when_strava_says_that_it_is_full_nobody_else_is_sent_there_for_a_day(database, strava_on, person):
    session_id, address = begin(database, person)
    back = way_back(address)
    strava_on.places = 0
    with pytest.raises(StravaFullError):
        finish_connecting(database, person, session_id, back, now=SOON)
    assert read_strava(database, person, now=SOON).is_offered is False
    assert read_strava(database, person, now=SOON + timedelta(days=1, minutes=1)).is_offered


@pytest.mark.usefixtures("strava_on")
def test_of_two_who_take_the_last_place_at_once_one_gets_it(database, person, monkeypatch):
    monkeypatch.setenv("CHALLENGE_STRAVA_ATHLETES", "1")
    settings.cache_clear()
    other = make_person(database, place_of(person).team_id)
    sessions = {one: session_of(database, one) for one in (person, other)}
    start, ends = Barrier(2), []

    def take(one):
        start.wait()
        try:
            begin_connecting(database, one, place_of(one), sessions[one], now=NOW)
            ends.append("on the way")
        except StravaFullError:
            ends.append("full")

    threads = [Thread(target=take, args=(one,)) for one in sessions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ends) == ["full", "on the way"]


@pytest.mark.usefixtures("strava_on", "athlete")
def test_whoever_takes_no_part_or_waits_to_be_confirmed_connects_nothing(database, person):
    session_id = session_of(database, person)
    waiting = Actor(person.account_id, "", None, person.held, unconfirmed=True)
    nobody = Actor(make_account(database), "", None, ())
    with pytest.raises(NotAllowedError):
        begin_connecting(database, waiting, place_of(person), session_id, now=NOW)
    with pytest.raises(NotFoundError):
        begin_connecting(database, nobody, place_of(person), session_id, now=NOW)


def test_disconnecting_tells_strava_and_leaves_nothing(database, strava_on):
    scene = Connected(database, strava_on)
    scene.tell(scene.run(NOW - timedelta(hours=3)))
    disconnect_strava(database, scene.person, now=NOW)
    assert (scene.athlete_row(), scene.events(), strava_on.consents) == (None, [], {})
    disconnect_strava(database, scene.person, now=NOW)  # once more is no error


def test_disconnecting_works_while_strava_is_down_and_without_keys(database, strava_on, monkeypatch):
    scene = Connected(database, strava_on)
    strava_on.fail("/oauth/revoke", status=500)
    disconnect_strava(database, scene.person, now=NOW)
    assert scene.athlete_row() is None
    scene.connect()
    monkeypatch.setenv("CHALLENGE_STRAVA_CLIENT_ID", "")
    settings.cache_clear()
    disconnect_strava(database, scene.person, now=NOW)
    assert scene.athlete_row() is None
