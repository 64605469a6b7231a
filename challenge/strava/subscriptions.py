"""Subscriptions: Strava tells one address of ours what happens; an application has one at most."""

from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, Field

from challenge.strava.asking import ask
from challenge.strava.budget import Told, nobody
from challenge.strava.numbers import Id
from challenge.strava.site import Site


@dataclass(frozen=True, slots=True)
class Subscription:
    """An address that Strava tells what happens."""

    id: int
    callback_url: str


class _Answer(BaseModel):
    id: Id
    callback_url: str = Field(default="", max_length=2000)


def subscribe(site: Site, *, callback_url: str, verify_token: str, told: Told = nobody) -> int:
    """Number of a new subscription; Strava tries the address before it answers.

    Raises StravaCallbackError where it does not get the right answer there, or where there is a subscription already.
    """
    asked = _credentials(site) | {"callback_url": callback_url, "verify_token": verify_token}
    return ask(site, lambda api: _Answer.model_validate(api.post("/push_subscriptions", data=asked)).id, told=told)


def subscriptions(site: Site, *, told: Told = nobody) -> tuple[Subscription, ...]:
    """The subscription of this application, if any."""
    return ask(site, lambda api: _all_of(api.get("/push_subscriptions", **_credentials(site))), told=told)


def unsubscribe(site: Site, subscription_id: int, *, told: Told = nobody) -> None:
    """End a subscription; raises StravaGoneError where there is none of this number."""
    address = f"/push_subscriptions/{subscription_id:d}"
    ask(site, lambda api: api.delete(address, data=_credentials(site)), told=told)


def _credentials(site: Site) -> dict[str, Any]:
    return {"client_id": site.client_id, "client_secret": site.client_secret}


def _all_of(answer: Any) -> tuple[Subscription, ...]:
    found = [_Answer.model_validate(one) for one in answer]
    return tuple(Subscription(one.id, one.callback_url) for one in found)
