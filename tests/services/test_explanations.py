"""Explanations: lines add up to the day, days to the board and the ledger, to the micro-euro."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from challenge.domain.money import CENT, EURO
from challenge.domain.standings import Ranking
from challenge.services.boards import read_company_boards, read_team_board
from challenge.services.explanations import explain_days, explain_newest_day
from challenge.services.ledger import read_entries
from challenge.store.activity_models import LedgerEntry
from tests.factories import make_company, make_edition, make_person, make_somebody, make_team, outing, place_of, record

logged = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 5), st.integers(5, 120)),  # person, day, minutes
    min_size=6,
    max_size=14,
)


def company_of_four(database, cap):
    edition_id = make_edition(database, slug=f"e{cap}-{id(object())}")
    entry_id = make_company(database, edition_id, rate=13 * CENT + 7, fee=1 * EURO, cap=cap)
    teams = [make_team(database, entry_id) for _ in range(2)]
    return edition_id, [make_person(database, teams[number % 2]) for number in range(4)]


@settings(max_examples=8)
@given(logged=logged, cap_cents=st.integers(500, 3_000))
def test_euros_add_up_from_line_to_board_and_ledger_also_past_the_cap(database, logged, cap_cents):
    edition_id, people = company_of_four(database, cap_cents * CENT)
    for person, day, minutes in logged:
        record(database, people[person], outing(minutes, day=day))
    explained = {person: explain_days(database, person, place_of(person)) for person in people}
    for days in explained.values():
        for day in days:
            lines = [row.euros for row in day.activities] + [euros for _, euros in day.lines]
            assert sum(euros.earned for euros in lines) == day.euros.earned
            assert sum(euros.counted for euros in lines) == day.euros.counted
            assert sum(row.points for row in day.activities) + sum(line.points for line, _ in day.lines) == day.points
    all_days = [day for days in explained.values() for day in days]
    with database.reading() as connection:
        sequences = connection.scalars(select(LedgerEntry.sequence).where(LedgerEntry.edition_id == edition_id)).all()
        booked = read_entries(connection, edition_id, sequences).values()
    assert sum(day.points for day in all_days) == sum(entry.points for entry in booked)
    assert sum(day.euros.earned for day in all_days) == sum(entry.micro_euros for entry in booked)
    counted = sum(day.euros.counted for day in all_days)
    fees = min(4 * EURO, cap_cents * CENT)
    assert counted == min(sum(day.euros.earned for day in all_days), cap_cents * CENT - fees)
    assert_boards_agree(database, edition_id, people, explained, counted)


def assert_boards_agree(database, edition_id, people, explained, counted):
    reader = people[0]
    company = read_company_boards(database, reader, edition_id, Ranking.EUROS)[0].places[0].contender
    if not company.withheld:
        assert company.euros == counted
    for place in read_team_board(database, reader, edition_id, Ranking.EUROS).places:
        members = [person for person in people if person.participation.team_id == place.contender.key]
        if not place.contender.withheld:
            assert place.contender.euros == sum(day.euros.counted for one in members for day in explained[one])


def test_the_newest_day_is_the_one_that_all_days_begin_with(database):
    person = make_somebody(database)
    for day in (0, 2, 1):
        record(database, person, outing(day=day))
    days = explain_days(database, person, place_of(person))
    since = days[-1].day
    assert explain_newest_day(database, person, place_of(person), since=since) == days[0]
    assert explain_newest_day(database, person, place_of(person), since=days[0].day + timedelta(days=1)) is None
