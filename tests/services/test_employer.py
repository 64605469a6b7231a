"""What an employer reads, tried with every pair of views and dates: no difference is the work of few people."""

from collections import Counter
from contextlib import suppress
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime, time, timedelta
from itertools import combinations, count
from threading import Thread

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, insert, select, update

from challenge.domain.disclosure import Visibility
from challenge.domain.employer import FEWEST, is_cell, is_dominated
from challenge.domain.money import CENT, EURO
from challenge.domain.standings import Ranking
from challenge.errors import CaptainStaysError, NotAllowedError, NotFoundError
from challenge.services import standing
from challenge.services.activities import delete_activity
from challenge.services.arrivals import Arrival
from challenge.services.boards import read_company_boards, read_team_board
from challenge.services.editions import lock_edition
from challenge.services.employer import EmployerView, read_employer_view
from challenge.services.erasure import erase_me
from challenge.services.joining import change_team
from challenge.services.permissions import Actor, Held
from challenge.services.seeding import record_for_many
from challenge.services.weeks import close_weeks
from challenge.store.account_models import Account
from challenge.store.activity_models import DayTotal, Source
from challenge.store.company_models import Entry, PublishedWeek
from challenge.store.edition_models import EditionState
from challenge.store.ids import new_id
from challenge.store.team_models import Membership, Participation, RoleKind, Team
from tests.factories import (
    FIRST,
    PARIS,
    make_captain,
    make_company,
    make_edition,
    make_hr_manager,
    make_organiser,
    make_person,
    make_team,
    outing,
    place_of,
)
from tests.services.test_query_budget import counted

WEEK = 7
WEEKS = 4
NICKNAME = "Zébulon"
numbers = count(1)


def sunday_evening(week):
    """The last evening of a week of the edition, counted from zero; -1 is the week before."""
    return datetime.combine(FIRST + timedelta(days=WEEK * week + 6), time(20), tzinfo=PARIS).astimezone(UTC)


def after(week):
    """The Monday after a week, early."""
    return sunday_evening(week) + timedelta(hours=5)


class Firm:
    """A company with two teams whose people join, move, log, change and erase; its HR manager reads on."""

    def __init__(self, database, headcount=60, **of_edition):
        self.database = database
        self.edition_id = make_edition(database, slug=f"firm-{next(numbers)}", **of_edition)
        self.entry_id = make_company(database, self.edition_id, headcount=headcount)
        self.teams = [make_team(database, self.entry_id, seats=40) for _ in range(2)]
        self.organiser = make_organiser(database, self.edition_id)
        self.hr_manager = make_hr_manager(database, self.edition_id, self.entry_id)
        self.people, self.accounts, self.made, self.gone = [], [], [], set()

    def join(self, number, moment):
        """So many people join at once."""
        rows = [(new_id(), new_id(), self.teams[place % 2]) for place in range(number)]
        if not rows:
            return self
        where = {"edition_id": self.edition_id, "entry_id": self.entry_id, "joined_at": moment}
        shown = {"nickname": NICKNAME, "visibility": Visibility.NAME}
        with self.database.transaction() as connection:
            accounts = [{"id": account, "name": NICKNAME, "created_at": moment} for account, _, _ in rows]
            connection.execute(insert(Account), accounts)
            joined = [
                {"id": key, "account_id": account, "team_id": team} | where | shown for account, key, team in rows
            ]
            connection.execute(insert(Participation), joined)
            seats = [{"participation_id": key, "team_id": team, "joined_at": moment} for _, key, team in rows]
            connection.execute(insert(Membership), seats)
            of_company = update(Entry).where(Entry.id == self.entry_id)
            connection.execute(of_company.values(participants=Entry.participants + number))
            for team_id, more in Counter(team for _, _, team in rows).items():
                of_team = update(Team).where(Team.id == team_id)
                connection.execute(of_team.values(participants=Team.participants + more))
        self.people += [key for _, key, _ in rows]
        self.accounts += [account for account, _, _ in rows]
        return self

    def log(self, days, now):
        """Half an hour on each of these days, counted from the first, for each of these people who are still there."""
        days = [(who, day) for who, day in days if who not in self.gone]
        arrivals = [
            Arrival(self.people[who], Source.MANUAL, f"{self.people[who]}:{day}:{new_id()}", outing(30, day=day))
            for who, day in days
        ]
        admitted = record_for_many(self.database, self.organiser, self.edition_id, arrivals, now=now)
        self.made += [(who, done.activity_id) for (who, _), done in zip(days, admitted, strict=True)]
        return self

    def person(self, who):
        """Somebody as they act themselves."""
        held = Held(RoleKind.PARTICIPANT, self.edition_id, self.entry_id, None, self.people[who])
        return Actor(self.accounts[who], NICKNAME, None, (held,))

    def delete(self, which, now):
        """Somebody deletes an activity of theirs."""
        made = [(who, activity_id) for who, activity_id in self.made if who not in self.gone]
        if made:
            who, activity_id = made[which % len(made)]
            self.made.remove((who, activity_id))
            delete_activity(self.database, self.person(who), activity_id, now=now)

    def move(self, who, moment):
        """Somebody changes to one of the teams."""
        person, team = self.person(who), self.teams[who % 3 == 0]
        if who not in self.gone:
            with suppress(CaptainStaysError):
                change_team(self.database, person, place_of(person), team, now=moment)

    def erase(self, who, moment):
        """Somebody erases their account; their points stay."""
        if who not in self.gone:
            self.gone.add(who)
            erase_me(self.database, self.person(who), now=moment)

    def close(self, week):
        """The week ends."""
        close_weeks(self.database, after(week))
        return self

    def view(self, now):
        """What the HR manager reads."""
        return read_employer_view(self.database, self.hr_manager, self.entry_id, now=now)

    def behind(self, week):
        """Who had joined by the end of a week, and the active days each of them has in it, counted anew."""
        first = FIRST + timedelta(days=WEEK * week)
        with self.database.reading() as connection:
            rows = connection.execute(select(Participation.id, Participation.joined_at)).all()
            joined = {row.id for row in rows if row.id in self.people and row.joined_at < after(week)}
            days = connection.execute(
                select(DayTotal.participation_id, func.count())
                .where(DayTotal.active, DayTotal.day.between(first, first + timedelta(days=6)))
                .where(DayTotal.participation_id.in_(joined))
                .group_by(DayTotal.participation_id)
            )
            return joined, dict(days.all())

    def published(self):
        """The rows as they are kept."""
        columns = (PublishedWeek.participants, PublishedWeek.active_people, PublishedWeek.active_days)
        statement = select(PublishedWeek.week_starts_on, *columns).where(PublishedWeek.entry_id == self.entry_id)
        with self.database.reading() as connection:
            rows = connection.execute(statement.order_by(PublishedWeek.week_starts_on)).all()
        return [tuple(row) for row in rows]


def everyday(people, week, days=3):
    """So many days of a week for each of so many people."""
    return [(who, WEEK * week + day) for who in range(people) for day in range(days)]


HABITS = st.lists(st.integers(0, WEEK), min_size=40, max_size=40)
"""How many days a week each person is active."""
LATE = st.lists(
    st.tuples(
        st.sampled_from(["add", "delete", "move", "erase"]), st.integers(0, 39), st.integers(0, WEEK * WEEKS - 1)
    ),
    max_size=3,
)
STORY = st.lists(
    st.tuples(st.integers(0, 10), st.dictionaries(st.integers(0, 39), st.integers(0, WEEK)), LATE),
    min_size=WEEKS,
    max_size=WEEKS,
)


@settings(max_examples=10, phases=[Phase.generate])  # a story takes a second: no time to shorten it
@given(start=st.integers(6, 20), headcount=st.integers(20, 60), habits=HABITS, story=STORY)
def test_whatever_happens_no_two_views_differ_by_few_people(database, start, headcount, habits, story):
    firm = Firm(database, headcount).join(start, sunday_evening(-1))
    seen, behind = [], [firm.behind(-1)]
    for week, (joins, otherwise, late) in enumerate(story):
        firm.join(min(joins, 40 - len(firm.people)), sunday_evening(week) - timedelta(days=2))
        days = {who: otherwise.get(who, habits[who]) for who in range(len(firm.people))}
        firm.log(
            [(who, WEEK * week + day) for who, number in days.items() for day in range(number)], sunday_evening(week)
        )
        firm.close(week)
        behind.append(firm.behind(week))
        seen.append(firm.view(after(week)))
        for step, (verb, who, number) in enumerate(late, 1):
            moment = after(week) + timedelta(hours=step)
            tell(firm, verb, who % len(firm.people), number % (WEEK * (week + 1)), moment)
            seen.append(firm.view(moment))
        close_weeks(database, after(week) + timedelta(hours=9))
    assert_nothing_published_changes(seen)
    assert_every_pair_is_safe(firm, behind, headcount)
    assert NICKNAME not in repr(seen)


def tell(firm, verb, who, number, moment):
    if verb == "add":
        firm.log([(who, number)], moment)
    elif verb == "delete":
        firm.delete(number, moment)
    elif verb == "move":
        firm.move(who, moment)
    else:
        firm.erase(who, moment)


def assert_nothing_published_changes(seen):
    for earlier, later in combinations(seen, 2):
        assert later.weeks[: len(earlier.weeks)] == earlier.weeks
        if len(later.weeks) == len(earlier.weeks):
            assert (later.participants, later.money.fees) == (earlier.participants, earlier.money.fees)


def assert_every_pair_is_safe(firm, behind, headcount):
    rows, counted_as = firm.published(), {0: set()}
    for (_, participants, active_people, active_days), (joined, days) in zip(rows, behind, strict=True):
        assert participants == 0 or participants == len(counted_as.setdefault(participants, joined))
        if active_people is not None:
            assert is_cell(active_people, participants)
            assert len(days) >= FEWEST
        if active_days is not None:
            assert active_days == sum(days.values())
            assert is_cell(len(days), headcount)
            assert sum(days.get(person, 0) < WEEK for person in joined) >= FEWEST
            assert not is_dominated(days.values())
    for (one, (_, days)), (other, (_, later)) in combinations(zip(rows, behind, strict=True), 2):
        assert abs(one[1] - other[1]) not in range(1, FEWEST)
        if one[2] is not None and other[2] is not None:
            assert abs(one[2] - other[2]) not in range(1, FEWEST)
        if one[3] is not None and other[3] is not None:
            difference = Counter(later)
            difference.subtract(days)
            made_by = {person: more for person, more in difference.items() if more}
            assert not made_by or len(made_by) >= FEWEST
            assert not is_dominated(made_by.values())


def test_an_ordinary_company_sees_its_weeks(database):
    firm = Firm(database).join(30, sunday_evening(-1))
    for week, days in enumerate((3, 4)):
        firm.log(everyday(20, week, days), sunday_evening(week)).close(week)
    view = firm.view(after(1))
    assert (view.participants.people, view.headcount, view.counted_on) == (30, 60, FIRST + timedelta(days=13))
    assert [(week.regularity, week.active_people.people) for week in view.weeks] == [(14, 20), (19, 20)]
    assert view.weeks[1].first == FIRST + timedelta(days=7)


def test_a_week_is_published_when_its_sunday_is_over_and_only_once(database):
    firm = Firm(database).join(30, sunday_evening(-1)).log(everyday(20, 0), sunday_evening(0))
    assert close_weeks(database, sunday_evening(0)) == 1  # the week in which they joined
    assert close_weeks(database, after(0)) == 1
    assert close_weeks(database, after(0)) == 0
    assert [row[1:] for row in firm.published()] == [(30, None, None), (30, 20, 60)]


def test_a_week_is_the_editions_own_and_ends_at_its_midnight(database):
    Firm(database, zone="America/Martinique").join(30, sunday_evening(-1))
    close_weeks(database, after(-1) + timedelta(hours=6))
    midnight_in_paris = datetime(2025, 3, 10, tzinfo=PARIS)
    assert close_weeks(database, midnight_in_paris + timedelta(hours=4)) == 0
    assert close_weeks(database, midnight_in_paris + timedelta(hours=6)) == 1


def test_weeks_missed_while_the_server_was_down_are_published_in_order(database):
    firm = Firm(database).join(10, sunday_evening(-1)).join(7, sunday_evening(0)).join(1, sunday_evening(1))
    firm.close(2)
    assert [row[1] for row in firm.published()] == [10, 10, 18, 18]


def test_nothing_is_published_of_a_draft(database):
    firm = Firm(database, state=EditionState.DRAFT).join(30, sunday_evening(-1)).close(1)
    assert firm.published() == []


def test_what_is_entered_late_changes_nothing_published(database):
    firm = Firm(database).join(30, sunday_evening(-1)).log(everyday(20, 0), sunday_evening(0)).close(0)
    before = firm.published()
    firm.log(everyday(28, 0, 7), after(0) + timedelta(hours=2))
    close_weeks(database, after(0) + timedelta(hours=3))
    assert firm.published() == before


@pytest.mark.parametrize("later", [timedelta(hours=2), timedelta(seconds=-30)], ids=["late", "waiting for its turn"])
def test_a_late_change_by_many_does_not_cover_the_difference_that_one_person_makes(database, later):
    firm = Firm(database).join(30, sunday_evening(-1)).log(everyday(20, 0), sunday_evening(0)).close(0)
    firm.log([(who, 4) for who in range(8)], after(0) + later)
    firm.log([*everyday(20, 1), (19, WEEK + 5)], sunday_evening(1)).close(1)
    assert [week.regularity for week in firm.view(after(1)).weeks] == [14, None]


def test_one_more_colleague_moves_no_figure_of_the_employer(database):
    firm = Firm(database).join(20, sunday_evening(-1)).log(everyday(15, 0), sunday_evening(0)).close(0)
    before = firm.view(after(1))
    firm.join(1, after(0)).close(1)
    later = firm.view(after(1))
    assert later.participants == before.participants
    assert later.money == before.money
    assert later.money.fees == 20 * 25 * EURO


def test_two_processes_that_close_the_same_week_write_it_once(database):
    """The second finds the week open, waits for the first at the edition's lock, and then has nothing left to write."""
    firm = Firm(database).join(30, sunday_evening(-1)).close(-1)
    written = []
    second = Thread(target=lambda: written.append(close_weeks(database, after(0))))
    with database.transaction() as connection:
        lock_edition(connection, firm.edition_id)
        second.start()
        second.join(timeout=1)
        assert second.is_alive()
        row = {"entry_id": firm.entry_id, "week_starts_on": FIRST, "participants": 30, "published_at": after(0)}
        connection.execute(insert(PublishedWeek), [row])
    second.join()
    assert written == [0]


def test_whoever_joins_after_a_week_is_not_in_it_although_it_is_published_later(database):
    firm = Firm(database).join(30, sunday_evening(-1)).log(everyday(20, 0), sunday_evening(0))
    firm.join(1, after(0)).log([(30, 3)], after(0)).close(1)
    assert firm.published()[1][1:] == (30, 20, 60)


def test_money_is_of_public_points_and_published_people(database):
    firm = Firm(database).join(30, sunday_evening(-1)).log(everyday(20, 0), sunday_evening(0)).close(0)
    money = firm.view(after(0)).money
    board = read_company_boards(database, firm.hr_manager, firm.edition_id, Ranking.POINTS, now=after(0))[0]
    assert money.earned == board.places[0].contender.points * 15 * CENT == money.counted
    assert money.fees == 30 * 25 * EURO
    assert money.cap == 5_000 * EURO == money.fees + money.counted + money.left


def test_money_says_nothing_where_the_public_board_says_nothing(database):
    firm = Firm(database).join(30, sunday_evening(-1)).log(everyday(2, 0), sunday_evening(0)).close(0)
    money = firm.view(after(0)).money
    assert (money.earned, money.counted, money.left) == (None, None, None)


def test_teams_are_those_of_the_public_board_and_only_ones_own(database):
    firm = Firm(database).join(30, sunday_evening(-1)).log(everyday(12, 0), sunday_evening(0))
    rival = make_team(database, make_company(database, firm.edition_id))
    reader = make_person(database, rival)
    board = read_team_board(database, reader, firm.edition_id, Ranking.REGULARITY, now=after(0))
    shown = [(row.name, row.rank, row.regularity, row.points) for row in firm.view(after(0)).teams]
    own = [place for place in board.places if place.contender.key in firm.teams]
    assert shown == [(row.contender.name, row.rank, row.regularity, row.contender.points) for row in own]
    assert len(shown) == 2


def words_of(kind):
    """Names of the fields of a view, its parts included."""
    for field in fields(kind):
        yield field.name
        parts = [field.type, *getattr(field.type, "__args__", ())]
        for part in parts:
            if is_dataclass(part):
                yield from words_of(part)


def test_no_field_of_the_view_holds_a_person_or_what_somebody_did():
    words = set(words_of(EmployerView))
    assert {"cap", "regularity", "active_people", "at_least", "gap", "points"} <= words
    never = ("minute", "second", "hour", "km", "distance", "ascent", "step", "sport", "measure", "person", "nickname")
    never += ("email", "account", "participation_id", "file", "id")
    assert [word for word in words for sign in never if sign == word or (len(sign) > 3 and sign in word)] == []


def test_only_the_companys_own_hr_manager_sees_it(database):
    firm, elsewhere = Firm(database), Firm(database)
    rival = make_company(database, firm.edition_id)
    insiders = [
        make_hr_manager(database, firm.edition_id, rival),
        make_captain(database, firm.teams[0]),
        make_person(database, firm.teams[0]),
        firm.organiser,
    ]
    for insider in insiders:
        with pytest.raises(NotAllowedError):
            read_employer_view(database, insider, firm.entry_id)
    with pytest.raises(NotFoundError):
        read_employer_view(database, elsewhere.hr_manager, firm.entry_id)
    with pytest.raises(NotFoundError):
        read_employer_view(database, firm.hr_manager, new_id())


def test_twice_the_people_send_as_many_statements(database):
    firm, sent = Firm(database), []
    for week, people in enumerate((15, 15, 30)):
        firm.join(people - len(firm.people), sunday_evening(week - 1)).log(everyday(people, week), sunday_evening(week))
        standing._kept.clear()
        with counted(database) as statements:
            firm.close(week).view(after(week))
        sent.append(len(statements))
    assert sent[1] == sent[2]
