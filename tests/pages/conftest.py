"""A small demo edition, and a way to open a page as one of its people."""

import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest
from streamlit.runtime.context import ContextProxy
from streamlit.testing.v1 import AppTest

from challenge.demo import fill_demo
from challenge.services.demo_entries import enter_demo
from challenge.services.editions import utc_now
from challenge.services.sessions import open_session
from challenge.settings import settings
from challenge.store.database import open_database
from challenge.ui.links import PAGES
from tests.factories import make_company, make_edition, make_person, make_team

SHELL = PAGES.parent / "challenge" / "ui" / "shell.py"


@pytest.fixture(scope="session")
def shared_demo(tmp_path_factory):
    """A demo edition of 130 people."""
    database = open_database(f"sqlite:///{tmp_path_factory.mktemp('pages')}/demo.db")
    database.migrate()
    fill_demo(database, people=130, activities=1_300)
    yield database
    database.close()


@pytest.fixture
def own_demo(shared_demo, tmp_path):
    """The demo edition in a file of its own: other pages' tests see nothing of what is changed here."""
    file = tmp_path / "own.db"
    with closing(sqlite3.connect(shared_demo.engine.url.database)) as source, closing(sqlite3.connect(file)) as copy:
        source.backup(copy)
    database = open_database(f"sqlite:///{file}")
    yield database
    database.close()


@pytest.fixture
def demo_database(shared_demo):
    """The demo edition that a file's tests read; who changes it takes `own_demo` instead."""
    return shared_demo


@pytest.fixture
def open_page(demo_database, monkeypatch):
    """Open a page of the shell as a role, in a language; None is a visitor without a session."""
    monkeypatch.setenv("CHALLENGE_DATABASE_URL", demo_database.engine.url.render_as_string(hide_password=False))
    settings.cache_clear()

    def open_as(role, name=None, locale="fr"):
        cookies = {"session": enter_demo(demo_database, role, allowed=True)} if role else {}
        monkeypatch.setattr(ContextProxy, "cookies", property(lambda _self: cookies))
        page = AppTest.from_file(SHELL, default_timeout=20)
        page.session_state["locale"] = locale
        page.run()
        return page.switch_page(str(PAGES / f"{name}.py")).run() if name else page

    yield open_as
    settings.cache_clear()


@pytest.fixture
def somebody_today(kept):
    """Somebody in an edition that runs today."""
    far = utc_now() + timedelta(days=400)
    dates = {"starts_on": (utc_now() - timedelta(days=20)).date(), "ends_on": far.date(), "locks_at": far}
    dates |= {"review_ends_at": far, "evening_at": far, "registration_closes_at": far}
    return make_person(kept, make_team(kept, make_company(kept, make_edition(kept, **dates))))


@pytest.fixture
def open_own(kept, somebody_today, monkeypatch):
    """Open a page as that person."""
    with kept.transaction() as connection:
        token = open_session(connection, somebody_today.account_id, utc_now())
    monkeypatch.setattr(ContextProxy, "cookies", property(lambda _self: {settings().cookie_name: token}))

    def opened(name, locale="en"):
        page = AppTest.from_file(SHELL, default_timeout=20)
        page.session_state["locale"] = locale
        page.run()
        page.switch_page(str(PAGES / f"{name}.py")).run()
        assert not page.exception
        return page

    return opened
