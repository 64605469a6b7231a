"""Recording: what is taken in, what it earns, and what is refused."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from challenge.domain.money import CENT
from challenge.domain.rules import KILOMETRES
from challenge.errors import (
    AfterEditionError,
    BeforeEditionError,
    EditionLockedError,
    ImplausibleFigureError,
    InFutureError,
    NotFoundError,
    NothingToUndoError,
    UnknownSportError,
)
from challenge.services.activities import (
    ByHand,
    delete_activity,
    edit_activity,
    measure_by_hand,
    record_activities,
    restore_activity,
    steps_by_hand,
)
from challenge.services.arrivals import Arrival
from challenge.services.day_steps import record_steps
from challenge.services.editions import read_edition
from challenge.services.seeding import record_for_many
from challenge.services.verification import verify
from challenge.store.activity_models import Activity, ActivityMeasure, DayTotal, LedgerEntry, Source, Status
from challenge.store.company_models import Entry
from challenge.store.edition_models import Edition
from challenge.store.team_models import Participation, Team
from tests.factories import (
    AFTER_LOCK,
    FIRST,
    LAST,
    LOCK,
    NOW,
    day_steps,
    impossible_ride,
    make_company,
    make_edition,
    make_organiser,
    make_person,
    make_somebody,
    make_team,
    noon,
    outing,
    place_of,
    record,
)


@pytest.fixture
def person(database):
    """A participant alone in an edition."""
    return make_somebody(database)


def totals_of(database, person):
    """Points and active days as the person, the team and the company have them, each from its own row."""
    held = place_of(person)
    wanted = ((Participation, held.participation_id), (Team, held.team_id), (Entry, held.entry_id))
    with database.reading() as connection:
        rows = [
            connection.execute(select(model.points, model.active_days).where(model.id == key)).one()
            for model, key in wanted
        ]
    assert len(set(rows)) == 1
    return tuple(rows[0])


def booked(database):
    """The ledger's lines: kind, points, and the entry each takes back."""
    with database.reading() as connection:
        rows = connection.execute(
            select(LedgerEntry.kind, LedgerEntry.points, LedgerEntry.reverses).order_by(LedgerEntry.sequence)
        )
        return [tuple(row) for row in rows]


def revision_of(database, person):
    return read_edition(database, place_of(person).edition_id).revision


def test_40_minutes_on_foot_earn_14_points_and_10_for_the_active_day(database, person):
    admitted = record(database, person, outing(40))
    assert (admitted.status, admitted.points) == (Status.COUNTED, 14)
    assert totals_of(database, person) == (24, 1)
    assert booked(database) == [("activity", 14, None), ("day", 10, None)]


def test_every_point_is_booked_with_what_it_is_worth(database, person):
    record(database, person, outing(40))
    with database.reading() as connection:
        assert connection.scalar(select(func.sum(LedgerEntry.micro_euros))) == 24 * 15 * CENT
        assert connection.scalar(select(Entry.micro_euros)) == 24 * 15 * CENT


def test_a_repeat_records_books_and_moves_nothing(database, person):
    first = record(database, person, outing(40), key="same")
    before, revision = booked(database), revision_of(database, person)
    again = record(database, person, outing(90), key="same")
    assert (again.activity_id, again.points, again.repeated) == (first.activity_id, 14, True)
    assert (booked(database), revision_of(database, person)) == (before, revision)


def test_the_same_activity_twice_in_one_request_is_recorded_once(database, person):
    arrival = (Source.FILE, "tour.gpx", outing(40))
    admitted = record_activities(database, person, place_of(person), [arrival, arrival], now=NOW)
    assert [answer.repeated for answer in admitted] == [False, True]
    assert totals_of(database, person) == (24, 1)


def test_a_deleted_activity_is_not_recorded_again_by_a_repeat(database, person):
    activity = record(database, person, outing(40), key="same")
    delete_activity(database, person, activity.activity_id, now=NOW)
    assert record(database, person, outing(40), key="same").status is Status.WITHDRAWN
    assert totals_of(database, person) == (0, 0)


def test_of_a_request_with_one_activity_that_is_refused_nothing_is_kept(database, person):
    arrivals = [(Source.FILE, "good", outing(40)), (Source.FILE, "early", outing(40, day=-1))]
    with pytest.raises(BeforeEditionError):
        record_activities(database, person, place_of(person), arrivals, now=NOW)
    assert booked(database) == []
    assert totals_of(database, person) == (0, 0)


def test_an_edit_takes_the_old_points_back_and_books_the_new_ones(database, person):
    activity = record(database, person, outing(40))
    edited = edit_activity(database, person, activity.activity_id, outing(60), now=NOW)
    assert edited.points == 21
    assert booked(database)[2:] == [("activity", -14, 1), ("activity", 21, None)]
    assert totals_of(database, person) == (31, 1)


def test_an_edit_to_another_day_moves_the_points_and_the_active_day(database, person):
    activity = record(database, person, outing(40))
    edit_activity(database, person, activity.activity_id, outing(40, day=3), now=NOW)
    with database.reading() as connection:
        days = connection.execute(select(DayTotal.day, DayTotal.points, DayTotal.active).order_by(DayTotal.day)).all()
    assert days == [(FIRST, 0, False), (FIRST + timedelta(days=3), 24, True)]
    assert totals_of(database, person) == (24, 1)


def test_an_activity_without_points_takes_its_active_minutes_along_to_another_day(database, person):
    record(database, person, outing(19))
    activity = record(database, person, outing(1))
    edit_activity(database, person, activity.activity_id, outing(1, day=3), now=NOW)
    assert totals_of(database, person) == (7, 0)


def test_an_hour_of_yoga_where_kilometres_count_makes_one_active_day_wherever_it_is_moved(database):
    person = make_somebody(database, slug="kilometres", rules=KILOMETRES)
    activity = record(database, person, outing(60, sport="yoga"))
    edit_activity(database, person, activity.activity_id, outing(60, day=3, sport="yoga"), now=NOW)
    assert totals_of(database, person) == (10, 1)


def test_verify_names_a_day_that_its_activities_do_not_make(database):
    person = make_somebody(database, slug="kilometres", rules=KILOMETRES)
    record(database, person, outing(60, sport="yoga"))
    with database.transaction() as connection:
        connection.execute(update(ActivityMeasure).values(moving_seconds=60))
    assert verify(database) != []


def test_deleting_takes_everything_back_and_restoring_books_it_again(database, person):
    activity = record(database, person, outing(40))
    delete_activity(database, person, activity.activity_id, now=NOW)
    assert totals_of(database, person) == (0, 0)
    assert booked(database)[2:] == [("activity", -14, 1), ("day", -10, 2)]
    assert restore_activity(database, person, activity.activity_id, now=NOW).points == 14
    assert totals_of(database, person) == (24, 1)
    assert verify(database) == []


def test_deleting_twice_books_nothing_the_second_time(database, person):
    activity = record(database, person, outing(40))
    delete_activity(database, person, activity.activity_id, now=NOW)
    before = booked(database)
    delete_activity(database, person, activity.activity_id, now=NOW)
    assert booked(database) == before


def test_what_was_not_deleted_cannot_be_restored(database, person):
    activity = record(database, person, outing(40))
    with pytest.raises(NothingToUndoError):
        restore_activity(database, person, activity.activity_id, now=NOW)


def test_an_activity_that_does_not_exist_is_not_found(database, person):
    for change in (delete_activity, restore_activity):
        with pytest.raises(NotFoundError):
            change(database, person, 1, now=NOW)


def test_a_second_figure_for_the_steps_of_a_day_replaces_the_first(database, person):
    place = place_of(person)
    first = record_steps(database, person, place, day=FIRST, steps=8_000, now=NOW)
    second = record_steps(database, person, place, day=FIRST, steps=10_000, now=NOW)
    assert first.activity_id == second.activity_id
    assert (first.points, second.points) == (18, 25)
    assert totals_of(database, person) == (35, 1)


def test_the_steps_of_another_day_are_another_figure(database, person):
    for number in range(2):
        day = FIRST + timedelta(days=number)
        record_steps(database, person, place_of(person), day=day, steps=8_000, now=NOW)
    assert totals_of(database, person) == (56, 2)


def test_steps_of_a_day_count_only_what_its_walk_has_not_counted(database, person):
    record(database, person, outing(30, steps=3_000))
    record(database, person, day_steps(8_000))
    assert totals_of(database, person) == (11 + 18 - 11 + 10, 1)


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_the_day_cap_takes_the_same_in_whatever_order_activities_arrive(database, person, order):
    measures = [outing(60, sport="run"), outing(30), outing(45, sport="yoga")]
    for number in order:
        record(database, person, measures[number])
    assert totals_of(database, person) == (50, 1)
    assert verify(database) == []


def test_an_activity_belongs_to_the_local_day_of_its_start(database, person):
    late = datetime(2025, 3, 9, 23, 30, tzinfo=UTC)
    record(database, person, replace(outing(40), started_at=late))
    with database.reading() as connection:
        assert connection.scalar(select(Activity.day)) == date(2025, 3, 10)


@pytest.mark.parametrize(
    ("day", "now", "refusal"),
    [
        (-1, NOW, BeforeEditionError),
        (28, AFTER_LOCK - timedelta(days=1), AfterEditionError),
        (22, NOW, InFutureError),
    ],
)
def test_a_day_outside_the_edition_or_still_to_come_is_refused(database, person, day, now, refusal):
    with pytest.raises(refusal):
        record(database, person, outing(40, day=day), now=now)
    mine = record(database, person, outing(40))
    with pytest.raises(refusal):
        edit_activity(database, person, mine.activity_id, outing(40, day=day), now=now)
    assert totals_of(database, person) == (24, 1)


def test_the_first_and_the_last_day_are_part_of_the_edition(database, person):
    for day in (0, 27):
        record(database, person, outing(40, day=day), now=LOCK - timedelta(seconds=1))
    assert totals_of(database, person) == (48, 2)
    assert noon(27).date() == LAST


@pytest.mark.parametrize("now", [LOCK, AFTER_LOCK])
def test_from_the_lock_date_on_nothing_is_recorded_edited_deleted_or_restored(database, person, now):
    mine, gone = (record(database, person, outing(40, day=day)).activity_id for day in range(2))
    delete_activity(database, person, gone, now=NOW)
    before = booked(database)
    for attempt in (
        lambda: record(database, person, outing(40), now=now),
        lambda: record_steps(database, person, place_of(person), day=FIRST, steps=8_000, now=now),
        lambda: edit_activity(database, person, mine, outing(60), now=now),
        lambda: delete_activity(database, person, mine, now=now),
        lambda: restore_activity(database, person, gone, now=now),
    ):
        with pytest.raises(EditionLockedError):
            attempt()
    assert booked(database) == before


def test_an_unknown_sport_is_refused_by_hand_and_in_an_edit(database, person):
    edition = read_edition(database, place_of(person).edition_id)
    with pytest.raises(UnknownSportError):
        measure_by_hand(edition, ByHand("flying", FIRST, 30), now=NOW)
    mine = record(database, person, outing(40))
    with pytest.raises(UnknownSportError):
        edit_activity(database, person, mine.activity_id, outing(40, sport="flying"), now=NOW)


@pytest.mark.parametrize("sport", ["flying", None])
def test_an_unknown_sport_is_refused_when_recorded(database, person, sport):
    with pytest.raises(UnknownSportError):
        record(database, person, outing(40, sport=sport))


@pytest.mark.parametrize(
    "figures",
    [{"minutes": 0}, {"minutes": 10_081}, {"kilometres": -1}, {"kilometres": 2_001}, {"ascent": 20_001}],
    ids=str,
)
def test_a_figure_beyond_what_can_be_entered_is_refused_by_name(database, person, figures):
    edition = read_edition(database, place_of(person).edition_id)
    with pytest.raises(ImplausibleFigureError) as refusal:
        measure_by_hand(edition, replace(ByHand("walk", FIRST, 30), **figures), now=NOW)
    assert refusal.value.facts["figure"] in figures


@pytest.mark.parametrize("steps", [0, -1, 200_001])
def test_steps_beyond_what_can_be_entered_are_refused(database, person, steps):
    edition = read_edition(database, place_of(person).edition_id)
    with pytest.raises(ImplausibleFigureError):
        steps_by_hand(edition, day=FIRST, steps=steps, now=NOW)


def test_what_is_typed_for_today_starts_now_at_the_latest(database, person):
    edition = read_edition(database, place_of(person).edition_id)
    morning = datetime(2025, 3, 24, 7, tzinfo=UTC)
    today = measure_by_hand(edition, ByHand("walk", morning.date(), 30), now=morning)
    yesterday = measure_by_hand(edition, ByHand("walk", date(2025, 3, 23), 30, 2.5), now=morning)
    assert today.started_at == morning
    assert (yesterday.started_at, yesterday.distance_m) == (noon(20), 2_500)


def test_every_change_raises_the_revision_by_one(database, person):
    activity = record(database, person, outing(40))
    edit_activity(database, person, activity.activity_id, outing(60), now=NOW)
    delete_activity(database, person, activity.activity_id, now=NOW)
    assert revision_of(database, person) == 3


def test_a_doubted_activity_counts_at_the_limit_where_nothing_is_held(database, person):
    admitted = record(database, person, impossible_ride())
    assert (admitted.status, admitted.points) == (Status.LIMITED, 42)


def test_the_first_point_of_a_person_makes_them_a_contributor_and_the_last_one_taken_back_unmakes_them(
    database, person
):
    def contributors():
        with database.reading() as connection:
            return connection.scalar(select(Team.contributors)), connection.scalar(select(Entry.contributors))

    activity = record(database, person, outing(40))
    record(database, person, outing(40), key="again")
    assert contributors() == (1, 1)
    for key in (activity.activity_id, record(database, person, outing(40), key="again").activity_id):
        delete_activity(database, person, key, now=NOW)
    assert contributors() == (0, 0)


def test_an_organiser_brings_in_activities_of_many_at_once(database):
    edition_id = make_edition(database)
    entry_id = make_company(database, edition_id)
    people = [make_person(database, make_team(database, entry_id)) for _ in range(3)]
    arrivals = [Arrival(place_of(each).participation_id, Source.MANUAL, "walk", outing(40)) for each in people]
    record_for_many(database, make_organiser(database, edition_id), edition_id, arrivals, now=NOW)
    assert [totals_of_person(database, each) for each in people] == [24, 24, 24]
    assert verify(database) == []


def totals_of_person(database, person):
    with database.reading() as connection:
        key = place_of(person).participation_id
        return connection.scalar(select(Participation.points).where(Participation.id == key))


def test_an_organiser_brings_in_nothing_for_people_of_another_edition(database):
    elsewhere = make_somebody(database, slug="elsewhere")
    edition_id = make_edition(database)
    arrival = Arrival(place_of(elsewhere).participation_id, Source.MANUAL, "walk", outing(40))
    with pytest.raises(NotFoundError):
        record_for_many(database, make_organiser(database, edition_id), edition_id, [arrival], now=NOW)


def test_two_editions_have_ledgers_of_their_own(database):
    people = [make_somebody(database, slug=slug) for slug in ("spring", "autumn")]
    for person in people:
        record(database, person, outing(40))
    with database.reading() as connection:
        assert connection.scalars(select(Edition.ledger_length)).all() == [2, 2]
    assert verify(database) == []
