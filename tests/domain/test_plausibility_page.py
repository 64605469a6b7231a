"""docs/plausibility.md: every doubt stands in it with what becomes of it, and every example is what the checks say."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from challenge.domain.checks import findings_of
from challenge.domain.doubts import Doubt, consequence_of
from challenge.domain.evidence import Evidence, Recording
from challenge.domain.limiting import limited
from challenge.domain.measure import Measure
from challenge.domain.thresholds import all_thresholds

PAGE = Path(__file__).parents[2] / "docs" / "plausibility.md"
FIGURES = {"five": "best_five_minutes_m", "assist": "at_assist_speed"}


def table(columns):
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    return [row for row in rows if len(row) == columns and row[0] not in {"doubt", "who", "---"}]


DOUBTS, EXAMPLES = table(4), table(9)


def evidence_of(text):
    recording, *rest = text.split()
    figures = dict(word.split("=") for word in rest)
    best = figures.pop("best", None)
    known = {FIGURES.get(name, name): int(value) for name, value in figures.items()}
    if "best_five_minutes_m" in known:
        known["best_five_minutes_m"] = known["best_five_minutes_m"] * 1000 // 12
    return Evidence(Recording(recording), **known), best and int(best) * 1000 // 60


def test_the_page_names_every_doubt_once():
    assert sorted(row[0] for row in DOUBTS) == sorted(Doubt)


@pytest.mark.parametrize("row", DOUBTS, ids=lambda row: row[0])
def test_the_page_says_what_becomes_of_a_doubt_and_by_which_thresholds(row):
    doubt, _, thresholds, consequence = row
    assert consequence == consequence_of(Doubt(doubt))
    assert {name.strip() for name in thresholds.split(",") if name} <= {line.name for line in all_thresholds()}


def test_the_page_names_every_threshold():
    named = {name.strip() for _, _, thresholds, _ in DOUBTS for name in thresholds.split(",")}
    assert {line.name for line in all_thresholds()} <= named


@pytest.mark.parametrize("row", EXAMPLES, ids=lambda row: row[0])
def test_the_example_of_the_page_holds(row):
    _, sport, minutes, km, climb, steps, evidence, doubts, counted = row
    known, best = evidence_of(evidence)
    measure = Measure(
        sport,
        datetime(2026, 5, 1, 8, tzinfo=UTC),
        int(minutes) * 60,
        distance_m=round(float(km) * 1000) if km else None,
        ascent_m=int(climb) if climb else None,
        steps=int(steps) if steps else None,
        best_minute_m=best,
    )
    findings = findings_of(measure, known)
    assert {finding.doubt for finding in findings} == {Doubt(doubt.strip()) for doubt in doubts.split(",") if doubt}
    metres = limited(measure, findings).distance_m
    assert counted == ("" if metres is None else f"{metres / 1000:.1f}")
