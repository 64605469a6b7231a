"""Doubts: what raises one, and what counts until somebody decides."""

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from challenge.domain.checks import FASTEST_STEPS
from challenge.domain.doubts import Finding, worth_saying
from challenge.domain.measure import DAY_SECONDS, Kind, Measure
from challenge.domain.plausibility import Doubt, findings_of, limited
from challenge.domain.recorded import Recorded
from challenge.domain.rules import EFFORT
from challenge.domain.scoring import count
from challenge.domain.sports import all_sports
from tests.drawn_measures import DAYS, OUTINGS, START


def doubts_of(measure):
    return {finding.doubt for finding in findings_of(measure)}


def test_a_reader_is_told_once_what_two_checks_found():
    fast, record, steps = (
        Finding(doubt, 2, 1) for doubt in (Doubt.TOO_FAST, Doubt.FASTER_THAN_RECORD, Doubt.TOO_MANY_STEPS)
    )
    assert worth_saying([record, fast, steps]) == [fast, steps]
    assert worth_saying([record, steps]) == [record, steps]


@given(OUTINGS | DAYS)
def test_a_believed_measure_is_left_as_it_is(measure):
    assert findings_of(measure) or limited(measure, findings_of(measure)) == measure


@given(OUTINGS | DAYS, st.booleans())
def test_a_doubted_activity_never_earns_more_than_a_believed_one_of_the_same_effort(measure, adapted):
    believed = count(Recorded(measure), EFFORT, adapted=adapted, believed=True).score
    doubted = count(Recorded(measure), EFFORT, adapted=adapted, believed=False).score
    assume(believed.effort is doubted.effort)
    assert doubted.points <= believed.points


@pytest.mark.parametrize("sport", all_sports().values(), ids=lambda sport: sport.name)
def test_the_fastest_plausible_hour_is_believed_and_a_metre_more_is_not(sport):
    impossible = Measure(sport.name, START, 3600, distance_m=500_000)
    fastest = limited(impossible, findings_of(impossible))
    assert findings_of(fastest) == ()
    assert doubts_of(replace(fastest, distance_m=fastest.distance_m + 1)) <= {Doubt.TOO_FAST, Doubt.FASTER_THAN_RECORD}
    assert doubts_of(replace(fastest, distance_m=fastest.distance_m + 1))


def test_a_day_in_motion_is_believed_and_a_second_more_is_not():
    assert findings_of(Measure("walk", START, DAY_SECONDS)) == ()
    assert doubts_of(Measure("walk", START, DAY_SECONDS + 1)) == {Doubt.OVER_24_HOURS}


def test_steps_of_a_day_are_believed_up_to_100_000():
    at_limit = Measure("walk", START, 0, steps=FASTEST_STEPS, kind=Kind.DAY_STEPS)
    beyond = Measure("walk", START, 0, steps=FASTEST_STEPS + 1, kind=Kind.DAY_STEPS)
    assert findings_of(at_limit) == ()
    assert doubts_of(beyond) == {Doubt.TOO_MANY_STEPS}


def test_a_sustained_minute_faster_than_the_sport_is_doubted_although_the_average_is_not():
    run = Measure("run", START, 3600, distance_m=10_000, best_minute_m=501)
    assert doubts_of(run) == {Doubt.TOO_FAST_MINUTE}


def test_a_file_without_a_sport_is_judged_as_a_ride():
    assert doubts_of(Measure(None, START, 3600, distance_m=40_000)) == {Doubt.NO_SPORT}
    assert doubts_of(Measure(None, START, 3600, distance_m=50_000)) == {Doubt.NO_SPORT, Doubt.TOO_FAST}


def test_metres_without_any_time_in_motion_are_doubted():
    assert doubts_of(Measure("walk", START, 0, distance_m=1)) == {Doubt.TOO_FAST}


@pytest.mark.parametrize("sport", all_sports().values(), ids=lambda sport: sport.name)
def test_no_sport_is_harder_at_a_lower_effort(sport):
    light, moderate, vigorous = sport.met_tenths.values()
    assert light <= moderate <= vigorous
    assert sport.fastest_average <= sport.fastest_minute
