"""Points: the worked figures of the design, and what holds for every day."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from challenge.domain.measure import DAY_SECONDS, Kind, Measure
from challenge.domain.recorded import Recorded
from challenge.domain.rules import EFFORT, KILOMETRES, MINUTES, STEPS, TEMPLATES, RuleSet, Unit
from challenge.domain.scoring import DayLineKind, Formula, count, score, score_day
from tests.drawn_measures import DAYS, OUTINGS, START


def outing(minutes, sport="walk", **figures):
    return Measure(sport, START, minutes * 60, **figures)


def steps(number):
    return Measure("walk", START, 0, steps=number, kind=Kind.DAY_STEPS)


def day(*measures, rules=EFFORT, adapted=False):
    return score_day([count(Recorded(measure), rules, adapted=adapted, believed=True) for measure in measures], rules)


MEASURES = OUTINGS | DAYS
RULES = st.sampled_from(list(TEMPLATES.values())) | st.builds(
    RuleSet,
    unit=st.sampled_from(Unit),
    milli_points_per_unit=st.integers(1, 100_000),
    day_points=st.integers(0, 50),
    day_cap=st.integers(50, 10_000),
    free_steps=st.integers(0, 20_000),
    steps_per_minute=st.integers(50, 200),
    sport_percents=st.dictionaries(st.sampled_from(["walk", "ride", "yoga"]), st.integers(0, 1_000)),
)
ACTIVITIES = st.lists(st.tuples(MEASURES, st.booleans(), st.booleans()), max_size=6)


def counted_in(activities, rules):
    return [
        count(Recorded(measure), rules, adapted=adapted, believed=believed) for measure, adapted, believed in activities
    ]


@given(ACTIVITIES, RULES, st.randoms(use_true_random=False))
def test_the_order_of_a_days_activities_never_matters(activities, rules, random):
    counted = counted_in(activities, rules)
    shuffled = random.sample(counted, len(counted))
    assert score_day(shuffled, rules) == score_day(counted, rules)


@given(ACTIVITIES, RULES)
def test_a_day_earns_neither_less_than_nothing_nor_more_than_its_cap(activities, rules):
    assert 0 <= score_day(counted_in(activities, rules), rules).points <= rules.day_cap


@given(ACTIVITIES, RULES)
def test_a_day_is_the_sum_of_its_activities_and_its_own_lines(activities, rules):
    counted = counted_in(activities, rules)
    total = score_day(counted, rules)
    assert total.points == sum(activity.score.points for activity in counted) + total.adjustment


@given(ACTIVITIES, RULES)
def test_no_day_counts_more_than_24_hours(activities, rules):
    assert 0 <= score_day(counted_in(activities, rules), rules).counted_seconds <= DAY_SECONDS


@given(MEASURES, RULES, st.booleans(), st.booleans())
def test_an_activity_never_has_negative_points(measure, rules, adapted, doubted):
    assert score(measure, rules, adapted=adapted, pace_doubted=doubted).points >= 0


@given(st.integers(0, 60_000), st.integers(0, 60_000), st.integers(0, 120))
def test_steps_of_a_walk_are_not_counted_again_in_the_steps_of_its_day(number, walked, minutes):
    both = day(steps(number), outing(minutes, steps=walked))
    rest = day(steps(max(0, number - walked)))
    assert both.counted_seconds == rest.counted_seconds + minutes * 60


def test_40_minutes_on_foot_every_day_earn_672_points_in_28_days():
    assert 28 * day(outing(40)).points == 672


@pytest.mark.parametrize("sport", ["wheelchair", "walk", "handbike"])
def test_the_same_40_minutes_on_the_adapted_scale_earn_840_points(sport):
    assert 28 * day(outing(40, sport), adapted=True).points == 840


def test_without_the_days_own_points_the_walker_has_392_and_the_adapted_scale_560():
    bare = replace(EFFORT, day_points=0)
    assert 28 * day(outing(40), rules=bare).points == 392
    assert 28 * day(outing(40), rules=bare, adapted=True).points == 560


@pytest.mark.parametrize(
    ("sport", "metres", "points"),
    [
        ("walk", None, 21),
        ("walk", 4_000, 18),
        ("walk", 5_000, 21),
        ("walk", 6_000, 29),
        ("run", None, 56),
        ("yoga", None, 21),
        ("e_bike_ride", None, 21),
    ],
)
def test_an_hour_earns_minutes_times_met_divided_by_ten(sport, metres, points):
    assert score(outing(60, sport, distance_m=metres), EFFORT).points == points


def test_a_doubted_pace_counts_as_moderate():
    fast = outing(60, distance_m=6_000)
    assert score(fast, EFFORT, pace_doubted=True).points == score(outing(60), EFFORT).points


def test_8000_steps_stand_for_50_minutes_on_foot():
    result = score(steps(8_000), EFFORT)
    assert (result.counted_seconds, result.points) == (50 * 60, 18)


def test_the_first_3000_steps_of_a_day_earn_nothing():
    assert score(steps(3_000), EFFORT).points == 0
    assert day(steps(3_000)).points == 0


def test_a_walk_without_a_pedometer_takes_100_steps_a_minute_from_its_day():
    lines = day(steps(8_000), outing(30)).lines
    assert lines[0].kind is DayLineKind.STEPS_OF_OUTINGS
    assert day(steps(8_000), outing(30)).counted_seconds == 50 * 60


def test_a_ride_takes_no_steps_from_its_day():
    assert DayLineKind.STEPS_OF_OUTINGS not in {line.kind for line in day(steps(8_000), outing(30, "ride")).lines}


@pytest.mark.parametrize(("minutes", "active"), [(19, False), (20, True)])
def test_a_day_is_active_from_20_minutes_on(minutes, active):
    assert day(outing(minutes)).active is active


def test_20_minutes_in_two_pieces_make_an_active_day():
    assert day(outing(12), outing(8, "yoga")).active


def test_an_empty_day_is_neither_active_nor_worth_anything():
    assert day() == score_day([], EFFORT)
    assert (day().points, day().active, day().lines) == (0, False, ())


def test_a_long_day_ends_at_the_cap_and_says_what_was_taken():
    lines = day(outing(300, "run")).lines
    assert day(outing(300, "run")).points == 50
    assert [line.kind for line in lines] == [DayLineKind.ACTIVE_DAY, DayLineKind.DAY_CAP]


def test_more_than_24_hours_in_one_day_count_in_proportion():
    rules = replace(EFFORT, day_cap=10_000, day_points=0)
    assert day(outing(16 * 60), outing(16 * 60), rules=rules).points == 504


@pytest.mark.parametrize(
    ("rules", "measure", "formula", "points"),
    [
        (MINUTES, outing(45, "yoga"), Formula.MINUTES, 23),
        (KILOMETRES, outing(60, "run", distance_m=10_000), Formula.KILOMETRES, 40),
        (KILOMETRES, outing(60, "ride", distance_m=20_000), Formula.KILOMETRES, 24),
        (KILOMETRES, outing(60, "yoga"), Formula.NOTHING_RECORDED, 0),
        (STEPS, steps(10_000), Formula.STEPS, 40),
        (STEPS, outing(60, "yoga"), Formula.NOTHING_RECORDED, 0),
    ],
)
def test_each_template_counts_its_own_unit(rules, measure, formula, points):
    result = score(measure, rules)
    assert (result.formula, result.points) == (formula, points)


def test_a_sport_that_is_not_in_the_list_is_not_scored():
    with pytest.raises(KeyError):
        score(outing(30, "flying"), EFFORT)
