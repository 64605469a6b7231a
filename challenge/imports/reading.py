"""Readings: what a reader finds in one file, and what became of the file."""

from collections.abc import Callable
from dataclasses import dataclass

from challenge.domain.measure import Measure
from challenge.errors import FileRefusedError, RowRefusedError


@dataclass(frozen=True, slots=True)
class Found:
    """What one reader finds in the bytes of one file."""

    measures: tuple[Measure, ...]
    damaged: bool = False
    """Read up to a damage; what lay behind it is missing."""
    refused_rows: tuple[RowRefusedError, ...] = ()
    """Rows of a table that were left out, each with its number."""
    sources: tuple[str, ...] = ()
    """Where each measure of a table came from, in their order; empty for recordings."""


Reader = Callable[[bytes], Found]
"""A format's reader; raises FileRefusedError where nothing can be kept."""


@dataclass(frozen=True, slots=True)
class FileReading:
    """What became of one file: its measures, or the reason why it was refused whole."""

    name: str
    measures: tuple[Measure, ...]
    refused: FileRefusedError | None
    content_hash: str
    """SHA-256 of the unpacked file in hex, by which the same file is known again; empty where it was never unpacked."""
    damaged: bool = False
    """Read up to a damage; what lay behind it is missing."""
    refused_rows: tuple[RowRefusedError, ...] = ()
    """Rows of a table that were left out; the others count."""
    sources: tuple[str, ...] = ()
    """Where each measure of a table came from, in their order; empty for recordings."""
