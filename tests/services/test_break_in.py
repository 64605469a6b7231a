"""Ways in that were tried by attackers and stay shut."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from challenge.domain.disclosure import Visibility
from challenge.domain.standings import Ranking
from challenge.errors import CodeTriedTooOftenError, CodeWrongError, LastManagerError, NameTooLongError, NotAllowedError
from challenge.services import attempts, managers
from challenge.services.accounts import choose_notified
from challenge.services.activities import record_activities
from challenge.services.appointments import accept_invitations, invite_organiser, is_invited
from challenge.services.boards import read_people, read_team_board
from challenge.services.day_steps import record_steps
from challenge.services.erasure import erase_me
from challenge.services.join_links import live_link
from challenge.services.joining import PlaceMe, join_team
from challenge.services.my_data import export_my_data, read_my_account
from challenge.services.people_desk import reads_of_me
from challenge.services.preferences import choose_visibility, read_preferences
from challenge.services.registration_form import COLOURS, read_form
from challenge.services.second_step import BEGUN_FOR, begin_authenticator, confirm_authenticator
from challenge.services.sessions import (
    TWO_MINUTES,
    end_all_sessions,
    list_sessions,
    open_session,
    read_session,
)
from challenge.services.sign_in import GOOD_FOR, TRIES, TRIES_PER_ADDRESS, WINDOW
from challenge.services.slips import confirm_slip, issue_again, refuse_slip, unconfirmed_slips
from challenge.services.uploads import preview_upload
from challenge.services.verification import verify
from challenge.store.account_models import Account
from challenge.store.activity_models import Activity, Source, Status
from challenge.store.team_models import Participation, Role, Team
from tests.company_factories import FORM
from tests.factories import (
    NOW,
    make_company,
    make_edition,
    make_hr_manager,
    make_organiser,
    make_somebody,
    noon,
    outing,
    place_of,
)
from tests.mailbox import newest_code
from tests.services.test_second_step import digits
from tests.services.test_sign_in import ADDRESS, ask, check, known, wrong
from tests.services.test_slips import OTHER, Scene


@pytest.fixture(autouse=True)
def _new_process():
    attempts.forget_attempts()
    yield
    attempts.forget_attempts()


@pytest.fixture
def scene(database):
    return Scene(database)


def impostor(scene):
    """Whoever holds the first slip issued again, before the organiser's word."""
    again = issue_again(scene.database, scene.hr_manager, scene.entry_id, scene.slips[0].number, now=NOW)
    return scene.actor(scene.open(again, OTHER))


def test_a_slip_issued_again_does_not_tell_under_which_name_and_in_which_team_its_owner_plays(scene):
    scene.take_part(scene.slips[0])
    with scene.database.transaction() as connection:
        connection.execute(update(Participation).values(visibility=Visibility.HIDDEN))
    owner, holder = scene.actor(scene.enter(scene.slips[0])), impostor(scene)
    assert [place.points for place in read_people(scene.database, owner, scene.edition_id)] == [24]
    assert read_people(scene.database, holder, scene.edition_id) == []
    assert read_team_board(scene.database, owner, scene.edition_id, Ranking.POINTS, now=NOW).own_key
    assert read_team_board(scene.database, holder, scene.edition_id, Ranking.POINTS, now=NOW).own_key is None


def kept(scene):
    """What the public boards are made of, and what the owner's activities are."""
    with scene.database.reading() as connection:
        team = connection.execute(select(Team.points, Team.active_days)).one()
        return (*team, list(connection.scalars(select(Activity.status).order_by(Activity.id))))


def test_what_a_slip_issued_again_logs_does_not_tell_by_the_boards_what_the_day_had_before(scene):
    scene.take_part(scene.slips[0])
    points, days, _ = kept(scene)
    long_walk = (Source.MANUAL, "asked", outing(300))
    holder = impostor(scene)
    assert record_activities(scene.database, holder, scene.place, [long_walk], now=NOW)[0].status is Status.HELD
    assert kept(scene) == (points, days, [Status.COUNTED, Status.HELD])
    waiting = unconfirmed_slips(scene.database, scene.organiser, scene.edition_id)
    refuse_slip(scene.database, scene.organiser, waiting[0].id, now=NOW)
    assert kept(scene) == (points, days, [Status.COUNTED, Status.WITHDRAWN])


def test_what_a_slip_issued_again_logged_counts_once_the_organiser_confirms(scene):
    scene.take_part(scene.slips[0])
    points, days, _ = kept(scene)
    record_activities(scene.database, impostor(scene), scene.place, [(Source.MANUAL, "mine", outing(day=2))], now=NOW)
    waiting = unconfirmed_slips(scene.database, scene.organiser, scene.edition_id)
    confirm_slip(scene.database, scene.organiser, waiting[0].id, now=NOW)
    assert kept(scene) == (2 * points, 2 * days, [Status.COUNTED, Status.COUNTED])
    assert verify(scene.database) == []


@pytest.mark.parametrize("day", [0, 5])
def test_a_slip_issued_again_does_not_tell_whether_a_day_has_its_steps(scene, day):
    scene.take_part(scene.slips[0])
    owner = scene.actor(scene.enter(scene.slips[0]))
    record_steps(scene.database, owner, scene.place, day=noon(0).date(), steps=9000, now=NOW)
    with pytest.raises(NotAllowedError):
        record_steps(scene.database, impostor(scene), scene.place, day=noon(day).date(), steps=9000, now=NOW)


def test_a_slip_issued_again_is_not_told_by_a_preview_what_is_known_already(scene):
    scene.take_part(scene.slips[0])
    with pytest.raises(NotAllowedError):
        preview_upload(scene.database, impostor(scene), scene.place, [], {}, now=NOW)


TOUCHES = {
    "authenticator": lambda scene, actor: begin_authenticator(scene.database, actor, now=NOW),
    "sessions": lambda scene, actor: list_sessions(scene.database, actor, now=NOW),
    "ending sessions": lambda scene, actor: end_all_sessions(scene.database, actor, now=NOW),
    "account": lambda scene, actor: read_my_account(scene.database, actor),
    "mails": lambda scene, actor: choose_notified(scene.database, actor, notified=False),
    "readers": lambda scene, actor: reads_of_me(scene.database, actor),
    "export": lambda scene, actor: export_my_data(scene.database, actor, now=NOW),
    "erasure": lambda scene, actor: erase_me(scene.database, actor, now=NOW),
}


def join(scene, actor):
    with scene.database.transaction() as connection:
        token = live_link(connection, scene.entry_id, None, NOW)
    return join_team(scene.database, actor, token, choice=PlaceMe(), nickname="Lynx", now=NOW)


@pytest.mark.parametrize("takes_part", [True, False])
@pytest.mark.parametrize("touch", TOUCHES)
def test_a_slip_issued_again_touches_nothing_of_the_account_before_the_organisers_word(scene, touch, takes_part):
    if takes_part:
        scene.take_part(scene.slips[0])
    else:
        scene.open(scene.slips[0])
    holder = impostor(scene)
    with pytest.raises(NotAllowedError):
        TOUCHES[touch](scene, holder)


def test_a_slip_issued_again_does_not_join_for_its_owner(scene):
    scene.open(scene.slips[0])
    holder = impostor(scene)
    with pytest.raises(NotAllowedError):
        join(scene, holder)
    assert join(scene, scene.actor(scene.enter(scene.slips[0])))


def test_handing_a_company_over_to_oneself_leaves_it_its_manager(database):
    edition_id = make_edition(database)
    entry_id = make_company(database, edition_id)
    alone = make_hr_manager(database, edition_id, entry_id)
    with database.transaction() as connection:
        connection.execute(update(Account).where(Account.id == alone.account_id).values(email="me@example.org"))
    with pytest.raises(LastManagerError):
        managers.hand_over(database, alone, entry_id, "Me@Example.org", now=NOW)
    with database.reading() as connection:
        assert connection.scalars(select(Role.account_id).where(Role.entry_id == entry_id)).all() == [alone.account_id]


def test_the_second_step_does_not_lengthen_a_session_on_a_shared_device(database):
    organiser = make_organiser(database, make_edition(database))
    with database.transaction() as connection:
        token = open_session(connection, organiser.account_id, NOW, shared=True)
    secret = begin_authenticator(database, organiser, now=NOW).secret
    confirm_authenticator(database, organiser, token, digits(secret), now=NOW)
    assert read_session(database, token, now=NOW).expires_at == NOW + TWO_MINUTES


def test_a_secret_that_somebody_saw_earlier_is_not_the_one_put_in_force_later(database):
    organiser = make_organiser(database, make_edition(database))
    seen = begin_authenticator(database, organiser, now=NOW).secret
    assert begin_authenticator(database, organiser, now=NOW + timedelta(minutes=1)).secret == seen
    assert begin_authenticator(database, organiser, now=NOW + BEGUN_FOR).secret != seen


def test_fifteen_guesses_are_all_in_any_hour_however_late_the_codes_are_tried(database):
    known(database)
    late = NOW + GOOD_FOR - timedelta(seconds=1)
    for number in range(TRIES_PER_ADDRESS // TRIES):
        ask(database, browser=f"early {number}")
        code = newest_code(database)
        for _ in range(TRIES):
            with pytest.raises(CodeWrongError):
                check(database, wrong(code), browser=f"early {number}", now=late)
    again = NOW + WINDOW + timedelta(seconds=1)
    assert again - late < WINDOW
    ask(database, browser="late", now=again)
    with pytest.raises(CodeTriedTooOftenError):
        check(database, wrong(newest_code(database)), browser="late", now=again)


@pytest.mark.parametrize("typed", ["Zo\N{RIGHT-TO-LEFT OVERRIDE}\N{ZERO WIDTH SPACE}é", "Zo\x00é"])
def test_a_name_changed_later_is_cleaned_as_at_the_door(database, typed):
    person = make_somebody(database)
    choose_visibility(database, person, place_of(person), Visibility.NICKNAME, typed)
    assert read_preferences(database, person, place_of(person)).nickname == "Zoé"


def test_a_name_changed_later_is_as_short_as_at_the_door(database):
    person = make_somebody(database)
    with pytest.raises(NameTooLongError):
        choose_visibility(database, person, place_of(person), Visibility.NICKNAME, "Z" * 61)


def test_a_company_is_not_called_what_the_eye_reads_otherwise():
    hidden = "\N{RIGHT-TO-LEFT OVERRIDE}\N{ZERO WIDTH SPACE}"
    form, _ = read_form(FORM | {"colour": COLOURS[0], "name": f"Lait{hidden}erie", "sites": f"Ly{hidden}on"})
    assert (form.name, form.sites) == ("Laiterie", ["Lyon"])


def test_a_visitor_of_the_demo_gives_no_real_person_a_role(database):
    """Whoever got one would organise an edition that the first real organiser may be put into."""
    organiser = make_organiser(database, make_edition(database, slug="demo"))
    edition_id = organiser.held[0].edition_id
    invite_organiser(database, organiser, edition_id, ADDRESS, now=NOW)
    account_id = known(database)
    with database.transaction() as connection:
        connection.execute(update(Account).where(Account.id == organiser.account_id).values(is_demo=True))
        assert not is_invited(connection, ADDRESS)
        assert accept_invitations(connection, account_id, ADDRESS, now=NOW) == 0
        connection.execute(update(Account).where(Account.id == organiser.account_id).values(is_demo=False))
        assert accept_invitations(connection, account_id, ADDRESS, now=NOW) == 1


def test_a_visitor_of_the_demo_locks_nobody_out_of_it_with_an_app_of_their_own(database):
    organiser = make_organiser(database, make_edition(database, slug="demo"))
    with database.transaction() as connection:
        connection.execute(update(Account).where(Account.id == organiser.account_id).values(is_demo=True))
    with pytest.raises(NotAllowedError):
        begin_authenticator(database, organiser, now=NOW)
