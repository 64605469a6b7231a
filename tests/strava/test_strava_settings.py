"""Settings of Strava: off without keys, its own addresses where nothing is set, another server for all where one is."""

import pytest

from challenge.errors import StravaOffError
from challenge.settings import Settings, settings
from challenge.strava.site import configured_site
from challenge.strava.transport import address_at


@pytest.fixture
def configure(monkeypatch):
    """Set variables of the environment for this test."""

    def configure(**variables):
        for name, value in variables.items():
            monkeypatch.setenv(f"CHALLENGE_STRAVA_{name}", value)
        settings.cache_clear()

    configure()
    yield configure
    monkeypatch.undo()
    settings.cache_clear()


KEYS = {"CLIENT_ID": "4242", "CLIENT_SECRET": "secret"}


@pytest.mark.parametrize("keys", [{}, {"CLIENT_ID": "4242"}, {"CLIENT_SECRET": "x"}, KEYS | {"CLIENT_SECRET": ""}])
def test_without_both_keys_strava_is_off(configure, keys):
    configure(**keys)
    assert not settings().strava_on
    with pytest.raises(StravaOffError):
        configured_site()


def test_with_keys_strava_is_where_it_says_it_is(configure):
    configure(**KEYS)
    site = configured_site()
    assert settings().strava_on
    assert (site.client_id, site.client_secret) == (4242, "secret")
    assert address_at(site, "https://www.strava.com/api/v3/athlete") == "https://www.strava.com/api/v3/athlete"
    assert address_at(site, "https://www.strava.com/oauth/token") == "https://www.strava.com/oauth/token"


def test_another_server_takes_consent_and_api(configure):
    configure(**KEYS, URL="http://127.0.0.1:9/")
    site = configured_site()
    assert address_at(site, "https://www.strava.com/api/v3/athlete") == "http://127.0.0.1:9/api/v3/athlete"
    assert address_at(site, "https://www.strava.com/oauth/token") == "http://127.0.0.1:9/oauth/token"


def test_the_api_and_the_paths_move_on_their_own(configure):
    configure(**KEYS, API_URL="https://api.strava.example/v4/", TOKEN_PATH="/t", REVOKE_PATH="/oauth/deauthorize")
    site = configured_site()
    assert address_at(site, "https://www.strava.com/api/v3/athlete") == "https://api.strava.example/v4/athlete"
    assert address_at(site, "https://www.strava.com/oauth/token") == "https://www.strava.com/t"
    assert site.revokes_the_old_way


def test_an_application_is_named_by_a_number(monkeypatch):
    monkeypatch.setenv("CHALLENGE_STRAVA_CLIENT_ID", "my app")
    with pytest.raises(ValueError, match="number"):
        Settings()
