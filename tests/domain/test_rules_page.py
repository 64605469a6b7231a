"""docs/rules.md: every worked example is what the rules really make."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from challenge.domain.measure import Measure
from challenge.domain.recorded import Recorded
from challenge.domain.rules import EFFORT
from challenge.domain.scoring import count, score_day

PAGE = Path(__file__).parents[2] / "docs" / "rules.md"


def examples():
    rows = [line.strip("| \n").split("|") for line in PAGE.read_text(encoding="utf-8").splitlines() if "|" in line]
    return [[cell.strip() for cell in row] for row in rows[2:]]


@pytest.mark.parametrize("row", examples(), ids=" ".join)
def test_the_worked_example_of_the_rules_page_holds(row):
    sport, minutes, kilometres, adapted, activity_points, day_points = row
    metres = round(float(kilometres) * 1000) if kilometres else None
    measure = Measure(sport, datetime(2026, 5, 1, 12, tzinfo=UTC), int(minutes) * 60, distance_m=metres)
    counted = count(Recorded(measure), EFFORT, adapted=adapted == "yes", believed=True)
    assert counted.score.points == int(activity_points)
    assert score_day([counted], EFFORT).points == int(day_points)
