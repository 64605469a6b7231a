"""The postman against a real mail server: what is sent, what may be tried again, what is never sent twice."""

import asyncio
import gc
from dataclasses import replace
from email import message_from_bytes
from email.policy import default
from warnings import catch_warnings, simplefilter

import pytest

from challenge.services import postman as postman_module
from challenge.services.letters import Letter, write_letter
from challenge.services.postman import Postman, Server, Verdict, is_loopback, server_of
from challenge.settings import settings
from challenge.store.account_models import MailState
from challenge.wording.mails import MailWords, render_mail
from tests.factories import NOW
from tests.mail_server import (
    HangsUpAfterData,
    HangsUpBeforeData,
    Keeper,
    NeverAnswers,
    RefusesAddresses,
    RefusesLetters,
    mail_server,
    only,
    own_certificate,
)

ANNE = "anne.dupont@boreal.example"


@pytest.fixture(autouse=True)
def public_site(monkeypatch):
    monkeypatch.setenv("CHALLENGE_PUBLIC_URL", "https://challenge.example/")
    monkeypatch.setenv("CHALLENGE_MAIL_FROM", "Challenge Sportif & Solidaire <bonjour@challenge.example>")
    settings.cache_clear()
    yield
    settings.cache_clear()


def letter_to(to=ANNE, *, mail_id=7, subject=None):
    words = render_mail("sign_in_code", "fr", {"code": "123 456", "minutes": "10"})
    return write_letter(mail_id, to, "fr", replace(words, subject=subject or words.subject), NOW)


def hand_over(server, *letters):
    """What a postman says of each of these letters, and whether it is still welcome."""

    async def carry():
        async with Postman(server) as postman:
            return [await postman.hand_over(letter) for letter in letters], postman.is_welcome

    return asyncio.run(carry())


def test_a_letter_arrives_with_both_parts_and_the_headers_of_an_automatic_mail():
    with mail_server(keeper := Keeper()) as server:
        verdicts, _ = hand_over(server, letter_to())
    assert verdicts == [Verdict(MailState.SENT)]
    letter = keeper.letters[0]
    assert letter["subject"] == "Votre code de connexion"
    assert (letter["to"], letter["from"]) == (ANNE, "Challenge Sportif & Solidaire <bonjour@challenge.example>")
    assert (letter["message-id"], letter["auto-submitted"]) == ("<7@challenge.example>", "auto-generated")
    assert letter["date"].datetime == NOW
    assert [part.get_content_type() for part in letter.iter_parts()] == ["text/plain", "text/html"]
    assert all("123 456" in part.get_content() for part in letter.iter_parts())


def test_many_letters_go_over_one_connection():
    with mail_server(keeper := Keeper()) as server:
        hand_over(server, *(letter_to(f"person{number}@boreal.example") for number in range(5)))
    assert len(keeper.letters) == 5
    assert len(keeper.connections) == 1


def test_an_address_refused_for_now_waits_one_refused_for_good_has_failed_and_the_next_is_sent():
    answers = {"later@a.example": "451 4.7.1 greylisted", "never@a.example": "550 5.1.1 no such mailbox"}
    letters = [letter_to(to) for to in (*answers, ANNE)]
    with mail_server(keeper := RefusesAddresses(answers)) as server:
        verdicts, welcome = hand_over(server, *letters)
    assert verdicts == [
        Verdict(MailState.WAITING, "451 4.7.1 greylisted"),
        Verdict(MailState.FAILED, "550 5.1.1 no such mailbox"),
        Verdict(MailState.SENT),
    ]
    assert welcome
    assert keeper.receivers == [ANNE]


@pytest.mark.parametrize(
    ("answer", "state"), [("451 full", MailState.WAITING), ("554 looks like spam", MailState.FAILED)]
)
def test_a_clear_no_to_a_whole_letter_counts_as_not_taken(answer, state):
    with mail_server(RefusesLetters(answer)) as server:
        verdicts, _ = hand_over(server, letter_to())
    assert verdicts == [Verdict(state, answer)]


def test_a_break_after_the_letter_was_handed_over_leaves_it_unknown():
    with mail_server(keeper := HangsUpAfterData()) as server:
        verdicts, welcome = hand_over(server, letter_to())
    assert verdicts[0].state is MailState.UNKNOWN
    assert not welcome
    assert keeper.receivers == [ANNE]


def test_a_break_before_the_letter_was_handed_over_lets_it_wait():
    with mail_server(HangsUpBeforeData()) as server:
        verdicts, welcome = hand_over(server, letter_to())
    assert verdicts[0].state is MailState.WAITING
    assert not welcome


@pytest.mark.parametrize(("command", "state"), [("RCPT", MailState.WAITING), ("DATA", MailState.UNKNOWN)])
def test_silence_is_waited_for_so_long_and_then_judged_by_how_far_the_letter_was(command, state, monkeypatch):
    monkeypatch.setattr(postman_module, "STEP_SECONDS", 0.5)
    monkeypatch.setattr(postman_module, "TAKING_SECONDS", 0.5)
    with mail_server(NeverAnswers(command)) as server:
        verdicts, welcome = hand_over(server, letter_to())
    assert verdicts[0].state is state
    assert not welcome


def test_a_server_that_is_not_there_lets_the_letter_wait():
    with mail_server(Keeper()) as server:
        pass
    verdicts, welcome = hand_over(server, letter_to())
    assert verdicts[0].state is MailState.WAITING
    assert not welcome


def test_what_is_kept_of_an_answer_names_no_address():
    answers = {ANNE: f"550 <{ANNE.upper()}>: user Anne.Dupont unknown at boreal.example, ask x@boreal.example"}
    with mail_server(RefusesAddresses(answers)) as server:
        verdicts, _ = hand_over(server, letter_to())
    assert verdicts[0].problem == "550 <…>: user … unknown at boreal.example, ask …"


def test_starttls_is_used_where_it_is_offered_and_the_password_goes_through_it(tmp_path):
    door = {"authenticator": only("ann@mail", "p@ss:word/"), "auth_required": True, "auth_require_tls": True}
    tls = {"tls_context": own_certificate(tmp_path), "require_starttls": True}
    with mail_server(keeper := Keeper(), **tls, **door) as server:
        named = server_of(f"smtp://ann%40mail:p%40ss%3Aword%2F@127.0.0.1:{server.port}")
        assert hand_over(named, letter_to())[0] == [Verdict(MailState.SENT)]
    assert keeper.receivers == [ANNE]


@pytest.mark.parametrize("from_the_first_byte", [True, False], ids=["smtps", "starttls"])
def test_a_postman_who_leaves_in_silence_holds_no_line_open(tmp_path, from_the_first_byte, monkeypatch):
    monkeypatch.setattr(postman_module, "PARTING_SECONDS", 0.1)
    certificate = own_certificate(tmp_path)
    tls = {"tls": certificate} if from_the_first_byte else {"tls_context": certificate, "require_starttls": True}
    with mail_server(NeverAnswers("QUIT"), **tls) as server, catch_warnings(record=True) as seen:
        simplefilter("always")
        hand_over(server, letter_to())
        gc.collect()
    assert not seen


def test_smtps_speaks_tls_from_the_first_byte(tmp_path):
    with mail_server(keeper := Keeper(), tls=own_certificate(tmp_path)) as server:
        assert hand_over(server, letter_to())[0] == [Verdict(MailState.SENT)]
    assert keeper.receivers == [ANNE]


def test_a_wrong_password_is_not_the_letters_fault_and_lets_it_wait(tmp_path):
    door = {"authenticator": only("ann", "right"), "auth_required": True}
    with mail_server(Keeper(), tls_context=own_certificate(tmp_path), **door) as server:
        verdicts, welcome = hand_over(replace(server, user="ann", password="wrong"), letter_to())
    assert verdicts[0].state is MailState.WAITING
    assert verdicts[0].problem.startswith("535 ")
    assert not welcome


def test_a_password_never_travels_in_the_clear_to_another_machine():
    assert postman_module._start_tls(Server("mail.example", 587, tls=False, user="ann", password="x")) is True
    assert postman_module._start_tls(Server("mail.example", 25, tls=False)) is None
    assert postman_module._start_tls(Server("127.0.0.1", 25, tls=False, user="ann", password="x")) is None


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example", Server("mail.example", 25, tls=False)),
        ("smtp://ann:pw@mail.example", Server("mail.example", 587, tls=False, user="ann", password="pw")),
        ("smtps://ann:pw@mail.example", Server("mail.example", 465, tls=True, user="ann", password="pw")),
        ("smtp://[::1]:2525", Server("::1", 2525, tls=False)),
    ],
)
def test_the_address_of_a_server_says_how_to_reach_it(url, server):
    assert server_of(url) == server


@pytest.mark.parametrize("url", ["https://mail.example", "smtp://", "mail.example", "smtp://ann:se#cret@mail.example"])
def test_an_address_that_is_none_is_refused_without_repeating_the_password(url):
    with pytest.raises(ValueError, match="a mail server is written") as refusal:
        server_of(url)
    assert "cret" not in str(refusal.value)


def test_a_server_says_nothing_of_its_password():
    assert "hush" not in repr(Server("mail.example", 587, tls=False, user="ann", password="hush"))
    assert ANNE not in repr(letter_to())


def test_this_machine_is_known_by_name_and_number():
    assert all(map(is_loopback, ("localhost", "127.0.0.1", "127.8.8.8", "::1")))
    assert not any(map(is_loopback, ("localhost.example", "10.0.0.1", "", "127.0.0.1.example")))


@pytest.mark.parametrize(
    "to", ["", "anne", "anne@", "@b.example", "a@b.example, c@d.example", "a@b.example\r\nBcc: c@d.example", "é@b.fr"]
)
def test_what_is_no_single_address_gets_no_letter(to):
    with pytest.raises(ValueError, match="not an address"):
        letter_to(to)


def test_a_domain_with_accents_is_written_as_servers_take_it():
    assert letter_to("anne@café.example").to == "anne@xn--caf-dma.example"


def test_a_line_break_in_a_subject_cannot_become_a_header():
    with pytest.raises(ValueError, match="linefeed or carriage return"):
        letter_to(subject="Bonjour\r\nBcc: everybody@evil.example")


def test_a_very_long_subject_with_accents_stays_one_header():
    subject = "Éèà, " * 80
    letter = write_letter(1, ANNE, "fr", MailWords(subject, "texte", "<p>texte</p>"), NOW)
    assert isinstance(letter, Letter)
    assert message_from_bytes(letter.message, policy=default)["subject"].strip() == subject.strip()
    assert max(map(len, letter.message.splitlines())) <= 998
