"""Boards: what is ranked, in which order, and what closes a gap."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from challenge.domain.disclosure import MOST_SHOWN_PERCENT
from challenge.domain.money import EURO
from challenge.domain.standings import (
    Contender,
    Ranking,
    SizeClass,
    days_so_far,
    gap_to_next,
    rank,
    regularity_percent,
    size_class,
)

DAYS = st.integers(1, 40)


@st.composite
def contenders(draw):
    names = draw(st.lists(st.sampled_from(["Abeille", "abeille", "Bleu", "Érable", "Zèbre"]), max_size=12))
    return [
        Contender(
            key=key,
            name=name,
            group="",
            participants=draw(st.integers(0, 60)),
            places=draw(st.integers(1, 60)),
            points=draw(st.integers(0, 3_000)),
            active_days=draw(st.integers(0, 300)),
            euros=draw(st.integers(0, 5_000)) * EURO // 7,
            withheld=draw(st.booleans()),
        )
        for key, name in enumerate(names, 1)
    ]


@given(contenders(), st.sampled_from(Ranking), DAYS, st.randoms(use_true_random=False))
def test_any_order_in_gives_the_same_board(rows, ranking, days, random):
    assert rank(random.sample(rows, len(rows)), ranking, days) == rank(rows, ranking, days)


@given(contenders(), st.sampled_from(Ranking), DAYS)
def test_a_rank_is_one_more_than_the_number_of_better_rows(rows, ranking, days):
    places = rank(rows, ranking, days)
    shown = [place for place in places if not place.contender.withheld]
    for place in shown:
        assert place.rank == 1 + sum(other.value > place.value for other in shown)


@given(contenders(), st.sampled_from(Ranking), DAYS)
def test_ties_are_listed_by_name(rows, ranking, days):
    shown = [place for place in rank(rows, ranking, days) if not place.contender.withheld]
    listed = [(-place.value, place.contender.name.casefold(), place.contender.key) for place in shown]
    assert listed == sorted(listed)


@given(contenders(), st.sampled_from(Ranking), DAYS)
def test_the_order_of_withheld_rows_tells_nothing_of_their_figures(rows, ranking, days):
    silent = [replace(row, points=0, active_days=0, euros=0) if row.withheld else row for row in rows]
    order = [place.contender.key for place in rank(rows, ranking, days)]
    assert order == [place.contender.key for place in rank(silent, ranking, days)]


@given(contenders(), st.sampled_from(Ranking), DAYS)
def test_withheld_rows_come_last_and_have_no_rank(rows, ranking, days):
    places = rank(rows, ranking, days)
    flags = [place.contender.withheld for place in places]
    assert flags == sorted(flags)
    assert all((place.rank is None) is place.contender.withheld for place in places)


@given(contenders(), DAYS)
def test_the_active_days_of_a_gap_reach_the_next_better_row_and_one_less_does_not(rows, days):
    places = rank(rows, Ranking.REGULARITY, days)
    for place in places:
        gap = gap_to_next(places, place.contender.key, days)
        if gap is None:
            continue
        own, seats = place.contender, place.contender.places
        target = min(other.value for other in places if other.rank is not None and other.value > place.value)
        assert regularity_percent(own.active_days + gap.active_days, seats, days) >= target
        assert regularity_percent(own.active_days + gap.active_days - 1, seats, days) < target


@given(contenders(), DAYS)
def test_whoever_closes_the_gap_has_the_rank_it_names(rows, days):
    places = rank(rows, Ranking.REGULARITY, days)
    open_gaps = [(place, gap_to_next(places, place.contender.key, days)) for place in places]
    assume(any(gap for _, gap in open_gaps))
    place, gap = next((place, gap) for place, gap in open_gaps if gap)
    closer = replace(place.contender, active_days=place.contender.active_days + gap.active_days)
    again = rank([closer if row.key == closer.key else row for row in rows], Ranking.REGULARITY, days)
    assert next(other.rank for other in again if other.contender.key == closer.key) <= gap.rank
    assert 0 <= gap.fraction < 1


@given(contenders(), DAYS)
def test_the_first_the_withheld_and_the_unknown_have_no_gap(rows, days):
    places = rank(rows, Ranking.REGULARITY, days)
    without = [place.contender.key for place in places if place.rank in {1, None}]
    assert all(gap_to_next(places, key, days) is None for key in [*without, 0])


@given(st.integers(0, 10_000), st.integers(0, 300), st.integers(0, 60))
def test_regularity_is_never_shown_above_90_percent(active_days, places, days):
    assert 0 <= regularity_percent(active_days, places, days) <= MOST_SHOWN_PERCENT


@pytest.mark.parametrize(
    ("headcount", "size"),
    [(1, "small"), (49, "small"), (50, "medium"), (249, "medium"), (250, "large"), (875, "large")],
)
def test_a_headcount_belongs_to_one_size_class(headcount, size):
    assert size_class(headcount) is SizeClass(size)


@pytest.mark.parametrize(("after", "days"), [(-1, 0), (0, 1), (6, 7), (27, 28), (28, 28), (400, 28)])
def test_the_days_so_far_begin_with_the_first_and_end_with_the_last(after, days):
    first = date(2025, 3, 3)
    assert days_so_far(first, first + timedelta(days=27), first + timedelta(days=after)) == days
