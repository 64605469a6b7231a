"""Names of what files hold: by them an activity is known again, in whatever file it comes a second time."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC
from hashlib import sha256
from typing import NamedTuple

from challenge.domain.measure import Kind
from challenge.domain.recorded import Recorded
from challenge.imports.large_reading import LargeReading
from challenge.imports.reading import FileReading
from challenge.services.editions import EditionView
from challenge.store.activity_models import Source


class Name(NamedTuple):
    """What a repeat of the same activity is known by."""

    source: Source
    external_id: str


_SOURCES = {"apple_health": Source.APPLE_HEALTH}
"""Words of readers for where something came from, as far as we tell them apart from files."""


def names_of(edition: EditionView, reading: FileReading) -> Iterator[Name]:
    """One name per activity of a reading, in their order.

    A recording is known by its file and its place there, a row of a table by its own figures, since next week's list
    is another file with the same rows, and the steps of a day by the day.
    """
    repeats: Counter[str] = Counter()
    for place, recorded in enumerate(reading.activities):
        if recorded.measure.kind is Kind.DAY_STEPS:
            yield Name(Source.STEPS, edition.day_of(recorded.measure.started_at).isoformat())
        elif reading.sources:
            word = reading.sources[place]
            figures = row_figures(word, recorded)
            yield Name(_SOURCES.get(word, Source.FILE), f"row:{figures}:{repeats[figures]}")
            repeats[figures] += 1
        else:
            yield Name(Source.FILE, f"{reading.content_hash}:{_number_in_file(reading, place)}")


def row_figures(word: str, recorded: Recorded) -> str:
    """Fingerprint of a row: source, sport, start, seconds and metres, as the row has them."""
    measure = recorded.measure
    start = measure.started_at.astimezone(UTC).isoformat()
    figures = (word, measure.sport, start, measure.moving_seconds, measure.distance_m)
    return sha256("|".join(map(str, figures)).encode()).hexdigest()


def _number_in_file(reading: FileReading, place: int) -> int:
    """The place of an activity in its file, whatever was dropped before it."""
    return reading.numbers[place] if isinstance(reading, LargeReading) and reading.numbers else place
