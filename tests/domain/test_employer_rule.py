"""The employer's rule, tried by somebody who keeps every figure ever published and subtracts each from each."""

from collections import Counter
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from challenge.domain.employer import (
    FEWEST,
    Count,
    WeekBefore,
    WeekClosing,
    WeekFigures,
    is_cell,
    is_dominated,
    next_published,
    publish_week,
    shown_count,
)

WEEK = 7
PEOPLE = range(30)
DAYS = st.dictionaries(st.sampled_from(PEOPLE), st.integers(1, WEEK), max_size=len(PEOPLE))
CHANGES = st.dictionaries(st.sampled_from(PEOPLE), st.integers(0, WEEK), max_size=3)
"""Some people's days as they are after a change."""


def steady(people, days=3):
    """So many people with so many active days each."""
    return dict.fromkeys(range(people), days)


def publish(days_of, *before, headcount=100, joined=40, length=WEEK):
    return publish_week(WeekClosing(headcount, joined, length, days_of), before)


@given(people=st.integers(0, 60), total=st.integers(0, 60))
def test_a_shown_count_is_never_small_and_never_leaves_few_people_out(people, total):
    count = shown_count(people, total)
    if count:
        assert is_cell(count.people, total)
        assert count.people <= people
        assert count.at_least == (people >= total - FEWEST)


@pytest.mark.parametrize(
    ("people", "shown"),
    [(0, None), (7, None), (8, Count(8)), (11, Count(11)), (12, Count(12, True)), (19, Count(12, True))],
)
def test_near_the_total_a_count_says_at_least(people, shown):
    assert shown_count(people, 20) == shown


def test_if_everybody_is_counted_the_count_does_not_say_so():
    assert shown_count(20, 20) == shown_count(15, 20) == Count(12, at_least=True)
    assert shown_count(15, 15) is None


@given(actual=st.lists(st.integers(0, 80), max_size=12))
def test_two_published_counts_never_differ_by_one_to_seven_people(actual):
    published = []
    for count in actual:
        published.append(next_published(published, count))
        assert abs(published[-1] - count) < FEWEST
    assert all(abs(one - other) not in range(1, FEWEST) for one, other in combinations(published, 2))


def test_a_count_stays_until_eight_differ():
    published = [0]
    for count in (3, 7, 8, 10, 15, 16, 27, 21):
        published.append(next_published(published, count))
    assert published == [0, 0, 0, 8, 8, 8, 16, 27, 27]


@pytest.mark.parametrize(("parts", "dominated"), [([], False), ([5], True), ([85, 15], True), ([84, 16], False)])
def test_whoever_makes_85_percent_dominates(parts, dominated):
    assert is_dominated(parts) is dominated


@pytest.mark.parametrize(
    ("days_of", "headcount", "joined"),
    [
        (steady(7), 100, 40),
        (steady(20), 27, 27),
        (steady(20, days=7), 100, 20),
        (steady(20, days=7), 100, 27),
        (steady(20, days=1) | {0: 200}, 100, 40),
    ],
    ids=["seven are active", "all but seven are active", "nobody missed a day", "seven missed a day", "one dominates"],
)
def test_a_week_of_few_people_or_of_all_but_few_shows_no_sum(days_of, headcount, joined):
    assert publish(days_of, headcount=headcount, joined=joined).active_days is None


def test_an_ordinary_week_is_published_whole():
    assert publish(steady(20)) == WeekFigures(participants=40, active_people=20, active_days=60)


def test_before_the_first_day_only_those_who_joined_are_counted():
    assert publish({}, joined=15, length=0) == WeekFigures(15, None, None)


@pytest.mark.parametrize(("differ", "shown"), [(0, True), (1, False), (7, False), (8, True)])
def test_a_sum_is_shown_where_nobody_or_eight_people_make_its_difference_to_the_one_before(differ, shown):
    before = WeekBefore(publish(steady(20)), steady(20))
    assert (publish(steady(20) | steady(differ, days=4), before).active_days is not None) is shown


def test_whoever_changed_a_published_week_does_not_hide_the_difference_of_another():
    """What was published of them is not known any more, so they are not counted among those who make it."""
    today, before = steady(20) | steady(8, days=5), publish(steady(20))
    assert publish(steady(20), WeekBefore(before, today)).active_days == 60
    assert publish(steady(20), WeekBefore(before, today, changed={3})).active_days is None


class Company:
    """A company over some weeks, with what was really published of whom."""

    def __init__(self, headcount):
        self.headcount, self.joined, self.before, self.published = headcount, set(), [], []

    def close(self, joins, days_of):
        self.joined |= set(joins) | days_of.keys()
        closing = WeekClosing(self.headcount, len(self.joined), WEEK, days_of)
        figures = publish_week(closing, self.before)
        self.published.append((figures, frozenset(self.joined), dict(days_of)))
        self.before.append(WeekBefore(figures, dict(days_of), set()))

    def change(self, week, days_of):
        """Late: what the week is known for changes, what was published of it does not."""
        earlier = self.before[week % len(self.before)]
        earlier.changed.update(days_of)
        earlier.days_of.update(days_of)
        for person in [person for person, days in days_of.items() if not days]:
            del earlier.days_of[person]


@settings(max_examples=300)
@given(
    headcount=st.integers(20, 60),
    weeks=st.lists(st.tuples(st.sets(st.sampled_from(PEOPLE)), DAYS, CHANGES, st.integers(0, 9)), max_size=6),
    same=st.booleans(),
)
def test_no_difference_of_two_figures_is_the_work_of_few_people(headcount, weeks, same):
    """With `same`, each week is the first one with some people's days changed: the worst case for subtraction."""
    company = Company(headcount)
    for joins, days_of, changes, which in weeks:
        first = company.published[0][2] if same and company.published else days_of
        mixed = first | (dict(list(days_of.items())[:which]) if same else {})
        company.close(joins, mixed)
        company.change(which, changes)
    for figures, joined, days_of in company.published:
        if figures.active_people:
            assert is_cell(figures.active_people, figures.participants)
        if figures.active_days is not None:
            assert is_cell(len(days_of), headcount)
            assert len([person for person in joined if days_of.get(person, 0) < WEEK]) >= FEWEST
    for one, other in combinations(company.published, 2):
        assert_safe_to_subtract(one, other)


def assert_safe_to_subtract(one, other):
    (first, _, days), (second, _, later_days) = one, other
    assert abs(first.participants - second.participants) not in range(1, FEWEST)
    if first.active_people and second.active_people:
        assert abs(first.active_people - second.active_people) not in range(1, FEWEST)
    if first.active_days is not None and second.active_days is not None:
        difference = Counter(later_days)
        difference.subtract(days)
        made_by = {person: more for person, more in difference.items() if more}
        assert not made_by or len(made_by) >= FEWEST
        assert not is_dominated(made_by.values())
