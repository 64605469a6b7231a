"""The running order: prepared as a whole, stepped through with one thumb, and never a step too far."""

from dataclasses import replace
from datetime import timedelta

import pytest

from challenge.errors import (
    CueIncompleteError,
    ImplausibleFigureError,
    MessageTooLongError,
    NotFoundError,
    NotFrozenError,
    TooManyCuesError,
)
from challenge.services.edition_projects import set_projects
from challenge.services.editions import read_edition
from challenge.services.freezes import cover_last, end_freeze, freeze_now, plan_freeze, read_freeze
from challenge.services.running_order import MOST_CUES, CueView, propose_order, set_order
from challenge.services.seeding import ProjectPlan
from challenge.services.stage import read_stage, show_scene
from challenge.services.stepping import Spot, Stepped, jump_to, read_evening, step, step_back
from challenge.store.stage_models import CueKind, Scene
from tests.factories import (
    EVENING,
    NOW,
    make_company,
    make_edition,
    make_organiser,
    make_person,
    make_team,
    outing,
    record,
)
from tests.together import THREADS, together

COUNTER = CueView(CueKind.SCENE, Scene.COUNTER, minutes=3)
HELLO = CueView(CueKind.SPEECH, saying="Hello")
FREEZE, END_FREEZE, CELEBRATE = (CueView(kind) for kind in (CueKind.FREEZE, CueKind.END_FREEZE, CueKind.CELEBRATE))
SMALL = CueView(CueKind.REVEAL, board="small")
THANKS = CueView(CueKind.SPEECH, saying="Thanks")
LATER = NOW + timedelta(minutes=1)


@pytest.fixture
def edition_id(database):
    """An edition with two small companies, one of them ahead."""
    edition_id = make_edition(database)
    for name, days in (("Ahead", 3), ("Behind", 1)):
        team_id = make_team(database, make_company(database, edition_id, name=name), name=f"Team of {name}")
        for person in [make_person(database, team_id) for _ in range(5)]:
            for day in range(days):
                record(database, person, outing(40, day=day))
    return edition_id


@pytest.fixture
def prepare(database, organiser, edition_id):
    """Keep an order of these steps; returns them as they are kept."""

    def keep(*cues):
        set_order(database, organiser, edition_id, cues, now=NOW)
        return read_evening(database, organiser, edition_id).cues

    return keep


@pytest.fixture
def evening(database, organiser, edition_id):
    """Read where the evening is."""
    return lambda: read_evening(database, organiser, edition_id, now=LATER)


@pytest.fixture
def stage(database, organiser, edition_id):
    """Read what the screens show: the scene, its board and its message."""

    def read():
        shown = read_stage(database, organiser, edition_id)
        return shown.scene, shown.board, shown.message

    return read


@pytest.fixture
def forth(database, organiser, edition_id, evening):
    """Step once, from where the evening is or from where it was seen."""
    return lambda seen=None: step(database, organiser, edition_id, seen_cue=seen or evening().spot, now=LATER)


@pytest.fixture
def back(database, organiser, edition_id, evening):
    return lambda seen=None: step_back(database, organiser, edition_id, seen_cue=seen or evening().spot, now=LATER)


# Prepared


def test_an_order_is_read_as_it_was_set_and_replaced_as_a_whole(database, organiser, edition_id, prepare):
    prepare(COUNTER, HELLO, FREEZE)
    kept = prepare(HELLO, COUNTER)
    assert [replace(cue, id=None) for cue in kept] == [HELLO, COUNTER]
    set_order(database, organiser, edition_id, [])
    assert read_evening(database, organiser, edition_id).cues == []


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ([HELLO, replace(HELLO, saying="  ")], CueIncompleteError),
        ([CueView(CueKind.SCENE)], CueIncompleteError),
        ([CueView(CueKind.SCENE, Scene.REVEAL, "small")], CueIncompleteError),
        ([CueView(CueKind.SCENE, Scene.RACE, "teams")], CueIncompleteError),
        ([CueView(CueKind.REVEAL)], CueIncompleteError),
        ([replace(HELLO, saying="x" * 201)], MessageTooLongError),
        ([replace(COUNTER, minutes=601)], ImplausibleFigureError),
        ([replace(COUNTER, minutes=-1)], ImplausibleFigureError),
        ([COUNTER] * (MOST_CUES + 1), TooManyCuesError),
    ],
)
def test_an_order_that_cannot_be_played_is_refused_and_the_one_before_stays(
    database, organiser, edition_id, prepare, wrong, error
):
    kept = prepare(COUNTER)
    with pytest.raises(error):
        set_order(database, organiser, edition_id, wrong)
    assert read_evening(database, organiser, edition_id).cues == kept


def test_an_incomplete_step_is_named_by_its_number(prepare):
    with pytest.raises(CueIncompleteError) as refused:
        prepare(COUNTER, CueView(CueKind.REVEAL))
    assert refused.value.facts == {"number": 2}


def test_the_evening_keeps_its_place_while_the_order_changes_around_it(prepare, forth, evening):
    counter, hello, thanks = prepare(COUNTER, HELLO, THANKS)
    forth(), forth()
    prepare(CELEBRATE, thanks, hello, counter)
    assert (evening().spot.cue_id, evening().upcoming) == (hello.id, counter)


def test_where_its_step_is_taken_out_the_evening_stands_at_the_last_one_left_before_it(prepare, forth, evening):
    counter, _, thanks = prepare(COUNTER, HELLO, THANKS)
    forth(), forth()
    prepare(counter, thanks)
    assert evening().upcoming == thanks
    prepare(thanks)
    assert (evening().position, evening().upcoming) == (0, thanks)


def test_a_step_of_another_edition_is_taken_as_a_new_one(database, prepare):
    foreign = make_edition(database, slug="other")
    set_order(database, make_organiser(database, foreign), foreign, [HELLO])
    (theirs,) = read_evening(database, make_organiser(database, foreign), foreign).cues
    (mine,) = prepare(theirs)
    assert mine.id != theirs.id
    assert read_evening(database, make_organiser(database, foreign), foreign).cues == [theirs]


def test_the_proposed_order_holds_what_the_edition_has_and_can_be_kept(database, organiser, edition_id):
    wells = [ProjectPlan("Wells", "Water for all", "", 100)]
    set_projects(database, organiser, edition_id, wells, seen_version=1, reason="vote", now=NOW)
    proposed = propose_order(database, organiser, edition_id, now=NOW)
    assert [(cue.kind, cue.scene, cue.board) for cue in proposed] == [
        (CueKind.SCENE, Scene.HOLDING, ""),
        (CueKind.SPEECH, None, ""),
        (CueKind.SCENE, Scene.RACE, "small"),
        (CueKind.SCENE, Scene.TEAMS, ""),
        (CueKind.SCENE, Scene.COUNTER, ""),
        (CueKind.SCENE, Scene.PROJECTS, ""),
        (CueKind.FREEZE, None, ""),
        (CueKind.REVEAL, None, "small"),
        (CueKind.REVEAL, None, "teams"),
        (CueKind.CELEBRATE, None, ""),
        (CueKind.END_FREEZE, None, ""),
        (CueKind.SCENE, Scene.JOIN, ""),
        (CueKind.SPEECH, None, ""),
    ]
    set_order(database, organiser, edition_id, proposed, now=NOW)
    assert [replace(cue, id=None) for cue in read_evening(database, organiser, edition_id).cues] == proposed


def test_no_second_freeze_is_proposed_where_one_is_planned(database, organiser, edition_id):
    plan_freeze(database, organiser, edition_id, NOW + timedelta(days=1), now=NOW)
    assert FREEZE not in propose_order(database, organiser, edition_id, now=NOW)


# Stepped


def test_each_step_shows_what_it_says_and_tells_what_comes_next(prepare, forth, evening, stage):
    counter, hello, _ = prepare(COUNTER, HELLO, CELEBRATE)
    assert (evening().position, evening().upcoming) == (0, counter)
    assert forth() is Stepped.DONE
    assert stage()[:2] == (Scene.COUNTER, "")
    assert (evening().position, evening().upcoming) == (1, hello)
    forth()
    assert stage() == (Scene.MESSAGE, "", "Hello")


def test_a_second_tap_for_the_same_step_does_nothing(prepare, forth, evening, stage):
    prepare(COUNTER, HELLO)
    seen = evening().spot
    assert [forth(seen), forth(seen)] == [Stepped.DONE, Stepped.ELSEWHERE]
    assert stage()[0] is Scene.COUNTER


def test_two_phones_that_tap_at_once_make_one_step(database, organiser, edition_id, prepare, evening):
    prepare(COUNTER, HELLO, THANKS)
    seen = evening().spot
    came = together(lambda _: step(database, organiser, edition_id, seen_cue=seen, now=LATER))
    assert sorted(came) == [Stepped.DONE, *[Stepped.ELSEWHERE] * (THREADS - 1)]
    assert evening().position == 1


def test_after_the_last_step_nothing_changes(prepare, forth, stage):
    prepare(COUNTER)
    forth()
    assert forth() is Stepped.NO_FURTHER
    assert stage()[0] is Scene.COUNTER


def test_the_holding_screen_counts_down_to_the_evening(database, organiser, edition_id, prepare, forth):
    prepare(CueView(CueKind.SCENE, Scene.HOLDING))
    forth()
    assert read_stage(database, organiser, edition_id).countdown_to == EVENING


def test_a_celebration_is_counted_and_leaves_the_scene(database, organiser, edition_id, prepare, forth):
    prepare(COUNTER, CELEBRATE)
    forth(), forth()
    shown = read_stage(database, organiser, edition_id)
    assert (shown.scene, shown.celebrations, shown.celebrated_at) == (Scene.COUNTER, 1, LATER)


def test_a_board_takes_a_step_for_each_row_from_the_last_and_then_the_evening_goes_on(prepare, forth, evening, stage):
    _, small, thanks = prepare(FREEZE, SMALL, THANKS)
    forth()
    names = []
    while evening().upcoming == small:
        names.append(evening().row.contender.name)
        assert forth() is Stepped.DONE
        assert stage()[:2] == (Scene.REVEAL, "small")
    assert names == ["Behind", "Ahead"]
    assert evening().upcoming == thanks


def test_the_next_row_is_in_what_the_next_step_will_show(prepare, forth, evening):
    prepare(FREEZE, SMALL)
    forth()
    reveal = evening().changed["reveal"]
    assert (reveal["covered"], [row["name"] for row in reveal["rows"]]) == (1, ["Behind"])
    forth()
    reveal = evening().changed["reveal"]
    assert (reveal["covered"], [row["name"] for row in reveal["rows"]]) == (0, ["Ahead", "Behind"])


def test_a_second_tap_uncovers_no_second_row(prepare, forth, evening):
    prepare(FREEZE, SMALL)
    forth()
    seen = evening().spot
    forth(seen)
    assert forth(seen) is Stepped.ELSEWHERE
    assert evening().spot.uncovered == 1


def test_a_board_that_nothing_covers_is_not_uncovered_and_the_evening_stays(prepare, forth, evening):
    counter, small = prepare(COUNTER, SMALL)
    forth()
    with pytest.raises(NotFrozenError):
        forth()
    assert (evening().spot, evening().upcoming) == (Spot(counter.id), small)


def test_a_freeze_that_holds_already_and_boards_without_rows_are_passed_over(
    database, organiser, edition_id, prepare, forth, stage
):
    freeze_now(database, organiser, edition_id, now=NOW)
    prepare(FREEZE, CueView(CueKind.REVEAL, board="large"), HELLO)
    forth()
    assert stage()[0] is Scene.MESSAGE


def test_the_end_of_a_freeze_by_a_step_leaves_the_board_on_screen_as_a_race(
    database, edition_id, prepare, forth, stage
):
    prepare(FREEZE, SMALL, END_FREEZE)
    for _ in range(4):
        forth()
    assert stage()[:2] == (Scene.RACE, "small")
    assert read_edition(database, edition_id).freeze_id is None


def test_a_refused_step_leaves_no_half_of_itself(database, edition_id, prepare, forth):
    prepare(SMALL)
    before = read_edition(database, edition_id).revision
    with pytest.raises(NotFrozenError):
        forth()
    assert read_edition(database, edition_id).revision == before


# Back


def test_stepping_back_shows_the_step_before_again_and_forth_the_same_once_more(prepare, forth, back, stage, evening):
    prepare(COUNTER, HELLO, CueView(CueKind.SCENE, Scene.RACE, "small"))
    for _ in range(3):
        forth()
    assert back() is Stepped.DONE
    assert stage() == (Scene.MESSAGE, "", "Hello")
    assert back() is Stepped.DONE
    assert stage()[:2] == (Scene.COUNTER, "")
    assert evening().position == 1
    forth()
    assert stage() == (Scene.MESSAGE, "", "Hello")


def test_stepping_back_twice_for_one_look_goes_back_once(prepare, forth, back, evening):
    prepare(COUNTER, HELLO, THANKS)
    for _ in range(3):
        forth()
    seen = evening().spot
    assert [back(seen), back(seen)] == [Stepped.DONE, Stepped.ELSEWHERE]
    assert evening().position == 2


def test_before_the_first_step_there_is_no_going_back(prepare, forth, back, stage):
    prepare(COUNTER)
    assert back() is Stepped.NO_FURTHER
    forth()
    back()
    assert stage()[0] is Scene.ROTATION
    assert back() is Stepped.NO_FURTHER


def test_stepping_back_in_a_reveal_covers_the_row_uncovered_last(prepare, forth, back, evening, stage):
    _, small = prepare(FREEZE, SMALL)
    for _ in range(3):
        forth()
    back()
    assert (evening().spot, evening().row.contender.name) == (Spot(small.id, 1), "Ahead")
    assert stage()[:2] == (Scene.REVEAL, "small")


def test_stepping_back_before_the_first_row_returns_to_what_was_shown_before(prepare, forth, back, evening, stage):
    _, freeze, _ = prepare(HELLO, FREEZE, SMALL)
    for _ in range(3):
        forth()
    assert back() is Stepped.DONE
    assert stage() == (Scene.MESSAGE, "", "Hello")
    assert evening().spot == Spot(freeze.id)
    assert evening().row.contender.name == "Behind"


def test_stepping_back_never_undoes_a_freeze_and_says_so(database, organiser, edition_id, prepare, forth, back):
    prepare(COUNTER, FREEZE)
    forth(), forth()
    assert back() is Stepped.FREEZE_STAYS
    assert read_freeze(database, organiser, edition_id, now=LATER).frozen_at == LATER


def test_stepping_back_never_undoes_the_end_of_a_freeze_and_shows_what_is_public_now(
    database, edition_id, prepare, forth, back, stage
):
    prepare(FREEZE, SMALL, END_FREEZE)
    for _ in range(4):
        forth()
    assert back() is Stepped.FREEZE_STAYS
    assert stage()[:2] == (Scene.RACE, "small")
    assert read_edition(database, edition_id).freeze_id is None


def test_a_row_covered_by_hand_is_the_next_to_be_uncovered(database, organiser, edition_id, prepare, forth, evening):
    prepare(FREEZE, SMALL, THANKS)
    for _ in range(3):
        forth()
    cover_last(database, organiser, edition_id, "small")
    assert evening().row.contender.name == "Ahead"


# By hand in between


def test_a_scene_chosen_by_hand_leaves_the_evening_where_it_is(
    database, organiser, edition_id, prepare, forth, evening
):
    counter, hello = prepare(COUNTER, HELLO)
    forth()
    show_scene(database, organiser, edition_id, Scene.SPONSORS, now=LATER)
    assert (evening().spot, evening().upcoming) == (Spot(counter.id), hello)


def test_a_freeze_ended_by_hand_in_a_reveal_lets_the_evening_go_on(
    database, organiser, edition_id, prepare, forth, evening
):
    _, _, thanks = prepare(FREEZE, SMALL, THANKS)
    forth(), forth()
    end_freeze(database, organiser, edition_id, now=LATER)
    assert evening().upcoming == thanks


def test_any_step_can_be_gone_to_without_those_between(database, organiser, edition_id, prepare, evening, stage):
    *_, hello, thanks = prepare(COUNTER, FREEZE, HELLO, THANKS)
    assert jump_to(database, organiser, edition_id, hello.id, now=LATER) is Stepped.DONE
    assert stage() == (Scene.MESSAGE, "", "Hello")
    assert evening().upcoming == thanks
    assert read_edition(database, edition_id).freeze_id is None


def test_going_twice_to_a_reveal_uncovers_one_row_and_an_unknown_step_is_not_found(
    database, organiser, edition_id, prepare, evening
):
    _, small = prepare(FREEZE, SMALL)
    freeze_now(database, organiser, edition_id, now=NOW)
    came = [jump_to(database, organiser, edition_id, small.id, now=LATER) for _ in range(2)]
    assert came == [Stepped.DONE, Stepped.ELSEWHERE]
    assert evening().spot == Spot(small.id, 1)
    with pytest.raises(NotFoundError):
        jump_to(database, organiser, edition_id, 1, now=LATER)
