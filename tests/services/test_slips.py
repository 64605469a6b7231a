"""Slips: unnamed, good once to open an account, then with a PIN; whoever holds them all reads nothing."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from challenge.domain.standings import Ranking
from challenge.errors import (
    ChallengeError,
    NotAllowedError,
    PinTooSimpleError,
    SlipLockedError,
    SlipUnknownError,
    TooManySlipsError,
)
from challenge.services import attempts
from challenge.services.activities import delete_activity, record_activities
from challenge.services.boards import read_team_board
from challenge.services.consents import CONSENT_VERSION
from challenge.services.explanations import explain_days
from challenge.services.home import read_home
from challenge.services.joining import way_in
from challenge.services.preferences import read_preferences
from challenge.services.sessions import read_session
from challenge.services.slip_entry import is_unused, open_slip, sign_in_by_slip
from challenge.services.slips import (
    SlipState,
    confirm_slip,
    issue_again,
    issue_slips,
    list_slips,
    refuse_slip,
    unconfirmed_slips,
)
from challenge.store.account_models import Account, Slip
from challenge.store.activity_models import Source
from challenge.store.team_models import Participation
from tests.factories import (
    NOW,
    make_company,
    make_edition,
    make_hr_manager,
    make_organiser,
    make_person,
    make_team,
    outing,
    place_of,
    record,
)

PIN, OTHER = "240917", "775310"


@pytest.fixture(autouse=True)
def _new_process():
    attempts.forget_attempts()
    yield
    attempts.forget_attempts()


class Scene:
    """A company whose HR manager prints slips, and somebody who takes part with one."""

    def __init__(self, database):
        self.database = database
        self.edition_id = make_edition(database)
        self.entry_id = make_company(database, self.edition_id)
        self.hr_manager = make_hr_manager(database, self.edition_id, self.entry_id)
        self.organiser = make_organiser(database, self.edition_id)
        self.slips = issue_slips(database, self.hr_manager, self.entry_id, 3, now=NOW)

    def open(self, slip, pin=PIN):
        facts = {"code": slip.code, "pin": pin, "consent_version": CONSENT_VERSION, "client": "1.2.3.4", "now": NOW}
        return open_slip(self.database, **facts)

    def enter(self, slip, pin=PIN, now=NOW):
        return sign_in_by_slip(self.database, code=slip.code, pin=pin, client="1.2.3.4", now=now)

    def actor(self, token):
        return read_session(self.database, token, now=NOW).actor

    def take_part(self, slip):
        """Open a slip and be somebody with a walk behind them."""
        account_id = self.actor(self.open(slip)).account_id
        person = make_person(self.database, make_team(self.database, self.entry_id))
        with self.database.transaction() as connection:
            connection.execute(
                update(Participation)
                .where(Participation.id == person.participation.participation_id)
                .values(account_id=account_id)
            )
        self.walk = record(self.database, person, outing())
        self.place = place_of(person)
        return account_id


@pytest.fixture
def scene(database):
    return Scene(database)


def test_a_slip_opens_an_account_of_its_own_once_and_then_signs_in_with_its_pin(scene):
    slip = scene.slips[0]
    assert is_unused(scene.database, slip.code, client="1.2.3.4")
    opened = scene.actor(scene.open(slip)).account_id
    assert not is_unused(scene.database, slip.code, client="1.2.3.4")
    with pytest.raises(SlipUnknownError):
        scene.open(slip, OTHER)
    assert scene.actor(scene.enter(slip)).account_id == opened


def test_a_code_is_read_however_it_is_typed(scene):
    slip = scene.slips[0]
    spoken = f" {slip.code[:4].lower()}-{slip.code[4:8]} {slip.code[8:]}"
    assert is_unused(scene.database, spoken, client="1.2.3.4")


def test_codes_and_pins_are_not_readable_in_the_database(scene):
    scene.open(scene.slips[0])
    with scene.database.reading() as connection:
        kept = str(connection.execute(select(Slip.code_hash, Slip.pin_hash)).all())
    assert not any(slip.code in kept for slip in scene.slips)
    assert PIN not in kept
    assert "argon2id" in kept


@pytest.mark.parametrize("pin", ["", "12345", "123456", "987654", "111111", "121212", "123123", "12345a", "1" * 13])
def test_a_pin_that_everybody_would_try_first_is_refused_and_the_slip_stays_unused(scene, pin):
    with pytest.raises(PinTooSimpleError):
        scene.open(scene.slips[0], pin)
    assert is_unused(scene.database, scene.slips[0].code, client="1.2.3.4")


def test_wrong_pins_are_slowed_and_then_locked_and_the_right_one_waits_too(scene):
    slip = scene.slips[0]
    scene.open(slip)
    waits = []
    now = NOW
    for _ in range(10):
        with pytest.raises(SlipUnknownError):
            scene.enter(slip, OTHER, now=now)
        with scene.database.reading() as connection:
            until = connection.scalar(select(Slip.locked_until).where(Slip.failures > 0))
        waits.append(until - now)
        now = until
    assert waits == sorted(waits)
    assert waits[-1] == timedelta(hours=24)
    with pytest.raises(SlipLockedError):
        scene.enter(slip, now=now - timedelta(seconds=1))
    assert scene.enter(slip, now=now)


def test_an_unknown_code_and_a_wrong_pin_get_the_same_answer(scene):
    scene.open(scene.slips[0])
    with pytest.raises(SlipUnknownError) as wrong_pin:
        scene.enter(scene.slips[0], OTHER)
    with pytest.raises(SlipUnknownError) as unknown:
        sign_in_by_slip(scene.database, code="K" * 10, pin=PIN, client="1.2.3.4", now=NOW)
    assert wrong_pin.value.facts == unknown.value.facts


READS = {
    "home": lambda scene, actor: read_home(scene.database, actor, scene.place, now=NOW),
    "days": lambda scene, actor: explain_days(scene.database, actor, scene.place),
    "preferences": lambda scene, actor: read_preferences(scene.database, actor, scene.place),
    "deleting": lambda scene, actor: delete_activity(scene.database, actor, scene.walk.activity_id, now=NOW),
}


def test_whoever_holds_all_slips_of_a_company_reads_nothing(scene):
    scene.take_part(scene.slips[0])
    again = issue_again(scene.database, scene.hr_manager, scene.entry_id, scene.slips[0].number, now=NOW)
    opened = [scene.open(slip, OTHER) for slip in (*scene.slips[1:], again)]
    with pytest.raises(ChallengeError):
        scene.open(scene.slips[0], OTHER)
    with pytest.raises(SlipUnknownError):
        scene.enter(scene.slips[0], OTHER)
    for token in opened:
        for read in READS.values():
            with pytest.raises(ChallengeError):
                read(scene, scene.actor(token))


@pytest.mark.parametrize("read", [name for name in READS if name != "deleting"])
def test_its_owner_reads_what_others_do_not_so_that_the_refusals_above_mean_something(scene, read):
    scene.take_part(scene.slips[0])
    assert READS[read](scene, scene.actor(scene.enter(scene.slips[0])))


def test_a_slip_issued_again_logs_and_sees_boards_but_opens_the_history_only_when_the_organiser_confirms(scene):
    account_id = scene.take_part(scene.slips[0])
    again = issue_again(scene.database, scene.hr_manager, scene.entry_id, scene.slips[0].number, now=NOW)
    holder = scene.actor(scene.open(again, OTHER))
    walk = (Source.MANUAL, "today", outing(day=3))
    assert record_activities(scene.database, holder, scene.place, [walk], now=NOW)
    assert read_team_board(scene.database, holder, scene.edition_id, Ranking.POINTS, now=NOW)
    with pytest.raises(NotAllowedError):
        read_home(scene.database, holder, scene.place, now=NOW)
    waiting = unconfirmed_slips(scene.database, scene.organiser, scene.edition_id)
    confirm_slip(scene.database, scene.organiser, waiting[0].id, now=NOW)
    confirmed = scene.actor(scene.enter(again, OTHER))
    assert confirmed.account_id == account_id
    assert read_home(scene.database, confirmed, scene.place, now=NOW).points == 48


def test_the_old_slip_stays_good_until_the_new_one_is_confirmed_and_ends_then(scene):
    scene.take_part(scene.slips[0])
    again = issue_again(scene.database, scene.hr_manager, scene.entry_id, scene.slips[0].number, now=NOW)
    scene.open(again, OTHER)
    assert scene.enter(scene.slips[0])
    waiting = unconfirmed_slips(scene.database, scene.organiser, scene.edition_id)
    confirm_slip(scene.database, scene.organiser, waiting[0].id, now=NOW)
    with pytest.raises(SlipUnknownError):
        scene.enter(scene.slips[0])


def test_a_holder_who_is_somebody_else_is_refused_and_the_owner_goes_on(scene):
    scene.take_part(scene.slips[0])
    again = issue_again(scene.database, scene.hr_manager, scene.entry_id, scene.slips[0].number, now=NOW)
    scene.open(again, OTHER)
    waiting = unconfirmed_slips(scene.database, scene.organiser, scene.edition_id)
    refuse_slip(scene.database, scene.organiser, waiting[0].id, now=NOW)
    with pytest.raises(SlipUnknownError):
        scene.enter(again, OTHER)
    assert scene.enter(scene.slips[0])


def test_a_slip_that_nobody_had_opened_is_simply_replaced(scene):
    again = issue_again(scene.database, scene.hr_manager, scene.entry_id, scene.slips[1].number, now=NOW)
    with pytest.raises(SlipUnknownError):
        scene.open(scene.slips[1])
    assert scene.actor(scene.open(again)).account_id
    states = {line.number: line.state for line in list_slips(scene.database, scene.hr_manager, scene.entry_id)}
    assert states == {1: SlipState.UNUSED, 2: SlipState.USED, 3: SlipState.UNUSED}


def test_a_company_sees_numbers_and_states_of_its_slips_and_no_name(scene):
    scene.take_part(scene.slips[0])
    with scene.database.transaction() as connection:
        connection.execute(update(Account).values(name="Zebulon"))
    assert "Zebulon" not in str(list_slips(scene.database, scene.hr_manager, scene.entry_id))


def test_slips_are_numbered_on_and_not_more_than_twice_the_headcount(scene):
    more = issue_slips(scene.database, scene.hr_manager, scene.entry_id, 2, now=NOW)
    assert [slip.number for slip in more] == [4, 5]
    with pytest.raises(TooManySlipsError):
        issue_slips(scene.database, scene.hr_manager, scene.entry_id, 36, now=NOW)


def test_whoever_opened_a_slip_is_led_to_choosing_a_team_and_home_from_then_on(scene):
    token = scene.open(scene.slips[1])
    assert way_in(scene.database, token, now=NOW).startswith("/join/")
    scene.take_part(scene.slips[0])
    assert way_in(scene.database, scene.enter(scene.slips[0]), now=NOW) == "/"
