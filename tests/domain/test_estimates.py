"""An estimate: what a pledge likely costs, and never more than its cap."""

from hypothesis import given
from hypothesis import strategies as st

from challenge.domain.estimates import estimate_cost, expected_participants, suggest_cap, typical_points
from challenge.domain.money import CENT, EURO
from challenge.domain.pledges import Pledge

PLEDGES = st.builds(
    Pledge, rate=st.integers(0, 2 * EURO), fee=st.integers(0, 100 * EURO), cap=st.integers(0, 10**6).map(EURO.__mul__)
)
HEADCOUNTS = st.integers(5, 1_000_000)
DAYS = st.integers(1, 366)
USUAL = Pledge(15 * CENT, 25 * EURO, 6_750 * EURO)


@given(PLEDGES, HEADCOUNTS, DAYS)
def test_no_estimate_exceeds_the_cap_and_all_are_whole(pledge, headcount, days):
    estimate = estimate_cost(pledge, headcount=headcount, days=days)
    assert 0 <= estimate.likely <= estimate.most == pledge.cap
    assert {type(estimate.likely), type(estimate.points), type(estimate.participants)} == {int}


@given(PLEDGES, HEADCOUNTS, DAYS)
def test_below_the_cap_an_estimate_is_fees_and_points_and_nothing_else(pledge, headcount, days):
    estimate = estimate_cost(pledge, headcount=headcount, days=days)
    whole = estimate.participants * pledge.fee + estimate.points * pledge.rate
    assert estimate.likely == min(pledge.cap, whole)
    assert estimate.reaches_cap == (whole >= pledge.cap)


@given(PLEDGES, HEADCOUNTS, DAYS, st.integers(0, 1_000), st.integers(0, 1_000))
def test_more_people_or_more_days_never_cost_less(pledge, headcount, days, more_people, more_days):
    before = estimate_cost(pledge, headcount=headcount, days=days)
    after = estimate_cost(pledge, headcount=headcount + more_people, days=days + more_days)
    assert after.likely >= before.likely


@given(HEADCOUNTS)
def test_somebody_but_never_more_than_the_headcount_is_expected(headcount):
    assert 1 <= expected_participants(headcount) <= headcount
    assert suggest_cap(headcount) >= 150 * EURO


def test_a_company_of_100_people_likely_pays_3825_euros_of_a_suggested_cap_of_6750():
    estimate = estimate_cost(USUAL, headcount=100, days=28)
    assert suggest_cap(100) == USUAL.cap
    assert (estimate.participants, estimate.points) == (45, 18_000)
    assert estimate.likely == (45 * 25 + 2_700) * EURO == 3_825 * EURO


def test_a_given_participation_replaces_the_expected_one():
    estimate = estimate_cost(USUAL, headcount=100, days=28, participants=10)
    assert estimate.likely == (10 * 25 + 600) * EURO


def test_a_week_is_a_quarter_of_four_weeks():
    assert [typical_points(days) for days in (28, 7, 1)] == [400, 100, 14]
