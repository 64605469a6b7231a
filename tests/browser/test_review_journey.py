"""Due process from end to end: doubted, refused in two clicks, told, answered with a file, decided again, and told."""

import re
from io import BytesIO

from browser_steps import PATIENCE, gpx, yesterday
from PIL import Image
from playwright.sync_api import expect
from test_journeys import upload

RUN = "Running, 53 min"
WORDS = "With my grandmother, who runs slowly"


def picture():
    file = BytesIO()
    Image.new("RGB", (60, 40), "#0f7a55").save(file, "PNG")
    return file.getvalue()


def case_of(organiser):
    """The case of the run, on the organiser's page."""
    organiser.tab.goto("review")
    case = organiser.page.locator("[class*='st-key-case-']").filter(has_text=RUN)
    expect(case).to_have_count(1, timeout=PATIENCE)
    return case


def test_a_doubted_run_is_refused_in_two_clicks_answered_with_a_file_and_counted_after_all(open_visit):
    person, organiser = open_visit(), open_visit()
    person.tab.enter("participant")
    upload(person.tab, "slow.gpx", gpx(yesterday(6), minutes=53, metres_per_second=1.3, sport="running"))
    person.page.locator(".st-key-confirm-upload button").click()
    person.tab.is_recorded()

    organiser.tab.enter("organiser")
    case = case_of(organiser)
    case.get_by_role("button", name="Refuse…").click()
    case.get_by_role("button", name="A trip by car, bus or train.").click()
    expect(organiser.page.locator(".note.done")).to_contain_text("the person is told", timeout=PATIENCE)

    person.tab.goto("home")
    person.page.get_by_role("link", name=re.compile("new notice")).click()
    person.tab.stands("notices")
    newest = person.page.locator(".notice").first
    expect(newest).to_contain_text("This activity does not count.")
    expect(newest).to_contain_text("A trip by car, bus or train.")
    expect(newest).to_contain_text("Decided by the organisers")

    form = person.page.locator("[class*='st-key-appeal-']").filter(has_text="Answer: Running").first
    form.locator("summary").click()
    form.locator("textarea").fill(WORDS)
    form.locator("input[type=file]").set_input_files({"name": "us.png", "mimeType": "image/png", "buffer": picture()})
    expect(form).to_contain_text("us.png", timeout=PATIENCE)
    form.get_by_role("button", name="Send my answer").click()
    expect(person.page.locator(".note.answer").first).to_contain_text("have not decided yet", timeout=PATIENCE)

    case = case_of(organiser)
    expect(case.locator("blockquote")).to_contain_text(WORDS)
    file = organiser.page.request.get(f"{organiser.address}{case.locator('blockquote a').get_attribute('href')}")
    assert (file.status, file.headers["content-type"]) == (200, "image/png")
    case.get_by_role("button", name=re.compile(r"^Count \(")).click()
    expect(organiser.page.locator(".note.done")).to_contain_text("the person is told", timeout=PATIENCE)

    person.tab.goto("notices")
    expect(person.page.locator(".notice").first).to_contain_text("counts in full")
    expect(person.page.locator(".note.answer").first).to_contain_text("the organisers decided on", timeout=PATIENCE)
    organiser.tab.goto("review?tab=log")
    lines = organiser.page.locator(".board tbody tr")
    expect(lines.nth(0)).to_contain_text("after the person")
    expect(lines.nth(1)).to_contain_text("A trip by car, bus or train.")


def test_a_case_is_read_and_decided_on_a_telephone_without_scrolling_sideways(open_visit):
    visit = open_visit(viewport={"width": 360, "height": 740})
    visit.tab.enter("organiser")
    for name in ("review", "review?tab=log", "review?tab=shares"):
        visit.tab.goto(name)
        assert visit.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name
    visit.tab.goto("review")
    for button in visit.page.locator("[class*='st-key-decide-'] button").all()[:8]:
        box = button.bounding_box()
        assert box["height"] >= 44
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 360
