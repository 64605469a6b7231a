"""The second step: required of organisers, good once per code, locked when guessed at, with codes for a lost phone."""

from datetime import timedelta

import pyotp
import pytest

from challenge.errors import (
    AuthenticatorCodeWrongError,
    AuthenticatorLockedError,
    NotAllowedError,
    SecondStepMissingError,
)
from challenge.services.second_step import (
    begin_authenticator,
    confirm_authenticator,
    has_authenticator,
    pass_second_step,
    remove_authenticator,
)
from challenge.services.sessions import HALF_DAY, open_session, read_session
from challenge.store.account_models import Authenticator
from challenge.store.team_models import RoleKind
from tests.factories import NOW, make_company, make_edition, make_hr_manager, make_organiser

LATER = NOW + timedelta(minutes=1)


def sign_in(database, actor, now=NOW):
    with database.transaction() as connection:
        return open_session(connection, actor.account_id, now)


def digits(secret, now=NOW):
    return pyotp.TOTP(secret).at(now)


@pytest.fixture
def organiser(database):
    return make_organiser(database, make_edition(database))


@pytest.fixture
def guarded(database, organiser):
    """An organiser whose app is in force: secret and recovery codes."""
    token = sign_in(database, organiser)
    secret = begin_authenticator(database, organiser, now=NOW).secret
    return secret, confirm_authenticator(database, organiser, token, digits(secret), now=NOW)


def test_an_organiser_without_an_app_signs_in_but_organises_nothing(database, organiser):
    actor = read_session(database, sign_in(database, organiser), now=NOW).actor
    assert actor.second_step_due
    assert not actor.holds(RoleKind.ORGANISER)


@pytest.mark.usefixtures("organiser")
def test_setting_the_app_up_opens_the_role_in_the_same_session_and_for_half_a_day(database, organiser):
    token = sign_in(database, organiser)
    secret = begin_authenticator(database, organiser, now=NOW).secret
    confirm_authenticator(database, organiser, token, digits(secret), now=NOW)
    signed_in = read_session(database, token, now=NOW)
    assert signed_in.actor.holds(RoleKind.ORGANISER)
    assert signed_in.expires_at == NOW + HALF_DAY
    assert has_authenticator(database, organiser)


@pytest.mark.usefixtures("guarded")
def test_from_then_on_the_address_alone_signs_nobody_in(database, organiser):
    with pytest.raises(SecondStepMissingError):
        read_session(database, sign_in(database, organiser), now=NOW)


def test_the_digits_of_the_app_complete_a_sign_in(database, organiser, guarded):
    token = sign_in(database, organiser, LATER)
    pass_second_step(database, token, digits(guarded[0], LATER), now=LATER)
    assert read_session(database, token, now=LATER).actor.holds(RoleKind.ORGANISER)


def test_digits_are_good_once(database, organiser, guarded):
    for number, outcome in enumerate((None, AuthenticatorCodeWrongError)):
        token = sign_in(database, organiser, LATER)
        if outcome is None:
            pass_second_step(database, token, digits(guarded[0], LATER), now=LATER)
        else:
            with pytest.raises(outcome):
                pass_second_step(database, token, digits(guarded[0], LATER), now=LATER + timedelta(seconds=number))


def test_digits_of_five_minutes_ago_are_refused(database, organiser, guarded):
    token = sign_in(database, organiser, LATER + timedelta(minutes=5))
    with pytest.raises(AuthenticatorCodeWrongError):
        pass_second_step(database, token, digits(guarded[0], LATER), now=LATER + timedelta(minutes=5))


def test_after_five_wrong_digits_the_right_ones_wait_a_quarter_of_an_hour(database, organiser, guarded):
    token, right = sign_in(database, organiser, LATER), digits(guarded[0], LATER)
    for _ in range(5):
        with pytest.raises(AuthenticatorCodeWrongError):
            pass_second_step(database, token, f"{(int(right) + 1) % 1_000_000:06}", now=LATER)
    with pytest.raises(AuthenticatorLockedError):
        pass_second_step(database, token, right, now=LATER)
    after = LATER + timedelta(minutes=15)
    pass_second_step(database, token, digits(guarded[0], after), now=after)


def test_a_recovery_code_replaces_the_app_once_however_it_is_typed(database, organiser, guarded):
    code = guarded[1][0].lower().replace("-", " ")
    pass_second_step(database, sign_in(database, organiser, LATER), code, now=LATER)
    with pytest.raises(AuthenticatorCodeWrongError):
        pass_second_step(database, sign_in(database, organiser, LATER), code, now=LATER)


def test_an_app_in_force_is_not_replaced_by_whoever_holds_the_session(database, organiser, guarded):  # noqa: ARG001  in force
    with pytest.raises(NotAllowedError):
        begin_authenticator(database, organiser, now=LATER)


def test_the_secret_and_the_recovery_codes_are_not_readable_in_the_database(database, guarded):
    with database.reading() as connection:
        kept = str(connection.exec_driver_sql("SELECT * FROM authenticators").all())
        kept += str(connection.exec_driver_sql("SELECT * FROM recovery_codes").all())
    assert guarded[0] not in kept
    assert not any(code.replace("-", "") in kept for code in guarded[1])
    assert Authenticator.__tablename__ == "authenticators"


@pytest.mark.usefixtures("guarded")
def test_an_organiser_cannot_do_without_and_an_hr_manager_may(database, organiser):
    with pytest.raises(NotAllowedError):
        remove_authenticator(database, organiser, now=NOW)
    edition_id = make_edition(database, slug="other")
    hr_manager = make_hr_manager(database, edition_id, make_company(database, edition_id))
    token = sign_in(database, hr_manager)
    secret = begin_authenticator(database, hr_manager, now=NOW).secret
    confirm_authenticator(database, hr_manager, token, digits(secret), now=NOW)
    remove_authenticator(database, hr_manager, now=NOW)
    assert read_session(database, sign_in(database, hr_manager), now=NOW).actor.holds(RoleKind.HR_MANAGER)
