"""Promises about KMZ: a zip of parts that is one file, alone and within a zip of files."""

import io

import pytest

from challenge.imports.limits import MEGABYTE
from challenge.imports.registry import count_files
from tests.imports.factories import gpx, only, packed, points, read, steady
from tests.imports.test_kml import kml, placemark, track

RIDE = kml(placemark(track(steady(600, 6)), name="Cycling"))
PICTURE = b"\x89PNG\r\n\x1a\n"
KMZ = packed({"doc.kml": RIDE, "files/start.png": PICTURE, "files/end.JPG": PICTURE})
GPX = gpx(points(steady(60, 2)))


def test_a_kmz_reads_as_the_kml_in_it():
    reading = only(KMZ, "ride.kmz")
    assert (reading.name, reading.refused) == ("ride.kmz", None)
    assert reading.activities == only(RIDE).activities
    assert count_files(io.BytesIO(KMZ)) == 1


def test_the_same_recording_is_known_again_with_and_without_its_pictures():
    assert only(KMZ).content_hash == only(packed({"doc.kml": RIDE})).content_hash == only(RIDE).content_hash


def test_a_kmz_in_a_zip_counts_as_one_file():
    both = packed({"ride.kmz": KMZ, "run.gpx": GPX})
    assert [(reading.name, len(reading.activities)) for reading in read(both)] == [("ride.kmz", 1), ("run.gpx", 1)]
    assert count_files(io.BytesIO(both)) == 2


def test_the_only_kml_is_read_whatever_its_name():
    assert only(packed({"route.kml": RIDE, "images/a.png": PICTURE})).measures[0].sport == "ride"


def test_several_kml_files_are_a_zip_of_files():
    names = [reading.name for reading in read(packed({"a.kml": RIDE, "b.kml": RIDE}))]
    assert names == ["a.kml", "b.kml"]


def test_a_zip_in_a_zip_is_still_refused():
    (inner,) = read(packed({"inner.zip": packed({"a.gpx": GPX})}))
    assert type(inner.refused).__name__ == "NestedArchiveError"
    (kmz,) = read(packed({"inner.zip": packed({"ride.kmz": KMZ, "a.gpx": GPX})}))
    assert type(kmz.refused).__name__ == "NestedArchiveError"


@pytest.mark.parametrize("within", [False, True])
def test_a_kmz_that_unpacks_beyond_all_bounds_is_refused(within):
    bomb = packed({"doc.kml": RIDE[:-20] + b" " * (26 * MEGABYTE)})
    data = packed({"bomb.kmz": bomb, "a.gpx": GPX}) if within else bomb
    first, *others = read(data)
    assert type(first.refused).__name__ == "FileTooLargeError"
    assert [reading.refused for reading in others] == [None] * len(others)


def test_many_packages_in_one_zip_share_one_bound():
    large = packed({"doc.kml": b"<kml>" + b" " * (20 * MEGABYTE)})
    readings = read(packed({f"{number}.kmz": large for number in range(27)}))
    reasons = [type(reading.refused).__name__ for reading in readings]
    assert reasons[:2] == ["DamagedFileError"] * 2
    assert reasons[-1] == "ArchiveTooLargeError"


def test_a_damaged_kmz_is_damaged():
    broken = bytearray(KMZ)
    broken[40] ^= 0xFF
    assert type(only(bytes(broken)).refused).__name__ == "DamagedFileError"
