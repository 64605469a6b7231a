"""Checks of one activity: who is left alone, who is doubted, and what counts until somebody decides."""

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from challenge.domain.checks import CHECKS, findings_of
from challenge.domain.doubts import LIMITED_AT_ONCE, PACE_DOUBTED, Doubt
from challenge.domain.evidence import Evidence, Recording
from challenge.domain.limiting import limited, pace_is_doubted
from challenge.domain.measure import DAY_SECONDS, Kind, Measure
from challenge.domain.records import beaten_record, farthest_by_records, records_of
from challenge.domain.sports import all_sports
from challenge.domain.thresholds import all_thresholds, fastest_average, fastest_five_minutes, fastest_minute
from tests.drawn_measures import DAYS, OUTINGS, START, maybe

BELOW_THEIR_LIMIT = {Doubt.TOO_SLOW, Doubt.STEPS_OF_A_WALK, Doubt.NO_FASTER_MINUTE}
KEPT_BY_THE_TRACK = {Doubt.TOO_FAST_MINUTE, Doubt.TOO_FAST_FIVE_MINUTES, Doubt.MANY_LEAPS}
"""Doubts of figures that nothing is counted by, so that nothing is cut."""


EVIDENCE = st.builds(
    Evidence,
    recording=st.sampled_from(Recording),
    altered=st.booleans(),
    leaps=st.integers(0, 50),
    best_five_minutes_m=maybe(10_000),
    steadiness=maybe(100),
    stops=maybe(60),
    surges=maybe(20),
    at_assist_speed=maybe(100),
    stalled=st.integers(0, 100),
)


def track(**figures):
    return Evidence(Recording.TRACK, **figures)


def doubts_of(measure, evidence=None):
    return {finding.doubt for finding in findings_of(measure, evidence)}


@given(OUTINGS | DAYS, EVIDENCE)
def test_a_limited_measure_is_plausible_in_everything_that_is_counted(measure, evidence):
    cut = limited(measure, findings_of(measure, evidence))
    assert not doubts_of(cut, evidence) & (LIMITED_AT_ONCE - KEPT_BY_THE_TRACK)


@given(OUTINGS | DAYS, EVIDENCE)
def test_limiting_twice_is_limiting_once(measure, evidence):
    once = limited(measure, findings_of(measure, evidence))
    assert limited(once, findings_of(once, evidence)) == once


@given(OUTINGS | DAYS, EVIDENCE)
def test_a_doubt_never_adds_to_a_figure_and_leaves_unknown_ones_unknown(measure, evidence):
    cut = limited(measure, findings_of(measure, evidence))
    for figure in ("moving_seconds", "distance_m", "ascent_m", "steps"):
        before, after = getattr(measure, figure), getattr(cut, figure)
        assert (before is None and after is None) or after <= before


@given(OUTINGS | DAYS, EVIDENCE)
def test_what_is_only_to_be_reviewed_counts_as_it_is(measure, evidence):
    findings = findings_of(measure, evidence)
    assume(not {finding.doubt for finding in findings} & LIMITED_AT_ONCE)
    assert limited(measure, findings) is measure


@given(OUTINGS | DAYS, EVIDENCE)
def test_a_finding_names_a_value_beyond_its_limit(measure, evidence):
    for finding in findings_of(measure, evidence):
        below = finding.doubt in BELOW_THEIR_LIMIT
        assert finding.value < finding.limit if below else finding.value >= finding.limit


@pytest.mark.parametrize("sport", all_sports())
def test_ten_minutes_at_the_fastest_plausible_speed_are_believed_and_a_metre_more_is_not(sport):
    most = fastest_average(sport) // 6
    fastest = Measure(sport, START, 600, distance_m=most)
    assert doubts_of(fastest) <= {Doubt.FASTER_THAN_RECORD}
    assert Doubt.TOO_FAST in doubts_of(replace(fastest, distance_m=most + 1))


@pytest.mark.parametrize("sport", all_sports())
def test_a_minute_may_be_faster_than_five_and_these_faster_than_the_whole(sport):
    assert fastest_average(sport) <= fastest_five_minutes(sport) <= fastest_minute(sport)


CHAMPIONS = {
    "a marathon in 2:20": (Measure("run", START, 8_400, distance_m=42_195, best_minute_m=330), track()),
    "an ultra of twenty hours": (Measure("run", START, 72_000, distance_m=104_000, ascent_m=5_200), track()),
    "a vertical kilometre": (Measure("trail_run", START, 2_100, distance_m=3_600, ascent_m=1_000), track()),
    "a stage in the bunch": (Measure("ride", START, 13_200, distance_m=151_000, best_minute_m=1_020), track(stops=2)),
    "a time trial": (Measure("ride", START, 3_300, distance_m=40_000, best_minute_m=800), track(steadiness=41)),
    "long fast minutes down a pass": (
        Measure("ride", START, 9_000, distance_m=52_000, ascent_m=1_400, best_minute_m=1_230),
        track(best_five_minutes_m=5_200),
    ),
    "a Channel swim": (Measure("swim", START, 51_000, distance_m=46_000), track()),
    "a marathon in a wheelchair": (Measure("wheelchair", START, 5_100, distance_m=42_195), track()),
    "a declared e-bike": (Measure("e_bike_ride", START, 1_500, distance_m=10_000), track(at_assist_speed=70)),
    "a day of skiing": (Measure("alpine_ski", START, 14_400, distance_m=60_000, ascent_m=9_000), track(surges=20)),
    "a tandem": (Measure("ride", START, 5_400, distance_m=57_000, best_minute_m=1_000), track(steadiness=35)),
    "a treadmill without distance": (Measure("run", START, 1_800), Evidence(Recording.SENSOR)),
    "a steady treadmill": (Measure("run", START, 1_800, distance_m=5_000), Evidence(Recording.SENSOR, steadiness=100)),
    "an indoor trainer": (
        Measure("indoor_ride", START, 3_600, distance_m=36_000, best_minute_m=600),
        Evidence(Recording.SENSOR, steadiness=99),
    ),
    "a standing desk": (Measure("walk", START, 0, steps=24_000, kind=Kind.DAY_STEPS), Evidence()),
    "a phone that wanders about a gym": (Measure("run", START, 2_400, distance_m=700), Evidence(Recording.SUMMARY)),
    "a run behind a pram": (Measure("run", START, 2_400, distance_m=6_000, steps=4_000), track()),
    "a slow climb on foot": (Measure("run", START, 7_200, distance_m=9_000, ascent_m=900), track()),
    "a messenger in town": (Measure("ride", START, 3_600, distance_m=26_000, best_minute_m=690), track(stops=30)),
    "a receiver among houses": (Measure("walk", START, 3_600, distance_m=4_500, best_minute_m=120), track(leaps=8)),
    "a short sprint": (Measure("run", START, 60, distance_m=380), track()),
}


@pytest.mark.parametrize("who", CHAMPIONS)
def test_an_unremarkable_champion_is_left_alone(who):
    assert findings_of(*CHAMPIONS[who]) == ()


DOUBTED = {
    Doubt.NO_SPORT: (Measure(None, START, 3_600), Evidence()),
    Doubt.OVER_24_HOURS: (Measure("walk", START, DAY_SECONDS + 1), Evidence()),
    Doubt.TOO_LONG: (Measure("yoga", START, 5 * 3600), Evidence()),
    Doubt.TOO_FAST: (Measure("walk", START, 3_600, distance_m=10_001), Evidence()),
    Doubt.TOO_FAST_MINUTE: (Measure("run", START, 3_600, distance_m=10_000, best_minute_m=501), Evidence()),
    Doubt.TOO_FAST_FIVE_MINUTES: (
        Measure("run", START, 3_600, distance_m=12_000),
        Evidence(best_five_minutes_m=2_250),
    ),
    Doubt.FASTER_THAN_RECORD: (Measure("run", START, 7_000, distance_m=42_195), Evidence()),
    Doubt.TOO_SLOW: (Measure("run", START, 3_600, distance_m=4_400), track()),
    Doubt.TOO_MUCH_ASCENT: (Measure("hike", START, 3_600, ascent_m=1_801), Evidence()),
    Doubt.TOO_MANY_STEPS: (Measure("walk", START, 0, steps=100_001, kind=Kind.DAY_STEPS), Evidence()),
    Doubt.TOO_MANY_STEPS_A_MINUTE: (Measure("run", START, 1_800, steps=6_330), track()),
    Doubt.STEPS_OF_A_WALK: (Measure("run", START, 3_600, distance_m=6_000, steps=6_600), track()),
    Doubt.STRIDE_TOO_LONG: (Measure("run", START, 3_600, distance_m=12_000, steps=3_000), track()),
    Doubt.MANY_LEAPS: (Measure("walk", START, 3_600), track(leaps=13)),
    Doubt.ENGINE_STARTS: (Measure("ride", START, 1_800, distance_m=11_000), track(surges=4)),
    Doubt.ENGINE_STOPS: (Measure("ride", START, 1_800, distance_m=16_500), track(stops=5)),
    Doubt.ENGINE_PACE: (Measure("ride", START, 3_600, distance_m=40_000), track(steadiness=60)),
    Doubt.ASSISTED_PACE: (Measure("commute_ride", START, 1_500, distance_m=9_000), track(at_assist_speed=55)),
    Doubt.ALTERED_FILE: (Measure("run", START, 1_800), track(altered=True)),
    Doubt.TIMES_STAND_STILL: (Measure("run", START, 1_800), track(stalled=20)),
    Doubt.TOO_STEADY: (Measure("run", START, 1_200, distance_m=4_000), track(steadiness=100)),
    Doubt.NO_FASTER_MINUTE: (Measure("run", START, 3_600, distance_m=12_000, best_minute_m=201), track()),
}


@pytest.mark.parametrize("doubt", DOUBTED)
def test_a_doubt_is_raised_alone_by_what_it_is_made_for(doubt):
    assert doubts_of(*DOUBTED[doubt]) == {doubt}


AT_THE_LIMIT = {
    Doubt.TOO_LONG: (Measure("yoga", START, 4 * 3600), Evidence()),
    Doubt.TOO_SLOW: (Measure("run", START, 3_600, distance_m=5_600), track()),
    Doubt.TOO_MUCH_ASCENT: (Measure("hike", START, 3_600, ascent_m=1_800), Evidence()),
    Doubt.TOO_MANY_STEPS_A_MINUTE: (Measure("run", START, 1_800, steps=6_300), track()),
    Doubt.STEPS_OF_A_WALK: (Measure("run", START, 3_600, distance_m=6_000, steps=7_200), track()),
    Doubt.STRIDE_TOO_LONG: (Measure("run", START, 3_600, distance_m=8_400, steps=3_360), track()),
    Doubt.MANY_LEAPS: (Measure("walk", START, 600), track(leaps=10)),
    Doubt.ENGINE_STARTS: (Measure("ride", START, 600, distance_m=3_000), track(surges=2)),
    Doubt.ENGINE_STOPS: (Measure("ride", START, 1_800, distance_m=16_000), track(stops=5)),
    Doubt.ENGINE_PACE: (Measure("ride", START, 3_600, distance_m=40_000), track(steadiness=50)),
    Doubt.ASSISTED_PACE: (Measure("commute_ride", START, 1_500, distance_m=9_000), track(at_assist_speed=40)),
    Doubt.TIMES_STAND_STILL: (Measure("run", START, 1_800), track(stalled=5)),
    Doubt.TOO_STEADY: (Measure("run", START, 1_200, distance_m=4_000), track(steadiness=80)),
    Doubt.NO_FASTER_MINUTE: (Measure("run", START, 3_600, distance_m=12_000, best_minute_m=208), track()),
}


@pytest.mark.parametrize("doubt", AT_THE_LIMIT)
def test_what_reaches_a_limit_is_believed(doubt):
    assert findings_of(*AT_THE_LIMIT[doubt]) == ()


def test_the_record_holder_is_believed():
    record = records_of("run")[8]
    assert beaten_record("run", record.metres, record.hundredths // 100) is None
    assert beaten_record("run", record.metres, record.hundredths // 100 - 1) is record


def test_a_few_halts_of_a_racer_are_no_town_traffic():
    assert doubts_of(Measure("ride", START, 3_600, distance_m=40_000), track(stops=8)) == set()


def test_a_fast_steady_pace_needs_to_be_both():
    assert doubts_of(Measure("ride", START, 3_600, distance_m=29_000), track(steadiness=70)) == set()


def test_every_check_is_tried():
    assert len(DOUBTED) == len(CHECKS)


def test_what_is_cut_is_cut_to_the_limit_and_no_further():
    hike = Measure("hike", START, 2 * 3600, distance_m=90_000, ascent_m=9_000, steps=90_000)
    cut = limited(hike, findings_of(hike, track()))
    assert (cut.distance_m, cut.ascent_m, cut.steps) == (18_000, 3_600, 27_600)
    yoga = Measure("yoga", START, 9 * 3600)
    assert limited(yoga, findings_of(yoga)).moving_seconds == 4 * 3600
    day = Measure("walk", START, 0, steps=130_000, kind=Kind.DAY_STEPS)
    assert limited(day, findings_of(day)).steps == 100_000


def test_a_car_counts_no_more_than_a_moderate_ride():
    assert pace_is_doubted(findings_of(*DOUBTED[Doubt.ENGINE_STARTS]))


def test_what_only_resembles_an_e_bike_keeps_its_pace_until_somebody_looked():
    assert not pace_is_doubted(findings_of(*DOUBTED[Doubt.ASSISTED_PACE]))


def test_a_fast_minute_on_flat_land_is_no_descent():
    flat = Measure("ride", START, 9_000, distance_m=52_000, ascent_m=20, best_minute_m=1_230)
    assert doubts_of(flat, track()) == {Doubt.TOO_FAST_MINUTE}


def test_pace_is_doubted_by_an_activity_itself_and_never_by_its_history():
    by_history = {Doubt.COPIED, Doubt.SOMEBODY_ELSES, Doubt.FASTER_THAN_BEFORE, Doubt.LIKE_A_CHAMPION}
    assert not by_history & PACE_DOUBTED


@pytest.mark.parametrize("sport", [sport for sport in all_sports() if records_of(sport)])
def test_records_get_slower_with_the_distance(sport):
    records = [record for record in records_of(sport) if record.metres >= 100]  # a start takes long of 50 metres
    speeds = [record.metres / record.hundredths for record in records]
    assert speeds == sorted(speeds, reverse=True)
    assert all(record.source for record in records)


@given(st.sampled_from([sport for sport in all_sports() if records_of(sport)]), st.integers(1, 2 * DAY_SECONDS))
def test_the_farthest_by_records_beats_none_and_a_metre_more_beats_one(sport, seconds):
    farthest = farthest_by_records(sport, seconds)
    assert beaten_record(sport, farthest, seconds) is None
    assert beaten_record(sport, farthest + 1, seconds) is not None


@pytest.mark.parametrize("line", all_thresholds(), ids=lambda line: f"{line.name} {' '.join(line.sports)}")
def test_a_threshold_says_where_it_comes_from(line):
    assert len(line.source) > len("Ours: sam")
    assert line.value > 0
