"""Activities of Strava: every sport type has a sport of ours, and how it was recorded is read from what it says."""

from typing import get_args

import pytest
from stravalib.strava_model import SportType

from challenge.domain.evidence import Recording
from challenge.domain.sports import all_sports
from challenge.imports.sport_words import sport_of_word
from challenge.strava.activity import activity_of
from challenge.strava.sports import BY_WORD
from tests.strava.strava_shape import EXAMPLES, like

TYPES = get_args(SportType.model_fields["root"].annotation)


def recorded(**fields):
    return activity_of(like("SummaryActivity", **{"trainer": False} | fields)).recorded


def test_every_sport_type_of_strava_is_a_sport_of_ours():
    assert set(BY_WORD) == set(TYPES)
    assert set(BY_WORD.values()) <= set(all_sports())


@pytest.mark.parametrize("word", TYPES)
def test_a_sport_is_the_same_whichever_way_it_comes(word):
    assert sport_of_word(word) in {BY_WORD[word], None}


@pytest.mark.parametrize("word", ["Parkour", None, "run", ""])
def test_a_type_we_do_not_know_is_no_sport(word):
    assert recorded(sport_type=word).measure.sport is None


@pytest.mark.parametrize(
    ("fields", "sport"),
    [
        ({"sport_type": "Ride", "trainer": True}, "indoor_ride"),
        ({"sport_type": "MountainBikeRide", "trainer": True}, "indoor_ride"),
        ({"sport_type": "VirtualRide"}, "indoor_ride"),
        ({"sport_type": "Run", "trainer": True}, "run"),
        ({"sport_type": "EBikeRide", "trainer": True}, "e_bike_ride"),
        ({"sport_type": "EMountainBikeRide"}, "e_bike_ride"),
        ({"sport_type": "Wheelchair"}, "wheelchair"),
    ],
)
def test_a_machine_makes_a_ride_one_of_the_room_and_a_motor_stays_a_motor(fields, sport):
    assert recorded(**fields).measure.sport == sport


@pytest.mark.parametrize(
    ("fields", "recording", "indoor"),
    [
        ({"start_latlng": [48.85, 2.35]}, Recording.SUMMARY, False),
        ({"start_latlng": None}, Recording.SUMMARY, None),
        ({"start_latlng": []}, Recording.SUMMARY, None),
        ({"trainer": True}, Recording.SENSOR, True),
        ({"sport_type": "VirtualRun", "start_latlng": [-11.6, 166.9]}, Recording.SENSOR, True),
        ({"manual": True, "start_latlng": None}, Recording.TYPED, None),
        ({"manual": True, "trainer": True}, Recording.TYPED, None),
    ],
)
def test_how_it_was_recorded_is_known(fields, recording, indoor):
    evidence = recorded(**fields).evidence
    assert (evidence.recording, evidence.indoor) == (recording, indoor)


def test_a_device_is_known_again_and_its_name_is_not_kept():
    one, same, other = (recorded(device_name=name) for name in ("Forerunner 945", "Forerunner 945", "Edge 1030"))
    assert one.evidence.device == same.evidence.device != other.evidence.device
    assert "Forerunner" not in repr(one)
    assert recorded(device_name=None).evidence.device is None


def test_what_strava_does_not_know_is_none_and_not_zero():
    measure = recorded(distance=0.0, total_elevation_gain=0, elapsed_time=0).measure
    assert (measure.distance_m, measure.ascent_m, measure.elapsed_seconds) == (None, None, None)


def test_an_outing_does_not_end_before_its_time_in_motion():
    assert recorded(moving_time=136, elapsed_time=134).measure.elapsed_seconds == 136


def test_the_fastest_moment_of_a_receiver_is_no_minute():
    measure = recorded(max_speed=40.0).measure
    assert measure.best_minute_m is None


def test_what_others_called_impossible_is_known():
    assert activity_of(like("SummaryActivity", flagged=True)).flagged


def test_details_and_summary_of_one_activity_say_the_same():
    shared = {"id": 5, "sport_type": "Hike", "start_date": "2026-11-24T12:00:00Z", "moving_time": 60}
    shared |= {"elapsed_time": 70, "distance": 80.0, "total_elevation_gain": 9, "device_name": "Edge"}
    shared |= {"athlete": {"id": 9, "resource_state": 1}, "trainer": False, "start_latlng": [1.0, 2.0]}
    assert activity_of(like("SummaryActivity", **shared)) == activity_of(like("DetailedActivity", **shared))


@pytest.mark.parametrize(
    "fields",
    [
        {"start_date": "2026-11-24T12:00:00"},
        {"moving_time": 10**9},
        {"moving_time": None},
        {"distance": float("nan")},
        {"distance": 10**9},
        {"total_elevation_gain": -1},
        {"id": 0},
        {"athlete": {"id": "x"}},
    ],
)
def test_figures_that_no_activity_has_are_refused(fields):
    with pytest.raises(ValueError, match=next(iter(fields))):
        activity_of(EXAMPLES["DetailedActivity"] | fields)
