"""The policy: every answer carries it, whatever was asked, and what is personal is kept by no browser."""

import importlib
import pkgutil
import re

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse, RedirectResponse, StreamingResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from challenge import web
from challenge.ui.protocol import index_page
from challenge.web.guard import Guard
from challenge.web.policy import HEADERS, shell_policy
from challenge.web.rooms import NOTHING_ELSE, OURS, within

SHELL = ["/", "/home", "/anything/at/all"]
EVERYTHING = [
    *SHELL,
    "/static/js/none.js",
    "/_stcore/health",
    "/_stcore/host-config",
    "/_stcore/metrics",
    "/_stcore/agent/openapi.json",
    "/_stcore/upload_file/a/b",
    "/media/none.png",
    "/auth/login",
    "/healthz",
    "/documents/broken",
    "/documents/none",
    "/join/none",
    "//evil.example/",
    "/home/",
]


async def stream(_request):
    return StreamingResponse(iter(["data: 1\n\n"]), media_type="text/event-stream")


async def lead_on(_request):
    return RedirectResponse("/", 303)


async def say_own(_request):
    return PlainTextResponse("", headers={"content-security-policy": "default-src 'none'", "cache-control": "no-cache"})


ROUTES = [Route("/live/demo/events", stream), Route("/sign-out", lead_on), Route("/my-data", say_own)]


@pytest.fixture
def client():
    app = Starlette(routes=[*ROUTES, *NOTHING_ELSE], middleware=[Middleware(Guard)])
    with TestClient(app, follow_redirects=False) as client:
        yield client


def test_a_bare_app_sends_no_policy(bare):
    headers = bare.visit().get("/").headers
    assert "content-security-policy" not in headers
    assert "x-frame-options" not in headers


@pytest.mark.parametrize("path", EVERYTHING)
def test_every_answer_of_the_app_carries_the_policy(guarded, path):
    answer = guarded.visit().get(guarded.address + path)
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "unsafe-eval" not in answer.headers["content-security-policy"]


@pytest.mark.parametrize("path", ["/live/demo/events", "/sign-out", "/my-data", "/join/none", "/nowhere"])
def test_streams_redirects_and_what_is_not_found_carry_it_too(client, path):
    answer = client.get(path)
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS


def test_refused_posts_carry_it_too(client):
    answer = client.post("/sign-out", headers={"origin": "https://evil.example"})
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS


def test_a_fault_is_an_answer_with_the_policy_and_without_a_trace(guarded):
    answer = guarded.visit().get("/documents/broken")
    assert answer.status_code == 500
    assert answer.text == ""


def test_a_route_may_be_stricter_itself(client):
    answer = client.get("/my-data")
    assert answer.headers["content-security-policy"] == "default-src 'none'"
    assert answer.headers["cache-control"] == "no-cache"


def test_scripts_come_from_this_site_alone_and_the_one_inline_script_by_its_hash():
    assert len(re.findall(r"<script>", index_page())) == shell_policy().count("'sha256-") == 1
    script = re.search(r"script-src ([^;]*);", shell_policy())[1]
    assert script.split()[:2] == ["'self'", "blob:"]
    assert "unsafe" not in script


def test_plain_pages_run_no_inline_script_and_no_blob(client):
    policy = client.get("/join/none").headers["content-security-policy"]
    assert "script-src 'self';" in policy


@pytest.mark.parametrize("path", ["/join/none", "/documents/none", "/my-data/none", "/sign-in/none", "/assets/none"])
def test_what_is_personal_or_not_found_is_kept_by_no_browser(client, path):
    assert client.get(path).headers["cache-control"] == "no-store"


def test_https_is_kept_to_once_it_is_the_public_address(client, public_url):
    assert "strict-transport-security" not in client.get("/join/none").headers
    public_url("https://challenge.example")
    assert client.get("/join/none").headers["strict-transport-security"] == "max-age=31536000"


@pytest.mark.parametrize("path", ["/join/none", "/_stcore/metrics", "/sign-in"])
def test_a_bare_app_answers_what_it_should_not(bare, path):
    assert bare.visit().get(path).status_code == 200


@pytest.mark.parametrize("room", OURS)
def test_an_unknown_path_of_ours_is_not_the_shell(guarded, room):
    answer = guarded.visit().get(f"{room}/none/such")
    assert answer.status_code == 404
    assert "<html" not in answer.text


@pytest.mark.parametrize(
    "path",
    ["/_stcore/metrics", "/_stcore/metrics/", "/_stcore/agent/mcp", "/auth/login", "/oauth2callback"],
)
def test_doors_nobody_needs_are_closed(guarded, path):
    assert guarded.visit().get(path).status_code == 404


@pytest.mark.parametrize("path", SHELL)
def test_the_shell_answers_everything_else(guarded, path):
    answer = guarded.visit().get(path)
    assert answer.status_code == 200
    assert "<html" in answer.text


def test_every_route_of_ours_stands_in_the_table_of_rooms():
    modules = [importlib.import_module(f"challenge.web.{found.name}") for found in pkgutil.iter_modules(web.__path__)]
    paths = [route.path for module in modules for route in getattr(module, "ROUTES", ())]
    assert paths
    assert [path for path in paths if not within(path, OURS)] == []
