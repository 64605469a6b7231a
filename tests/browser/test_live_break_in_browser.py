"""A browser's memory, channel and clock may be wrong, and names without end: screen and board stand all the same."""

import json
import time

import pytest
from browser_steps import PATIENCE
from made_snapshots import news, snapshot, staged
from playwright.sync_api import expect
from real_edition import RealEdition
from screen_steps import Screen

from challenge.services.stage import celebrate, say_from_stage

FAR = {"revision": 10**9, "at": "2999-01-01T00:00:00.000+00:00"}
STAGE = {"scene": "nowhere", "locale": "xx"}
SECONDS_OFF = 2
NOW = int(time.time() * 1000)
PLANT = "kept => Object.entries(kept).forEach(([name, words]) => localStorage.setItem(name, words))"
SKEW = "{ const now = Date.now; Date.now = () => now() + MINUTES * 60_000; window.realNow = now; }"
OFF = "async () => Math.abs((await import('/assets/live/stream.js')).serverNow() - realNow()) / 1000"
SPEAK = """([edition, words]) => {
    const channel = new BroadcastChannel(`live:${edition}`);
    words.forEach((word) => channel.postMessage(word));
    channel.close();
}"""
SNAPSHOTS = {
    "no JSON": "{{{",
    "a number": "5",
    "nothing": "null",
    "a list": "[]",
    "an object of nothing": "{}",
    "another edition's": json.dumps({"edition": "elsewhere", **FAR}),
    "half of one, from the far future": json.dumps({"edition": "EDITION", "stage": STAGE, **FAR}),
}
CELEBRATED = {
    "a number": 5,
    "another shape": {"milestones": 5, "calls": "x", "seenAt": NOW},
    "half of it": {"milestones": None, "seenAt": NOW},
}


class Evening:
    """An edition with a company that moved, and what its browsers keep."""

    def __init__(self, house):
        self.edition = RealEdition(house)
        self.slug = f"edition-{self.edition.number}"
        self.edition.add_company("Atelier")
        self.people = self.edition.add_team("Ada", "Bo", "Cleo", name="Les Semelles")
        for person in self.people:
            self.edition.walk(person, 60)

    def do(self, service, *facts):
        """What an organiser can do."""
        return service(self.edition.house.database, self.edition.organiser, self.edition.id, *facts)

    def plant(self, page, **kept):
        """Put words into a browser before any of our pages reads them."""
        page.goto(f"{self.edition.house.address}/healthz")
        page.evaluate(PLANT, {name.format(self.slug): words for name, words in kept.items()})

    def screen(self, page):
        """Its screen in a browser."""
        return Screen(page, f"{self.edition.house.address}/screen/{self.slug}")


@pytest.fixture
def evening(house):
    return Evening(house)


@pytest.mark.parametrize("kind", SNAPSHOTS)
def test_a_damaged_memory_keeps_no_screen_from_what_is_new(enter, evening, kind):
    page = enter().page
    evening.plant(page, **{"live:{}": SNAPSHOTS[kind].replace("EDITION", evening.slug), "live:{}:heard": "soon"})
    screen = evening.screen(page)
    screen.open()
    evening.do(say_from_stage, "Bonsoir")
    expect(page.locator(".message-words")).to_have_text("Bonsoir", timeout=PATIENCE)


@pytest.mark.parametrize("kind", SNAPSHOTS)
def test_a_damaged_memory_keeps_no_board_from_what_is_new(enter, evening, kind):
    visit = enter(evening.people[0])
    evening.plant(visit.page, **{"live:{}": SNAPSHOTS[kind].replace("EDITION", evening.slug)})
    visit.tab.first = "home"
    visit.tab.goto("board")
    expect(visit.page.locator(".live-board .age.now")).to_be_visible(timeout=PATIENCE)
    expect(visit.page.locator(".live-board tbody .name")).to_have_text([f"Atelier {evening.edition.number}"])


@pytest.mark.parametrize("kind", CELEBRATED)
def test_a_damaged_memory_of_what_was_celebrated_keeps_no_screen_from_celebrating(enter, evening, kind):
    page = enter().page
    evening.plant(page, **{"celebrated:{}": json.dumps(CELEBRATED[kind])})
    evening.screen(page).open()
    evening.do(celebrate)
    expect(page.locator(".celebration")).to_be_visible(timeout=PATIENCE)


def test_what_others_say_in_the_browsers_channel_puts_no_other_edition_on_screen(enter, evening):
    leading = enter()
    evening.screen(leading.page).open()
    page = leading.context.new_page()
    screen = evening.screen(page)
    screen.open()
    other = json.dumps({"edition": "elsewhere", "stage": STAGE, **FAR})
    words = [None, 5, {}, *({"kind": "snapshot", "text": text} for text in ("{}", "[]", other))]
    leading.page.evaluate(SPEAK, [evening.slug, words])
    evening.do(say_from_stage, "Bonsoir")
    for shown in (page, leading.page):
        expect(shown.locator(".message-words")).to_have_text("Bonsoir", timeout=PATIENCE)


@pytest.mark.parametrize("minutes", [-5, 5])
def test_a_screen_whose_own_clock_is_minutes_off_goes_by_the_servers_from_the_first_moment(enter, evening, minutes):
    page = enter().page
    page.add_init_script(SKEW.replace("MINUTES", str(minutes)))
    evening.screen(page).open()
    assert page.evaluate(OFF) < SECONDS_OFF


@pytest.mark.parametrize("words", ["Les Semelles " * 15, "W" * 180])
def test_names_without_end_in_the_news_push_nothing_off_the_stage(enter, evening, words):
    page = enter(viewport={"width": 1920, "height": 1080}).page
    screen = evening.screen(page)
    screen.open()
    told = [item | {"name": words, "company": words} for item in news()]
    screen.put_on_stage(snapshot(name=words, news=told, stage=staged("race", "medium")))
    for part in (".top .live", ".bottom .next-aim", ".race .panel"):
        box = page.locator(part).bounding_box()
        assert box["x"] + box["width"] <= 1920, part
