"""Query budget: with twice the data, the number of statements does not move."""

from contextlib import contextmanager

import pytest
from sqlalchemy import event

from challenge.domain.standings import Ranking
from challenge.services import boards, standing
from challenge.services.activities import record_activities
from challenge.services.explanations import explain_days
from challenge.services.home import read_home
from challenge.store.activity_models import Source
from tests.factories import NOW, make_company, make_edition, make_person, make_team, outing, place_of, record


@contextmanager
def counted(database):
    """The statements sent while this is open."""
    sent = []

    def note(_connection, _cursor, statement, *_others):
        sent.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    yield sent
    event.remove(database.engine, "before_cursor_execute", note)


READS = {
    "home": lambda database, person: read_home(database, person, place_of(person), now=NOW),
    "explanations": lambda database, person: explain_days(database, person, place_of(person)),
    "companies": lambda database, person: boards.read_company_boards(
        database, person, place_of(person).edition_id, Ranking.REGULARITY
    ),
    "teams": lambda database, person: boards.read_team_board(
        database, person, place_of(person).edition_id, Ranking.POINTS
    ),
    "people": lambda database, person: boards.read_people(database, person, place_of(person).edition_id),
}


def more_data(database, edition_id, times):
    """Companies with a team of three, each with some days of walking; returns one person."""
    for _ in range(times):
        entry_id = make_company(database, edition_id)
        team_id = make_team(database, entry_id)
        people = [make_person(database, team_id) for _ in range(3)]
        for person in people:
            for day in range(3):
                record(database, person, outing(40, day=day))
    return people[0]


@pytest.mark.parametrize("read", READS)
def test_a_read_sends_as_many_statements_for_twice_the_data(database, read):
    edition_id = make_edition(database)
    person = more_data(database, edition_id, 1)
    READS[read](database, person)
    sent = []
    for _ in range(2):
        standing._kept.clear()
        boards._kept_people.clear()
        with counted(database) as statements:
            READS[read](database, person)
        sent.append(len(statements))
        more_data(database, edition_id, 2)
        for day in range(4, 10):
            record(database, person, outing(30, day=day))
    assert sent[0] == sent[1]


def test_an_import_of_twice_as_many_activities_sends_as_many_statements(database):
    person = more_data(database, make_edition(database), 1)
    sent = []
    for number in (4, 8):
        arrivals = [(Source.FILE, f"{number}:{day}", outing(30, day=day)) for day in range(4, 4 + number)]
        with counted(database) as statements:
            record_activities(database, person, place_of(person), arrivals, now=NOW)
        sent.append(len(statements))
    assert sent[1] <= sent[0] + 3  # days that exist already are updated and their entries read: a fixed number more
