"""The pages of a company's way in: the form of its contact, the organiser's answers, the HR manager's desk."""

import pytest
from sqlalchemy import select, update
from streamlit.runtime.context import ContextProxy
from streamlit.testing.v1 import AppTest

from challenge.domain.money import EURO
from challenge.services.approvals import approve_registration, ask_back_registration
from challenge.services.companies import read_company
from challenge.services.editions import utc_now
from challenge.services.registration import begin_registration, own_registrations
from challenge.services.registration_form import Asked
from challenge.services.sessions import open_session, read_session
from challenge.settings import settings
from challenge.store.account_models import Session
from challenge.store.company_models import Registration, RegistrationState
from challenge.store.database import open_database
from challenge.store.edition_models import EditionState
from challenge.ui.links import PAGES
from tests.company_factories import FORM, make_contact, make_registration
from tests.factories import NOW, make_edition, make_organiser

SHELL = PAGES.parent / "challenge" / "ui" / "shell.py"
FAR = utc_now().replace(year=utc_now().year + 2)
"""Pages tell the time themselves, so the edition is open for long."""


@pytest.fixture
def database(tmp_path):
    database = open_database(f"sqlite:///{tmp_path}/register.db")
    database.migrate()
    yield database
    database.close()


@pytest.fixture
def edition_id(database):
    ends = {"locks_at": FAR, "review_ends_at": FAR, "evening_at": FAR, "registration_closes_at": FAR}
    return make_edition(database, state=EditionState.REGISTRATION, **ends)


@pytest.fixture
def contact(database):
    return make_contact(database, "ines@laiterie.example")


@pytest.fixture
def open_page(database, monkeypatch):
    """Open a page of the shell as somebody with a session in which the second step was made."""
    monkeypatch.setenv("CHALLENGE_DATABASE_URL", database.engine.url.render_as_string(hide_password=False))
    settings.cache_clear()

    def open_as(actor, name, locale="en"):
        with database.transaction() as connection:
            token = open_session(connection, actor.account_id, utc_now())
            connection.execute(update(Session).values(second_step_at=utc_now()))
        monkeypatch.setattr(ContextProxy, "cookies", property(lambda _self: {settings().cookie_name: token}))
        page = AppTest.from_file(SHELL, default_timeout=20)
        page.session_state["locale"] = locale
        return page.run().switch_page(str(PAGES / f"{name}.py")).run()

    yield open_as
    settings.cache_clear()


def html_of(page):
    assert not page.exception, page.exception
    return " ".join(element.proto.body for element in page.get("html"))


def present(database, actor):
    """Somebody with the roles held now."""
    with database.transaction() as connection:
        token = open_session(connection, actor.account_id, utc_now())
        connection.execute(update(Session).values(second_step_at=utc_now()))
    return read_session(database, token).actor


@pytest.mark.parametrize("locale", ["fr", "en"])
def test_whoever_signed_in_without_a_role_begins_a_form(open_page, database, edition_id, contact, locale):
    page = open_page(contact, "register", locale)
    page.button(key=f"begin-{edition_id}").click().run()
    assert 'class="form-progress"' in html_of(page)
    assert [form.state for form in own_registrations(database, contact)] == [RegistrationState.DRAFT]


def test_every_field_is_kept_as_it_is_typed_and_found_again(open_page, database, edition_id, contact):
    registration_id = begin_registration(database, contact, edition_id, now=NOW)
    page = open_page(contact, "register")
    for field, typed in (FORM | {"siren": "552 100"}).items():
        boxes = page.text_area if field == Asked.SITES else page.text_input
        boxes(key=f"register-{registration_id}-{field}").set_value(typed).run()
    page.pills(key=f"register-{registration_id}-colour").set_value("#0f7a55").run()
    assert "not a SIREN" in html_of(page)
    again = open_page(contact, "register")
    assert again.text_input(key=f"register-{registration_id}-siren").value == "552 100"
    [view] = own_registrations(database, contact)
    assert view.typed == FORM | {"siren": "552 100", "colour": "#0f7a55", "initials": ""}


def test_the_cost_follows_the_cap_and_never_exceeds_it(open_page, database, edition_id, contact):
    registration_id = begin_registration(database, contact, edition_id, now=NOW)
    page = open_page(contact, "register")
    page.text_input(key=f"register-{registration_id}-headcount").set_value("100").run()
    assert 'class="cost"' not in html_of(page)
    page.button(key="suggestion").click().run()
    assert page.text_input(key=f"register-{registration_id}-cap").value == "6,750"
    assert "€3,825" in html_of(page)
    assert "Never more than €6,750" in html_of(page)
    page.text_input(key=f"register-{registration_id}-cap").set_value("2000").run()
    assert "<strong>€2,000</strong>" in html_of(page)


def test_a_form_is_sent_once_it_is_whole_and_its_terms_accepted(open_page, database, edition_id, contact):
    registration_id = make_registration(database, edition_id, contact, cap="")
    page = open_page(contact, "register")
    page.button(key="send").click().run()
    assert "not complete" in page.error[0].value
    page.text_input(key=f"register-{registration_id}-cap").set_value("9000").run()
    page.button(key="send").click().run()
    assert "Tick the terms" in page.error[0].value
    page.checkbox(key="accept").check()
    page.button(key="send").click().run()
    assert "registration sent" in html_of(page)
    assert not page.text_input
    with database.reading() as connection:
        assert connection.scalar(select(Registration.terms_name)) == FORM["contact"]


def test_what_was_asked_back_is_read_above_the_form(open_page, database, edition_id, contact):
    registration_id = make_registration(database, edition_id, contact, submitted=True)
    organiser = make_organiser(database, edition_id)
    ask_back_registration(database, organiser, registration_id, "Which <b>site</b>?", now=NOW)
    page = open_page(contact, "register")
    assert "Which &lt;b&gt;site&lt;/b&gt;?" in html_of(page)
    assert page.text_input(key=f"register-{registration_id}-name").value == FORM["name"]


def test_typed_names_are_drawn_as_words_on_every_page(open_page, database, edition_id, contact):
    evil = "<img src=x onerror=alert(1)> ![x](https://evil.example)"
    registration_id = make_registration(database, edition_id, contact, submitted=True, name=evil)
    organiser = make_organiser(database, edition_id)
    assert "<img src=x" not in html_of(open_page(organiser, "registrations"))
    entry_id = approve_registration(database, organiser, registration_id, now=NOW)
    page = open_page(contact, "company")
    assert "<img src=x" not in html_of(page)
    assert "![x](" not in page.title[0].value
    assert read_company(database, present(database, contact), entry_id).name == evil


@pytest.mark.parametrize(
    ("button", "said"), [("approve", "€50,000"), ("ask-back", "your question"), ("refuse", "this reason")]
)
def test_an_organisers_first_click_says_what_the_second_would_do(
    open_page, database, edition_id, contact, button, said
):
    registration_id = make_registration(database, edition_id, contact, submitted=True)
    page = open_page(make_organiser(database, edition_id), "registrations")
    assert "€50,000" in html_of(page)
    page.button(key=f"{button}-{registration_id}").click().run()
    assert not page.exception, page.exception
    assert said in " ".join(words.value for words in page.markdown)
    assert page.button(key="confirm")
    assert [area.key for area in page.text_area] == ([] if button == "approve" else ["reason"])
    assert own_registrations(database, contact)[0].state is RegistrationState.SUBMITTED


def test_the_first_click_on_a_higher_cap_shows_both_caps_and_changes_nothing(open_page, database, edition_id, contact):
    registration_id = make_registration(database, edition_id, contact, submitted=True)
    entry_id = approve_registration(database, make_organiser(database, edition_id), registration_id, now=NOW)
    page = open_page(contact, "company")
    assert "<strong>€50,000</strong>" in html_of(page)
    page.button(key="raise-10").click().run()
    assert "<s>€50,000</s>" in html_of(page)
    assert "<strong>€55,000</strong>" in html_of(page)
    assert read_company(database, present(database, contact), entry_id).pledge.cap == 50_000 * EURO


def test_a_contact_with_an_approved_company_has_no_form_any_more(open_page, database, edition_id, contact):
    registration_id = make_registration(database, edition_id, contact, submitted=True)
    assert "register" in names_in_navigation(open_page(contact, "register"))
    approve_registration(database, make_organiser(database, edition_id), registration_id, now=NOW)
    assert "register" not in names_in_navigation(open_page(contact, "company"))


def names_in_navigation(page):
    html_of(page)
    return {link.proto.page for link in page.get("page_link")}
