"""Promises about how readers say an activity was recorded."""

from random import Random

import pytest

from challenge.domain.evidence import Evidence, Recording
from challenge.domain.plausibility import Doubt, findings_of
from tests.imports.factories import fit, gpx, only, points, records, session, stamp, steady, tcx, tcx_activity
from tests.imports.test_kml import kml, placemark, track

SERIAL = 3882015183
RUN = steady(600, 3)


def evidence(data) -> Evidence:
    """What is known of the recording of the one activity of a file."""
    reading = only(data)
    assert reading.refused is None
    (activity,) = reading.activities
    return activity.evidence


def without_places(steps):
    return [{name: value for name, value in one.items() if "position" not in name} for one in records(steps)]


@pytest.mark.parametrize(
    "data",
    [
        gpx(points(RUN)),
        tcx(tcx_activity("Running", 600, 1800, RUN)),
        fit(*records(RUN), session("running", 0, 600, 1800)),
        kml(placemark(track(RUN))),
    ],
    ids=["gpx", "tcx", "fit", "kml"],
)
def test_positions_with_times_are_a_track_outdoors(data):
    known = evidence(data)
    assert (known.recording, known.indoor, known.altered) == (Recording.TRACK, False, False)
    assert (known.best_five_minutes_m, known.leaps, known.stalled) == (900, 0, 0)


def test_figures_with_times_and_no_positions_are_a_sensors():
    known = evidence(fit(*without_places(RUN), session("running", 0, 600, 1800)))
    assert (known.recording, known.indoor) == (Recording.SENSOR, None)


def test_one_place_at_the_start_makes_no_track():
    once = records(RUN)[:1] + without_places(RUN)[1:]
    assert evidence(fit(*once, session("running", 0, 600, 1800))).recording is Recording.SENSOR


def test_figures_without_points_are_a_summary():
    assert evidence(fit(session("running", 0, 600, 1800))).recording is Recording.SUMMARY
    assert evidence(tcx(tcx_activity("Running", 600, 1800))).recording is Recording.SUMMARY


@pytest.mark.parametrize(
    "data",
    [
        fit(*without_places(RUN), session("running", 0, 600, 1800, sub_sport="treadmill")),
        fit(*records(RUN), session("cycling", 0, 600, 1800, sub_sport="virtual_activity")),
        fit(session("cycling", 0, 1800, 0)),
        gpx(points(RUN), sport="VirtualRide"),
    ],
    ids=["treadmill", "virtual ride", "ride without a metre", "virtual ride as gpx"],
)
def test_what_was_done_indoors_is_known_also_where_a_program_drew_places(data):
    assert evidence(data).indoor is True


def test_a_watch_is_known_again_across_formats_and_its_serial_number_is_not_kept():
    of_fit = evidence(fit(*records(RUN), session("running", 0, 600, 1800), serial_number=SERIAL)).device
    creator = f"<Creator><Name>watch</Name><UnitId>{SERIAL}</UnitId><ProductID>1</ProductID></Creator></Activity>"
    of_tcx = evidence(tcx(tcx_activity("Running", 600, 1800, RUN).replace("</Activity>", creator))).device
    assert of_fit == of_tcx is not None
    assert str(SERIAL) not in of_fit
    assert len(of_fit) < 8


def test_a_device_without_a_number_is_nobodys():
    assert evidence(fit(*records(RUN), session("running", 0, 600, 1800))).device is None
    creator = "<Creator><Name>app</Name><UnitId>0</UnitId></Creator></Activity>"
    assert evidence(tcx(tcx_activity("Running", 600, 1800, RUN).replace("</Activity>", creator))).device is None


def test_a_whole_file_with_another_checksum_was_altered():
    whole = bytearray(fit(*records(RUN), session("running", 0, 600, 1800)))
    whole[-1] ^= 0xFF
    assert evidence(bytes(whole)).altered


def test_a_file_cut_short_or_without_a_checksum_was_not_altered():
    whole = fit(*records(steady(1200, 3)), session("running", 0, 1200, 3600))
    assert not evidence(whole[: len(whole) // 2]).altered
    assert not evidence(whole[:-2] + b"\0\0").altered


def test_times_that_stand_still_are_seen_in_the_order_of_the_file():
    places = points(RUN).split("</trkpt>")[:-1]
    shuffled = places[:300] + [place for pair in zip(places[300::2], places[300::2], strict=True) for place in pair]
    assert evidence(gpx("".join(f"{place}</trkpt>" for place in shuffled))).stalled > 20


def test_a_night_between_two_days_hides_no_order():
    second = points(steady(600, 3, since=86_400))
    first, later = only(gpx(points(RUN) + second)).activities
    assert (first.evidence.stalled, later.evidence.stalled) == (0, 0)


def test_a_leap_is_counted_and_a_glitch_makes_no_fast_five_minutes():
    jumped = [(second, metres + (5000 if second == 300 else 0)) for second, metres in RUN]
    known = evidence(gpx(points(jumped)))
    assert known.leaps == 2
    assert known.best_five_minutes_m == pytest.approx(900, abs=5)


def test_a_trimmed_copy_has_the_rhythm_of_its_original():
    random = Random(3)
    metres, steps = 0.0, []
    for second in range(900):
        steps.append((second, round(metres, 2)))
        metres += random.uniform(2, 4) + (3 if 300 <= second < 620 else 0)
    whole, cut = (fit(*records(some), session("running", 0, 900, 5000)) for some in (steps, steps[100:]))
    assert evidence(whole).rhythm == evidence(cut).rhythm is not None


def test_a_recorded_day_of_steps_is_a_sensors():
    info = {"message_type": "monitoring_info", "timestamp": "2026-05-03T22:00:00"} | {
        "local_timestamp": "2026-05-04T00:00:00"
    }
    day = {"message_type": "monitoring", "timestamp": "2026-05-04T22:00:00", "duration_min": 1440}
    data = fit(info, day | {"activity_type": "walking", "cycles": 4000.0}, kind="monitoring_b", serial_number=SERIAL)
    known = evidence(data)
    assert known.recording is Recording.SENSOR
    assert known.device is not None


def test_a_champion_by_every_format_is_doubted_by_none():
    random = Random(5)
    metres, steps = 0.0, []
    for second in range(3600):
        steps.append((second, metres))
        metres += random.uniform(3.6, 5.2)
    for data in (gpx(points(steps)), fit(*records(steps), session("running", 0, 3600, metres))):
        (activity,) = only(data).activities
        assert findings_of(activity.measure, activity.evidence) == ()


def test_a_drawn_track_is_doubted():
    (activity,) = only(gpx(points(steady(3600, 4)))).activities
    assert Doubt.TOO_STEADY in {finding.doubt for finding in findings_of(activity.measure, activity.evidence)}
    assert stamp(0) not in repr(activity.evidence)


def test_the_row_of_a_table_is_typed_or_a_summary_and_says_when_it_knows_the_day_alone():
    rows = "source,sport,date,time,minutes\nmanual,run,2026-05-04,,30\nstrava,run,2026-05-05,07:00,30\n"
    typed, strava = only(rows).activities
    assert typed.evidence == Evidence(Recording.TYPED, day_only=True)
    assert strava.evidence == Evidence(Recording.SUMMARY)
