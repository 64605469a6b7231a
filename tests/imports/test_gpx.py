"""Promises about GPX files."""

import pytest

from challenge.imports.sport_words import sport_of_word
from tests.imports.factories import gpx, measure, only, points, read, refusal, steady

HOUR = 3600


@pytest.mark.parametrize(
    ("word", "sport"),
    [
        ("running", "run"),
        ("9", "run"),
        ("1", "ride"),
        ("Cycling", "ride"),
        ("trail_running", "trail_run"),
        ("MountainBikeRide", "mountain_bike_ride"),
        ("Randonnée", "hike"),
        ("nordic_walk", "nordic_walk"),
        ("jkljkl", None),
        ("other", None),
        ("", None),
    ],
)
def test_the_usual_words_name_a_sport_and_others_none(word, sport):
    assert sport_of_word(word) == sport
    assert measure(gpx(points(steady(600, 2)), sport=word)).sport == sport


def test_tracks_that_follow_each_other_are_one_outing():
    outing = measure(gpx(points(steady(600, 2)), "", points(steady(600, 2, 1200, 3000))))
    assert (outing.moving_seconds, outing.elapsed_seconds) == (1200, 1800)
    assert outing.distance_m == pytest.approx(2400, abs=3)


def test_tracks_of_morning_and_evening_are_two_outings():
    reading = only(gpx(points(steady(600, 2)), points(steady(600, 2, 10 * HOUR))))
    assert [outing.moving_seconds for outing in reading.measures] == [600, 600]


def test_the_days_of_a_long_hike_in_one_track_are_one_outing_each():
    days = points([*steady(600, 1), *steady(600, 1, 24 * HOUR, 600)])
    assert [day.elapsed_seconds for day in only(gpx(days)).measures] == [600, 600]


def test_a_track_written_twice_in_one_file_counts_once():
    track = points(steady(600, 2))
    assert measure(gpx(track, track)) == measure(gpx(track))


def test_tracks_of_two_sports_are_two_outings():
    both = gpx(points(steady(600, 2)), points(steady(600, 6, 900)))
    both = both.replace("running", "cycling", 1)
    assert [outing.sport for outing in only(both).measures] == ["ride", "run"]


def test_a_stray_track_of_seconds_does_not_spoil_the_outing():
    reading = only(gpx(points(steady(600, 2)), points(steady(5, 2, 10 * HOUR))))
    assert [outing.moving_seconds for outing in reading.measures] == [600]


def test_routes_and_waypoints_are_no_activity():
    plan = '<gpx><wpt lat="45" lon="5"/><rte><rtept lat="45" lon="5"/><rtept lat="46" lon="5"/></rte></gpx>'
    assert refusal(plan) == "NoActivityError"


def test_an_empty_segment_changes_nothing():
    whole = gpx(points(steady(600, 2)))
    assert measure(whole.replace("</trkseg>", "</trkseg><trkseg></trkseg>")) == measure(whole)


def test_gpx_is_read_without_namespace_with_a_prefix_and_with_a_byte_order_mark():
    whole = gpx(points(steady(600, 2)))
    bare = whole.replace(' xmlns="http://www.topografix.com/GPX/1/1"', "")
    expected = measure(whole)
    assert measure(bare) == expected
    assert measure("\ufeff" + whole) == expected
    assert (
        measure(whole.replace('<?xml version="1.0"?>', '<?xml version="1.0" encoding="utf-16"?>').encode("utf-16"))
        == expected
    )


def test_a_cut_file_is_read_up_to_its_damage_and_says_so():
    whole = gpx(points(steady(1200, 2)))
    reading = only(whole[: len(whole) // 2])
    assert reading.damaged
    assert reading.measures[0].moving_seconds == pytest.approx(600, abs=5)


def test_a_file_cut_before_its_first_points_is_damaged():
    assert refusal(gpx(points(steady(1200, 2)))[:120]) == "DamagedFileError"


def test_more_points_than_any_recording_holds_are_refused_at_once():
    flood = gpx('<trkpt lat="45" lon="5"/>' * 300_001)
    assert refusal(flood) == "TooManyPointsError"


def test_ten_million_elements_that_are_no_points_are_refused():
    assert refusal("<gpx><trk>" + "<a/>" * 1_500_000 + "</trk></gpx>") == "DamagedFileError"


def test_a_file_known_again_has_the_same_hash_whatever_its_name():
    whole = gpx(points(steady(600, 2)))
    assert read(whole, "a.gpx")[0].content_hash == read(whole, "b.xml")[0].content_hash
    assert len(read(whole)[0].content_hash) == 64
