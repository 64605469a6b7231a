"""The server of Strava's shape: its answers are Strava's, and it can be a process of its own."""

import json
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from jsonschema import ValidationError

from challenge.strava.client import read_activity
from challenge.strava.oauth import Tokens
from challenge.strava.site import Site
from tests.strava.strava_server import send
from tests.strava.strava_shape import EXAMPLES, check, like
from tests.strava.strava_world import CLIENT_ID, CLIENT_SECRET

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("kind", EXAMPLES)
def test_an_answer_of_another_shape_is_found_out(kind):
    check(kind, EXAMPLES[kind])
    without_id = {name: value for name, value in EXAMPLES[kind].items() if name != "id"}
    for wrong in (like(kind, invented=1), like(kind, id="x"), without_id):
        with pytest.raises(ValidationError):
            check(kind, wrong)


def test_a_sport_that_strava_does_not_have_is_found_out():
    with pytest.raises(ValueError, match="sport_type"):
        check("SummaryActivity", like("SummaryActivity", sport_type="Parkour"))


def test_a_field_that_strava_does_not_have_cannot_be_planted(strava):
    with pytest.raises(AssertionError):
        strava.add_activity(1, heart="beats")


def test_limits_count_every_request_and_reads_once_more(strava, site, athlete):
    number = strava.add_activity(athlete.id)
    read_activity(site, athlete.token, number)
    assert strava.used == {"overall": [1, 1], "read": [1, 1]}
    strava.new_window()
    assert strava.used == {"overall": [0, 1], "read": [0, 1]}


def test_it_runs_as_a_process_of_its_own_and_is_told_what_to_know():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "tests.strava.strava_server", str(port)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout.readline() == f"{url}\n"
            athlete = control(url, call="add_athlete")
            number = control(url, call="add_activity", **{"with": {"athlete": athlete}})
            tokens = Tokens(**control(url, call="grant", **{"with": {"athlete": athlete}}))
            assert read_activity(Site(url, CLIENT_ID, CLIENT_SECRET), tokens.access_token, number).id == number
            assert [asked["athlete"] for asked in control(url, call="asked")] == [athlete]
        finally:
            server.terminate()


def control(url, **asked):
    status, said = send("POST", f"{url}/control", asked)
    assert status == 200
    return json.loads(said)
