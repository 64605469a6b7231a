"""Evidence: what speaks for an activity besides its figures; how it was recorded, never where."""

from dataclasses import dataclass
from enum import StrEnum


class Recording(StrEnum):
    """How an activity was recorded."""

    TRACK = "track"
    """Positions with times."""
    SENSOR = "sensor"
    """Figures with times and no positions: a treadmill, a trainer, a pool."""
    SUMMARY = "summary"
    """Figures only, from a service or a table."""
    TYPED = "typed"
    """By hand, from memory."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of a recording; positions are looked at while a file is read and never kept."""

    recording: Recording = Recording.TYPED
    device: str | None = None
    """What recorded it, so that two recordings of one device are known as such; a fingerprint, no serial number."""
    external_id: str | None = None
    """Its number at the service it came from, as far as several sources name it."""
    indoor: bool | None = None
    altered: bool = False
    """A checksum is wrong, or the file names a device that does not exist."""
    leaps: int = 0
    """Jumps between two points that nothing moves as fast as; left out of every figure."""
    best_five_minutes_m: int | None = None
    """Metres covered in the fastest five minutes."""
    steadiness: int | None = None
    """Percent of the time in motion at a nearly constant speed, as an engine keeps it."""
    stops: int | None = None
    """Halts of at least ten seconds."""
    day_only: bool = False
    """Only the day of its start was said, and the hour stands for nothing."""
    surges: int | None = None
    """Starts from a jog to 40 km/h within ten seconds, as engines make them."""
    at_assist_speed: int | None = None
    """Percent of the time in motion at one speed near 25 km/h, where the help of an e-bike ends."""
    stalled: int = 0
    """Percent of the points whose time does not advance."""
    rhythm: str | None = None
    """Fingerprint of its fastest five minutes, without date and place: equal ones are copies of one recording."""
