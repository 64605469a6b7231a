"""What the database itself refuses, tried with rows and raw SQL."""

from datetime import datetime

import pytest
from sqlalchemy import insert, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError

from challenge.domain.disclosure import Visibility
from challenge.services.ledger import GENESIS
from challenge.services.verification import verify
from challenge.store.account_models import Account
from challenge.store.activity_models import Activity, ActivityMeasure, DayTotal, EntryKind, LedgerEntry, Source, Status
from challenge.store.company_models import Entry, PledgeVersion
from challenge.store.edition_models import Edition
from challenge.store.ids import new_id
from challenge.store.team_models import Participation, Role, RoleKind, Team
from tests.factories import (
    FIRST,
    NOW,
    add,
    make_account,
    make_company,
    make_edition,
    make_organiser,
    make_person,
    make_somebody,
    make_team,
    outing,
    place_of,
    record,
)


@pytest.fixture
def person(database):
    """A participant with one recorded walk."""
    somebody = make_somebody(database)
    record(database, somebody, outing(), key="walk")
    return somebody


def refused(database, statement, *rows):
    """Whether the database refuses a statement and keeps nothing of it."""
    with pytest.raises(IntegrityError), database.transaction() as connection:
        connection.execute(statement, *rows)
    return verify(database) == []


@pytest.mark.usefixtures("person")
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_entries SET points = points + 1",
        "UPDATE ledger_entries SET hash = '0' WHERE sequence = 1",
        "UPDATE ledger_entries SET recorded_at = recorded_at",
        "DELETE FROM ledger_entries",
        "DELETE FROM ledger_entries WHERE sequence = 2",
    ],
)
def test_no_entry_of_the_ledger_is_changed_or_removed_even_by_raw_sql(database, statement):
    with pytest.raises(DBAPIError, match="the ledger only grows"), database.transaction() as connection:
        connection.execute(text(statement))
    with database.reading() as connection:
        assert connection.scalars(select(LedgerEntry.points).order_by(LedgerEntry.sequence)).all() == [14, 10]
    assert verify(database) == []


@pytest.mark.usefixtures("person")
@pytest.mark.parametrize("engine_name", ["postgresql"], indirect=True)
def test_the_ledger_cannot_be_truncated(database):
    with pytest.raises(DBAPIError, match="the ledger only grows"), database.transaction() as connection:
        connection.execute(text("TRUNCATE ledger_entries"))


def entry_like(database, **changed):
    """The newest ledger entry as a row, with a key of its own and some values changed."""
    with database.reading() as connection:
        columns = LedgerEntry.__table__.columns
        row = connection.execute(select(*columns).order_by(LedgerEntry.sequence.desc()).limit(1)).one()
    fresh = {"sequence": row.sequence + 1, "cause": "test", "previous_hash": row.hash, "hash": "f" * 64}
    return {**row._asdict(), **fresh, **changed}


@pytest.mark.usefixtures("person")
@pytest.mark.parametrize(
    "changed",
    [
        {"points": 1, "micro_euros": -1},
        {"points": -1, "micro_euros": 1},
        {"kind": EntryKind.FEE, "points": 1},
        {"kind": EntryKind.PAYMENT, "points": 1},
        {"previous_hash": GENESIS},
        {"entry_id": 1},
        {"participation_id": 1},
    ],
    ids=str,
)
def test_an_entry_that_contradicts_itself_forks_the_chain_or_hangs_in_the_air_is_refused(database, changed):
    assert refused(database, insert(LedgerEntry), [entry_like(database, **changed)])


@pytest.mark.usefixtures("person")
def test_a_cause_is_booked_only_once_in_its_edition(database):
    with database.reading() as connection:
        cause = connection.scalar(select(LedgerEntry.cause).where(LedgerEntry.sequence == 1))
    assert refused(database, insert(LedgerEntry), [entry_like(database, cause=cause)])


@pytest.mark.usefixtures("person")
def test_an_entry_that_follows_the_last_one_is_taken_so_that_the_refusals_above_mean_something(database):
    with database.transaction() as connection:
        connection.execute(insert(LedgerEntry), [entry_like(database)])
    with database.reading() as connection:
        assert len(connection.execute(select(LedgerEntry.sequence)).all()) == 3


@pytest.mark.usefixtures("person")
def test_the_same_source_and_external_id_of_a_participation_is_one_activity(database):
    with database.reading() as connection:
        row = connection.execute(select(*Activity.__table__.columns)).one()._asdict()
    assert refused(database, insert(Activity), [row | {"id": new_id()}])
    add(database, Activity, **(row | {"id": new_id(), "source": Source.FILE}))


def test_a_person_takes_part_in_an_edition_only_once(database, person):
    team_id = make_team(database, place_of(person).entry_id)
    held = place_of(person)
    row = {"account_id": person.account_id, "edition_id": held.edition_id, "entry_id": held.entry_id}
    chosen = {"id": new_id(), "team_id": team_id, "nickname": "Again", "visibility": Visibility.NAME}
    assert refused(database, insert(Participation), [row | chosen])


@pytest.mark.usefixtures("person")
@pytest.mark.parametrize(
    "figure", ["moving_seconds", "elapsed_seconds", "distance_m", "ascent_m", "steps", "best_minute_m"]
)
def test_no_measure_is_negative(database, figure):
    assert refused(database, update(ActivityMeasure).values({figure: -1}))


@pytest.mark.usefixtures("person")
@pytest.mark.parametrize(
    ("model", "values"),
    [
        (Activity, {"points": -1}),
        (DayTotal, {"points": -1}),
        (DayTotal, {"micro_euros": -1}),
        (Participation, {"points": -1}),
        (Participation, {"active_days": -1}),
        (Team, {"micro_euros": -1}),
        (Team, {"active_days": -1}),
        (Team, {"contributors": -1}),
        (Team, {"seats": 4}),
        (Entry, {"micro_euros": -1}),
        (Entry, {"paid_micro_euros": -1}),
        (Entry, {"headcount": 0}),
        (PledgeVersion, {"rate_micro_euros": -1}),
        (PledgeVersion, {"fee_micro_euros": -1}),
        (PledgeVersion, {"cap_micro_euros": -1}),
        (Edition, {"goal_micro_euros": -1}),
        (Edition, {"ends_on": datetime(2025, 3, 2, tzinfo=NOW.tzinfo).date()}),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else str(value),
)
def test_sums_money_sizes_and_dates_are_never_negative_or_upside_down(database, model, values):
    assert refused(database, update(model).values(values))


@pytest.mark.parametrize(
    "held_in",
    [
        {"kind": RoleKind.CAPTAIN},
        {"kind": RoleKind.HR_MANAGER},
        {"kind": RoleKind.ORGANISER},
        {"kind": RoleKind.PARTICIPANT},
        {"kind": RoleKind.CAPTAIN, "entry_id": "entry_id"},
        {"kind": RoleKind.HR_MANAGER, "edition_id": "edition_id"},
        {"kind": RoleKind.ORGANISER, "team_id": "team_id"},
        {"kind": RoleKind.CAPTAIN, "team_id": "team_id", "edition_id": "edition_id"},
    ],
    ids=str,
)
def test_a_role_is_held_in_exactly_the_thing_of_its_kind(database, person, held_in):
    place = place_of(person)
    names = {name: getattr(place, value) for name, value in held_in.items() if name != "kind"}
    row = {"id": new_id(), "account_id": person.account_id, "kind": held_in["kind"], **names}
    assert refused(database, insert(Role), [row])


def test_the_same_role_is_held_only_once(database):
    edition_id = make_edition(database)
    organiser = make_organiser(database, edition_id)
    row = {"id": new_id(), "account_id": organiser.account_id, "kind": RoleKind.ORGANISER, "edition_id": edition_id}
    assert refused(database, insert(Role), [row])


@pytest.mark.usefixtures("person")
def test_a_company_enters_an_edition_only_once(database):
    with database.reading() as connection:
        entry = connection.execute(select(Entry.edition_id, Entry.company_id)).one()._asdict()
    assert refused(database, insert(Entry), [entry | {"id": new_id(), "headcount": 10}])


@pytest.mark.usefixtures("person")
def test_a_word_outside_its_list_is_refused_by_the_database_too(database):
    with pytest.raises(IntegrityError), database.transaction() as connection:
        connection.execute(text("UPDATE activities SET status = 'doubled'"))


@pytest.mark.usefixtures("person")
def test_a_row_never_points_at_something_that_does_not_exist(database):
    assert refused(database, update(Participation).values(team_id=1))


def test_a_naive_moment_is_a_fault_and_never_stored(database):
    with pytest.raises(StatementError, match="needs its zone"):
        add(database, Account, name="Somebody", created_at=datetime(2025, 3, 10))  # noqa: DTZ001  what is tried


@pytest.mark.usefixtures("person")
def test_a_moment_comes_back_aware_and_the_same(database):
    with database.reading() as connection:
        stored = connection.execute(select(Activity.started_at, Activity.day, Activity.status)).one()
    assert (stored.started_at, stored.day, stored.status) == (outing().started_at, FIRST, Status.COUNTED)
    assert stored.started_at.tzinfo is not None


def test_of_a_transaction_that_fails_nothing_is_kept(database):
    def write_and_fail():
        with database.transaction() as connection:
            connection.execute(insert(Account), [{"id": new_id(), "name": "Nobody", "created_at": NOW}])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_and_fail()
    with database.reading() as connection:
        assert connection.execute(select(Account.id)).all() == []


def test_what_is_written_while_reading_is_not_kept(database):
    with database.reading() as connection:
        connection.execute(insert(Account), [{"id": new_id(), "name": "Nobody", "created_at": NOW}])
    with database.reading() as connection:
        assert connection.execute(select(Account.id)).all() == []


def test_a_reader_sees_one_moment_while_somebody_writes(database):
    with database.reading() as connection:
        before = connection.execute(select(Account.id)).all()
        make_account(database)
        assert connection.execute(select(Account.id)).all() == before


def test_two_teams_of_a_company_never_share_a_name(database):
    entry_id = make_company(database, make_edition(database))
    make_person(database, make_team(database, entry_id, name="Cap Ouest"))
    row = {"id": new_id(), "entry_id": entry_id, "name": "Cap Ouest", "seats": 5}
    assert refused(database, insert(Team), [row])
