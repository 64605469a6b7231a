"""Sign-in by e-mail: a code is good once, for ten minutes, in its browser, and cannot be guessed."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from challenge.errors import (
    AccountUnknownError,
    AddressInvalidError,
    CodeExpiredError,
    CodesTooOftenError,
    CodeTriedTooOftenError,
    CodeWrongError,
    TooManyAttemptsError,
)
from challenge.services import attempts
from challenge.services.consents import CONSENT_VERSION
from challenge.services.sessions import read_session
from challenge.services.sign_in import TRIES_PER_ADDRESS, ask_code, awaited_address, check_code
from challenge.store.account_models import Account, Consent, Mail, SignInCode
from tests.factories import NOW, add, make_edition
from tests.mailbox import mails, newest_code

ADDRESS = "zoe@example.org"


@pytest.fixture(autouse=True)
def _new_process():
    attempts.forget_attempts()
    yield
    attempts.forget_attempts()


def known(database, email=ADDRESS):
    return add(database, Account, name="Zoé", email=email, created_at=NOW)


def ask(database, *, email=ADDRESS, browser="mine", client="1.2.3.4", now=NOW, **more):
    ask_code(database, email=email, browser=browser, client=client, next_path="/", locale="fr", now=now, **more)


def check(database, code, *, browser="mine", client="1.2.3.4", now=NOW, **more):
    return check_code(database, code=code, browser=browser, client=client, now=now, **more)


def wrong(code):
    return f"{(int(code) + 1) % 1_000_000:06}"


def test_the_code_that_was_sent_opens_a_session_of_the_account(database):
    account_id = known(database)
    ask(database, email=" Zoe@Example.org ")
    entered = check(database, newest_code(database))
    assert read_session(database, entered.token, now=NOW).actor.account_id == account_id


def test_a_code_is_good_once(database):
    known(database)
    ask(database)
    code = newest_code(database)
    check(database, code)
    with pytest.raises(CodeExpiredError):
        check(database, code)


def test_a_code_is_good_for_ten_minutes(database):
    known(database)
    ask(database)
    with pytest.raises(CodeExpiredError):
        check(database, newest_code(database), now=NOW + timedelta(minutes=10))


def test_a_code_is_good_in_the_browser_that_asked_for_it_and_in_no_other(database):
    known(database)
    ask(database)
    with pytest.raises(CodeExpiredError):
        check(database, newest_code(database), browser="another")
    assert awaited_address(database, browser="mine") == ADDRESS
    assert awaited_address(database, browser="another") is None


def test_after_five_wrong_tries_the_right_code_is_refused_too(database):
    known(database)
    ask(database)
    code = newest_code(database)
    for left in (4, 3, 2, 1, 0):
        with pytest.raises(CodeWrongError) as refusal:
            check(database, wrong(code))
        assert refusal.value.facts["left"] == left
    with pytest.raises(CodeTriedTooOftenError):
        check(database, code)


def test_an_address_is_guessed_at_most_fifteen_times_an_hour_from_however_many_browsers(database):
    known(database)
    guesses = 0
    for number in range(6):
        ask(database, browser=str(number), client=str(number))
        for _ in range(5):
            try:
                check(database, wrong(newest_code(database)), browser=str(number), client=str(number))
            except CodeWrongError:
                guesses += 1
            except CodeTriedTooOftenError:
                break
    assert guesses == TRIES_PER_ADDRESS


def test_an_address_is_sent_six_codes_an_hour_and_then_no_more(database):
    known(database)
    for _ in range(6):
        ask(database)
    with pytest.raises(CodesTooOftenError):
        ask(database)
    ask(database, now=NOW + timedelta(minutes=61))


def test_a_client_is_stopped_after_many_attempts_whatever_addresses_it_names(database):
    for _ in range(400):
        attempts.count_attempt(attempts.CODES_ASKED, "1.2.3.4")
    with pytest.raises(TooManyAttemptsError):
        ask(database, email="somebody.else@example.org")
    ask(database, client="5.6.7.8")


def test_an_unknown_address_gets_the_same_answer_and_leaves_the_same_traces_as_a_known_one(database):
    known(database)
    traces = []
    for email in (ADDRESS, "nobody@example.org"):
        ask(database, email=email, browser=email)
        with database.reading() as connection:
            row = connection.execute(select(SignInCode.tries, SignInCode.next_path).where(SignInCode.email == email))
            mail = connection.execute(select(Mail.template, Mail.state).order_by(Mail.id.desc()).limit(1))
            traces.append((row.one(), mail.one()))
    assert traces[0] == traces[1]


def test_only_the_owner_of_an_unknown_address_learns_that_it_is_unknown(database):
    ask(database)
    with pytest.raises(CodeWrongError):
        check(database, wrong(newest_code(database)))
    with pytest.raises(AccountUnknownError):
        check(database, newest_code(database))
    with database.reading() as connection:
        assert connection.scalars(select(Account.id)).all() == []


def test_whoever_agreed_to_the_first_screen_gets_an_account_with_the_version_agreed_to(database):
    edition_id = make_edition(database)
    ask(database, consent=(edition_id, CONSENT_VERSION))
    entered = check(database, newest_code(database))
    account_id = read_session(database, entered.token, now=NOW).actor.account_id
    with database.reading() as connection:
        agreed = connection.execute(select(Consent.account_id, Consent.edition_id, Consent.version)).all()
    assert agreed == [(account_id, edition_id, CONSENT_VERSION)]


def test_neither_code_nor_address_is_readable_in_what_is_kept_of_a_code_and_its_mail(database):
    ask(database)
    code = newest_code(database)
    with database.reading() as connection:
        kept = [*connection.execute(select(SignInCode.code_hash)).one(), *connection.execute(select(Mail)).one()]
    assert not any(code in str(value) for value in kept)
    assert not any(ADDRESS in str(value) for value in kept[1:])


def test_a_shared_device_is_signed_out_after_two_minutes_and_ones_own_after_a_month(database):
    known(database)
    for shared, length in ((True, timedelta(minutes=2)), (False, timedelta(days=30))):
        ask(database)
        token = check(database, newest_code(database), shared=shared).token
        assert read_session(database, token, now=NOW + length - timedelta(seconds=1), sign_of_life=False)
        assert read_session(database, token, now=NOW).expires_at == NOW + length


@pytest.mark.parametrize(
    "typed", ["", "zoe", "zoe@", "a@b", "zoe@example.org\nBcc: x@example.org", "x" * 250 + "@a.fr"]
)
def test_what_is_no_address_is_said_to_be_none_and_nothing_is_sent(database, typed):
    with pytest.raises(AddressInvalidError):
        ask(database, email=typed)
    assert mails(database) == []
