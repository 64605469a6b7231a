"""A pledge: fees first, then points, never more than the cap."""

from hypothesis import given
from hypothesis import strategies as st

from challenge.domain.money import CENT, EURO
from challenge.domain.pledges import Pledge, euros_of

MONEY = st.integers(0, 10**13)
PLEDGES = st.builds(Pledge, rate=st.integers(0, 2 * EURO), fee=st.integers(0, 100 * EURO), cap=MONEY)


@given(PLEDGES, st.integers(0, 10**7), st.integers(0, 5_000))
def test_a_company_never_pays_more_than_its_cap_nor_than_was_earned(pledge, points, participants):
    euros = euros_of(pledge, points=points, participants=participants, payments=0)
    assert 0 <= euros.counted <= euros.earned
    assert 0 <= euros.fees <= pledge.fee * participants
    assert euros.total <= pledge.cap


@given(PLEDGES, st.integers(0, 10**7), st.integers(0, 5_000))
def test_fees_fill_the_cap_before_points_do(pledge, points, participants):
    euros = euros_of(pledge, points=points, participants=participants, payments=0)
    assert euros.fees == min(pledge.cap, pledge.fee * participants)
    assert euros.total == min(pledge.cap, pledge.fee * participants + points * pledge.rate)


@given(PLEDGES, st.integers(0, 10**7), st.integers(0, 10**5), st.integers(0, 5_000))
def test_one_more_point_never_makes_a_company_pay_less(pledge, points, more, participants):
    before = euros_of(pledge, points=points, participants=participants, payments=0)
    after = euros_of(pledge, points=points + more, participants=participants, payments=0)
    assert after.counted >= before.counted


@given(PLEDGES, st.integers(0, 10**6), st.integers(0, 500), st.integers(0, 100))
def test_a_company_that_paid_everything_has_paid_for_every_counted_point(pledge, points, participants, percent):
    due = euros_of(pledge, points=points, participants=participants, payments=0)
    euros = euros_of(pledge, points=points, participants=participants, payments=due.total * percent // 100)
    assert 0 <= euros.paid <= euros.counted
    assert percent < 100 or euros.paid == euros.counted


def test_ten_people_at_25_euros_and_1000_points_at_15_cents_reach_a_cap_of_300_euros():
    pledge = Pledge(rate=15 * CENT, fee=25 * EURO, cap=300 * EURO)
    euros = euros_of(pledge, points=1_000, participants=10, payments=0)
    assert (euros.fees, euros.earned, euros.counted) == (250 * EURO, 150 * EURO, 50 * EURO)
