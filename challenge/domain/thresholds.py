"""Thresholds: the figures beyond which an activity is doubted, each with its source (thresholds.csv)."""

import csv
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

from challenge.domain.sports import Sport, all_sports, sport_named

FAMILIES = {
    "cycling": frozenset({"ride", "commute_ride", "mountain_bike_ride", "e_bike_ride"}),
    "studio": frozenset(
        {
            *{"strength", "workout", "circuit_training", "calisthenics", "stretching", "yoga", "pilates", "tai_chi"},
            *{"elliptical", "rope_skipping", "aerobics", "home_video_workout", "spinning", "water_aerobics"},
            *{"indoor_rowing", "stairs", "boxing", "martial_arts"},
        }
    ),
    "games": frozenset(
        {
            *{"basketball", "handball", "volleyball", "hockey", "rugby", "football", "tennis", "table_tennis"},
            *{"badminton", "squash", "dance", "boules"},
        }
    ),
    "daylight": frozenset(
        {
            *{"gardening", "golf", "cricket", "climbing", "horse_riding", "skateboard"},
            *{"alpine_ski", "snowboard", "ice_skate", "inline_skate", "surf", "windsurf", "kitesurf"},
        }
    ),
}
"""Sports that share thresholds; `on_foot` and `all` are families besides."""

UNITS = {
    "km/h": 1000,
    "h": 3600,
    "min": 60,
    **dict.fromkeys(
        ("m", "m/h", "m/km", "cm", "percent", "times", "days", "steps", "tenths"),
        1,
    ),
}
"""What a written figure is multiplied by: speeds are metres per hour, times seconds."""


@dataclass(frozen=True, slots=True)
class Threshold:
    """One figure, for the sports it is meant for."""

    name: str
    sports: tuple[str, ...]
    """Names of sports or families."""
    value: int
    source: str


@cache
def all_thresholds() -> tuple[Threshold, ...]:
    """Every threshold, in the order of the list."""
    with (Path(__file__).parent / "thresholds.csv").open(encoding="utf-8", newline="") as rows:
        return tuple(_threshold(row) for row in csv.DictReader(rows))


def _threshold(row: dict[str, str]) -> Threshold:
    value = int(Decimal(row["value"]) * UNITS[row["unit"]])
    return Threshold(row["name"], tuple(row["sports"].split("|")), value, row["source"])


def _belongs(sport: Sport, word: str) -> bool:
    if word == "on_foot":
        return sport.on_foot
    return word == sport.name or sport.name in FAMILIES.get(word, ())


@cache
def threshold(name: str) -> int:
    """A threshold that holds for every sport; raises KeyError where there is none of that name."""
    for line in all_thresholds():
        if line.name == name and "all" in line.sports:
            return line.value
    raise KeyError(name)


@cache
def threshold_for(name: str, sport: str) -> int | None:
    """A threshold for one sport, its own before that of its family; None where the sport has none."""
    lines = [line for line in all_thresholds() if line.name == name]
    for line in lines:
        if sport in line.sports:
            return line.value
    for line in lines:
        if any(word == "all" or _belongs(sport_named(sport), word) for word in line.sports):
            return line.value
    return None


def fastest_average(sport: str) -> int:
    """Metres per hour that the sport plausibly reaches on the whole."""
    return threshold_for("too_fast", sport) or all_sports()[sport].fastest_average


def fastest_minute(sport: str) -> int:
    """Metres per hour that the sport plausibly reaches for a minute."""
    return threshold_for("too_fast_minute", sport) or all_sports()[sport].fastest_minute


def fastest_five_minutes(sport: str) -> int:
    """Metres per hour that the sport plausibly reaches for five minutes."""
    average, minute = fastest_average(sport), fastest_minute(sport)
    return average + (minute - average) * threshold("five_minutes_between") // 100
