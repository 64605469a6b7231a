"""My data and settings: every section does what it says, for everybody who signs in."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update
from streamlit.runtime.context import ContextProxy
from streamlit.testing.v1 import AppTest

from challenge.services.editions import utc_now
from challenge.services.sessions import open_session
from challenge.settings import settings
from challenge.store.account_models import Account, Session, Slip
from challenge.store.team_models import Participation
from challenge.ui.links import PAGES
from challenge.wording.text import text
from tests.factories import (
    NOW,
    add,
    make_account,
    make_company,
    make_edition,
    make_hr_manager,
    make_organiser,
    make_person,
    make_team,
    place_of,
)

SHELL = PAGES.parent / "challenge" / "ui" / "shell.py"
OWN_SECTIONS = ("visibility", "adapted")
"""Widgets that only a participant has."""


@pytest.fixture
def open_settings(kept, monkeypatch):
    """Open the settings of an account in a new session, in English."""

    def open_as(account_id, **how):
        with kept.transaction() as connection:
            token = open_session(connection, account_id, utc_now(), browser="Firefox", **how)
            connection.execute(update(Session).values(second_step_at=NOW))
        monkeypatch.setattr(ContextProxy, "cookies", property(lambda _self: {settings().cookie_name: token}))
        page = AppTest.from_file(SHELL, default_timeout=20)
        page.session_state["locale"] = "en"
        page.run()
        return page.switch_page(str(PAGES / "settings.py")).run()

    return open_as


@pytest.fixture
def person(kept):
    """Somebody with an address, in a team."""
    made = make_person(kept, make_team(kept, make_company(kept, make_edition(kept))), nickname="Camille")
    change(kept, update(Account).where(Account.id == made.account_id).values(email="camille@example.org"))
    return made


def change(database, statement):
    with database.transaction() as connection:
        connection.execute(statement)


def value(database, statement):
    with database.reading() as connection:
        return connection.execute(statement).scalar()


def html_of(page):
    assert not page.exception, page.exception
    return " ".join(element.proto.body for element in page.get("html"))


def keys_of(page):
    widgets = (*page.button, *page.toggle, *page.radio, *page.text_input)
    return {widget.key for widget in widgets}


def test_a_participant_finds_every_section(open_settings, person):
    page = open_settings(person.account_id)
    words = html_of(page)
    titles = [heading.value for heading in page.subheader]
    assert titles == [
        text("en", f"my_data.section.{name}")
        for name in (
            "appear",
            "scale",
            "language",
            "mails",
            "sessions",
            "second_step",
            "kept",
            "readers",
            "download",
            "erase",
        )
    ]
    assert 'href="/my-data.zip"' in words
    assert "this device" in words
    assert text("en", "my_data.readers.none") in words


@pytest.mark.parametrize("make", [make_hr_manager, make_organiser, None])
def test_whoever_takes_no_part_has_the_room_too_without_what_is_a_participants(open_settings, kept, make):
    edition_id = make_edition(kept)
    where = (edition_id, make_company(kept, edition_id)) if make is make_hr_manager else (edition_id,)
    account_id = make(kept, *where).account_id if make else make_account(kept)
    page = open_settings(account_id)
    assert 'href="/my-data.zip"' in html_of(page)
    assert not keys_of(page) & set(OWN_SECTIONS)
    assert {"end-all", "erase-ask"} <= keys_of(page)


def test_a_slip_issued_again_opens_nothing_but_the_language(open_settings, kept, person):
    slip = {"entry_id": place_of(person).entry_id, "number": 7, "issued_at": NOW, "account_id": person.account_id}
    first = add(kept, Slip, code_hash="1" * 64, **slip)
    page = open_settings(person.account_id, slip_id=add(kept, Slip, code_hash="2" * 64, replaces_id=first, **slip))
    words = html_of(page)
    assert text("en", "my_data.unconfirmed") in words
    assert "my-data.zip" not in words
    assert not keys_of(page) & {*OWN_SECTIONS, "end-all", "erase-ask", "notified"}


def test_the_name_is_saved_and_the_scale_of_a_locked_edition_is_refused_with_a_sentence(open_settings, kept, person):
    page = open_settings(person.account_id)
    page.text_input(key="nickname").set_value("Zebulon")
    page.button(key="save").click().run()
    assert page.success
    assert value(kept, select(Participation.nickname)) == "Zebulon"
    page.toggle(key="adapted").set_value(True).run()
    assert page.error
    assert value(kept, select(Participation.adapted)) is False


def test_the_language_and_the_mails_are_kept_with_the_account(open_settings, kept, person):
    page = open_settings(person.account_id)
    page.toggle(key="notified").set_value(False).run()
    page.radio(key="my-language-en").set_value("fr").run()
    assert not page.exception, page.exception
    mine = Account.id == person.account_id
    assert value(kept, select(Account.notified).where(mine)) is False
    assert value(kept, select(Account.locale).where(mine)) == "fr"
    assert page.title[0].value == text("fr", "my_data.title")


def test_another_of_my_sessions_is_ended_and_this_page_stays(open_settings, kept, person):
    with kept.transaction() as connection:
        open_session(connection, person.account_id, utc_now() - timedelta(hours=1), browser="<b>Old</b> phone")
    other = value(kept, select(Session.id))
    page = open_settings(person.account_id)
    assert "&lt;b&gt;Old" in html_of(page)
    page.button(key=f"end-{other}").click().run()
    assert f"end-{other}" not in keys_of(page)
    assert "this device" in html_of(page)


def test_ending_all_sessions_leads_to_the_front_page(open_settings, kept, person):
    page = open_settings(person.account_id)
    page.button(key="end-all").click().run()
    assert not page.subheader
    assert text("en", "front.title") in html_of(page)
    assert value(kept, select(Session.id).where(Session.revoked_at.is_(None))) is None


def test_one_click_asks_and_changes_nothing(open_settings, kept, person):
    page = open_settings(person.account_id)
    page.button(key="erase-ask").click().run()
    assert text("en", "my_data.erase_stays") in html_of(page)
    assert value(kept, select(Account.erased_at)) is None
    page.button(key="erase-not").click().run()
    assert "erase-sure" not in keys_of(page)


def test_the_second_click_erases_and_a_page_that_needs_no_session_says_so(open_settings, kept, person):
    page = open_settings(person.account_id)
    page.button(key="erase-ask").click().run()
    page.button(key="erase-sure").click().run()
    assert "Your euros stay with the projects" in html_of(page)
    assert value(kept, select(Account.erased_at).where(Account.id == person.account_id)) is not None
    assert value(kept, select(Participation.nickname)) == ""


def test_the_last_organiser_reads_what_to_do_and_stays(open_settings, kept):
    organiser = make_organiser(kept, make_edition(kept))
    page = open_settings(organiser.account_id)
    page.button(key="erase-ask").click().run()
    page.button(key="erase-sure").click().run()
    assert page.error
    assert value(kept, select(Account.erased_at)) is None
