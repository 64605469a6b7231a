"""Lists of companies as files for the organisers: every typed word is a word, never a formula."""

import csv
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO, StringIO

from sqlalchemy import select
from xlsxwriter import Workbook

from challenge.domain.money import EURO, MicroEuros
from challenge.domain.pledges import Pledge
from challenge.services.approvals import list_registrations
from challenge.services.editions import find_edition
from challenge.services.permissions import Actor, Permission, Place, require
from challenge.services.pledges import money_of_edition
from challenge.services.registration_form import Asked
from challenge.store.company_models import Company, Entry, RegistrationState
from challenge.store.database import Database
from challenge.wording.escaping import cell
from challenge.wording.text import text

COLUMNS = ("name", "siren", "headcount", "rate", "fee", "cap", "state")
WITHDRAWN = "withdrawn"
BYTE_ORDER_MARK = "\ufeff"
"""Without it spreadsheets read accents of a CSV as something else."""

Value = str | int | Decimal | None


@dataclass(frozen=True, slots=True)
class CompanyLine:
    """A company in the list."""

    name: str
    siren: str | None
    headcount: int | None
    pledge: Pledge | None
    """None where it cannot be read."""
    state: str
    """Of its registration, or that it has withdrawn."""


def companies_as_xlsx(database: Database, actor: Actor, slug: str, locale: str) -> bytes:
    """The list as a workbook."""
    written = BytesIO()
    with Workbook(written, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet(text(locale, "companies.list"))
        bold, money = book.add_format({"bold": True}), book.add_format({"num_format": "#,##0.00 €"})
        for column, name in enumerate(COLUMNS):
            sheet.write_string(0, column, text(locale, f"companies.column.{name}"), bold)
        for number, line in enumerate(list_companies(database, actor, slug), 1):
            for column, value in enumerate(_values(line, locale)):
                if isinstance(value, str):
                    sheet.write_string(number, column, value)
                elif value is not None:
                    sheet.write_number(number, column, value, money if isinstance(value, Decimal) else None)
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, 0, 36)
        sheet.set_column(1, len(COLUMNS) - 1, 16)
    return written.getvalue()


def companies_as_csv(database: Database, actor: Actor, slug: str, locale: str) -> bytes:
    """The list as text with the separators that spreadsheets of that language expect."""
    written = StringIO()
    french = locale == "fr"
    writer = csv.writer(written, delimiter=";" if french else ",")
    writer.writerow(text(locale, f"companies.column.{name}") for name in COLUMNS)
    for line in list_companies(database, actor, slug):
        writer.writerow(_plain(value, "," if french else ".") for value in _values(line, locale))
    return (BYTE_ORDER_MARK + written.getvalue()).encode()


def list_companies(database: Database, actor: Actor, slug: str) -> list[CompanyLine]:
    """Companies of an edition by name: those that take part, and those whose registration was sent."""
    edition = find_edition(database, slug)
    require(actor, Permission.APPROVE_COMPANIES, Place(edition.id))
    with database.reading() as connection:
        money = money_of_edition(connection, edition.id)
        entries = connection.execute(
            select(Entry.id, Company.name, Company.siren, Entry.headcount, Entry.withdrawn_at)
            .join(Company, Company.id == Entry.company_id)
            .where(Entry.edition_id == edition.id)
        ).all()
    lines = [
        CompanyLine(
            row.name,
            row.siren,
            row.headcount,
            money[row.id].pledge,
            WITHDRAWN if row.withdrawn_at else RegistrationState.APPROVED,
        )
        for row in entries
    ]
    for application in list_registrations(database, actor, edition.id):
        asked = application.registration
        if asked.state is not RegistrationState.APPROVED:
            names = (asked.typed.get(Asked.NAME, ""), "".join(asked.typed.get(Asked.SIREN, "").split()))
            lines.append(CompanyLine(*names, asked.headcount, asked.pledge, asked.state))
    return sorted(lines, key=lambda line: (line.name.casefold(), line.state))


def _values(line: CompanyLine, locale: str) -> list[Value]:
    typed = (cell(line.name), cell(line.siren or ""))
    promised = (line.pledge.rate, line.pledge.fee, line.pledge.cap) if line.pledge else (None, None, None)
    return [*typed, line.headcount, *map(_euros, promised), text(locale, f"companies.state.{line.state}")]


def _euros(amount: MicroEuros | None) -> Decimal | None:
    return None if amount is None else (Decimal(amount) / EURO).normalize()


def _plain(value: Value, decimal_sign: str) -> str:
    """A value as spreadsheets of a language read it."""
    if isinstance(value, Decimal):
        return f"{value:f}".replace(".", decimal_sign)
    return "" if value is None else str(value)
