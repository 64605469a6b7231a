"""Limits of likeness: what lies just within each one is one outing, and what lies just beyond it is not."""

from dataclasses import replace
from datetime import timedelta

import pytest

from challenge.domain.outing_groups import outings_of
from challenge.domain.outings import Likeness, likeness
from tests.outing_factories import known

SECOND, HOUR = 1 / 60, 3600
SAME_TIME, PIECE, CLOCK, TYPED = Likeness.SAME_TIME, Likeness.PIECE, Likeness.OTHER_CLOCK, Likeness.SAME_DAY


def two(recorders, sports, seconds, kilometres=(None, None), apart=0, at="11:10:00", **more):
    """Two activities of so many seconds that start so many seconds apart."""
    pairs = zip(recorders, sports, seconds, kilometres, strict=True)
    one, other = (known(who, sport, at, length * SECOND, way, **more) for who, sport, length, way in pairs)
    later = other.measure.started_at + timedelta(seconds=apart)
    return one, replace(other, measure=replace(other.measure, started_at=later))


DEVICES, RUNS, RIDES = ("watch", "phone"), ("run", "run"), ("ride", "ride")
FAR_SPORTS, MEMORY, MINUTE = ("yoga", "ride"), ("watch", "typed"), 60
LIMITS = {
    "skew": (two(DEVICES, RUNS, (400, 400), apart=290), SAME_TIME, two(DEVICES, RUNS, (400, 400), apart=291), None),
    "skew of laps": (
        two(DEVICES, RUNS, (120, 120), apart=90),
        SAME_TIME,
        two(DEVICES, RUNS, (120, 120), apart=91),
        None,
    ),
    "far sports": (
        two(DEVICES, FAR_SPORTS, (1000, 1000), apart=290),
        SAME_TIME,
        two(DEVICES, FAR_SPORTS, (1000, 1000), apart=291),
        None,
    ),
    "length of a piece": (
        two(DEVICES, RUNS, (850, 1000), (3, 4)),
        PIECE,
        two(DEVICES, RUNS, (851, 1000), (3, 4)),
        SAME_TIME,
    ),
    "metres of a piece": (
        two(DEVICES, RUNS, (700, 1000), (3.6, 4)),
        PIECE,
        two(DEVICES, RUNS, (700, 1000), (3.61, 4)),
        SAME_TIME,
    ),
    "pause or piece": (
        two(DEVICES, RUNS, (1000, 600), apart=301),
        PIECE,
        two(DEVICES, RUNS, (1000, 600), apart=300),
        SAME_TIME,
    ),
    "second beside the hour": (
        two(DEVICES, RUNS, (1501, 1501), (5.01, 5.05), 3 * HOUR + 2),
        CLOCK,
        two(DEVICES, RUNS, (1501, 1501), (5.01, 5.05), 3 * HOUR + 3),
        None,
    ),
    "metres of one recording": (
        two(DEVICES, RUNS, (1501, 1501), (10, 10.2), 3 * HOUR),
        CLOCK,
        two(DEVICES, RUNS, (1501, 1501), (10, 10.25), 3 * HOUR),
        None,
    ),
    "time of one recording": (
        two(DEVICES, RUNS, (1501, 1560), (5, 5), 3 * HOUR),
        CLOCK,
        two(DEVICES, RUNS, (1501, 1570), (5, 5), 3 * HOUR),
        None,
    ),
    "two devices at home": (
        two(DEVICES, RUNS, (2400, 2400), (10, 10.4), 2 * HOUR + 90),
        CLOCK,
        two(DEVICES, RUNS, (2400, 2400), (10, 10.43), 2 * HOUR + 90),
        None,
    ),
    "two devices abroad": (
        two(DEVICES, RUNS, (2400, 2400), (10, 10.2), 3 * HOUR + 90),
        CLOCK,
        two(DEVICES, RUNS, (2400, 2400), (10, 10.25), 3 * HOUR + 90),
        None,
    ),
    "short ones of two devices": (
        two(DEVICES, RUNS, (1800, 1800), (5, 5), 2 * HOUR + 60),
        CLOCK,
        two(DEVICES, RUNS, (1799, 1799), (5, 5), 2 * HOUR + 60),
        None,
    ),
    "metres of one device": (
        two(("watch", "watch"), RUNS, (1501, 1501), (5.003, 5.013), HOUR),
        CLOCK,
        two(("watch", "watch"), RUNS, (1501, 1501), (5.003, 5.014), HOUR),
        None,
    ),
    "way to work": (
        two(DEVICES, RIDES, (4501, 4480), (20, 20), 9 * HOUR, at="07:30:00"),
        CLOCK,
        two(DEVICES, RIDES, (4500, 4480), (20, 20), 9 * HOUR, at="07:30:00"),
        None,
    ),
    "end of the way to work": (
        two(DEVICES, RIDES, (1502, 1500), (7, 7.05), 9 * HOUR, at="07:30:00", elapsed_seconds=1600),
        CLOCK,
        two(DEVICES, RIDES, (1502, 1500), (7, 7.05), 9 * HOUR, at="07:30:00"),
        None,
    ),
    "typed time": (
        two(MEMORY, RUNS, (100 * MINUTE, 117 * MINUTE)),
        TYPED,
        two(MEMORY, RUNS, (100 * MINUTE, 119 * MINUTE)),
        None,
    ),
    "typed time, short": (
        two(MEMORY, RUNS, (20 * MINUTE, 25 * MINUTE)),
        TYPED,
        two(MEMORY, RUNS, (20 * MINUTE, 26 * MINUTE)),
        None,
    ),
    "typed time with kilometres": (
        two(MEMORY, RUNS, (100 * MINUTE, 133 * MINUTE), (20, 20)),
        TYPED,
        two(MEMORY, RUNS, (100 * MINUTE, 135 * MINUTE), (20, 20)),
        None,
    ),
    "typed time with kilometres, short": (
        two(MEMORY, RUNS, (20 * MINUTE, 30 * MINUTE), (4, 4)),
        TYPED,
        two(MEMORY, RUNS, (20 * MINUTE, 31 * MINUTE), (4, 4)),
        None,
    ),
}


@pytest.mark.parametrize("name", LIMITS)
def test_a_limit_holds_to_the_second_and_the_metre(name):
    within, why, beyond, otherwise = LIMITS[name]
    assert likeness(*within) is why
    assert likeness(*beyond) is otherwise


@pytest.mark.parametrize(("minutes", "counting"), [(80, ["ride", "run"]), (79, ["phone"])])
def test_legs_that_fill_four_fifths_of_a_total_are_what_it_adds_up(minutes, counting):
    run = known("watch", "run", "09:50", minutes - 50, key="run", elapsed_seconds=(minutes - 50) * MINUTE)
    ride = known("watch", "ride", "09:00", 50, key="ride", elapsed_seconds=50 * MINUTE)
    total = known("phone", "other", "09:00", 100, elapsed_seconds=100 * MINUTE)
    outings = outings_of([total, ride, run])
    assert sorted(outing.counting.key for outing in outings) == counting
