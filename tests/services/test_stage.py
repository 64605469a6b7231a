"""The stage: what the organiser chooses is what every screen shows, and each choice raises the revision by itself."""

import json
from datetime import timedelta

import pytest

from challenge.errors import CountdownPassedError, MessageTooLongError, NotFoundError, NotFrozenError
from challenge.services.editions import read_edition
from challenge.services.freezes import end_freeze, freeze_now, reveal_next
from challenge.services.live import build_snapshot
from challenge.services.side_by_side import compare_board
from challenge.services.stage import (
    celebrate,
    choose_hall_language,
    count_down_to,
    read_stage,
    say_from_stage,
    show_scene,
)
from challenge.store.stage_models import Scene
from tests.factories import (
    NOW,
    make_company,
    make_person,
    make_team,
    outing,
    record,
)


@pytest.fixture
def shown(database, edition_id):
    """Read the stage as the public stream has it."""
    return lambda: json.loads(build_snapshot(database, edition_id, now=NOW).body)["stage"]


def add_team(database, edition_id, name, *, days):
    """A small company with a team of five that walked on so many days; returns its people."""
    team_id = make_team(database, make_company(database, edition_id, name=name))
    people = [make_person(database, team_id) for _ in range(5)]
    walk(database, people, range(days))
    return people


def walk(database, people, days):
    for person in people:
        for day in days:
            record(database, person, outing(40, day=day))


def test_before_anybody_steers_all_scenes_take_their_turn_counted_from_the_past(database, edition_id, shown):
    assert (shown()["scene"], shown()["message"], shown()["celebrations"]) == ("rotation", "", 0)
    assert shown()["since"] < read_edition(database, edition_id).starts_on.isoformat()


STEERED = {
    "a scene": (lambda *who: show_scene(*who, Scene.RACE, "small", now=NOW), {"scene": "race", "board": "small"}),
    "a message": (lambda *who: say_from_stage(*who, " Bravo\nà tous ", now=NOW), {"message": "Bravo à tous"}),
    "a countdown": (lambda *who: count_down_to(*who, NOW + timedelta(minutes=5), now=NOW), {"scene": "holding"}),
    "a celebration": (lambda *who: celebrate(*who, now=NOW), {"celebrations": 1}),
    "a language": (lambda *who: choose_hall_language(*who, "en", now=NOW), {"locale": "en"}),
}


@pytest.mark.parametrize(("steer", "expected"), STEERED.values(), ids=STEERED)
def test_what_is_chosen_is_what_the_stream_carries_at_a_higher_revision(
    database, organiser, edition_id, shown, steer, expected
):
    before = read_edition(database, edition_id).revision
    steer(database, organiser, edition_id)
    assert shown().items() >= expected.items()
    assert read_edition(database, edition_id).revision > before


def test_an_empty_message_leads_back_to_all_scenes(database, organiser, edition_id, shown):
    say_from_stage(database, organiser, edition_id, "Hello", now=NOW)
    say_from_stage(database, organiser, edition_id, "  ", now=NOW)
    assert (shown()["scene"], shown()["message"]) == ("rotation", "")


def test_a_countdown_that_is_taken_away_leaves_the_scene(database, organiser, edition_id, shown):
    count_down_to(database, organiser, edition_id, NOW + timedelta(minutes=5), now=NOW)
    count_down_to(database, organiser, edition_id, None, now=NOW)
    assert (shown()["scene"], shown()["countdown_to"]) == ("holding", None)


REFUSED = {
    "a long message": (lambda *who: say_from_stage(*who, "x" * 201), MessageTooLongError),
    "a countdown into the past": (lambda *who: count_down_to(*who, NOW, now=NOW), CountdownPassedError),
    "a board that no race has": (lambda *who: show_scene(*who, Scene.RACE, "teams"), NotFoundError),
    "a board of a counter": (lambda *who: show_scene(*who, Scene.COUNTER, "small"), NotFoundError),
    "a reveal of nothing frozen": (lambda *who: show_scene(*who, Scene.REVEAL, "small"), NotFrozenError),
    "a language we do not have": (lambda *who: choose_hall_language(*who, "de"), NotFoundError),
}


@pytest.mark.parametrize(("steer", "error"), REFUSED.values(), ids=REFUSED)
def test_what_no_screen_can_show_is_refused_and_changes_nothing(database, organiser, edition_id, steer, error):
    before = read_edition(database, edition_id).revision
    with pytest.raises(error):
        steer(database, organiser, edition_id)
    assert read_edition(database, edition_id).revision == before


def test_a_board_on_screen_when_its_freeze_ends_goes_on_as_a_race(database, organiser, edition_id, shown):
    add_team(database, edition_id, "One", days=1)
    freeze_now(database, organiser, edition_id, now=NOW)
    reveal_next(database, organiser, edition_id, "small", now=NOW)
    end_freeze(database, organiser, edition_id, now=NOW)
    assert (shown()["scene"], shown()["board"]) == ("race", "small")


def test_another_scene_stays_when_a_freeze_ends(database, organiser, edition_id):
    freeze_now(database, organiser, edition_id, now=NOW)
    show_scene(database, organiser, edition_id, Scene.COUNTER, now=NOW)
    end_freeze(database, organiser, edition_id, now=NOW)
    assert read_stage(database, organiser, edition_id).scene is Scene.COUNTER


# Both standings


def test_frozen_and_real_places_stand_side_by_side_with_what_moved_behind_the_freeze(database, organiser, edition_id):
    first = add_team(database, edition_id, "First", days=3)
    second = add_team(database, edition_id, "Second", days=1)
    freeze_now(database, organiser, edition_id, now=NOW)
    walk(database, second, range(1, 9))
    comparison = compare_board(database, organiser, edition_id, "small", now=NOW)
    assert [(row.real.contender.name, row.shown.rank, row.real.rank, row.moved) for row in comparison.rows] == [
        ("Second", 2, 1, 1),
        ("First", 1, 2, -1),
    ]
    assert comparison.rows[0].shown.regularity < comparison.rows[0].real.regularity
    assert first


def test_the_row_uncovered_next_is_named_until_all_are_seen(database, organiser, edition_id):
    for name, days in (("First", 3), ("Second", 1)):
        add_team(database, edition_id, name, days=days)
    freeze_now(database, organiser, edition_id, now=NOW)
    named = []
    for _ in range(3):
        comparison = compare_board(database, organiser, edition_id, "small", now=NOW)
        named.append(comparison.upcoming.contender.name if comparison.upcoming else None)
        reveal_next(database, organiser, edition_id, "small", now=NOW)
    assert named == ["Second", "First", None]
