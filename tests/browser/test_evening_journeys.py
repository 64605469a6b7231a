"""Whole journeys of an evening in several browsers: phones in the room, the organiser's hand, and the screen."""

import json
import re
from statistics import median
from urllib.request import urlopen

import pytest
from browser_steps import PATIENCE
from door_steps import PHONE, download
from evening_steps import (
    HALL,
    KEPT_REVISION,
    LANES,
    NOTE_CHANGE,
    RECORDED,
    Evening,
    changed_at,
    open_log,
    points_at_home,
    record_walk,
    said_of,
    tap,
    tap_and_confirm,
    written_down,
)
from playwright.sync_api import expect
from real_edition import until

from challenge.domain.money import MicroEuros
from challenge.services.edition_projects import set_projects
from challenge.services.seeding import ProjectPlan
from challenge.store.stage_models import Sponsor
from challenge.wording import formats
from tests.factories import add

WITHIN_MILLISECONDS = 1_000
BACK_AGAIN = 40_000
"""A browser tries again after 15 s at the latest; a server takes some seconds to start."""
BOARD = ".live-board tbody"
BOARDS = ("companies", "teams", "news", "frozen_at")
"""Parts of a snapshot that a freeze keeps."""
FROZEN = ".provisional.frozen"
REVEAL = (("reveal", ".part:text('encore 2')"), ("reveal", ".part:text('encore 1')"), ("reveal", ".hero-card.winner"))
ORDER = (
    ("holding", None),
    ("message", ".message-words:has-text('Bienvenue')"),
    ("race", None),
    ("teams", None),
    ("counter", None),
    ("projects", ".projects:has-text('Toits et Murs')"),
    ("sponsors", ".sponsors:has-text('Banque')"),
    ("sponsors", None),
    *REVEAL,
    *REVEAL,
    ("reveal", ".celebration"),
    ("teams", None),
    ("join", ".join [role=img]"),
    ("message", ".message-words:has-text('Merci')"),
)
"""What the screen shows after each step of the order that is proposed, and what is on it then."""


@pytest.fixture
def evening(house, enter):
    """An evening of three companies."""
    return Evening(house, enter)


@pytest.fixture
def told(house, evening):
    """What the public stream tells from the beginning of the evening on."""
    with written_down(house.address, evening.slug) as told:
        yield told


def names_nobody(evening, told):
    """Up to now the stream has told of every company, and of nobody who takes part by any name or address."""
    until(lambda: said_of([f'"revision":{snapshot(evening)["revision"]},'], told))
    assert said_of(evening.companies, told) == set(evening.companies)
    assert said_of(evening.words_of_people(), told) == set()


def snapshot(evening):
    """What everybody may read now."""
    address = f"{evening.edition.house.address}/live/{evening.slug}.json"
    with urlopen(address, timeout=PATIENCE / 1_000) as answer:  # noqa: S310  our own address
        return json.load(answer)


def figures(hall, colleague):
    """Every rank, percent and euro of a company on the screen and on a board."""
    return hall.locator(LANES).inner_text(), colleague.locator(BOARD).inner_text()


def total_of(snapshot):
    """The grand total as the screen writes it."""
    return formats.whole_euros(MicroEuros(snapshot["totals"]["micro_euros"]), "fr")


def test_what_is_logged_on_a_phone_is_on_the_screen_and_a_colleagues_board_within_a_second(evening, told):
    evening.show("race", "small")
    hall, colleague, phone = evening.hall().page, evening.colleague().page, evening.participant()
    expect(hall.locator(f"{LANES} .row")).to_have_count(3)
    took = {hall: [], colleague: []}
    for minutes in (30, 45, 60):
        open_log(phone)
        hall.locator("#screen").evaluate(NOTE_CHANGE, LANES)
        colleague.locator(".live-board").evaluate(NOTE_CHANGE, "tbody")
        phone.page.locator("body").evaluate(NOTE_CHANGE, RECORDED)
        record_walk(phone, minutes)
        for page, taken in took.items():
            taken.append(changed_at(page) - changed_at(phone.page))
    assert all(median(taken) <= WITHIN_MILLISECONDS for taken in took.values()), took.values()
    first = evening.companies[1]
    expect(hall.locator(f"{LANES} .row.first .name").first).to_contain_text(first)
    expect(colleague.locator(f"{BOARD} .name").first).to_have_text(first)
    names_nobody(evening, told)


def test_under_a_freeze_only_the_total_and_the_own_points_move_until_the_rows_are_uncovered(evening, told):
    leader, second, last = evening.companies
    evening.show("race", "small")
    hall, colleague = evening.hall().page, evening.colleague().page
    phone, organiser = evening.participant(), evening.organiser()
    marks = hall.locator(".race .frost"), colleague.locator(f".live-board {FROZEN}")
    organiser.tab.goto("stage?tab=freeze")
    tap_and_confirm(organiser, "freeze-now", "until you end the freeze")
    for mark in marks:
        expect(mark).to_be_visible(timeout=PATIENCE)
    before, shown, own = snapshot(evening), figures(hall, colleague), points_at_home(phone)
    expect(phone.page.locator(FROZEN)).to_be_visible()

    open_log(phone)
    record_walk(phone, 60)
    after = until(lambda: (now := snapshot(evening))["totals"]["points"] > before["totals"]["points"] and now)
    for page in (hall, colleague):
        until(lambda page=page: page.evaluate(KEPT_REVISION, evening.slug) >= after["revision"])
    expect(hall.locator(".panel .sum")).to_have_text(total_of(after))
    assert total_of(after) != total_of(before)
    assert figures(hall, colleague) == shown
    assert [after[part] for part in BOARDS] == [before[part] for part in BOARDS]
    assert points_at_home(phone) == own + after["totals"]["points"] - before["totals"]["points"]
    phone.tab.goto("team")
    expect(phone.page.locator(FROZEN)).to_be_visible()

    organiser.tab.goto("stage?tab=freeze")
    both = organiser.page.locator(".side-by-side tbody tr")
    expect(both.locator(".name")).to_have_text([second, leader, last])
    expect(both.first.locator("td")).to_have_text(["2nd14%€11", "1st19%€15"])
    gaps = ("première dévoilée", f"10 points de régularité devant {last}", f"2 points de régularité devant {leader}")
    for covered, name, gap in zip((2, 1, 0), (last, leader, second), gaps, strict=True):
        tap(organiser, "uncover-small")
        expect(hall.locator(".hero-card .name")).to_have_text(name, timeout=PATIENCE)
        expect(hall.locator(".hero-card .gap")).to_have_text(gap)
        expect(hall.locator(".hero-card .sum")).to_have_text(re.compile(r"^\d+\s€$"))
        expect(hall.locator(".reveal .row.blank")).to_have_count(covered)
    assert [snapshot(evening)[part] for part in BOARDS] == [before[part] for part in BOARDS]
    assert colleague.locator(BOARD).inner_text() == shown[1]

    tap_and_confirm(organiser, "freeze-end", "at once")
    expect(colleague.locator(f"{BOARD} .name")).to_have_text([second, leader, last], timeout=PATIENCE)
    expect(hall.locator(f"{LANES} .row .name b")).to_have_text([second, leader, last], timeout=PATIENCE)
    for mark in marks:
        expect(mark).to_be_hidden()
    assert [row["name"] for row in snapshot(evening)["companies"]] == [second, leader, last]
    phone.tab.goto("home")
    expect(phone.page.locator(FROZEN)).to_have_count(0)
    names_nobody(evening, told)


def test_a_server_that_stops_leaves_the_evening_on_screen_and_goes_on_when_it_is_back(
    evening, told, serve, visits_at, port
):
    evening.show("race", "small")
    with visits_at(f"http://127.0.0.1:{port}") as begin:
        with serve(port):
            hall = evening.hall(begin(**HALL))
            phone = begin(**PHONE)
            phone.sign_in_as(evening.edition.house.cookie_of(evening.people["Dariole"]), first="home")
            open_log(phone)
            lanes = hall.page.locator(LANES)
            before = lanes.inner_text()
            for page in (hall.page, phone.page):
                page.evaluate("window.same = true")
        hall.is_cut()
        expect(hall.page.locator(".live")).to_contain_text("dernières nouvelles")
        assert lanes.inner_text() == before
        with serve(port):
            hall.is_live(BACK_AGAIN)
            assert lanes.inner_text() == before
            expect(phone.page.get_by_role("dialog")).to_have_count(0, timeout=BACK_AGAIN)
            record_walk(phone, 60)
            expect(lanes.locator(".row .name").first).to_contain_text(evening.companies[1])
            for page in (hall.page, phone.page):
                assert page.evaluate("window.same")
    names_nobody(evening, told)


def test_the_proposed_order_is_stepped_by_one_thumb_with_the_screen_following_each_step(evening, told):
    database, projects = evening.edition.house.database, [ProjectPlan("Un toit", "Toits et Murs", "Des nuits.", 100)]
    set_projects(*evening.who, projects, seen_version=evening.edition.version(), reason="ils manquaient")
    add(database, Sponsor, edition_id=evening.edition.id, position=0, name="Banque", line="")
    organiser, hall = evening.organiser(locale="fr-FR"), evening.hall()
    organiser.page.goto(f"{organiser.address}/stage?tab=order")
    tap(organiser, "order-take")
    forth = organiser.page.locator(".st-key-stage-step button")
    expect(forth).to_have_text(re.compile("Suite"), timeout=PATIENCE)
    for scene, part in ORDER:
        before = evening.stepping.spot
        tap(organiser, "stage-step")
        until(lambda before=before: evening.stepping.spot != before)
        hall.shows(scene)
        if part:
            expect(hall.page.locator(part)).to_be_visible(timeout=PATIENCE)
    expect(forth).to_be_disabled(timeout=PATIENCE)
    assert evening.stepping.position == len(evening.stepping.cues)
    names_nobody(evening, told)


def test_the_evening_on_paper_is_for_the_organiser_and_for_no_participant(evening):
    organiser, phone = evening.organiser(), evening.participant()
    organiser.tab.goto("stage?tab=screens")
    words = download(organiser, organiser.page.locator(".screen-links a[href$='.pdf']").tap)
    assert all(name in words for name in evening.companies)
    assert phone.context.request.get(f"{phone.address}/documents/evening/{evening.slug}.pdf").status == 403
