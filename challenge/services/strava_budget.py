"""Budget of requests to Strava: one for all workers, kept in the database and booked before each request."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select, update

from challenge.errors import StravaBusyError, StravaError
from challenge.services.editions import utc_now
from challenge.store.database import Database
from challenge.store.locks import hold_name
from challenge.store.new_rows import insert_new
from challenge.store.source_models import StravaBudget
from challenge.strava.budget import Budget, Told, booked, may_ask, newer

THE_ONE = 1
FULL_FOR = timedelta(days=1)
"""How long Strava's word that it serves nobody more is believed."""
FIRST_DAY = 1000
FIRST = {
    "limit_15": 100,
    "used_15": 0,
    "limit_day": FIRST_DAY,
    "used_day": 0,
    "read_at": datetime(2000, 1, 1, tzinfo=UTC),
}
"""Before Strava has said anything: what it lets a new application read."""

_ROW = select(
    StravaBudget.limit_15,
    StravaBudget.used_15,
    StravaBudget.limit_day,
    StravaBudget.used_day,
    StravaBudget.read_at,
    StravaBudget.closed_until,
    StravaBudget.full_at,
).where(StravaBudget.id == THE_ONE)


def book_request(database: Database, *, interactive: bool, now: datetime | None = None) -> None:
    """Count one request that is about to be made; raises StravaBusyError with the moment to wait for."""
    moment = now or utc_now()
    with database.transaction() as connection:
        row = _held_row(connection)
        until = row.closed_until if row.closed_until and row.closed_until > moment else None
        until = until or may_ask(_budget(row), moment, interactive=interactive)
        if until is not None:
            raise StravaBusyError(retry_after=until)
        _write(connection, booked(_budget(row), moment))


def keeper(database: Database) -> Told:
    """Keeps what each answer of Strava's says of the budget."""

    def keep(budget: Budget) -> None:
        with database.transaction() as connection:
            _write(connection, newer(_budget(_held_row(connection)), budget))

    return keep


def leave_alone(database: Database, refusal: StravaError) -> None:
    """Ask nothing more before the moment that Strava named."""
    if refusal.retry_after is not None:
        _note(database, closed_until=refusal.retry_after)


def note_full(database: Database, *, now: datetime) -> None:
    """Strava serves nobody more; believed for a day, or until somebody leaves."""
    _note(database, full_at=now)


def note_not_full(connection: Connection) -> None:
    """Somebody has left."""
    connection.execute(update(StravaBudget).where(StravaBudget.id == THE_ONE).values(full_at=None))


def is_full(connection: Connection, moment: datetime) -> bool:
    """Whether Strava said lately that it serves nobody more."""
    full_at = connection.scalar(select(StravaBudget.full_at).where(StravaBudget.id == THE_ONE))
    return full_at is not None and moment - full_at < FULL_FOR


def limit_of_a_day(connection: Connection) -> int:
    """How many requests a day Strava lets everybody make together, as it said last."""
    limit = connection.scalar(select(StravaBudget.limit_day).where(StravaBudget.id == THE_ONE))
    return FIRST_DAY if limit is None else limit


def closed_until(connection: Connection, moment: datetime) -> datetime | None:
    """Until when nobody asks Strava anything in the background; None where asking is possible."""
    row = connection.execute(_ROW).one_or_none()
    if row is None:
        return None
    if row.closed_until and row.closed_until > moment:
        return row.closed_until  # type: ignore[no-any-return]  # a datetime of our own table
    return may_ask(_budget(row), moment, interactive=False)


def _note(database: Database, **said: datetime) -> None:
    with database.transaction() as connection:
        _held_row(connection)
        connection.execute(update(StravaBudget).where(StravaBudget.id == THE_ONE).values(**said))


def _held_row(connection: Connection) -> Any:
    """The one row, made where it is missing, held until this transaction ends."""
    hold_name(connection, "strava budget")
    connection.execute(insert_new(connection, StravaBudget).values(id=THE_ONE, **FIRST))
    return connection.execute(_ROW).one()


def _budget(row: Any) -> Budget:
    return Budget(row.limit_15, row.used_15, row.limit_day, row.used_day, row.read_at)


def _write(connection: Connection, budget: Budget) -> None:
    values = {"limit_15": budget.limit_15, "used_15": budget.used_15, "limit_day": budget.limit_day}
    values |= {"used_day": budget.used_day}
    connection.execute(update(StravaBudget).where(StravaBudget.id == THE_ONE).values(values | {"read_at": budget.at}))
