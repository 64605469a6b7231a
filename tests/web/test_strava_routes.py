"""Strava's routes: the way there and back, the way out, and a webhook that answers at once."""

from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from plain_visit import HOME, send, visit
from sqlalchemy import func, select

from challenge.services.attempts import forget_attempts
from challenge.services.editions import utc_now
from challenge.services.sessions import open_session
from challenge.services.strava_subscribing import verify_token
from challenge.settings import settings
from challenge.store.source_models import StravaAthlete, StravaEvent
from challenge.web import large_uploads, sign_in, strava
from challenge.web.policy import PLAIN
from tests.factories import make_person, place_of
from tests.strava_scene import Connected, somebody_today


@pytest.fixture
def person(web_database):
    return somebody_today(web_database)


@pytest.fixture
def enter(web_database):
    """A browser in which somebody is signed in."""
    forget_attempts()
    opened = []

    def enter_as(person):
        client = visit(strava, sign_in, large_uploads)
        opened.append(client)
        client.__enter__()
        with web_database.transaction() as connection:
            client.cookies.set("session", open_session(connection, person.account_id, utc_now()))
        return client

    yield enter_as
    for client in opened:
        client.__exit__(None, None, None)


def count(database, model):
    with database.reading() as connection:
        return connection.scalar(select(func.count()).select_from(model))


def to_strava(browser, **typed):
    """Send the form of the page before Strava's; returns where it leads."""
    answer = send(browser, "/strava/connect", **typed)
    assert answer.status_code == 200, answer.text
    return answer.headers["refresh"].removeprefix("0; url=")


def back_from(address):
    """Consent at Strava; returns the path it leads back to."""
    led = urlsplit(httpx2.get(address, trust_env=False).headers["location"])
    assert led.path == "/strava/callback"
    return f"{led.path}?{led.query}"


def test_the_way_there_and_back(web_database, strava_on, person, enter):
    strava_on.add_athlete()
    browser = enter(person)
    address = to_strava(browser)
    asked = parse_qs(urlsplit(address).query)
    assert address.startswith(strava_on.url)
    assert asked["redirect_uri"] == [f"{settings().public_url}/strava/callback"]
    answer = browser.get(back_from(address))
    assert (answer.status_code, answer.headers["location"]) == (303, "/sources")
    assert count(web_database, StravaAthlete) == 1


@pytest.mark.usefixtures("strava_on")
def test_the_page_before_strava_says_what_is_read_and_has_the_button_that_strava_asks_for(person, enter):
    page = enter(person).get("/strava/connect?lang=en")
    assert "Connect with Strava" in page.text
    assert "#fc5200" in page.text
    assert "seven days" in page.text
    assert page.headers["content-security-policy"] == PLAIN


@pytest.mark.usefixtures("strava_on")
def test_another_sites_form_leads_nowhere(person, enter):
    browser = enter(person)
    browser.get("/strava/connect")
    for headers in ({"origin": "https://evil.example"}, {"origin": HOME}):
        assert browser.post("/strava/connect", data={"private": "yes"}, headers=headers).status_code == 403
        assert browser.post("/strava/disconnect", headers=headers).status_code == 403


def test_whoever_says_no_is_led_to_the_other_ways(web_database, strava_on, person, enter):
    strava_on.add_athlete()
    strava_on.answer = "refuse"
    browser = enter(person)
    answer = browser.get(back_from(to_strava(browser)))
    assert answer.status_code == 422
    assert 'href="/log"' in answer.text
    assert count(web_database, StravaAthlete) == 0


def test_a_state_of_another_session_leads_nowhere(web_database, strava_on, person, enter):
    strava_on.add_athlete()
    mine, theirs = enter(person), enter(make_person(web_database, place_of(person).team_id))
    path = back_from(to_strava(mine))
    assert theirs.get(path).status_code == 422
    assert count(web_database, StravaAthlete) == 0
    assert mine.get(path).status_code == 303
    assert mine.get(path).status_code == 422


@pytest.mark.usefixtures("strava_on", "web_database")
def test_whoever_is_not_signed_in_signs_in_first():
    with visit(strava) as browser:
        for path in ("/strava/connect", "/strava/callback?state=x&code=y", "/strava/disconnect"):
            answer = browser.get(path)
            assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=/strava/connect")


@pytest.mark.usefixtures("strava_on")
def test_the_eleventh_sees_no_button(person, enter, setting):
    setting("STRAVA_ATHLETES", 0)
    page = enter(person).get("/strava/connect")
    assert page.status_code == 422
    assert "<form" not in page.text
    assert 'href="/log"' in page.text


def test_with_strava_off_the_way_there_says_so(person, enter):
    page = enter(person).get("/strava/connect?lang=en")
    assert page.status_code == 422
    assert "Strava is not available here" in page.text


def test_leaving_is_told_before_it_is_done(web_database, strava_on, person, enter):
    Connected(web_database, strava_on, person, now=utc_now())
    browser = enter(person)
    assert "Your points stay" in browser.get("/strava/disconnect?lang=en").text
    answer = send(browser, "/strava/disconnect")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sources")
    assert count(web_database, StravaAthlete) == 0


@pytest.fixture
def scene(web_database, strava_on, person):
    return Connected(web_database, strava_on, person, now=utc_now())


@pytest.fixture
def stranger():
    """Strava, as the webhook sees it: no cookie, no Origin."""
    forget_attempts()
    with visit(strava) as client:
        yield client


def challenge(token):
    return {"hub.mode": "subscribe", "hub.challenge": "word", "hub.verify_token": token}


@pytest.mark.usefixtures("strava_on")
def test_the_webhook_answers_strava_and_nobody_else(stranger):
    answer = stranger.get("/strava/webhook", params=challenge(verify_token()))
    assert (answer.status_code, answer.json()) == (200, {"hub.challenge": "word"})
    assert stranger.get("/strava/webhook", params=challenge("guess")).status_code == 403


def test_an_event_is_stored_once_and_not_believed(scene, stranger, web_database):
    event = scene.strava.event(scene.athlete, 5, "delete")
    assert [stranger.post("/strava/webhook", json=event).status_code for _ in range(3)] == [200] * 3
    assert count(web_database, StravaEvent) == 1


def test_a_stranger_is_answered_as_everybody_and_nothing_is_kept(scene, stranger, web_database):
    assert stranger.post("/strava/webhook", json=scene.strava.event(987_654, 5)).status_code == 200
    assert count(web_database, StravaEvent) == 0


@pytest.mark.parametrize("body", [b"", b"{}", b"not json", b"\xff", b"[" * 4000, b" " * 5000, b"x" * 1_000_000])
@pytest.mark.usefixtures("scene")
def test_what_is_no_event_is_refused(stranger, web_database, body):
    assert stranger.post("/strava/webhook", content=body).status_code == 400
    assert count(web_database, StravaEvent) == 0


@pytest.mark.usefixtures("web_database")
def test_with_strava_off_the_webhook_is_not_there(stranger):
    assert stranger.post("/strava/webhook", json={}).status_code == 404
    assert stranger.get("/strava/webhook", params=challenge("x")).status_code == 403


def test_while_somebody_writes_for_long_an_event_is_not_lost_but_told_again(scene, stranger, web_database, monkeypatch):
    from challenge.web import strava_letterbox  # noqa: PLC0415  its patience is shortened here alone

    monkeypatch.setattr(strava_letterbox, "PATIENCE_SECONDS", 0.2)
    event = scene.strava.event(scene.athlete, 5)
    with web_database.transaction() as connection:
        add_nothing = connection.exec_driver_sql("UPDATE accounts SET name = name")
        assert add_nothing.rowcount > 0
        assert stranger.post("/strava/webhook", json=event).status_code == 503
        connection.rollback()
    assert stranger.post("/strava/webhook", json=event).status_code == 200
    assert count(web_database, StravaEvent) == 1
