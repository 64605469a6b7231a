"""Large readings: what is asked of an upload that waits on disk, what is told meanwhile, and what is found."""

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from challenge.errors import FileRefusedError, NestedArchiveError
from challenge.imports.archive import is_zip
from challenge.imports.packages import is_package, names_in
from challenge.imports.reading import FileReading
from challenge.imports.registry import NO_WORDS, read_file


@dataclass(frozen=True, slots=True)
class Window:
    """The days of an edition on its own clock; what lies outside is dropped on arrival."""

    first: date
    last: date
    zone: tzinfo

    def day_of(self, moment: datetime) -> date:
        """The local date of an aware moment."""
        return moment.astimezone(self.zone).date()

    def holds(self, moment: datetime) -> bool:
        """Whether an aware moment lies on one of its days."""
        return self.first <= self.day_of(moment) <= self.last


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an upload has been read."""

    done_bytes: int
    whole_bytes: int


Tell = Callable[[Progress], None]
"""Told each megabyte or so; raises UploadCancelledError to end the reading."""


@dataclass(frozen=True, slots=True)
class LargeReading(FileReading):
    """A reading of which only the activities inside the window were kept; an empty one only counts what was dropped."""

    dropped: int = 0
    """Activities and days of steps outside the window, since the reading before: their sum is that of the upload."""
    numbers: tuple[int, ...] = ()
    """The place of each activity in its file, by which it is known again whatever was dropped before it."""


def within(window: Window, reading: FileReading) -> LargeReading:
    """The reading without what lies outside the window."""
    inside = [window.holds(one.measure.started_at) for one in reading.activities]
    return LargeReading(
        name=reading.name,
        activities=tuple(one for one, kept in zip(reading.activities, inside, strict=True) if kept),
        refused=reading.refused,
        content_hash=reading.content_hash,
        damaged=reading.damaged,
        refused_rows=reading.refused_rows,
        sources=tuple(one for one, kept in zip(reading.sources, inside, strict=False) if kept),
        dropped=inside.count(False),
        numbers=tuple(number for number, kept in enumerate(inside) if kept),
    )


def read_member(name: str, content: bytes, window: Window, sport_words: Mapping[str, str] = NO_WORDS) -> FileReading:
    """What the registry finds in one file of a zip; an archive within it is refused."""
    try:
        if is_zip(content) and not is_package(names_in(content)):
            raise NestedArchiveError
    except FileRefusedError as refusal:
        return FileReading(name, (), refusal, "")
    (reading,) = read_file(name, io.BytesIO(content), zone=window.zone, sport_words=sport_words)
    return reading
