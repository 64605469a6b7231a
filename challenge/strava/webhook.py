"""Webhook: what Strava says when something happened. It signs nothing, so nothing but ids and kind is taken from it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from hmac import compare_digest

from pydantic import BaseModel, StrictBool, ValidationError

from challenge.strava.numbers import Moment, StrictId

BODY_LIMIT = 4_096
"""Bytes; an event of Strava has about 200."""
CHALLENGE_LIMIT = 256


class ObjectType(StrEnum):
    """What an event tells of."""

    ACTIVITY = "activity"
    ATHLETE = "athlete"


class Aspect(StrEnum):
    """What happened to it."""

    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class Event:
    """One event: a reason to ask Strava, never a fact about an activity."""

    object_type: ObjectType
    object_id: int
    aspect: Aspect
    athlete_id: int
    subscription_id: int
    event_time: datetime
    deauthorised: bool
    """The athlete has taken the consent back."""

    @property
    def key(self) -> str:
        """The same for every delivery of one event, and for no other one."""
        kind = "deauthorise" if self.deauthorised else self.aspect
        return f"{self.athlete_id}:{self.object_type}:{self.object_id}:{kind}:{int(self.event_time.timestamp())}"


class _Updates(BaseModel):
    """Of what has changed only this is read; titles pass by."""

    authorized: StrictBool | str | None = None


class _Body(BaseModel):
    object_type: ObjectType
    object_id: StrictId
    aspect_type: Aspect
    owner_id: StrictId
    subscription_id: StrictId
    event_time: Moment
    updates: _Updates = _Updates()


def answer_challenge(query: Mapping[str, str], verify_token: str) -> dict[str, str] | None:
    """What to answer when Strava tries the webhook; None where it is not Strava, or not by our wish."""
    challenge = query.get("hub.challenge", "")
    said = query.get("hub.verify_token", "")
    ours = bool(verify_token) and compare_digest(said.encode(errors="replace"), verify_token.encode())
    if not ours or query.get("hub.mode") != "subscribe" or not 0 < len(challenge) <= CHALLENGE_LIMIT:
        return None
    return {"hub.challenge": challenge}


def read_event(body: bytes) -> Event | None:
    """The event in a request's body; None where there is none."""
    if len(body) > BODY_LIMIT:
        return None
    try:
        said = _Body.model_validate_json(body)
    except ValidationError:
        return None
    return Event(
        object_type=said.object_type,
        object_id=said.object_id,
        aspect=said.aspect_type,
        athlete_id=said.owner_id,
        subscription_id=said.subscription_id,
        event_time=datetime.fromtimestamp(said.event_time, UTC),
        deauthorised=said.object_type is ObjectType.ATHLETE and said.updates.authorized in {False, "false"},
    )
