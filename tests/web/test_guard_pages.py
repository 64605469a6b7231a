"""Pages behind the guard: nobody takes over another's, none outlives its session; each hole is seen on a bare app."""

import pytest
from serving import serve
from sqlalchemy import insert, update
from websockets.exceptions import InvalidStatus

from challenge.services.editions import utc_now
from challenge.services.sessions import read_session, sign_out
from challenge.store.account_models import Authenticator, Session

SOON = 0.8
"""Seconds in which a bare app does nothing about an ended session; the guard needs less than half of it."""


def taken_over(served, victim, attacker=""):
    """What somebody sees who reconnects to another's page by its id."""
    page = served.open_page(victim)
    page.run()
    thief = served.open_page(attacker, page_id=page.id)
    words = thief.run()
    thief.close()
    page.close()
    return words


def test_whoever_learns_the_id_of_a_page_takes_it_over_on_a_bare_app(bare, enter):
    assert "private to Camille" in taken_over(bare, enter())


@pytest.mark.parametrize("signed_in", [False, True], ids=["stranger", "colleague"])
def test_a_page_is_taken_over_by_nobody(guarded, enter, signed_in):
    words = taken_over(guarded, enter(), enter("Dominique") if signed_in else "")
    assert not any("Camille" in line for line in words)
    assert ("signed in as Dominique" if signed_in else "nothing kept") in words


def test_the_same_session_reconnects_to_its_own_page(guarded, enter):
    cookie = enter()
    page = guarded.open_page(cookie)
    page.run()
    again = guarded.open_page(cookie, page_id=page.id)
    again.run()
    assert again.id == page.id


def test_a_bare_app_believes_whoever_the_browser_says_it_is(bare):
    assert "uid session-1" in bare.open_page(x_uid="session-1").run()


@pytest.mark.parametrize("name", ["x-uid", "X-Uid", "X-UID"])
def test_a_browser_cannot_choose_its_identity(guarded, people, enter, name):
    cookie = enter()
    own = f"uid session-{read_session(people, cookie).session_id}"
    assert guarded.open_page(**{name: "session-1"}).run()[0].startswith("uid visitor-")
    assert own in guarded.open_page(cookie, **{name: "session-1"}).run()


def test_two_visitors_without_a_session_are_not_the_same(guarded):
    first, second = (guarded.open_page().run()[0] for _ in range(2))
    assert first != second


def test_a_session_whose_second_step_is_missing_is_none(guarded, people, enter):
    cookie = enter()
    owner = read_session(people, cookie).actor.account_id
    with people.transaction() as connection:
        asked = {"account_id": owner, "sealed_secret": "sealed", "confirmed_at": utc_now(), "created_at": utc_now()}
        connection.execute(insert(Authenticator).values(asked))
    who, kept = guarded.open_page(cookie).run()
    assert who.startswith("uid visitor-")
    assert kept == "nothing kept"


def test_a_bare_app_lets_a_websocket_in_that_does_not_say_where_it_comes_from(bare, enter):
    assert "signed in as Camille" in bare.open_page(enter(), origin=None).run()


@pytest.mark.parametrize("origin", [None, "https://evil.example", "null", "http://127.0.0.1", "file://"])
def test_a_websocket_from_elsewhere_is_refused(guarded, enter, origin):
    with pytest.raises(InvalidStatus) as refused:
        guarded.open_page(enter(), origin=origin)
    assert refused.value.response.status_code == 403
    assert "default-src 'none'" in refused.value.response.headers["content-security-policy"]


def test_on_a_bare_app_the_page_stays_on_the_screen_after_sign_out(bare, people, enter):
    cookie = enter()
    page = bare.open_page(cookie)
    assert "signed in as Camille" in page.run()
    sign_out(people, cookie)
    with pytest.raises(TimeoutError):
        page.await_run(SOON)


def test_an_open_page_draws_that_nobody_is_signed_in_and_closes(guarded, people, enter):
    cookie = enter()
    page = guarded.open_page(cookie)
    assert "signed in as Camille" in page.run()
    sign_out(people, cookie)
    assert "signed in as Camille" not in page.await_run()
    assert page.await_close() == 4401


def test_every_tab_of_a_session_ends_and_no_other(guarded, people, enter):
    cookie, other = enter(), guarded.open_page(enter("Dominique"))
    tabs = [guarded.open_page(cookie) for _ in range(3)]
    for page in (*tabs, other):
        page.run()
    sign_out(people, cookie)
    assert [page.await_close() for page in tabs] == [4401] * 3
    assert "signed in as Dominique" in other.run()


def test_an_old_tab_comes_back_as_a_stranger(guarded, people, enter):
    cookie = enter()
    page = guarded.open_page(cookie)
    page.run()
    sign_out(people, cookie)
    page.await_close()
    back = guarded.open_page(cookie, page_id=page.id)
    words = back.run()
    assert words[0].startswith("uid visitor-")
    assert words[1:] == ["nothing kept"]


def test_a_page_that_never_ran_ends_too(guarded, people, enter):
    cookie = enter()
    page = guarded.open_page(cookie)
    sign_out(people, cookie)
    assert page.await_close() == 4401


def test_a_session_that_runs_out_by_itself_takes_its_pages_along(guarded, people, enter):
    cookie = enter(shared=True)
    page = guarded.open_page(cookie)
    assert "signed in as Camille" in page.run()
    session_id = read_session(people, cookie, sign_of_life=False).session_id
    with people.transaction() as connection:
        connection.execute(update(Session).where(Session.id == session_id).values(expires_at=utc_now()))
    assert page.await_close() == 4401


def test_the_server_ends_at_once_and_quietly_with_pages_open(people, enter, tmp_path):
    url = people.engine.url.render_as_string(hide_password=False)
    with serve("little_app:app", url, tmp_path / "server.log", GUARDED="1") as served, served.open:
        cookie = enter("Dominique")
        pages = [served.open_page(enter()), served.open_page(cookie)]
        for page in pages:
            page.run()
        sign_out(people, cookie)
        pages[1].await_close()
        served.process.terminate()
        served.process.wait(4)
    log = (tmp_path / "server.log").read_text("utf-8")
    assert "Finished server process" in log
    assert not any(trouble in log for trouble in ("Traceback", "Task was destroyed", "never retrieved"))
