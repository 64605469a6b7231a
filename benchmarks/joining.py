"""Joining as an employee does it on a phone: taps and seconds from the link to the employee home, in Chromium."""

import re
import shutil
import sys
import time

from playwright.sync_api import Page, expect, sync_playwright
from sqlalchemy import select

from benchmarks.figures import Line, demo
from benchmarks.server import Server
from challenge.services.outbox import read_outbox
from challenge.store.company_models import Entry, JoinLink
from challenge.store.database import Database

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True, "locale": "fr-FR"}
PATIENCE = 20_000
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking")
ADDRESS = "zoe.martin@example.org"


class Phone:
    """A page whose taps are counted; a field that has the focus already costs none."""

    def __init__(self, page: Page) -> None:
        self.page, self.taps = page, 0

    def tap(self, selector: str) -> None:
        """Tap what is there."""
        self.page.locator(selector).first.tap()
        self.taps += 1

    def fill(self, selector: str, words: str) -> None:
        """Type into a field, after a tap unless it waits for it already; what is typed comes at once."""
        if not self.page.evaluate("selector => document.activeElement.matches(selector)", selector):
            self.tap(selector)
        self.page.keyboard.insert_text(words)


def join_figures() -> list[Line]:
    """Taps and seconds from opening the link to standing at home, on a demo edition of the usual size."""
    with (
        demo() as (database, _, path),
        Server(f"sqlite:///{path}", path.with_name("server.log")) as server,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        _warm(browser.new_context(**PHONE).new_page(), server.address)
        taps, seconds = _join(browser.new_context(**PHONE).new_page(), server.address, database)
        browser.close()
    return [("join_taps", taps, "taps", 6), ("join_seconds", seconds, "s", 10)]


def chromium() -> str | None:
    """Where the browser is."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def _warm(page: Page, address: str) -> None:
    """A server that has served somebody before."""
    page.goto(address)
    expect(page.locator(".front .entries button").first).to_be_visible(timeout=PATIENCE)


def _join(page: Page, address: str, database: Database) -> tuple[int, float]:
    phone, link = Phone(page), _link(database)
    started = time.perf_counter()
    page.goto(f"{address}/join/{link}")
    phone.taps += 1  # the link itself
    phone.fill("#email", ADDRESS)
    phone.tap("button.primary")
    page.wait_for_url("**/sign-in/code*")
    phone.fill("#code", _code(database))
    phone.tap("button.primary")
    page.wait_for_url("**/team*")
    phone.tap("button.primary")
    expect(page.locator(".hero")).to_be_visible(timeout=PATIENCE)
    expect(page.locator(".st-key-primary a")).to_be_visible(timeout=PATIENCE)
    taken = time.perf_counter() - started
    print(f"{phone.taps} taps, {taken:.2f} s", file=sys.stderr)
    return phone.taps, taken


def _link(database: Database) -> str:
    """The link of a company that has room."""
    with database.reading() as connection:
        return (
            connection.scalars(
                select(JoinLink.token)
                .join(Entry, Entry.id == JoinLink.entry_id)
                .where(Entry.participants < Entry.headcount, JoinLink.team_id.is_(None))
                .order_by(Entry.id)
            ).first()
            or ""
        )


def _code(database: Database) -> str:
    """The digits that were sent, as their owner reads them in the mail."""
    digits = re.search(r"\b\d{6}\b", read_outbox(database)[0].words.text)
    if digits is None:
        raise RuntimeError("no code was sent")
    return digits[0]
