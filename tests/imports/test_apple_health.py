"""Promises about Apple Health exports."""

import json
import sys
import tracemalloc
from datetime import date, datetime, time

import pytest

from challenge.domain.evidence import Recording
from challenge.domain.measure import Kind
from challenge.errors import UploadCancelledError
from challenge.imports.large_limits import READ_BYTES
from challenge.imports.large_reading import Window
from tests.imports.health_factories import (
    EDITION,
    PARIS,
    activities,
    dropped,
    export,
    metadata,
    read,
    refusals,
    stamp,
    statistics,
    steps,
    workout,
    zipped,
)


def only(folder, *elements):
    """The one activity of an export."""
    (one,) = activities(read(folder, export(*elements)))
    return one


def day_steps(folder, *elements, window=EDITION):
    """Steps of each day kept of an export."""
    kept = activities(read(folder, export(*elements), window))
    return {one.measure.started_at.date(): one.measure.steps for one in kept if one.measure.kind is Kind.DAY_STEPS}


MAY_4 = date(2026, 5, 4)


def test_a_workout_is_an_outing_with_its_own_clock_its_moving_time_and_its_way(tmp_path):
    outing = only(tmp_path, workout())
    assert (outing.measure.sport, outing.measure.started_at.isoformat()) == ("run", "2026-05-04T07:00:00+02:00")
    assert (outing.measure.moving_seconds, outing.measure.elapsed_seconds) == (48 * 60, 50 * 60)
    assert outing.measure.distance_m == 9_500
    assert outing.evidence.recording is Recording.SENSOR


@pytest.mark.parametrize(
    "name", ["apple_health_export/export.xml", "apple_health_export/exportación.xml", "Export.xml"]
)
def test_the_export_is_found_in_its_zip_by_its_content_whatever_its_name_and_whatever_stands_beside_it(tmp_path, name):
    beside = [
        ("apple_health_export/export_cda.xml", "<ClinicalDocument/>"),
        ("apple_health_export/workout-routes/route.gpx", "<gpx/>"),
    ]
    packed = zipped(export(workout()), name, [*beside, *((f"ecg/{number}.csv", "x") for number in range(600))])
    (outing,) = activities(read(tmp_path, packed))
    assert outing.measure.sport == "run"


def test_a_bare_export_is_read_as_the_one_in_a_zip(tmp_path):
    content = export(workout(), steps(900, "09:00:00"))
    assert activities(read(tmp_path, content)) == activities(read(tmp_path, zipped(content)))


@pytest.mark.parametrize(
    ("stated", "metres"),
    [
        ({"totalDistance": "3", "totalDistanceUnit": "mi"}, 4_828),
        ({"totalDistance": "1500", "totalDistanceUnit": "m"}, 1_500),
        ({"totalDistance": "1000", "totalDistanceUnit": "yd"}, 914),
        ({"totalDistance": "0", "totalDistanceUnit": "km"}, None),
        ({"totalDistance": "7", "totalDistanceUnit": "furlong"}, None),
        ({"totalDistance": None}, None),
    ],
)
def test_a_way_is_known_in_any_unit_and_unknown_where_there_is_none(tmp_path, stated, metres):
    assert only(tmp_path, workout(**stated)).measure.distance_m == metres


def test_a_way_that_stands_in_the_statistics_is_the_sports_own_and_not_that_of_its_legs(tmp_path):
    leg = f"<WorkoutActivity>{statistics('DistanceCycling', 50, 'km')}</WorkoutActivity>"
    ways = statistics("DistanceCycling", 20.5, "km") + statistics("DistanceWalkingRunning", 300, "m")
    heart = statistics("HeartRate", 9_000, "m")
    ride = only(tmp_path, workout("Cycling", "07:00:00", "08:00:00", leg, ways, heart, totalDistance=None))
    assert (ride.measure.sport, ride.measure.distance_m) == ("ride", 20_500)


@pytest.mark.parametrize(
    ("unit", "duration", "seconds"),
    [("min", "48", 2_880), ("sec", "600", 600), ("hr", "0.5", 1_800), ("min", "600", 3_000)],
)
def test_a_duration_is_known_in_any_unit_and_never_longer_than_the_workout(tmp_path, unit, duration, seconds):
    assert only(tmp_path, workout(duration=duration, durationUnit=unit)).measure.moving_seconds == seconds


def test_a_workout_without_a_duration_lasted_from_its_start_to_its_end(tmp_path):
    assert only(tmp_path, workout(duration=None)).measure.moving_seconds == 3_000


@pytest.mark.parametrize(
    ("kind", "indoor", "sport"),
    [
        ("Cycling", "1", "indoor_ride"),
        ("Rowing", "1", "indoor_rowing"),
        ("Running", "1", "run"),
        ("WheelchairRunPace", "0", "wheelchair"),
        ("FunctionalStrengthTraining", "1", "strength"),
        ("CrossCountrySkiing", "0", "nordic_ski"),
        ("SkatingSports", "0", None),
        ("Other", "0", None),
        ("SomethingNew", "0", None),
    ],
)
def test_a_kind_of_workout_is_a_sport_of_ours_or_its_owner_is_asked(tmp_path, kind, indoor, sport):
    outing = only(tmp_path, workout(kind, "07:00:00", "08:00:00", metadata("HKIndoorWorkout", indoor)))
    assert (outing.measure.sport, outing.evidence.indoor) == (sport, indoor == "1")


@pytest.mark.parametrize(
    ("inside", "metres"),
    [(metadata("HKElevationAscended", "12340 cm"), 123), (statistics("FlightsClimbed", 4, "count"), 12), ("", None)],
)
def test_an_ascent_is_what_was_measured_else_the_flights_that_were_climbed(tmp_path, inside, metres):
    assert only(tmp_path, workout("Hiking", "07:00:00", "08:00:00", inside)).measure.ascent_m == metres


def test_an_outing_on_foot_knows_its_own_steps_so_that_the_day_can_be_less_them(tmp_path):
    counted = statistics("StepCount", 7_200, "count")
    assert only(tmp_path, workout("Running", "07:00:00", "07:50:00", counted)).measure.steps == 7_200
    assert only(tmp_path, workout("Cycling", "07:00:00", "07:50:00", counted)).measure.steps is None


def test_one_watch_is_known_again_after_an_update_and_another_is_another(tmp_path):
    elements = [
        workout(start="07:00:00", end="07:50:00", device="HKDevice: 0x1, hardware:Watch7,3, software:12.0"),
        workout(start="12:00:00", end="12:50:00", device="HKDevice: 0x2, hardware:Watch7,3, software:12.1"),
        workout(start="18:00:00", end="18:50:00", device="HKDevice: 0x3, hardware:Watch8,1, software:12.1"),
        workout(start="20:00:00", end="20:50:00", source="Strava"),
    ]
    devices = [one.evidence.device for one in activities(read(tmp_path, export(*elements)))]
    assert devices[0] == devices[1]
    assert len(set(devices)) == 3


def test_what_was_typed_into_the_phone_is_no_sensors(tmp_path):
    typed = metadata("HKWasUserEntered", "1")
    assert only(tmp_path, workout("Yoga", "07:00:00", "08:00:00", typed)).evidence.recording is Recording.TYPED
    kept = day_steps(tmp_path, steps(40_000, "09:00:00", inside=typed), steps(700, "10:00:00"))
    assert kept == {MAY_4: 700}


def test_steps_of_phone_and_watch_in_the_same_hour_count_once_as_the_higher_of_both(tmp_path):
    phone = steps(400, "09:05:00", "09:15:00") + steps(500, "09:30:00", "09:40:00") + steps(100, "11:00:00", "11:10:00")
    watch = steps(1_000, "09:00:00", "09:50:00", "Watch") + steps(50, "11:00:00", "11:10:00", "Watch")
    assert day_steps(tmp_path, phone, watch) == {MAY_4: 1_000 + 100}
    assert day_steps(tmp_path, watch, phone) == {MAY_4: 1_000 + 100}


def test_a_record_over_two_hours_is_shared_among_them(tmp_path):
    shared = steps(600, "09:30:00", "10:30:00")
    other = steps(400, "09:00:00", "09:20:00", "Watch") + steps(200, "10:00:00", "10:20:00", "Watch")
    assert day_steps(tmp_path, shared, other) == {MAY_4: 400 + 300}


def test_a_record_over_midnight_belongs_to_both_days_of_the_editions_clock(tmp_path):
    night = steps(1_000, "2026-05-04 23:30:00", "2026-05-05 00:30:00")
    abroad = steps(300, "2026-05-04 23:00:00 -0400", "2026-05-04 23:10:00 -0400")
    assert day_steps(tmp_path, night, abroad) == {MAY_4: 500, date(2026, 5, 5): 800}


def test_a_day_of_steps_stands_at_noon_of_the_editions_clock_and_its_hour_means_nothing(tmp_path):
    one = only(tmp_path, steps(5_000, "09:00:00", "09:50:00"))
    assert one.measure.started_at == datetime.combine(MAY_4, time(12), PARIS)
    assert (one.measure.sport, one.measure.moving_seconds, one.evidence.day_only) == ("walk", 0, True)
    assert one.evidence.recording is Recording.SENSOR


def test_a_day_of_twenty_five_hours_is_counted_once(tmp_path):
    autumn = Window(date(2026, 10, 25), date(2026, 10, 25), PARIS)
    before = steps(100, "2026-10-25 02:30:00 +0200", "2026-10-25 02:40:00 +0200")
    after = steps(100, "2026-10-25 02:30:00 +0100", "2026-10-25 02:40:00 +0100", "Watch")
    assert day_steps(tmp_path, before, after, window=autumn) == {date(2026, 10, 25): 200}


def test_steps_that_cannot_be_are_left_out(tmp_path):
    wrong = [
        steps("many", "09:00:00"),
        steps(-5, "09:00:00"),
        steps(500, "10:00:00", "09:00:00"),
        steps(500, "2026-05-04 09:00:00", "2026-05-08 09:00:00"),
        steps(500, "someday"),
    ]
    assert day_steps(tmp_path, *wrong, steps(10, "12:00:00")) == {MAY_4: 10}


def test_only_what_lies_inside_the_dates_is_kept_and_the_rest_is_counted(tmp_path):
    elements = [
        *(
            steps(100, f"{day} 12:00:00")
            for day in ("2025-11-01", "2025-11-01", "2026-04-30", "2026-05-01", "2026-06-01")
        ),
        *(
            workout(start=f"{day} 07:00:00", end=f"{day} 07:30:00")
            for day in ("2019-01-01", "2026-04-30", "2026-05-31")
        ),
    ]
    readings = read(tmp_path, export(*elements))
    assert [one.measure.started_at.date().isoformat() for one in activities(readings)] == ["2026-05-31", "2026-05-01"]
    assert dropped(readings) == 2 + 3


def test_the_day_of_a_workout_is_that_of_the_editions_clock(tmp_path):
    late = workout(start="2026-04-30 23:30:00 -0400", end="2026-05-01 00:30:00 -0400")
    assert only(tmp_path, late).measure.started_at.isoformat() == "2026-04-30T23:30:00-04:00"


def test_an_export_of_which_everything_lies_outside_is_no_refusal(tmp_path):
    readings = read(tmp_path, export(workout(start="2020-01-01 07:00:00", end="2020-01-01 08:00:00")))
    assert (activities(readings), refusals(readings), dropped(readings)) == ([], [], 1)


def test_an_export_without_workouts_and_steps_is_no_activity(tmp_path):
    assert refusals(read(tmp_path, export(steps(70, "09:00:00", kind="HeartRate")))) == ["NoActivityError"]


def test_a_workout_of_a_few_seconds_and_one_with_wrong_times_are_named(tmp_path):
    elements = [
        workout(start="2020-01-01 07:00:00", end="2020-01-01 08:00:00"),
        workout(end="06:00:00"),
        workout(start="18:00:00", end="18:00:20"),
        workout(start="noon"),
        workout(start="12:00:00", end="12:30:00"),
    ]
    readings = read(tmp_path, export(*elements))
    named = [(row.facts["row"], row.facts["column"]) for reading in readings for row in reading.refused_rows]
    assert named == [(2, "endDate"), (4, "startDate")]
    assert refusals(readings) == ["TooShortError"]
    assert len(activities(readings)) == 1


def test_a_clock_that_goes_to_twelve_is_read(tmp_path):
    outing = only(tmp_path, workout(start="2026-05-04 12:05:00 AM +0200", end="2026-05-04 1:05:00\u202fPM +0200"))
    assert outing.measure.started_at.isoformat() == "2026-05-04T00:05:00+02:00"
    assert outing.measure.elapsed_seconds == 13 * 3600


def test_a_later_export_holds_the_same_activities_under_the_same_names(tmp_path):
    first = read(tmp_path, export(workout(), steps(10, "09:00:00")))
    later = read(tmp_path, export(steps(5, "2026-05-03 09:00:00"), workout("Yoga"), workout(), steps(90, "09:00:00")))
    known = [(reading.content_hash, reading.numbers) for reading in first if reading.activities]
    assert len(set(known)) == 2
    assert set(known) <= {(reading.content_hash, reading.numbers) for reading in later}


def test_nothing_of_body_route_or_name_is_kept(tmp_path):
    private = [
        steps(187, "09:00:00", kind="HeartRate"),
        steps(82.6, "09:00:00", kind="BodyMass"),
        workout(
            "Running", "07:00:00", "08:00:00",
            '<WorkoutRoute sourceName="Watch"><FileReference path="/workout-routes/route_1971.gpx"/></WorkoutRoute>',
            statistics("HeartRate", 187, "count/min"),
            source="Montre de Zéphyrine",
        ),
    ]  # fmt: skip
    readings = read(tmp_path, export(*private))
    kept = json.dumps(str(readings), ensure_ascii=False)
    assert activities(readings)
    assert not any(secret in kept for secret in ("187", "82.6", "1971", "Zéphyrine"))


# However it is written


def test_elements_need_no_lines_of_their_own_and_attributes_no_order(tmp_path):
    record = (
        '<Record\n\tvalue=\'300\' endDate="2026-05-04 09:10:00 +0200" note=\'a > b "c"\' sourceName="a > b"'
        " startDate = '2026-05-04 09:00:00 +0200' type='HKQuantityTypeIdentifierStepCount'\n></Record >"
    )
    content = export(record.strip(), workout().replace("\n", ""), steps(5, "10:00:00").replace("\n", " "))
    found = activities(read(tmp_path, content))
    assert [(one.measure.kind, one.measure.steps) for one in found] == [(Kind.OUTING, None), (Kind.DAY_STEPS, 305)]


def test_copies_in_a_correlation_do_not_count_again(tmp_path):
    copies = f'<Correlation type="x">{steps(999, "09:00:00")}{workout()}</Correlation><Correlation type="y"/>'
    assert day_steps(tmp_path, steps(100, "09:00:00"), copies, steps(10, "11:00:00")) == {MAY_4: 110}


def test_remarks_between_and_within_elements_mean_nothing(tmp_path):
    remark = f"<!-- {steps(999, '09:00:00')} <Workout > --><![CDATA[<Record <Workout ]]><?note <Correlation> ?>"
    assert day_steps(tmp_path, remark, steps(100, "09:00:00", inside=remark), remark) == {MAY_4: 100}


@pytest.mark.parametrize("pad", [*range(0, 60, 7), *range(60, 700, 61)])
def test_it_does_not_matter_where_a_piece_ends(tmp_path, pad):
    tail = [workout("Yoga", "07:00:00", "08:00:00", metadata("HKIndoorWorkout", "1")), "<!-- <Record -->"]
    record = steps(100, "09:00:00", inside=metadata("a", "b"))
    head = export(end="")
    filling = "<Record/>" + " " * (READ_BYTES - len(head.encode()) - len("<Record/>") - pad)
    found = activities(read(tmp_path, export(filling, *tail, record)))
    assert [one.measure.sport for one in found] == ["yoga", "walk"]


# Damaged and hostile


@pytest.mark.parametrize("packed", [False, True])
def test_an_export_that_ends_early_is_read_up_to_there_and_says_so(tmp_path, packed):
    content = export(steps(100, "09:00:00"), workout(), workout("Yoga"))[:-60]
    readings = read(tmp_path, zipped(content) if packed else content)
    assert sorted(one.measure.sport for one in activities(readings)) == ["run", "walk"]
    assert all(reading.damaged for reading in readings)


@pytest.mark.parametrize("share", [step / 23 for step in range(1, 23)])
def test_an_export_cut_anywhere_never_passes_for_whole(tmp_path, share):
    content = export(steps(100, "09:00:00"), workout())
    readings = read(tmp_path, content[: int(len(content) * share)])
    assert all(reading.refused or reading.damaged for reading in readings)
    assert readings


def test_a_zip_that_is_broken_in_the_middle_is_read_up_to_there(tmp_path):
    many = "".join(workout(start=f"2026-05-04 07:{minute:02}:00") for minute in range(40))
    filling = "".join(f"<Me a='{number * 7919 % 104729}'/>" for number in range(300_000))
    data = bytearray(zipped(export(many, filling)))
    data[len(data) // 2] ^= 0xFF
    readings = read(tmp_path, bytes(data))
    assert len(activities(readings)) == 40
    assert all(reading.damaged for reading in readings)


@pytest.mark.parametrize(
    ("prolog", "refusal"),
    [
        ('<!DOCTYPE HealthData [<!ENTITY secret SYSTEM "file:///etc/hostname">]>', "ForbiddenXmlError"),
        ('<!DOCTYPE HealthData [<!ENTITY % outside SYSTEM "http://localhost/x.dtd"> %outside;]>', "ForbiddenXmlError"),
        ('<!DOCTYPE HealthData SYSTEM "http://localhost/health.dtd">', "ForbiddenXmlError"),
        ('<!DOCTYPE HealthData [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>', "ForbiddenXmlError"),
        ("<!DOCTYPE HealthData [" + "<!ELEMENT a (b)>" * 40_000, "ForbiddenXmlError"),
    ],
    ids=["entity", "parameter entity", "outside document type", "laughs", "endless document type"],
)
@pytest.mark.parametrize("packed", [False, True])
def test_declarations_that_could_do_harm_are_refused_unread(tmp_path, prolog, refusal, packed):
    content = export(workout(), prolog=prolog)
    assert refusals(read(tmp_path, zipped(content) if packed else content)) == [refusal]


def test_a_declaration_in_the_middle_is_refused(tmp_path):
    assert refusals(read(tmp_path, export(workout(), '<!ENTITY a "b">', workout("Yoga")))) == ["ForbiddenXmlError"]


def test_an_entity_nobody_declared_is_damage_of_its_element_alone(tmp_path):
    readings = read(tmp_path, export(workout("Running", "07:00:00", "08:00:00", "&who;"), workout("Yoga")))
    assert [one.measure.sport for one in activities(readings)] == ["yoga"]
    assert all(reading.damaged for reading in readings)


@pytest.mark.parametrize("encoding", ["utf-16", "latin-1"])
def test_an_export_that_is_not_utf_8_is_refused(tmp_path, encoding):
    content = export(workout(source="Montre de Zoé")).replace('encoding="UTF-8"', f'encoding="{encoding}"')
    readings = read(tmp_path, content.encode(encoding))
    assert not activities(readings)
    assert refusals(readings) in (["UnknownFormatError"], ["ForbiddenXmlError"])


def test_bytes_that_are_no_utf_8_damage_their_own_element_alone(tmp_path):
    content = export(workout(), workout("Yoga", source="Zoé")).encode().replace("Zoé".encode(), "Zoé".encode("latin-1"))
    readings = read(tmp_path, content)
    assert [one.measure.sport for one in activities(readings)] == ["run"]
    assert all(reading.damaged for reading in readings)


@pytest.mark.parametrize(
    "endless",
    [
        '<Workout startDate="2026-05-04 07:00:00 +0200">' + "<WorkoutEvent/>" * 1_300_000,
        "<!-- " + " " * 18_000_000,
        '<Record type="' + "x" * 18_000_000,
    ],
    ids=["element", "remark", "tag"],
)
def test_what_does_not_end_is_given_up_with_what_stood_before(tmp_path, endless):
    readings = read(tmp_path, zipped(export(workout(), endless, end="")))
    assert len(activities(readings)) == 1
    assert all(reading.damaged for reading in readings)


def test_elements_nested_beyond_reason_are_damage(tmp_path):
    deep = '<Workout startDate="2026-05-04 07:00:00 +0200">' + "<a>" * 100_000 + "</a>" * 100_000 + "</Workout>"
    readings = read(tmp_path, export(deep, workout()))
    assert len(activities(readings)) == 1
    assert all(reading.damaged for reading in readings)


# Long, and in little memory


def test_progress_is_told_again_and_again_up_to_the_whole(tmp_path):
    told = []
    read(tmp_path, zipped(export(" " * 5_500_000, workout())), tell=told.append)
    done = [progress.done_bytes for progress in told]
    assert len(done) >= 5
    assert done == sorted(done)
    assert done[-1] == pytest.approx(told[-1].whole_bytes, abs=1_000)


def test_the_reading_ends_at_once_when_its_owner_gives_it_up(tmp_path):
    told = []

    def give_up(progress):
        told.append(progress)
        if len(told) == 3:
            raise UploadCancelledError

    with pytest.raises(UploadCancelledError):
        read(tmp_path, zipped(export(" " * 20_000_000, workout())), tell=give_up)
    assert len(told) == 3


def test_memory_stays_flat_however_long_the_export_is(tmp_path):
    outside = steps(10, "2025-01-01 09:00:00", inside=metadata("a", "b")) + workout(start="2025-01-01 07:00:00")
    hundred_megabytes = (steps(70, "09:00:00", kind="HeartRate") * 20 + outside) * 15_000
    path = tmp_path / "long"
    path.write_bytes(zipped(export(hundred_megabytes, workout())))
    assert len(hundred_megabytes) > 60_000_000
    content = path.read_bytes()
    del hundred_megabytes
    tracemalloc.start()
    readings = read(tmp_path, content)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(activities(readings)) == 1
    assert dropped(readings) == 15_000 + 1
    assert peak < 12_000_000
    assert sys.getsizeof(readings) < 1_000


def test_the_stamp_of_the_tests_is_the_one_of_the_export():
    assert stamp("07:12:00") == "2026-05-04 07:12:00 +0200"
