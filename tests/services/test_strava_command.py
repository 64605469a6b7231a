"""`python -m challenge strava`: whether Strava tells this site what happens, seen from a shell."""

import pytest
from click.testing import CliRunner

from challenge.cli import main
from challenge.settings import settings
from challenge.store.database import open_database
from challenge.web.strava import ROUTES


@pytest.fixture
def shell(tmp_path, monkeypatch):
    """Run a command; returns its code and words."""
    monkeypatch.setenv("CHALLENGE_DATABASE_URL", f"sqlite:///{tmp_path}/shell.db")
    settings.cache_clear()

    def run(*words):
        answer = CliRunner().invoke(main, ["strava", *words])
        return answer.exit_code, answer.output

    yield run
    open_database(settings().database_url).close()
    monkeypatch.undo()
    settings.cache_clear()


@pytest.fixture
def site_at(strava_on, monkeypatch):
    """Our own webhook, served by the same server as Strava."""
    ours = [route for route in ROUTES if route.path == "/strava/webhook"]
    strava_on.app.router.routes += ours
    monkeypatch.setenv("CHALLENGE_PUBLIC_URL", strava_on.url)
    settings.cache_clear()
    yield strava_on
    for route in ours:
        strava_on.app.router.routes.remove(route)


def test_with_strava_off_the_status_says_what_is_missing(shell):
    code, words = shell("status")
    assert code == 0
    assert "CHALLENGE_STRAVA_CLIENT_ID" in words


def test_a_subscription_is_made_shown_and_ended(shell, site_at):
    assert "No subscription" in shell("status")[1]
    code, _ = shell("subscribe")
    assert (code, list(site_at.subscriptions.values())) == (0, [f"{site_at.url}/strava/webhook"])
    assert "Subscription" in shell("status")[1]
    assert "0 of 10 places" in shell("status")[1]
    assert shell("subscribe")[0] == 1  # there is one already
    assert "has ended" in shell("unsubscribe")[1]
    assert "There was no subscription" in shell("unsubscribe")[1]
    assert site_at.subscriptions == {}


@pytest.mark.usefixtures("strava_on")
def test_where_the_site_does_not_answer_the_refusal_is_a_sentence(shell):
    code, words = shell("subscribe")
    assert code == 1
    assert "Strava refused the subscription" in words
    assert "Traceback" not in words


def test_without_keys_a_command_says_that_strava_is_off(shell):
    assert shell("subscribe")[0] == 1
    assert "Strava is not available here" in shell("subscribe")[1]
