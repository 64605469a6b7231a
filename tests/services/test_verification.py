"""verify: agrees with an untouched edition, and names what was altered behind its back."""

import pytest
from sqlalchemy import select, update

from challenge.services.activities import delete_activity, edit_activity
from challenge.services.verification import verify
from challenge.store.activity_models import Activity, ActivityMeasure, DayTotal
from challenge.store.company_models import Entry
from challenge.store.edition_models import Edition
from challenge.store.team_models import Participation, Team
from tests.factories import NOW, make_somebody, outing, record


@pytest.fixture
def recorded(database):
    """An edition with two activities, one of them edited, and a deleted third."""
    person = make_somebody(database)
    first = record(database, person, outing(40))
    record(database, person, outing(25, day=1))
    edit_activity(database, person, first.activity_id, outing(50), now=NOW)
    delete_activity(database, person, record(database, person, outing(30, day=2)).activity_id, now=NOW)
    return database


def test_what_nobody_altered_agrees(recorded):
    assert verify(recorded) == []


@pytest.mark.parametrize(
    ("model", "change", "named"),
    [
        (Activity, {"points": 999}, "activity"),
        (ActivityMeasure, {"moving_seconds": 60}, "activity"),
        (DayTotal, {"points": 999}, "day total"),
        (Participation, {"points": 999}, "participation"),
        (Team, {"points": 999}, "team"),
        (Entry, {"active_days": 999}, "entry"),
        (Edition, {"ledger_head": "f" * 64}, "ledger"),
    ],
)
def test_an_altered_figure_is_named(recorded, model, change, named):
    with recorded.transaction() as connection:
        connection.execute(update(model).values(change))
    assert any(named in problem for problem in verify(recorded))


def test_an_altered_ledger_entry_is_named_by_its_number(recorded):
    with recorded.transaction() as connection:
        if recorded.engine.dialect.name == "sqlite":
            connection.exec_driver_sql("DROP TRIGGER ledger_no_update")
        else:
            connection.exec_driver_sql("ALTER TABLE ledger_entries DISABLE TRIGGER USER")
        connection.exec_driver_sql("UPDATE ledger_entries SET points = points + 1 WHERE sequence = 2")
    with recorded.reading() as connection:
        slug = connection.scalar(select(Edition.slug))
    assert f"{slug}: ledger entry 2 was altered" in verify(recorded)
