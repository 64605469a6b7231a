"""Rule sets: the validated, versioned data that says what makes a point."""

from dataclasses import dataclass, field
from enum import StrEnum

from challenge.domain.sports import all_sports
from challenge.errors import RuleSetInvalidError


class Unit(StrEnum):
    """What a rule set multiplies."""

    MET_MINUTE = "met_minute"
    """Moving minutes times the metabolic equivalent of the sport at its effort."""
    MINUTE = "minute"
    """Moving minutes, whatever the sport."""
    KILOMETRE = "kilometre"
    """Kilometres, weighted by sport."""
    STEP = "step"
    """Steps."""


@dataclass(frozen=True, slots=True)
class RuleSet:
    """The rules of an edition; factors in thousandths of a point."""

    unit: Unit
    milli_points_per_unit: int
    day_points: int = 10
    """Added once to an active day."""
    day_cap: int = 50
    """The most a person's day can earn, its day points included."""
    active_day_minutes: int = 20
    """Counted minutes that make a day active."""
    adapted_milli_points_per_minute: int = 500
    free_steps: int = 3000
    """Steps of a day that everybody makes and that earn nothing."""
    steps_per_minute: int = 100
    """Steps of a day that count as one minute of walking."""
    sport_percents: dict[str, int] = field(default_factory=dict)
    """Weight of a sport in percent, 100 where it is not named."""

    def percent_of(self, sport: str) -> int:
        """Weight of a sport in percent."""
        return self.sport_percents.get(sport, 100)


EFFORT = RuleSet(Unit.MET_MINUTE, 100)
MINUTES = RuleSet(Unit.MINUTE, 500)
KILOMETRES = RuleSet(
    Unit.KILOMETRE, 4000, sport_percents={"ride": 30, "commute_ride": 30, "e_bike_ride": 15, "swim": 400}
)
STEPS = RuleSet(Unit.STEP, 4, free_steps=0)

TEMPLATES = {"effort": EFFORT, "minutes": MINUTES, "kilometres": KILOMETRES, "steps": STEPS}
"""Rule sets to start an edition from; the first is the default."""

BOUNDS = {
    "milli_points_per_unit": (1, 100_000),
    "day_points": (0, 1_000),
    "day_cap": (1, 10_000),
    "active_day_minutes": (1, 240),
    "adapted_milli_points_per_minute": (0, 100_000),
    "free_steps": (0, 20_000),
    "steps_per_minute": (50, 200),
}
"""Lowest and highest value of each figure."""


def validate(rules: RuleSet) -> RuleSet:
    """The rule set itself when every figure lies within its bounds; raises RuleSetInvalidError otherwise."""
    for name, (lowest, highest) in BOUNDS.items():
        value = getattr(rules, name)
        if not lowest <= value <= highest:
            raise RuleSetInvalidError(figure=name, value=value, lowest=lowest, highest=highest)
    for sport, percent in rules.sport_percents.items():
        if sport not in all_sports() or not 0 <= percent <= 1_000:  # noqa: PLR2004  ten times is the most
            raise RuleSetInvalidError(figure=sport, value=percent, lowest=0, highest=1_000)
    if rules.day_points > rules.day_cap:
        raise RuleSetInvalidError(figure="day_points", value=rules.day_points, lowest=0, highest=rules.day_cap)
    return rules
