"""Locks by name, for what has no row of its own to hold."""

from sqlalchemy import Connection, text


def hold_name(connection: Connection, name: str) -> None:
    """Let nobody else hold the same name until this transaction ends; SQLite has one writer at a time anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"), {"name": name})
