"""The export: everything kept about one person, column by column, and nothing of anybody else."""

import csv
import io
import json
from datetime import date, datetime
from zipfile import ZipFile

import pytest
from sqlalchemy import select

from challenge.errors import NotAllowedError, NotFoundError, SecondStepMissingError
from challenge.services.belongings import Mine
from challenge.services.erasure import erase_me
from challenge.services.left_out import NOT_EXPORTED
from challenge.services.my_data import export_my_data, read_my_account
from challenge.services.my_tables import SUBJECTS
from challenge.services.permissions import Actor
from challenge.store.activity_models import AuditEntry
from challenge.store.base import Base
from challenge.wording.text import LOCALES, text
from tests.factories import NOW, make_account
from tests.whole_person import ATHLETE, EMAIL, NAME, NICKNAME, make_whole_person, unconfirmed

NOBODY = Mine(0, "", None, (), ())
TABLES = Base.metadata.tables


def exported_columns():
    """Every column a subject takes from a table as it is."""
    for subject in SUBJECTS:
        columns = subject.statement(NOBODY).selected_columns
        yield from ((subject.name, column) for column in columns if getattr(column, "table", None) is not None)


EXPORTED = {f"{column.table.name}.{column.name}" for _, column in exported_columns()} | {"audit_log.facts"}
HOME_TABLE = {
    name: next(column.table for of, column in exported_columns() if of == name) for name, _ in exported_columns()
}


def test_every_column_of_every_table_is_exported_or_has_a_reason():
    forgotten = [
        str(column)
        for table in TABLES.values()
        for column in table.columns
        if table.name not in NOT_EXPORTED and f"{table.name}.{column.name}" not in EXPORTED | NOT_EXPORTED.keys()
    ]
    assert forgotten == []


def test_no_reason_is_given_for_what_is_exported_or_does_not_exist():
    columns = {f"{table.name}.{column.name}" for table in TABLES.values() for column in table.columns}
    assert set(NOT_EXPORTED) <= columns | set(TABLES)
    assert not EXPORTED & set(NOT_EXPORTED)
    assert not {name.split(".")[0] for name in EXPORTED} & set(NOT_EXPORTED)


def unpacked(database, actor, **how):
    return ZipFile(io.BytesIO(export_my_data(database, actor, now=NOW, **how)))


def plain(value):
    return value.isoformat() if isinstance(value, (datetime, date)) else value


def rows_of(database, scene, table):
    """The person's own rows, found by whatever number or address of hers stands in them."""
    hers = {scene.account_id, scene.participation_id, EMAIL, ATHLETE}
    pointing = ("account_id", "contact_id", "participation_id", "email", "changed_by", "athlete_id")
    with database.reading() as connection:
        activities = set(
            connection.scalars(
                select(TABLES["activities"].c.id).where(
                    TABLES["activities"].c.participation_id == scene.participation_id
                )
            )
        )
        return [
            row
            for row in connection.execute(select(table)).mappings()
            if any(row.get(name) in hers for name in pointing)
            or any(row.get(name) in activities for name in ("activity_id", "one_id"))
            or (table.name in {"accounts", "participations"} and row["id"] in hers)
        ]


SEARCHED = sorted(set(HOME_TABLE) - {"mails", "audit"})


@pytest.mark.parametrize("name", SEARCHED)
def test_what_is_exported_is_what_the_database_holds_column_by_column(database, name):
    scene = make_whole_person(database)
    table = HOME_TABLE[name]
    columns = [column.name for of, column in exported_columns() if of == name and column.table is table]
    kept = [{column: plain(row[column]) for column in columns} for row in rows_of(database, scene, table)]
    told = json.loads(unpacked(database, scene.actor).read("data.json"))[name]
    in_order = {"key": lambda row: json.dumps(row, sort_keys=True)}
    assert kept
    assert sorted(({column: row[column] for column in columns} for row in told), **in_order) == sorted(kept, **in_order)


def test_mails_are_found_by_their_seal_and_by_what_they_were_for(database):
    mails = json.loads(unpacked(database, make_whole_person(database).actor).read("data.json"))["mails"]
    assert [(mail["template"], mail["state"]) for mail in mails] == [
        ("points_changed", "waiting"),
        ("activity_released", "waiting"),
        ("activity_released", "sent"),
    ]


def test_the_log_tells_who_looked_and_why_but_not_what_was_noted_about_others(database):
    scene = make_whole_person(database)
    lines = json.loads(unpacked(database, scene.actor).read("data.json"))["audit"]
    reasons = [
        (line["about_me"], (line["facts"] or {}).get("reason")) for line in lines if line["action"] == "person_read"
    ]
    assert reasons == [(1, "Zoé Quintrec nous a écrit"), (0, None)]


def test_each_table_is_a_csv_of_the_same_rows_and_the_account_comes_first(database):
    archive = unpacked(database, make_whole_person(database).actor)
    data = json.loads(archive.read("data.json"))
    assert next(iter(data)) == "account"
    for name, rows in data.items():
        lines = list(csv.DictReader(io.StringIO(archive.read(f"{name}.csv").decode("utf-8-sig"))))
        assert len(lines) == len(rows) > 0
        assert list(lines[0]) == list(rows[0])


def test_a_name_that_is_a_formula_stays_words_in_the_table_and_itself_in_the_json(database):
    archive = unpacked(database, make_whole_person(database).actor)
    assert json.loads(archive.read("data.json"))["participations"][0]["nickname"] == NICKNAME
    table = archive.read("participations.csv").decode()
    assert f"'{NICKNAME}" in table
    assert f",{NICKNAME}" not in table


def test_no_secret_and_no_hash_is_in_it(database):
    scene = make_whole_person(database)
    archive = unpacked(database, scene.actor)
    words = b" ".join(archive.read(name) for name in archive.namelist()).decode()
    assert NAME in words
    for secret in ("t" * 64, "b" * 64, "k" * 64, "c" * 64, "p" * 40, "r" * 64, '"sealed"'):
        assert secret not in words
    others = (scene.organiser, scene.manager, scene.mate)
    assert not any(str(other.account_id) in words for other in others)


@pytest.mark.parametrize("locale", LOCALES)
def test_the_readme_names_every_part_in_the_persons_language(database, locale):
    stranger = Actor(make_account(database), "Nobody", None, ())
    readme = unpacked(database, stranger, locale=locale).read("README.txt").decode()
    assert text(locale, "my_data.readme.title") in readme
    assert all(f"- {subject.name}: " in readme for subject in SUBJECTS)


def test_the_own_choice_of_language_goes_before_the_browsers(database):
    readme = unpacked(database, make_whole_person(database).actor, locale="en").read("README.txt").decode()
    assert text("fr", "my_data.readme.title") in readme


def test_every_export_is_noted(database):
    scene = make_whole_person(database)
    export_my_data(database, scene.actor, now=NOW)
    with database.reading() as connection:
        noted = connection.scalars(select(AuditEntry.subject_id).where(AuditEntry.action == "data_exported")).all()
    assert noted == [scene.account_id]


def test_a_slip_issued_again_takes_nothing_along(database):
    with pytest.raises(NotAllowedError):
        export_my_data(database, unconfirmed(make_whole_person(database).actor), now=NOW)


def test_an_organiser_without_the_second_step_takes_nothing_along(database):
    actor = make_whole_person(database).actor
    with pytest.raises(SecondStepMissingError):
        export_my_data(database, Actor(actor.account_id, "", None, (), second_step_due=True), now=NOW)


def test_of_an_erased_account_nothing_is_left_to_take(database):
    scene = make_whole_person(database)
    erase_me(database, scene.actor, now=NOW)
    with pytest.raises(NotFoundError):
        export_my_data(database, scene.actor, now=NOW)


def test_an_account_knows_its_address_and_its_wish_for_mails(database):
    mine = read_my_account(database, make_whole_person(database).actor)
    assert (mine.email, mine.notified) == (EMAIL, True)
