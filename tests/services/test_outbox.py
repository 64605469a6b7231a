"""The outbox: posted with the change, worked off beside it, and nobody gets a mail twice."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import timedelta
from threading import Barrier, Event

import pytest
from sqlalchemy import select, update

from challenge.services.outbox import (
    BACK_OFF,
    KEPT,
    LEASE,
    Claimed,
    claim,
    conclude,
    post,
    prepare_letter,
    read_outbox,
    tidy_outbox,
    work_off,
)
from challenge.services.postman import Postman, Verdict
from challenge.store.account_models import Mail, MailState
from tests.factories import NOW
from tests.mail_server import HangsUpAfterData, Keeper, RefusesAddresses, RefusesLetters, mail_server

ANNE = "anne.dupont@boreal.example"
MINUTE = timedelta(minutes=1)
CODE = {"code": "123 456", "minutes": "10"}


def post_code(database, *, cause="code:1", to=ANNE, now=NOW, **facts):
    """Post a sign-in code in a transaction of its own."""
    post_mail(database, "sign_in_code", cause=cause, to=to, now=now, **CODE, **facts)


def post_mail(database, template, *, cause="cause", to=ANNE, now=NOW, **facts):
    with database.transaction() as connection:
        post(connection, cause=cause, to=to, template=template, locale="fr", facts=facts, now=now)


def rows(database):
    with database.reading() as connection:
        return connection.execute(select(Mail.__table__).order_by(Mail.cause)).all()


def row(database):
    (only,) = rows(database)
    return only


def work(database, server, *, now=NOW):
    return asyncio.run(work_off(database, server, clock=lambda: now))


@pytest.mark.parametrize("in_one_transaction", [True, False])
def test_the_same_cause_posts_one_mail_and_disturbs_nothing_else(database, in_one_transaction):
    mail = {"to": ANNE, "template": "sign_in_code", "locale": "fr", "facts": CODE, "now": NOW}
    if in_one_transaction:
        with database.transaction() as connection:
            for cause in ("code:1", "code:1", "code:2"):
                post(connection, cause=cause, **mail)
    else:
        for cause in ("code:1", "code:1", "code:2"):
            post_code(database, cause=cause)
    assert [mail.cause for mail in rows(database)] == ["code:1", "code:2"]


def test_the_same_cause_posted_eight_times_at_once_is_one_mail(database):
    start = Barrier(8)

    def post_at_once(_):
        start.wait()
        post_code(database)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(post_at_once, range(8)))
    assert len(rows(database)) == 1


def test_a_mail_goes_with_the_change_it_tells_of(database):
    mail = {"cause": "1", "to": ANNE, "template": "sign_in_code", "locale": "fr", "facts": CODE, "now": NOW}

    def change_and_fail():
        with database.transaction() as connection:
            post(connection, **mail)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        change_and_fail()
    assert rows(database) == []


def test_a_mail_that_could_not_be_written_is_not_posted(database):
    with pytest.raises(ValueError, match="code"):
        post_mail(database, "sign_in_code", minutes="10")
    with pytest.raises(ValueError, match="no mail"):
        post_mail(database, "unheard_of")


def test_the_database_tells_neither_address_nor_words(database):
    post_code(database)
    kept = " ".join(map(str, row(database)))
    assert ANNE not in kept
    assert "123" not in row(database).sealed


def test_what_is_due_is_sent_over_one_connection_and_its_words_are_emptied(database):
    for number in range(3):
        post_code(database, cause=f"code:{number}", to=f"person{number}@boreal.example")
    with mail_server(keeper := Keeper()) as server:
        assert work(database, server)
    assert sorted(keeper.receivers) == [f"person{number}@boreal.example" for number in range(3)]
    assert len(keeper.connections) == 1
    assert {(mail.state, mail.sealed, mail.finished_at) for mail in rows(database)} == {(MailState.SENT, None, NOW)}


def test_what_is_sent_is_not_sent_again(database):
    post_code(database)
    with mail_server(keeper := Keeper()) as server:
        work(database, server)
        work(database, server, now=NOW + timedelta(days=2))
    assert len(keeper.letters) == 1


def test_codes_are_sent_before_mails_that_nobody_waits_for(database):
    post_mail(database, "registration_submitted", cause="slow", to="first@a.example", company="Boréal")
    post_code(database, now=NOW + MINUTE)
    with mail_server(keeper := Keeper()) as server:
        work(database, server, now=NOW + MINUTE)
    assert keeper.receivers == [ANNE, "first@a.example"]


def test_a_mail_refused_for_now_is_tried_six_times_ever_later_and_then_has_failed(database):
    post_mail(database, "history_confirmed")
    moment = NOW
    with mail_server(RefusesAddresses({ANNE: f"451 {ANNE} later"})) as server:
        for pause in BACK_OFF:
            work(database, server, now=moment)
            assert (row(database).state, row(database).next_try_at) == (MailState.WAITING, moment + pause)
            work(database, server, now=moment + pause - timedelta(seconds=1))
            moment += pause
        assert row(database).attempts == len(BACK_OFF)
        work(database, server, now=moment)
    last = row(database)
    assert (last.state, last.attempts, last.sealed, last.problem) == (MailState.FAILED, 6, None, "451 … later")


def test_a_mail_that_is_taken_at_its_second_try_is_sent_once(database):
    post_code(database)
    with mail_server(RefusesLetters("452 full")) as server:
        work(database, server)
    with mail_server(keeper := Keeper()) as server:
        work(database, server, now=NOW + MINUTE)
    assert keeper.receivers == [ANNE]
    assert (row(database).state, row(database).problem) == (MailState.SENT, None)


def test_a_mail_refused_for_good_fails_at_once_and_the_others_go_on(database):
    post_code(database, cause="1", to="gone@boreal.example")
    post_code(database, cause="2", now=NOW + MINUTE)
    with mail_server(keeper := RefusesAddresses({"gone@boreal.example": "550 no such user"})) as server:
        assert work(database, server, now=NOW + MINUTE)
    assert [(mail.state, mail.problem, mail.sealed) for mail in rows(database)] == [
        (MailState.FAILED, "550 no such user", None),
        (MailState.SENT, None, None),
    ]
    assert keeper.receivers == [ANNE]


def test_a_mail_whose_fate_nobody_knows_is_never_sent_again(database):
    post_code(database)
    with mail_server(keeper := HangsUpAfterData()) as server:
        assert not work(database, server)
        work(database, server, now=NOW + timedelta(days=2))
    assert len(keeper.letters) == 1
    assert (row(database).state, row(database).sealed) == (MailState.UNKNOWN, None)


def test_a_server_that_is_away_costs_the_first_mail_a_try_and_the_others_nothing(database):
    for number in range(3):
        post_code(database, cause=f"{number}", now=NOW + number * MINUTE)
    with mail_server(Keeper()) as server:
        pass
    assert not work(database, server, now=NOW + 5 * MINUTE)
    assert [(mail.state, mail.attempts) for mail in rows(database)] == [
        (MailState.WAITING, 1),
        (MailState.WAITING, 0),
        (MailState.WAITING, 0),
    ]


def test_a_code_that_has_expired_is_not_sent_any_more(database):
    post_code(database, cause="1", expires_at=(NOW + 10 * MINUTE).isoformat())
    with mail_server(keeper := Keeper()) as server:
        work(database, server, now=NOW + 10 * MINUTE)
    assert keeper.letters == []
    assert (row(database).state, row(database).problem, row(database).sealed) == (MailState.FAILED, "too late", None)


def test_a_code_that_is_still_good_is_sent(database):
    post_code(database, expires_at=(NOW + 10 * MINUTE).isoformat())
    with mail_server(keeper := Keeper()) as server:
        work(database, server, now=NOW + 9 * MINUTE)
    assert keeper.receivers == [ANNE]


@pytest.mark.parametrize("damage", [{"sealed": "another key"}, {"template": "from_an_older_release"}])
def test_one_mail_that_cannot_be_written_stops_no_other(database, damage):
    post_code(database, cause="1", to="first@a.example")
    with database.transaction() as connection:
        connection.execute(update(Mail).values(**damage))
    post_code(database, cause="2", now=NOW + MINUTE)
    assert [mail.to for mail in read_outbox(database)] == [ANNE]
    with mail_server(keeper := Keeper()) as server:
        work(database, server, now=NOW + MINUTE)
    assert keeper.receivers == [ANNE]
    assert [mail.state for mail in rows(database)] == [MailState.FAILED, MailState.SENT]


def test_an_address_with_a_line_break_is_sent_nothing(database):
    post_code(database, to=f"{ANNE}\r\nBcc: x@evil.example")
    with mail_server(keeper := Keeper()) as server:
        work(database, server)
    assert keeper.letters == []
    assert (row(database).state, row(database).problem) == (MailState.FAILED, "could not be written: ValueError")


def test_a_mail_left_by_a_process_that_died_becomes_unknown_and_is_not_sent(database):
    post_code(database)
    assert claim(database, NOW)
    tidy_outbox(database, now=NOW + LEASE - timedelta(seconds=1))
    assert row(database).state is MailState.SENDING
    tidy_outbox(database, now=NOW + LEASE)
    assert (row(database).state, row(database).sealed, row(database).problem) == (
        MailState.UNKNOWN,
        None,
        "interrupted",
    )
    with mail_server(keeper := Keeper()) as server:
        work(database, server, now=NOW + timedelta(days=1))
    assert keeper.letters == []


def test_a_process_that_comes_back_too_late_does_not_send_its_mail_into_waiting_again(database):
    post_code(database)
    mail = claim(database, NOW)
    tidy_outbox(database, now=NOW + LEASE)
    conclude(database, mail, Verdict(MailState.WAITING), NOW + LEASE)
    assert row(database).state is MailState.UNKNOWN


def test_a_mail_that_waited_for_a_day_is_emptied(database):
    post_code(database)
    tidy_outbox(database, now=NOW + KEPT - timedelta(seconds=1))
    assert [mail.to for mail in read_outbox(database)] == [ANNE]
    tidy_outbox(database, now=NOW + KEPT)
    assert read_outbox(database) == []
    assert (row(database).state, row(database).sealed) == (MailState.FAILED, None)


def test_the_outbox_reads_what_waits_newest_first_and_no_more_than_fifty(database):
    for number in range(52):
        post_code(database, cause=f"{number}", to=f"n{number}@a.example", now=NOW + number * MINUTE)
    shown = read_outbox(database)
    assert [mail.to for mail in shown] == [f"n{number}@a.example" for number in range(51, 1, -1)]
    assert "123 456" in shown[0].words.text


class Slow(Keeper):
    """Takes a letter only when it is let."""

    def __init__(self) -> None:
        super().__init__()
        self.reading, self.may_go_on = Event(), Event()

    async def handle_DATA(self, server, session, envelope):  # noqa: N802  the server library's name
        self.reading.set()
        await asyncio.to_thread(self.may_go_on.wait, 10)
        return await super().handle_DATA(server, session, envelope)


def test_a_process_that_is_stopped_finishes_the_letter_in_its_hands(database):
    post_code(database, cause="1")
    post_code(database, cause="2", now=NOW + MINUTE)

    async def stop_in_the_middle(server):
        working = asyncio.create_task(work_off(database, server, clock=lambda: NOW + MINUTE))
        await asyncio.to_thread(keeper.reading.wait, 10)
        working.cancel()
        await asyncio.sleep(0)  # so that it hears of it before the server goes on
        keeper.may_go_on.set()
        with pytest.raises(asyncio.CancelledError):
            await working

    with mail_server(keeper := Slow()) as server:
        asyncio.run(stop_in_the_middle(server))
    assert [mail.state for mail in rows(database)] == [MailState.SENT, MailState.WAITING]
    assert len(keeper.letters) == 1


class WaitsForTwo(Keeper):
    """Takes the first letters of two connections at the same moment, so that neither does all the work."""

    def __init__(self) -> None:
        super().__init__()
        self.both_here = asyncio.Barrier(2)

    async def handle_DATA(self, server, session, envelope):  # noqa: N802  the server library's name
        if session.peer not in self.connections:
            self.connections.add(session.peer)
            await asyncio.wait_for(self.both_here.wait(), 10)
        return await super().handle_DATA(server, session, envelope)


def test_two_workers_at_once_send_each_mail_once(database):
    everybody = [f"person{number:02}@boreal.example" for number in range(20)]
    for to in everybody:
        post_code(database, cause=to, to=to)
    start = Barrier(2)

    def work_at_once(server):
        start.wait()
        return work(database, server)

    with mail_server(keeper := WaitsForTwo()) as server, ThreadPoolExecutor(2) as pool:
        assert list(pool.map(work_at_once, [server, server])) == [True, True]
    assert sorted(keeper.receivers) == everybody
    assert len(keeper.connections) == 2
    assert {(mail.state, mail.attempts) for mail in rows(database)} == {(MailState.SENT, 1)}


def test_without_the_claim_two_workers_would_send_the_same_mail_twice(database):
    """The control: both look before either writes, as two processes do."""
    post_code(database)
    due = select(Mail.id, Mail.template, Mail.locale, Mail.sealed, Mail.attempts).where(Mail.state == MailState.WAITING)
    with ExitStack() as stack:
        workers = [stack.enter_context(database.reading()) for _ in range(2)]
        found = [Claimed(*worker.execute(due).one()) for worker in workers]

    async def carry(server):
        for mail in found:
            async with Postman(server) as postman:
                await postman.hand_over(prepare_letter(mail, NOW))

    with mail_server(keeper := Keeper()) as server:
        asyncio.run(carry(server))
    assert keeper.receivers == [ANNE, ANNE]


def test_of_two_claims_at_once_the_second_finds_nothing(database):
    post_code(database)
    start = Barrier(2)

    def claim_at_once(_):
        start.wait()
        return claim(database, NOW)

    with ThreadPoolExecutor(2) as pool:
        claimed = list(pool.map(claim_at_once, range(2)))
    assert sum(mail is not None for mail in claimed) == 1
