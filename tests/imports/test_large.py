"""Promises about uploads that wait on disk and are no export of a service."""

import gzip
import io
import os
import struct
import zipfile

import pytest

from challenge.errors import LargeUploadTooLargeError
from challenge.imports.large import read_large
from challenge.imports.large_archive import opened
from challenge.imports.large_limits import MAX_LARGE_BYTES
from challenge.imports.limits import MAX_ARCHIVE_BYTES, MEGABYTE
from tests.imports.factories import START, fit, gpx, only, packed, points, records, session, stamp, steady
from tests.imports.health_factories import EDITION, activities, dropped, read, refusals

GPX = gpx(points(steady(600, 2)))
RIDE = fit(*records(steady(600, 5)), session("cycling", 0, 600, 3_000))
EARLIER = gpx(points(steady(600, 2), START.replace(month=4)))
KML = (
    '<kml xmlns:gx="http://www.google.com/kml/ext/2.2"><Placemark><name>Walk</name><gx:Track>'
    + "".join(f"<when>{stamp(second)}</when><gx:coord>5 {45 + second / 90_000} 9</gx:coord>" for second in range(600))
    + "</gx:Track></Placemark></kml>"
)


def test_a_zip_of_files_gives_one_reading_for_each_as_the_ordinary_way_does(tmp_path):
    mixed = {
        "a.gpx": GPX,
        "b.fit": RIDE,
        "c.gpx.gz": gzip.compress(GPX.encode()),
        "bad.fit": b"x",
        "__MACOSX/._a": b"x",
    }
    readings = read(tmp_path, packed(mixed))
    assert [reading.name for reading in readings] == ["a.gpx", "b.fit", "c.gpx.gz", "bad.fit"]
    assert [one.measure.sport for one in activities(readings)] == ["run", "ride", "run"]
    assert refusals(readings) == ["UnknownFormatError"]
    assert readings[0].content_hash == only(GPX).content_hash


@pytest.mark.parametrize("content", [GPX, RIDE, gzip.compress(GPX.encode()), packed({"doc.kml": KML, "a.png": b"x"})])
def test_a_single_file_is_read_whatever_it_is_packed_in(tmp_path, content):
    (reading,) = read(tmp_path, content, name="mine")
    assert (reading.name, len(reading.activities), reading.numbers) == ("mine", 1, (0,))


def test_a_package_within_a_zip_is_one_file_and_an_archive_within_it_is_refused(tmp_path):
    nested = {"a.kmz": packed({"doc.kml": KML}), "b.zip": packed({"a.gpx": GPX})}
    readings = read(tmp_path, packed(nested))
    assert len(activities(readings)) == 1
    assert refusals(readings) == ["NestedArchiveError"]


def test_what_lies_outside_the_dates_is_dropped_and_what_is_kept_keeps_its_number(tmp_path):
    both = gpx(points(steady(600, 2), START.replace(month=4)), points(steady(600, 2)))
    readings = read(tmp_path, packed({"a.gpx": EARLIER, "b.gpx": both}))
    assert [(reading.numbers, reading.dropped) for reading in readings] == [((), 1), ((1,), 1)]
    assert dropped(readings) == 2


def test_the_rows_of_a_table_keep_their_sources(tmp_path):
    table = (
        "source,sport,started_at,moving_minutes\nmanual,run,2026-04-04T07:00:00Z,30\nfile,run,2026-05-04T07:00:00Z,30\n"
    )
    (reading,) = read(tmp_path, table)
    assert (reading.sources, reading.numbers, reading.dropped) == (("file",), (1,), 1)


def test_a_zip_larger_than_a_page_takes_is_read_from_disk(tmp_path):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("a.gpx", GPX)
        for number in range(3):
            archive.writestr(f"{number}.bin", b"x" * (20 * MEGABYTE))
    large = stream.getvalue()
    assert len(large) > MAX_ARCHIVE_BYTES
    readings = read(tmp_path, large)
    assert len(activities(readings)) == 1
    assert refusals(readings) == ["UnknownFormatError"] * 3


def test_a_member_that_unpacks_beyond_the_limit_of_a_file_is_refused_alone(tmp_path):
    readings = read(tmp_path, packed({"bomb.gpx": b"\0" * (26 * MEGABYTE), "good.gpx": GPX}))
    assert (len(activities(readings)), refusals(readings)) == (1, ["FileTooLargeError"])


@pytest.mark.parametrize("name", ["../a.gpx", "/etc/a.gpx", "C:\\a.gpx"])
def test_a_name_that_points_outside_is_refused_alone(tmp_path, name):
    assert refusals(read(tmp_path, packed({name: GPX, "good.gpx": GPX}))) == ["UnsafeNameError"]


def test_more_than_500_files_are_refused(tmp_path):
    assert refusals(read(tmp_path, packed({f"{number}.gpx": b"x" for number in range(501)}))) == ["TooManyFilesError"]


def test_a_table_of_contents_beyond_reason_is_not_even_read(tmp_path):
    data = bytearray(packed({"a.gpx": GPX}))
    end = data.rindex(b"PK\x05\x06")
    data[end + 12 : end + 16] = struct.pack("<L", 9 * MEGABYTE)
    assert refusals(read(tmp_path, bytes(data))) == ["TooManyFilesError"]


def test_a_long_zips_own_table_of_contents_is_looked_at_too(tmp_path):
    data = packed({"a.gpx": GPX})
    end = data.rindex(b"PK\x05\x06")
    long = struct.pack(
        "<4sQ2H2L4Q4sLQL", b"PK\x06\x06", 44, 45, 45, 0, 0, 1, 1, 9 * MEGABYTE, 0, b"PK\x06\x07", 0, end, 1
    )
    assert refusals(read(tmp_path, data[:end] + long + data[end:])) == ["TooManyFilesError"]


def test_an_encrypted_a_cut_and_an_empty_zip_are_refused_whole(tmp_path):
    data = bytearray(packed({"a.gpx": GPX}))
    assert refusals(read(tmp_path, bytes(data[:-30]))) == ["DamagedFileError"]
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    assert refusals(read(tmp_path, bytes(data))) == ["EncryptedArchiveError"]
    assert refusals(read(tmp_path, packed({}))) == ["NoActivityError"]


def test_a_file_beyond_the_limit_that_is_no_zip_and_no_export_is_refused(tmp_path):
    assert refusals(read(tmp_path, b"\0" * (25 * MEGABYTE + 1))) == ["FileTooLargeError"]


@pytest.mark.parametrize(
    "content", [b"", b"x", b"<", b"<html/>", b"PK\x03\x04", b"<!DOCTYPE", "<HealthData".encode("utf-16")]
)
def test_what_is_nothing_we_know_is_refused_and_never_raised(tmp_path, content):
    assert len(refusals(read(tmp_path, content))) == 1


def test_progress_is_told_file_by_file_up_to_the_whole(tmp_path):
    told = []
    read(tmp_path, packed({"a.gpx": GPX, "b.fit": RIDE}), tell=told.append)
    assert [progress.done_bytes for progress in told] == [0, len(GPX), len(GPX) + len(RIDE)]
    assert told[-1].done_bytes == told[-1].whole_bytes


def test_a_zip_of_more_than_disks_should_hold_is_refused_unopened_and_a_member_when_it_has_taken_too_much(tmp_path):
    path = tmp_path / "huge.zip"
    path.write_bytes(b"PK\x03\x04")
    os.truncate(path, MAX_LARGE_BYTES + 1)
    (reading,) = read_large(path, "huge.zip", EDITION, lambda _: None)
    assert type(reading.refused).__name__ == "LargeUploadTooLargeError"
    path.write_bytes(packed({"a.gpx": GPX}))
    with opened(path) as archive:
        archive.left = len(GPX) - 1
        with pytest.raises(LargeUploadTooLargeError):
            archive.content(archive.entries[0])
