"""What goes wrong at Strava: each case has its error, says when to ask again, and disconnects nobody by mistake."""

import gzip
import socket
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from time import monotonic

import pytest

from challenge.errors import (
    StravaBusyError,
    StravaDownError,
    StravaFullError,
    StravaGoneError,
    StravaOffError,
    StravaRefusedError,
    StravaScopeMissingError,
)
from challenge.strava.budget import QUARTER
from challenge.strava.client import list_activities, read_activity
from challenge.strava.oauth import refresh_tokens
from challenge.strava.subscriptions import subscriptions
from tests.strava.strava_server import strava_server
from tests.strava.strava_world import NOW

API = "/api/v3/"
SAID = '{"message": "%s", "errors": [{"resource": "%s", "field": "%s", "code": "%s"}]}'
MEANINGS = {
    "a token that ended": (401, ("Authorization Error", "Athlete", "access_token", "invalid"), StravaRefusedError),
    "a 401 without words": (401, None, StravaRefusedError),
    "a scope that is missing": (
        401,
        ("Authorization Error", "AccessToken", "activity:read_permission", "missing"),
        StravaScopeMissingError,
    ),
    "keys that Strava does not know": (401, ("Authorization Error", "Application", "", "invalid"), StravaOffError),
    "an application put to sleep": (403, ("Forbidden", "Application", "Status", "Inactive"), StravaOffError),
    "no places left": (403, ("Limit of connected athletes exceeded", "", "", ""), StravaFullError),
    "no places left, in other words": (403, ("Forbidden", "Application", "athletes", "exceeded"), StravaFullError),
    "a firewall's 403": (403, None, StravaDownError),
    "an activity that is gone": (404, ("Record Not Found", "Activity", "id", "invalid"), StravaGoneError),
    "a question Strava does not take": (400, ("Bad Request", "Activity", "page", "invalid"), StravaDownError),
    "too many requests": (429, ("Rate Limit Exceeded", "Application", "rate limit", "exceeded"), StravaBusyError),
    "a fault of the server": (500, None, StravaDownError),
    "a server at rest": (503, ("Service Unavailable", "", "", ""), StravaDownError),
    "an error within a good answer": (200, ("Something", "Activity", "id", "invalid"), StravaDownError),
}
GARBAGE = {
    "nothing": b"",
    "a page": b"<html><title>Strava</title></html>",
    "null": b"null",
    "a number": b"7",
    "words": b'"words"',
    "no figures": b"{}",
    "a list": b'[{"id": 1}]',
    "half of it": b'{"id": 1, "start_da',
    "no text": bytes(range(256)),
    "too deep": b"[" * 100_000,
    "a number without end": b'{"id": ' + b"9" * 10_000 + b"}",
}


@pytest.mark.parametrize("case", MEANINGS)
def test_each_refusal_has_its_meaning(strava, site, athlete, case):
    status, words, meaning = MEANINGS[case]
    strava.fail(API, status=status, body=SAID % words if words else "")
    with pytest.raises(meaning) as refused:
        read_activity(site, athlete.token, 1)
    assert type(refused.value) is meaning
    assert len(strava.asked()) == 1


@pytest.mark.parametrize("case", GARBAGE)
def test_garbage_is_no_activity_and_no_crash(strava, site, athlete, case):
    strava.fail(API, body=GARBAGE[case])
    with pytest.raises(StravaDownError):
        read_activity(site, athlete.token, 1)


@pytest.mark.parametrize("case", [name for name in GARBAGE if name != "a list"])
def test_garbage_is_no_page(strava, site, athlete, case):
    strava.fail(API, body=GARBAGE[case])
    with pytest.raises(StravaDownError):
        list_activities(site, athlete.token, after=NOW)


@pytest.mark.parametrize("case", GARBAGE)
def test_garbage_is_no_token(strava, site, case):
    strava.fail("/oauth/token", body=GARBAGE[case])
    with pytest.raises(StravaDownError):
        refresh_tokens(site, "a token")


def test_after_trouble_the_next_call_works(strava, site, athlete):
    number = strava.add_activity(athlete.id)
    strava.fail(API, status=502, body="<html>bad gateway</html>")
    with pytest.raises(StravaDownError):
        read_activity(site, athlete.token, number)
    assert read_activity(site, athlete.token, number).id == number


def test_an_answer_that_does_not_come_is_waited_for_no_longer_than_set(strava, site, athlete):
    strava.fail(API, hold=True)
    begun = monotonic()
    with pytest.raises(StravaDownError):
        read_activity(replace(site, read_seconds=0.3), athlete.token, 1)
    assert monotonic() - begun < 5


def test_an_answer_that_drips_for_ever_is_left(strava, site, athlete):
    strava.fail(API, drip=True)
    begun = monotonic()
    with pytest.raises(StravaDownError):
        read_activity(replace(site, whole_seconds=0.4), athlete.token, 1)
    assert monotonic() - begun < 5


def test_nobody_at_the_address_is_strava_down(site, athlete):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(StravaDownError):
        read_activity(replace(site, url=f"http://127.0.0.1:{port}"), athlete.token, 1)


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_no_redirection_is_followed(strava, site, athlete, status):
    with strava_server() as elsewhere:
        hosts = (elsewhere.url, strava.url, "https://www.strava.com")
        for location in [f"{host}/api/v3/activities/1" for host in hosts]:
            strava.fail(API, status=status, headers={"location": location}, body="{}")
            with pytest.raises(StravaDownError):
                read_activity(site, athlete.token, 1)
        assert elsewhere.log == []
        assert len(strava.log) == len(hosts)


def test_an_answer_that_is_too_long_is_not_read_to_its_end(strava, site, athlete):
    strava.fail(API, body=b"[" + b" " * 9_000_000 + b"]")
    with pytest.raises(StravaDownError):
        list_activities(site, athlete.token, after=NOW)


def test_an_answer_that_unpacks_to_much_more_is_left(strava, site, athlete):
    strava.fail(API, body=gzip.compress(b" " * 200_000_000, 1), headers={"content-encoding": "gzip"})
    begun = monotonic()
    with pytest.raises(StravaDownError):
        list_activities(site, athlete.token, after=NOW)
    assert monotonic() - begun < 5


def test_a_packed_answer_is_read(strava, site, athlete):
    strava.fail(API, body=gzip.compress(b"[]" + b" " * 200_000), headers={"content-encoding": "gzip"})
    assert list_activities(site, athlete.token, after=NOW).last


@pytest.mark.parametrize("body", [b"\x1f\x8b broken", b"plain"])
def test_an_answer_that_does_not_unpack_is_garbage(strava, site, athlete, body):
    strava.fail(API, body=body, headers={"content-encoding": "gzip"})
    with pytest.raises(StravaDownError):
        list_activities(site, athlete.token, after=NOW)


def test_too_many_requests_wait_for_the_next_quarter_and_still_tell_the_budget(strava, site, athlete):
    strava.limits["read"][0] = 2
    told, now = [], datetime.now(UTC)
    for _ in range(2):
        list_activities(site, athlete.token, after=NOW)
    with pytest.raises(StravaBusyError) as busy:
        list_activities(site, athlete.token, after=NOW, told=told.append)
    assert now < busy.value.retry_after <= now + QUARTER + timedelta(seconds=5)
    assert (busy.value.retry_after.minute % 15, busy.value.retry_after.second) == (0, 0)
    assert (told[0].used_15, told[0].limit_15) == (3, 2)


def test_too_many_requests_of_the_day_wait_for_midnight_in_utc(strava, site, athlete):
    strava.limits["overall"][1] = 1
    list_activities(site, athlete.token, after=NOW)
    with pytest.raises(StravaBusyError) as busy:
        list_activities(site, athlete.token, after=NOW)
    assert busy.value.retry_after.time().isoformat() == "00:00:00"


@pytest.mark.parametrize("status", [429, 503])
def test_where_strava_says_how_long_to_wait_it_is_believed(strava, site, status):
    strava.fail(API, status=status, headers={"retry-after": "120"})
    with pytest.raises((StravaBusyError, StravaDownError)) as refused:
        subscriptions(site)
    left = refused.value.retry_after - datetime.now(UTC)
    assert timedelta(seconds=100) < left <= timedelta(seconds=120)


@pytest.mark.parametrize("words", ["soon", "-5", "9" * 40, "Wed, 99 Foo 2026 00:00:00 GMT", ""])
def test_a_wait_that_is_none_is_not_believed(strava, site, athlete, words):
    strava.fail(API, status=503, headers={"retry-after": words})
    with pytest.raises(StravaDownError) as down:
        read_activity(site, athlete.token, 1)
    assert down.value.retry_after is None


@pytest.mark.parametrize("words", ["999999999", "Fri, 31 Dec 2100 00:00:00 GMT"])
def test_nobody_waits_longer_than_a_day(strava, site, athlete, words):
    strava.fail(API, status=503, headers={"retry-after": words})
    with pytest.raises(StravaDownError) as down:
        read_activity(site, athlete.token, 1)
    assert down.value.retry_after <= datetime.now(UTC) + timedelta(days=1)
