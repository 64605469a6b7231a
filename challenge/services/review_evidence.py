"""What an organiser sees of a doubted activity: figures beside the limits of the sport, and how they were recorded.

Of an activity from Strava they see nothing of the kind: its figures are shown to nobody but their owner (DESIGN §4.11).
"""

from dataclasses import dataclass
from enum import StrEnum

from challenge.domain.checks import HOUR, judged_sport, speed_of
from challenge.domain.doubts import Finding
from challenge.domain.evidence import Recording
from challenge.domain.measure import Measure
from challenge.domain.plausibility import findings_of, limited
from challenge.domain.recorded import Recorded
from challenge.domain.thresholds import fastest_average, fastest_five_minutes, fastest_minute
from challenge.store.activity_models import Source


class Stretch(StrEnum):
    """Which part of an activity a speed is of; each has a sentence `review.speed.<name>`."""

    AVERAGE = "average"
    FIVE_MINUTES = "five_minutes"
    MINUTE = "minute"


@dataclass(frozen=True, slots=True)
class Speed:
    """A speed beside the highest one that is plausible, both in metres per hour."""

    stretch: Stretch
    value: int
    limit: int

    @property
    def percent(self) -> int:
        """Of the limit; a picture needs no more than three times as much."""
        return min(300, self.value * 100 // max(1, self.limit))


@dataclass(frozen=True, slots=True)
class Usual:
    """The person's other activities of that sport, as points alone."""

    count: int
    median: int


@dataclass(frozen=True, slots=True)
class Figures:
    """What is known of an activity, as an organiser sees it; no route, it was never kept."""

    measure: Measure
    plausible: Measure
    """What the checks would let count of it."""
    recording: Recording
    device_known: bool
    findings: tuple[Finding, ...]
    speeds: tuple[Speed, ...]
    usual: Usual | None


def figures_for_organiser(
    source: Source, recorded: Recorded | None, findings: tuple[Finding, ...], usual: Usual | None
) -> Figures | None:
    """Everything an organiser may see of an activity but its points, its day and the names of its doubts.

    None for whatever came from Strava, and where the figures are gone. The only place where this is decided.
    """
    if source is Source.STRAVA or recorded is None:
        return None
    evidence = recorded.evidence
    known = evidence.device is not None
    plausible = limited(recorded.measure, findings_of(recorded.measure, evidence))
    return Figures(recorded.measure, plausible, evidence.recording, known, findings, _speeds(recorded), usual)


def _speeds(recorded: Recorded) -> tuple[Speed, ...]:
    measure, sport = recorded.measure, judged_sport(recorded.measure)
    five = recorded.evidence.best_five_minutes_m
    found = (
        (Stretch.AVERAGE, speed_of(measure), fastest_average(sport)),
        (Stretch.FIVE_MINUTES, (five or 0) * HOUR // 300, fastest_five_minutes(sport)),
        (Stretch.MINUTE, (measure.best_minute_m or 0) * HOUR // 60, fastest_minute(sport)),
    )
    return tuple(Speed(*speed) for speed in found if speed[1] and speed[2])
