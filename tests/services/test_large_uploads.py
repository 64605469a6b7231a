"""Large uploads: taken up where they broke, one at a time, read elsewhere, confirmed whole or not at all, then gone."""

import shutil
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import func, select
from test_uploads import track, zipped

from challenge.errors import (
    NoRoomError,
    NotFoundError,
    UploadEndedError,
    UploadOffsetError,
    UploadOpenError,
    UploadSizeError,
    UploadsSpentError,
)
from challenge.imports.large_reading import LargeReading, Progress
from challenge.services import upload_folder
from challenge.services.large_uploads import (
    GIGABYTE,
    MOST_BYTES,
    arriving_piece,
    begin_upload,
    cancel_upload,
    find_upload,
    own_upload,
)
from challenge.services.upload_preview import confirm_large_upload, preview_large_upload
from challenge.services.upload_reading import read_upload_now
from challenge.services.upload_workers import begin_reader, start_readers, tidy_uploads
from challenge.settings import settings
from challenge.store.activity_models import Activity
from challenge.store.database import Database
from challenge.store.source_models import UploadState
from tests.factories import NOW, make_somebody, place_of
from tests.sending import begin, read_whole, send, send_whole

LATER = NOW + timedelta(hours=25)


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """A folder of its own for each test."""
    monkeypatch.setenv("CHALLENGE_UPLOAD_FOLDER", str(tmp_path / "uploads"))
    settings.cache_clear()
    yield tmp_path / "uploads"
    settings.cache_clear()


@pytest.fixture
def person(database):
    return make_somebody(database)


def found(database, person, upload_id):
    return find_upload(database, person, place_of(person), upload_id)


def activities_in(database):
    with database.reading() as connection:
        return connection.scalar(select(func.count()).select_from(Activity))


def archive(*days):
    return zipped(**{f"day_{day + 100}": track(day) for day in days}).getvalue()


def lying_in(folder):
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def test_pieces_that_follow_each_other_make_the_file_and_hand_it_on(database, person, folder):
    upload_id = begin(database, person, b"abcdef")
    send(database, person, upload_id, b"abc")
    assert found(database, person, upload_id).state is UploadState.ARRIVING
    send(database, person, upload_id, b"def", offset=3)
    assert found(database, person, upload_id).state is UploadState.WAITING
    assert (folder / f"{upload_id}.part").read_bytes() == b"abcdef"


def test_nobody_but_this_process_can_read_what_waits(database, person, folder):
    upload_id = send_whole(database, person, b"abc")
    assert folder.stat().st_mode & 0o777 == 0o700
    assert (folder / f"{upload_id}.part").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("offset", [0, 2, 4, 9])
def test_a_piece_that_does_not_follow_is_refused_and_told_how_far_the_file_is(database, person, offset):
    upload_id = begin(database, person, b"abcdef")
    send(database, person, upload_id, b"abc")
    with pytest.raises(UploadOffsetError) as refused:
        send(database, person, upload_id, b"xyz", offset=offset)
    assert refused.value.facts["offset"] == 3


def test_a_second_tab_cannot_write_while_a_piece_is_coming_in(database, person):
    upload_id, place = begin(database, person, b"abcdef"), place_of(person)
    with arriving_piece(database, person, place, upload_id, 0, now=NOW) as piece:
        piece.write(b"ab")
        with pytest.raises(UploadOffsetError):
            send(database, person, upload_id, b"xy", offset=2)
        piece.write(b"c")
    assert found(database, person, upload_id).arrived_bytes == 3


def test_what_has_come_stays_when_the_connection_breaks(database, person):
    upload_id, place = begin(database, person, b"abcdef"), place_of(person)

    def send_and_break():
        with arriving_piece(database, person, place, upload_id, 0, now=NOW) as piece:
            piece.write(b"abcd")
            raise ConnectionError

    with pytest.raises(ConnectionError):
        send_and_break()
    assert found(database, person, upload_id).arrived_bytes == 4
    send(database, person, upload_id, b"ef", offset=4)
    assert found(database, person, upload_id).state is UploadState.WAITING


def test_more_than_was_announced_is_refused(database, person):
    upload_id = begin(database, person, b"abc")
    with pytest.raises(UploadSizeError):
        send(database, person, upload_id, b"abcd")
    assert found(database, person, upload_id).arrived_bytes == 0


@pytest.mark.parametrize("size", [-1, 0, MOST_BYTES + 1])
def test_an_empty_or_too_large_file_is_refused_before_it_is_sent(database, person, size):
    with pytest.raises(UploadSizeError):
        begin_upload(database, person, place_of(person), name="a.zip", whole_bytes=size, now=NOW)


def test_a_person_has_one_large_upload_at_a_time(database, person):
    upload_id = begin(database, person, b"abc")
    with pytest.raises(UploadOpenError):
        begin(database, person, b"abc")
    cancel_upload(database, person, place_of(person), upload_id, now=NOW)
    assert begin(database, person, b"abc")


def test_what_was_sent_today_counts_whatever_became_of_it(database, person, monkeypatch):
    monkeypatch.setattr("challenge.services.large_uploads.MOST_A_DAY", 5)
    upload_id = begin(database, person, b"abc")
    send(database, person, upload_id, b"ab")
    cancel_upload(database, person, place_of(person), upload_id, now=NOW)
    with pytest.raises(UploadsSpentError):
        begin(database, person, b"abcd")
    assert begin(database, person, b"abcd", now=LATER)


def test_an_upload_leaves_room_on_the_disk_for_others_that_were_announced(database, person, monkeypatch):
    free = upload_folder.KEPT_FREE + 5 * GIGABYTE
    monkeypatch.setattr(upload_folder.shutil, "disk_usage", lambda _: SimpleNamespace(free=free))
    other, size = make_somebody(database, slug="other"), 3 * GIGABYTE
    begin_upload(database, other, place_of(other), name="a.zip", whole_bytes=size, now=NOW)
    with pytest.raises(NoRoomError):
        begin_upload(database, person, place_of(person), name="a.zip", whole_bytes=size, now=NOW)


def test_nobody_finds_another_persons_upload(database, person):
    upload_id, other = begin(database, person, b"abc"), make_somebody(database, slug="other")
    for attempt in (find_upload, cancel_upload):
        with pytest.raises(NotFoundError):
            attempt(database, other, place_of(other), upload_id)
    with pytest.raises(NotFoundError):
        send(database, other, upload_id, b"abc")
    assert own_upload(database, other, place_of(other)) is None


def test_reading_keeps_what_lies_inside_the_edition_and_tells_how_much_did_not(database, person, folder):
    upload_id = read_whole(database, person, archive(-3, 0, 1))
    upload = found(database, person, upload_id)
    assert (upload.state, upload.dropped) == (UploadState.READ, 1)
    candidates = preview_large_upload(database, person, place_of(person), upload_id, {}, now=NOW)
    assert [candidate.ready for candidate in candidates] == [True, True]
    assert lying_in(folder) == [f"{upload_id}.kept"]
    assert activities_in(database) == 0


def test_what_was_kept_says_nothing_to_whoever_copies_the_file(database, person, folder):
    upload_id = read_whole(database, person, archive(0))
    kept = folder / f"{upload_id}.kept"
    assert kept.stat().st_mode & 0o777 == 0o600
    assert b"moving_seconds" not in kept.read_bytes()


def test_confirming_records_all_of_it_once_and_leaves_no_file(database, person, folder):
    upload_id = read_whole(database, person, archive(0, 1))
    recorded = confirm_large_upload(database, person, place_of(person), upload_id, {}, now=NOW)
    assert len(recorded) == activities_in(database) == 2
    assert found(database, person, upload_id).state is UploadState.RECORDED
    assert lying_in(folder) == []
    with pytest.raises(UploadEndedError):
        confirm_large_upload(database, person, place_of(person), upload_id, {}, now=NOW)


def test_the_same_archive_again_changes_nothing(database, person):
    data = archive(0, 1)
    first = read_whole(database, person, data)
    confirm_large_upload(database, person, place_of(person), first, {}, now=NOW)
    second = read_whole(database, person, data, name="renamed.zip")
    candidates = preview_large_upload(database, person, place_of(person), second, {}, now=NOW)
    assert [candidate.known for candidate in candidates] == [True, True]
    assert confirm_large_upload(database, person, place_of(person), second, {}, now=NOW) == []
    assert activities_in(database) == 2


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"no archive at all", "error.unknown_format_error"),
        (archive(-3, -4), "error.nothing_inside_error"),
    ],
)
def test_a_file_of_which_nothing_can_be_kept_says_why_and_is_gone(database, person, folder, data, why):
    upload_id = read_whole(database, person, data)
    upload = found(database, person, upload_id)
    assert (upload.state, upload.refusal) == (UploadState.REFUSED, why)
    assert lying_in(folder) == []
    assert begin(database, person, b"abc")


def test_refusals_of_single_files_are_still_named_in_the_preview(database, person):
    upload_id = read_whole(database, person, zipped(good=track(), bad=b"<gpx><trk>").getvalue())
    candidates = preview_large_upload(database, person, place_of(person), upload_id, {}, now=NOW)
    assert sorted(type(candidate.refused).__name__ for candidate in candidates) == ["DamagedFileError", "NoneType"]


def test_reading_ends_once_its_owner_has_cancelled(database, person, folder):
    upload_id, told = send_whole(database, person, archive(0)), []
    start_readers(database, begin=lambda _: None, now=NOW)

    def read_slowly(_id, name, _window, tell):
        cancel_upload(database, person, place_of(person), upload_id, now=NOW)
        tell(Progress(1, 2))
        told.append("went on")
        yield LargeReading(name, (), None, "")

    read_upload_now(database, upload_id, read=read_slowly, now=NOW)
    assert found(database, person, upload_id).state is UploadState.CANCELLED
    assert told == lying_in(folder) == []


def test_the_page_is_told_how_far_the_reading_is(database, person):
    upload_id, seen = send_whole(database, person, archive(0)), []
    start_readers(database, begin=lambda _: None, now=NOW)

    def read_half(_id, name, _window, tell):
        tell(Progress(1, 2))
        seen.append(found(database, person, upload_id).read_percent)
        yield LargeReading(name, (), None, "")

    read_upload_now(database, upload_id, read=read_half, now=NOW)
    assert seen == [50]


def test_only_so_many_are_read_at_once_the_first_ones_first(database):
    people = [make_somebody(database, slug=f"of-{number}") for number in range(3)]
    waiting = [send_whole(database, one, archive(0)) for one in people]
    assert start_readers(database, begin=lambda _: None, now=NOW) == waiting[:2]
    assert start_readers(database, begin=lambda _: None, now=NOW) == []


def test_what_a_dead_reader_left_is_read_again_and_given_up_when_that_one_dies_too(database, person, folder):
    upload_id, began = send_whole(database, person, archive(0)), []
    for minutes in range(4):
        start_readers(database, begin=began.append, now=NOW + timedelta(minutes=minutes))
    assert began == [upload_id, upload_id]
    upload = found(database, person, upload_id)
    assert (upload.state, upload.refusal) == (UploadState.REFUSED, "error.reading_given_up_error")
    assert lying_in(folder) == []


def test_a_reader_that_holds_its_file_is_alive_however_long_it_takes(database, person):
    upload_id, began = send_whole(database, person, archive(0)), []
    start_readers(database, begin=began.append, now=NOW)
    with upload_folder.held(upload_id):
        start_readers(database, begin=began.append, now=NOW + timedelta(hours=1))
    assert began == [upload_id]


def test_what_nobody_touches_for_a_day_is_given_up_and_deleted(database, person, folder):
    upload_id = begin(database, person, b"abcdef")
    send(database, person, upload_id, b"abc")
    tidy_uploads(database, now=NOW + timedelta(hours=23))
    assert found(database, person, upload_id).state is UploadState.ARRIVING
    tidy_uploads(database, now=LATER)
    assert found(database, person, upload_id).state is UploadState.CANCELLED
    assert lying_in(folder) == []
    tidy_uploads(database, now=LATER + timedelta(hours=25))
    assert own_upload(database, person, place_of(person)) is None


def test_files_that_belong_to_no_upload_go_after_a_day(database, person, folder):
    kept = send_whole(database, person, b"abc")
    (folder / "12345.part").write_bytes(b"lost")
    tidy_uploads(database, now=NOW)
    assert "12345.part" in lying_in(folder)
    long_after = NOW.replace(year=2100)
    with upload_folder.held(kept):
        pass
    tidy_uploads(database, now=long_after)
    assert lying_in(folder) == []


def test_a_process_of_its_own_reads_it(tmp_path, migrated_file, monkeypatch):
    database = Database(f"sqlite:///{shutil.copy(migrated_file, tmp_path / 'shared.db')}")
    monkeypatch.setenv("CHALLENGE_DATABASE_URL", database.engine.url.render_as_string(hide_password=False))
    settings.cache_clear()
    person, begun = make_somebody(database), []
    upload_id = send_whole(database, person, archive(0))
    start_readers(database, begin=lambda number: begun.append(begin_reader(number)), now=NOW)
    assert begun[0].wait(60) == 0
    assert found(database, person, upload_id).state is UploadState.READ
    assert Path(settings().upload_folder, f"{upload_id}.kept").exists()
    database.close()
