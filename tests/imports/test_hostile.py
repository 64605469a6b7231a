"""Promises about files that mean harm or make no sense."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from challenge.imports.limits import MEGABYTE
from tests.imports.factories import (
    fit,
    gpx,
    only,
    packed,
    points,
    read,
    records,
    refusal,
    session,
    steady,
    tcx,
    tcx_activity,
)
from tests.imports.test_kml import kml, placemark, track

GPX = gpx(points(steady(60, 2)))
TCX = tcx(tcx_activity("Running", 60, 120, steady(60, 2)))
FIT = fit(*records(steady(60, 2)), session("running", 0, 60, 120))
KML = kml(placemark(track(steady(60, 2))))
TABLE = "source,sport,started_at,moving_minutes\nmanual,run,2026-05-04T07:00:00Z,30\n"
ZIP = packed({"a.gpx": GPX, "b.fit": FIT})
SOUND = {
    "gpx": GPX.encode(),
    "tcx": TCX.encode(),
    "fit": FIT,
    "table": TABLE.encode(),
    "kml": KML,
    "kmz": packed({"doc.kml": KML, "a.png": b"\x89PNG"}),
    "garmin": b"Activity Type,Date,Time,Distance\nRunning,2026-05-04 07:00:00,00:30:00,5.20\n",
    "zip": ZIP,
}


def declared(declarations: str, inside: str = "") -> str:
    """A GPX with declarations of its own."""
    return f'<?xml version="1.0"?><!DOCTYPE gpx {declarations}>' + GPX.partition("?>")[2].replace("running", inside)


@pytest.mark.parametrize(
    "hostile",
    [
        declared('[<!ENTITY secret SYSTEM "file:///etc/hostname">]', "&secret;"),
        declared('[<!ENTITY % outside SYSTEM "http://localhost/x.dtd"> %outside;]'),
        declared('SYSTEM "http://localhost/gpx.dtd"'),
        declared(
            '[<!ENTITY a "ha">'
            + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
            + "]",
            "&i;",
        ),
    ],
    ids=["entity", "parameter entity", "outside document type", "billion laughs"],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_xml_with_declarations_of_its_own_is_refused_unread(hostile, encoding):
    data = hostile.replace('<?xml version="1.0"?>', f'<?xml version="1.0" encoding="{encoding}"?>').encode(encoding)
    assert only(data).refused.code == "error.forbidden_xml_error"


def test_an_entity_nobody_declared_is_damage():
    assert refusal(GPX.replace("running", "&who;")) == "DamagedFileError"


def test_xml_nested_beyond_reason_is_damaged():
    assert refusal("<gpx>" + "<a>" * 100_000) == "DamagedFileError"


def test_a_file_beyond_25_mb_is_refused():
    assert refusal(b"\0" * (25 * MEGABYTE + 1)) == "FileTooLargeError"


@pytest.mark.parametrize("content", [b"", b"\0", b"hello", b"<html></html>", b"%PDF-1.7", b"{}", b"\x89PNG\r\n", b"<"])
def test_what_is_no_activity_file_is_an_unknown_format(content):
    assert refusal(content) == "UnknownFormatError"


@pytest.mark.parametrize("name", ["a.fit", "a.zip", "a.jpg", "", "../../a.gpx"])
def test_the_content_decides_and_never_the_name(name):
    assert only(GPX, name).measures == only(GPX, "a.gpx").measures


@given(some.binary(max_size=400))
def test_random_bytes_are_refused_and_never_raise(content):
    for reading in read(content):
        assert reading.refused is not None


@given(
    some.sampled_from([b"<gpx>", b"<TrainingCenterDatabase>", b"\x0e\x10\x00\x00\xff\x00\x00\x00.FIT", b"PK\x03\x04"]),
    some.binary(),
)
def test_random_bytes_behind_a_sound_beginning_are_refused_and_never_raise(beginning, rest):
    for reading in read(beginning + rest):
        assert reading.refused is not None


@given(kind=some.sampled_from(sorted(SOUND)), place=some.floats(0, 1, exclude_max=True), byte=some.integers(0, 255))
def test_one_changed_byte_never_raises_and_never_leaves_a_figure_that_cannot_be(kind, place, byte):
    data = bytearray(SOUND[kind])
    data[int(place * len(data))] = byte
    for reading in read(bytes(data)):
        assert (reading.refused is None) == bool(reading.measures or reading.refused_rows)
        for measure in reading.measures:
            assert measure.started_at.tzinfo is not None
            assert 0 <= measure.moving_seconds <= 31 * 24 * 3600
            assert 0 <= (measure.distance_m or 0) <= 5_000_000


@given(kind=some.sampled_from(sorted(SOUND)), place=some.floats(0, 1, exclude_max=True))
def test_a_file_cut_anywhere_never_raises_and_never_passes_for_whole(kind, place):
    length = int(place * (len(SOUND[kind]) - 1))
    for reading in read(SOUND[kind][:length]):
        assert reading.refused is not None or reading.damaged or kind in {"table", "garmin"}


@given(some.text(alphabet=some.characters(codec="utf-8"), max_size=200))
def test_a_table_of_any_text_never_raises(text):
    for reading in (*read("sport,started_at,moving_minutes\n" + text), *read("sport,date,time,minutes\n" + text)):
        assert all(measure.moving_seconds >= 0 for measure in reading.measures)
