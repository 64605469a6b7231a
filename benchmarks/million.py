"""A million activities: the demo's rows multiplied, with the totals that belong to them."""

from sqlalchemy import Connection, func, select, text

from challenge.store.activity_models import Activity, ActivityMeasure
from challenge.store.database import Database

MILLION = 1_000_000
SUMS = {
    "participations": ("points",),
    "teams": ("points", "micro_euros"),
    "entries": ("points", "micro_euros"),
    "day_totals": ("points", "micro_euros", "adjustment"),
}
"""What grows with the activities of the same people on the same days."""


def multiply(database: Database, wanted: int = MILLION) -> None:
    """Copy every activity often enough for as many as wanted, and scale the sums by as much."""
    with database.transaction() as connection:
        present = connection.scalars(select(func.count()).select_from(Activity)).one()
        factor = -(-wanted // present)
        highest = connection.scalars(select(func.max(Activity.id))).one()
        connection.execute(
            text("CREATE TEMP TABLE original AS SELECT id, row_number() OVER (ORDER BY id) AS place FROM activities")
        )
        for copy in range(1, factor):
            bound = {"after": highest + (copy - 1) * present, "mark": f":{copy}"}
            _copy(connection, Activity, bound, id="original.place + :after", external_id="external_id || :mark")
            _copy(connection, ActivityMeasure, bound, activity_id="original.place + :after")
        for table, columns in SUMS.items():
            sums = ", ".join(f"{column} = {column} * {factor}" for column in columns)
            connection.execute(text(f"UPDATE {table} SET {sums}"))  # noqa: S608  names of our own
        connection.execute(text("DROP TABLE original"))


def _copy(connection: Connection, model: type, bound: dict[str, object], **changed: str) -> None:
    table = model.__table__
    names = [column.name for column in table.columns]
    key = f"{table.name}.{table.primary_key.columns[0].name}"
    values = [changed.get(name, f"{table.name}.{name}") for name in names]
    statement = text(
        f"INSERT INTO {table.name} ({', '.join(names)}) SELECT {', '.join(values)}"  # noqa: S608  names of our own
        f" FROM original JOIN {table.name} ON {key} = original.id"
    )
    wanted = {name: value for name, value in bound.items() if f":{name}" in str(statement)}
    connection.execute(statement, wanted)
