"""Runs migrations on the engine it is handed."""

from alembic import context

from challenge.store.base import Base
from challenge.store.models import TABLES

engine = context.config.attributes["engine"]
target = Base.metadata
assert TABLES  # noqa: S101  read so that they belong to the metadata

with engine.connect() as connection:
    if engine.dialect.name == "sqlite":  # a table made anew would take the rows that refer to it along
        connection.connection.dbapi_connection.execute("PRAGMA foreign_keys = OFF")
    context.configure(connection=connection, target_metadata=target, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
    if engine.dialect.name == "sqlite":
        connection.connection.dbapi_connection.execute("PRAGMA foreign_keys = ON")
