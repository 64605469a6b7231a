"""Being alone: a lock by name for work that waits on somebody else, held without a transaction."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from sqlalchemy import text

from challenge.store.database import Database

LOCK_FILES = 16
"""Names share so many files beside a SQLite database: one for each would tell the names."""


@contextmanager
def alone(database: Database, name: str) -> Iterator[None]:
    """Let nobody else, in whatever process, be in here with the same name; others write meanwhile.

    Not to be entered with a transaction open, nor a second time inside.
    """
    if database.engine.dialect.name == "postgresql":
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            key = {"name": name}
            connection.execute(text("SELECT pg_advisory_lock(hashtextextended(:name, 1))"), key)
            try:
                yield
            finally:
                connection.execute(text("SELECT pg_advisory_unlock(hashtextextended(:name, 1))"), key)
        return
    number = int(sha256(name.encode()).hexdigest(), 16) % LOCK_FILES
    with Path(f"{database.engine.url.database}.lock-{number}").open("wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
