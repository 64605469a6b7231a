"""Journeys of real people through the app, each in a browser of its own."""

import re

import pytest
from browser_steps import FIRST, PATIENCE, activity_row, gpx, tab_to, yesterday, zipped
from door_steps import PHONE
from playwright.sync_api import expect

MOST_TAPS = 3
TIMES = "\N{MULTIPLICATION SIGN}"


def test_an_employee_enters_logs_a_walk_by_hand_reads_why_it_earns_and_finds_the_own_company(visit):
    tab, page = visit.tab, visit.page
    tab.enter("participant")
    page.locator(".st-key-primary a").click()
    tab.stands("log")
    tab.choose_walk()
    tab.type_number("log-minutes", 40)
    page.locator(".st-key-record button").click()
    tab.is_recorded()
    why = page.locator("tr.why").filter(has_text=f"40 min {TIMES} 3.5 ÷ 10")
    expect(why.first).to_be_visible()
    expect(why.first.locator("td").last).to_have_text("14")
    page.locator(".st-key-next a").first.click()
    tab.stands("board")
    expect(page.locator("tr.own")).to_have_count(1)
    expect(page.locator("tr.own .name")).not_to_be_empty()


def upload(tab, name, data):
    tab.goto("log?way=file")
    kind = "application/zip" if name.endswith(".zip") else "application/gpx+xml"
    tab.page.locator("[data-testid=stFileUploaderDropzoneInput]").set_input_files(
        {"name": name, "mimeType": kind, "buffer": data}
    )
    expect(tab.page.locator(".preview tbody tr").first).to_be_visible(timeout=PATIENCE)
    tab.settles()


def test_a_zip_is_previewed_with_its_broken_file_named_confirmed_once_and_known_the_second_time(visit):
    tab, page = visit.tab, visit.page
    tab.enter("participant")
    good = gpx(yesterday(6), minutes=20, metres_per_second=2.8, sport="running")
    data = zipped({"morning.gpx": good, "broken.gpx": good[: len(good) // 400]})
    upload(tab, "week.zip", data)
    rows = page.locator(".preview tbody tr")
    expect(rows).to_have_count(2)
    expect(rows.filter(has_text="morning.gpx")).to_contain_text("Running")
    expect(rows.filter(has_text="broken.gpx")).to_contain_text(re.compile(r"Refused\s*: .+\."))
    confirm = page.locator(".st-key-confirm-upload button")
    expect(confirm).to_have_text("Record 1 activity")
    confirm.click()
    tab.is_recorded()
    expect(page.locator("tr.activity").filter(has_text="Running, 20 min")).to_have_count(1)

    upload(tab, "week.zip", data)
    expect(rows.filter(has_text="morning.gpx")).to_contain_text("recorded before: nothing changes")
    expect(confirm).to_be_disabled()


def test_a_file_that_names_no_sport_asks_for_it_before_it_can_be_confirmed(visit):
    tab, page = visit.tab, visit.page
    tab.enter("captain")
    tab.page.locator(".st-key-language").get_by_role("radio", name="EN").click()
    tab.settles()
    upload(tab, "stroll.gpx", gpx(yesterday(5), minutes=26, metres_per_second=1.3))
    confirm = page.locator(".st-key-confirm-upload button")
    expect(page.locator(".preview")).to_contain_text("does not name its sport")
    expect(confirm).to_be_disabled()
    choice = page.locator(".st-key-sport-for-all input")
    choice.click()
    choice.fill("Hiking")
    page.get_by_role("option", name="Hiking", exact=True).click()
    expect(confirm).to_be_enabled(timeout=PATIENCE)
    tab.settles()
    confirm.click()
    tab.is_recorded()
    expect(page.locator("tr.activity").filter(has_text="Hiking, 26 min")).to_have_count(1)


def test_minutes_are_corrected_with_new_points_and_a_deletion_is_undone(visit):
    tab, page = visit.tab, visit.page
    tab.enter("participant")
    tab.record_walk(37)
    tab.goto("activities")
    _, activity = activity_row(tab, "Walking, 37 min")
    page.locator(f".st-key-edit-{activity} button").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    tab.type_number("edit-minutes", 52)
    dialog.locator(".st-key-edit-save button").click()
    expect(dialog).to_have_count(0, timeout=PATIENCE)
    row, same = activity_row(tab, "Walking, 52 min")
    assert same == activity
    expect(page.locator("tr.why").filter(has_text=f"52 min {TIMES} 3.5 ÷ 10").locator("td").last).to_have_text("18")

    page.locator(f".st-key-delete-{activity} button").click()
    expect(row).to_contain_text("deleted", timeout=PATIENCE)
    tab.settles()
    page.locator(f".st-key-restore-{activity} button").click()
    expect(row).not_to_contain_text("deleted", timeout=PATIENCE)
    expect(page.locator(f".st-key-delete-{activity} button")).to_be_visible(timeout=PATIENCE)


@pytest.mark.parametrize(
    ("way", "record"),
    [("My steps today", "record-steps"), ("Same as last time", "record")],
    ids=["my steps today", "same as last time"],
)
def test_on_a_phone_it_is_recorded_within_three_taps_from_home(open_visit, way, record):
    visit = open_visit(**PHONE)
    tab, page = visit.tab, visit.page
    tab.enter("participant")
    if record == "record":
        tab.record_walk(31)  # so that there is a last time
    tab.goto("home")
    taps = 0
    for target in (
        page.locator(".st-key-quick").get_by_role("link", name=way),
        page.locator(f".st-key-{record} button"),
    ):
        tab.settles()
        target.tap()
        taps += 1
    tab.is_recorded()
    assert taps <= MOST_TAPS
    if record == "record-steps":
        expect(page.locator("tr.activity").filter(has_text="8,000 steps")).to_have_count(1)


def test_an_activity_is_recorded_with_the_keyboard_alone(visit):
    tab, page = visit.tab, visit.page
    tab.goto("front")
    tab_to(page, ".entries button[value=participant]")
    page.keyboard.press("Enter")
    tab.stands("home")
    tab_to(page, ".st-key-primary a")
    page.keyboard.press("Enter")
    tab.stands("log")
    tab_to(page, ".st-key-log-minutes input")
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("23")
    tab_to(page, ".st-key-record button")
    tab.settles()
    page.keyboard.press("Space")
    tab.is_recorded()
    expect(page.locator("tr.activity").filter(has_text=", 23 min").first).to_be_visible()


def test_the_language_chosen_stays_on_every_page(open_visit):
    visit = open_visit(locale="fr-FR")
    tab, page = visit.tab, visit.page
    tab.enter("hr_manager")
    expect(page.get_by_role("heading", level=1)).to_have_text("Bilan")
    page.locator(".st-key-language").get_by_role("radio", name="EN").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Overview", timeout=PATIENCE)
    page.locator(".st-key-rooms a[href$=rules]").click()
    tab.stands("rules")
    expect(page.get_by_role("heading", level=1)).to_have_text("What counts?", timeout=PATIENCE)
    tab.goto("board")
    expect(page.get_by_role("heading", level=1)).to_have_text("Board", timeout=PATIENCE)


@pytest.mark.parametrize("role", ["participant", "organiser"])
def test_the_first_page_of_a_role_opens_by_its_name_too(visit, role):
    tab, page = visit.tab, visit.page
    tab.enter(role)
    page.goto(f"{visit.address}/{FIRST[role]}")
    tab.stands(FIRST[role])
    expect(page.get_by_role("dialog")).to_have_count(0, timeout=2_000)


def test_the_language_chosen_on_the_front_page_stays_after_entering(open_visit):
    visit = open_visit(locale="fr-FR")
    tab, page = visit.tab, visit.page
    tab.goto("front")
    page.locator(".st-key-language").get_by_role("radio", name="EN").click()
    expect(page.locator(".front h2")).to_have_text("Enter the demo", timeout=PATIENCE)
    tab.settles()
    page.locator(".entries button[value=organiser]").click()
    tab.stands("organiser")
    expect(page.locator(".sign-out button")).to_have_text("Sign out", timeout=5_000)


def test_signing_out_ends_the_session_in_every_tab(visit):
    tab = visit.tab
    tab.enter("participant")
    other = visit.open_tab()
    other.goto("activities")
    tab.page.locator(".sign-out button").click()
    tab.stands("front")
    other.page.reload()
    other.stands("front")
    expect(other.page.locator(".hero, .sign-out, .st-key-rooms, .st-key-weeks-back")).to_have_count(0)


CLICK_TWICE = """async (button, pause) => {
    button.click();
    await new Promise(done => setTimeout(done, pause));
    button.click();
}"""


@pytest.mark.parametrize("pause", [0, 150], ids=["at once", "as a hand does"])
def test_a_double_click_on_record_records_once(visit, pause):
    tab, page = visit.tab, visit.page
    tab.enter("participant")
    before = tab.activities_today()
    tab.goto("log")
    record = page.locator(".st-key-record button")
    record.evaluate(CLICK_TWICE, pause)
    tab.is_recorded()
    assert tab.activities_today() == before + 1
