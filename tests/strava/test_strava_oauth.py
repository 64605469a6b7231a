"""Consent: asked for with a state, granted in part or refused, tokens that rotate, and its end, old way and new."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest

from challenge.errors import (
    StravaFullError,
    StravaGoneError,
    StravaOffError,
    StravaRefusedError,
    StravaScopeMissingError,
)
from challenge.strava.client import list_activities
from challenge.strava.oauth import (
    Scope,
    accept_grant,
    authorize_url,
    exchange_code,
    granted_scopes,
    refresh_tokens,
    revoke,
)
from tests.strava.strava_world import NOW

BACK = "http://127.0.0.1:8501/strava/callback"
ASKED = (Scope.READ, Scope.ACTIVITY)


def consent(site, scopes=ASKED, state="once"):
    """What Strava leads back with when a person has answered."""
    answer = httpx2.get(authorize_url(site, state=state, redirect_uri=BACK, scopes=scopes), trust_env=False)
    assert answer.headers["location"].startswith(f"{BACK}?")
    return {name: words[0] for name, words in parse_qs(urlsplit(answer.headers["location"]).query).items()}


@pytest.fixture
def person(strava):
    return strava.add_athlete()


def test_a_consent_opens_the_activities(site, person):
    said = consent(site)
    grant = accept_grant(site, said["code"], granted_scopes(said["scope"]))
    assert (said["state"], grant.athlete_id, grant.may_read, grant.sees_private) == ("once", person, True, False)
    assert timedelta(hours=5) < grant.tokens.expires_at - datetime.now(UTC) <= timedelta(hours=6)
    assert list_activities(site, grant.tokens.access_token, after=NOW).last


@pytest.mark.usefixtures("person")
def test_the_wider_consent_is_asked_for_by_name(site):
    said = consent(site, (Scope.READ, Scope.EVERY_ACTIVITY))
    grant = exchange_code(site, said["code"], granted_scopes(said["scope"]))
    assert grant.may_read
    assert grant.sees_private


@pytest.mark.usefixtures("person")
def test_a_refusal_leads_back_without_a_code(strava, site):
    strava.answer = "refuse"
    assert consent(site) == {"state": "once", "error": "access_denied"}


@pytest.mark.usefixtures("person")
def test_a_consent_that_shows_nothing_gives_its_place_back(strava, site):
    strava.left_out = frozenset({"activity:read"})
    said = consent(site)
    with pytest.raises(StravaScopeMissingError):
        accept_grant(site, said["code"], granted_scopes(said["scope"]))
    assert strava.consents == {}
    assert [asked.path for asked in strava.asked("/oauth/")][1:] == ["/oauth/token", "/oauth/revoke"]


@pytest.mark.usefixtures("person")
def test_a_scope_missing_is_told_even_where_the_place_cannot_be_given_back(strava, site):
    strava.fail("/oauth/revoke", status=500)
    with pytest.raises(StravaScopeMissingError):
        accept_grant(site, consent(site)["code"], frozenset({Scope.READ}))


@pytest.mark.usefixtures("person")
def test_a_code_is_good_once(site):
    said = consent(site)
    exchange_code(site, said["code"], frozenset(ASKED))
    with pytest.raises(StravaRefusedError):
        exchange_code(site, said["code"], frozenset(ASKED))


@pytest.mark.usefixtures("person")
def test_the_eleventh_athlete_is_told_that_the_places_are_taken(strava, site):
    said = consent(site)
    for _ in range(10):
        strava.grant(strava.add_athlete())
    with pytest.raises(StravaFullError):
        exchange_code(site, said["code"], frozenset(ASKED))
    address = authorize_url(site, state="s", redirect_uri=BACK, scopes=ASKED)
    assert httpx2.get(address, trust_env=False).status_code == 403


def test_only_the_newest_refresh_token_is_good(site, athlete):
    newer = refresh_tokens(site, athlete.tokens.refresh_token)
    with pytest.raises(StravaRefusedError):
        refresh_tokens(site, athlete.tokens.refresh_token)
    assert refresh_tokens(site, newer.refresh_token).access_token not in {newer.access_token, athlete.token}


def test_an_ended_access_token_is_refused_and_not_renewed_unseen(strava, site, athlete):
    strava.expire(athlete.id)
    with pytest.raises(StravaRefusedError):
        list_activities(site, athlete.token, after=NOW)
    assert len(strava.log) == 1


def test_wrong_keys_switch_strava_off_and_disconnect_nobody(strava, site, athlete):
    wrong = replace(site, client_secret="another")
    with pytest.raises(StravaOffError):
        refresh_tokens(wrong, athlete.tokens.refresh_token)
    with pytest.raises(StravaOffError):
        revoke(wrong, athlete.token)
    assert athlete.id in strava.consents


@pytest.mark.parametrize("which", ["access_token", "refresh_token"])
def test_a_consent_is_given_back_with_either_token(strava, site, athlete, which):
    revoke(site, getattr(athlete.tokens, which))
    assert strava.consents == {}
    with pytest.raises(StravaRefusedError):
        list_activities(site, athlete.token, after=NOW)


def test_until_june_2027_a_consent_can_be_given_back_the_old_way(strava, site, athlete):
    old = replace(site, revoke_path="/oauth/deauthorize")
    revoke(old, athlete.token)
    assert strava.consents == {}
    revoke(old, athlete.token)
    assert [asked.status for asked in strava.log] == [200, 401]


def test_a_consent_that_has_ended_already_is_no_error(strava, site, athlete):
    for _ in range(2):
        revoke(site, athlete.token)
    assert [asked.status for asked in strava.log] == [200, 200]


def test_paths_that_move_are_settings(strava, site, athlete):
    moved = replace(site, token_path="/elsewhere/token", api_url=f"{strava.url}/api/v4")
    for call in (
        lambda: refresh_tokens(moved, "a token"),
        lambda: list_activities(moved, athlete.token, after=NOW),
    ):
        with pytest.raises(StravaGoneError):  # nothing lives there
            call()
    assert authorize_url(replace(site, authorize_path="/x"), state="s", redirect_uri=BACK, scopes=ASKED).startswith(
        f"{strava.url}/x?"
    )


def test_scopes_are_read_as_strava_writes_them():
    assert granted_scopes("read,activity:read_all") == {Scope.READ, Scope.EVERY_ACTIVITY}
    assert granted_scopes("read activity:read profile:write") == {Scope.READ, Scope.ACTIVITY}
    assert granted_scopes(None) == granted_scopes("") == frozenset()
