"""The stage in one hand and the screen in the hall: what is tapped is seen, once, within a second, whatever happens."""

import re
from statistics import median

import pytest
from browser_steps import PATIENCE
from door_steps import PHONE
from evening_steps import HALL, shows, tap, tap_and_confirm
from playwright.sync_api import expect
from real_edition import RealEdition, until

from challenge.services.editions import read_edition
from challenge.services.freezes import freeze_now
from challenge.services.running_order import CueView, set_order
from challenge.services.sessions import end_all_sessions
from challenge.services.stage import show_scene
from challenge.services.stepping import read_evening, step
from challenge.store.stage_models import CueKind, Scene
from tests.factories import make_company, make_person, make_team

ON_SCREEN_SECONDS = 1
SCENES = (Scene.COUNTER, Scene.TEAMS, Scene.PROJECTS, Scene.RACE, Scene.NEWS)
FREEZE, SMALL = CueView(CueKind.FREEZE), CueView(CueKind.REVEAL, board="small")
HELLO, THANKS = (CueView(CueKind.SPEECH, saying=words) for words in ("Good evening", "Thank you"))
NOTE_CHANGES = """() => {
    const picture = document.querySelector('.picture');
    window.seenAt = {};
    const note = () => { window.seenAt[picture.dataset.scene] ??= Date.now(); };
    new MutationObserver(note).observe(picture, {attributes: true, attributeFilter: ['data-scene']});
}"""
NOTE_TAPS = "() => addEventListener('click', () => { window.tappedAt = Date.now(); }, true)"


class Evening:
    """An edition whose evening it is: the organiser's phone, and the order that was prepared."""

    def __init__(self, house, enter):
        self.edition = RealEdition(house)
        for name, walkers in (("Ahead", 8), ("Behind", 5)):
            entry_id = make_company(house.database, self.edition.id, name=f"{name} {self.edition.number}")
            team_id = make_team(house.database, entry_id, name=f"Team {name}")
            for person in [make_person(house.database, team_id) for _ in range(walkers)]:
                self.edition.walk(person)
        self.who = house.database, self.edition.organiser, self.edition.id
        self.house, self.enter = house, enter

    def prepare(self, *cues):
        set_order(*self.who, cues)

    def phone(self):
        """A phone with the stage open."""
        visit = self.enter(**PHONE)
        visit.sign_in_as(self.edition.organiser_cookie, first="organiser")
        visit.tab.goto("stage")
        return visit

    def hall(self):
        """A screen of the hall, live."""
        visit = self.enter(**HALL)
        visit.page.goto(f"{self.house.address}/screen/edition-{self.edition.number}")
        expect(visit.page.locator("#screen[data-connected=true]")).to_be_visible(timeout=PATIENCE)
        return visit.page

    @property
    def spot(self):
        return read_evening(*self.who).spot

    @property
    def position(self):
        return read_evening(*self.who).position


@pytest.fixture
def evening(house, enter):
    return Evening(house, enter)


def test_what_is_tapped_is_on_the_screen_of_the_hall_within_a_second(evening):
    evening.prepare(*(CueView(CueKind.SCENE, scene) for scene in SCENES))
    show_scene(*evening.who, Scene.HOLDING)
    phone, hall = evening.phone(), evening.hall()
    shows(hall, "holding")
    hall.evaluate(NOTE_CHANGES)
    took = []
    phone.page.evaluate(NOTE_TAPS)
    for scene in SCENES:
        tap(phone, "stage-step")
        shows(hall, scene)
        took.append(hall.evaluate("scene => window.seenAt[scene]", scene) - phone.page.evaluate("window.tappedAt"))
    assert median(took) <= ON_SCREEN_SECONDS * 1000, took


def test_the_phone_sees_in_small_what_the_hall_sees_and_what_comes_next(evening):
    evening.prepare(CueView(CueKind.SCENE, Scene.COUNTER), HELLO)
    phone = evening.phone()
    tap(phone, "stage-step")
    shows(phone.page.locator(".st-key-monitor-now"), "counter")
    shows(phone.page.locator(".st-key-monitor-next"), "message")
    expect(phone.page.locator(".st-key-monitor-next .picture")).to_contain_text("Good evening")


def test_two_taps_of_one_finger_make_one_step(evening):
    evening.prepare(HELLO, THANKS)
    phone = evening.phone()
    phone.page.locator(".st-key-stage-step button").dblclick()
    until(lambda: evening.position)
    expect(phone.page.locator(".stage-now")).to_contain_text("Message", timeout=PATIENCE)
    phone.tab.settles()
    assert evening.position == 1


def test_a_reveal_goes_on_where_it_was_after_a_reload_and_back_covers_the_last_row(evening):
    evening.prepare(SMALL, THANKS)
    freeze_now(*evening.who)
    phone, hall = evening.phone(), evening.hall()
    expect(phone.page.locator(".stage-next .secret")).to_contain_text("Behind")
    tap(phone, "stage-step")
    shows(hall, "reveal")
    expect(hall.locator(".picture")).to_contain_text("Behind")
    expect(hall.locator(".picture")).not_to_contain_text("Ahead")
    phone.page.reload()
    phone.tab.stands("stage")
    expect(phone.page.locator(".stage-next .secret")).to_contain_text("Ahead")
    tap(phone, "stage-step")
    expect(hall.locator(".picture")).to_contain_text("Ahead", timeout=PATIENCE)
    expect(phone.page.locator(".stage-next .what")).to_have_text("Speech", timeout=PATIENCE)
    tap(phone, "stage-back")
    expect(phone.page.locator(".stage-next .secret")).to_contain_text("Ahead", timeout=PATIENCE)
    assert evening.spot.uncovered == 1


def test_a_step_made_on_another_phone_is_on_this_one_by_itself(evening):
    evening.prepare(HELLO, THANKS)
    phone = evening.phone()
    expect(phone.page.locator(".st-key-monitor-now .picture[data-scene]")).to_be_visible(timeout=PATIENCE)
    step(*evening.who, seen_cue=evening.spot)
    expect(phone.page.locator(".stage-next .place")).to_contain_text("step 2 of 2", timeout=PATIENCE)
    tap(phone, "stage-step")
    until(lambda: evening.position == 2)


def test_after_the_session_has_ended_a_tap_steps_nowhere_and_the_front_page_says_where_to_enter(evening):
    evening.prepare(HELLO, THANKS)
    phone = evening.phone()
    end_all_sessions(*evening.who[:2])
    phone.page.evaluate("() => document.querySelector('.st-key-stage-step button')?.click()")
    expect(phone.page.locator(".front .doors a").first).to_be_visible(timeout=PATIENCE)
    assert evening.position == 0


def test_a_freeze_begins_and_ends_with_a_second_tap_that_says_what_it_does(evening):
    phone = evening.phone()
    phone.tab.goto("stage?tab=freeze")
    for key, said, frozen in (("freeze-now", "until you end the freeze", True), ("freeze-end", "at once", False)):
        tap_and_confirm(phone, key, said)
        assert (read_edition(evening.house.database, evening.edition.id).freeze_id is not None) is frozen


def test_the_two_buttons_are_under_the_thumb_wherever_the_page_is_scrolled(evening):
    evening.prepare(HELLO, THANKS)
    phone = evening.phone()
    height = PHONE["viewport"]["height"]
    for way in ("order", "goal"):
        phone.tab.goto(f"stage?tab={way}")
        phone.page.mouse.wheel(0, 2_000)
        for key in ("stage-back", "stage-step"):
            box = phone.page.locator(f".st-key-{key} button").bounding_box()
            assert box["height"] >= 48
            assert height / 2 < box["y"] < height - box["height"]
    expect(phone.page.locator(".st-key-stage-step button")).to_have_text(re.compile("Next"))
