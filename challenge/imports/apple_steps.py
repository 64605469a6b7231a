"""Apple steps: the steps of each day, counted once although phone and watch both counted them (docs/imports.md)."""

from collections import defaultdict
from datetime import UTC, date, datetime, time

from lxml import etree

from challenge.domain.evidence import Evidence, Recording
from challenge.domain.measure import DAY_SECONDS, Kind, Measure
from challenge.domain.recorded import Recorded
from challenge.imports.apple_moments import apple_moment
from challenge.imports.large_reading import Window
from challenge.imports.limits import MAX_STEPS

STEP_COUNT = "HKQuantityTypeIdentifierStepCount"
HOUR = 3600
LONGEST_RECORD = DAY_SECONDS + HOUR
"""A day on which clocks are set back; what says to have counted longer is no count of a day."""
LONGEST_SOURCE, MAX_SOURCES = 100, 100
"""Devices and apps of one person that count steps, and their names; so that memory stays bounded."""
TYPED_IN = "HKWasUserEntered"
NOON = time(12)
SENSED = Evidence(Recording.SENSOR, day_only=True)


class DaySteps:
    """Takes one record of steps after the other."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self._hours: dict[int, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        """Steps by the second at which an hour of the edition's clock begins, and by who counted them."""
        self._sources: set[str] = set()
        self.outside: set[date] = set()
        """Days with steps outside the window."""

    def add(self, record: etree._Element) -> None:
        """Take one record; one whose times or number cannot be, or that was typed in, is left out."""
        start, end = apple_moment(record.get("startDate")), apple_moment(record.get("endDate"))
        steps = _number(record.get("value"))
        if start is None or end is None or not steps or is_typed_in(record):
            return
        since, until = start.timestamp(), end.timestamp()
        if not 0 <= until - since <= LONGEST_RECORD:
            return
        by = (record.get("sourceName") or "")[:LONGEST_SOURCE]
        self._sources.add(by)
        if len(self._sources) > MAX_SOURCES:
            self._sources.discard(by)
            return
        for hour, share in _shares(since, until, self._begins(start)):
            self._hours[hour][by] += steps * share

    def days(self) -> list[tuple[date, Recorded]]:
        """Each day of the window that has steps, in order, as all steps of that day."""
        days: dict[date, float] = defaultdict(float)
        for hour, counts in self._hours.items():
            days[self._window.day_of(datetime.fromtimestamp(hour, UTC))] += max(counts.values())
        self.outside |= {day for day in days if not self._window.first <= day <= self._window.last}
        return [
            (day, Recorded(self._measure(day, round(days[day])), SENSED))
            for day in sorted(days)
            if day not in self.outside and 0 < round(days[day]) <= MAX_STEPS
        ]

    def _begins(self, moment: datetime) -> int:
        """By how many seconds an hour of the edition's clock begins after one of UTC."""
        offset = moment.astimezone(self._window.zone).utcoffset()
        return int(-offset.total_seconds()) % HOUR if offset else 0

    def _measure(self, day: date, steps: int) -> Measure:
        noon = datetime.combine(day, NOON, self._window.zone)
        return Measure(sport="walk", started_at=noon, moving_seconds=0, steps=steps, kind=Kind.DAY_STEPS)


def is_typed_in(element: etree._Element) -> bool:
    """Whether a person wrote this into the phone instead of a sensor."""
    return any(child.get("key") == TYPED_IN and child.get("value") == "1" for child in element.iter("MetadataEntry"))


def _number(text: str | None) -> float | None:
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if 0 < value <= MAX_STEPS else None


def _shares(since: float, until: float, begins: int) -> list[tuple[int, float]]:
    """The hours a record lies in, and which share of it lies in each; a record of one moment lies in one hour."""
    hour = int((since - begins) // HOUR) * HOUR + begins
    if until - since < 1:
        return [(hour, 1.0)]
    shares = []
    while hour < until:
        shares.append((hour, (min(until, hour + HOUR) - max(since, hour)) / (until - since)))
        hour += HOUR
    return shares
