"""verify also counts people, seats, fees and what was earned in each team, and names what differs."""

import pytest
from joining_scene import OpenDoor
from sqlalchemy import delete, insert, update

from challenge.domain.money import EURO, MicroEuros
from challenge.services.editions import lock_edition
from challenge.services.ledger import Page, write_page
from challenge.services.verification import verify
from challenge.store.activity_models import EntryKind
from challenge.store.company_models import Entry, PledgeVersion
from challenge.store.ids import new_id
from challenge.store.team_models import Membership, Participation, Team
from tests.factories import NOW, outing, place_of, record


@pytest.fixture
def joined(database):
    """A team of two, one of whom earned something."""
    door = OpenDoor(database)
    door.people = door.fill(2)
    record(database, door.people[0], outing(40))
    assert verify(database) == []
    return door


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (update(Team).values(participants=3), "team"),
        (update(Team).values(contributors=2), "team"),
        (update(Entry).values(participants=1), "entry"),
        (update(Entry).values(contributors=0), "entry"),
        (update(Membership).values(points=Membership.points + 1), "in team"),
        (delete(Membership).where(Membership.points == 0), "without a membership"),
        (delete(Membership).where(Membership.points > 0), "earned in team"),
        (update(PledgeVersion).values(fee_micro_euros=1), "the fee of participation"),
    ],
)
def test_an_altered_count_is_named(joined, change, named):
    with joined.database.transaction() as connection:
        connection.execute(change)
    assert any(named in problem for problem in verify(joined.database))


def test_somebody_without_a_fee_is_named(joined):
    place = place_of(joined.people[0])
    row = {"account_id": joined.newcomer().account_id, "edition_id": place.edition_id, "entry_id": place.entry_id}
    row |= {"team_id": place.team_id, "nickname": "Ghost", "visibility": "hidden", "joined_at": NOW}
    with joined.database.transaction() as connection:
        connection.execute(insert(Participation).values(id=new_id(), **row))
    assert any("the fee of participation" in problem for problem in verify(joined.database))


def test_a_second_fee_is_named(joined):
    with joined.database.transaction() as connection:
        page = Page(lock_edition(connection, joined.edition_id), 0, NOW)
        person = place_of(joined.people[0]).participation_id
        fee = {"entry_id": joined.entry_id, "participation_id": person, "micro_euros": MicroEuros(25 * EURO)}
        page.book(EntryKind.FEE, "fee:twice", **fee)
        write_page(connection, page)
    assert any("the fee of participation" in problem for problem in verify(joined.database))
