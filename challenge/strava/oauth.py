"""OAuth: how a person lets us read activities at Strava, for how long, and how that ends."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode

from pydantic import BaseModel, Field

from challenge.errors import StravaError, StravaRefusedError, StravaScopeMissingError
from challenge.strava.asking import ask
from challenge.strava.numbers import Id, Moment
from challenge.strava.site import STRAVA, Site


class Scope(StrEnum):
    """How far a consent reaches."""

    READ = "read"
    """What everybody sees at Strava; always granted."""
    ACTIVITY = "activity:read"
    """Activities that the athlete shows to everybody or to followers."""
    EVERY_ACTIVITY = "activity:read_all"
    """Those too that the athlete shows to nobody."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """What opens an athlete's activities; the newest refresh token alone is good."""

    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Grant:
    """A consent: whose, how far it reaches, and its tokens."""

    athlete_id: int
    tokens: Tokens
    scopes: frozenset[Scope]

    @property
    def may_read(self) -> bool:
        """Whether any activity is shown to us."""
        return bool(self.scopes & {Scope.ACTIVITY, Scope.EVERY_ACTIVITY})

    @property
    def sees_private(self) -> bool:
        """Whether those are shown too that the athlete shows to nobody."""
        return Scope.EVERY_ACTIVITY in self.scopes


def authorize_url(site: Site, *, state: str, redirect_uri: str, scopes: Iterable[Scope]) -> str:
    """Where a person consents; Strava leads back to redirect_uri with a code, the scope granted, and the state."""
    asked = {
        "client_id": site.client_id,
        "redirect_uri": redirect_uri,
        "response_type": "code",
        "approval_prompt": "auto",
        "scope": ",".join(scopes),
        "state": state,
    }
    return f"{site.url}{site.authorize_path}?{urlencode(asked)}"


def granted_scopes(words: str | None) -> frozenset[Scope]:
    """The scopes that Strava names when it leads back: people may leave some out, and the tokens do not tell."""
    named = set((words or "").replace(",", " ").split())
    return frozenset(scope for scope in Scope if scope in named)


def exchange_code(site: Site, code: str, granted: frozenset[Scope]) -> Grant:
    """The consent that a code stands for, once; raises StravaRefusedError for one that was used or has expired."""
    found, athlete = ask(
        site,
        lambda api: _grant_of(
            *api.exchange_code_for_token(site.client_id, site.client_secret, code, return_athlete=True),
        ),
    )
    return Grant(athlete, found, granted)


def accept_grant(site: Site, code: str, granted: frozenset[Scope]) -> Grant:
    """The consent that a code stands for, where it shows us anything.

    One that does not is given back, as it would take a place for nothing, and StravaScopeMissingError is raised.
    """
    grant = exchange_code(site, code, granted)
    if grant.may_read:
        return grant
    with suppress(StravaError):  # the person is told of the scope either way
        revoke(site, grant.tokens.access_token)
    raise StravaScopeMissingError


def refresh_tokens(site: Site, refresh_token: str) -> Tokens:
    """New tokens for an old refresh token, which is void from then on; raises StravaRefusedError where it was."""
    return ask(
        site,
        lambda api: _tokens_of(api.refresh_access_token(site.client_id, site.client_secret, refresh_token)),
    )


def revoke(site: Site, token: str) -> None:
    """End a consent at Strava; one that has ended already is no error.

    By RFC 7009 with an access or a refresh token, or with an access token in the way that ends on 1 June 2027.
    """
    asked: dict[str, Any] = {"data": {"token": token}, "auth": (str(site.client_id), site.client_secret)}
    if site.revokes_the_old_way:
        asked = {"data": {"access_token": token}}
    with suppress(*([StravaRefusedError] if site.revokes_the_old_way else [])):  # by RFC 7009 a 401 is about our keys
        ask(site, lambda api: api.rsession.post(STRAVA + site.revoke_path, **asked).raise_for_status())


class _Tokens(BaseModel):
    access_token: str = Field(min_length=1, max_length=4096)
    refresh_token: str = Field(min_length=1, max_length=4096)
    expires_at: Moment


class _Athlete(BaseModel):
    id: Id


def _tokens_of(answer: object) -> Tokens:
    found = _Tokens.model_validate(answer)
    return Tokens(found.access_token, found.refresh_token, datetime.fromtimestamp(found.expires_at, UTC))


def _grant_of(answer: object, athlete: object) -> tuple[Tokens, int]:
    return _tokens_of(answer), _Athlete.model_validate(athlete).id
