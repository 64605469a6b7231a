"""The connection to SQLite or PostgreSQL, and the only place that begins and commits."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url

from challenge.errors import DatabaseNewerError
from challenge.settings import settings
from challenge.store.backup import back_up

BUSY_MILLISECONDS = 30_000
"""How long a writer waits for the one before it."""

SAFE_SQLITE = (3, 51, 3)
"""Earlier releases can corrupt a write-ahead log when two connections write and checkpoint at once."""


class Database:
    """One database, with one way to read and one way to write."""

    def __init__(self, url: str) -> None:
        is_sqlite = make_url(url).get_backend_name() == "sqlite"
        self.engine = _sqlite(url) if is_sqlite else _postgresql(url)
        self.after_commit: list[Callable[[], None]] = []
        """Called after each commit of this process, in the thread that made it; must be quick and never raise."""
        self._one_moment: dict[str, Any] = {"reading": True} if is_sqlite else {"isolation_level": "REPEATABLE READ"}

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """A connection whose changes are all kept at the end, or none of them."""
        with self.engine.connect() as connection:
            yield connection
            connection.commit()
        for told in self.after_commit:
            told()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one moment and changes nothing."""
        with self.engine.connect().execution_options(**self._one_moment) as connection:
            yield connection

    def migrate(self) -> None:
        """Bring the tables to this release, a backup first where there is something to lose.

        Raises DatabaseNewerError when they are ahead of it, BackupFailedError when they cannot be copied.
        """
        with self.engine.connect() as connection:
            current = MigrationContext.configure(connection).get_current_revision()
        scripts = ScriptDirectory.from_config(self._alembic())
        known = {script.revision for script in scripts.walk_revisions()}
        if current is not None and current not in known:
            raise DatabaseNewerError(revision=current)
        if current is not None and current != scripts.get_current_head() and settings().backup_before_migration:
            back_up(self.engine, f"before-{scripts.get_current_head()}")
        command.upgrade(self._alembic(), "head")

    def revert(self, revision: str = "base") -> None:
        """Take the migrations after a revision back; what they brought is lost."""
        command.downgrade(self._alembic(), revision)

    def _alembic(self) -> Config:
        config = Config()
        config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
        config.attributes["engine"] = self.engine
        return config

    def ask(self) -> None:
        """Get any answer from the database; raises what the driver raises when there is none."""
        with self.reading() as connection:
            connection.execute(text("SELECT 1"))

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def _postgresql(url: str) -> Engine:
    return create_engine(make_url(url).set(drivername="postgresql+psycopg"), pool_size=10, max_overflow=20)


def _sqlite(url: str) -> Engine:
    path = make_url(url).database
    if path:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    module = _sqlite_module()
    engine = create_engine(url, module=module, pool_size=10, max_overflow=20)
    journal = "WAL" if module.sqlite_version_info >= SAFE_SQLITE else "DELETE"

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        for pragma in (
            f"busy_timeout = {BUSY_MILLISECONDS}",
            f"journal_mode = {journal}",
            "synchronous = FULL",
            "foreign_keys = ON",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        reading = connection.get_execution_options().get("reading", False)
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    return engine


def _sqlite_module() -> Any:
    """The newer SQLite of the kept wheel where there is one for this machine, Python's own otherwise."""
    try:
        from pysqlite3 import dbapi2  # noqa: PLC0415  present on some machines only
    except ImportError:
        import sqlite3 as dbapi2  # noqa: PLC0415  the other half of that choice
    return dbapi2


@cache
def open_database(url: str) -> Database:
    """The database of an address, opened once in this process."""
    return Database(url)
