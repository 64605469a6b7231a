"""The way of a large file on the log page, wherever it is on it; and the key of a phone on the settings page."""

from datetime import timedelta
from math import sin

import pytest
from page_words import words_of

from challenge.services.editions import utc_now
from challenge.services.large_uploads import begin_upload, own_upload
from challenge.services.upload_keys import phone_of
from challenge.services.upload_reading import read_upload_now
from challenge.services.upload_workers import start_readers
from challenge.settings import settings
from challenge.store.source_models import UploadState
from challenge.ui.links import PAGES
from challenge.ui.upload_key import SHOWN
from challenge.wording.text import text
from tests.factories import make_person, place_of
from tests.sending import begin, send

SHELL = PAGES.parent / "challenge" / "ui" / "shell.py"


@pytest.fixture
def person(somebody_today):
    return somebody_today


def archive_page(open_own):
    page = open_own("log")
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


def test_the_page_says_which_file_to_choose(open_own):
    words = words_of(archive_page(open_own))
    for one in ("apple", "strava", "zip"):
        assert text("en", f"large_upload.which.{one}.title") in words


def test_a_file_that_has_arrived_is_followed_and_can_be_stopped(open_own, kept, person):
    arrive(kept, person)
    page = archive_page(open_own)
    assert text("en", "large_upload.leave") in words_of(page)
    page.button(key="cancel-upload").click().run()
    assert own_upload(kept, person, place_of(person)).state is UploadState.CANCELLED
    assert text("en", "large_upload.which.zip.title") in words_of(page)


def test_what_was_found_is_shown_and_recorded_as_a_whole(open_own, kept, person):
    read(kept, arrive(kept, person))
    page = archive_page(open_own)
    assert "run.gpx" in words_of(page)
    page.button(key="confirm-archive").click().run()
    assert not page.exception
    assert [note.value for note in page.success] == [text("en", "log.recorded")]
    assert own_upload(kept, person, place_of(person)).state is UploadState.RECORDED


def test_what_was_found_can_be_thrown_away(open_own, kept, person):
    read(kept, arrive(kept, person))
    page = archive_page(open_own)
    page.button(key="cancel-upload").click().run()
    assert own_upload(kept, person, place_of(person)).state is UploadState.CANCELLED


def test_the_same_file_again_holds_nothing_new(open_own, kept, person):
    data = gpx_of_today()
    read(kept, arrive(kept, person, data))
    archive_page(open_own).button(key="confirm-archive").click().run()
    read(kept, arrive(kept, person, data))
    page = archive_page(open_own)
    assert page.button(key="confirm-archive").label == text("en", "large_upload.nothing_new")
    page.button(key="confirm-archive").click().run()
    assert not page.exception
    assert own_upload(kept, person, place_of(person)).state is UploadState.RECORDED


def test_a_file_that_came_to_nothing_says_why(open_own, kept, person):
    read(kept, arrive(kept, person, b"no activity"))
    assert text("en", "error.unknown_format_error") in archive_page(open_own).error[0].value.replace("\\", "")


def test_a_file_on_its_way_is_shown_to_its_owner_only(open_own, kept, person):
    mate = make_person(kept, place_of(person).team_id)
    begin_upload(kept, mate, place_of(mate), name="of-a-mate.zip", whole_bytes=9)
    assert "of-a-mate" not in words_of(archive_page(open_own))


def test_a_key_is_made_shown_once_and_taken_back(open_own, kept, person):
    page = open_own("sources")
    page.button(key="make-key").click().run()
    assert not page.exception
    key = page.session_state[SHOWN]
    assert f"Bearer {key}" in [code.value for code in page.code]
    assert phone_of(kept, key).actor.account_id == person.account_id
    again = open_own("sources")
    assert all(key not in code.value for code in again.code)
    again.button(key="revoke-key").click().run()
    assert [button.key for button in again.button if button.key == "revoke-key"] == []


@pytest.mark.parametrize("phone", ["iphone", "android"])
def test_the_steps_for_each_phone_name_the_address(open_own, phone):
    page = open_own("sources")
    page.button(key="make-key").click().run()
    assert text("en", f"upload_key.{phone}.title") in [expander.label for expander in page.expander]
    assert f"{settings().public_url}/import" in words_of(page)
