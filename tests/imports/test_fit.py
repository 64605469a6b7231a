"""Promises about FIT files."""

from datetime import UTC, datetime, timedelta

import pytest

from challenge.domain.measure import Kind
from challenge.domain.sports import all_sports
from challenge.imports.sport_words import sport_of_fit
from tests.imports.factories import START, fit, measure, only, records, refusal, session, stamp, steady

HOUR = 3600


def test_a_session_reads_as_its_own_figures():
    run = measure(fit(*records(steady(600, 3)), session("running", 0, 600, 1810, total_ascent=12)))
    assert (run.sport, run.started_at) == ("run", START)
    assert (run.moving_seconds, run.elapsed_seconds, run.distance_m, run.ascent_m) == (600, 600, 1810, 12)
    assert run.best_minute_m == 180


def test_the_devices_timer_is_the_moving_time():
    run = measure(fit(*records(steady(600, 3)), session("running", 0, 600, 1800) | {"total_timer_time": 420.4}))
    assert (run.moving_seconds, run.elapsed_seconds) == (420, 600)


@pytest.mark.parametrize(
    ("sport", "sub_sport", "ours"),
    [
        ("running", "treadmill", "run"),
        ("running", "trail", "trail_run"),
        ("cycling", "mountain", "mountain_bike_ride"),
        ("cycling", "e_bike_fitness", "e_bike_ride"),
        ("e_biking", "generic", "e_bike_ride"),
        ("cycling", "virtual_activity", "indoor_ride"),
        ("cycling", "spin", "spinning"),
        ("fitness_equipment", "indoor_rowing", "indoor_rowing"),
        ("fitness_equipment", "elliptical", "elliptical"),
        ("fitness_equipment", "stair_climbing", "stairs"),
        ("fitness_equipment", "generic", "workout"),
        ("training", "strength_training", "strength"),
        ("training", "yoga", "yoga"),
        ("training", "pilates", "pilates"),
        ("hiit", "hiit", "circuit_training"),
        ("stand_up_paddleboarding", "generic", "stand_up_paddling"),
        ("cross_country_skiing", "skate_skiing", "nordic_ski"),
        ("swimming", "lap_swimming", "swim"),
        ("wheelchair_push_run", None, "wheelchair"),
        ("lacrosse", None, "other"),
        ("driving", None, None),
        ("generic", "generic", None),
        (254, None, None),
    ],
)
def test_a_watchs_sport_has_its_name_in_our_list(sport, sub_sport, ours):
    assert sport_of_fit(sport, sub_sport) == ours
    assert ours is None or ours in all_sports()


def test_each_leg_counts_once_and_neither_transition_nor_total():
    legs = only(
        fit(
            session("swimming", 0, 1200, 1000),
            session("transition", 1200, 120, 200),
            session("cycling", 1320, 3600, 30_000),
            session("running", 4920, 1800, 6000),
            session("generic", 0, 6720, 37_200),
        )
    )
    assert [(leg.sport, leg.distance_m) for leg in legs.measures] == [("swim", 1000), ("ride", 30_000), ("run", 6000)]


def test_an_unnamed_first_leg_is_a_leg_and_no_total():
    legs = only(fit(session("generic", 0, 3600, 8000), session("running", 3600, 1800, 6000)))
    assert [leg.sport for leg in legs.measures] == [None, "run"]


def test_a_leg_never_runs_into_the_next_one():
    first = session("generic", 0, 3600, 8000) | {"total_elapsed_time": 5000.0}
    legs = only(fit(first, session("running", 3600, 1800, 6000)))
    assert [leg.elapsed_seconds for leg in legs.measures] == [3600, 1800]


def test_indoors_the_minutes_count_and_the_distance_is_unknown():
    indoor = measure(fit(session("fitness_equipment", 0, 1800, 0, sub_sport="indoor_rowing")))
    assert (indoor.sport, indoor.moving_seconds, indoor.distance_m) == ("indoor_rowing", 1800, None)


def test_a_ride_without_a_metre_and_without_a_place_is_an_indoor_ride():
    assert measure(fit(session("cycling", 0, 1800, 0))).sport == "indoor_ride"
    assert measure(fit(*records(steady(600, 6)), session("cycling", 0, 600, 3600))).sport == "ride"


def test_steps_are_kept_on_foot_and_a_cycle_is_two():
    assert measure(fit(session("walking", 0, 600, 700, total_cycles=400))).steps == 800
    assert measure(fit(session("cycling", 0, 600, 3000, total_cycles=400))).steps is None


def test_a_watch_that_died_before_its_session_still_tells_its_way():
    run = measure(fit({"message_type": "sport", "sport": "running"}, *records(steady(600, 3))))
    assert (run.sport, run.moving_seconds, run.distance_m) == ("run", 600, 1800)


def test_distance_by_places_where_the_device_counted_none():
    placed = [
        {name: value for name, value in record.items() if name != "distance"} for record in records(steady(600, 3))
    ]
    bare = {name: value for name, value in session("running", 0, 600, 0).items() if name != "total_distance"}
    assert measure(fit(*placed, bare)).distance_m == pytest.approx(1800, abs=5)


@pytest.mark.parametrize("kind", ["settings", "workout", "course"])
def test_settings_workouts_and_courses_are_no_activity(kind):
    assert refusal(fit(*records(steady(600, 3)), kind=kind)) == "NoActivityError"


def monitoring(*parts: dict) -> bytes:
    """A day's file of a watch, worn two hours east of UTC."""
    info = {
        "message_type": "monitoring_info",
        "timestamp": "2026-05-03T22:00:00",
        "local_timestamp": "2026-05-04T00:00:00",
    }
    return fit(info, *({"message_type": "monitoring"} | part for part in parts), kind="monitoring_b")


def test_a_whole_day_of_monitoring_is_the_steps_of_that_day_and_no_outing():
    of_day = {"timestamp": "2026-05-04T22:00:00", "duration_min": 1440}
    day = measure(
        monitoring(
            {"timestamp": "2026-05-04T08:00:00", "activity_type": "walking", "cycles": 700.0},
            of_day | {"activity_type": "walking", "cycles": 4000.0},
            of_day | {"activity_type": "running", "cycles": 500.0},
        )
    )
    assert (day.kind, day.sport, day.steps, day.moving_seconds) == (Kind.DAY_STEPS, "walk", 9000, 0)
    assert day.started_at.isoformat() == "2026-05-04T00:00:00+02:00"


def test_a_part_of_a_day_is_refused_because_parts_overlap():
    part = {"timestamp": "2026-05-04T08:00:00", "activity_type": "walking", "cycles": 700.0}
    assert refusal(monitoring(part)) == "MonitoringFileError"


def test_a_cut_file_gives_its_records_with_a_warning():
    whole = fit(*records(steady(1200, 3)), session("running", 0, 1200, 3600))
    reading = only(whole[: len(whole) // 2])
    assert reading.damaged
    assert reading.measures[0].moving_seconds == pytest.approx(600, abs=10)


def test_a_wrong_checksum_is_a_damage_that_is_told():
    whole = bytearray(fit(*records(steady(600, 3)), session("running", 0, 600, 1800)))
    whole[-1] ^= 0xFF
    reading = only(bytes(whole))
    assert reading.damaged
    assert reading.measures[0].distance_m == 1800


def test_a_header_alone_is_damaged():
    assert refusal(fit(*records(steady(600, 3)))[:20]) == "DamagedFileError"


@pytest.mark.parametrize("year", [1990, 2099])
def test_a_session_of_an_impossible_date_is_refused(year):
    start = datetime(year, 1, 2, tzinfo=UTC)
    odd = session("running", 0, 600, 1800) | {
        "start_time": start.isoformat()[:19],
        "timestamp": (start + timedelta(seconds=600)).isoformat()[:19],
    }
    assert refusal(fit(odd)) == ("ImpossibleDateError" if year > 2000 else "")


def test_a_flood_of_records_is_refused_before_it_is_read():
    flood = [{"message_type": "record", "timestamp": stamp(0)[:19]}] * 300_001
    assert refusal(fit(*flood)) == "TooManyPointsError"


def test_hostile_figures_never_leave_the_reader():
    odd = session("running", 0, 600, 42_000_000) | {"total_timer_time": 4_000_000.0, "total_ascent": 65_000}
    run = measure(fit(*records(steady(600, 3)), odd))
    assert (run.moving_seconds, run.distance_m) == (600, 1800)


def test_nothing_of_the_body_and_no_route_is_kept():
    run = measure(fit(*records(steady(600, 3)), session("running", 0, 600, 1800, avg_heart_rate=150)))
    assert not {name for name in run.__slots__ if "heart" in name or "lat" in name or "weight" in name}
