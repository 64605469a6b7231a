"""Under a freeze no address of ours, no stream, no file and no mail tells how things really stand."""

import io
import json
import re
from zipfile import ZipFile

import pytest
from live_following import live_server
from plain_visit import HOME, visit
from pypdf import PdfReader
from test_route_matrix import ENDLESS, Scene, filled

from challenge.services.boards import read_totals
from challenge.services.editions import utc_now
from challenge.services.freezes import end_freeze, reveal_next
from challenge.services.news import write_news
from challenge.services.sessions import open_session
from challenge.services.weeks import close_weeks
from challenge.web.routes import ROUTED, ROUTES
from tests.frozen_scene import BYSTANDERS, NOBODY, ROLES, SLUG, FrozenScene, figures_in, without_what_runs_on

JSON, EVENTS = f"/live/{SLUG}.json", f"/live/{SLUG}/events"
GROWING = {"audit", "sessions"}
"""Files of an export that grow because somebody looks."""
_CHANGES = re.compile(r'name="token" value="[^"]*"|"token":\s*"[^"]*"|\d\d:\d\d|<p class="total">[^<]*</p>')
"""What differs between two looks at a page at which nothing has happened, and the grand total."""


@pytest.fixture
def frozen(web_database):
    """The scene, frozen, before anything is logged behind."""
    facts = Scene(web_database).facts
    scene = FrozenScene(web_database).freeze()
    scene.facts = facts | {"token": scene.token, "edition": SLUG, "entry": scene.alpes}
    return scene


def paths(scene):
    """Every address that is asked for with GET, but for the stream, which is followed."""
    for route in ROUTES:
        if "GET" in (route.methods or {"GET"}) and route.path != ENDLESS:
            path = filled(route.path, scene.facts)
            assert "{" not in path, path
            yield path


def words_of(answer):
    """What an answer holds, unpacked."""
    kind = answer.headers.get("content-type", "").partition(";")[0]
    if kind == "application/pdf":
        return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
    if kind == "application/zip":
        files = json.loads(ZipFile(io.BytesIO(answer.content)).read("data.json"))
        return json.dumps({name: rows for name, rows in files.items() if name not in GROWING})
    return answer.text


def told(scene, role):
    """What every address answers a role."""
    with visit(*ROUTED) as client:
        if role != NOBODY:
            with scene.database.transaction() as connection:
                client.cookies.set("session", open_session(connection, scene.actor(role).account_id, utc_now()))
        return {path: words_of(client.get(path, headers={"origin": HOME})) for path in paths(scene)}


def comparable(path, words):
    """Words without what may differ: a form's own token, the clock, and of a snapshot what runs on."""
    return without_what_runs_on(json.loads(words)) if path == JSON else _CHANGES.sub("", words)


@pytest.mark.parametrize("role", [*BYSTANDERS, NOBODY])
def test_whoever_logs_nothing_is_answered_the_same_whatever_is_logged_behind(frozen, role):
    before = told(frozen, role)
    frozen.log_behind()
    close_weeks(frozen.database)
    write_news(frozen.database)
    after = told(frozen, role)
    differ = {path for path in before if comparable(path, before[path]) != comparable(path, after[path])}
    assert differ == set()
    assert json.loads(after[JSON])["totals"]["points"] > json.loads(before[JSON])["totals"]["points"]


@pytest.mark.parametrize("role", ROLES)
def test_no_figure_of_the_real_standing_is_in_any_answer(frozen, role):
    write_news(frozen.database)
    frozen.log_behind()
    write_news(frozen.database)
    untold = frozen.untold()
    found = {path: figures_in(words) & untold for path, words in told(frozen, role).items()}
    assert {path: figures for path, figures in found.items() if figures} == {}


def test_the_stream_tells_the_grand_total_as_it_grows_and_of_the_rest_what_is_uncovered(frozen):
    with live_server() as server:
        follower = server.follow(EVENTS)
        before = json.loads(follower.first().data)
        frozen.log_behind()
        total = read_totals(frozen.database, frozen.edition_id).points
        after = before
        while after["totals"]["points"] != total:
            after = json.loads(next(data for data in iter(lambda: follower.next().data, None) if data != "{}"))
            assert without_what_runs_on(after) == without_what_runs_on(before)
            assert figures_in(json.dumps(after)) & frozen.untold() == set()
        assert server.ask(JSON).getheader("etag")
        reveal_next(frozen.database, frozen.organiser, frozen.edition_id, "medium")
        uncovered = json.loads(follower.next().data)
        follower.close()
    assert [row["name"] for row in uncovered["stage"]["reveal"]["rows"]] == ["Alpes"]
    assert uncovered["companies"] == before["companies"]


def test_once_the_freeze_has_ended_the_same_search_finds_what_was_not_told(frozen):
    frozen.log_behind()
    untold = frozen.untold()
    end_freeze(frozen.database, frozen.organiser, frozen.edition_id)
    answers = told(frozen, NOBODY)
    assert len(figures_in(answers[JSON]) & untold) > 10
