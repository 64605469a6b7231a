"""The live stream: every change reaches every listener once, in time, and nobody holds anybody else up."""

import asyncio
import gzip
import json
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing
from datetime import datetime, timedelta
from math import ceil

import pytest
from live_following import EVENTS, JSON, PATIENCE, Follower, live_server
from serving import ROOT, serve
from sqlalchemy import update

from challenge.services.editions import lock_edition, raise_revision, utc_now
from challenge.store.database import open_database
from challenge.store.edition_models import Edition, EditionState
from challenge.web import channel, patience
from challenge.web.hub import Hub
from tests.factories import make_company, make_edition

NEVER = 3_600
COMMITS = 200

CHANGE_ELSEWHERE = """
import sys, time
from challenge.services.editions import raise_revision
from challenge.store.database import Database
database = Database(sys.argv[1])
with database.transaction() as connection:
    raise_revision(connection, int(sys.argv[2]))
print(time.monotonic())
"""


class Scene:
    """An edition, and the address of its database for whoever serves it."""

    def __init__(self, url):
        self.url = url
        self.database = open_database(url)
        self.edition_id = make_edition(self.database)

    def change(self, database=None):
        """Commit something that a snapshot shows; returns the revision it has now."""
        with (database or self.database).transaction() as connection:
            edition = lock_edition(connection, self.edition_id)
            raise_revision(connection, self.edition_id)
        return edition.revision + 1

    def set_state(self, state):
        """Make the edition public, or not."""
        with self.database.transaction() as connection:
            connection.execute(update(Edition).values(state=state))


@pytest.fixture
def scene(database, setting):
    url = database.engine.url.render_as_string(hide_password=False)
    setting("DATABASE_URL", url)
    scene = Scene(url)
    yield scene
    scene.database.close()


@pytest.fixture
def server(scene):  # noqa: ARG001  the hub opens its database
    with live_server() as server:
        yield server


@pytest.fixture
def follow(server):
    """Open streams that end with the test."""
    opened = []

    def begin(**headers):
        opened.append(server.follow(**headers))
        return opened[-1]

    yield begin
    for follower in opened:
        follower.close()


@pytest.mark.parametrize("packing", ["identity", "gzip"])
def test_a_stream_begins_with_when_to_come_back_the_time_and_the_present_snapshot(scene, follow, packing):
    revision = scene.change()
    before, follower = utc_now(), follow(accept_encoding=packing)
    opening = follower.next()
    assert (opening.kind, opening.retry) == ("clock", "2000")
    assert abs(datetime.fromisoformat(opening.data) - before) < timedelta(seconds=PATIENCE)
    told = follower.next()
    assert (told.kind, told.id) == ("snapshot", str(revision))
    assert json.loads(told.data)["revision"] == revision
    assert follower.answer.getheader("content-type") == "text/event-stream; charset=utf-8"
    assert follower.answer.getheader("cache-control") == "no-store"


def test_what_this_process_commits_arrives_without_anybody_looking(scene, follow, monkeypatch):
    monkeypatch.setattr(channel, "LOOK_SECONDS", NEVER)
    followers = [follow() for _ in range(5)]
    assert {follower.first().id for follower in followers} == {"0"}
    revision = scene.change()
    assert {follower.next().id for follower in followers} == {str(revision)}


def test_what_another_process_commits_arrives_within_a_second(scene, follow):
    follower = follow()
    follower.first()
    command = [sys.executable, "-c", CHANGE_ELSEWHERE, scene.url, str(scene.edition_id)]
    elsewhere = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    told, arrived = follower.next(), time.monotonic()
    committed, _ = elsewhere.communicate()
    assert told.id == "1"
    assert arrived - float(committed) < 1


def test_many_commits_are_folded_into_few_snapshots_and_the_last_one_holds_them_all(scene, follow):
    follower = follow()
    follower.first()
    began = time.monotonic()
    for _ in range(COMMITS):
        last = scene.change()
    took = time.monotonic() - began
    arrived = [follower.next()]
    while arrived[-1].id != str(last):
        arrived.append(follower.next())
    assert len(arrived) <= 4 * ceil(took)


def test_whoever_has_the_newest_snapshot_is_sent_the_next_one_only(scene, follow):
    revision = scene.change()
    back, behind = follow(last_event_id=str(revision)), follow(last_event_id=str(revision - 1))
    assert behind.first().id == str(revision)
    following = scene.change()
    assert back.first().id == str(following)


def test_a_silent_stream_beats(follow, monkeypatch):
    monkeypatch.setattr(channel, "BEAT_SECONDS", 0.1)
    follower = follow()
    follower.first()
    assert [follower.next().kind for _ in range(3)] == ["beat"] * 3


def test_the_answer_as_json_is_what_the_stream_carries(server, scene, follow):
    scene.change()
    told = follow().first()
    answer = server.ask(JSON)
    assert (answer.status, answer.getheader("content-type")) == (200, "application/json")
    assert answer.body.decode() == told.data
    assert answer.getheader("cache-control") == "no-cache"


def test_an_answer_that_is_known_is_not_sent_again(server, scene, follow):
    follower = follow()
    follower.first()
    etag = server.ask(JSON).getheader("etag")
    known = server.ask(JSON, if_none_match=f'W/"other", {etag}')
    assert (known.status, known.body, known.getheader("etag")) == (304, b"", etag)
    assert server.ask(JSON, if_none_match=etag.replace('"0', '"10')).status == 200
    scene.change()
    follower.next()
    assert server.ask(JSON, if_none_match=etag).status == 200


def test_a_packed_answer_is_a_whole_gzip_file(server):
    plain, packed = server.ask(JSON), server.ask(JSON, accept_encoding="gzip, br")
    assert packed.getheader("content-encoding") == "gzip"
    assert gzip.decompress(packed.body) == plain.body
    assert "Accept-Encoding" in packed.getheader("vary")


def test_a_packed_stream_can_be_read_from_whenever_one_joins(scene, follow):
    followers, heard = [], []
    for _ in range(4):
        followers.append(follow(accept_encoding="gzip"))
        followers[-1].first()
        revision = scene.change()
        heard.append({follower.next().id for follower in followers} == {str(revision)})
    assert all(follower.packed for follower in followers)
    assert heard == [True] * 4


def test_a_head_is_answered_and_listens_to_nothing(server):
    answer = server.ask(EVENTS, "HEAD")
    assert (answer.status, answer.body) == (200, b"")
    assert answer.getheader("content-type").startswith("text/event-stream")
    assert server.hub.listeners == 0


@pytest.mark.parametrize("limit", ["LIVE_LISTENERS", "LIVE_LISTENERS_PER_ADDRESS"])
def test_beyond_the_limit_a_reader_is_told_to_come_back_and_finds_room_once_somebody_has_gone(
    server, follow, setting, limit
):
    setting(limit, 2)
    first, _ = follow(), follow()
    refused = follow(accept_language="fr").answer
    assert (refused.status, refused.getheader("retry-after")) == (503, "30")
    assert "Trop de personnes suivent le direct" in refused.read().decode()
    assert "Too many people are following live" in server.ask(EVENTS, accept_language="en").body.decode()
    first.close()
    until = time.monotonic() + PATIENCE
    while follow().answer.status != 200:
        assert time.monotonic() < until


def test_addresses_have_room_of_their_own(follow, setting):
    setting("LIVE_LISTENERS_PER_ADDRESS", 1)
    setting("TRUSTED_PROXIES", "127.0.0.0/8")
    answers = [follow(x_forwarded_for=address).answer.status for address in ("10.0.0.1", "10.0.0.2", "10.0.0.1")]
    assert answers == [200, 200, 503]


def test_a_draft_is_found_by_nobody(server, scene):
    scene.set_state(EditionState.DRAFT)
    assert [server.ask(path).status for path in (JSON, EVENTS, "/live/unknown.json", "/live/test/else")] == [404] * 4


def test_the_streams_of_an_edition_that_is_public_no_more_end(server, scene, follow):
    follower = follow()
    follower.first()
    scene.set_state(EditionState.DRAFT)
    with pytest.raises(EOFError):
        follower.next()
    assert server.ask(EVENTS).status == 404


def test_whoever_stops_reading_holds_nobody_up_and_is_dropped(server, scene, follow, monkeypatch):
    impatient = [(socket.SOL_SOCKET, socket.SO_SNDBUF, 1), (socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, 500)]
    monkeypatch.setattr(patience, "OPTIONS", impatient)
    for _ in range(40):
        make_company(scene.database, scene.edition_id)
    host, port = server.host.split(":")
    with socket.socket() as slow:
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
        slow.connect((host, int(port)))
        slow.sendall(f"GET {EVENTS} HTTP/1.1\r\nHost: {server.host}\r\n\r\n".encode())
        assert slow.recv(1)  # it listens by now
        monkeypatch.setattr(patience, "OPTIONS", [])
        reader = follow()
        reader.first()
        until = time.monotonic() + PATIENCE
        while server.hub.listeners > 1:
            began = time.monotonic()
            revision = scene.change()
            assert reader.next().id == str(revision)
            assert time.monotonic() - began < 2
            assert time.monotonic() < until


def test_listeners_that_have_gone_are_forgotten_and_so_is_an_edition_that_nobody_follows(
    server, scene, follow, monkeypatch
):
    monkeypatch.setattr(channel, "KEPT_SECONDS", 0)
    followers = [follow() for _ in range(20)]
    assert server.hub.listeners == 20
    for follower in followers:
        follower.first()
        follower.close()
    until = time.monotonic() + PATIENCE
    while server.hub.listeners or server.hub.editions:
        assert time.monotonic() < until
        scene.change()
    assert int(follow().first().id) >= 0


def test_a_commit_after_the_server_has_gone_succeeds(scene):
    async def leave_a_hub_behind():
        return Hub()

    hub = asyncio.run(leave_a_hub_behind())
    assert scene.change() == 1
    assert hub.listeners == 0


def test_a_server_that_is_asked_to_stop_ends_its_streams_first(scene, tmp_path):
    with (
        serve("app:app", scene.url, tmp_path / "server.log", CHALLENGE_DEMO="false") as served,
        closing(Follower(served.address.removeprefix("http://"))) as follower,
    ):
        follower.first()
        served.process.send_signal(signal.SIGTERM)
        with pytest.raises(EOFError):  # and not IncompleteRead: the answer has an end
            follower.next()
        assert served.process.wait(PATIENCE) in {0, -signal.SIGTERM}


def test_the_process_may_open_as_many_files_as_its_listeners_need():
    program = (
        "import resource; from challenge.web.open_files import allow_open_files\n"
        "hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]\n"
        "resource.setrlimit(resource.RLIMIT_NOFILE, (100, hard)); allow_open_files(600)\n"
        "print(resource.getrlimit(resource.RLIMIT_NOFILE)[0])"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "600"
