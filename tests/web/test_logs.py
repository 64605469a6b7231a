"""Logs: what leads to a person or lets anybody in is never written, and what was refused is."""

import json
import subprocess
import sys

import httpx2
import pytest
from serving import ROOT, serve

from challenge.web.logs import scrubbed

CODE, TOKEN, ADDRESS = "483920", "Zk3v-9QmX2_bTq8wLr5yPn7c", "camille.martin@example.org"


@pytest.fixture(scope="module")
def log(tmp_path_factory):
    """What the real server writes while people knock at it."""
    folder = tmp_path_factory.mktemp("logs")
    with serve("app:app", f"sqlite:///{folder}/demo.db", folder / "server.log", CHALLENGE_DEMO="0") as served:
        ours, evil = {"origin": served.address}, {"origin": "https://evil.example"}
        with httpx2.Client(base_url=served.address, cookies={"session": TOKEN}, trust_env=False) as browser:
            browser.get(f"/join/{TOKEN}", params={"lang": "fr"})
            browser.get("/sign-in", params={"next": f"/join/{TOKEN}", "email": ADDRESS})
            for origin in (ours, evil):
                browser.post("/sign-in", data={"email": ADDRESS}, headers=origin)
                browser.post(f"/sign-in/code?code={CODE}", data={"code": CODE, "token": TOKEN}, headers=origin)
                browser.put(f"/_stcore/upload_file/{TOKEN}/{CODE}", files={"file": (ADDRESS, b"x")}, headers=origin)
            browser.get(f"/media/{TOKEN}.png", headers={"x-forwarded-for": "198.51.100.7"})
            browser.get(f"/nowhere/{TOKEN}/{ADDRESS}?code={CODE}")
    return (folder / "server.log").read_text("utf-8")


def test_a_bare_app_writes_down_who_asked_for_what(bare):
    bare.visit().get(f"/join/{TOKEN}", params={"code": CODE})
    written = bare.log.read_text("utf-8")
    assert all(secret in written for secret in (TOKEN, CODE, "127.0.0.1"))


@pytest.mark.parametrize("secret", [CODE, TOKEN, ADDRESS, "camille", "127.0.0.1", "198.51.100.7", "lang=fr", "next="])
def test_no_address_code_or_token_is_written(log, secret):
    lines = [line for line in log.splitlines() if line.startswith("{")]
    assert not [line for line in lines if secret in line]


def test_every_line_of_the_log_is_json_with_level_and_event(log):
    lines = [line for line in log.splitlines() if line.startswith("{")]
    other = [line for line in log.splitlines() if not line.startswith("{")]
    assert all({"event", "level", "timestamp"} <= json.loads(line).keys() for line in lines)
    assert len(other) == 1, "only the greeting to the operator is no JSON"


def test_refusals_are_written_by_their_kind(log):
    lines = [json.loads(line) for line in log.splitlines() if line.startswith("{")]
    refused = {(line["kind"], line["path"]) for line in lines if line["event"] == "refused"}
    assert {
        ("foreign origin", "/sign-in"),
        ("foreign origin", "/sign-in/{token}"),
        ("no session", "/media/{token}"),
        ("no session", "/_stcore/upload_file/{token}"),
    } <= refused


def test_nothing_is_written_about_requests_that_are_answered(log):
    assert "GET " not in log


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("from 10.0.0.7:5123", "from {client}:5123"),
        ("from [2001:db8::1]:5123", "from [{client}]:5123"),
        ("at 10:20:30", "at 10:20:30"),
        (f"mail to {ADDRESS} failed", "mail to {address} failed"),
        ("GET /join/abc?lang=fr&x=1 HTTP", "GET /join/{token}?{query} HTTP"),
        (f"code {CODE}", "code {code}"),
        (f"token={TOKEN}", "token={token}"),
        ("the outbox could not be tidied; trying again", "the outbox could not be tidied; trying again"),
        (
            'File "/srv/challenge/web/uploads_quota.py", line 12',
            'File "/srv/challenge/web/uploads_quota.py", line 12',
        ),
    ],
)
def test_what_is_said_is_kept_and_whom_it_concerns_is_not(words, kept):
    assert scrubbed(words) == kept


def test_a_trace_names_no_address_either():
    program = (
        "import logging, structlog\n"
        "from challenge.web.logs import set_up_logs\n"
        "set_up_logs()\n"
        "late = logging.getLogger('late'); late.propagate = False; late.addHandler(logging.StreamHandler())\n"
        f"try: raise ValueError('refused by {ADDRESS}')\n"
        "except ValueError:\n"
        "    logging.getLogger('some').exception('failed for %s', '10.0.0.7')\n"
        "    structlog.get_logger('other').exception('failed', whose='10.0.0.8')\n"
        "    late.exception('with a handler of its own')\n"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stderr.count("ValueError") == 3
    assert not any(secret in done.stderr for secret in (ADDRESS, "10.0.0.7", "10.0.0.8"))
