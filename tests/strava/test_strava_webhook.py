"""Webhook: an event is ids, kind and moment; anything else is no event, and only Strava gets the challenge back."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from challenge.strava.webhook import BODY_LIMIT, Aspect, ObjectType, answer_challenge, read_event

EVENT = {
    "aspect_type": "update",
    "event_time": 1_516_126_040,
    "object_id": 1_360_128_428,
    "object_type": "activity",
    "owner_id": 134_815,
    "subscription_id": 120_475,
    "updates": {"title": "Messy"},
}
"""As in https://developers.strava.com/docs/webhooks/."""
FAREWELL = {"object_type": "athlete", "object_id": 134_815, "updates": {"authorized": "false"}}
CHALLENGE = {"hub.mode": "subscribe", "hub.verify_token": "word", "hub.challenge": "15f7d1a91c1f40f8"}


def event(**changed):
    return read_event(json.dumps(EVENT | changed).encode())


def test_an_event_is_read():
    found = event()
    assert (found.object_type, found.aspect, found.object_id) == (ObjectType.ACTIVITY, Aspect.UPDATE, 1_360_128_428)
    assert (found.athlete_id, found.subscription_id, found.deauthorised) == (134_815, 120_475, False)
    assert found.event_time == datetime(2018, 1, 16, 18, 7, 20, tzinfo=UTC)


def test_nothing_that_people_wrote_is_taken():
    assert "Messy" not in repr(event())


@pytest.mark.parametrize("said", ["false", False])
def test_a_consent_taken_back_is_known(said):
    assert event(**FAREWELL | {"updates": {"authorized": said}}).deauthorised


@pytest.mark.parametrize(
    "changed",
    [FAREWELL | {"updates": {"authorized": "true"}}, FAREWELL | {"updates": {}}, {"updates": {"authorized": "false"}}],
)
def test_nothing_else_is_taken_for_it(changed):
    assert not event(**changed).deauthorised


@pytest.mark.parametrize(
    "changed",
    [
        {"object_type": "club"},
        {"aspect_type": "explode"},
        {"object_id": 0},
        {"object_id": -1},
        {"object_id": 2**63},
        {"object_id": "1360128428"},
        {"object_id": 1.5},
        {"owner_id": None},
        {"owner_id": True},
        {"owner_id": [1]},
        {"event_time": 10**18},
        {"event_time": 0},
        {"updates": "authorized"},
        {"padding": "x" * BODY_LIMIT},
    ],
)
def test_what_is_no_event_is_none(changed):
    assert event(**changed) is None


@pytest.mark.parametrize("missing", [name for name in EVENT if name != "updates"])
def test_an_event_lacks_nothing(missing):
    said = {name: value for name, value in EVENT.items() if name != missing}
    assert read_event(json.dumps(said).encode()) is None


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b"{", b"[" * 4000, b"\xff\xfe", b'{"a":' * 600])
def test_garbage_is_no_event(body):
    assert read_event(body) is None


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(body):
    assert read_event(body) is None


def test_a_delivery_that_is_repeated_has_the_same_key_and_any_other_event_another():
    others = [{"event_time": 1_516_126_041}, {"aspect_type": "delete"}, {"object_id": 2}, {"owner_id": 2}, FAREWELL]
    assert event().key == event(updates={}).key
    assert len({event(**changed).key for changed in ({}, *others)}) == len(others) + 1


def test_the_challenge_is_given_back_to_whoever_knows_the_word():
    assert answer_challenge(CHALLENGE, "word") == {"hub.challenge": "15f7d1a91c1f40f8"}


@pytest.mark.parametrize(
    "changed",
    [
        {"hub.verify_token": "sword"},
        {"hub.verify_token": ""},
        {"hub.verify_token": "wörd\udc80"},
        {"hub.mode": "unsubscribe"},
        {"hub.challenge": ""},
        {"hub.challenge": "x" * 257},
    ],
)
def test_nobody_else_gets_it(changed):
    assert answer_challenge(CHALLENGE | changed, "word") is None


def test_without_a_word_of_ours_nobody_gets_it():
    assert answer_challenge(CHALLENGE | {"hub.verify_token": ""}, "") is None
    assert answer_challenge({}, "word") is None
