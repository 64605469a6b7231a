"""The way of a large file on the log page, wherever it is on it; and the key of a phone on the settings page."""

from datetime import timedelta
from math import sin

import pytest
from conftest import words_of
from streamlit.runtime.context import ContextProxy
from streamlit.testing.v1 import AppTest

from challenge.services.editions import utc_now
from challenge.services.large_uploads import begin_upload, own_upload
from challenge.services.sessions import open_session
from challenge.services.upload_keys import phone_of
from challenge.services.upload_reading import read_upload_now
from challenge.services.upload_workers import start_readers
from challenge.settings import settings
from challenge.store.database import open_database
from challenge.store.source_models import UploadState
from challenge.ui.links import PAGES
from challenge.ui.upload_key import SHOWN
from challenge.wording.text import text
from tests.factories import make_company, make_edition, make_person, make_team, place_of
from tests.sending import begin, send

SHELL = PAGES.parent / "challenge" / "ui" / "shell.py"


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """An empty database, and the app on it."""
    database = open_database(f"sqlite:///{tmp_path}/kept.db")
    database.migrate()
    monkeypatch.setenv("CHALLENGE_DATABASE_URL", database.engine.url.render_as_string(hide_password=False))
    monkeypatch.setenv("CHALLENGE_UPLOAD_FOLDER", str(tmp_path / "uploads"))
    settings.cache_clear()
    yield database
    database.close()
    settings.cache_clear()


@pytest.fixture
def person(kept):
    """Somebody in an edition that runs today."""
    now = utc_now()
    far = now.replace(year=now.year + 10)
    dates = {"starts_on": now.date().replace(day=1, month=1), "ends_on": far.date(), "locks_at": far}
    dates |= {"review_ends_at": far, "evening_at": far, "registration_closes_at": far}
    return make_person(kept, make_team(kept, make_company(kept, make_edition(kept, **dates))))


@pytest.fixture
def open_page(kept, person, monkeypatch):
    """Open a page of the person, in English."""
    with kept.transaction() as connection:
        token = open_session(connection, person.account_id, utc_now())
    monkeypatch.setattr(ContextProxy, "cookies", property(lambda _self: {settings().cookie_name: token}))

    def opened(name, **query):
        page = AppTest.from_file(SHELL, default_timeout=20)
        page.session_state["locale"] = "en"
        page.run()
        for key, value in query.items():
            page.query_params[key] = value
        return page.switch_page(str(PAGES / f"{name}.py")).run()

    return opened


def archive_page(open_page):
    page = open_page("log")
    page.segmented_control(key="way").set_value("archive").run()
    assert not page.exception
    return page


def gpx_of_today():
    """Half an hour of running an hour ago, now faster and now slower."""
    start = utc_now() - timedelta(hours=1)
    points = "".join(
        f'<trkpt lat="{48 + number * 0.00025 + sin(number / 5) * 0.0004:.6f}" lon="2.0">'
        f"<time>{start + timedelta(seconds=10 * number):%Y-%m-%dT%H:%M:%SZ}</time></trkpt>"
        for number in range(181)
    )
    head = '<gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1">'
    return f"{head}<trk><type>running</type><trkseg>{points}</trkseg></trk></gpx>".encode()


def arrive(kept, person, data=None):
    data = data or gpx_of_today()
    upload_id = begin(kept, person, data, name="run.gpx", now=utc_now())
    send(kept, person, upload_id, data, now=utc_now())
    return upload_id


def read(kept, upload_id):
    start_readers(kept, begin=lambda _: None)
    read_upload_now(kept, upload_id)


def test_the_page_says_which_file_to_choose(open_page):
    words = words_of(archive_page(open_page))
    for one in ("apple", "strava", "zip"):
        assert text("en", f"large_upload.which.{one}.title") in words


def test_a_file_that_has_arrived_is_followed_and_can_be_stopped(open_page, kept, person):
    arrive(kept, person)
    page = archive_page(open_page)
    assert text("en", "large_upload.leave") in words_of(page)
    page.button(key="cancel-upload").click().run()
    assert own_upload(kept, person, place_of(person)).state is UploadState.CANCELLED
    assert text("en", "large_upload.which.zip.title") in words_of(page)


def test_what_was_found_is_shown_and_recorded_as_a_whole(open_page, kept, person):
    read(kept, arrive(kept, person))
    page = archive_page(open_page)
    assert "run.gpx" in words_of(page)
    page.button(key="confirm-archive").click().run()
    assert not page.exception
    assert [note.value for note in page.success] == [text("en", "log.recorded")]
    assert own_upload(kept, person, place_of(person)).state is UploadState.RECORDED


def test_what_was_found_can_be_thrown_away(open_page, kept, person):
    read(kept, arrive(kept, person))
    page = archive_page(open_page)
    page.button(key="cancel-upload").click().run()
    assert own_upload(kept, person, place_of(person)).state is UploadState.CANCELLED


def test_the_same_file_again_holds_nothing_new(open_page, kept, person):
    data = gpx_of_today()
    read(kept, arrive(kept, person, data))
    archive_page(open_page).button(key="confirm-archive").click().run()
    read(kept, arrive(kept, person, data))
    page = archive_page(open_page)
    assert page.button(key="confirm-archive").label == text("en", "large_upload.nothing_new")
    page.button(key="confirm-archive").click().run()
    assert not page.exception
    assert own_upload(kept, person, place_of(person)).state is UploadState.RECORDED


def test_a_file_that_came_to_nothing_says_why(open_page, kept, person):
    read(kept, arrive(kept, person, b"no activity"))
    assert text("en", "error.unknown_format_error") in archive_page(open_page).error[0].value.replace("\\", "")


def test_a_file_on_its_way_is_shown_to_its_owner_only(open_page, kept, person):
    mate = make_person(kept, place_of(person).team_id)
    begin_upload(kept, mate, place_of(mate), name="of-a-mate.zip", whole_bytes=9)
    assert "of-a-mate" not in words_of(archive_page(open_page))


def test_a_key_is_made_shown_once_and_taken_back(open_page, kept, person):
    page = open_page("sources")
    page.button(key="make-key").click().run()
    assert not page.exception
    key = page.session_state[SHOWN]
    assert f"Bearer {key}" in [code.value for code in page.code]
    assert phone_of(kept, key).actor.account_id == person.account_id
    again = open_page("sources")
    assert all(key not in code.value for code in again.code)
    again.button(key="revoke-key").click().run()
    assert [button.key for button in again.button if button.key == "revoke-key"] == []


@pytest.mark.parametrize("phone", ["iphone", "android"])
def test_the_steps_for_each_phone_name_the_address(open_page, phone):
    page = open_page("sources")
    page.button(key="make-key").click().run()
    assert text("en", f"upload_key.{phone}.title") in [expander.label for expander in page.expander]
    assert f"{settings().public_url}/import" in words_of(page)
