"""Secrets: no token, code or key reaches a log, an error, or the start of the app's memory of libraries."""

import json
import logging
import subprocess
import sys
import traceback
import warnings
from pathlib import Path

import pytest

from challenge.errors import StravaError
from challenge.strava.asking import _api
from challenge.strava.client import list_activities, read_activity
from challenge.strava.oauth import exchange_code, refresh_tokens, revoke
from challenge.strava.subscriptions import subscribe, subscriptions, unsubscribe
from tests.strava.strava_world import CLIENT_SECRET, NOW

ROOT = Path(__file__).parents[2]
CODE, WORD = "the-code-of-a-consent", "the-word-of-the-webhook"
CALLS = {
    "read": lambda site, tokens: read_activity(site, tokens.access_token, 1),
    "list": lambda site, tokens: list_activities(site, tokens.access_token, after=NOW),
    "exchange": lambda site, _: exchange_code(site, CODE, frozenset()),
    "refresh": lambda site, tokens: refresh_tokens(site, tokens.refresh_token),
    "subscribe": lambda site, _: subscribe(site, callback_url=f"{site.url}/x", verify_token=WORD),
    "subscriptions": lambda site, _: subscriptions(site),
    "unsubscribe": lambda site, _: unsubscribe(site, 7),
    "revoke": lambda site, tokens: revoke(site, tokens.access_token),
}
TROUBLES = {
    "none": None,
    "refused": {"status": 401, "body": json.dumps({"message": CLIENT_SECRET})},
    "down": {"status": 500},
    "garbage": {"body": json.dumps(CLIENT_SECRET)},
    "elsewhere": {"status": 302, "headers": {"location": f"http://127.0.0.1/?{CLIENT_SECRET}"}},
}


def refusal_of(call):
    """What a call raises, or None."""
    try:
        call()
    except StravaError as error:
        return error
    return None


@pytest.mark.parametrize("trouble", TROUBLES)
@pytest.mark.parametrize("call", CALLS)
def test_nothing_secret_is_logged_or_raised(strava, site, athlete, caplog, call, trouble):
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, "urllib3.connectionpool")
    if TROUBLES[trouble]:
        strava.fail("/", **TROUBLES[trouble])
    error, said = refusal_of(lambda: CALLS[call](site, athlete.tokens)), ""
    if error:
        assert error.__cause__ is error.__context__ is None
        said = f"{error!r} {error.facts} {''.join(traceback.format_exception(error))}"
    secrets = [CLIENT_SECRET, athlete.token, athlete.tokens.refresh_token, CODE, WORD]
    assert strava.log
    logged = [record.getMessage() for record in caplog.records if not record.name.startswith("uvicorn")]
    assert any("HTTP/1.1" in line for line in logged)
    assert [secret for secret in secrets if secret in " ".join(logged) + said] == []


def test_the_secret_does_stand_in_an_address_that_is_asked(strava, site):
    subscriptions(site)
    assert CLIENT_SECRET in strava.log[0].path


def test_site_and_tokens_do_not_show_what_they_hold(site, athlete):
    shown = repr((site, athlete))
    assert [word for word in (CLIENT_SECRET, athlete.token, athlete.tokens.refresh_token) if word in shown] == []


def test_nothing_slow_is_loaded_before_strava_is_asked():
    program = (
        "import sys, challenge.strava.client, challenge.strava.oauth, challenge.strava.subscriptions\n"
        "import challenge.strava.webhook, challenge.strava.budget\n"
        "print({'stravalib', 'requests', 'pint', 'arrow'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_loading_stravalib_leaves_logs_and_warnings_of_the_process_alone():
    program = (
        "import logging, warnings\n"
        "before = (warnings.showwarning, list(warnings.filters), list(logging.getLogger().handlers))\n"
        "from challenge.strava.asking import _api\n"
        "_api()(access_token='x')\n"
        "print(before == (warnings.showwarning, list(warnings.filters), list(logging.getLogger().handlers)))\n"
        "logging.captureWarnings(True)\n"
        "print(before[0] is not warnings.showwarning)"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert (done.stdout.split(), done.stderr) == (["True", "True"], "")


def test_warnings_are_still_errors_here():
    _api()
    with pytest.raises(UserWarning):
        warnings.warn("seen", UserWarning, stacklevel=1)
