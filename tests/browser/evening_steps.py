"""What journeys of an evening do again and again: pages are opened, buttons tapped, the public stream written down."""

import socket
from contextlib import contextmanager
from http.client import HTTPException
from threading import Thread
from urllib.parse import urlsplit

from browser_steps import PATIENCE
from door_steps import PHONE
from playwright.sync_api import expect
from real_edition import RealEdition, until
from screen_steps import Screen
from sqlalchemy import select, update

from challenge.services.stage import show_scene
from challenge.services.stepping import read_evening
from challenge.store.account_models import Account
from challenge.store.stage_models import Scene
from challenge.store.team_models import Participation
from challenge.ui.stage_thumb import SAME_TAP_SECONDS
from tests.web.live_following import Follower

HALL = {"viewport": {"width": 1920, "height": 1080}}
LOOK_MILLISECONDS = SAME_TAP_SECONDS * 1000
LANES = ".race:not(.leaving) .lanes"
LIVE = ".live-board .age.now"
RECORDED = "[data-testid=stAlertContentSuccess]"
NOTE_CHANGE = """(root, selector) => {
    const words = () => root.querySelector(selector)?.textContent ?? "";
    const before = words();
    window.changedAt = null;
    const note = () => { if (words() !== before) window.changedAt ??= Date.now(); };
    new MutationObserver(note).observe(root, {subtree: true, childList: true, characterData: true});
}"""
KEPT_REVISION = "slug => JSON.parse(localStorage.getItem(`live:${slug}`)).revision"
TEAMS = {
    "Atelier": (6, {"Zibeline": "Alix Vasseur", "Barnabou": "Basile Quillon", "Clafoutis": "Coline Thibert"}),
    "Brasserie": (3, {"Dariole": "Denis Marchal", "Escampette": "Elsa Jourdain", "Flonflon": "Firmin Lestage"}),
    "Cidrerie": (6, {"Gribouille": "Gaspard Noblet", "Houppelande": "Hortense Privat", "Indigo": "Irma Chaumont"}),
}
"""Headcount, and the people of the one team: nickname and name."""
WALKS = {"Atelier": (2, 1), "Brasserie": (1,), "Cidrerie": (1,)}
"""The days ago on which everybody of a company walked."""


class Evening:
    """Three companies of one size: the first leads until one person of the second is active today."""

    def __init__(self, house, enter):
        self.edition, self.enter = RealEdition(house), enter
        self.slug = f"edition-{self.edition.number}"
        self.who = house.database, self.edition.organiser, self.edition.id
        self.people = {}
        for name, (headcount, people) in TEAMS.items():
            self.edition.add_company(name, headcount=headcount)
            team = self.edition.add_team(*people, name=f"Les {name}")
            self.people |= dict(zip(people, team, strict=True))
            for nickname, person in zip(people, team, strict=True):
                self._call(person, people[nickname])
                for days_ago in WALKS[name]:
                    self.edition.walk(person, days_ago=days_ago)
        self.edition.walk(self.people["Zibeline"], days_ago=3)

    def _call(self, person, name):
        self.edition.give_address(person, name.lower().replace(" ", "."))
        with self.edition.house.database.transaction() as connection:
            connection.execute(update(Account).where(Account.id == person.account_id).values(name=name))

    @property
    def companies(self):
        """What the companies are called, the first one first."""
        return [f"{name} {self.edition.number}" for name in TEAMS]

    def words_of_people(self):
        """Every name, nickname and address of the people who take part."""
        statement = (
            select(Account.name, Account.email, Participation.nickname)
            .join(Participation, Participation.account_id == Account.id)
            .where(Participation.edition_id == self.edition.id)
        )
        with self.edition.house.database.reading() as connection:
            return {word for row in connection.execute(statement) for word in row}

    def show(self, scene, board=""):
        """A scene on every screen, chosen elsewhere."""
        show_scene(*self.who, Scene(scene), board)

    def organiser(self, **options):
        """The organiser's phone."""
        visit = self.enter(**PHONE, **options)
        visit.sign_in_as(self.edition.organiser_cookie, first="organiser")
        return visit

    def participant(self, nickname="Dariole"):
        """The phone of somebody who takes part."""
        visit = self.enter(self.people[nickname], **PHONE)
        visit.tab.first = "home"
        return visit

    def colleague(self):
        """A laptop on which somebody of the second company has the board open, and follows it."""
        visit = self.enter(self.people["Escampette"])
        visit.tab.first = "home"
        visit.tab.goto("board")
        expect(visit.page.locator(LIVE)).to_be_visible(timeout=PATIENCE)
        return visit

    def hall(self, visit=None):
        """The screen of the hall, live, which nobody signs in at."""
        visit = visit or self.enter(**HALL)
        shown = Screen(visit.page, f"{visit.address}/screen/{self.slug}")
        shown.open()
        return shown

    @property
    def stepping(self):
        """Where the evening is in its order."""
        return read_evening(*self.who)


def tap(visit, key):
    """Tap a button of the evening, as long after the page has moved on as a person takes to look."""
    visit.tab.settles()
    looked_at = visit.page.evaluate("() => performance.now()")
    visit.page.wait_for_function(
        "([since, wait]) => performance.now() - since > wait", arg=[looked_at, LOOK_MILLISECONDS]
    )
    visit.page.locator(f".st-key-{key} button").tap()


def shows(page, scene):
    """Wait for a scene, on the screen of the hall or in a small picture of it."""
    expect(page.locator(f".picture[data-scene={scene}]")).to_be_visible(timeout=PATIENCE)


def tap_and_confirm(visit, key, said):
    """Tap a button, read what it does, and tap again."""
    visit.page.locator(f".st-key-{key} button").tap()
    dialog = visit.page.get_by_role("dialog")
    expect(dialog).to_contain_text(said, timeout=PATIENCE)
    dialog.locator(".st-key-confirm button").tap()
    expect(dialog).to_have_count(0, timeout=PATIENCE)
    visit.tab.settles()


def open_log(phone):
    """The log page, with a walk chosen."""
    phone.tab.goto("log")
    phone.tab.choose_walk()


def record_walk(phone, minutes):
    """A walk of today on the log page that is open."""
    phone.tab.type_number("log-minutes", minutes)
    phone.page.locator(".st-key-record button").tap()
    phone.tab.is_recorded()


def changed_at(page):
    """When what `NOTE_CHANGE` watches has changed, by the clock that all browsers of a machine share."""
    return until(lambda: page.evaluate("window.changedAt"))


def points_at_home(phone):
    """The reader's own points, on their home."""
    phone.tab.goto("home")
    return int(phone.page.locator(".hero h1 strong").inner_text())


@contextmanager
def written_down(address, slug):
    """Every event of the public stream until the end of the block, as it was sent."""
    told, follower = [], Follower(urlsplit(address).netloc, f"/live/{slug}/events")
    line = follower.connection.sock

    def write():
        try:
            while True:
                told.append(follower.next().data)
        except (EOFError, HTTPException, OSError):  # the end of the block
            pass

    thread = Thread(target=write)
    thread.start()
    try:
        yield told
    finally:
        line.shutdown(socket.SHUT_RDWR)
        thread.join()
        follower.close()


def said_of(words, told):
    """Those of some words that a stream has told."""
    events = [event.casefold() for event in told]
    return {word for word in words if any(word.casefold() in event for event in events)}
