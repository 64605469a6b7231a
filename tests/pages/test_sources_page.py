"""My sources: what the page says of Strava in every state, and that all ways without it stand beside."""

import pytest
from sqlalchemy import delete, insert, select

from challenge.services.editions import utc_now
from challenge.services.sealing import seal
from challenge.settings import settings
from challenge.store.account_models import Account
from challenge.store.source_models import StravaAthlete
from challenge.store.team_models import Participation, RoleKind
from challenge.wording.text import LOCALES

KEYS = {"CLIENT_ID": "4242", "CLIENT_SECRET": "secret", "URL": "http://127.0.0.1:9"}


def html_of(page):
    assert not page.exception, page.exception
    return " ".join(element.proto.body for element in page.get("html"))


@pytest.fixture
def demo_database(own_demo):
    return own_demo


@pytest.fixture
def set_up(monkeypatch):
    """Keys of an application at Strava, and other settings."""

    def choose(**more):
        for name, value in (KEYS | more).items():
            monkeypatch.setenv(f"CHALLENGE_STRAVA_{name}", value)
        settings.cache_clear()

    return choose


@pytest.fixture
def connect(demo_database):
    """Connect every participant's account of the demo that a role enters as."""

    def connect_all(**more):
        now = utc_now()
        with demo_database.transaction() as connection:
            connection.execute(delete(StravaAthlete))
            people = connection.scalars(
                select(Account.id).join(Participation, Participation.account_id == Account.id).order_by(Account.id)
            ).all()
            rows = [
                {"account_id": account_id, "athlete_id": number, "sealed_tokens": seal({"access": "a", "refresh": "r"})}
                | {"expires_at": now, "scopes": "activity:read,read", "connected_at": now, "sync_due_at": now}
                | {"trouble": None, "synced_at": now, "heard_at": None}
                | more
                for number, account_id in enumerate(people, start=1)
            ]
            connection.execute(insert(StravaAthlete), rows)

    return connect_all


@pytest.mark.parametrize(("locale", "says"), [("fr", "est pas relié"), ("en", "is not linked")])
def test_with_strava_off_the_page_says_so_and_every_other_way_stands(open_page, locale, says):
    page = open_page(RoleKind.PARTICIPANT, "sources", locale)
    assert says in html_of(page)
    assert 'with-strava" href' not in html_of(page)
    assert len(page.get("page_link")) >= 2


@pytest.mark.parametrize("locale", LOCALES)
def test_while_places_last_the_button_is_offered_in_stravas_own_words(open_page, set_up, locale):
    set_up()
    words = html_of(open_page(RoleKind.PARTICIPANT, "sources", locale))
    assert 'href="/strava/connect"' in words
    assert "Connect with Strava" in words
    assert "10" in words


def test_the_eleventh_sees_the_other_ways_and_no_dead_button(open_page, set_up):
    set_up(ATHLETES="0")
    words = html_of(open_page(RoleKind.PARTICIPANT, "sources", "en"))
    assert "Connect with Strava" not in words
    assert "are taken" in words


def test_whoever_is_connected_reads_how_fresh_it_is_and_what_leaving_means(open_page, set_up, connect):
    set_up()
    connect()
    words = html_of(open_page(RoleKind.PARTICIPANT, "sources", "en"))
    for said in (
        "Connected since",
        "none yet",
        "Next look",
        "an activity missing?",
        "the points stay",
        "Powered by",
    ):
        assert said in words
    assert 'href="/strava/disconnect"' in words


def test_trouble_is_told_with_the_way_to_end_it(open_page, set_up, connect):
    set_up()
    connect(trouble="error.strava_refused_error", sync_due_at=None)
    words = html_of(open_page(RoleKind.PARTICIPANT, "sources", "en"))
    assert "connect Strava again" in words
    assert 'href="/strava/connect"' in words


def test_who_asks_for_a_look_while_strava_is_down_reads_why(open_page, set_up, connect):
    set_up()
    connect(synced_at=None, expires_at=utc_now().replace(year=2099))
    page = open_page(RoleKind.PARTICIPANT, "sources", "en")
    page = page.button(key="strava-look").click().run()
    assert not page.exception
    assert "Strava does not answer" in " ".join(error.value for error in page.error)


def test_a_connection_that_outlived_the_keys_can_be_ended(open_page, connect):
    connect()
    words = html_of(open_page(RoleKind.PARTICIPANT, "sources", "en"))
    assert "no longer linked" in words
    assert 'href="/strava/disconnect"' in words
