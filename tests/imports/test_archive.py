"""Promises about zips and gzips."""

import gzip
import io
import struct
import zipfile

import pytest

from challenge.imports.limits import MEGABYTE
from challenge.imports.registry import count_files, read_file
from tests.imports.factories import fit, gpx, only, packed, points, read, refusal, session, steady, tcx, tcx_activity

GPX = gpx(points(steady(600, 2)))


def refusals(data: bytes) -> dict[str, str]:
    """What became of each member: the name of its refusal, or nothing."""
    return {reading.name: type(reading.refused).__name__ if reading.refused else "" for reading in read(data)}


def test_a_zip_gives_one_reading_for_each_file_whatever_its_format():
    mixed = {
        "a.gpx": GPX,
        "b.fit": fit(session("running", 0, 600, 1800)),
        "folder/c.tcx": tcx(tcx_activity("Biking", 600, 3600)),
    }
    readings = read(packed(mixed))
    assert [reading.name for reading in readings] == list(mixed)
    assert [reading.measures[0].sport for reading in readings] == ["run", "run", "ride"]


def test_one_bad_file_never_spoils_the_others():
    mixed = {"a.gpx": GPX, "bad.fit": b"\x0e\x10\x00\x00\x00\x00\x00\x00.FIT\x00\x00", "empty.gpx": b"", "z.gpx": GPX}
    assert refusals(packed(mixed)) == {
        "a.gpx": "",
        "bad.fit": "DamagedFileError",
        "empty.gpx": "UnknownFormatError",
        "z.gpx": "",
    }


def test_the_number_of_files_ahead_is_known():
    assert count_files(io.BytesIO(packed({"a.gpx": GPX, "__MACOSX/._a.gpx": b"x", "b.gpx": GPX}))) == 2
    assert count_files(io.BytesIO(GPX.encode())) == 1
    assert count_files(io.BytesIO(b"PK\x03\x04 no zip")) == 1


def test_folders_and_hidden_files_are_passed_over():
    clutter = {"a/": b"", "__MACOSX/a/._b.gpx": b"x", "a/.DS_Store": b"x", "a/b.gpx": GPX}
    assert refusals(packed(clutter)) == {"a/b.gpx": ""}


def test_a_zip_within_a_zip_is_refused_alone():
    assert refusals(packed({"a.gpx": GPX, "b.zip": packed({"c.gpx": GPX})})) == {
        "a.gpx": "",
        "b.zip": "NestedArchiveError",
    }


@pytest.mark.parametrize("name", ["../a.gpx", "a/../../b.gpx", "/etc/a.gpx", "..\\a.gpx", "C:\\a.gpx"])
def test_a_name_that_points_outside_is_refused_alone(name):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(zipfile.ZipInfo(name), GPX)
        archive.writestr("good.gpx", GPX)
    assert list(refusals(stream.getvalue()).values()) == ["UnsafeNameError", ""]


def test_an_encrypted_zip_is_refused_whole():
    data = bytearray(packed({"a.gpx": GPX}))
    data[6] |= 1
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    assert refusal(bytes(data)) == "EncryptedArchiveError"


def test_a_bomb_is_stopped_at_the_limit_of_a_file():
    bomb = packed({"bomb.gpx": b"\0" * (26 * MEGABYTE), "good.gpx": GPX})
    assert len(bomb) < MEGABYTE
    assert refusals(bomb) == {"bomb.gpx": "FileTooLargeError", "good.gpx": ""}


def test_many_bombs_are_refused_before_any_is_unpacked():
    twenty = b"\0" * (20 * MEGABYTE)
    assert refusal(packed({f"{number}.gpx": twenty for number in range(26)})) == "ArchiveTooLargeError"


def test_a_header_that_lies_about_its_size_does_not_help():
    data = bytearray(packed({"lie.gpx": b"\0" * MEGABYTE, "good.gpx": GPX}))
    data[22:26] = struct.pack("<L", 100)
    directory = data.index(b"PK\x01\x02")
    data[directory + 24 : directory + 28] = struct.pack("<L", 100)
    assert refusals(bytes(data)) == {"lie.gpx": "DamagedFileError", "good.gpx": ""}


def test_more_than_500_files_are_refused():
    assert refusal(packed({f"{number}.gpx": b"x" for number in range(501)})) == "TooManyFilesError"


def test_a_table_of_contents_of_half_a_million_files_is_not_even_read():
    data = bytearray(packed({"a.gpx": GPX}))
    end = data.rindex(b"PK\x05\x06")
    data[end + 12 : end + 16] = struct.pack("<L", 40 * MEGABYTE)
    assert refusal(bytes(data)) == "TooManyFilesError"


class Huge(io.BytesIO):
    """A stream that says it holds 51 MB."""

    def seek(self, offset, whence=io.SEEK_SET):
        return 51 * MEGABYTE if whence == io.SEEK_END else super().seek(offset, whence)


def test_a_zip_beyond_50_mb_is_refused():
    (reading,) = read_file("huge.zip", Huge(packed({"a.gpx": GPX})))
    assert type(reading.refused).__name__ == "ArchiveTooLargeError"


def test_an_empty_zip_is_no_activity():
    assert refusal(packed({})) == "NoActivityError"


def test_a_cut_zip_is_damaged():
    assert refusal(packed({"a.gpx": GPX})[:-30]) == "DamagedFileError"


def test_a_member_whose_checksum_is_wrong_is_damaged_alone():
    data = bytearray(packed({"a.gpx": GPX, "b.gpx": GPX}))
    data[100] ^= 0xFF
    assert refusals(bytes(data)) == {"a.gpx": "DamagedFileError", "b.gpx": ""}


def test_a_gzip_is_read_as_the_file_in_it_alone_and_in_a_zip():
    inside = gzip.compress(GPX.encode())
    plain = only(GPX)
    for reading in (only(inside), read(packed({"a.gpx.gz": inside}))[0]):
        assert (reading.measures, reading.content_hash) == (plain.measures, plain.content_hash)


def test_a_gzip_of_too_much_of_an_archive_or_of_nothing_sound_is_refused():
    assert refusal(gzip.compress(b"\0" * (26 * MEGABYTE))) == "FileTooLargeError"
    assert refusal(gzip.compress(packed({"a.gpx": GPX}))) == "NestedArchiveError"
    assert refusal(gzip.compress(gzip.compress(GPX.encode()))) == "NestedArchiveError"
    assert refusal(gzip.compress(GPX.encode())[:-9]) == "DamagedFileError"


def test_members_are_read_only_when_they_are_asked_for():
    readings = read_file("export.zip", io.BytesIO(packed({"a.gpx": GPX, "b.gpx": GPX})))
    assert next(readings).name == "a.gpx"
    readings.close()
