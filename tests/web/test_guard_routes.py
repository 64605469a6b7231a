"""Own routes behind the guard: what comes from another site changes nothing, and nobody is led to another site."""

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from challenge.errors import ForgedRequestError
from challenge.web.forms import checked_form, ensure_browser_cookie, form_token, safe_next
from challenge.web.guard import Guard

HOME = "http://testserver"
EVIL = "https://evil.example"
ELSEWHERE = [
    "https://evil.example",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/%2fevil.example",
    "/%5Cevil.example",
    "/%252f/evil.example",
    "/.//evil.example",
    "/\t/evil.example",
    "\n//evil.example",
    "/home\r\nSet-Cookie: a=b",
    "javascript:alert(1)",
    "evil.example",
    "/a/../../b",
    "/" + "a" * 300,
    "",
]


async def erase_plainly(request):
    """As one writes it without a thought: the cookie says who, so do it."""
    request.app.state.erased.append(request.cookies.get("session", ""))
    return PlainTextResponse("erased")


async def show_form(request):
    page = HTMLResponse(form_token(request))
    ensure_browser_cookie(page, request)
    return page


async def erase(request):
    try:
        form = await checked_form(request)
    except ForgedRequestError:
        return PlainTextResponse("forged", 422)
    request.app.state.erased.append(form["why"])
    return PlainTextResponse("erased")


async def go_on(request: Request):
    return RedirectResponse(request.query_params["next"])


async def go_on_here(request: Request):
    return RedirectResponse(safe_next(request.query_params["next"]))


ROUTES = [
    Route("/erase", erase_plainly, methods=["POST", "PUT", "PATCH", "DELETE"]),
    Route("/strava/webhook", erase_plainly, methods=["POST"]),
    Route("/my-data/erase", show_form, methods=["GET"]),
    Route("/my-data/erase", erase, methods=["POST"]),
    Route("/on", go_on),
    Route("/on-here", go_on_here),
]


def app_with(*middleware):
    app = Starlette(routes=ROUTES, middleware=list(middleware))
    app.state.erased = []
    return app


@pytest.fixture
def bare_client():
    with TestClient(app_with(), follow_redirects=False) as client:
        yield client


@pytest.fixture
def client():
    with TestClient(app_with(Middleware(Guard)), follow_redirects=False) as client:
        yield client


def test_another_sites_form_does_its_work_on_a_bare_app(bare_client):
    bare_client.cookies["session"] = "somebody"
    bare_client.post("/erase", headers={"origin": EVIL})
    assert bare_client.app.state.erased == ["somebody"]


@pytest.mark.parametrize("origin", [EVIL, "null", "", "http://testserver.evil.example", "http://testserver:81", None])
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_what_another_site_sends_changes_nothing(client, origin, method):
    answer = client.request(method, "/erase", headers={} if origin is None else {"origin": origin})
    assert answer.status_code == 403
    assert client.app.state.erased == []


def test_a_refused_form_says_so_in_the_readers_language(client):
    said = client.post("/erase", headers={"origin": EVIL, "accept-language": "fr"}).text
    assert "a été enregistré" in said


@pytest.mark.parametrize(
    ("host", "status"),
    [("testserver", 200), ("192.168.1.5:8501", 200), ("[::1]:8501", 200), ("evil.example", 403), ("evil.", 403)],
)
def test_a_name_that_a_stranger_let_point_here_is_no_name_of_ours(client, host, status):
    headers = {"origin": f"http://{host}", "host": host}
    assert client.post("/erase", headers=headers).status_code == status


def test_two_origins_are_none(client):
    both = [(b"origin", HOME.encode()), (b"origin", EVIL.encode())]
    assert client.post("/erase", headers=both).status_code == 403


def test_over_https_only_the_public_address_counts(client, public_url):
    public_url("https://challenge.example")
    answers = [
        client.post("/erase", headers={"origin": origin, "host": host}).status_code
        for origin, host in (
            ("https://challenge.example", "challenge.example"),
            ("https://challenge.example", "inside:8501"),
            ("http://challenge.example", "challenge.example"),
            ("https://other.example", "other.example"),
        )
    ]
    assert answers == [200, 200, 403, 403]


def test_a_webhook_needs_no_origin(client):
    assert client.post("/strava/webhook").status_code == 200


def test_a_form_of_this_browser_is_taken(client):
    token = client.get("/my-data/erase").text
    answer = client.post("/my-data/erase", data={"token": token, "why": "mine"}, headers={"origin": HOME})
    assert answer.text == "erased"
    assert client.app.state.erased == ["mine"]


def test_a_form_without_the_token_of_this_browser_is_forged(client):
    with TestClient(client.app) as other:
        others = other.get("/my-data/erase").text
    own = client.get("/my-data/erase").text
    cookie = client.cookies["browser"]
    for data in ({}, {"token": ""}, {"token": others}, {"token": cookie}, {"token": own[:-1]}):
        answer = client.post("/my-data/erase", data=data | {"why": "not mine"}, headers={"origin": HOME})
        assert answer.text == "forged"
    assert client.app.state.erased == []


def test_a_form_of_a_browser_without_a_name_is_forged(client):
    token = client.get("/my-data/erase").text
    client.cookies.clear()
    answer = client.post("/my-data/erase", data={"token": token, "why": "?"}, headers={"origin": HOME})
    assert answer.text == "forged"


def test_a_name_that_somebody_else_chose_for_the_browser_is_replaced(client):
    client.cookies["browser"] = "short"
    answer = client.get("/my-data/erase")
    assert "browser=short" not in answer.headers["set-cookie"]


def test_the_name_of_the_browser_is_unreadable_for_scripts_and_bound_to_https(client, public_url):
    plain = client.get("/my-data/erase").headers["set-cookie"].lower()
    assert "httponly" in plain
    assert "samesite=lax" in plain
    public_url("https://challenge.example")
    secure = client.get("/my-data/erase").headers["set-cookie"]
    assert secure.startswith("__Host-browser=")
    assert "Secure" in secure


def test_a_form_larger_than_any_of_ours_is_refused(client):
    headers = {"origin": HOME, "content-type": "application/x-www-form-urlencoded"}
    assert client.post("/my-data/erase", content=b"a" * 3_000_000, headers=headers).status_code == 413
    pieces = (b"a" * 1_000_000 for _ in range(3))
    assert client.post("/my-data/erase", content=pieces, headers=headers).status_code == 413


@pytest.mark.parametrize("path", ["https://evil.example", "//evil.example"])
def test_a_bare_redirect_leads_to_another_site(bare_client, path):
    assert bare_client.get("/on", params={"next": path}).headers["location"] == path


@pytest.mark.parametrize("path", ELSEWHERE)
def test_next_never_leads_elsewhere(client, path):
    assert client.get("/on-here", params={"next": path}).headers["location"] == "/"


@pytest.mark.parametrize("path", ["/", "/home", "/join/aB-3_x", "/board?which=teams&lang=fr"])
def test_next_leads_on_within_the_site(path):
    assert safe_next(path) == path
