"""What a pledge could cost before anybody has moved: what is likely, and what it can never exceed."""

from dataclasses import dataclass

from challenge.domain.money import CENT, EURO, MicroEuros, Points, half_up
from challenge.domain.pledges import Pledge, euros_of

TYPICAL_POINTS, TYPICAL_DAYS = 400, 28
"""What a participant usually earns by the effort rules in four weeks, between the daily walker and who forgets."""

EXPECTED_PERCENT = 45
"""Share of a headcount that usually takes part where the employer invites everybody."""

USUAL_RATE = MicroEuros(15 * CENT)
USUAL_FEE = MicroEuros(25 * EURO)
USUAL_CAP_EACH = MicroEuros(150 * EURO)
"""A promise as the first real editions made it: per point, per participant, and at most for each participant."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a pledge would cost if people take part as usual."""

    participants: int
    points: Points
    """Of all of them together."""
    likely: MicroEuros
    """Fees and points, as the cap leaves them."""
    most: MicroEuros
    """The cap."""

    @property
    def reaches_cap(self) -> bool:
        """Whether the usual participation already fills the cap."""
        return self.likely == self.most


def expected_participants(headcount: int) -> int:
    """How many of a headcount usually take part; at least one."""
    return max(1, half_up(headcount * EXPECTED_PERCENT, 100))


def typical_points(days: int) -> Points:
    """What one participant usually earns in so many days."""
    return Points(half_up(TYPICAL_POINTS * days, TYPICAL_DAYS))


def estimate_cost(pledge: Pledge, *, headcount: int, days: int, participants: int | None = None) -> Estimate:
    """What a pledge could cost in an edition of so many days, never more than its cap."""
    people = expected_participants(headcount) if participants is None else participants
    points = Points(people * typical_points(days))
    euros = euros_of(pledge, points=points, participants=people, payments=MicroEuros(0))
    return Estimate(people, points, euros.total, pledge.cap)


def suggest_cap(headcount: int) -> MicroEuros:
    """A cap that fits a headcount."""
    return MicroEuros(expected_participants(headcount) * USUAL_CAP_EACH)
