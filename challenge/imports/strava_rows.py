"""Strava rows: an archive's list of activities, whatever the language of its columns."""

import csv
import io
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from challenge.domain.evidence import Evidence, Recording
from challenge.domain.measure import Measure
from challenge.domain.recorded import Recorded
from challenge.domain.sports import all_sports
from challenge.errors import DamagedFileError, TooManyRowsError
from challenge.imports.large_limits import MAX_ARCHIVE_ROWS
from challenge.imports.limits import MAX_ASCENT_M, MAX_DISTANCE_M, MAX_SECONDS, MAX_STEPS, MIN_RECORDING_SECONDS
from challenge.imports.sport_words import is_indoor
from challenge.imports.strava_moments import strava_moment
from challenge.imports.strava_words import COLUMNS, sport_of_strava, squashed

FIRST_ROW = 2
"""Rows are numbered as a spreadsheet shows them, and the first holds the names."""
NEEDED = frozenset({"id", "date", "elapsed"})
USUAL = {"id": 0, "date": 1, "type": 3, "elapsed": 5, "distance": 6}
"""Where these stand in every archive, whatever its language."""
AFTER_ELAPSED = {"file": -3, "moving": 1, "distance": 2, "ascent": 5}
"""Where these stand beside the second elapsed time, the one in seconds."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column holds what, and what its owner calls it."""

    places: dict[str, int]
    names: Sequence[str]

    def name_of(self, column: str) -> str:
        """What the list itself calls a column; our own name where it has none."""
        return self.names[self.places[column]].strip() if column in self.places else column


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the list."""

    number: int
    cells: Mapping[str, str]
    """What stands in the columns we ask for; nothing of the others is kept."""
    columns: Columns

    def cell(self, column: str) -> str:
        """What stands in a column; nothing where the list has none of it."""
        return self.cells.get(column, "")

    @property
    def activity_id(self) -> str | None:
        """Its number at Strava; None where the cell holds none."""
        cell = self.cell("id")
        return cell if cell.isascii() and cell.isdecimal() else None

    @property
    def started(self) -> datetime | None:
        """When it began; None where the cell cannot be read."""
        return strava_moment(self.cell("date"))

    @property
    def sport(self) -> str | None:
        """The sport its type names."""
        return sport_of_strava(self.cell("type"))


def rows_of(data: bytes) -> Iterator[Row] | None:
    """The rows of a list of activities; None where this is none.

    They raise TooManyRowsError, and DamagedFileError where the quotes of a cell do not end.
    """
    text = data.decode("utf-8-sig", "replace").replace("\0", "")
    table = csv.reader(io.StringIO(text, newline=""))
    try:
        columns = columns_of(next(table, []))
    except csv.Error:
        return None
    return _rows(table, columns) if columns else None


def _rows(table: Iterator[list[str]], columns: Columns) -> Iterator[Row]:
    try:
        for number, cells in enumerate(table, FIRST_ROW):
            if number >= MAX_ARCHIVE_ROWS + FIRST_ROW:
                raise TooManyRowsError(most=MAX_ARCHIVE_ROWS)
            if any(cell.strip() for cell in cells):
                asked = {name: cells[place].strip() for name, place in columns.places.items() if place < len(cells)}
                yield Row(number, asked, columns)
    except csv.Error as error:
        raise DamagedFileError from error


def columns_of(names: Sequence[str]) -> Columns | None:
    """Which column is which, by name and else by order; None where these are not the columns of an archive."""
    plain = [squashed(name) for name in names]
    places = _by_order(plain)
    for column, words in COLUMNS.items():
        # Of two columns of one name the first is rounded for people, the second is in metres and seconds.
        found = [place for place, name in enumerate(plain) if name in words.split()]
        if found:
            places[column] = found[min(1, len(found) - 1)]
    if plain.count(plain[places.get("distance", 0)]) == 1:
        # Standing alone it may be in miles.
        places.pop("distance", None)
    return Columns(places, names) if places.keys() >= NEEDED else None


def _by_order(plain: list[str]) -> dict[str, int]:
    """Columns by their order, where elapsed time and distance stand twice as they do in an archive."""
    elapsed, distance = USUAL["elapsed"], USUAL["distance"]
    if len(plain) <= distance or not plain[elapsed]:
        return {}
    again = next((place for place in range(distance, len(plain)) if plain[place] == plain[elapsed]), None)
    behind = AFTER_ELAPSED["distance"]
    if again is None or plain[again + behind : again + behind + 1] != [plain[distance]]:
        return {}
    places = {column: again + offset for column, offset in AFTER_ELAPSED.items() if again + offset < len(plain)}
    return USUAL | places | {"elapsed": again}


def recorded_of_row(row: Row) -> Recorded:
    """What the row itself tells of an activity; raises ValueError with the name of the column that cannot be read."""
    started, sport = row.started, row.sport
    if started is None:
        raise ValueError(row.columns.name_of("date"))
    elapsed = _figure(row, "elapsed", MAX_SECONDS) or 0
    moving = _figure(row, "moving", MAX_SECONDS) or elapsed
    if moving < MIN_RECORDING_SECONDS:
        raise ValueError(row.columns.name_of("elapsed"))
    distance, ascent, steps = (
        _figure(row, column, most)
        for column, most in (("distance", MAX_DISTANCE_M), ("ascent", MAX_ASCENT_M), ("steps", MAX_STEPS))
    )
    on_foot = sport is not None and all_sports()[sport].on_foot
    measure = Measure(
        sport=sport,
        started_at=started,
        moving_seconds=round(moving),
        elapsed_seconds=round(max(elapsed, moving)),
        distance_m=round(distance) or None if distance else None,
        ascent_m=round(ascent) if ascent else None,
        steps=round(steps) or None if steps and on_foot else None,
    )
    return Recorded(measure, Evidence(Recording.SUMMARY, indoor=is_indoor(row.cell("type"))))


def _figure(row: Row, column: str, most: float) -> float | None:
    """A number from 0 to `most`, None for an empty cell; raises ValueError with the name of the column."""
    cell = row.cell(column)
    if not cell:
        return None
    try:
        value = float(cell.replace(",", "."))
    except ValueError:
        value = math.nan
    if not 0 <= value <= most:
        raise ValueError(row.columns.name_of(column))
    return value
