"""Rule sets: figures within bounds, and nothing else."""

from dataclasses import replace

import pytest

from challenge.domain.rules import BOUNDS, EFFORT, TEMPLATES, validate
from challenge.errors import RuleSetInvalidError


@pytest.mark.parametrize("rules", TEMPLATES.values(), ids=TEMPLATES)
def test_every_template_lies_within_its_bounds(rules):
    assert validate(rules) is rules


@pytest.mark.parametrize("figure", BOUNDS)
def test_a_figure_outside_its_bounds_is_refused_by_name(figure):
    lowest, highest = BOUNDS[figure]
    for value in (lowest - 1, highest + 1):
        with pytest.raises(RuleSetInvalidError) as refusal:
            validate(replace(EFFORT, **{figure: value}))
        assert refusal.value.facts == {"figure": figure, "value": value, "lowest": lowest, "highest": highest}


@pytest.mark.parametrize("percents", [{"flying": 100}, {"walk": -1}, {"walk": 1_001}])
def test_a_weight_of_an_unknown_sport_or_beyond_ten_times_is_refused(percents):
    with pytest.raises(RuleSetInvalidError):
        validate(replace(EFFORT, sport_percents=percents))


def test_day_points_above_the_day_cap_are_refused():
    with pytest.raises(RuleSetInvalidError):
        validate(replace(EFFORT, day_points=51))
