"""Subscriptions: Strava tries our address before it takes it, there is one at most, and it ends."""

import pytest
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from challenge.errors import StravaCallbackError, StravaGoneError
from challenge.strava.subscriptions import Subscription, subscribe, subscriptions, unsubscribe
from challenge.strava.webhook import answer_challenge, read_event

WORD = "a word between us"


@pytest.fixture
def webhook(strava):
    """A webhook as the app will have it, at the same server; with the events it was told."""
    told = []

    async def challenged(request):
        answer = answer_challenge(request.query_params, WORD)
        return JSONResponse(answer) if answer else Response(status_code=403)

    async def event(request):
        told.append(read_event(await request.body()))
        return Response(status_code=200 if told[-1] else 400)

    mine = [Route("/hook", challenged, methods=["GET"]), Route("/hook", event, methods=["POST"])]
    strava.app.router.routes += mine
    strava.told = told
    yield f"{strava.url}/hook"
    for route in mine:
        strava.app.router.routes.remove(route)


def test_a_subscription_is_made_found_and_ended(site, webhook):
    number = subscribe(site, callback_url=webhook, verify_token=WORD)
    assert subscriptions(site) == (Subscription(number, webhook),)
    unsubscribe(site, number)
    assert subscriptions(site) == ()


def test_an_address_that_does_not_know_the_word_is_refused_with_the_reason(site, webhook):
    with pytest.raises(StravaCallbackError) as refused:
        subscribe(site, callback_url=webhook, verify_token="another word")
    assert "does not return 200" in refused.value.facts["reason"]


def test_a_second_subscription_is_refused(site, webhook):
    subscribe(site, callback_url=webhook, verify_token=WORD)
    with pytest.raises(StravaCallbackError, match="StravaCallback") as refused:
        subscribe(site, callback_url=webhook, verify_token=WORD)
    assert "already exists" in refused.value.facts["reason"]


def test_a_subscription_that_is_none_cannot_be_ended(site):
    with pytest.raises(StravaGoneError):
        unsubscribe(site, 7)


def test_events_arrive_at_the_address_that_subscribed(strava, site, athlete, webhook):
    number = subscribe(site, callback_url=webhook, verify_token=WORD)
    activity = strava.add_activity(athlete.id)
    assert strava.push(strava.event(athlete.id, activity)) == 200
    assert strava.push(strava.farewell(athlete.id)) == 200
    created, farewell = strava.told
    assert (created.object_id, created.athlete_id, created.subscription_id) == (activity, athlete.id, number)
    assert farewell.deauthorised
    assert not created.deauthorised
