"""Apple workout: one workout of an export as an outing; heart rate, energy and route are never looked at."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from hashlib import sha256

from lxml import etree

from challenge.domain.evidence import Evidence, Recording
from challenge.domain.measure import Measure
from challenge.domain.recorded import Recorded
from challenge.domain.sports import all_sports
from challenge.errors import TooShortError
from challenge.imports.apple_moments import apple_moment
from challenge.imports.apple_sports import sport_of_workout
from challenge.imports.apple_steps import STEP_COUNT, is_typed_in
from challenge.imports.limits import MAX_ASCENT_M, MAX_DISTANCE_M, MAX_SECONDS, MAX_STEPS, MIN_RECORDING_SECONDS
from challenge.imports.markup import number
from challenge.imports.pace import FINGERPRINT_DIGITS
from challenge.imports.track import believed

SECONDS_IN = {"sec": 1, "s": 1, "min": 60, "hr": 3600, "h": 3600}
METRES_IN = {"m": 1, "cm": 0.01, "km": 1000, "mi": 1609.344, "yd": 0.9144, "ft": 0.3048}
COUNTED = {"count": 1}
DISTANCE = "HKQuantityTypeIdentifierDistance"
"""And what was moved: WalkingRunning, Cycling, Swimming, Wheelchair and others."""
FLIGHTS = "HKQuantityTypeIdentifierFlightsClimbed"
FLIGHT_M = 3
"""Of one flight as the phone counts them (HealthKit, HKQuantityTypeIdentifier.flightsClimbed)."""
INDOOR, ASCENT = "HKIndoorWorkout", "HKElevationAscended"
FIGURE = re.compile(r"\s*([\d.]+)\s*([A-Za-z]*)\s*")
HARDWARE = re.compile(r"hardware:([^,>]+)")


def read_workout(workout: etree._Element) -> Recorded:
    """The outing of a `Workout` element; raises ValueError with the attribute that cannot be read, TooShortError."""
    started, ended = apple_moment(workout.get("startDate")), apple_moment(workout.get("endDate"))
    if started is None:
        raise ValueError("startDate")
    if ended is None or ended < started:
        raise ValueError("endDate")
    elapsed = believed((ended - started).total_seconds(), MAX_SECONDS)
    if elapsed is None:
        raise ValueError("endDate")
    stated = _figure(workout.get("duration"), workout.get("durationUnit"), SECONDS_IN)
    moving = min(stated, elapsed) if stated else elapsed
    if moving < MIN_RECORDING_SECONDS:
        raise TooShortError(seconds=round(moving), least=MIN_RECORDING_SECONDS)
    evidence = _evidence(workout)
    sport = sport_of_workout(workout.get("workoutActivityType"), indoor=bool(evidence.indoor))
    measure = Measure(
        sport=sport,
        started_at=started,
        moving_seconds=round(moving),
        elapsed_seconds=round(elapsed),
        distance_m=_whole(_distance(workout), MAX_DISTANCE_M),
        ascent_m=_whole(_ascent(workout), MAX_ASCENT_M),
        steps=_whole(max(_sums(workout, STEP_COUNT, COUNTED), default=None), MAX_STEPS),
    )
    on_foot = sport is not None and all_sports()[sport].on_foot
    return Recorded(measure if on_foot else replace(measure, steps=None), evidence)


def identity_of(workout: etree._Element) -> str:
    """By what a workout is known again in every later export: its times, its kind and who wrote it."""
    names = ("startDate", "endDate", "workoutActivityType", "sourceName")
    return "apple_health:" + "|".join(workout.get(name) or "" for name in names)


def _evidence(workout: etree._Element) -> Evidence:
    indoor = _metadata(workout, INDOOR)
    return Evidence(
        recording=Recording.TYPED if is_typed_in(workout) else Recording.SENSOR,
        device=_device(workout),
        indoor=None if indoor is None else indoor == "1",
    )


def _device(workout: etree._Element) -> str | None:
    """Known again by its name and model, whatever release runs on it; the export gives no serial number."""
    source = workout.get("sourceName")
    if not source:
        return None
    hardware = HARDWARE.search(workout.get("device") or "")
    return sha256(f"{source}|{hardware[1] if hardware else ''}".encode()).hexdigest()[:FINGERPRINT_DIGITS]


def _distance(workout: etree._Element) -> float | None:
    """Metres; where several ways were summed up, the longest is the sport's and the others stand beside it."""
    stated = _figure(workout.get("totalDistance"), workout.get("totalDistanceUnit"), METRES_IN)
    return stated or max(_sums(workout, DISTANCE, METRES_IN), default=None)


def _ascent(workout: etree._Element) -> float | None:
    written = FIGURE.fullmatch(_metadata(workout, ASCENT) or "")
    if written:
        return _figure(written[1], written[2], METRES_IN)
    flights = max(_sums(workout, FLIGHTS, COUNTED), default=None)
    return flights * FLIGHT_M if flights else None


def _sums(workout: etree._Element, kind: str, units: Mapping[str, float]) -> Iterator[float]:
    """The workout's own totals of a kind; those of its legs are parts of them."""
    for child in workout.iterchildren("WorkoutStatistics"):
        total = _figure(child.get("sum"), child.get("unit"), units)
        if total and (child.get("type") or "").startswith(kind):
            yield total


def _metadata(workout: etree._Element, key: str) -> str | None:
    return next(
        (child.get("value") for child in workout.iterchildren("MetadataEntry") if child.get("key") == key), None
    )


def _figure(text: str | None, unit: str | None, units: Mapping[str, float]) -> float | None:
    """A positive figure in our unit; None where it, or the unit, is not known."""
    value, factor = number(text), units.get(unit or "")
    return value * factor if factor and value > 0 else None


def _whole(value: float | None, most: float) -> int | None:
    figure = believed(value, most)
    return round(figure) or None if figure else None
