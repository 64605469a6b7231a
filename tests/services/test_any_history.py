"""Whatever people do, in whatever order: boards, totals and ledger are what a recount of the rows makes of them."""

from collections import Counter
from itertools import count

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from joining_scene import OpenDoor, as_now
from sqlalchemy import func, select

from challenge.domain.disclosure import Visibility
from challenge.domain.money import CENT, EURO
from challenge.domain.standings import Ranking
from challenge.errors import ChallengeError, NotSignedInError
from challenge.services.activities import delete_activity, edit_activity, restore_activity
from challenge.services.boards import read_people, read_team_board, read_totals
from challenge.services.contenders import contenders_of
from challenge.services.editions import edition_on
from challenge.services.erasure import erase_me
from challenge.services.explanations import explain_days
from challenge.services.joining import CreateTeam, JoinTeam, PlaceMe, change_team
from challenge.services.people import Participant
from challenge.services.person_euros import person_euros
from challenge.services.pledges import money_of_entry
from challenge.services.preferences import choose_adapted, choose_visibility
from challenge.services.teams import hand_over
from challenge.services.verification import verify
from challenge.store.activity_models import DayTotal, EntryKind, LedgerEntry
from challenge.store.company_models import Entry
from challenge.store.team_models import Membership, Participation, Role, RoleKind, Team
from tests.factories import NOW, make_organiser, outing, place_of, record

RATE, FEE = 14 * CENT + 1, 3 * EURO
HEADCOUNT = 12
SMALL = st.integers(0, 11)
numbers = count(1)
EIGHT, SIX = (settings(max_examples=examples, phases=(Phase.explicit, Phase.generate)) for examples in (8, 6))
"""Without shrinking: each history is a database's work, and short enough to be read as it is."""

CHANGES = st.lists(
    st.one_of(
        st.tuples(st.just("join"), st.sampled_from(["place_me", "found", "choose"]), SMALL),
        st.tuples(st.just("record"), SMALL, st.builds(outing, st.sampled_from([12, 40, 300]), day=st.integers(0, 1))),
        st.tuples(st.sampled_from(["move", "appear", "hand_over", "delete", "restore", "edit"]), SMALL, SMALL),
        st.tuples(st.sampled_from(["adapt", "erase"]), SMALL, SMALL),
    ),
    min_size=6,
    max_size=24,
)


class History:
    """A company that starts with three people, and everything that happens to it afterwards."""

    def __init__(self, database, cap=5_000 * EURO):
        company = {"rate": RATE, "fee": FEE, "cap": cap, "headcount": HEADCOUNT}
        self.database = database
        self.door = OpenDoor(database, slug=f"history-{next(numbers)}", company=company)
        self.people, self.recorded = self.door.fill(3), []

    def play(self, changes):
        """Do what was asked for; what is refused changes nothing."""
        for verb, first, second in changes:
            try:
                getattr(self, verb)(first, second)
            except (ChallengeError, StopIteration):
                continue
        return self

    def person(self, number):
        return as_now(self.database, self.people[number % len(self.people)])

    def place(self, person):
        if person.participation is None:
            raise NotSignedInError
        return place_of(person)

    def team_ids(self):
        return [row.id for row in self.door.teams().values()]

    def join(self, how, number):
        teams = self.team_ids()
        choice = {
            "place_me": PlaceMe(),
            "found": CreateTeam(f"Team no. {number}", 5),
            "choose": JoinTeam(teams[number % len(teams)]),
        }[how]
        self.people.append(self.door.join(choice=choice, visibility=list(Visibility)[number % 3], name=f"N {number}"))

    def move(self, number, to):
        person, teams = self.person(number), self.team_ids()
        change_team(self.database, person, self.place(person), teams[to % len(teams)], now=NOW)

    def appear(self, number, how):
        person = self.person(number)
        choose_visibility(self.database, person, self.place(person), list(Visibility)[how % 3], f"Lynx {how}")

    def hand_over(self, number, to):
        captain, heir = self.person(number), self.person(to)
        team_id = next(role.team_id for role in captain.held if role.kind is RoleKind.CAPTAIN)
        hand_over(self.database, captain, team_id, self.place(heir).participation_id, now=NOW)

    def record(self, number, measure):
        person = self.person(number)
        if person.account_id in self.erased():
            raise NotSignedInError
        self.recorded.append((number % len(self.people), record(self.database, person, measure).activity_id))

    def change_activity(self, number, verb, *arguments):
        if self.recorded:
            owner, activity_id = self.recorded[number % len(self.recorded)]
            if self.people[owner].account_id not in self.erased():
                verb(self.database, self.person(owner), activity_id, *arguments, now=NOW)

    def delete(self, number, _):
        self.change_activity(number, delete_activity)

    def restore(self, number, _):
        self.change_activity(number, restore_activity)

    def edit(self, number, minutes):
        self.change_activity(number, edit_activity, outing(15 + minutes, day=minutes % 2))

    def adapt(self, number, _):
        person = self.person(number)
        if person.account_id not in self.erased():
            choose_adapted(self.database, person, self.place(person), adapted=True, now=NOW)

    def erase(self, number, _):
        erase_me(self.database, self.person(number), now=NOW)

    def erased(self):
        with self.database.reading() as connection:
            gone = select(Participation.account_id).where(Participation.erased_at.is_not(None))
            return set(connection.scalars(gone))


@pytest.fixture(
    params=[5_000 * EURO, 40 * EURO, 7 * EURO + 1], ids=["far below the cap", "past the cap", "a small cap"]
)
def cap(request):
    return request.param


def also_if_gone(row):
    """Whoever a row stands for, as money is split: also somebody who erased their account."""
    where = (row.edition_id, row.entry_id, row.team_id)
    return Participant(row.id, *where, row.adapted, row.points, row.active_days, withdrawn=False, rate=RATE)


@EIGHT
@given(changes=CHANGES)
def test_any_history_has_the_totals_that_a_recount_finds(database, changes):
    history = History(database).play(changes)
    door = history.door
    own = Participation.entry_id == door.entry_id
    with database.reading() as connection:
        people = connection.execute(select(*Participation.__table__.columns).where(own)).all()
        days = connection.execute(
            select(DayTotal.participation_id, DayTotal.team_id, DayTotal.points, DayTotal.micro_euros, DayTotal.active)
            .join(Participation, Participation.id == DayTotal.participation_id)
            .where(own)
        ).all()
        members = connection.execute(
            select(*Membership.__table__.columns)
            .join(Participation, Participation.id == Membership.participation_id)
            .where(own)
        ).all()
        entry = connection.execute(select(*Entry.__table__.columns).where(Entry.id == door.entry_id)).one()
        booked = dict(
            connection.execute(
                select(LedgerEntry.kind, func.sum(LedgerEntry.micro_euros))
                .where(LedgerEntry.entry_id == door.entry_id)
                .group_by(LedgerEntry.kind)
            ).all()
        )
        captains = Counter(connection.scalars(select(Role.team_id).where(Role.kind == RoleKind.CAPTAIN)).all())

    def sums(rows):
        return sum(row.points for row in rows), sum(row.micro_euros for row in rows), sum(row.active for row in rows)

    def of(row):
        return row.points, row.micro_euros, row.active_days

    for team in door.teams().values():
        seated = [row for row in people if row.team_id == team.id and row.erased_at is None]
        assert team.participants == len(seated) <= team.seats
        assert team.contributors == sum(row.team_id == team.id and row.points > 0 for row in members)
        assert of(team) == sums([row for row in days if row.team_id == team.id])
        assert captains[team.id] == bool(seated), "whoever is in a team has one captain; nobody, none"
    assert of(entry) == sums(days)
    assert entry.participants == len(people) <= HEADCOUNT
    assert entry.contributors == sum(row.points > 0 for row in people)
    for person in people:
        earned = {row.team_id: row.points for row in members if row.participation_id == person.id}
        assert sum(earned.values()) == person.points
        assert person.team_id in earned
    assert booked.pop(EntryKind.FEE) == FEE * entry.participants
    assert sum(booked.values()) == entry.micro_euros == entry.points * RATE
    assert verify(database) == []


@SIX
@given(changes=CHANGES)
def test_any_history_explains_every_micro_euro_also_past_the_cap(database, cap, changes):
    history = History(database, cap).play(changes)
    door = history.door
    with database.reading() as connection:
        edition = edition_on(connection, door.edition_id)
        money = money_of_entry(connection, door.entry_id)
        rows = connection.execute(
            select(*Participation.__table__.columns).where(Participation.entry_id == door.entry_id)
        ).all()
        parts = {row.id: person_euros(connection, also_if_gone(row), money) for row in rows}
        companies, teams, _ = contenders_of(connection, edition)
    euros = money.euros
    assert euros.total <= cap
    assert euros.fees == min(cap, FEE * len(rows))
    assert [row.euros for row in companies] == [euros.counted]
    assert sum(row.euros for row in teams) == euros.counted
    assert sum(part.earned for part in parts.values()) == euros.earned
    assert sum(part.counted for part in parts.values()) == euros.counted
    assert read_totals(database, door.edition_id).raised == euros.total
    gone = history.erased()
    for person in (as_now(database, one) for one in history.people if one.account_id not in gone):
        place = place_of(person)
        explained = explain_days(database, person, place)
        part = parts[place.participation_id]
        assert sum(day.euros.earned for day in explained) == part.earned
        assert sum(day.euros.counted for day in explained) == part.counted


@SIX
@given(changes=CHANGES)
def test_any_history_shows_nobody_who_hid_or_went(database, changes):
    history = History(database).play(changes)
    door = history.door
    stranger = make_organiser(database, door.edition_id)
    shown = Counter(place.name for place in read_people(database, stranger, door.edition_id))
    with database.reading() as connection:
        visible = Counter(
            connection.scalars(
                select(Participation.nickname).where(
                    Participation.entry_id == door.entry_id,
                    Participation.visibility != Visibility.HIDDEN,
                    Participation.erased_at.is_(None),
                )
            )
        )
    assert shown <= visible
    board = read_team_board(database, stranger, door.edition_id, Ranking.POINTS, now=NOW)
    by_key = {place.contender.key: place.contender for place in board.places}
    for team in door.teams().values():
        drawn = by_key.get(team.id)
        assert drawn is None or drawn.points == (0 if drawn.withheld else team.points)
    with database.reading() as connection:
        assert set(by_key) <= set(connection.scalars(select(Team.id).where(Team.entry_id == door.entry_id)))


def test_the_histories_above_reach_every_verb(database):
    history = History(database)
    history.play([("record", 0, outing(40)), ("join", "found", 1), ("join", "choose", 0), ("move", 1, 1)])
    history.play([("record", 1, outing(40)), ("hand_over", 0, 2), ("appear", 2, 2), ("adapt", 1, 0)])
    history.play([("delete", 0, 0), ("restore", 0, 0), ("edit", 0, 5), ("erase", 0, 0), ("erase", 1, 0)])
    assert len(history.people) == 5
    assert len(history.erased()) == 2
    assert [row.points > 0 for row in history.door.teams().values()] == [True, True]
    assert verify(database) == []
