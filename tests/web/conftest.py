"""A little Streamlit app served twice, bare and guarded, over one database in which people are signed in."""

import pytest
from factories import make_account
from serving import serve

from challenge.services import attempts
from challenge.services.editions import utc_now
from challenge.services.sessions import open_session
from challenge.settings import settings
from challenge.store.database import Database, open_database


@pytest.fixture
def setting(monkeypatch):
    """Choose a setting."""

    def choose(name, value):
        monkeypatch.setenv(f"CHALLENGE_{name}", str(value))
        settings.cache_clear()

    yield choose
    monkeypatch.undo()
    settings.cache_clear()


@pytest.fixture(scope="session")
def people(tmp_path_factory):
    """The database of the served app."""
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('guard')}/people.db")
    database.migrate()
    yield database
    database.close()


@pytest.fixture
def enter(people):
    """Sign somebody in; returns the cookie's value."""

    def enter_as(name="Camille", *, moment=None, **options):
        account_id = make_account(people, name)
        with people.transaction() as connection:
            return open_session(connection, account_id, moment or utc_now(), **options)

    return enter_as


@pytest.fixture(scope="session")
def bare_server(people, tmp_path_factory):
    """The app without the guard: where the holes are seen."""
    log = tmp_path_factory.mktemp("bare") / "server.log"
    with serve("little_app:app", people.engine.url.render_as_string(hide_password=False), log) as served:
        yield served


@pytest.fixture(scope="session")
def guarded_server(people, tmp_path_factory):
    """The app behind the guard."""
    log = tmp_path_factory.mktemp("guarded") / "server.log"
    url = people.engine.url.render_as_string(hide_password=False)
    with serve("little_app:app", url, log, GUARDED="1") as served:
        yield served


@pytest.fixture
def bare(bare_server):
    """The bare app; what a test opens is closed with it."""
    with bare_server.open:
        yield bare_server


@pytest.fixture
def guarded(guarded_server):
    """The guarded app; what a test opens is closed with it."""
    with guarded_server.open:
        yield guarded_server


@pytest.fixture
def public_url(monkeypatch):
    """Choose the address under which the app is reached."""

    def choose(address):
        monkeypatch.setenv("CHALLENGE_PUBLIC_URL", address)
        settings.cache_clear()

    yield choose
    settings.cache_clear()


@pytest.fixture
def web_database(tmp_path, monkeypatch):
    """An empty migrated database that the routes read, and counters of attempts that start anew."""
    monkeypatch.setenv("CHALLENGE_DATABASE_URL", f"sqlite:///{tmp_path}/web.db")
    settings.cache_clear()
    attempts.forget_attempts()
    opened = open_database(settings().database_url)
    opened.migrate()
    yield opened
    opened.close()
    settings.cache_clear()
