"""My data: everything kept about a person, as JSON and as tables, to take along."""

import csv
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from sqlalchemy import Connection, select

from challenge.services.audit import log
from challenge.services.belongings import Mine, find_mine, require_own_history
from challenge.services.editions import utc_now
from challenge.services.left_out import LeftOut
from challenge.services.my_tables import SUBJECTS, Subject
from challenge.services.permissions import Actor, require_confirmed
from challenge.store.account_models import Account
from challenge.store.database import Database
from challenge.wording.escaping import cell
from challenge.wording.formats import full_date
from challenge.wording.text import DEFAULT, text

BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
"""By it table programs know that accents are UTF-8."""


@dataclass(frozen=True, slots=True)
class MyAccount:
    """What an account has, whatever its person takes part in."""

    email: str | None
    notified: bool


def read_my_account(database: Database, actor: Actor) -> MyAccount:
    """One's own address and whether one wants mails."""
    require_confirmed(actor)
    with database.reading() as connection:
        row = connection.execute(select(Account.email, Account.notified).where(Account.id == actor.account_id)).one()
    return MyAccount(*row)


def export_my_data(
    database: Database, actor: Actor, *, locale: str | None = None, now: datetime | None = None
) -> bytes:
    """A zip with everything kept about oneself: data.json, a CSV for each subject, and a README that explains them.

    The language is the person's own choice, else the one given. Raises what `require_own_history` raises.
    """
    require_own_history(actor)
    moment = now or utc_now()
    with database.reading() as connection:
        mine = find_mine(connection, actor.account_id)
        tables = {subject.name: _rows(connection, subject, mine) for subject in SUBJECTS}
    with database.transaction() as connection:
        whose = {"actor_id": actor.account_id, "subject_id": actor.account_id}
        log(connection, "data_exported", moment, edition_id=None, **whose)
    return _zip(tables, actor.locale or locale or DEFAULT, moment)


def _rows(connection: Connection, subject: Subject, mine: Mine) -> list[dict[str, Any]]:
    return [dict(row) for row in connection.execute(subject.statement(mine)).mappings()]


def _zip(tables: Mapping[str, list[dict[str, Any]]], locale: str, moment: datetime) -> bytes:
    files = {"README.txt": _readme(tables, locale, moment), "data.json": _json(tables)}
    files |= {f"{name}.csv": BYTE_ORDER_MARK + _csv(rows) for name, rows in tables.items() if rows}
    packed = io.BytesIO()
    with ZipFile(packed, "w") as archive:
        for name, words in files.items():
            member = ZipInfo(name, moment.timetuple()[:6])
            archive.writestr(member, words.encode(), compress_type=ZIP_DEFLATED)
    return packed.getvalue()


def _json(tables: Mapping[str, list[dict[str, Any]]]) -> str:
    return json.dumps(tables, ensure_ascii=False, indent=1, default=_plain)


def _plain(value: object) -> str:
    """Dates and moments as ISO 8601; the only values that JSON does not know."""
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no form in an export")


def _csv(rows: list[dict[str, Any]]) -> str:
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(rows[0])
    writer.writerows([_cell(value) for value in row.values()] for row in rows)
    return written.getvalue()


def _cell(value: object) -> object:
    """A value as a table program shows it; words never run as formulas."""
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    if isinstance(value, str):
        return cell(str(value))
    return cell(_plain(value) if isinstance(value, (datetime, date)) else json.dumps(value, ensure_ascii=False))


def _readme(names: Iterable[str], locale: str, moment: datetime) -> str:
    lines = (
        text(locale, "my_data.readme.title"),
        text(locale, "my_data.readme.made", day=full_date(moment.date(), locale)),
        "",
        text(locale, "my_data.readme.files"),
        *(f"- {name}: {text(locale, f'my_data.file.{name}')}" for name in names),
        "",
        text(locale, "my_data.readme.left_out"),
        *(f"- {text(locale, f'my_data.left_out.{reason}')}" for reason in LeftOut),
    )
    return "\n".join((*lines, ""))
