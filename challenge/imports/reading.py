"""Readings: what a reader is told, what it finds in one file, and what became of the file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from typing import Protocol

from challenge.domain.measure import Measure
from challenge.domain.recorded import Recorded
from challenge.errors import FileRefusedError, RowRefusedError


@dataclass(frozen=True, slots=True)
class Context:
    """What a file leaves unsaid; formats that say everything never ask."""

    zone: tzinfo = UTC
    """Of the clock that a table's times were read from."""
    sport_words: Mapping[str, str] = field(default_factory=dict)
    """Names of our sport list by the words the pages use for them, in any language and squashed (sport_words.py)."""


NOTHING_KNOWN = Context()


@dataclass(frozen=True, slots=True)
class Found:
    """What one reader finds in the bytes of one file."""

    activities: tuple[Recorded, ...]
    damaged: bool = False
    """Read up to a damage; what lay behind it is missing."""
    refused_rows: tuple[RowRefusedError, ...] = ()
    """Rows of a table that were left out, each with its number."""
    sources: tuple[str, ...] = ()
    """Where each activity of a table came from, in their order; empty for recordings."""

    @property
    def measures(self) -> tuple[Measure, ...]:
        """The figures alone."""
        return tuple(one.measure for one in self.activities)


class Reader(Protocol):
    """A format's reader; raises FileRefusedError where nothing can be kept."""

    def __call__(self, data: bytes, context: Context = ..., /) -> Found:
        """What the bytes of one file hold."""


@dataclass(frozen=True, slots=True)
class FileReading:
    """What became of one file: its activities, or the reason why it was refused whole."""

    name: str
    activities: tuple[Recorded, ...]
    refused: FileRefusedError | None
    content_hash: str
    """SHA-256 of the unpacked file in hex, by which the same file is known again; empty where it was never unpacked."""
    damaged: bool = False
    """Read up to a damage; what lay behind it is missing."""
    refused_rows: tuple[RowRefusedError, ...] = ()
    """Rows of a table that were left out; the others count."""
    sources: tuple[str, ...] = ()
    """Where each activity of a table came from, in their order; empty for recordings."""

    @property
    def measures(self) -> tuple[Measure, ...]:
        """The figures alone."""
        return tuple(one.measure for one in self.activities)
