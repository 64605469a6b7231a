"""Promises about points of GPX and TCX, whatever the size of their file."""

import numpy as np
import pytest

from challenge.imports import gpx as gpx_reader
from challenge.imports import tcx as tcx_reader
from challenge.imports.limits import MAX_PIECES
from challenge.imports.markup import TREE_BYTES
from challenge.imports.trackpoints import Shape, runs
from tests.imports.factories import gpx, measure, only, points, refusal, steady, tcx, tcx_activity

POINT = '<trkpt lat="45" lon="5"/>'
LAPS = "".join(
    lap[lap.index("<Lap") : lap.index("</Activity>")]
    for lap in (tcx_activity("Running", 100, 300, steady(99, 3, 100 * n, 300 * n), 100 * n) for n in range(28))
)
SMALL = {
    "gpx": gpx(points(steady(3000, 3)), points(steady(900, 2, 3600, 9000))),
    "tcx": tcx(f'<Activity Sport="Running">{LAPS}</Activity>').replace(
        "</Trackpoint>", "<HeartRateBpm><Value>150</Value></HeartRateBpm></Trackpoint>"
    ),
}


def padded(text: str) -> str:
    """The same in a file too large to be read in one go."""
    place = text.index(">", text.index("?>") + 2) + 1
    return f"{text[:place]}<!--{' ' * TREE_BYTES}-->{text[place:]}"


def every_row(text: str, shape: Shape):
    """All points of a file, one below the other."""
    return np.concatenate([rows for _, rows in runs(text.encode(), shape, ("type",)) if rows is not None])


@pytest.mark.parametrize("kind", SMALL)
@pytest.mark.parametrize("share", [1, 0.7, 0.4])
def test_a_large_file_whole_or_cut_is_read_as_a_small_one(kind, share):
    text = SMALL[kind][: int(share * len(SMALL[kind]))]
    small, large = only(text), only(padded(text))
    assert large.activities == small.activities
    assert large.damaged == small.damaged == (share < 1)


def test_no_point_of_a_large_file_loses_anything_where_two_pieces_of_the_file_meet():
    typed = SMALL["gpx"].replace("</trkpt>", f"<type>A</type><src>{'GPS' * 50}</src></trkpt>")
    for text, shape in ((typed, gpx_reader.SHAPE), (SMALL["tcx"], tcx_reader.SHAPE)):
        np.testing.assert_array_equal(every_row(padded(text), shape), every_row(text, shape))


def test_every_lap_counts_once():
    for text in (SMALL["tcx"], padded(SMALL["tcx"])):
        run = measure(text)
        assert (run.moving_seconds, run.distance_m) == (2800, 8400)


def test_between_two_pieces_of_a_recording_nobody_knows_of_any_way():
    pieces = points(steady(600, 2)) + "</trkseg><trkseg>" + points(steady(600, 2, 660, 3000))
    assert measure(gpx(pieces)).distance_m == pytest.approx(2400, abs=3)


def test_what_a_point_says_of_itself_is_not_said_of_its_track():
    text = gpx(points(steady(600, 2)))
    assert measure(text.replace("</trkpt>", "<type>cycling</type></trkpt>")) == measure(text)


def test_the_time_of_the_file_is_no_time_of_a_point():
    text, metadata = gpx(points(steady(600, 2))), "<metadata><time>2026-05-01T00:00:00Z</time></metadata>"
    assert measure(text.replace("<trk>", f"{metadata}<trk>")) == measure(text)


def test_a_point_that_says_its_time_twice_was_there_the_first_time():
    text = gpx(points(steady(600, 2)))
    assert measure(text.replace("</trkpt>", "<time>2026-05-01T00:00:00Z</time></trkpt>")) == measure(text)


def test_points_without_a_time_or_a_height_are_read_for_what_they_say():
    text = gpx(points(steady(600, 2), heights=[200.0] * 601))
    sparse = text.replace("<ele>200.0</ele>", "", 300).replace("<time>", "<name>", 1).replace("</time>", "</name>", 1)
    run = measure(sparse)
    assert (run.elapsed_seconds, run.moving_seconds, run.ascent_m) == (599, 599, 0)


@pytest.mark.parametrize("kind", ["<trkseg>{}</trkseg>", "<trkseg/>{}"])
@pytest.mark.parametrize("pad", [str, padded])
def test_more_pieces_than_any_recording_has_are_refused(kind, pad):
    assert refusal(pad(gpx(kind.format(POINT) * (MAX_PIECES + 1)))) == "TooManyPointsError"
