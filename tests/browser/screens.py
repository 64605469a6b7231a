"""Every screen of a real edition, one after the other: the plain pages, and the pages that no demo shows."""

import pyotp
from browser_steps import PATIENCE
from door_steps import ask_code, form_of, join, open_slip, type_code
from playwright.sync_api import expect
from real_edition import RealEdition

from challenge.services.editions import utc_now
from challenge.services.join_links import renew_link
from challenge.services.registration import begin_registration, save_field, submit_registration
from challenge.services.slips import issue_again, issue_slips
from challenge.store.edition_models import EditionState
from tests.company_factories import make_contact
from tests.factories import make_organiser

OF_EVERYBODY = ("sign-in", "sign-in/slip", "sign-in/company", "documents", "what-my-employer-sees", "outbox")


def plain_screens(house, visit):
    """Walk through the plain pages; yields the name of each once it stands."""
    edition = RealEdition(house, EditionState.REGISTRATION)
    edition.add_company()
    page = visit.page
    for name in OF_EVERYBODY:
        page.goto(f"{house.address}/{name}")
        yield name
    yield from _joining(edition, visit)
    yield from _slips(edition, visit)
    yield from _second_step(edition, visit)


def _joining(edition, visit):
    house, page, email = edition.house, visit.page, f"plain-{edition.number}@example.org"
    with house.database.transaction() as connection:
        old = edition.link()
        renew_link(connection, edition.entry_id, None, utc_now())
    page.goto(f"{house.address}/join/{old}")
    yield "join, an old link"
    edition.add_team("Camille")
    link = f"{house.address}/join/{edition.link(edition.team_id)}"
    page.goto(link)
    yield "join"
    ask_code(visit, f"/join/{edition.link()}", email)
    page.locator("#code").fill("000000")
    page.locator("button.primary").click()
    expect(page.get_by_role("alert")).to_be_visible()
    yield "sign-in/code"
    join(visit, house, link, email)
    for closed in page.locator("summary").all():
        closed.click()
    page.locator("input[value=name]").check()
    yield "join, the last screen"
    visit.context.clear_cookies()


def _slips(edition, visit):
    house, page = edition.house, visit.page
    unused, opened, *_ = issue_slips(house.database, edition.hr_manager, edition.entry_id, 5)
    visit.sign_in_as(house.cookie_of(edition.hr_manager))
    page.goto(f"{house.address}/documents/slips/{edition.entry_id}")
    yield "slips"
    visit.context.clear_cookies()
    page.goto(f"{house.address}/sign-in/slip")
    page.locator("#code").fill(unused.code)
    page.locator("button.primary").click()
    expect(page.locator("#again")).to_be_visible()
    yield "slip, its PIN chosen"
    open_slip(visit, opened.code)
    visit.context.clear_cookies()
    page.goto(f"{house.address}/sign-in/slip")
    page.locator("#code").fill(opened.code)
    page.locator("button.primary").click()
    expect(page.locator("#pin")).to_be_visible()
    yield "slip, its PIN asked for"


def _second_step(edition, visit):
    house, page = edition.house, visit.page
    other = edition.give_address(make_organiser(house.database, edition.id), "second")
    ask_code(visit, "/sign-in", other)
    type_code(visit, house, other)
    secret = page.locator(".secret").inner_text().replace(" ", "")
    yield "authenticator"
    page.locator("#code").fill(pyotp.TOTP(secret).now())
    page.locator("button.primary").click()
    expect(page.locator(".codes")).to_be_visible()
    yield "recovery codes"
    visit.context.clear_cookies()
    ask_code(visit, "/sign-in", edition.organiser_email)
    type_code(visit, house, edition.organiser_email)
    page.locator("#code").fill("000000")
    page.locator("button.primary").click()
    expect(page.get_by_role("alert")).to_be_visible()
    yield "second step"
    visit.context.clear_cookies()


def real_screens(house, visit):
    """Walk through the pages that the demo does not show; yields the name of each once it stands."""
    edition = RealEdition(house, EditionState.REGISTRATION)
    visit.tab.goto("front")
    yield "front"
    yield from _registration(edition, visit)
    edition.add_company()
    yield from _waiting(edition, visit)
    (person,) = edition.add_team("Camille")
    visit.sign_in_as(house.cookie_of(person), first="home")
    visit.tab.goto("settings")
    visit.page.locator(".st-key-erase-ask button").click()
    expect(visit.page.locator(".my-erasure")).to_be_visible(timeout=PATIENCE)
    visit.tab.settles()
    yield "settings, erasing"
    visit.page.locator(".st-key-erase-sure button").click()
    visit.tab.stands("erased")
    yield "erased"


def _registration(edition, visit):
    database, page = edition.house.database, visit.page
    contact, other = make_contact(database), make_contact(database)
    visit.sign_in_as(edition.house.cookie_of(contact), first="register")
    visit.tab.goto("register")
    yield "register, to begin"
    key = begin_registration(database, contact, edition.id)
    save_field(database, contact, key, form_of(edition) | {"siren": "123", "headcount": ""})
    visit.tab.goto("register")
    yield "register, with a mistake"
    sent = begin_registration(database, other, edition.id)
    save_field(database, other, sent, form_of(edition))
    submit_registration(database, other, sent, accept_terms=True, terms_name="Inès Roche")
    visit.sign_in_as(edition.house.cookie_of(other), first="register")
    visit.tab.goto("register")
    yield "register, sent"
    visit.sign_in_as(edition.organiser_cookie, first="organiser")
    visit.tab.goto("registrations")
    yield "registrations, one waiting"
    page.locator("[class*='st-key-ask-back-'] button").click()
    expect(page.get_by_role("dialog")).to_be_visible(timeout=PATIENCE)
    visit.tab.settles()
    yield "registrations, asked back"


def _waiting(edition, visit):
    house = edition.house
    slip, *_ = issue_slips(house.database, edition.hr_manager, edition.entry_id, 1)
    visit.context.clear_cookies()
    open_slip(visit, slip.code)
    visit.page.locator("button.primary").click()
    expect(visit.page.locator(".st-key-primary a")).to_be_visible(timeout=PATIENCE)
    visit.context.clear_cookies()
    open_slip(visit, issue_again(house.database, edition.hr_manager, edition.entry_id, slip.number).code)
    visit.tab.first = "waiting"
    visit.tab.stands("waiting")
    yield "waiting"
    visit.sign_in_as(edition.organiser_cookie, first="organiser")
    visit.tab.goto("people?tab=slips")
    yield "people, a slip to confirm"
