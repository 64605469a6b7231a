"""A measure: the raw figures of one activity, before any rule."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

DAY_SECONDS = 24 * 3600


class Kind(StrEnum):
    """What a measure tells of."""

    OUTING = "outing"
    """One thing somebody did, with a start and a moving time."""
    DAY_STEPS = "day_steps"
    """All steps of one person on one day, as a pedometer counts them."""


@dataclass(frozen=True, slots=True)
class Measure:
    """What was recorded of one activity; unknown figures are None, never zero."""

    sport: str | None
    """A name of the sport list; None where a file does not say."""
    started_at: datetime
    """Aware."""
    moving_seconds: int
    """Time in motion (docs/rules.md, "moving time"); 0 for steps of a day."""
    elapsed_seconds: int | None = None
    distance_m: int | None = None
    ascent_m: int | None = None
    steps: int | None = None
    best_minute_m: int | None = None
    """Metres covered in the fastest sustained minute, glitches of the receiver left out."""
    kind: Kind = Kind.OUTING
