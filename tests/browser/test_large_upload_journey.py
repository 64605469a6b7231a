"""A large file from a phone or a laptop: the connection breaks, it goes on, and what it holds is recorded once."""

import io
import random
import re
import zipfile
from datetime import timedelta
from math import sin

import pytest
from browser_steps import METRE, PATIENCE, yesterday
from playwright.sync_api import expect
from real_edition import RealEdition

from challenge.services.large_uploads import PIECE_BYTES

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True}
READ_PATIENCE = 60_000


@pytest.fixture
def person(house):
    edition = RealEdition(house)
    edition.add_company()
    return edition.add_team("Zoé")[0]


def uneven_run(start, metres_per_second):
    """Half an hour north, now faster and now slower, as people run."""
    points = "".join(
        f'<trkpt lat="{47 + (second * metres_per_second + 60 * sin(second / 50)) * METRE:.7f}" lon="2.0">'
        f"<time>{start + timedelta(seconds=second):%Y-%m-%dT%H:%M:%SZ}</time></trkpt>"
        for second in range(0, 1801, 10)
    )
    head = '<gpx version="1.1" creator="test" xmlns="http://www.topografix.com/GPX/1/1">'
    return f"{head}<trk><type>running</type><trkseg>{points}</trkseg></trk></gpx>"


def archive(salt):
    """Three runs, and beside them what a reader leaves out, so that it comes in several pieces."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as files:
        for number, hour in enumerate((8, 12, 18)):
            files.writestr(f"run_{number}.gpx", uneven_run(yesterday(hour), 2.6 + number / 10 + salt / 100))
        files.writestr("__MACOSX/._pictures", random.Random(salt).randbytes(2 * PIECE_BYTES))
    return {"name": "archive.zip", "mimeType": "application/zip", "buffer": packed.getvalue()}


def choose(page, file):
    page.locator(".large-upload input.file").set_input_files(file)


def is_read(page):
    """Wait until what was found is drawn."""
    expect(page.locator(".preview tbody tr")).to_have_count(3, timeout=READ_PATIENCE)


def break_once(page, number):
    """Reset the connection of one piece; returns where each piece began."""
    begun = []

    def pass_or_break(route, request):
        if request.method != "PATCH":
            return route.continue_()
        begun.append(int(request.headers["upload-offset"]))
        return route.abort("connectionreset") if len(begun) == number else route.continue_()

    page.route(re.compile(r"/uploads/\d+"), pass_or_break)
    return begun


def test_a_file_goes_on_after_a_broken_connection_and_is_recorded_once(enter, person):
    visit, file = enter(person, **PHONE), archive(1)
    page, tab = visit.page, visit.tab
    tab.goto("log?way=archive")
    begun = break_once(page, 2)
    choose(page, file)
    is_read(page)
    assert begun == [0, PIECE_BYTES, PIECE_BYTES, 2 * PIECE_BYTES]
    tab.settles()
    page.locator(".st-key-confirm-archive button").click()
    tab.is_recorded()

    tab.goto("log?way=archive")
    choose(page, file)
    is_read(page)
    expect(page.locator(".st-key-confirm-archive button")).to_have_text(re.compile("Nothing new"), timeout=PATIENCE)
    tab.settles()
    page.locator(".st-key-confirm-archive button").click()
    expect(page.locator(".large-upload .choose:not([hidden])")).to_be_visible(timeout=PATIENCE)
    tab.goto("activities")
    expect(page.locator("tr.activity:not([class='activity'])")).to_have_count(3, timeout=PATIENCE)


def test_whoever_leaves_the_page_finds_the_file_where_it_stopped(enter, person):
    visit, file = enter(person), archive(2)
    page, tab = visit.page, visit.tab
    tab.goto("log?way=archive")
    page.route(
        re.compile(r"/uploads/\d+"),
        lambda route, request: route.continue_() if request.headers.get("upload-offset") == "0" else route.abort(),
    )
    choose(page, file)
    expect(page.locator(".large-upload .state")).to_contain_text("No network right now", timeout=PATIENCE)
    page.unroute_all()
    page.reload()
    expect(page.locator(".large-upload .state")).to_contain_text("A part of archive.zip has arrived", timeout=PATIENCE)
    begun = break_once(page, 0)
    choose(page, file)
    is_read(page)
    assert begun[0] == PIECE_BYTES
    tab.settles()
    page.locator(".st-key-cancel-upload button").click()
    expect(page.locator(".large-upload .choose:not([hidden])")).to_be_visible(timeout=PATIENCE)


def test_a_file_can_be_paused_and_given_up_on_the_way(enter, person):
    visit, file = enter(person), archive(3)
    page, tab = visit.page, visit.tab
    tab.goto("log?way=archive")
    page.route(re.compile(r"/uploads/\d+"), hold)
    choose(page, file)
    page.locator(".large-upload .pause").click()
    expect(page.locator(".large-upload .state")).to_contain_text("Paused", timeout=PATIENCE)
    page.locator(".large-upload .cancel").click()
    expect(page.locator(".large-upload .choose:not([hidden])")).to_be_visible(timeout=PATIENCE)
    page.reload()
    tab.stands("log?way=archive")
    expect(page.locator(".large-upload .state")).to_have_text("")


def hold(route, request):
    """Let nothing of the file through but its first piece."""
    if request.method != "PATCH" or request.headers["upload-offset"] == "0":
        route.continue_()
    else:
        route.abort()
