"""Every page opens for the roles that have it, says what it promises, and refuses the others."""

import json

import pytest

from challenge.domain.disclosure import Visibility
from challenge.store.team_models import RoleKind
from challenge.ui.rooms import ROOMS
from challenge.wording.text import LOCALES


@pytest.fixture
def demo_database(own_demo):
    return own_demo


def html_of(page):
    """All HTML of a page, and the pictures that live boards begin with."""
    pictures = [json.loads(live.proto.json).get("picture", "") for live in page.get("bidi_component")]
    return " ".join([*(element.proto.body for element in page.get("html")), *pictures])


def everything(page):
    assert not page.exception, page.exception
    return html_of(page)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("role", RoleKind)
def test_every_page_of_a_role_opens_in_both_languages(open_page, role, locale):
    for room in ROOMS:
        if role in room.roles:
            page = open_page(role, room.name, locale)
            assert not page.exception, (room.name, page.exception)
            assert not page.error


def test_a_visitor_without_a_session_sees_the_front_page_and_nothing_else(open_page):
    page = open_page(None)
    assert 'action="/sign-in"' in everything(page)
    assert 'class="hero"' not in everything(page)


def test_home_shows_points_euros_and_the_day_explained(open_page):
    words = everything(open_page(RoleKind.PARTICIPANT, "home"))
    assert "points" in words
    assert "pour les projets solidaires" in words
    assert "Compté pour les projets" in words


def test_a_walk_entered_by_hand_is_recorded_once_and_explained(open_page):
    page = open_page(RoleKind.PARTICIPANT, "log", "en")
    page.number_input(key="log-minutes").set_value(40)
    page.button(key="record").click().run()
    assert not page.exception, page.exception
    assert "Recorded" in page.success[0].value
    assert "Counted for the projects" in html_of(page)


def test_what_was_recorded_stands_in_the_place_of_the_form_until_another_is_added(open_page):
    page = open_page(RoleKind.PARTICIPANT, "log", "en")
    page.button(key="record").click().run()
    assert "record" not in [button.key for button in page.button]
    page.run()
    assert "Recorded" in page.success[0].value
    page.button(key="log-another").click().run()
    assert not page.success
    page.button(key="record").click().run()
    page.segmented_control(key="way").set_value("steps").run()
    assert not page.success


def test_steps_of_a_day_replace_the_figure_before(open_page):
    for steps in (9_000, 11_000):
        page = open_page(RoleKind.PARTICIPANT, "log", "en")
        page.segmented_control(key="way").set_value("steps").run()
        page.number_input(key="steps").set_value(steps)
        page.button(key="record-steps").click().run()
        assert not page.exception, page.exception
    assert "11,000 steps" in html_of(page)
    assert "9,000 steps" not in html_of(page)


def test_deleting_can_be_undone(open_page):
    page = open_page(RoleKind.PARTICIPANT, "log", "en")
    page.button(key="record").click().run()
    page = open_page(RoleKind.PARTICIPANT, "activities", "en")
    key = next(button.key for button in page.button if button.key and button.key.startswith("delete-"))
    page.button(key=key).click().run()
    assert not page.exception, page.exception
    restore = key.replace("delete-", "restore-")
    page.button(key=restore).click().run()
    assert any(button.key == key for button in page.button)


def test_boards_of_companies_teams_and_people_are_tables_with_headers(open_page):
    page = open_page(RoleKind.PARTICIPANT, "board", "en")
    for which in ("small", "teams", "people"):
        page.query_params["which"] = which
        words = everything(page.run())
        assert "<table>" in words
        assert 'scope="col"' in words


def test_hiding_takes_a_person_off_every_page_of_others(open_page):
    page = open_page(RoleKind.PARTICIPANT, "settings", "en")
    page.text_input(key="nickname").set_value("Zebulon the unseen")
    page.radio(key="visibility").set_value(Visibility.HIDDEN)
    page.button(key="save").click().run()
    assert not page.exception, page.exception
    for role, name in ((RoleKind.CAPTAIN, "team"), (RoleKind.CAPTAIN, "board"), (RoleKind.HR_MANAGER, "board")):
        page = open_page(role, name, "en")
        if name == "board":
            page.query_params["which"] = "people"
            page.run()
        assert "Zebulon" not in everything(page)


def test_typed_words_are_drawn_as_words(open_page):
    page = open_page(RoleKind.PARTICIPANT, "settings", "en")
    page.text_input(key="nickname").set_value("<img src=x onerror=alert(1)>")
    page.radio(key="visibility").set_value(Visibility.NICKNAME)
    page.button(key="save").click().run()
    words = everything(open_page(RoleKind.PARTICIPANT, "team", "en"))
    assert "<img" not in words
    assert "&lt;img" in words


def test_an_empty_name_is_refused_with_a_sentence(open_page):
    page = open_page(RoleKind.PARTICIPANT, "settings", "en")
    page.text_input(key="nickname").set_value("  ")
    page.button(key="save").click().run()
    assert "name" in page.error[0].value
