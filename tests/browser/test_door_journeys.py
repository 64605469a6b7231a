"""Journeys through the door of a real edition: companies register, colleagues join, and some of them leave again."""

import pytest
from browser_steps import PATIENCE
from door_steps import (
    DEVICES,
    PHONE,
    PIN,
    ask_code,
    form_of,
    is_home,
    join,
    join_link_on_company_page,
    open_slip,
    organise,
    print_slip_again,
    print_slips,
    sign_in,
    type_code,
    type_field,
)
from playwright.sync_api import expect
from real_edition import ZONE, RealEdition
from sqlalchemy import func, select

from challenge.services.boards import read_totals
from challenge.services.editions import utc_now
from challenge.services.join_links import renew_link
from challenge.services.verification import verify
from challenge.store.account_models import Session
from challenge.store.edition_models import EditionState
from challenge.store.team_models import Participation, Team
from challenge.wording.formats import moment

on_each_device = pytest.mark.parametrize("device", DEVICES.values(), ids=DEVICES)


@on_each_device
def test_a_company_registers_is_approved_and_a_colleague_joins_by_its_qr_code_logs_and_sees_the_board(
    house, enter, device
):
    edition = RealEdition(house, EditionState.REGISTRATION)
    edition.prepare_start()
    contact_email, typed = f"ines-{edition.number}@example.org", form_of(edition)
    contact = enter(**device)
    ask_code(contact, "/sign-in/company", contact_email)
    type_code(contact, house, contact_email)
    expect(contact.page.locator(".edition-open").first).to_contain_text("12:00")
    contact.page.locator(f".st-key-begin-{edition.id} button").click()
    for field in ("name", "siren", "headcount"):
        type_field(contact, edition, field, typed[field])
    contact.page.close()  # left in the middle of it, and resumed

    contact.tab = contact.open_tab()
    contact.page = contact.tab.page
    contact.page.goto(f"{house.address}/register")
    kept = contact.page.locator(f".st-key-register-{edition.registration_id()}-siren input")
    expect(kept).to_have_value(typed["siren"], timeout=PATIENCE)
    for field in ("cap", "contact"):
        type_field(contact, edition, field, typed[field])
    expect(contact.page.locator(".cost .most")).to_contain_text("€5,000")
    contact.page.locator(".st-key-accept label").click()
    contact.tab.settles()
    contact.page.locator(".st-key-send button").click()
    expect(contact.page.locator(".registration-state.submitted")).to_be_visible(timeout=PATIENCE)

    organiser = enter(**device)
    organise(organiser, edition)
    organiser.page.locator(".st-key-rooms a[href$='registrations']").click()
    organiser.tab.stands("registrations")
    organiser.page.locator(f".st-key-approve-{edition.registration_id()} button").click()
    dialog = organiser.page.get_by_role("dialog")
    dialog.locator(".st-key-confirm button").click()
    expect(dialog).to_have_count(0, timeout=PATIENCE)
    expect(organiser.page.locator(".registration")).to_contain_text("approved", timeout=PATIENCE)

    sign_in(contact, house, contact_email)
    contact.tab.first = "employer"
    contact.tab.stands("employer")
    link = join_link_on_company_page(contact)

    colleague, email = enter(**device), f"camille-{edition.number}@example.org"
    join(colleague, house, link, email)
    colleague.page.locator("button.primary").click()
    is_home(colleague)

    organiser.tab.goto("edition")
    organiser.page.locator(".st-key-move-on button").click()
    expect(organiser.page.locator(".steps li.now")).to_contain_text("Running", timeout=PATIENCE)

    colleague.tab.record_walk(40)
    colleague.tab.goto("board")
    expect(colleague.page.locator("tr.own .name")).to_contain_text(typed["name"])
    assert read_totals(house.database, edition.id).participants == 1


def new_company(house, **figures):
    edition = RealEdition(house)
    edition.add_company(**figures)
    return edition


def test_staff_without_an_address_come_in_by_a_slip_and_again_by_code_and_pin_and_a_new_slip_waits_for_the_organiser(
    house, enter
):
    edition = new_company(house)
    hr_manager, employee = enter(edition.hr_manager), enter(**PHONE)
    code, *others = print_slips(hr_manager, edition, 12)
    assert len(others) == 11
    open_slip(employee, code)
    employee.page.locator("button.primary").click()
    is_home(employee)
    employee.tab.record_walk(31)
    employee.page.locator(".sign-out button").click()
    employee.tab.stands("front")

    employee.page.goto(f"{house.address}/sign-in/slip")
    employee.page.locator("#code").fill(code.replace("-", " ").lower())
    employee.page.locator("button.primary").click()
    employee.page.locator("#pin").fill(PIN)
    employee.page.locator("button.primary").click()
    is_home(employee)
    assert employee.tab.activities_today() == 1

    lost = enter(**PHONE)
    open_slip(lost, print_slip_again(hr_manager, edition, 1))
    lost.tab.stands("waiting")
    lost.tab.first = "waiting"
    expect(lost.page.locator(".st-key-rooms a[href$='activities'], .st-key-rooms a[href$='home']")).to_have_count(0)

    organiser = enter(cookie=edition.organiser_cookie)
    organiser.tab.first = "organiser"
    organiser.tab.goto("people?tab=slips")
    organiser.page.locator("[class*='st-key-confirm-slip-'] button").click()
    expect(organiser.page.locator(".note.empty")).to_be_visible(timeout=PATIENCE)
    lost.page.goto(lost.address)
    is_home(lost)
    assert lost.tab.activities_today() == 1


@on_each_device
def test_a_captain_creates_a_team_while_joining_renames_greets_and_hands_it_over_and_its_link_leads_into_it(
    house, enter, device
):
    edition = new_company(house)
    captain = enter(**device)
    join(captain, house, f"{house.address}/join/{edition.link()}", f"captain-{edition.number}@example.org")
    captain.page.locator("summary").last.click()
    captain.page.locator("input[value=create]").check()
    captain.page.locator("#team_name").fill("Les Sabots")
    captain.page.locator("#nickname").fill("Sabot vert")
    captain.page.locator("button.primary").click()
    is_home(captain)

    captain.tab.goto("team")
    page = captain.page
    page.locator(".st-key-team-name input").fill("Les Bottes")
    page.locator(".st-key-team-name input").press("Tab")
    page.locator(".st-key-welcome textarea").fill("Rendez-vous mardi midi.")
    page.locator(".st-key-welcome textarea").press("Tab")
    captain.tab.settles()
    page.locator(".st-key-save-team button").click()
    expect(page.locator("blockquote")).to_contain_text("mardi midi", timeout=PATIENCE)
    captain.tab.settles()
    page.get_by_text("Invite", exact=True).click()
    link = page.locator("[data-testid=stCode] code").inner_text().strip()

    member = enter(**device)
    member.page.goto(link)
    expect(member.page.locator("h1")).to_contain_text("Les Bottes")
    expect(member.page.locator(".welcome")).to_contain_text("mardi midi")
    join(member, house, link, f"member-{edition.number}@example.org")
    chosen = member.page.locator("label.card").filter(has_text="Les Bottes").get_by_role("radio")
    expect(chosen).to_be_checked()
    member.page.locator("#nickname").fill("Tongs")
    member.page.locator("button.primary").click()
    is_home(member)

    captain.tab.goto("team")
    expect(page.locator(".team-desk")).to_contain_text("Tongs")
    page.get_by_text("Hand over", exact=True).first.click()
    page.locator("[data-testid=stPopoverButton]").filter(has_text="Hand over").click()
    page.locator(".st-key-hand-over-team button").click()
    expect(page.locator(".team-desk")).to_have_count(0, timeout=PATIENCE)
    member.tab.goto("team")
    expect(member.page.locator(".team-desk")).to_be_visible(timeout=PATIENCE)


@on_each_device
def test_who_erases_the_account_is_told_so_the_other_tab_shows_nothing_private_and_the_totals_stay(
    house, enter, device
):
    edition = new_company(house)
    camille, sacha = edition.add_team("Camille", "Sacha")
    edition.walk(sacha)
    before = read_totals(house.database, edition.id)
    assert before.points
    visit = enter(sacha, **device)
    visit.tab.first = "home"
    other = visit.open_tab()
    other.first = "home"
    other.goto("activities")
    visit.tab.goto("settings")
    visit.page.locator(".st-key-erase-ask button").click()
    visit.page.locator(".st-key-erase-sure button").click()
    visit.tab.stands("erased")
    expect(visit.page.get_by_role("heading", level=1)).to_have_text("Account erased")
    other.stands("front")
    expect(other.page.locator(".day, .sign-out, .st-key-rooms")).to_have_count(0)
    assert read_totals(house.database, edition.id) == before
    assert not [problem for problem in verify(house.database) if problem.startswith(f"edition-{edition.number}:")]

    board = enter(camille, **device)
    board.tab.first = "home"
    board.tab.goto("team")
    expect(board.page.locator("body")).not_to_contain_text("Sacha")


def test_an_old_join_link_says_kindly_that_there_is_a_new_one(house, enter):
    edition = new_company(house)
    old = edition.link()
    with house.database.transaction() as connection:
        renew_link(connection, edition.entry_id, None, utc_now())
    visit = enter(**PHONE)
    assert visit.page.goto(f"{house.address}/join/{old}").status == 410
    expect(visit.page.locator(".lead")).to_contain_text("Ask whoever invited you")
    visit.page.locator("a.primary").click()
    expect(visit.page.locator("#email")).to_be_visible()


CLICK_TWICE = "button => { button.click(); button.click(); }"


def test_a_double_click_on_the_last_screen_joins_once_and_the_back_button_leads_home(house, enter):
    edition = new_company(house)
    visit = enter(**PHONE)
    link = f"{house.address}/join/{edition.link()}"
    join(visit, house, link, f"twice-{edition.number}@example.org")
    visit.page.locator("button.primary").evaluate(CLICK_TWICE)
    is_home(visit)
    seats = select(func.count()).where(Participation.edition_id == edition.id)
    assert edition.read(seats) == 1
    assert edition.read(select(func.sum(Team.participants)).where(Team.entry_id == edition.entry_id)) == 1
    visit.page.go_back()
    is_home(visit)
    visit.page.goto(link)
    is_home(visit)
    assert edition.read(seats) == 1


def test_ending_another_session_closes_its_open_page_at_once_and_signing_out_the_other_tab(house, enter):
    edition = new_company(house)
    (person,) = edition.add_team("Camille")
    there = enter(cookie=house.cookie_of(person, browser="Firefox"))
    there.tab.first = "home"
    there.tab.goto("home")
    here = enter(cookie=house.cookie_of(person, browser="Safari"), **PHONE)
    here.tab.first = "home"
    here.tab.goto("settings")
    named = here.page.locator("[class*='st-key-my-session-']").filter(has_text="Firefox")
    opened = edition.read(select(Session.created_at).where(Session.browser == "Firefox"))
    expect(named).to_contain_text(f"signed in {moment(opened.astimezone(ZONE), 'en')}")
    named.get_by_role("button").click()
    expect(there.page.locator(".front .doors a").first).to_have_text("Sign in", timeout=5_000)
    expect(named).to_have_count(0, timeout=PATIENCE)
    expect(there.page.locator(".hero, .st-key-rooms")).to_have_count(0)

    second = here.open_tab()
    second.first = "home"
    second.goto("home")
    here.page.locator(".sign-out button").click()
    expect(second.page.locator(".front .doors a").first).to_have_text("Sign in", timeout=5_000)
    expect(second.page.locator(".hero, .st-key-rooms")).to_have_count(0)
