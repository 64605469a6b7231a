"""Erasing oneself: the person is found nowhere, every point and euro stays, and verify still answers for them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select, update

from challenge.domain.disclosure import Visibility
from challenge.domain.standings import Ranking
from challenge.errors import (
    LastManagerError,
    LastOrganiserError,
    NotAllowedError,
    NotFoundError,
    NotSignedInError,
    SecondStepMissingError,
)
from challenge.services import boards
from challenge.services.accounts import choose_locale, choose_notified
from challenge.services.activities import edit_activity, record_activities, restore_activity
from challenge.services.editions import utc_now
from challenge.services.erasure import erase_me
from challenge.services.joining import change_team
from challenge.services.outbox import claim
from challenge.services.permissions import Actor
from challenge.services.preferences import choose_adapted, choose_visibility
from challenge.services.review import settle_undecided
from challenge.services.review_queue import open_cases
from challenge.services.sessions import open_session, read_session
from challenge.services.verification import verify
from challenge.store.account_models import Account, Mail, MailState, Session, Slip
from challenge.store.activity_models import (
    Activity,
    ActivityFinding,
    ActivityMeasure,
    AuditEntry,
    DayTotal,
    LedgerEntry,
    Source,
    Status,
)
from challenge.store.base import Base
from challenge.store.company_models import Entry, Registration
from challenge.store.edition_models import Edition, HoldPolicy
from challenge.store.team_models import Participation, Role, RoleKind, Team
from tests.factories import (
    AFTER_LOCK,
    NOW,
    impossible_ride,
    make_account,
    make_company,
    make_edition,
    make_hr_manager,
    make_organiser,
    make_person,
    make_somebody,
    make_team,
    noon,
    outing,
    place_of,
    record,
)
from tests.rulings_given import refuse_activity, release_activity
from tests.services.test_any_order import CHANGES, PEOPLE, Scene
from tests.whole_person import EMAIL, TRACES, actor_of, make_whole_person, unconfirmed


def everything(database):
    """All that any table holds, as words."""
    with database.reading() as connection:
        return {
            table.name: " ".join(str(tuple(row)) for row in connection.execute(select(table))).casefold()
            for table in Base.metadata.sorted_tables
        }


def found_in(dump):
    return {name: trace for name, words in dump.items() for trace in TRACES if trace in words}


def one(database, statement):
    with database.reading() as connection:
        return connection.execute(statement).one()


def test_nothing_of_the_person_is_found_in_any_table_afterwards(database):
    scene = make_whole_person(database)
    before = found_in(everything(database))
    assert {"accounts", "participations", "activities", "registrations", "audit_log", "sessions"} <= set(before)
    erase_me(database, scene.actor, now=NOW)
    assert found_in(everything(database)) == {}


def test_of_the_account_only_the_number_stays_and_nothing_lets_anybody_in(database):
    scene = make_whole_person(database)
    erase_me(database, scene.actor, now=NOW)
    account = one(
        database,
        select(Account.name, Account.email, Account.locale, Account.notified, Account.erased_at).where(
            Account.id == scene.account_id
        ),
    )
    assert tuple(account) == ("", None, None, False, NOW)
    dump = everything(database)
    for emptied in ("sign_in_codes", "authenticators", "recovery_codes", "consents", "invitations"):
        assert dump[emptied] == ""
    assert tuple(one(database, select(Slip.pin_hash, Slip.revoked_at))) == (None, NOW)
    assert tuple(one(database, select(Session.browser, Session.revoked_at))) == ("", NOW)


def test_the_session_is_dead_at_once(database):
    person = make_somebody(database)
    with database.transaction() as connection:
        token = open_session(connection, person.account_id, NOW)
    assert read_session(database, token, now=NOW).actor.account_id == person.account_id
    erase_me(database, person, now=NOW)
    with pytest.raises(NotSignedInError):
        read_session(database, token, now=NOW)


def test_of_an_activity_its_day_and_points_stay(database):
    person = make_somebody(database, hold_policy=HoldPolicy.NEVER)
    admitted = record(database, person, impossible_ride(day=3), key="what-i-did.gpx")
    before = one(database, select(Activity.points, Activity.day, Activity.booked_sequence))
    erase_me(database, person, now=NOW)
    left = one(database, select(Activity.points, Activity.day, Activity.booked_sequence))
    assert tuple(left) == tuple(before)
    named = one(database, select(Activity.sport, Activity.started_at, Activity.external_id, Activity.adapted))
    assert tuple(named) == ("other", noon(3), str(admitted.activity_id), False)
    for gone in (ActivityMeasure, ActivityFinding):
        assert one(database, select(func.count()).select_from(gone))[0] == 0


def test_a_held_activity_is_withdrawn_because_nobody_can_decide_on_it(database):
    person = make_somebody(database, hold_policy=HoldPolicy.ALWAYS)
    organiser = make_organiser(database, place_of(person).edition_id)
    held = record(database, person, impossible_ride()).activity_id
    erase_me(database, person, now=NOW)
    assert one(database, select(Activity.status))[0] is Status.WITHDRAWN
    assert open_cases(database, organiser, place_of(person).edition_id) == []
    for decide in (
        lambda: release_activity(database, organiser, held, now=NOW),
        lambda: refuse_activity(database, organiser, held, "no", now=NOW),
    ):
        with pytest.raises(NotFoundError):
            decide()
    assert settle_undecided(database, now=AFTER_LOCK) == 0
    assert verify(database) == []


def figures(scene):
    """Every total, board and ledger line of a scene."""
    edition_id, organiser = scene.edition_id, scene.organiser
    with scene.database.reading() as connection:
        ledger = connection.execute(select(LedgerEntry.__table__).order_by(LedgerEntry.sequence)).all()
    companies = boards.read_company_boards(scene.database, organiser, edition_id, Ranking.POINTS, now=NOW)
    teams = [boards.read_team_board(scene.database, organiser, edition_id, Ranking.POINTS, now=NOW)]
    rows = [
        (place.rank, place.value, place.regularity, place.contender.name, place.contender.euros)
        for board in (*companies, *teams)
        for place in board.places
    ]
    return scene.totals(), rows, boards.read_totals(scene.database, edition_id), ledger


def move(scene, number):
    """Send one of the people to the other team."""
    person = scene.people[number]
    now_in = one(scene.database, select(Participation.team_id).where(Participation.account_id == person.account_id))[0]
    other = next(team for team in scene.teams if team != now_in)
    change_team(scene.database, person, place_of(person), other, now=NOW)


@settings(max_examples=8)
@given(
    changes=CHANGES,
    moves=st.lists(st.integers(0, PEOPLE - 1), max_size=3),
    later=CHANGES,
    leaving=st.lists(st.integers(0, PEOPLE - 1), min_size=1, unique=True),
)
def test_whatever_happened_before_erasing_moves_no_figure_and_verify_still_holds(
    database, changes, moves, later, leaving
):
    scene = Scene(database, HoldPolicy.ALWAYS).play(changes)
    for number in moves:
        move(scene, number)
    scene.play(later)
    before = figures(scene)
    for number in leaving:
        erase_me(database, scene.people[number], now=NOW)
        assert verify(database) == []
    assert figures(scene) == before


@settings(max_examples=6)
@given(changes=CHANGES, later=CHANGES)
def test_whoever_stays_goes_on_beside_an_erased_person(database, changes, later):
    scene = Scene(database, HoldPolicy.FIRST_TEN).play(changes)
    erase_me(database, scene.people[0], now=NOW)
    before = one(
        database,
        select(func.sum(DayTotal.points)).where(
            DayTotal.participation_id == place_of(scene.people[0]).participation_id
        ),
    )
    scene.made = [made for made in scene.made if made[0] != 0]
    scene.play([change for change in later if change[0] != "add" or change[1] != 0])
    after = one(
        database,
        select(func.sum(DayTotal.points)).where(
            DayTotal.participation_id == place_of(scene.people[0]).participation_id
        ),
    )
    assert verify(database) == []
    assert before == after


class Left:
    """Somebody who erased the account after one walk, and a teammate who walked as far."""

    def __init__(self, database):
        team_id = make_team(database, make_company(database, make_edition(database)))
        self.person, self.mate = (make_person(database, team_id, nickname=name) for name in ("Gone", "Mate"))
        self.activity_id, _ = (record(database, each, outing(40)).activity_id for each in (self.person, self.mate))
        self.place = place_of(self.person)
        self.participation_id = self.place.participation_id
        erase_me(database, self.person, now=NOW)


@pytest.fixture
def left(database):
    return Left(database)


def change(database, statement):
    with database.transaction() as connection:
        connection.execute(statement)


@pytest.mark.parametrize("figure", ["points", "micro_euros"])
def test_an_altered_day_total_of_an_erased_person_is_still_found(database, left, figure):
    mine = DayTotal.participation_id == left.participation_id
    change(database, update(DayTotal).where(mine).values({figure: getattr(DayTotal, figure) + 1}))
    assert any(f"day total of participation {left.participation_id}" in problem for problem in verify(database))


def test_altered_points_of_an_erased_persons_activity_are_still_found(database, left):
    change(database, update(Activity).where(Activity.id == left.activity_id).values(points=Activity.points + 1))
    assert any(f"activity {left.activity_id}" in problem for problem in verify(database))


@pytest.mark.usefixtures("left")
def test_the_missing_measure_of_somebody_who_is_still_there_is_reported(database):
    assert verify(database) == []
    change(database, delete(ActivityMeasure))
    assert any("is missing" in problem for problem in verify(database))


def test_a_measure_that_outlived_its_person_is_reported(database):
    person = make_somebody(database)
    record(database, person, outing(40))
    change(database, update(Participation).values(erased_at=NOW))
    assert any("outlived its person" in problem for problem in verify(database))


def test_a_page_left_open_changes_nothing_for_an_erased_person(database, left):
    before = one(database, select(Edition.revision, Edition.ledger_head))
    arrival = [(Source.MANUAL, "late", outing(50, day=1))]
    for attempt in (
        lambda: record_activities(database, left.person, left.place, arrival, now=NOW),
        lambda: edit_activity(database, left.person, left.activity_id, outing(90), now=NOW),
        lambda: restore_activity(database, left.person, left.activity_id, now=NOW),
        lambda: erase_me(database, left.person, now=NOW),
    ):
        with pytest.raises(NotFoundError):
            attempt()
    assert tuple(one(database, select(Edition.revision, Edition.ledger_head))) == tuple(before)


def test_a_page_left_open_gives_an_erased_person_no_name_and_no_language(database, left):
    choose_visibility(database, left.person, left.place, Visibility.NAME, "Back again")
    with pytest.raises(NotFoundError):
        choose_adapted(database, left.person, left.place, adapted=True, now=NOW)
    choose_locale(database, left.person, "en")
    choose_notified(database, left.person, notified=True)
    mine = Participation.id == left.participation_id
    chosen = one(database, select(Participation.nickname, Participation.visibility, Participation.adapted).where(mine))
    account = one(database, select(Account.locale, Account.notified).where(Account.id == left.person.account_id))
    assert (*chosen, *account) == ("", Visibility.HIDDEN, False, None, False)


def test_an_erased_person_is_on_no_board_and_hides_like_somebody_with_points(database):
    edition_id = make_edition(database)
    team_id = make_team(database, make_company(database, edition_id))
    people = [make_person(database, team_id, nickname=f"P{number}") for number in range(4)]
    for person in people:
        record(database, person, outing(40))
    shown = [row.name for row in boards.read_people(database, people[1], edition_id)]
    assert shown == ["P0", "P1", "P2", "P3"]
    erase_me(database, people[0], now=NOW)
    assert [row.name for row in boards.read_people(database, people[1], edition_id)] == ["P1"]


@pytest.mark.usefixtures("left")
def test_the_seat_is_free_and_the_fee_stays(database):
    assert one(database, select(Team.participants))[0] == 1
    assert one(database, select(Entry.participants))[0] == 2


def test_every_board_is_read_anew(database):
    person = make_somebody(database)
    before = one(database, select(Edition.revision))[0]
    erase_me(database, person, now=NOW)
    assert one(database, select(Edition.revision))[0] == before + 1


def captains(database, team_id):
    with database.reading() as connection:
        return connection.scalars(select(Role.account_id).where(Role.team_id == team_id)).all()


def lead(database, person):
    with database.transaction() as connection:
        team_id = place_of(person).team_id
        connection.execute(
            Role.__table__.insert().values(id=1, account_id=person.account_id, kind=RoleKind.CAPTAIN, team_id=team_id)
        )
    return actor_of(database, person.account_id)


def test_a_captain_is_followed_by_whoever_has_been_in_the_team_longest(database):
    team_id = make_team(database, make_company(database, make_edition(database)))
    captain, first, _second = (make_person(database, team_id) for _ in range(3))
    erase_me(database, lead(database, captain), now=NOW)
    assert captains(database, team_id) == [first.account_id]
    assert RoleKind.CAPTAIN in {role.kind for role in actor_of(database, first.account_id).held}


def test_nobody_follows_the_captain_of_an_empty_team_and_an_erased_member_never(database):
    team_id = make_team(database, make_company(database, make_edition(database)))
    captain, other = (make_person(database, team_id) for _ in range(2))
    erase_me(database, other, now=NOW)
    erase_me(database, lead(database, captain), now=NOW)
    assert captains(database, team_id) == []
    assert one(database, select(Team.participants))[0] == 0


def test_the_last_organiser_stays_until_there_is_another(database):
    edition_id = make_edition(database)
    organiser = make_organiser(database, edition_id)
    with pytest.raises(LastOrganiserError):
        erase_me(database, organiser, now=NOW)
    make_organiser(database, edition_id)
    erase_me(database, organiser, now=NOW)
    with database.reading() as connection:
        left = connection.scalars(select(Role.account_id).where(Role.edition_id == edition_id)).all()
    assert len(left) == 1
    assert left != [organiser.account_id]


def test_the_last_manager_stays_until_there_is_another_or_the_company_leaves(database):
    edition_id = make_edition(database)
    entry_id, other = make_company(database, edition_id), make_company(database, edition_id)
    manager, alone = make_hr_manager(database, edition_id, entry_id), make_hr_manager(database, edition_id, other)
    with pytest.raises(LastManagerError):
        erase_me(database, manager, now=NOW)
    make_hr_manager(database, edition_id, entry_id)
    erase_me(database, manager, now=NOW)
    change(database, update(Entry).where(Entry.id == other).values(withdrawn_at=NOW))
    erase_me(database, alone, now=NOW)
    assert one(database, select(func.count()).where(Account.erased_at.is_not(None)))[0] == 2


def test_a_refused_erasure_changes_nothing(database):
    edition_id = make_edition(database)
    organiser = make_organiser(database, edition_id)
    before = everything(database)
    with pytest.raises(LastOrganiserError):
        erase_me(database, organiser, now=NOW)
    assert everything(database) == before


def test_a_slip_issued_again_and_an_organiser_without_the_second_step_erase_nobody(database):
    scene = make_whole_person(database)
    before = everything(database)
    half = Actor(scene.account_id, "", None, (), second_step_due=True)
    for actor, refusal in ((unconfirmed(scene.actor), NotAllowedError), (half, SecondStepMissingError)):
        with pytest.raises(refusal):
            erase_me(database, actor, now=NOW)
    assert everything(database) == before


def test_a_waiting_mail_to_the_person_is_never_sent(database):
    scene = make_whole_person(database)
    erase_me(database, scene.actor, now=NOW)
    with database.reading() as connection:
        own = connection.execute(select(Mail.state, Mail.sealed).where(Mail.template == "activity_released")).all()
        others = connection.scalars(select(Mail.template).where(Mail.sealed.is_not(None))).all()
    assert {tuple(mail) for mail in own} == {(MailState.FAILED, None), (MailState.SENT, None)}
    assert others == []
    assert claim(database, utc_now()) is None


def test_mails_to_others_are_sent_all_the_same(database):
    scene = make_whole_person(database)
    stays = {"cause": "x", "template": "activity_released", "locale": "fr", "sealed": "by another key"}
    with database.transaction() as connection:
        row = {"id": 1, "state": MailState.WAITING, "next_try_at": NOW, "created_at": NOW}
        connection.execute(Mail.__table__.insert().values(stays | row))
    erase_me(database, scene.actor, now=NOW)
    assert one(database, select(Mail.state, Mail.sealed).where(Mail.id == 1)) == (MailState.WAITING, "by another key")


def test_a_draft_goes_and_an_approved_company_loses_only_its_contacts_name(database):
    scene = make_whole_person(database)
    erase_me(database, scene.actor, now=NOW)
    row = one(database, select(Registration.id, Registration.form, Registration.contact_id, Registration.terms_version))
    assert row.id == scene.approved
    assert row.form == {"name": "Company", "contact": "", "sites": ""}
    assert (row.contact_id, row.terms_version) == (scene.account_id, "1")


def test_the_log_keeps_who_did_what_without_the_words_about_the_person(database):
    scene = make_whole_person(database)
    erase_me(database, scene.actor, now=NOW)
    with database.reading() as connection:
        looks = select(AuditEntry.subject_id, AuditEntry.facts).where(AuditEntry.action == "person_read")
        facts = connection.execute(looks.order_by(AuditEntry.id)).all()
        erased = connection.scalars(select(AuditEntry.actor_id).where(AuditEntry.action == "account_erased")).all()
    assert [tuple(row) for row in facts] == [
        (scene.account_id, {}),
        (scene.mate.account_id, {"reason": ""}),
        (None, {"reason": ""}),
    ]
    assert erased == [scene.account_id]


def test_an_account_without_any_role_is_erased_too(database):
    nobody = Actor(make_account(database, "Nobody"), "Nobody", None, ())
    erase_me(database, nobody, now=NOW)
    assert one(database, select(Account.name, Account.erased_at)) == ("", NOW)


def test_the_address_is_free_again_for_whoever_comes_back(database):
    scene = make_whole_person(database)
    erase_me(database, scene.actor, now=NOW)
    change(database, update(Account).where(Account.id == scene.mate.account_id).values(email=EMAIL))
    assert one(database, select(Account.id).where(Account.email == EMAIL))[0] == scene.mate.account_id
