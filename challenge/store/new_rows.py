"""New rows: an insert that passes over what is there already, in the words of either engine."""

from typing import Any

from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql, sqlite

from challenge.store.base import Base


def insert_new(connection: Connection, model: type[Base]) -> Any:
    """An insert that can be told what to do where a row is there already (`on_conflict_do_nothing`)."""
    return {"sqlite": sqlite.insert, "postgresql": postgresql.insert}[connection.dialect.name](model)
