"""Sports: how hard each one is, how fast it can plausibly be, and whether its steps are walking steps.

Metabolic equivalents (MET) and their codes: Herrmann SD et al., 2024 Adult Compendium of Physical Activities,
J Sport Health Sci 2024;13(1):6-12. Rows without a code, the speed bands and the plausible limits are ours
(docs/rules.md says why).
"""

import csv
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache
from pathlib import Path


class Effort(StrEnum):
    """How hard a sport was done."""

    LIGHT = "light"
    """Below the pace at which the sport is usually done."""
    MODERATE = "moderate"
    """The usual pace; also what counts when no pace was recorded."""
    VIGOROUS = "vigorous"
    """Above the usual pace."""


@dataclass(frozen=True, slots=True)
class Sport:
    """One sport of the list; METs are in tenths, speeds in metres per hour."""

    name: str
    met_tenths: dict[Effort, int]
    codes: dict[Effort, str]
    moderate_from: int | None
    vigorous_from: int | None
    fastest_average: int
    fastest_minute: int
    on_foot: bool

    def effort_at(self, metres: int, seconds: int) -> Effort:
        """Effort band of a pace; moderate where pace says nothing about this sport."""
        if self.moderate_from is None or self.vigorous_from is None or seconds <= 0:
            return Effort.MODERATE
        if metres * 3600 < self.moderate_from * seconds:
            return Effort.LIGHT
        return Effort.VIGOROUS if metres * 3600 >= self.vigorous_from * seconds else Effort.MODERATE


def _tenths(text: str) -> int:
    return int(Decimal(text) * 10)


def _metres_per_hour(text: str) -> int | None:
    return int(Decimal(text) * 1000) if text else None


def _sport(row: dict[str, str]) -> Sport:
    return Sport(
        name=row["sport"],
        met_tenths={effort: _tenths(row[f"met_{effort}"]) for effort in Effort},
        codes={effort: row[f"code_{effort}"] for effort in Effort},
        moderate_from=_metres_per_hour(row["moderate_from_kmh"]),
        vigorous_from=_metres_per_hour(row["vigorous_from_kmh"]),
        fastest_average=_metres_per_hour(row["fastest_average_kmh"]) or 0,
        fastest_minute=_metres_per_hour(row["fastest_minute_kmh"]) or 0,
        on_foot=row["on_foot"] == "yes",
    )


@cache
def all_sports() -> dict[str, Sport]:
    """Every sport by its name, in the order of the list."""
    with (Path(__file__).parent / "sports.csv").open(encoding="utf-8", newline="") as rows:
        return {row["sport"]: _sport(row) for row in csv.DictReader(rows)}


def sport_named(name: str) -> Sport:
    """The sport of that name; raises KeyError for a name that is not in the list."""
    return all_sports()[name]
