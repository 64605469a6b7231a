"""Edition templates: from a first day to all dates, sizes and rules; and the order that dates keep."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from challenge.errors import DatesOutOfOrderError


@dataclass(frozen=True, slots=True)
class EditionDates:
    """All dates of an edition."""

    starts_on: date
    ends_on: date
    registration_closes_at: datetime
    locks_at: datetime
    review_ends_at: datetime
    evening_at: datetime


@dataclass(frozen=True, slots=True)
class EditionTemplate:
    """A kind of edition to start from; what it proposes can be changed."""

    days: int
    """From the first to the last, both included."""
    registration: timedelta
    """From the midnight before the first day until nobody joins any more."""
    lock: timedelta
    """From the midnight after the last day; time to catch up on what was not entered yet."""
    review: timedelta
    """From the midnight after the last day."""
    evening: timedelta
    """From the midnight after the last day."""
    team_least: int
    team_most: int
    rules: str
    """Name of the rule set it starts with."""

    def dates_from(self, starts_on: date, zone: ZoneInfo) -> EditionDates:
        """Its dates when it begins on a day; hours are of the clock in the zone, whatever summer time does."""
        ends_on = starts_on + timedelta(days=self.days - 1)
        after = ends_on + timedelta(days=1)
        return EditionDates(
            starts_on=starts_on,
            ends_on=ends_on,
            registration_closes_at=_on_the_clock(starts_on, self.registration, zone),
            locks_at=_on_the_clock(after, self.lock, zone),
            review_ends_at=_on_the_clock(after, self.review, zone),
            evening_at=_on_the_clock(after, self.evening, zone),
        )


def _hours(days: int, hour: int) -> timedelta:
    return timedelta(days=days, hours=hour)


TEMPLATES = {
    "four_weeks_effort": EditionTemplate(
        28, _hours(14, 12), _hours(2, 12), _hours(7, 12), _hours(11, 19), team_least=5, team_most=8, rules="effort"
    ),
    "one_day": EditionTemplate(
        1, _hours(0, 12), _hours(0, 12), _hours(2, 12), _hours(2, 19), team_least=5, team_most=8, rules="minutes"
    ),
    "steps": EditionTemplate(
        28, _hours(14, 12), _hours(2, 12), _hours(7, 12), _hours(11, 19), team_least=5, team_most=8, rules="steps"
    ),
}
"""Templates by name; the first is the default."""


def check_dates(dates: EditionDates, zone: ZoneInfo) -> None:
    """Raise DatesOutOfOrderError with the names of the first two dates that are not in their order.

    Start ≤ end < lock ≤ end of review ≤ evening, registration ends by the lock. The last day is over at midnight
    in the edition's zone, so the lock is never before that.
    """
    midnight = datetime.combine(dates.ends_on + timedelta(days=1), time(), tzinfo=zone)
    _in_order([("starts_on", dates.starts_on), ("ends_on", dates.ends_on)])
    _in_order([("ends_on", midnight), ("locks_at", dates.locks_at)])
    _in_order([("registration_closes_at", dates.registration_closes_at), ("locks_at", dates.locks_at)])
    _in_order([(name, getattr(dates, name)) for name in ("locks_at", "review_ends_at", "evening_at")])


def _in_order(named: Sequence[tuple[str, date]]) -> None:
    for (earlier, value), (later, next_value) in pairwise(named):
        if next_value < value:
            raise DatesOutOfOrderError(earlier=earlier, later=later)


def _on_the_clock(day: date, offset: timedelta, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), tzinfo=zone) + offset
