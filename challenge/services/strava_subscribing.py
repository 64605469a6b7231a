"""The subscription: Strava tells our webhook what happens; an application has one at most."""

from collections.abc import Mapping

from challenge.services.sealing import keyed_hash
from challenge.settings import settings
from challenge.strava.site import configured_site
from challenge.strava.subscriptions import Subscription, subscribe, subscriptions, unsubscribe
from challenge.strava.webhook import answer_challenge

WEBHOOK = "/strava/webhook"


def verify_token() -> str:
    """What Strava says when it first calls the webhook: chosen, or made from the secret key."""
    chosen = settings().strava_verify_token
    return chosen.get_secret_value() if chosen else keyed_hash("strava webhook", "")[:40]


def answer_to_challenge(query: Mapping[str, str]) -> dict[str, str] | None:
    """What to answer when Strava tries the webhook; None for anybody else."""
    return answer_challenge(query, verify_token())


def callback_url() -> str:
    """Where Strava reaches us."""
    return f"{settings().public_url.rstrip('/')}{WEBHOOK}"


def begin_subscription() -> int:
    """Subscribe; the app has to answer at its public address meanwhile. Returns its number; raises StravaError."""
    return subscribe(configured_site(), callback_url=callback_url(), verify_token=verify_token())


def own_subscriptions() -> tuple[Subscription, ...]:
    """The subscription of this application, if any; raises StravaError."""
    return subscriptions(configured_site())


def end_subscriptions() -> int:
    """End it; returns how many there were. Raises StravaError."""
    found = own_subscriptions()
    for one in found:
        unsubscribe(configured_site(), one.id)
    return len(found)
