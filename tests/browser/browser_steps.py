"""What journeys do again and again: open a page and wait until it stands, enter, log, write a file."""

import io
import re
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from playwright.sync_api import expect

PATIENCE = 15_000
ZONE = ZoneInfo("Europe/Paris")
MOST_TABS = 60
METRE = 1 / 111_195.08
"""Degrees of latitude."""

STANDS = {
    "front": ".front .doors a",
    "home": ".st-key-week .js-plotly-plot",
    "log": ".st-key-record button",
    "log?way=steps": ".st-key-record-steps button",
    "log?way=file": "[data-testid=stFileUploaderDropzone]",
    "log?way=archive": ".large-upload .choose:not([hidden])",
    "activities": ".st-key-weeks-back",
    "board": ".board tbody tr",
    "board?which=teams": "role=tab[name=Teams][selected]",
    "board?which=people": "role=tab[name=People][selected]",
    "team": ".board tbody tr",
    "organiser": ".totals dl",
    "notices": ".notice, .note",
    "review": ".st-key-review-tab",
    "review?tab=log": ".board table",
    "review?tab=shares": ".board table",
    "registrations": ".company-files",
    "edition": ".steps li",
    "edition?tab=figures": ".st-key-save-figures button",
    "edition?tab=rules": ".st-key-try-out",
    "edition?tab=projects": ".st-key-save-projects button",
    "edition?tab=history": "role=radio[name=History][checked]",
    "stage": ".st-key-celebrate button",
    "stage?tab=order": "role=radio[name=Order][checked]",
    "stage?tab=freeze": ".st-key-freeze-board",
    "stage?tab=goal": ".st-key-milestones-save button",
    "stage?tab=screens": ".screen-links a",
    "new_edition": ".st-key-create-edition button",
    "people": ".st-key-find button",
    "people?tab=organisers": ".st-key-invite-send button",
    "people?tab=slips": "role=radio[name=Slips][checked]",
    "employer": ".employer .limits",
    "company": ".st-key-invite input",
    "register": ".edition-open, .registration-state, .note",
    "rules": ".rules table",
    "settings": ".st-key-my-erase button",
    "sources": ".strava",
    "waiting": ".st-key-record button",
    "erased": ".note.done",
}
"""What is on a page once it stands."""

BOARDS = ("board", "board?which=teams", "board?which=people", "rules", "settings")
OWN = ("home", "notices", "log", "log?way=steps", "log?way=file", "log?way=archive", "activities", "sources", "team")
OFFICE = (
    "organiser",
    "review",
    "review?tab=log",
    "review?tab=shares",
    "registrations",
    "edition",
    "edition?tab=figures",
    "edition?tab=rules",
    "edition?tab=projects",
    "edition?tab=history",
    "stage",
    "stage?tab=order",
    "stage?tab=freeze",
    "stage?tab=goal",
    "stage?tab=screens",
    "new_edition",
    "people",
    "people?tab=organisers",
    "people?tab=slips",
)
PAGES_OF = {
    None: ("front",),
    "participant": (*OWN, *BOARDS),
    "captain": ("home", "team"),
    "hr_manager": ("employer", "company", *BOARDS),
    "organiser": (*OFFICE, *BOARDS),
}
"""All pages of a role, of a captain those that a participant sees otherwise; None is a visitor without a session."""
FIRST = {"participant": "home", "captain": "home", "hr_manager": "employer", "organiser": "organiser"}
"""What a role sees on entering."""


@dataclass(slots=True)
class Tab:
    """One page of a visit."""

    page: object
    address: str
    first: str = "front"
    """The page that the bare address shows."""

    def goto(self, name):
        """Open a page by its address and wait until it stands, with nothing laid over it."""
        room, mark, query = name.partition("?")
        self.page.goto(f"{self.address}/{'' if room == self.first else room}{mark}{query}")
        self.stands(name)
        expect(self.page.get_by_role("dialog")).to_have_count(0)

    def stands(self, name):
        """Wait until a page is drawn, its script has ended and nothing on it is stale."""
        expect(self.page.locator(STANDS[name]).first).to_be_visible(timeout=PATIENCE)
        self.settles()

    def settles(self):
        """Wait until the script has ended; an exception on the page fails the journey."""
        rests = "[data-testid=stApp][data-test-script-state=notRunning][data-test-connection-state=CONNECTED]"
        expect(self.page.locator(rests)).to_be_visible(timeout=PATIENCE)
        expect(self.page.locator("[data-stale=true], [data-testid=stSkeleton]")).to_have_count(0, timeout=PATIENCE)
        expect(self.page.locator("[data-testid=stException]")).to_have_count(0)

    def enter(self, role):
        """From the front page into the demo."""
        self.goto("front")
        self.page.locator(f".entries button[value={role}]").click()
        self.first = FIRST[role]
        self.stands(self.first)

    def record_walk(self, minutes):
        """Log a walk of today by hand; leaves the page with its explanation."""
        self.goto("log")
        self.choose_walk()
        self.type_number("log-minutes", minutes)
        self.page.locator(".st-key-record button").click()
        self.is_recorded()

    def choose_walk(self):
        """The tile of a walk."""
        tile = self.page.locator(".st-key-log-tile").get_by_role("radio", name="Walking", exact=True)
        tile.click()
        expect(tile).to_have_attribute("aria-checked", "true", timeout=PATIENCE)
        self.settles()

    def type_number(self, key, figure):
        """A figure into a number field, committed."""
        field = self.page.locator(f".st-key-{key} input")
        field.fill(str(figure))
        field.press("Enter")
        self.settles()

    def is_recorded(self):
        """Wait for the confirmation and the day explained."""
        expect(self.page.locator("[data-testid=stAlertContentSuccess]")).to_be_visible(timeout=PATIENCE)
        expect(self.page.locator("section.day")).to_be_visible(timeout=PATIENCE)
        self.settles()

    def activities_today(self):
        """How many activities the activities page lists for today."""
        self.goto("activities")
        today = datetime.now(ZONE).date().isoformat()
        return self.page.locator(f".st-key-day-{today} [class*='st-key-change-']").count()


class Visit:
    """One browser of one person, all its tabs, and every address it asked for."""

    def __init__(self, context, address):
        self.context = context
        self.address = address
        self.asked = []
        self.faults = []
        context.set_default_timeout(PATIENCE)
        context.on("request", lambda request: self.asked.append(request.url))
        context.on("weberror", lambda fault: self.faults.append(str(fault.error)))
        self.tab = self.open_tab()
        self.page = self.tab.page

    def open_tab(self):
        """Another tab of the same browser."""
        page = self.context.new_page()
        page.on("websocket", lambda socket: self.asked.append(socket.url))
        return Tab(page, self.address)

    def sign_in_as(self, cookie, first="front"):
        """Go on in a session that was opened elsewhere."""
        self.context.add_cookies([{"name": "session", "value": cookie, "url": self.address}])
        self.tab.first = first

    def foreign_hosts(self):
        """Hosts asked for that are not the server's."""
        parts = [urlsplit(url) for url in self.asked]
        hosts = {part.netloc for part in parts if part.scheme not in {"data", "blob", "about"}}
        return hosts - {urlsplit(self.address).netloc}


def tab_to(page, selector):
    """Press Tab until the focus is there."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{MOST_TABS} times Tab never reached {selector}")


def yesterday(hour, minute=0):
    """A moment of yesterday, which lies in the demo edition whatever the hour."""
    day = datetime.now(ZONE).date() - timedelta(days=1)
    return datetime.combine(day, time(hour, minute), ZONE).astimezone(UTC)


def gpx(start, *, minutes, metres_per_second, sport=None):
    """A track due north at one speed, a point each ten seconds."""
    points = "".join(
        f'<trkpt lat="{47 + second * metres_per_second * METRE:.7f}" lon="2.0">'
        f"<time>{start + timedelta(seconds=second):%Y-%m-%dT%H:%M:%SZ}</time></trkpt>"
        for second in range(0, minutes * 60 + 1, 10)
    )
    named = f"<type>{sport}</type>" if sport else ""
    head = '<?xml version="1.0"?><gpx version="1.1" creator="test" xmlns="http://www.topografix.com/GPX/1/1">'
    return f"{head}<trk>{named}<trkseg>{points}</trkseg></trk></gpx>".encode()


def zipped(files):
    """Files as one zip."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return stream.getvalue()


def activity_row(tab, words):
    """The row of an activity, and the id that its buttons carry."""
    today = datetime.now(ZONE).date().isoformat()
    day = tab.page.locator(f".st-key-day-{today}")
    rows = day.locator("tr.activity:not([class='activity'])")
    expect(rows.filter(has_text=words)).to_have_count(1, timeout=PATIENCE)
    tab.settles()
    place = next(number for number, row in enumerate(rows.all_inner_texts()) if words in row)
    changed = day.locator("[class*='st-key-change-']").nth(place).get_attribute("class")
    return rows.filter(has_text=words), re.search(r"st-key-change-(\S+)", changed)[1]
