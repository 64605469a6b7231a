"""Many at once: one chain, and proof that without the lock there would be a fork."""

from contextlib import ExitStack

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from challenge.domain.money import MicroEuros
from challenge.services.editions import edition_on
from challenge.services.ledger import GENESIS, Page, write_page
from challenge.services.verification import verify
from challenge.store.activity_models import Activity, EntryKind, LedgerEntry
from challenge.store.company_models import Entry
from challenge.store.edition_models import Edition
from challenge.store.team_models import Participation
from tests.factories import (
    NOW,
    make_company,
    make_edition,
    make_person,
    make_somebody,
    make_team,
    outing,
    place_of,
    record,
)
from tests.together import THREADS, together

EACH = 6


def chain_of(database):
    with database.reading() as connection:
        rows = connection.execute(
            select(LedgerEntry.sequence, LedgerEntry.previous_hash, LedgerEntry.hash).order_by(LedgerEntry.sequence)
        ).all()
    return [row.sequence for row in rows], [row.previous_hash for row in rows], [row.hash for row in rows]


def test_eight_people_recording_at_once_keep_one_chain(database):
    entry_id = make_company(database, make_edition(database))
    people = [make_person(database, make_team(database, entry_id)) for _ in range(THREADS)]
    together(lambda number: [record(database, people[number], outing(day=day)) for day in range(EACH)])
    sequences, previous, hashes = chain_of(database)
    assert sequences == list(range(1, 2 * THREADS * EACH + 1))
    assert previous == [GENESIS, *hashes[:-1]]
    assert verify(database) == []


def test_eight_recordings_of_one_person_at_once_are_all_in_the_totals(database):
    person = make_somebody(database)
    together(lambda _: [record(database, person, outing(2, day=day)) for day in range(EACH)])
    with database.reading() as connection:
        points, active_days = connection.execute(select(Entry.points, Entry.active_days)).one()
        revision = connection.scalar(select(Edition.revision))
    assert (points, active_days, revision) == (THREADS * EACH, 0, THREADS * EACH)
    assert verify(database) == []


def test_the_same_request_sent_eight_times_at_once_is_recorded_once(database):
    person = make_somebody(database)
    admitted = together(lambda _: record(database, person, outing(), key="same"))
    assert sum(not answer.repeated for answer in admitted) == 1
    with database.reading() as connection:
        assert len(connection.execute(select(Activity.id)).all()) == 1


def payment(connection, edition_id):
    """A page with one payment, for whatever the edition looks like from here."""
    page = Page(edition_on(connection, edition_id), 0, NOW)
    person = connection.execute(select(Participation.entry_id, Participation.id.label("participation_id"))).one()
    page.book(EntryKind.PAYMENT, f"payment:{id(page)}", **person._mapping, micro_euros=MicroEuros(1))
    return page


def test_two_readers_of_the_head_without_the_lock_would_fork_the_chain_and_the_second_is_refused(database):
    person = make_somebody(database)
    record(database, person, outing())
    with ExitStack() as stack:
        readers = [stack.enter_context(database.reading()) for _ in range(2)]
        first, second = (payment(reader, place_of(person).edition_id) for reader in readers)
    assert first.edition.ledger_head == second.edition.ledger_head
    with database.transaction() as connection:
        write_page(connection, first)
    with pytest.raises(IntegrityError), database.transaction() as connection:
        write_page(connection, second)
    assert first.entries[0]["previous_hash"] == second.entries[0]["previous_hash"]
    assert verify(database) == []
