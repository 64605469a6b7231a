"""Track facts: figures of a pace, whatever its date, and only figures."""

from dataclasses import fields
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from challenge.domain.evidence import Evidence
from challenge.domain.track_facts import TrackFacts, facts_of, with_facts

POINTS = st.lists(st.tuples(st.integers(1, 40), st.integers(0, 45)), min_size=1, max_size=80)


def track_of(intervals, start=0.0):
    """Points from intervals of seconds and metres."""
    points, time = [(start, 0.0)], start
    for seconds, metres in intervals:
        time += seconds
        points.append((time, float(metres)))
    return points


def at(speed, seconds, step=1):
    """Intervals at one speed."""
    return [(step, speed * step)] * (seconds // step)


def wandering(seed, seconds=900, speed=3.0):
    """Intervals of somebody on foot."""
    random = Random(seed)
    return [(1, round(random.gauss(speed, 0.4), 2)) for _ in range(seconds)]


def slowly(track, seconds):
    """Most metres in a time, by trying every moment."""

    def covered(moment):
        metres = 0.0
        for (before, _), (after, way) in pairwise(track):
            metres += way * min(1.0, max(0.0, (moment - before) / (after - before)))
        return metres

    last = track[-1][0]
    return max(covered(moment + seconds) - covered(moment) for moment in range(int(last - seconds) + 1))


@given(POINTS)
def test_the_best_minute_is_the_best_of_all_minutes(intervals):
    track = track_of(intervals)
    facts = facts_of(track)
    if track[-1][0] < 60:
        assert facts.best_minute_m is None
    else:
        assert facts.best_minute_m == pytest.approx(slowly(track, 60), abs=1)


@given(POINTS, st.integers(1, 2_000_000_000))
def test_another_date_changes_no_fact(intervals, start):
    assert facts_of(track_of(intervals, start)) == facts_of(track_of(intervals))


def test_five_minutes_are_taken_from_where_they_were_fastest():
    facts = facts_of(track_of(at(2, 600) + at(4, 300) + at(2, 600)))
    assert (facts.best_minute_m, facts.best_five_minutes_m) == (240, 1_200)


def test_a_leap_is_counted_and_adds_to_no_figure():
    walk = at(1.5, 600)
    facts = facts_of(track_of([*walk, (1, 4_000.0), *walk]))
    assert facts.leaps == 1
    assert facts.best_minute_m == 90


def test_a_train_leaps_on_and_on():
    assert facts_of(track_of(at(60, 120))).leaps == 120


def test_points_whose_time_stands_still_are_counted_and_lend_their_way_to_the_next():
    facts = facts_of([(0, 0.0)] + [(second // 2, 1.0) for second in range(2, 802)])
    assert facts.stalled == 49
    assert facts.best_minute_m == 120


def test_an_engine_keeps_its_speed_and_legs_do_not():
    assert facts_of(track_of(at(20, 1_200))).steadiness > 95
    assert facts_of(track_of([(10, 20 + 6 * (number % 3)) for number in range(120)])).steadiness < 5


def test_a_recorder_of_one_point_a_minute_says_nothing_of_steadiness_or_starts():
    facts = facts_of(track_of(at(5, 3_600, step=60)))
    assert (facts.steadiness, facts.surges, facts.at_assist_speed) == (None, None, None)


def test_a_halt_is_counted_once_however_long_and_a_short_one_not_at_all():
    ride = at(6, 120)
    assert facts_of(track_of(ride + at(0, 90) + ride + at(0, 30) + ride)).stops == 2
    assert facts_of(track_of(ride + at(0, 4) + ride)).stops == 0


CAR_START = [(2, 3), (2, 8), (2, 14), (2, 19), (2, 23), (2, 26), (2, 27)]
RIDER_START = [(2, 2), (2, 4), (2, 6), (2, 8), (2, 10), (2, 12), (2, 14), (2, 16), (2, 18), (2, 20), (2, 23), (2, 24)]


def test_a_car_starts_as_no_rider_does():
    lights = at(0, 20, step=2)
    assert facts_of(track_of(4 * (lights + CAR_START + at(14, 40, step=2)))).surges == 4
    assert facts_of(track_of(4 * (lights + RIDER_START + at(12, 40, step=2)))).surges == 0


def test_a_single_glitch_is_no_start():
    assert facts_of(track_of([*at(1.4, 60), (1, 40.0), *at(1.4, 60)])).surges == 0


@pytest.mark.parametrize(
    ("kmh", "percent"), [(21, 0), (22.5, 0), (22.8, 100), (23.5, 100), (25, 100), (26.5, 100), (27.2, 100), (27.5, 0)]
)
def test_an_e_bike_stays_where_its_help_ends(kmh, percent):
    assert facts_of(track_of(at(kmh / 3.6, 1_200))).at_assist_speed == percent


def test_a_rider_passes_that_speed_on_the_way_to_others():
    ride = [(10, kmh / 0.36) for kmh in (19, 21, 23, 25, 27, 29)] * 20
    assert facts_of(track_of(ride)).at_assist_speed == 17


def test_a_silence_of_the_device_is_neither_a_halt_nor_a_piece():
    facts = facts_of(track_of([*at(3, 300), (4_000, 20_000.0), *at(3, 300)]))
    assert facts.stops == 0


def test_a_trimmed_recording_keeps_its_rhythm():
    run = wandering(1) + wandering(2, speed=4.0) + wandering(3)
    assert facts_of(track_of(run)).rhythm == facts_of(track_of(run[200:-300])).rhythm is not None


def test_two_runs_have_two_rhythms_and_a_drawn_one_has_none():
    assert facts_of(track_of(wandering(1))).rhythm != facts_of(track_of(wandering(2))).rhythm
    assert facts_of(track_of(at(3, 900))).rhythm is None


@pytest.mark.parametrize("track", [[], [(5.0, 0.0)], [(5.0, 0.0), (5.0, 3.0)]])
def test_a_track_of_nothing_says_nothing(track):
    facts = facts_of(track)
    assert (facts.best_minute_m, facts.steadiness, facts.rhythm, facts.leaps) == (None, None, None, 0)


def test_every_fact_but_the_minute_of_the_measure_is_evidence():
    facts = facts_of(track_of(wandering(1)))
    evidence = with_facts(Evidence(), facts)
    names = {field.name for field in fields(TrackFacts)} - {"best_minute_m"}
    assert all(getattr(evidence, name) == getattr(facts, name) for name in names)
