"""Plain HTTP: demo entries, the session cookie, and what the guard refuses."""

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from challenge.demo import fill_demo
from challenge.errors import NotSignedInError
from challenge.services.demo_entries import enter_demo
from challenge.services.sessions import read_session
from challenge.settings import settings
from challenge.store.database import open_database
from challenge.store.team_models import RoleKind
from challenge.web import health, sign_in
from challenge.web.guard import Guard

HOME = "http://testserver"


async def say_identity(request: Request) -> PlainTextResponse:
    return PlainTextResponse(request.headers.get("x-uid", "nobody"))


async def greet(websocket):
    await websocket.accept()
    await websocket.send_text(websocket.headers["x-uid"])
    await websocket.close()


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    database = open_database(f"sqlite:///{tmp_path_factory.mktemp('web')}/demo.db")
    database.migrate()
    fill_demo(database, people=70, activities=100)
    yield database
    database.close()


@pytest.fixture
def client(demo, monkeypatch):
    monkeypatch.setenv("CHALLENGE_DATABASE_URL", demo.engine.url.render_as_string(hide_password=False))
    settings.cache_clear()
    inside = [Route("/who", say_identity), Route("/media/file", say_identity), Route("/_stcore/metrics", say_identity)]
    routes = [*sign_in.ROUTES, *health.ROUTES, *inside, WebSocketRoute("/_stcore/stream", greet)]
    with TestClient(Starlette(routes=routes, middleware=[Middleware(Guard)]), follow_redirects=False) as client:
        yield client
    settings.cache_clear()


def enter(client, role=RoleKind.PARTICIPANT):
    return client.post("/sign-in", data={"entry": role}, headers={"origin": HOME})


def test_sign_in_shows_the_four_demo_entries_in_the_browsers_language(client):
    french = client.get("/sign-in", headers={"accept-language": "fr-FR"}).text
    assert all(f'value="{role}"' in french for role in RoleKind)
    assert 'lang="fr"' in french
    assert 'lang="en"' in client.get("/sign-in?lang=en").text


@pytest.mark.parametrize("role", RoleKind)
def test_an_entry_sets_a_cookie_that_scripts_cannot_read_and_that_stands_for_the_role(client, demo, role):
    answer = enter(client, role)
    assert answer.status_code == 303
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert read_session(demo, client.cookies["session"]).actor.holds(role)


def test_an_entry_asked_for_by_another_site_is_refused(client):
    answer = client.post("/sign-in", data={"entry": "organiser"}, headers={"origin": "https://evil.example"})
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


def test_the_demo_is_closed_when_it_is_switched_off(client, monkeypatch):
    monkeypatch.setenv("CHALLENGE_DEMO", "0")
    settings.cache_clear()
    assert enter(client).status_code == 422
    assert "session" not in client.cookies


def test_signing_out_ends_the_session_at_once(client, demo):
    enter(client)
    token = client.cookies["session"]
    client.post("/sign-out", headers={"origin": HOME})
    with pytest.raises(NotSignedInError):
        read_session(demo, token)


def test_another_site_cannot_sign_somebody_out(client, demo):
    enter(client)
    token = client.cookies["session"]
    client.post("/sign-out", headers={"origin": "https://evil.example"})
    assert read_session(demo, token).session_id


def test_a_browser_cannot_choose_its_identity(client):
    with client.websocket_connect("/_stcore/stream", headers={"origin": HOME, "x-uid": "session-1"}) as websocket:
        assert websocket.receive_text().startswith("visitor-")


def test_the_identity_of_a_websocket_is_its_session_row(client, demo):
    enter(client)
    session_id = read_session(demo, client.cookies["session"]).session_id
    with client.websocket_connect("/_stcore/stream", headers={"origin": HOME}) as websocket:
        assert websocket.receive_text() == f"session-{session_id}"


@pytest.mark.parametrize("headers", [{}, {"origin": "https://evil.example"}])
def test_a_websocket_without_an_origin_or_from_another_site_is_refused(client, headers):
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/_stcore/stream", headers=headers):
        pass


def test_media_needs_a_session_and_the_inside_is_closed(client):
    assert client.get("/media/file").status_code == 404
    assert client.get("/_stcore/metrics").status_code == 404
    enter(client)
    assert client.get("/media/file").status_code == 200


def test_every_answer_carries_security_headers(client):
    answer = client.get("/healthz")
    assert answer.json() == {"status": "ok"}
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-frame-options"] == "DENY"


def test_a_token_is_kept_hashed(demo):
    token = enter_demo(demo, RoleKind.ORGANISER, allowed=True)
    with demo.reading() as connection:
        kept = connection.exec_driver_sql("SELECT token_hash FROM sessions").scalars().all()
    assert token not in kept
