"""Rows: the lines of a table under the names of its columns, whatever tool and language wrote it."""

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence

from challenge.domain.recorded import Recorded
from challenge.errors import NoActivityError, RowRefusedError, TooManyRowsError
from challenge.imports.limits import MAX_ROWS
from challenge.imports.reading import Found
from challenge.imports.sport_words import squashed

FIRST_ROW = 2
"""Rows are numbered as a spreadsheet shows them, and the first holds the names."""
HEADER_BYTES = 8192
"""Within which the names of the columns end: the longest known take a sixth of it."""
DELIMITERS = ",;\t"

Row = dict[str, str]
"""Cells by our names of their columns."""
Line = Sequence[str]


def header_of(data: bytes) -> list[str]:
    """Names of the columns of a CSV; empty for what is none."""
    first = _text(data[:HEADER_BYTES]).partition("\n")[0].rstrip("\r")
    try:
        return next(csv.reader([first], delimiter=_delimiter(first)), [])
    except csv.Error:
        return []


def lines_of(data: bytes) -> Iterator[Line]:
    """Lines of a CSV, the names of the columns first."""
    text = _text(data)
    return csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text.partition("\n")[0]))


def places_of(header: Line, words: Mapping[str, str]) -> dict[str, int]:
    """Where a header has our columns, the first of each; `words` has our name for each word, squashed."""
    places: dict[str, int] = {}
    for place, written in enumerate(header):
        ours = words.get(squashed(written))
        if ours:
            places.setdefault(ours, place)
    return places


def found_in(lines: Iterator[Line], words: Mapping[str, str], read: Callable[[Row], tuple[Recorded, str]]) -> Found:
    """Activities of all rows with where each came from; one that cannot be read is left out and named.

    `read` raises ValueError with our name of the column it cannot read. Raises TooManyRowsError, and NoActivityError
    where there is no row at all.
    """
    header = next(lines, [])
    places = places_of(header, words)
    activities: list[Recorded] = []
    sources: list[str] = []
    refused: list[RowRefusedError] = []
    for number, row in _rows(lines, places):
        try:
            activity, source = read(row)
        except ValueError as error:
            ours = str(error)
            column = header[places[ours]].strip() if ours in places else ours
            refused.append(RowRefusedError(row=number, column=column))
        else:
            activities.append(activity)
            sources.append(source)
    if not activities and not refused:
        raise NoActivityError
    return Found(tuple(activities), refused_rows=tuple(refused), sources=tuple(sources))


def _rows(lines: Iterator[Line], places: Mapping[str, int]) -> Iterator[tuple[int, Row]]:
    """Rows with their number, empty ones left out."""
    for number, line in enumerate(lines, FIRST_ROW):
        if number >= MAX_ROWS + FIRST_ROW:
            raise TooManyRowsError(most=MAX_ROWS)
        if any(cell.strip() for cell in line):
            yield number, {ours: line[place].strip() for ours, place in places.items() if place < len(line)}


def _text(data: bytes) -> str:
    """UTF-8 as all services write it, else what spreadsheets in Europe save as CSV."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace").replace("\0", "")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    return text.replace("\0", "")


def _delimiter(first_line: str) -> str:
    return max(DELIMITERS, key=first_line.count)
