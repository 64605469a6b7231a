"""Our own files: scripts and styles are asked for again each time, so that those of two releases never mix."""

import os

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.testclient import TestClient

from challenge.web.guard import Guard

SCRIPT, FONT, ICON = "/assets/live/board.js", "/assets/fonts/inter.woff2", "/assets/icon.png"


@pytest.fixture
def files(tmp_path):
    """Files of a release."""
    for path in (SCRIPT, FONT, ICON):
        file = tmp_path / path.removeprefix("/assets/")
        file.parent.mkdir(exist_ok=True)
        file.write_text("first")
    return tmp_path


@pytest.fixture
def client(files):
    """The guard before those files."""
    app = Starlette(routes=[Mount("/assets", StaticFiles(directory=files))], middleware=[Middleware(Guard)])
    with TestClient(app) as client:
        yield client


def test_a_script_is_asked_for_again_and_costs_nothing_while_it_is_the_same(client):
    answer = client.get(SCRIPT)
    assert answer.headers["cache-control"] == "no-cache"
    again = client.get(SCRIPT, headers={"if-none-match": answer.headers["etag"]})
    assert again.status_code == 304
    assert again.headers["cache-control"] == "no-cache"
    assert again.content == b""


def test_a_script_of_a_new_release_arrives_at_once(client, files):
    known = client.get(SCRIPT).headers["etag"]
    (files / "live" / "board.js").write_text("other")
    os.utime(files / "live" / "board.js", (0, 0))
    answer = client.get(SCRIPT, headers={"if-none-match": known})
    assert (answer.status_code, answer.text) == (200, "other")


@pytest.mark.parametrize("path", [FONT, ICON])
def test_fonts_and_the_icon_are_kept_for_an_hour(client, path):
    assert client.get(path).headers["cache-control"] == "public, max-age=3600"
