"""Templates: every start gives dates in order, and dates out of order are named."""

from dataclasses import fields, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from challenge.domain.edition_templates import TEMPLATES, EditionDates, check_dates
from challenge.domain.rules import TEMPLATES as RULES
from challenge.errors import DatesOutOfOrderError

ZONES = [ZoneInfo(name) for name in ("Europe/Paris", "Pacific/Auckland", "America/Cayenne", "Indian/Reunion")]
STARTS = st.dates(date(2020, 1, 1), date(2060, 12, 31))
PARIS = ZONES[0]


def orders(dates):
    """What must not be later than what, read straight from the issue."""
    over = datetime.combine(dates.ends_on + timedelta(days=1), datetime.min.time(), tzinfo=PARIS)
    return {
        ("starts_on", "ends_on"): dates.starts_on <= dates.ends_on,
        ("ends_on", "locks_at"): over <= dates.locks_at,
        ("registration_closes_at", "locks_at"): dates.registration_closes_at <= dates.locks_at,
        ("locks_at", "review_ends_at"): dates.locks_at <= dates.review_ends_at,
        ("review_ends_at", "evening_at"): dates.review_ends_at <= dates.evening_at,
    }


@given(STARTS, st.sampled_from(sorted(TEMPLATES)), st.sampled_from(ZONES))
def test_every_template_gives_dates_in_order_whatever_the_first_day_and_zone(starts_on, name, zone):
    dates = TEMPLATES[name].dates_from(starts_on, zone)
    check_dates(dates, zone)
    assert (dates.ends_on - dates.starts_on).days + 1 == TEMPLATES[name].days
    assert dates.registration_closes_at.date() >= starts_on


@given(STARTS, st.sampled_from(sorted(TEMPLATES)), st.sampled_from(ZONES))
def test_summer_time_moves_no_hour_of_the_clock(starts_on, name, zone):
    dates = TEMPLATES[name].dates_from(starts_on, zone)
    assert (dates.locks_at.hour, dates.review_ends_at.hour, dates.evening_at.hour) == (12, 12, 19)


MOMENTS = [field.name for field in fields(EditionDates) if field.name.endswith("_at")]


@given(st.fixed_dictionaries({name: st.integers(-40, 40) for name in MOMENTS}), st.integers(-3, 40), st.integers(0, 23))
def test_dates_are_refused_exactly_when_two_are_out_of_order_and_these_two_are_named(days, length, hour):
    start = date(2025, 3, 3)
    noon = datetime(2025, 3, 20, hour, tzinfo=PARIS)
    moments = {name: noon + timedelta(days=number) for name, number in days.items()}
    dates = EditionDates(starts_on=start, ends_on=start + timedelta(days=length), **moments)
    broken = [pair for pair, kept in orders(dates).items() if not kept]
    if not broken:
        check_dates(dates, PARIS)
        return
    with pytest.raises(DatesOutOfOrderError) as refused:
        check_dates(dates, PARIS)
    assert (refused.value.facts["earlier"], refused.value.facts["later"]) == broken[0]


def test_an_edition_may_lock_at_the_midnight_after_its_last_day_but_not_a_second_before():
    dates = TEMPLATES["one_day"].dates_from(date(2025, 3, 3), PARIS)
    midnight = datetime(2025, 3, 4, tzinfo=PARIS)
    early = replace(dates, locks_at=midnight - timedelta(seconds=1))
    check_dates(replace(dates, locks_at=midnight), PARIS)
    with pytest.raises(DatesOutOfOrderError):
        check_dates(early, PARIS)


def test_every_template_starts_with_rules_that_exist_and_teams_of_five_at_least():
    for template in TEMPLATES.values():
        assert template.rules in RULES
        assert 5 <= template.team_least <= template.team_most
