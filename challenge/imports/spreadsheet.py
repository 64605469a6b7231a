"""Spreadsheet: the first sheet of an XLSX whose columns are known, its cells taken as a CSV would have them."""

import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from xml.sax.saxutils import escape, quoteattr

from lxml import etree
from python_calamine import CalamineWorkbook, SheetTypeEnum

from challenge.errors import DamagedFileError, TooManyRowsError, UnknownFormatError
from challenge.imports.limits import MAX_CELLS, MAX_COLUMNS, MAX_ROWS
from challenge.imports.markup import elements, name_of
from challenge.imports.packages import SHEETS, parts_of_workbook
from challenge.imports.reading import NOTHING_KNOWN, Context, Found
from challenge.imports.rows import Line
from challenge.imports.tables import read_lines

Cell = bool | float | str | date | datetime | time | timedelta
LETTERS = 26
MAX_SHEETS = 20
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def read_spreadsheet(data: bytes, context: Context = NOTHING_KNOWN, /) -> Found:
    """Activities of the first sheet that is a table; raises UnknownFormatError for none, and what readers raise."""
    for sheet in _sheets(_bounded(parts_of_workbook(data))):
        try:
            return read_lines(iter(sheet), context)
        except UnknownFormatError:
            continue
    raise UnknownFormatError


def _sheets(workbook: bytes) -> Iterator[list[Line]]:
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(workbook)) as book:
            tables = [sheet.name for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
            for name in tables[:MAX_SHEETS]:
                rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
                yield [[_words(cell) for cell in row] for row in rows]
    except (KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as error:
        # A panic of the Rust parser is no Exception.
        raise DamagedFileError from error


def _words(cell: Cell) -> str:
    """A cell as somebody would have typed it."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time(0) else cell.isoformat(" ", "seconds")
    return str(cell)


def _bounded(parts: dict[str, bytes]) -> bytes:
    """The workbook with its sheets written anew, because two cells far apart make the parser fill all between them."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, _sheet(content) if name.startswith(SHEETS) else content)
    return packed.getvalue()


def _sheet(markup: bytes) -> str:
    """The cells within bounds, each with its place and value and nothing else; raises TooManyRowsError."""
    cells: dict[tuple[int, int], str] = {}
    row = column = count = 0
    for event, element in elements(markup, ("row", "c")):
        if name_of(element) == "row":
            row, column = (_number(element.get("r"), row + 1), 0) if event == "start" else (row, 0)
        elif event == "end":
            count += 1
            row, column = _place(element.get("r"), row, column + 1)
            content = _cell(element)
            if count > MAX_CELLS or (content and not 0 < row <= MAX_ROWS + 1):
                raise TooManyRowsError(most=MAX_ROWS)
            if content and column <= MAX_COLUMNS:
                cells[row, column] = content
    return f'<worksheet xmlns="{MAIN}"><sheetData>{"".join(_rows(cells))}</sheetData></worksheet>'


def _rows(cells: dict[tuple[int, int], str]) -> Iterator[str]:
    last = 0
    for (row, column), content in sorted(cells.items()):
        if row != last:
            yield f'{"</row>" if last else ""}<row r="{row}">'
            last = row
        yield content.replace("<c", f'<c r="{_letters(column)}{row}"', 1)
    yield "</row>" if last else ""


def _cell(element: etree._Element) -> str:
    """A cell with its value, without its place; empty where it has none, such as a coloured one."""
    kind, style = element.get("t", "n"), element.get("s")
    styled = f" s={quoteattr(style)}" if style else ""
    if kind == "inlineStr":
        words = "".join(str(text.text or "") for text in element.iter() if name_of(text) == "t")
        return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(words)}</t></is></c>'
    value = next((str(child.text or "") for child in element if name_of(child) == "v"), "")
    return f"<c{styled} t={quoteattr(kind)}><v>{escape(value)}</v></c>" if value else ""


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < len(str(MAX_ROWS)) * 2 else otherwise


def _place(reference: str | None, row: int, column: int) -> tuple[int, int]:
    """Row and column of a cell such as B3; the next one where it does not say."""
    letters = (reference or "").rstrip("0123456789")
    if not reference or not letters.isascii() or not letters.isalpha() or len(letters) > 3:  # noqa: PLR2004 XFD is the last
        return row, column
    across = 0
    for letter in letters.upper():
        across = across * LETTERS + ord(letter) - ord("A") + 1
    return _number(reference[len(letters) :], row), across


def _letters(column: int) -> str:
    before, last = divmod(column - 1, LETTERS)
    return (chr(ord("A") + before - 1) if before else "") + chr(ord("A") + last)
