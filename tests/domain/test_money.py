"""Whole numbers only: one rounding, and shares that add up."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from challenge.domain.money import CENT, EURO, euros_for, half_up, share

SUMS = st.integers(-(10**15), 10**15)
WEIGHTS = st.lists(st.integers(0, 10**9), max_size=30)


@given(SUMS, WEIGHTS)
def test_shares_add_up_to_the_sum_or_to_nothing_when_nobody_has_weight(total, weights):
    assert sum(share(total, weights)) == (total if sum(weights) else 0)


@given(SUMS, st.lists(st.integers(-(10**6), 10**6), min_size=1).filter(lambda weights: sum(weights) > 0))
def test_shares_add_up_even_when_a_part_takes_away(total, weights):
    assert sum(share(total, weights)) == total


@given(SUMS, WEIGHTS.filter(any))
def test_every_share_lies_within_one_part_of_its_exact_proportion(total, weights):
    whole = sum(weights)
    for part, weight in zip(share(total, weights), weights, strict=True):
        assert abs(part - Fraction(total * weight, whole)) < 1


@given(st.integers(0, 10**15), WEIGHTS)
def test_nobody_without_weight_gets_a_share_and_nobody_owes_one(total, weights):
    parts = share(total, weights)
    assert all(part >= 0 for part in parts)
    assert all(part == 0 for part, weight in zip(parts, weights, strict=True) if weight == 0)


@given(st.integers(-(10**12), 10**12), st.integers(1, 10**6))
def test_rounding_goes_to_the_nearest_whole_number_and_halves_go_up(numerator, denominator):
    off = half_up(numerator, denominator) - Fraction(numerator, denominator)
    assert Fraction(-1, 2) < off <= Fraction(1, 2)


@pytest.mark.parametrize(("numerator", "rounded"), [(24, 2), (25, 3), (35, 4), (-25, -2), (-26, -3), (0, 0)])
def test_tenths_are_rounded_half_up(numerator, rounded):
    assert half_up(numerator, 10) == rounded


@given(st.integers(0, 10**7), st.integers(0, 10**7), st.integers(0, EURO))
def test_euros_of_points_are_exact_however_the_points_are_split(some, more, rate):
    assert euros_for(some, rate) + euros_for(more, rate) == euros_for(some + more, rate)


def test_672_points_at_15_cents_are_100_euros_80():
    assert euros_for(672, 15 * CENT) == 100 * EURO + 80 * CENT
