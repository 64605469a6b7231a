"""FIT monitoring: the steps of a whole day as a watch summed them up."""

from collections.abc import Iterable
from datetime import datetime, timedelta, timezone

from challenge.domain.evidence import Evidence
from challenge.domain.measure import DAY_SECONDS, Kind, Measure
from challenge.domain.recorded import Recorded
from challenge.errors import MonitoringFileError
from challenge.imports.fit_messages import Message, seconds_of
from challenge.imports.limits import MAX_STEPS
from challenge.imports.points import check_date
from challenge.imports.track import believed

DAY_MINUTES = 24 * 60
ON_FOOT = frozenset({"walking", "running"})
MAX_OFFSET_SECONDS = 15 * 3600
"""Of a zone from UTC; beyond it one of the two clocks is wrong."""


def day_steps(infos: Iterable[Message], messages: Iterable[Message], evidence: Evidence) -> tuple[Recorded, ...]:
    """Steps of each whole day; raises MonitoringFileError where only parts of a day are told.

    Parts overlap from file to file and are summed up by no field, so only a watch's own summary of 24 hours counts.
    """
    offset = _offset(infos)
    days: dict[float, float] = {}
    for message in messages:
        steps = _steps(message)
        if message.get("duration_min") == DAY_MINUTES and message.get("activity_type") in ON_FOOT and steps:
            start = seconds_of(message.get("timestamp")) - DAY_SECONDS
            days[start] = days.get(start, 0) + steps
    if offset is None or not days:
        raise MonitoringFileError
    return tuple(Recorded(_measure(start, steps, offset), evidence) for start, steps in sorted(days.items()))


def _steps(message: Message) -> float | None:
    """A cycle is two steps."""
    cycles = believed(message.get("cycles"), MAX_STEPS)
    return 2 * cycles if cycles is not None else believed(message.get("steps"), MAX_STEPS)


def _offset(infos: Iterable[Message]) -> timedelta | None:
    """Of the wearer's clock from UTC."""
    for info in infos:
        seconds = seconds_of(info.get("local_timestamp")) - seconds_of(info.get("timestamp"))
        if abs(seconds) <= MAX_OFFSET_SECONDS:
            return timedelta(minutes=round(seconds / 60))
    return None


def _measure(start: float, steps: float, offset: timedelta) -> Measure:
    check_date(start)
    return Measure(
        sport="walk",
        started_at=datetime.fromtimestamp(start, timezone(offset)),
        moving_seconds=0,
        steps=round(steps),
        kind=Kind.DAY_STEPS,
    )
