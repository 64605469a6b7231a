"""New rows: an insert that passes over what is there already, in the words of either engine."""

from typing import Any

from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql, sqlite

from challenge.store.base import Base


def insert_new(connection: Connection, model: type[Base], *unique: str) -> Any:
    """An insert that does nothing where a row stands with the same unique columns; with any, where none is named."""
    inserts: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
    return inserts[connection.dialect.name](model).on_conflict_do_nothing(index_elements=unique or None)
