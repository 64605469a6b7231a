"""Milestones: replaced as a whole, live, and never a sum twice."""

import json

import pytest

from challenge.domain.money import EURO
from challenge.errors import MilestoneSumError, MilestoneTitleError, TooManyMilestonesError
from challenge.services.edition_office import HIGHEST_GOAL
from challenge.services.editions import read_edition
from challenge.services.live import build_snapshot
from challenge.services.milestones import MOST_MILESTONES, MilestoneView, read_milestones, set_milestones
from tests.factories import AFTER_LOCK, NOW

WELL, ROOF = MilestoneView(1_000 * EURO, "A well"), MilestoneView(5_000 * EURO, "A roof")


def test_milestones_replace_those_before_and_stand_by_their_sums(database, organiser, edition_id):
    set_milestones(database, organiser, edition_id, [MilestoneView(9 * EURO, "Old")], now=NOW)
    set_milestones(database, organiser, edition_id, [ROOF, WELL], now=NOW)
    assert read_milestones(database, edition_id) == [WELL, ROOF]
    set_milestones(database, organiser, edition_id, [], now=NOW)
    assert read_milestones(database, edition_id) == []


def test_the_stream_carries_them_at_once_also_after_the_lock(database, organiser, edition_id):
    before = read_edition(database, edition_id).revision
    set_milestones(database, organiser, edition_id, [WELL], now=AFTER_LOCK)
    snapshot = json.loads(build_snapshot(database, edition_id, now=AFTER_LOCK).body)
    assert snapshot["milestones"] == [{"micro_euros": 1_000 * EURO, "title": "A well", "passed": False}]
    assert snapshot["revision"] > before


def test_the_same_milestones_again_change_nothing(database, organiser, edition_id):
    set_milestones(database, organiser, edition_id, [WELL, ROOF], now=NOW)
    before = read_edition(database, edition_id).revision
    set_milestones(database, organiser, edition_id, [ROOF, MilestoneView(WELL.micro_euros, " A  well ")], now=NOW)
    assert read_edition(database, edition_id).revision == before


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ([MilestoneView(0, "Nothing")], MilestoneSumError),
        ([MilestoneView(-EURO, "Less")], MilestoneSumError),
        ([MilestoneView(HIGHEST_GOAL + EURO, "The moon")], MilestoneSumError),
        ([WELL, MilestoneView(WELL.micro_euros, "Another well")], MilestoneSumError),
        ([MilestoneView(EURO, "  ")], MilestoneTitleError),
        ([MilestoneView(EURO, "x" * 81)], MilestoneTitleError),
        ([MilestoneView(number * EURO, "x") for number in range(1, MOST_MILESTONES + 2)], TooManyMilestonesError),
    ],
)
def test_milestones_that_no_screen_can_show_are_refused_and_those_before_stay(
    database, organiser, edition_id, wrong, error
):
    set_milestones(database, organiser, edition_id, [ROOF], now=NOW)
    with pytest.raises(error):
        set_milestones(database, organiser, edition_id, wrong, now=NOW)
    assert read_milestones(database, edition_id) == [ROOF]
