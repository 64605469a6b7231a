"""Tables: the reader of a table, chosen by the names of its columns, from a CSV as from a spreadsheet."""

from collections.abc import Callable, Iterator
from itertools import chain

from challenge.errors import UnknownFormatError
from challenge.imports.garmin_csv import is_garmin, read_garmin
from challenge.imports.reading import NOTHING_KNOWN, Context, Found
from challenge.imports.rows import Line, header_of, lines_of
from challenge.imports.table import is_ours, read_table

TableReader = Callable[[Iterator[Line], Context], Found]
KNOWN: tuple[tuple[Callable[[Line], bool], TableReader], ...] = ((is_ours, read_table), (is_garmin, read_garmin))
"""How each kind of table is told by its header, and what reads it."""


def is_table(data: bytes) -> bool:
    """Whether the first line names the columns of a table that is read."""
    return _reader(header_of(data)) is not None


def read_csv(data: bytes, context: Context = NOTHING_KNOWN, /) -> Found:
    """Activities of a CSV; raises what its reader raises."""
    return read_lines(lines_of(data), context)


def read_lines(lines: Iterator[Line], context: Context) -> Found:
    """Activities of lines, the names of the columns first; raises UnknownFormatError for names that nothing reads."""
    header = next(lines, [])
    reader = _reader(header)
    if reader is None:
        raise UnknownFormatError
    return reader(chain([header], lines), context)


def _reader(header: Line) -> TableReader | None:
    return next((reader for is_known, reader in KNOWN if is_known(header)), None)
