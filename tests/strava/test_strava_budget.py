"""Budget: read from any headers, never overdrawn, windows by the clock in UTC, people before background work."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from challenge.strava.budget import Budget, booked, may_ask, newer, next_window, read_budget

AT = datetime(2026, 11, 24, 12, 7, 30, tzinfo=UTC)
HEADERS = {"X-RateLimit-Limit": "200,2000", "X-RateLimit-Usage": "10,100"}
READS = {"X-ReadRateLimit-Limit": "100,1000", "X-ReadRateLimit-Usage": "10,100"}
moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  its zone follows
waits = st.timedeltas(timedelta(0), timedelta(days=3))
figures = st.integers(0, 300)
budgets = st.builds(Budget, st.integers(1, 200), figures, st.integers(1, 200), figures, moments)


def test_the_count_that_leaves_less_is_the_one_that_holds():
    assert read_budget(HEADERS, AT) == Budget(200, 10, 2000, 100, AT)
    assert read_budget(HEADERS | READS, AT) == Budget(100, 10, 1000, 100, AT)
    full = {"x-ratelimit-usage": "199,100", "x-ratelimit-limit": "200,2000"}
    assert read_budget(full | READS, AT) == Budget(200, 199, 1000, 100, AT)


@pytest.mark.parametrize(
    "changed", ["", "200", "200,2000,1", "a,b", "-1,5", "1e3,5", "9999999999,1", "0,0", "200,0", "٢٠٠,2000", "200;2000"]
)
def test_headers_that_tell_no_limit_are_no_budget(changed):
    assert read_budget(HEADERS | {"X-RateLimit-Limit": changed}, AT) is None


@given(st.dictionaries(st.sampled_from([*HEADERS, *READS]), st.text(max_size=12)))
def test_no_headers_break_the_reader(headers):
    budget = read_budget(headers, AT)
    assert budget is None or min(budget.limit_15, budget.limit_day) > 0


def test_nothing_known_is_no_reason_to_wait():
    assert may_ask(None, AT, interactive=False) is None


@pytest.mark.parametrize(
    ("used_15", "used_day", "interactive", "until"),
    [
        (0, 0, False, None),
        (79, 0, False, None),
        (80, 0, False, (12, 15)),
        (80, 0, True, None),
        (99, 0, True, None),
        (100, 0, True, (12, 15)),
        (0, 800, False, (0, 0)),
        (0, 800, True, None),
        (100, 1000, True, (0, 0)),
    ],
)
def test_background_work_leaves_people_a_fifth_of_each_window(used_15, used_day, interactive, until):
    said = may_ask(Budget(100, used_15, 1000, used_day, AT), AT, interactive=interactive)
    assert (said and (said.hour, said.minute)) == until


def test_windows_end_by_the_clock_in_utc_wherever_the_reader_is():
    nepal = timezone(timedelta(hours=5, minutes=45))
    late = datetime(2026, 11, 24, 23, 59, 59, tzinfo=UTC)
    assert may_ask(Budget(100, 100, 1000, 0, AT), AT.astimezone(nepal), interactive=True) == AT.replace(
        minute=15, second=0
    )
    assert may_ask(Budget(100, 100, 1000, 1000, late), late, interactive=True) == datetime(2026, 11, 25, tzinfo=UTC)


@given(budgets, waits, st.booleans())
def test_a_wait_ends_at_a_window_within_a_day_and_then_one_may_ask(budget, wait, interactive):
    now = budget.at + wait
    until = may_ask(budget, now, interactive=interactive)
    while until is not None:
        assert now < until <= now + timedelta(days=1)
        assert (until.minute % 15, until.second, until.microsecond) == (0, 0, 0)
        now, until = until, may_ask(budget, until, interactive=interactive)


@given(budgets, waits)
def test_people_never_wait_longer_than_background_work(budget, wait):
    now = budget.at + wait
    for_people, for_work = (may_ask(budget, now, interactive=interactive) for interactive in (True, False))
    assert for_people is None or (for_work is not None and for_work >= for_people)


@given(budgets, waits, st.booleans())
def test_whoever_books_before_asking_never_overdraws(budget, wait, interactive):
    now, start = budget.at + wait, budget
    while may_ask(budget, now, interactive=interactive) is None:
        budget = booked(budget, now)
    assert budget.used_15 <= max(start.used_15, start.limit_15)
    assert budget.used_day <= max(start.used_day, start.limit_day)


@given(budgets, st.lists(st.tuples(figures, figures, waits), max_size=4), st.randoms())
def test_answers_that_overtake_each_other_leave_the_same_budget(first, told, random):
    answers = [Budget(first.limit_15, used, first.limit_day, day, first.at + wait) for used, day, wait in told]
    shuffled = random.sample(answers, len(answers))
    known, other = first, first
    for one, another in zip(answers, shuffled, strict=True):
        known, other = newer(known, one), newer(other, another)
    assert known == other


@given(budgets, moments)
def test_a_refusal_always_waits_for_a_window(budget, now):
    assert next_window(budget, now) > now
    assert next_window(None, now) - now <= timedelta(minutes=15)
