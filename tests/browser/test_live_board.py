"""The board in the app: it moves by itself, keeps its place and its address, and says how old it is."""

import random
import re
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from browser_steps import PATIENCE
from door_steps import PHONE
from playwright.sync_api import expect
from real_edition import ZONE, RealEdition, until

from challenge.domain.disclosure import Visibility
from challenge.domain.measure import Measure
from challenge.domain.money import CENT, EURO, MicroEuros, Points
from challenge.domain.standings import Contender, Ranking, mean_points, rank, regularity_percent
from challenge.services.activities import record_activities
from challenge.services.freezes import freeze_now
from challenge.services.preferences import choose_visibility
from challenge.store.activity_models import Source
from challenge.wording import formats
from challenge.wording.text import LOCALES, sentences, text
from tests.factories import place_of

ROWS = ".live-board tbody tr"
LIVE = ".live-board .age.now"
HIDDEN_WITHIN = 10
BACK_AGAIN = 40_000
"""A browser tries again after 15 s at the latest; a server takes some seconds to start."""
COUNT_GLIDES = """() => {
    window.glides = 0;
    const animate = Element.prototype.animate;
    Element.prototype.animate = function (...facts) { window.glides += 1; return animate.apply(this, facts); };
}"""
HOLD = "name => { navigator.locks.request(name, () => new Promise(() => {})).catch(() => {}); }"
FOCUSED = """() => {
    let element = document.activeElement;
    while (element.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    return element.id || element.tagName;
}"""


@dataclass
class Race:
    """Two companies of one size, three people each; the first is ahead by a day."""

    edition: RealEdition
    first: str = ""
    second: str = ""

    def __post_init__(self):
        self.edition.add_company("Atelier")
        self.ahead = self.edition.add_team("Ada", "Bo", "Cleo", name="Les Semelles")
        self.edition.add_company("Brasserie")
        self.behind = self.edition.add_team("Dan", "Eve", "Flo", name="Les Houblons")
        self.first, self.second = (f"{name} {self.edition.number}" for name in ("Atelier", "Brasserie"))
        self.walk(self.ahead, 1, 2)
        self.walk(self.behind, 1)

    def walk(self, people, *days_ago):
        """A walk of everybody on each of these days."""
        noon = datetime.now(ZONE).replace(hour=12, minute=0, second=0, microsecond=0)
        for person in people:
            for days in days_ago:
                measure = Measure("walk", (noon - timedelta(days=days)).astimezone(UTC), 40 * 60)
                arrival = (Source.MANUAL, f"{person.account_id}-{days}", measure)
                record_activities(self.edition.house.database, person, place_of(person), [arrival])

    def overtake(self):
        """The second company comes to be the first."""
        self.walk(self.behind, 2, 3)


@pytest.fixture
def race(house):
    """Two companies in an edition of their own."""
    return Race(RealEdition(house))


@pytest.fixture
def board(enter, race):
    """The board as somebody of the first company has it open, and follows it live."""
    visit = enter(race.ahead[0])
    visit.tab.first = "home"
    return open_board(visit)


def open_board(visit, query="", tab=None):
    tab = tab or visit.tab
    tab.goto(f"board{query}")
    expect(tab.page.locator(LIVE)).to_be_visible(timeout=PATIENCE)
    return visit


def streams(visit):
    return [url for url in visit.asked if url.endswith("/events")]


def names(page):
    return page.locator(f"{ROWS} .name").all_inner_texts()


def test_an_activity_logged_elsewhere_reorders_the_table_without_a_reload(board, race):
    page = board.page
    page.evaluate(COUNT_GLIDES)
    assert names(page) == [race.first, race.second]
    race.overtake()
    expect(page.locator(f"{ROWS} .name").first).to_have_text(race.second, timeout=PATIENCE)
    assert page.locator(f"{ROWS} .rank").all_inner_texts() == ["1", "2"]
    assert page.evaluate("window.glides") >= 2
    expect(page.locator("tr.own .name")).to_have_text(race.first)


def test_nothing_glides_for_whoever_asked_for_less_motion(enter, race):
    page = open_board(enter(race.ahead[0], reduced_motion="reduce")).page
    page.evaluate(COUNT_GLIDES)
    race.overtake()
    expect(page.locator(f"{ROWS} .name").first).to_have_text(race.second, timeout=PATIENCE)
    assert page.evaluate("window.glides") == 0


def test_the_readers_own_new_rank_is_said_once_and_nothing_else_is(board, race):
    said = board.page.locator(".live-board [role=status].region")
    expect(said).to_be_empty()
    race.walk(race.behind, 2)
    expect(board.page.locator(f"{ROWS} .rank").nth(1)).to_have_text("1", timeout=PATIENCE)
    expect(said).to_be_empty()
    race.walk(race.behind, 3)
    expect(said).to_have_text(f"{race.first}: 2nd place", timeout=PATIENCE)


def test_after_something_was_said_the_next_waits_ten_seconds_and_only_the_newest_is_said(enter):
    visit = enter()
    page = visit.page
    page.clock.install()
    page.goto(f"{visit.address}/sign-in")
    region = page.evaluate_handle("document.body.appendChild(document.createElement('p'))")
    say = page.evaluate_handle("async region => (await import('/assets/live/announcer.js')).announcer(region)", region)
    say.evaluate("say => say('third place')")
    page.wait_for_function("region => region.textContent === 'third place'", arg=region)
    say.evaluate("say => { say('second place'); say('first place'); }")
    page.clock.run_for(8_000)
    assert region.evaluate("region => region.textContent") == "third place"
    page.clock.run_for(3_000)
    assert region.evaluate("region => region.textContent") == "first place"


def test_a_run_of_the_page_leaves_rows_stream_and_scrolling_as_they_were(enter, race):
    visit = open_board(enter(race.ahead[0], viewport={"width": 360, "height": 420}))
    page = visit.page
    page.locator(ROWS).first.evaluate("row => { row.mark = 'kept'; }")
    scrolled = page.locator("[data-testid=stMain]").evaluate("main => { main.scrollTop = 150; return main.scrollTop; }")
    page.locator(".live-board [role=radio]").nth(1).evaluate("button => button.click()")
    page.wait_for_url("**/board?*by=points")
    visit.tab.settles()
    assert page.locator(ROWS).first.evaluate("row => row.mark") == "kept"
    assert page.locator("[data-testid=stMain]").evaluate("main => main.scrollTop") == scrolled > 0
    assert len(streams(visit)) == 1


def test_the_address_keeps_the_board_in_both_languages(board):
    page, tab = board.page, board.tab
    page.get_by_role("tab", name="Teams").click()
    page.get_by_role("radio", name="Euros").click()
    page.wait_for_url("**/board?which=teams&by=euros")
    tab.settles()
    page.locator(".st-key-language").get_by_role("radio", name="FR").click()
    expect(page.get_by_role("tab", name="Équipes", selected=True)).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_role("radio", name="Euros", checked=True)).to_be_visible()
    expect(page.locator(".live-board caption")).to_have_text(text("fr", "live_board.caption.teams"))
    page.reload()
    tab.settles()
    expect(page.locator(LIVE)).to_be_visible(timeout=PATIENCE)
    assert page.url.endswith("/board?which=teams&by=euros")
    expect(page.get_by_role("tab", selected=True)).to_have_text("Équipes")


def test_people_are_one_tap_away_and_back(board, race):
    page = board.page
    page.get_by_role("tab", name="People").click()
    expect(page.locator("[data-testid=stHtml] .board tbody tr").first).to_be_visible(timeout=PATIENCE)
    expect(page.locator(".live-board table")).to_be_hidden()
    page.get_by_role("tab", name="Under 50").click()
    expect(page.locator(ROWS).first).to_contain_text(race.first)
    expect(page.locator("[data-testid=stHtml] .board")).to_have_count(0, timeout=PATIENCE)


def test_the_board_is_walked_with_the_keyboard_alone(board):
    page = board.page
    page.locator("[data-testid=stMain] h1").click()
    for _ in range(10):
        page.keyboard.press("Tab")
        if page.evaluate(FOCUSED).startswith("tabs-"):
            break
    assert page.evaluate(FOCUSED) == "tabs-small"
    page.keyboard.press("ArrowRight")
    assert page.evaluate(FOCUSED) == "tabs-teams"
    expect(page.locator(".live-board caption")).to_have_text("Teams of all companies")
    board.tab.settles()
    assert page.evaluate(FOCUSED) == "tabs-teams"
    page.keyboard.press("Tab")
    page.keyboard.press("End")
    assert page.evaluate(FOCUSED) == "order-euros"
    expect(page.locator(".live-board thead th").last).to_have_text("Euros")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("End")
    assert page.evaluate(FOCUSED) == "tabs-people"
    expect(page.locator("[data-testid=stHtml] .board tbody tr").first).to_be_visible(timeout=PATIENCE)


def test_without_its_scripts_the_board_shows_what_the_server_drew_and_its_age_until_they_come(enter, race):
    visit = enter(race.ahead[0])
    page = visit.page
    page.clock.install()
    visit.context.route("**/assets/live/board.js", lambda route: route.abort())
    visit.tab.goto("board")
    age = page.locator(".live-board .age")
    expect(age).to_have_text("Last known state, less than a minute ago", timeout=PATIENCE)
    drawn = page.locator(".live-board table").inner_text()
    assert race.first in drawn
    page.clock.fast_forward(185_000)
    expect(age).to_have_text("Last known state, 3 min ago", timeout=PATIENCE)
    visit.context.unroute("**/assets/live/board.js")
    expect(page.get_by_role("tab", name="Teams")).to_be_visible(timeout=BACK_AGAIN)
    expect(page.locator(LIVE)).to_have_text("Live")
    assert page.locator(".live-board table").inner_text() == drawn


@pytest.mark.parametrize("query", ["?which=small&by=regularity", "?which=teams&by=mean", "?which=small&by=euros"])
@pytest.mark.parametrize("locale", ["fr-FR", "en-GB"])
def test_scripts_draw_what_the_server_draws(enter, race, query, locale):
    visit = enter(race.ahead[0], locale=locale)
    visit.context.route("**/assets/live/board.js", lambda route: route.abort())
    visit.page.goto(f"{visit.address}/board{query}")
    expect(visit.page.locator(ROWS).first).to_be_visible(timeout=PATIENCE)
    visit.tab.settles()
    drawn = page_words(visit.page)
    visit.context.unroute("**/assets/live/board.js")
    expect(visit.page.locator(LIVE)).to_be_visible(timeout=BACK_AGAIN)
    expect(visit.page.locator(".live-board [role=tab]").first).to_be_visible()
    assert page_words(visit.page) == drawn


def page_words(page):
    """What the board says, line by line; of the table also its classes."""
    words = re.sub(r"\s+", " ", page.locator(".live-board .picture").inner_text())
    return words, page.locator(f"{ROWS}, {ROWS} > *").evaluate_all("all => all.map(one => one.className)")


def test_with_the_server_gone_the_board_stays_with_its_age_and_comes_back_by_itself(race, serve, visits_at, port):
    with visits_at(f"http://127.0.0.1:{port}") as begin:
        visit = begin()
        page = visit.page
        page.clock.install()
        with serve(port):
            visit.sign_in_as(race.edition.house.cookie_of(race.ahead[0]))
            open_board(visit)
            page.evaluate("window.stayed = true")
        age = page.locator(".live-board .age")
        expect(age).to_have_text("Last known state, less than a minute ago", timeout=BACK_AGAIN)
        page.clock.fast_forward(185_000)
        expect(age).to_have_text(re.compile(r"Last known state, [34] min ago"), timeout=PATIENCE)
        expect(page.get_by_role("dialog")).to_have_count(0)
        page.locator(".live-board [role=tab]", has_text="Teams").click()
        expect(page.locator(".live-board caption")).to_have_text("Teams of all companies")
        page.locator(".live-board [role=tab]", has_text="Under 50").click()
        assert names(page) == [race.first, race.second]
        race.overtake()
        with serve(port):
            expect(page.locator(f"{ROWS} .name").first).to_have_text(race.second, timeout=BACK_AGAIN)
            expect(age).to_have_text("Live")
            assert page.evaluate("window.stayed")


def test_all_tabs_of_a_browser_share_one_stream_and_the_next_leads_when_the_first_closes(race, serve, visits_at, port):
    with (
        visits_at(f"http://127.0.0.1:{port}") as begin,
        serve(port, CHALLENGE_LIVE_LISTENERS_PER_ADDRESS="1"),
    ):
        visit, stranger = begin(), begin()
        visit.sign_in_as(race.edition.house.cookie_of(race.ahead[0]))
        stranger.sign_in_as(race.edition.house.cookie_of(race.behind[0]))
        open_board(visit)
        other = visit.open_tab()
        open_board(visit, "?which=teams", other)
        assert len(streams(visit)) == 1
        with stranger.page.expect_response("**/events") as refused:
            stranger.tab.goto("board")
        assert refused.value.status == 503
        stranger.page.close()
        with other.page.expect_request("**/events"):
            visit.page.close()
        race.overtake()
        expect(other.page.locator(f"{ROWS} .name").first).to_have_text("Les Houblons", timeout=PATIENCE)
        expect(other.page.locator(LIVE)).to_be_visible()


def test_a_tab_in_sight_takes_the_lead_from_one_that_has_fallen_silent(enter, race):
    visit = enter(race.ahead[0])
    silent = visit.open_tab()
    silent.page.goto(f"{visit.address}/sign-in")
    silent.page.evaluate(HOLD, f"live:edition-{race.edition.number}")
    page = visit.page
    page.clock.install()
    visit.tab.goto("board")
    until(lambda: page.evaluate("async () => (await navigator.locks.query()).pending.length"))
    assert not streams(visit)
    page.clock.fast_forward(21_000)
    expect(page.locator(LIVE)).to_be_visible(timeout=PATIENCE)
    assert len(streams(visit)) == 1


def test_whoever_hides_is_gone_from_every_open_page_within_ten_seconds(enter, race):
    captain, colleague = enter(race.behind[0]), enter(race.behind[1])
    somebody = race.behind[2]
    captain.tab.goto("team")
    colleague.tab.goto("board?which=people")
    for page in (captain.page, colleague.page):
        expect(page.get_by_role("rowheader", name="Flo")).to_have_count(1)
    ends_at = time.monotonic() + HIDDEN_WITHIN
    choose_visibility(race.edition.house.database, somebody, place_of(somebody), Visibility.HIDDEN, "Flo")
    for page in (captain.page, colleague.page):
        left = max(1, int((ends_at - time.monotonic()) * 1000))
        expect(page.get_by_text("Flo", exact=True)).to_have_count(0, timeout=left)
    expect(colleague.page.get_by_role("rowheader", name="Ada")).to_have_count(1)


def test_a_page_that_shows_people_asks_no_more_often_than_every_five_seconds(enter, race):
    visit = enter(race.ahead[0])
    page = visit.page
    runs = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda _sent: runs.append(time.monotonic())))
    visit.tab.goto("board?which=people")
    own = page.locator("[data-testid=stHtml] tr.own .number")
    before = own.inner_text()
    runs.clear()
    race.walk(race.ahead[:1], 3)
    expect(own).not_to_have_text(before, timeout=HIDDEN_WITHIN * 1000)
    before = own.inner_text()
    race.walk(race.ahead[:1], 4)
    race.walk(race.ahead[:1], 5)
    expect(own).not_to_have_text(before, timeout=HIDDEN_WITHIN * 1000)
    assert len(runs) == 2
    assert runs[1] - runs[0] >= 4.9


def test_frozen_boards_say_so_at_once_and_stay_as_they_were(board, race):
    page = board.page
    freeze_now(race.edition.house.database, race.edition.organiser, race.edition.id)
    expect(page.locator(".live-board .frozen")).to_contain_text("since", timeout=PATIENCE)
    race.overtake()
    board.tab.goto("board?which=teams")
    expect(page.locator(".live-board .frozen")).to_be_visible()
    assert names(page) == ["Les Semelles", "Les Houblons"]


@pytest.mark.parametrize("query", ["", "?which=teams", "?which=people"])
def test_a_small_phone_shows_the_board_whole(enter, race, query):
    page = open_board(enter(race.ahead[0], **PHONE), query).page
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= PHONE["viewport"]["width"]
    for button in page.locator(".live-board :is([role=tab], [role=radio]):visible").all():
        assert button.bounding_box()["height"] >= 44


@pytest.fixture
def script(enter):
    """Run a few lines with modules of ours, which are imported as `modules`."""
    visit = enter()
    visit.page.goto(f"{visit.address}/sign-in")
    imported = (
        "Object.assign({}, ...(await Promise.all(['words', 'ranking'].map(n => import(`/assets/live/${n}.js`)))))"
    )
    return lambda lines, facts: visit.page.evaluate(f"async facts => {{ const modules = {imported}; {lines} }}", facts)


@pytest.mark.parametrize("locale", LOCALES)
def test_scripts_write_figures_as_the_server_does(script, locale):
    amounts = [0, 499_999, 500_000, 4_999, 5_000, 1_234_567_890, 63_812 * EURO, 999_999 * EURO + CENT]
    numbers = [*range(25), 101, 111, 1_000, 12_345, 1_234_567]
    written = script(
        """const write = modules.formats(facts.locale, "Europe/Paris");
        return {euros: facts.amounts.map(write.euros), whole: facts.amounts.map(write.wholeEuros),
            numbers: facts.numbers.map(write.number), ranks: facts.numbers.map(write.rank),
            shares: facts.shares.map(write.percent), moment: write.moment(facts.moment)};""",
        {
            "locale": locale,
            "amounts": amounts,
            "numbers": numbers,
            "shares": list(range(91)),
            "moment": "2026-11-24T16:05:00+00:00",
        },
    )
    assert written == {
        "euros": [formats.euros(MicroEuros(amount), locale) for amount in amounts],
        "whole": [formats.whole_euros(MicroEuros(amount), locale) for amount in amounts],
        "numbers": [formats.number(number, locale) for number in numbers],
        "ranks": [formats.rank(number, locale) for number in numbers],
        "shares": [formats.share_of(share, locale) for share in range(91)],
        "moment": formats.moment(datetime(2026, 11, 24, 17, 5, tzinfo=ZONE), locale),
    }


@pytest.mark.parametrize("locale", LOCALES)
def test_scripts_choose_singular_and_plural_as_the_server_does(script, locale):
    facts = [{"n": n, "people": str(n)} for n in (0, 1, 2, 40)]
    said = script(
        "const say = modules.speaker(facts.words, facts.locale); return facts.all.map(one => say(facts.key, one));",
        {"words": sentences(locale, "board."), "locale": locale, "key": "board.headcount", "all": facts},
    )
    assert said == [text(locale, "board.headcount", **one) for one in facts]


@pytest.mark.parametrize("ranking", Ranking)
def test_scripts_rank_as_the_server_does(script, ranking):
    chance = random.Random(5)
    words = ["Éole", "eole", "Zénith", "ÉOLE", "Straße", "Strasse", "abeille", "Abeille 2"]
    contenders = [
        Contender(
            key=number,
            name=f"{chance.choice(words)} {number % 7}",
            group="small",
            participants=chance.randint(1, 9),
            places=10,
            points=Points(chance.randint(0, 40)),
            active_days=chance.randint(0, 60),
            euros=MicroEuros(chance.randint(0, 12) * EURO // 4),
        )
        for number in range(60)
    ]
    rows = [
        {
            "name": row.name,
            "key": row.key,
            "regularity": regularity_percent(row.active_days, row.places, 7),
            "points": row.points,
            "mean": mean_points(row),
            "micro_euros": row.euros,
        }
        for row in contenders
    ]
    withheld = {"name": "A", "key": -1, "regularity": None, "points": None, "mean": None, "micro_euros": None}
    ranked = script("return modules.rankBy(facts.rows, facts.by);", {"rows": [withheld, *rows], "by": ranking})
    expected = [(place.contender.key, place.rank) for place in rank(contenders, ranking, 7)]
    assert [(row["key"], row["rank"]) for row in ranked] == [*expected, (-1, None)]
