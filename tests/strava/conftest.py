"""A server of Strava's shape that knows nothing when a test begins, and an athlete who consented."""

from dataclasses import dataclass

import pytest

from challenge.strava.oauth import Tokens
from challenge.strava.site import Site
from tests.strava.strava_server import strava_server
from tests.strava.strava_world import CLIENT_ID, CLIENT_SECRET


@dataclass(frozen=True)
class Athlete:
    """Somebody at Strava, as we know them."""

    id: int
    tokens: Tokens

    @property
    def token(self):
        return self.tokens.access_token


@pytest.fixture(scope="session")
def serving():
    with strava_server() as server:
        yield server


@pytest.fixture
def strava(serving):
    serving.forget()
    return serving


@pytest.fixture
def site(strava):
    return Site(strava.url, CLIENT_ID, CLIENT_SECRET)


@pytest.fixture
def athlete(strava):
    number = strava.add_athlete()
    return Athlete(number, Tokens(**strava.grant(number)))
