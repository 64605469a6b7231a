"""Ways in through the live stream, the screen and the evening's addresses that were tried and stay shut."""

import socket
import time
from contextlib import closing

import pytest
from live_following import EVENTS, JSON, PATIENCE, live_server
from lxml import html
from plain_visit import visit

from challenge.domain.disclosure import Visibility
from challenge.services.editions import raise_revision
from challenge.settings import settings
from challenge.store.database import open_database
from challenge.store.edition_models import EditionState
from challenge.web import evening_paper, live, logos, screen, sponsors
from tests.factories import make_company, make_edition, make_person, make_team, outing, record

LONG = "a" * 900
ODD = [
    "%00", "test%00", "..%2Ftest", "%ED%A0%80", "%FF", "%F0%9F%98%80", "%20test", "TEST", "%E2%80%AEtest", "test;x",
    "%27%20OR%201=1--", "test%0d%0aX-A:1", "test.json", "*", "%25", LONG, LONG + LONG,
]  # fmt: skip
"""Names that no edition has, as addresses write them."""
FORMS = ["/live/{}.json", "/live/{}/events", "/live/{}", "/screen/{}", "/logo/1/{}.png", "/sponsor/1/{}.png"]
NAMELESS = ["/live/.json", "/live//events", "/screen/worker.js.json", f"/logo/{10**30}/a.png"]
CHANGING = ["POST", "PUT", "PATCH", "DELETE"]
COMING_AND_GOING = 300
NICKNAME = "Zebulon"


@pytest.fixture
def opened(database, setting):
    """A database of each engine as the server opens it."""
    setting("DATABASE_URL", database.engine.url.render_as_string(hide_password=False))
    opened = open_database(settings().database_url)
    yield opened
    opened.close()


@pytest.fixture
def edition_id(opened):
    """A running edition."""
    return make_edition(opened)


@pytest.fixture
def server(edition_id):  # noqa: ARG001  it is followed
    with live_server() as server:
        yield server


def statuses(paths, **headers):
    """What addresses answer, and their bodies."""
    with visit(live, screen, logos, sponsors, evening_paper) as client:
        answers = {path: client.get(path, headers=headers) for path in paths}
    return {path: answer.status_code for path, answer in answers.items()}


def test_no_address_of_odd_letters_leads_anywhere(edition_id):  # noqa: ARG001  it stands beside them
    paths = [form.format(name) for form in FORMS for name in ODD if form.format(name) != "/live/test.json"] + NAMELESS
    answers = statuses(paths)
    assert {path: status for path, status in answers.items() if status != 404} == {}


@pytest.mark.parametrize("known", ["9" * 6_000, "-1", "", "1e9", "0x0", "00", "\xff\xfe", "0, 0", "null"])
def test_whatever_a_listener_says_it_knows_it_is_sent_the_present_snapshot(server, known):
    with closing(server.follow(last_event_id=known)) as follower:
        assert (follower.answer.status, follower.first().id) == (200, "0")


@pytest.mark.parametrize("method", CHANGING)
def test_nothing_is_changed_through_these_addresses(edition_id, method):  # noqa: ARG001  same
    with visit(live, screen, evening_paper) as client:
        for path in (JSON, EVENTS, "/screen/test", "/screen/worker.js", "/documents/evening/test.pdf"):
            for origin in ({}, {"origin": "https://evil.example"}):
                assert client.request(method, path, headers=origin).status_code == 403, path


def test_a_head_tells_no_more_than_a_get_and_an_answer_that_is_known_no_more_than_that(server):
    got, head = server.ask(JSON), server.ask(JSON, "HEAD")
    assert (head.status, head.body, head.getheader("etag")) == (200, b"", got.getheader("etag"))
    for known in ("*", "", '""', '"0"', "W/", got.getheader("etag").upper().replace("W/", "")[:-2]):
        assert server.ask(JSON, if_none_match=known).status == 200, known


def test_without_a_trusted_proxy_nobody_is_somebody_else_by_saying_so(server, setting):
    setting("LIVE_LISTENERS_PER_ADDRESS", 1)
    with closing(server.follow(x_forwarded_for="10.0.0.1")) as first:
        assert first.answer.status == 200
        for number in range(5):
            said = {"x_forwarded_for": f"10.0.1.{number}, 127.0.0.{number}", "forwarded": f"for=10.0.1.{number}"}
            assert server.ask(EVENTS, **said, x_real_ip=f"10.0.1.{number}").status == 503


def settles(condition):
    """Wait until something is so."""
    until = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < until


def test_who_comes_and_goes_leaves_nothing_behind(server, setting):
    setting("LIVE_LISTENERS_PER_ADDRESS", COMING_AND_GOING)
    setting("TRUSTED_PROXIES", "127.0.0.0/8")
    host, port = server.host.split(":")
    for number in range(COMING_AND_GOING):
        with socket.create_connection((host, int(port)), PATIENCE) as gone:
            from_there = f"X-Forwarded-For: 10.0.{number // 250}.{number % 250}\r\n"
            gone.sendall(f"GET {EVENTS} HTTP/1.1\r\nHost: {server.host}\r\n{from_there}\r\n".encode())
            if number % 2:
                gone.recv(1)
    settles(lambda: server.hub.listeners == 0)
    assert not server.hub._by_address
    assert server.hub.editions == ["test"]


def test_names_of_no_edition_are_not_remembered(server):
    for number in range(100):
        assert server.ask(f"/live/none-{number}.json").status == 404
    assert server.hub.editions == []


def test_who_never_finishes_asking_holds_nobody_up(server):
    host, port = server.host.split(":")
    unfinished = [socket.create_connection((host, int(port)), PATIENCE) for _ in range(100)]
    for slow in unfinished:
        slow.sendall(f"GET {EVENTS} HTTP/1.1\r\nHost: ".encode())
    with closing(server.follow()) as follower:
        assert follower.first().id == "0"
        assert server.ask(JSON).status == 200
        assert server.hub.listeners == 1
    for slow in unfinished:
        slow.close()


def test_a_draft_is_nobodys_business_however_it_changes(server, opened):
    draft = make_edition(opened, slug="draft", state=EditionState.DRAFT)
    with opened.transaction() as connection:
        raise_revision(connection, draft)
    paths = ("/live/draft.json", "/live/draft/events", "/live/draft.json?revision=1")
    assert [server.ask(path).status for path in paths] == [404] * len(paths)
    assert statuses(["/screen/draft"]) == {"/screen/draft": 404}


def test_no_person_is_on_any_of_these_addresses_nor_in_what_is_logged_of_them(server, opened, edition_id, caplog):
    team_id = make_team(opened, make_company(opened, edition_id), name="Les Semelles")
    for _ in range(3):
        record(opened, make_person(opened, team_id, nickname=NICKNAME, visibility=Visibility.NAME), outing())
    with closing(server.follow()) as follower, visit(screen) as client:
        told = [follower.first().data, server.ask(JSON).body.decode(), client.get("/screen/test").text, caplog.text]
    assert "Les Semelles" in told[0]
    assert [words for words in told if NICKNAME in words] == []


def test_the_screen_runs_no_script_but_ours_and_asks_no_other_host(edition_id):  # noqa: ARG001  it is shown
    with visit(screen) as client:
        answer = client.get("/screen/test", headers={"host": "evil.example"})
    policy = dict(part.split(" ", 1) for part in answer.headers["content-security-policy"].split("; "))
    asked = {policy[kind] for kind in ("script-src", "connect-src", "font-src")}
    assert (policy["default-src"], asked, policy["frame-ancestors"]) == ("'none'", {"'self'"}, "'none'")
    page = html.fromstring(answer.text)
    assert [script.get("type") for script in page.xpath("//script[not(@src)]")] == ["application/json"]
    assert page.xpath("//@*[starts-with(name(), 'on')] | //base | //iframe | //form") == []
    addresses = page.xpath("//@src | //@href")
    assert [address for address in addresses if not address.startswith("/assets/")] == []
    assert "evil" not in answer.text
