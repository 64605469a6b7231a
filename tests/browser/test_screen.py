"""The projected screen in a hall: steered within a second, kept when the network is gone, celebrating once."""

import time
from statistics import median

import pytest
from browser_steps import PATIENCE
from playwright.sync_api import expect
from real_edition import RealEdition, until
from screen_steps import Screen

from challenge.domain.money import EURO
from challenge.services.editions import raise_revision
from challenge.services.freezes import end_freeze, freeze_now, reveal_next
from challenge.services.stage import celebrate, choose_hall_language, say_from_stage, show_scene
from challenge.store.stage_models import Milestone, Scene
from tests.factories import add

WITHIN = 1.0
BACK_AGAIN = 40_000
"""A browser tries again after 15 s at the latest; a server takes some seconds to start."""
CONTROLLED = "async () => { await navigator.serviceWorker.ready; return Boolean(navigator.serviceWorker.controller); }"
KEPT = """async () => {
    const kept = await (await caches.open("screen")).keys();
    return kept.map((request) => new URL(request.url).pathname);
}"""


@pytest.fixture
def evening(house):
    """An edition with two companies that moved, and the organiser's hand on the stage."""
    return Evening(RealEdition(house))


class Evening:
    """What an organiser does in an evening."""

    def __init__(self, edition):
        self.edition = edition
        self.database, self.organiser = edition.house.database, edition.organiser
        for name, minutes in (("Atelier Bleu", 60), ("Brasserie du Port", 40)):
            edition.add_company(name)
            for person in edition.add_team("Ada", "Bo", "Cleo", name=f"Les {name}"):
                edition.walk(person, minutes)

    @property
    def path(self):
        return f"/screen/edition-{self.edition.number}"

    def show(self, scene, board=""):
        show_scene(self.database, self.organiser, self.edition.id, Scene(scene), board)

    def do(self, service, *facts):
        """Whatever else an organiser can do."""
        return service(self.database, self.organiser, self.edition.id, *facts)

    def reach(self, euros, title):
        """A milestone that is passed as soon as it stands there."""
        add(self.database, Milestone, edition_id=self.edition.id, micro_euros=euros * EURO, title=title)
        with self.database.transaction() as connection:
            raise_revision(connection, self.edition.id)


@pytest.fixture
def screen(house, enter, evening):
    """A screen of the evening, live; more of them with each call."""

    def begin(**options):
        opened = Screen(enter(**options).page, f"{house.address}{evening.path}")
        opened.open()
        return opened

    return begin


def test_what_the_organiser_changes_is_on_every_screen_within_a_second(screen, evening):
    screens, taken = [screen(), screen()], []
    for scene in ("counter", "teams", "projects", "race", "join", "holding"):
        began = time.perf_counter()
        evening.show(scene)
        for shown in screens:
            shown.shows(scene)
        taken.append(time.perf_counter() - began)
    assert median(taken) < WITHIN, taken


def test_the_hall_changes_its_language_without_a_reload(screen, evening):
    shown = screen()
    expect(shown.page.locator(".provisional")).to_have_text("provisoire")
    shown.page.evaluate("window.same = true")
    evening.do(choose_hall_language, "en")
    expect(shown.page.locator(".provisional")).to_have_text("provisional")
    expect(shown.page.locator("html")).to_have_attribute("lang", "en")
    assert shown.page.evaluate("window.same")


def test_a_message_is_shown_as_it_was_said_and_never_as_markup(screen, evening):
    shown = screen()
    evening.do(say_from_stage, "<b>Merci</b> & bravo")
    expect(shown.page.locator(".message-words")).to_have_text("<b>Merci</b> & bravo")


def test_a_frozen_board_is_marked_and_uncovered_step_by_step(screen, evening):
    shown = screen()
    frost = shown.page.locator(".race:not(.leaving) .frost")
    evening.show("race", "small")
    shown.shows("race")
    expect(frost).to_be_hidden()
    evening.do(freeze_now)
    expect(frost).to_contain_text("gelé depuis")
    evening.do(reveal_next, "small")
    expect(shown.page.locator(".hero-card .rank")).to_be_visible()
    expect(shown.page.locator(".row.blank")).to_have_count(1)
    evening.do(reveal_next, "small")
    expect(shown.page.locator(".hero-card.winner .rank")).to_have_text("1re")
    expect(shown.page.locator(".row.blank")).to_have_count(0)
    evening.do(end_freeze)
    evening.show("race", "small")
    shown.shows("race")
    expect(frost).to_be_hidden()


def test_without_javascript_there_is_a_board_to_read(enter, house, evening):
    page = enter(java_script_enabled=False).page
    page.goto(f"{house.address}{evening.path}")
    expect(page.get_by_role("row", name="Atelier Bleu")).to_be_visible()


def test_the_screen_has_no_pointer_and_no_scroll_bar(screen):
    page = screen(viewport={"width": 1920, "height": 1080}).page
    assert page.evaluate("getComputedStyle(document.getElementById('screen')).cursor") == "none"
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")


def test_the_screen_asks_to_stay_awake(enter, house, evening):
    page = enter().page
    page.add_init_script("""
        window.asked = [];
        WakeLock.prototype.request = async (kind) => { window.asked.push(kind); };
    """)
    Screen(page, f"{house.address}{evening.path}").open()
    assert page.evaluate("window.asked") == ["screen"]


def test_a_milestone_is_celebrated_once_and_never_again_after_a_reload(screen, evening):
    evening.reach(1, "Before it was opened")
    shown = screen()
    party = shown.page.locator(".celebration")
    expect(party).to_have_count(0)
    evening.reach(2, "Deux euros")
    expect(party).to_contain_text("Deux euros")
    expect(party).to_have_count(0, timeout=PATIENCE)
    shown.page.reload()
    shown.is_live()
    evening.show("counter")
    shown.shows("counter")
    expect(party).to_have_count(0)


def test_the_stage_celebrates_once_on_every_screen_that_is_open(screen, evening):
    shown = screen()
    evening.do(celebrate)
    expect(shown.page.locator(".celebration .paper").first).to_be_attached()
    late = screen()
    evening.show("counter")
    late.shows("counter")
    expect(late.page.locator(".celebration")).to_have_count(0)


def test_less_motion_leaves_the_words_of_a_celebration(screen, evening):
    shown = screen(reduced_motion="reduce")
    evening.do(celebrate)
    expect(shown.page.locator(".celebration .title")).to_be_visible()
    expect(shown.page.locator(".celebration .paper")).to_have_count(0)


def test_a_new_release_arrives_although_the_last_one_is_kept(screen, evening):
    shown = screen()
    until(lambda: shown.page.evaluate(CONTROLLED))
    evening.do(choose_hall_language, "en")
    expect(shown.page.locator("html")).to_have_attribute("lang", "en")
    shown.page.reload()
    assert "Hall screen" in shown.page.title()


def kept_whole(page):
    """Wait until the page, its modules, styles and letters are kept."""
    until(lambda: page.evaluate(CONTROLLED))
    parts = {
        "/assets/live/screen.js",
        "/assets/live/scenes/race.js",
        "/assets/live/screen.css",
        "/assets/live/words.js",
    }
    parts |= {f"/assets/fonts/{name}-latin-wght-normal.woff2" for name in ("inter", "bricolage-grotesque")}
    until(lambda: parts <= set(page.evaluate(KEPT)))


def test_a_server_that_stops_leaves_the_screen_as_it_was_even_after_a_reload(serve, port, visits_at, evening):
    evening.show("race", "small")
    with visits_at(f"http://127.0.0.1:{port}") as begin:
        with serve(port) as address:
            shown = Screen(begin().page, f"{address}{evening.path}")
            shown.open()
            kept_whole(shown.page)
        shown.is_cut()
        expect(shown.page.locator(".live")).to_contain_text("dernières nouvelles")
        assert shown.page.locator(".row .name").count() == 2
        shown.page.reload()
        shown.is_cut()
        expect(shown.page.locator(".row .name").first).to_contain_text("Atelier Bleu")
        shown.page.evaluate("window.same = true")
        evening.show("counter")
        with serve(port):
            shown.shows("counter", BACK_AGAIN)
            shown.is_live()
            assert shown.page.evaluate("window.same")


def test_ten_minutes_without_network_end_without_a_reload(serve, port, visits_at, evening):
    evening.show("race", "small")
    with visits_at(f"http://127.0.0.1:{port}") as begin:
        with serve(port) as address:
            shown = Screen(begin().page, f"{address}{evening.path}")
            shown.page.clock.install()
            shown.open()
        shown.is_cut()
        shown.page.clock.fast_forward("10:30")
        expect(shown.page.locator(".live")).to_contain_text("il y a 10 min")
        expect(shown.page.locator(".row .name")).to_have_count(2)
        shown.page.evaluate("window.same = true")
        evening.show("counter")
        with serve(port):
            shown.shows("counter", BACK_AGAIN)
            shown.is_live()
            assert shown.page.evaluate("window.same")
