"""A known activity: what one activity of a person is known by when it is compared with that person's others."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, tzinfo

from challenge.domain.evidence import Evidence, Recording
from challenge.domain.measure import Measure

NOON = time(12)
"""Stands for the start of what was typed with a day alone."""


@dataclass(frozen=True, slots=True)
class KnownActivity:
    """A measure with what speaks for it, where it came from and a name that lasts."""

    key: str
    """One per activity of a person and never given by the order of arrival: source and number there."""
    source: str
    """Where it came from: a file, a service, its owner's hand."""
    measure: Measure
    evidence: Evidence
    zone: tzinfo
    """The edition's; it decides the day."""
    start: int = field(init=False, compare=False, repr=False)
    """Seconds since 1970."""
    length: int = field(init=False, compare=False, repr=False)
    """Seconds from start to end; the time in motion where nobody knows the pauses, and at least one."""

    def __post_init__(self) -> None:
        """Both are asked for each pair."""
        object.__setattr__(self, "start", int(self.measure.started_at.timestamp()))
        object.__setattr__(self, "length", max(1, self.measure.moving_seconds, self.measure.elapsed_seconds or 0))

    @property
    def local_start(self) -> datetime:
        """Start as the clock on the wall had it."""
        return self.measure.started_at.astimezone(self.zone)

    @property
    def day(self) -> date:
        """Local date of the start."""
        return self.local_start.date()

    @property
    def typed(self) -> bool:
        """Whether it was written down from memory, so that its times prove nothing."""
        return self.evidence.recording is Recording.TYPED

    @property
    def day_only(self) -> bool:
        """Whether its start says no more than the day."""
        return self.typed and (self.evidence.day_only or self.local_start.time() == NOON)


def one_device(one: KnownActivity, other: KnownActivity) -> bool:
    """Whether one device is known to have made both."""
    return one.evidence.device is not None and one.evidence.device == other.evidence.device
