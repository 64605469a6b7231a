"""The stage: stepped through on the page, frozen, uncovered, and never a step too far."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from challenge.domain.money import EURO
from challenge.services.editions import find_edition, read_edition, utc_now
from challenge.services.freezes import freeze_now, read_freeze
from challenge.services.live import build_snapshot
from challenge.services.milestones import read_milestones, set_milestones
from challenge.services.running_order import CueView, set_order
from challenge.services.stage import read_stage, show_scene
from challenge.services.stepping import read_evening, step
from challenge.store.edition_models import Edition, EditionState
from challenge.store.stage_models import CueKind, Scene
from challenge.store.team_models import RoleKind
from challenge.ui import stage_thumb
from tests.pages.test_edition_pages import by_key, demo_organiser
from tests.pages.test_pages import everything, html_of

ORGANISER = RoleKind.ORGANISER
COUNTER = CueView(CueKind.SCENE, Scene.COUNTER)
HELLO = CueView(CueKind.SPEECH, saying="Hello, hall")
FREEZE, END_FREEZE = CueView(CueKind.FREEZE), CueView(CueKind.END_FREEZE)
SMALL = CueView(CueKind.REVEAL, board="small")


@pytest.fixture
def demo_database(own_demo):
    return own_demo


@pytest.fixture
def demo(demo_database):
    """Who steers what: the database, the demo's organiser and the edition's id; nothing of the evening is prepared."""
    who = demo_database, demo_organiser(demo_database), find_edition(demo_database, "demo").id
    set_order(*who, [])
    set_milestones(*who, [])
    return who


@pytest.fixture
def unhurried(monkeypatch):
    """Taps of a test are as far apart as those of a person."""
    monkeypatch.setattr(stage_thumb, "SAME_TAP_SECONDS", 0)


@pytest.fixture
def open_stage(open_page):
    """Open the stage at one of its tabs."""

    def at(tab="live"):
        page = open_page(ORGANISER, "stage", "en")
        assert not page.exception, page.exception
        return open_tab(page, tab)

    return at


def open_tab(page, name):
    page.segmented_control(key="stage-tab").set_value(name).run()
    assert not page.exception, page.exception
    return page


def tap(page, key):
    page.button(key=key).click().run()
    assert not page.exception, page.exception
    return page


def test_without_an_order_one_tap_takes_the_proposed_one_and_the_first_step_is_told(demo, open_stage):
    page = open_stage("order")
    assert not [button for button in page.button if button.key == "stage-step"]
    assert "No running order yet" in everything(page)
    tap(page, "order-take")
    assert len(read_evening(*demo).cues) > 8
    assert "step 1 of" in html_of(page)
    assert page.button(key="stage-back").disabled


@pytest.mark.usefixtures("unhurried")
def test_next_makes_one_step_after_the_other_and_back_shows_the_one_before(demo, open_stage):
    set_order(*demo, [COUNTER, HELLO])
    page = tap(open_stage(), "stage-step")
    assert read_stage(*demo).scene is Scene.COUNTER
    assert "Hello, hall" in html_of(page)
    tap(page, "stage-step")
    assert read_stage(*demo).message == "Hello, hall"
    assert page.button(key="stage-step").disabled
    tap(page, "stage-back")
    assert read_stage(*demo).scene is Scene.COUNTER


def test_a_finger_that_taps_twice_makes_one_step(demo, open_stage):
    set_order(*demo, [COUNTER, HELLO])
    page = open_stage()
    tap(tap(page, "stage-step"), "stage-step")
    assert read_evening(*demo).position == 1


@pytest.mark.usefixtures("unhurried")
def test_a_step_made_on_another_phone_is_not_made_again_and_the_page_says_so(demo, open_stage):
    set_order(*demo, [COUNTER, HELLO, replace(HELLO, saying="Third")])
    page = open_stage()
    step(*demo, seen_cue=read_evening(*demo).spot)
    tap(page, "stage-step")
    assert read_evening(*demo).position == 1
    assert "nothing was skipped" in html_of(page)
    tap(page, "stage-step")
    assert read_evening(*demo).position == 2
    assert "nothing was skipped" not in html_of(page)


@pytest.mark.usefixtures("unhurried")
def test_a_reveal_names_the_next_row_for_the_organiser_and_goes_on_after_a_reload(demo, open_stage):
    set_order(*demo, [FREEZE, SMALL, HELLO])
    page = tap(open_stage(), "stage-step")
    first = read_evening(*demo).row.contender.name
    assert first in html_of(page)
    assert "still hidden" in html_of(page)
    tap(page, "stage-step")
    again = open_stage()
    second = read_evening(*demo).row.contender.name
    assert second != first
    assert second in html_of(again)
    assert read_evening(*demo).spot.uncovered == 1


@pytest.mark.usefixtures("unhurried")
def test_going_back_past_a_freeze_says_that_it_stays(demo, open_stage):
    set_order(*demo, [COUNTER, FREEZE])
    page = open_stage()
    for key in ("stage-step", "stage-step", "stage-back"):
        tap(page, key)
    assert "the freeze did not" in html_of(page)
    assert read_freeze(*demo).frozen_at is not None


def test_a_board_that_nothing_covers_is_refused_in_words_and_the_evening_stays(demo, open_stage):
    set_order(*demo, [SMALL])
    page = tap(open_stage(), "stage-step")
    assert "not frozen" in page.error[0].value
    assert read_evening(*demo).position == 0


def test_a_scene_is_chosen_by_a_chip_and_a_race_by_its_class(demo, open_stage):
    page = open_stage()
    by_key(page.button_group, f"-{read_stage(*demo).since.timestamp()}").set_value(Scene.RACE).run()
    assert not page.exception, page.exception
    assert read_stage(*demo).scene is Scene.RACE
    classes = next(group for group in page.button_group if group.key and group.key.startswith("class-"))
    classes.set_value("medium").run()
    assert not page.exception, page.exception
    assert (read_stage(*demo).scene, read_stage(*demo).board) == (Scene.RACE, "medium")
    assert "Race · 50 to 249" in html_of(page)


def test_a_message_a_countdown_and_a_celebration_are_on_stage_at_once(demo, open_stage):
    page = open_stage()
    page.text_input(key="message").set_value("Well done")
    tap(page, "message-show")
    assert (read_stage(*demo).scene, read_stage(*demo).message) == (Scene.MESSAGE, "Well done")
    tap(page, "message-take")
    assert read_stage(*demo).scene is Scene.ROTATION
    tap(page, "countdown-5")
    left = read_stage(*demo).countdown_to - utc_now()
    assert timedelta(minutes=4) < left <= timedelta(minutes=5)
    tap(page, "countdown-take")
    assert read_stage(*demo).countdown_to is None
    tap(page, "celebrate")
    assert read_stage(*demo).celebrations == 1


def test_frozen_and_real_stand_side_by_side_and_rows_are_uncovered_and_covered(demo, open_stage, monkeypatch):
    monkeypatch.setattr(stage_thumb, "SAME_TAP_SECONDS", 0)
    freeze_now(*demo)
    page = open_stage("freeze")
    words = html_of(page)
    assert '<th scope="col" class="number">Shown</th><th scope="col" class="number">Real</th>' in words
    assert "same place" in words
    tap(page, "uncover-small")
    assert json.loads(build_snapshot(demo[0], demo[2]).body)["stage"]["reveal"]["rows"]
    tap(page, "cover-small")
    assert json.loads(build_snapshot(demo[0], demo[2]).body)["stage"]["reveal"]["rows"] == []


@pytest.mark.parametrize(
    ("frozen", "key", "said"), [(False, "freeze-now", "stay as they are"), (True, "freeze-end", "at once")]
)
def test_the_first_tap_on_a_freeze_or_its_end_says_what_the_second_would_do(demo, open_stage, frozen, key, said):
    if frozen:
        freeze_now(*demo)
    page = tap(open_stage("freeze"), key)
    assert said in " ".join(words.value for words in page.markdown)
    assert page.button(key="confirm")
    assert (read_freeze(*demo).frozen_at is not None) is frozen


def test_a_freeze_is_planned_and_called_off(demo, open_stage):
    page = tap(open_stage("freeze"), "freeze-plan")
    assert read_freeze(*demo).planned_for > utc_now()
    assert "A freeze is planned" in html_of(page)
    tap(page, "freeze-call-off")
    assert read_freeze(*demo).planned_for is None


def test_goal_and_milestones_are_changed_live_and_the_goal_also_after_the_lock(demo, open_stage):
    database, _, edition_id = demo
    page = open_stage("goal")
    tap(page, next(button.key for button in page.button if button.key.endswith("-add")))
    by_key(page.number_input, "-0-sum").set_value(120_000)
    by_key(page.text_input, "-0-title").set_value("A second house")
    tap(page, "milestones-save")
    assert [(each.micro_euros, each.title) for each in read_milestones(database, edition_id)] == [
        (120_000 * EURO, "A second house")
    ]
    with database.transaction() as connection:
        connection.execute(update(Edition).where(Edition.id == edition_id).values(state=EditionState.LOCKED))
    page = open_stage("goal")
    page.number_input(key="goal").set_value(150_000)
    tap(page, "goal-save")
    assert not page.error, page.error
    assert read_edition(database, edition_id).goal == 150_000 * EURO


def test_two_milestones_at_one_sum_are_refused_and_what_was_typed_is_still_there(open_stage):
    page = open_stage("goal")
    for row in range(2):
        tap(page, next(button.key for button in page.button if button.key.endswith("-add")))
        by_key(page.number_input, f"-{row}-sum").set_value(5_000)
        by_key(page.text_input, f"-{row}-title").set_value(f"Title {row}")
    tap(page, "milestones-save")
    assert "a sum of its own" in page.error[0].value
    assert by_key(page.text_input, "-1-title").value == "Title 1"


def test_the_order_is_edited_as_a_whole_and_keeps_where_the_evening_is(demo, open_stage):
    set_order(*demo, [COUNTER, HELLO])
    step(*demo, seen_cue=read_evening(*demo).spot)
    page = tap(open_stage("order"), "order-edit")
    tap(page, "cue-add")
    tap(page, next(button.key for button in page.button if button.key.endswith("-0-down")))
    by_key(page.text_input, "-1-saying").set_value("Good evening").run()
    tap(page, "order-save")
    kept = read_evening(*demo).cues
    assert [cue.kind for cue in kept] == [CueKind.SPEECH, CueKind.SCENE, CueKind.SCENE]
    assert kept[0].saying == "Good evening"
    assert read_evening(*demo).position == 2


def test_a_speech_without_words_is_named_and_the_draft_stays_open(demo, open_stage):
    set_order(*demo, [COUNTER, HELLO])
    page = tap(open_stage("order"), "order-edit")
    by_key(page.text_input, "-1-saying").set_value(" ").run()
    tap(page, "order-save")
    assert "Step 2 is incomplete" in page.error[0].value
    tap(page, "order-leave")
    assert [cue.saying for cue in read_evening(*demo).cues] == ["", "Hello, hall"]


def test_the_first_tap_to_go_to_a_step_names_it_and_goes_nowhere(demo, open_stage):
    set_order(*demo, [COUNTER, FREEZE, HELLO])
    page = open_stage("order")
    page.selectbox(key="jump-to").set_value(3).run()
    tap(page, "jump-go")
    assert "Speech" in " ".join(words.value for words in page.markdown)
    assert page.button(key="confirm")
    assert read_evening(*demo).position == 0


def test_the_screens_have_their_language_pattern_and_links(demo, open_stage):
    page = open_stage("screens")
    assert 'href="/screen/demo"' in html_of(page)
    assert 'href="/documents/evening/demo.pdf"' in html_of(page)
    page.segmented_control(key="hall-language-fr").set_value("en").run()
    assert read_stage(*demo).locale == "en"
    tap(page, "pattern")
    assert read_stage(*demo).scene is Scene.PATTERN
    tap(page, "pattern")
    assert read_stage(*demo).scene is Scene.ROTATION


def test_the_page_is_drawn_for_what_the_stream_says_so_that_it_rests(demo, open_stage):
    show_scene(*demo, Scene.RACE, "small")
    freeze_now(*demo)
    page = open_stage()
    data = [json.loads(box.proto.mixed.json or box.proto.json) for box in page.get("bidi_component")]
    drawn = next(facts["drawn"] for facts in data if "drawn" in facts)
    snapshot = json.loads(build_snapshot(demo[0], demo[2]).body)
    stage = snapshot["stage"]
    names = ("scene", "board", "since", "countdown_to", "locale")
    assert drawn == [*(stage[name] for name in names), snapshot["frozen_at"] is not None]
