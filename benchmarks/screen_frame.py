"""Frames of the hall screen and of the board in the app, while a hundred companies overtake each other each second."""

import sys

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.figures import Line, demo
from benchmarks.joining import FLAGS, chromium
from benchmarks.server import Server

SECONDS, WARM_SECONDS = 10, 3
LONG_MILLISECONDS = 50
ROWS = 100
HALL, LAPTOP = {"width": 1920, "height": 1080}, {"width": 1280, "height": 800}
DELTAS = """seconds => new Promise((resolve) => {
    const deltas = [];
    let last = performance.now();
    const end = last + seconds * 1000;
    const step = () => {
        const now = performance.now();
        deltas.push(now - last);
        last = now;
        now < end ? requestAnimationFrame(step) : resolve(deltas);
    };
    requestAnimationFrame(step);
})"""


def screen_frame() -> Line:
    """Frames of more than 50 ms in ten seconds, on whichever of both has more of them."""
    with (
        demo() as (database, _, path),
        Server(f"sqlite:///{path}", path.with_name("server.log"), module="benchmarks.screen_app:app") as server,
        sync_playwright() as playwright,
    ):
        database.close()
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        counts = [_long_frames(show(server, browser), name) for name, show in SHOWN.items()]
        browser.close()
    return "screen_frame", max(counts), "frames", 0


def _screen(server: Server, browser: Browser) -> Page:
    """A race of a hundred on the hall screen."""
    page = browser.new_context(viewport=HALL).new_page()
    page.goto(f"{server.address}/screen/demo")
    page.locator("#screen[data-connected=true] .race .row").first.wait_for()
    return page


def _board(server: Server, browser: Browser) -> Page:
    """The board of a signed-in participant, with a row for each of a hundred."""
    context = browser.new_context(viewport=LAPTOP)
    name, _, value = server.sign_in("participant").partition("=")
    context.add_cookies([{"name": name, "value": value, "url": server.address}])
    page = context.new_page()
    page.goto(f"{server.address}/board?which=small")
    page.locator(f".live-board tbody tr:nth-child({ROWS})").wait_for()
    return page


SHOWN = {"screen": _screen, "board": _board}


def _long_frames(page: Page, name: str) -> int:
    """How many frames took too long once the page has been open for a while."""
    page.evaluate(DELTAS, WARM_SECONDS)
    deltas: list[float] = page.evaluate(DELTAS, SECONDS)
    page.context.close()
    long = [delta for delta in deltas if delta > LONG_MILLISECONDS]
    print(f"{name}: {len(deltas)} frames, {len(long)} long, longest {max(deltas):.0f} ms", file=sys.stderr)
    return len(long)
