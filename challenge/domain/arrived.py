"""Arrived: what the checks of a day and of a history see of a person's activities, and of the edition.

Unlike a known activity (known_activity.py), which the rules of outings compare, it has the moment at which it came: of
two that cannot both be right the later one is doubted, but which of two counts never hangs on who came first.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from challenge.domain.evidence import Evidence, Recording
from challenge.domain.measure import Kind, Measure

STRENGTH = {Recording.TRACK: 3, Recording.SENSOR: 2, Recording.SUMMARY: 1, Recording.TYPED: 0}
"""How much a recording proves."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days of an edition and the moment after which nobody records."""

    first: date
    last: date
    locks_at: datetime
    """Aware."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """One activity that counts, with how and when it came here; a duplicate of an outing is not among them."""

    measure: Measure
    evidence: Evidence
    recorded_at: datetime
    """When it was entered or arrived; aware."""
    day: date
    """Local date of its start."""

    @property
    def timed(self) -> bool:
        """Whether its hour is known: what is typed knows its day only."""
        timed = self.evidence.recording is not Recording.TYPED and not self.evidence.day_only
        return timed and self.measure.kind is Kind.OUTING

    @property
    def ends_at(self) -> datetime:
        """The end, pauses included."""
        return self.measure.started_at + timedelta(seconds=self.span)

    @property
    def span(self) -> int:
        """Seconds from start to end."""
        return max(self.measure.elapsed_seconds or 0, self.measure.moving_seconds)

    def yields_to(self, other: "Arrived") -> bool:
        """Whether of two that cannot both be right this one is doubted, whichever came first."""
        return _proof(self) < _proof(other)


def _proof(known: Arrived) -> tuple[int, float, float, int, int]:
    """What proves more is greater; of equals, what came first."""
    return (
        STRENGTH[known.evidence.recording],
        -known.recorded_at.timestamp(),
        -known.measure.started_at.timestamp(),
        -known.measure.moving_seconds,
        -(known.measure.steps or 0),
    )
