"""Arrivals: what comes to the door, whether it may come in, and what became of it."""

from dataclasses import dataclass
from datetime import date, datetime

from challenge.domain.evidence import Evidence
from challenge.domain.measure import Measure
from challenge.domain.money import Points
from challenge.errors import (
    AfterEditionError,
    BeforeEditionError,
    CompanyWithdrawnError,
    EditionLockedError,
    EditionNotRunningError,
    InFutureError,
)
from challenge.services.editions import EditionView
from challenge.services.people import Participant
from challenge.store.activity_models import Source, Status
from challenge.store.edition_models import EditionState

BY_HAND = Evidence(day_only=True)
"""Typed from memory, with the day alone: the hour stands for nothing."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A measure on its way in, with whose it is and where it came from."""

    participation_id: int
    source: Source
    external_id: str
    """The same source and external id is the same activity: a repeat changes nothing."""
    measure: Measure
    evidence: Evidence = BY_HAND
    erase_at: datetime | None = None
    """When its figures go by the rule of the service they came from."""

    @property
    def key(self) -> tuple[int, Source, str]:
        """What makes a repeat the same activity."""
        return self.participation_id, self.source, self.external_id


@dataclass(frozen=True, slots=True)
class Admitted:
    """What became of an arrival."""

    activity_id: int
    status: Status
    points: Points
    repeated: bool = False
    """It had been recorded before; nothing was booked."""


def check_open(edition: EditionView, now: datetime) -> None:
    """Raise EditionLockedError from the lock date on, EditionNotRunningError before the edition is started."""
    if now >= edition.locks_at or edition.state is EditionState.LOCKED:
        raise EditionLockedError(locked_at=edition.locks_at)
    if edition.state is not EditionState.RUNNING:
        raise EditionNotRunningError(first=edition.starts_on)


def check_company(person: Participant) -> None:
    """Raise CompanyWithdrawnError where the person's company has left."""
    if person.withdrawn:
        raise CompanyWithdrawnError


def check_day(edition: EditionView, measure: Measure, now: datetime) -> date:
    """Local day of a measure; raises when it lies outside the edition or in the future."""
    day = edition.day_of(measure.started_at)
    if day < edition.starts_on:
        raise BeforeEditionError(day=day, first=edition.starts_on)
    if day > edition.ends_on:
        raise AfterEditionError(day=day, last=edition.ends_on)
    if measure.started_at > now:
        raise InFutureError(day=day)
    return day
