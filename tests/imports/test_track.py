"""Promises about moving time, distance, ascent and the fastest minute."""

from datetime import UTC, datetime

import gpxpy
import numpy as np
import pytest

from tests.imports.factories import START, gpx, measure, points, refusal, steady

HOUR = 3600


def test_a_steady_run_reads_as_its_time_and_way():
    run = measure(gpx(points(steady(1200, 3))))
    assert run.sport == "run"
    assert run.started_at == START
    assert (run.moving_seconds, run.elapsed_seconds) == (1200, 1200)
    assert run.distance_m == pytest.approx(3600, rel=0.001)
    assert run.best_minute_m == pytest.approx(180, abs=1)


def test_standing_still_is_no_moving_time():
    outing = [*steady(600, 2), *steady(300, 0.001, 601, 1200), *steady(600, 2, 902, 1200.3)]
    walk = measure(gpx(points(outing)))
    assert walk.moving_seconds == pytest.approx(1200, abs=12)
    assert walk.elapsed_seconds == 1502


def test_the_trembling_of_a_receiver_at_rest_is_no_moving_time():
    noise = np.random.default_rng(1)
    rest = [(second, float(noise.normal(0, 0.8))) for second in range(600)]
    outing = [*rest, *steady(600, 2, 600)]
    assert measure(gpx(points(outing))).moving_seconds == pytest.approx(600, abs=60)


def test_a_gap_in_the_recording_is_a_pause_even_where_the_way_goes_on():
    outing = [*steady(600, 2), *steady(600, 2, 2400, 4000)]
    walk = measure(gpx(points(outing)))
    assert walk.moving_seconds == 1200
    assert walk.distance_m == pytest.approx(2400, abs=3)


def test_a_jump_there_and_back_is_neither_way_nor_speed():
    outing = steady(600, 2)
    outing[300] = (300, 2000.0)
    walk = measure(gpx(points(outing)))
    assert walk.distance_m == pytest.approx(1200, abs=5)
    assert walk.best_minute_m == pytest.approx(120, abs=5)


def test_a_wobble_there_and_back_is_no_way():
    outing = steady(600, 2)
    outing[300] = (300, 620.0)
    assert measure(gpx(points(outing))).distance_m == pytest.approx(1200, abs=5)


def test_a_jump_without_return_is_neither_way_nor_speed():
    outing = [*steady(300, 2), *steady(300, 2, 301, 1500)]
    walk = measure(gpx(points(outing)))
    assert walk.distance_m == pytest.approx(1200, abs=5)
    assert walk.best_minute_m == pytest.approx(120, abs=5)


def test_two_minutes_in_a_car_show_in_the_fastest_minute():
    outing = [*steady(600, 1.4), *steady(120, 20, 601, 840), *steady(600, 1.4, 722, 3240)]
    assert measure(gpx(points(outing))).best_minute_m == pytest.approx(1200, abs=5)


def test_a_fast_minute_shows_also_where_points_are_far_apart():
    outing = [(second, 1.4 * second) for second in range(0, 600, 30)]
    outing += [(600 + second, 840 + 30 * second) for second in range(0, 240, 30)]
    assert measure(gpx(points(outing))).best_minute_m == pytest.approx(1800, rel=0.02)


def test_below_a_minute_there_is_no_fastest_minute():
    assert measure(gpx(points(steady(45, 2)))).best_minute_m is None


def test_a_hill_is_climbed_once_and_the_noise_of_the_altimeter_never():
    noise = np.random.default_rng(2)
    flat = 200 + noise.normal(0, 1.5, 1201)
    hill = flat + 60 * np.sin(np.linspace(0, np.pi, 1201))
    assert np.maximum(np.diff(flat), 0).sum() > 800
    assert measure(gpx(points(steady(1200, 2), heights=flat))).ascent_m == 0
    assert measure(gpx(points(steady(1200, 2), heights=hill))).ascent_m == pytest.approx(60, abs=6)


def test_an_unknown_height_is_none_and_never_zero():
    assert measure(gpx(points(steady(600, 2)))).ascent_m is None


def test_a_zoneless_time_is_universal_time():
    assert measure(gpx(points(steady(600, 2))).replace("Z</time>", "</time>")).started_at == START


def test_a_time_with_an_offset_keeps_its_moment():
    shifted = gpx(points(steady(600, 2))).replace("Z</time>", "+02:00</time>")
    assert measure(shifted).started_at == datetime(2026, 5, 4, 5, tzinfo=UTC)


def test_points_out_of_order_and_points_twice_change_nothing():
    outing = steady(600, 2)
    shuffled = [*reversed(outing), *outing[:100]]
    assert measure(gpx(points(shuffled))) == measure(gpx(points(outing)))


@pytest.mark.parametrize("bad", ['lat="nan"', 'lat="inf"', 'lat="95"', 'lat="north"', 'lat=""'])
def test_a_place_that_cannot_be_is_left_out(bad):
    whole = points(steady(600, 2))
    first = whole.index('lat="', 2000)
    broken = whole[:first] + bad + whole[whole.index(" lon", first) :]
    assert measure(gpx(broken)).distance_m == pytest.approx(1200, abs=3)


@pytest.mark.parametrize("year", [1901, 1970, 2099])
def test_a_date_that_cannot_be_is_refused(year):
    start = datetime(year, 5, 4, tzinfo=UTC)
    assert refusal(gpx(points(steady(600, 2), start))) == "ImpossibleDateError"


def test_a_recording_of_twenty_seconds_is_too_short():
    assert refusal(gpx(points(steady(20, 2)))) == "TooShortError"


def test_a_track_with_few_times_is_refused_because_no_duration_can_be_trusted():
    timeless = '<trkpt lat="45" lon="5"/>' * 300
    assert refusal(gpx(timeless + points(steady(60, 2)))) == "NoTimesError"
    assert refusal(gpx(timeless)) == "NoTimesError"


def test_a_track_without_any_motion_is_no_activity():
    assert refusal(gpx(points((second, 0) for second in range(600)))) == "NoActivityError"


def test_our_distance_agrees_with_gpxpy():
    turns = np.random.default_rng(3).normal(0, 1, 900).cumsum()
    body = "".join(
        f'<trkpt lat="{45 + second * 3e-5:.7f}" lon="{5 + turn * 1e-5:.7f}"><time>{START.isoformat()[:14]}'
        f"{second // 60:02}:{second % 60:02}Z</time></trkpt>"
        for second, turn in enumerate(turns)
    )
    theirs = gpxpy.parse(gpx(body)).length_2d()
    assert measure(gpx(body)).distance_m == pytest.approx(theirs, rel=0.005)
