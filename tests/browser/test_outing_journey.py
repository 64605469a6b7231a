"""One run, told twice: typed and read from the watch; it counts once, and its owner has the last word."""

from datetime import timedelta
from math import sin

import pytest
from browser_steps import METRE, PATIENCE, yesterday
from door_steps import PHONE
from playwright.sync_api import expect
from real_edition import ZONE, RealEdition
from test_accessibility import faults

DAY = yesterday(18).astimezone(ZONE).date()


@pytest.fixture
def person(house):
    edition = RealEdition(house)
    edition.add_company()
    return edition.add_team("Zoé")[0]


def watch_file():
    """Half an hour of running at 18:02, now faster and now slower, as people run."""
    start = yesterday(18, 2)
    points = "".join(
        f'<trkpt lat="{47 + (second * 2.7 + 60 * sin(second / 50)) * METRE:.7f}" lon="2.0">'
        f"<time>{start + timedelta(seconds=second):%Y-%m-%dT%H:%M:%SZ}</time></trkpt>"
        for second in range(0, 1801, 10)
    )
    head = '<gpx version="1.1" creator="test" xmlns="http://www.topografix.com/GPX/1/1">'
    words = f"{head}<trk><type>running</type><trkseg>{points}</trkseg></trk></gpx>"
    return {"name": "watch.gpx", "mimeType": "application/gpx+xml", "buffer": words.encode()}


def log_by_hand(tab):
    """A run of half an hour, typed for yesterday."""
    tab.goto("log")
    tile = tab.page.locator(".st-key-log-tile").get_by_role("radio", name="Running", exact=True)
    tile.click()
    expect(tile).to_have_attribute("aria-checked", "true", timeout=PATIENCE)
    parts = tab.page.locator(".st-key-log-day").get_by_role("spinbutton")
    parts.first.click()
    tab.page.keyboard.type(f"{DAY:%d%m%Y}")
    tab.page.keyboard.press("Tab")
    tab.page.keyboard.press("Escape")  # the calendar
    expect(parts.first).to_have_text(f"{DAY:%d}")
    tab.settles()
    tab.page.locator(".st-key-record button").click()
    tab.is_recorded()


def upload(tab, file):
    tab.goto("log?way=file")
    tab.page.locator("[data-testid=stFileUploaderDropzoneInput]").set_input_files(file)
    expect(tab.page.locator(".preview tbody tr").first).to_be_visible(timeout=PATIENCE)
    tab.settles()


def of_day(page, words):
    """Rows of activities of the day that hold these words."""
    return page.locator(f".st-key-day-{DAY} tr.activity").filter(has_text=words)


def press(tab, name):
    tab.page.locator(f".st-key-day-{DAY}").get_by_role("button", name=name, exact=True).click()


def test_a_run_typed_and_recorded_counts_once_and_its_owner_can_part_and_join_it(enter, person, axe):
    visit = enter(person, **PHONE)
    tab, page = visit.tab, visit.page
    log_by_hand(tab)
    upload(tab, watch_file())
    expect(page.locator(".preview tbody th")).to_contain_text("in the place of your Running", timeout=PATIENCE)
    page.locator(".st-key-confirm-upload button").click()
    tab.is_recorded()

    tab.goto("activities")
    watch, typed = of_day(page, " km"), of_day(page, "Running, 30 min").filter(has_not_text=" km")
    expect(watch).to_have_class("activity counted together", timeout=PATIENCE)
    expect(typed).to_have_class("activity duplicate together")
    expect(typed.locator("td")).to_have_text("0")
    linked = page.locator(f".st-key-day-{DAY} tr.why.together")
    expect(linked.filter(has_text="Same outing as your Running")).to_contain_text("18:02 (read from a file)")
    expect(linked.filter(has_text="One more activity tells of this outing")).to_contain_text("(entered by hand)")
    tab.settles()
    assert list(faults(page, axe)) == []

    press(tab, "Delete: Running, 30 min, 4.8\u00a0km")
    expect(typed).to_have_class("activity counted", timeout=PATIENCE)
    tab.settles()
    press(tab, "Undo delete: Running, 30 min, 4.8\u00a0km")
    expect(typed).to_have_class("activity duplicate together", timeout=PATIENCE)
    tab.settles()

    press(tab, "Running, 30 min: these are two outings")
    expect(typed).to_have_class("activity counted", timeout=PATIENCE)
    expect(page.locator(f".st-key-day-{DAY}")).to_contain_text("you said that they are two outings")
    tab.settles()
    press(tab, "Running, 30 min: it was one outing")
    expect(typed).to_have_class("activity duplicate together", timeout=PATIENCE)


def test_a_watch_owner_sees_four_pictures_and_the_table_is_downloaded(enter, person, axe):
    visit = enter(person, **PHONE)
    tab, page = visit.tab, visit.page
    tab.goto("log?way=file")
    page.locator(".st-key-garmin-week summary").click()
    pictures = page.locator(".pictured img")
    expect(pictures).to_have_count(4)
    expect(pictures.last).to_be_visible()
    assert pictures.evaluate_all("many => many.every(one => one.complete && one.naturalWidth > 0)")
    page.locator(".st-key-template summary").click()
    assert list(faults(page, axe)) == []
    with page.expect_download() as download:
        page.get_by_role("link", name="Table for Excel (XLSX)").click()
    assert download.value.suggested_filename == "my-activities.xlsx"
