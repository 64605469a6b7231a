"""The door by keyboard alone: joining, registering a company, approving it, erasing oneself."""

import re

from browser_steps import PATIENCE, tab_to
from door_steps import form_of, is_home
from playwright.sync_api import expect
from real_edition import RealEdition, until
from sqlalchemy import select

from challenge.services.registration import begin_registration, save_field, submit_registration
from challenge.store.company_models import Registration
from challenge.store.edition_models import EditionState
from tests.company_factories import make_contact


def type_and_send(page, words):
    """Into the field that has the focus when the page opens, then Enter."""
    expect(page.locator("input:focus")).to_have_count(1)
    page.keyboard.type(words)
    page.keyboard.press("Enter")


def prove_address(visit, house, email):
    """From a page that asks for an address to whatever lies behind the code."""
    type_and_send(visit.page, email)
    expect(visit.page.locator(".address")).to_have_text(email)
    type_and_send(visit.page, house.code_for(email))


def test_a_colleague_joins_with_the_keyboard_alone(house, enter):
    edition = RealEdition(house)
    edition.add_company()
    visit = enter()
    page = visit.page
    page.goto(f"{house.address}/join/{edition.link()}")
    prove_address(visit, house, f"keys-{edition.number}@example.org")
    expect(page).to_have_url(re.compile("/team"))
    tab_to(page, "input[name=choice]")
    expect(page.locator("input[value=place_me]")).to_be_checked()
    tab_to(page, "input[name=visibility]")
    for _ in range(2):
        page.keyboard.press("ArrowDown")
    expect(page.locator("input[value=hidden]")).to_be_checked()
    tab_to(page, "button.primary")
    page.keyboard.press("Enter")
    is_home(visit)


def test_a_company_is_registered_and_sent_with_the_keyboard_alone(house, enter):
    edition = RealEdition(house, EditionState.REGISTRATION)
    visit = enter()
    page = visit.page
    page.goto(f"{house.address}/sign-in/company")
    prove_address(visit, house, f"keys-{edition.number}@example.org")
    visit.tab.stands("register")
    tab_to(page, f".st-key-begin-{edition.id} button")
    page.keyboard.press("Enter")
    key = edition.registration_id()
    typed = form_of(edition)
    expect(page.locator(f".st-key-register-{key}-name input")).to_be_visible(timeout=PATIENCE)
    visit.tab.settles()
    for field in ("name", "siren", "headcount", "cap", "contact"):
        tab_to(page, f".st-key-register-{key}-{field} input")
        page.keyboard.type(typed[field])
        page.keyboard.press("Enter")
        kept = select(Registration.form).where(Registration.id == key)
        until(lambda field=field, kept=kept: edition.read(kept).get(field) == typed[field])
        visit.tab.settles()
    tab_to(page, ".st-key-accept input")
    page.keyboard.press("Space")
    visit.tab.settles()
    tab_to(page, ".st-key-send button")
    page.keyboard.press("Enter")
    expect(page.locator(".registration-state.submitted")).to_be_visible(timeout=PATIENCE)


def test_a_company_is_approved_with_the_keyboard_alone(house, enter):
    edition = RealEdition(house, EditionState.REGISTRATION)
    contact = make_contact(house.database)
    key = begin_registration(house.database, contact, edition.id)
    save_field(house.database, contact, key, form_of(edition))
    submit_registration(house.database, contact, key, accept_terms=True, terms_name="Inès Roche")
    visit = enter(cookie=edition.organiser_cookie)
    page = visit.page
    visit.tab.first = "organiser"
    visit.tab.goto("registrations")
    tab_to(page, f".st-key-approve-{key} button")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible(timeout=PATIENCE)
    visit.tab.settles()
    tab_to(page, ".st-key-confirm button")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_have_count(0, timeout=PATIENCE)
    expect(page.locator(".registration")).to_contain_text("approved", timeout=PATIENCE)


def test_an_account_is_erased_with_the_keyboard_alone(house, enter):
    edition = RealEdition(house)
    edition.add_company()
    (person,) = edition.add_team("Camille")
    visit = enter(person)
    page = visit.page
    visit.tab.first = "home"
    visit.tab.goto("settings")
    tab_to(page, ".st-key-erase-ask button")
    page.keyboard.press("Enter")
    expect(page.locator(".my-erasure")).to_be_visible(timeout=PATIENCE)
    visit.tab.settles()
    tab_to(page, ".st-key-erase-sure button")
    page.keyboard.press("Enter")
    visit.tab.stands("erased")
