"""Template: the table that people fill in and upload, with two rows to show how, in both languages."""

import csv
from collections.abc import Sequence
from datetime import date, datetime, time
from functools import cache
from io import BytesIO, StringIO

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from challenge.domain.sports import all_sports
from challenge.imports.limits import MAX_ROWS
from challenge.imports.sport_words import squashed
from challenge.wording.escaping import cell
from challenge.wording.text import LOCALES, text

BYTE_ORDER_MARK = "\ufeff"
"""Without it spreadsheets read accents of a CSV as something else."""
COLUMNS = ("sport", "date", "time", "minutes", "km", "ascent", "steps")
EXAMPLES: tuple[tuple[str, date, time, int, float, int, int | None], ...] = (
    ("run", date(2020, 1, 6), time(12, 30), 35, 5.2, 40, None),
    ("walk", date(2020, 1, 7), time(18, 5), 25, 2.1, 10, 2900),
)
"""Before every edition, so that a row left in by mistake never counts."""

Value = str | date | time | int | float | None


def template_csv(locale: str) -> bytes:
    """The template as text with the separators that spreadsheets of that language expect."""
    written = StringIO()
    french = locale == "fr"
    writer = csv.writer(written, delimiter=";" if french else ",")
    writer.writerow(_header(locale))
    for row in _examples(locale):
        writer.writerow([_plain(value, french=french) for value in row])
    return (BYTE_ORDER_MARK + written.getvalue()).encode()


def template_xlsx(locale: str) -> bytes:
    """The template as a workbook that offers the sports to choose from."""
    written = BytesIO()
    with Workbook(written, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet, sports = (book.add_worksheet(text(locale, f"template.sheet.{name}")) for name in ("rows", "sports"))
        bold, form = book.add_format({"bold": True}), _formats(book, locale)
        for column, name in enumerate(_header(locale)):
            sheet.write_string(0, column, name, bold)
            sheet.set_column(column, column, 14 if column else 30, form.get(COLUMNS[column]))
        for number, row in enumerate(_examples(locale), 1):
            _write(sheet, number, row, form)
        words = _words(locale)
        sports.write_column(0, 0, words)
        sports.set_column(0, 0, 36)
        among = f"='{sports.get_name()}'!$A$1:$A${len(words)}"
        sheet.data_validation(1, 0, MAX_ROWS, 0, {"validate": "list", "source": among, "error_type": "warning"})
        sheet.freeze_panes(1, 0)
    return written.getvalue()


@cache
def sport_words() -> dict[str, str]:
    """Our names of sports by what the pages call them, in every language: what a filled-in template may say."""
    return {text(locale, f"sport.{name}"): name for locale in LOCALES for name in all_sports()}


def _header(locale: str) -> list[str]:
    return [text(locale, f"template.column.{name}") for name in COLUMNS]


def _words(locale: str) -> list[str]:
    return sorted((cell(text(locale, f"sport.{name}")) for name in all_sports()), key=squashed)


def _examples(locale: str) -> list[tuple[Value, ...]]:
    return [(cell(text(locale, f"sport.{example[0]}")), *example[1:]) for example in EXAMPLES]


def _formats(book: Workbook, locale: str) -> dict[str, Format]:
    """How days and times of day are shown."""
    day = "dd/mm/yyyy" if locale == "fr" else "yyyy-mm-dd"
    return {"date": book.add_format({"num_format": day}), "time": book.add_format({"num_format": "hh:mm"})}


def _write(sheet: Worksheet, number: int, row: Sequence[Value], form: dict[str, Format]) -> None:
    for column, value in enumerate(row):
        if isinstance(value, date):
            sheet.write_datetime(number, column, datetime.combine(value, time(0)), form["date"])
        elif isinstance(value, time):
            sheet.write_datetime(number, column, value, form["time"])
        elif isinstance(value, str):
            sheet.write_string(number, column, value)
        elif value is not None:
            sheet.write_number(number, column, value)


def _plain(value: Value, *, french: bool) -> str:
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}" if french else value.isoformat()
    if isinstance(value, time):
        return f"{value:%H:%M}"
    words = "" if value is None else str(value)
    return words.replace(".", ",") if french and isinstance(value, float) else words
