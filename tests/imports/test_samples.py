"""Promises about real files of real devices; skipped where they are not at hand."""

from pathlib import Path

import pytest

from challenge.domain.evidence import Recording
from challenge.domain.measure import Kind
from challenge.domain.plausibility import Doubt, findings_of
from tests.imports.factories import read

SAMPLES = Path(__file__).parents[2].parent / "shared" / "samples"
pytestmark = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the sample files are not here")

# name: sport, moving seconds, metres of each outing
READ = {
    "20170518-191602-1740899583.fit": [("indoor_rowing", 1707, None)],
    "activity-large-fenxi2-multisport.fit": [
        (None, 11738, 25072),
        ("run", 2295, 2245),
        ("run", 6764, 12740),
        ("ride", 3211, 28928),
    ],
    "activity-small-fenix2-run.fit": [("run", 2832, 9008)],
    "around-visnjan-with-car.gpx": [(None, 269, 2733)],
    "cerknicko-jezero.gpx": [(None, 1967, 4391)],
    "garmin-edge-820-bike.fit": [("commute_ride", 65, 457)],
    "garmin-fenix-5-walk.fit": [("walk", 45, 68)],
    "korita-zbevnica.gpx": [(None, 5900, 6223)],
    "mapmyride_biking.tcx": [("ride", 3111, 15350)],
    "sample-activity-indoor-trainer.fit": [("indoor_ride", 2262, None)],
    "strava-android-app-201.10-b1218918.fit": [("run", 3558, 11274)],
    "sup_activity_1.tcx": [(None, 1112, 1158)],
    "track-with-empty-segment.gpx": [(None, 31, 86)],
}
REFUSED = {
    "Settings.fit": "NoActivityError",
    "activity-settings-corruptheader.fit": "DamagedFileError",
    "activity-unexpected-eof.fit": "DamagedFileError",
    "cerknicko-without-times.gpx": "NoTimesError",
    "unicode_with_bom.gpx": "NoActivityError",
}
STEPS = "MonitoringFile.fit"
DAMAGED = {"strava-android-app-201.10-b1218918.fit"}


def reading_of(name: str):
    (reading,) = read((SAMPLES / name).read_bytes(), name)
    return reading


def test_every_sample_has_its_promise():
    names = {path.name for path in SAMPLES.iterdir() if path.suffix in {".fit", ".gpx", ".tcx"}}
    assert names == set(READ) | set(REFUSED) | {STEPS}


@pytest.mark.parametrize("name", READ)
def test_a_real_file_reads_as_a_person_expects(name):
    reading = reading_of(name)
    assert reading.refused is None
    assert [(one.sport, one.moving_seconds, one.distance_m) for one in reading.measures] == READ[name]
    assert reading.damaged == (name in DAMAGED)


@pytest.mark.parametrize("name", REFUSED)
def test_a_real_file_without_an_outing_is_refused_with_its_reason(name):
    assert type(reading_of(name).refused).__name__ == REFUSED[name]


def test_a_real_day_of_monitoring_is_its_steps():
    (day,) = reading_of(STEPS).measures
    assert (day.kind, day.steps, day.started_at.isoformat()) == (Kind.DAY_STEPS, 3173, "2014-12-27T00:00:00-06:00")


def doubts(name: str) -> set[Doubt]:
    return {finding.doubt for one in reading_of(name).activities for finding in findings_of(one.measure, one.evidence)}


def test_a_glitch_is_no_speed_and_a_car_is_one():
    assert doubts("cerknicko-jezero.gpx") == {Doubt.NO_SPORT}
    assert doubts("around-visnjan-with-car.gpx") == {Doubt.NO_SPORT, Doubt.TOO_FAST_MINUTE, Doubt.ENGINE_STOPS}
    assert reading_of("around-visnjan-with-car.gpx").measures[0].best_minute_m * 60 // 1000 == 68


@pytest.mark.parametrize("name", READ)
def test_an_honest_recording_that_names_its_sport_is_not_doubted(name):
    named = [one for one in reading_of(name).activities if one.measure.sport]
    assert [findings_of(one.measure, one.evidence) for one in named] == [()] * len(named)


def test_two_files_of_one_watch_are_known_as_such_and_indoors_there_is_no_track():
    devices = {name: {one.evidence.device for one in reading_of(name).activities} for name in READ}
    assert devices["activity-small-fenix2-run.fit"] == devices["activity-large-fenxi2-multisport.fit"] != {None}
    sensors = {name for name in READ if reading_of(name).activities[0].evidence.recording is Recording.SENSOR}
    assert sensors == {"20170518-191602-1740899583.fit", "sample-activity-indoor-trainer.fit"}


def test_the_climb_of_a_ride_is_not_the_sum_of_its_noise():
    (ride,) = reading_of("mapmyride_biking.tcx").measures
    assert 200 < ride.ascent_m < 709 / 2
