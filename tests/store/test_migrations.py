"""Migrations: up, down and up again, to exactly the tables of the models."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import CheckConstraint, inspect, text

from challenge.errors import DatabaseNewerError
from challenge.store.activity_models import LedgerEntry
from challenge.store.models import Base
from tests.factories import make_somebody

TABLES = Base.metadata.sorted_tables
assert LedgerEntry.__table__ in TABLES


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
