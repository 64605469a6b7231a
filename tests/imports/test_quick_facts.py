"""The quick facts of the readers are the facts of the domain."""

from dataclasses import replace
from random import Random

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as some

from benchmarks.simulated_tracks import CAR, RIDER, follow
from challenge.domain.track_facts import facts_of
from challenge.imports.quick_facts import quick_facts_of

GAPS = some.one_of(some.integers(-3, 12), some.sampled_from([0.0, 0.1, 0.25, 9.999, 10.0, 299.9, 300.001, 400.0]))
METRES = some.one_of(some.integers(0, 60), some.floats(0, 600), some.sampled_from([6.9, 7.0, 450.0, 13_500.0]))
INTERVALS = some.lists(some.tuples(GAPS, METRES), min_size=1, max_size=150)


def both(start, intervals):
    """The facts of one track, by the domain and by the readers, without the fastest spans."""
    seconds = np.cumsum([start, *(gap for gap, _ in intervals)])
    metres = np.array([float(way) for _, way in intervals])
    slow = facts_of(zip(seconds.tolist(), [0.0, *metres.tolist()], strict=True))
    return replace(slow, best_minute_m=None, best_five_minutes_m=None), quick_facts_of(seconds, metres)


@example(0.0, [(1.6125, n % 13) for n in range(200)])
@given(some.sampled_from([0.0, 1_777_878_000.0, 1_777_878_000.123]), INTERVALS)
def test_any_track_has_the_same_facts_by_both_ways(start, intervals):
    slow, quick = both(start, intervals)
    assert quick == slow


@pytest.mark.parametrize("gait", [RIDER, CAR], ids=["rider", "car"])
@pytest.mark.parametrize("pace", [1.0, 3.0])
def test_an_hour_of_a_real_pace_has_the_same_facts_by_both_ways(gait, pace):
    random = Random(7)
    legs = iter(lambda: (random.uniform(100, 900), random.uniform(3, 14), 0.0), None)
    moved = follow(random, gait, legs, 3600, pace).track
    times, ways = [time for time, _ in moved], [metres for _, metres in moved]
    slow, quick = both(0.0, list(zip(np.diff(times).tolist(), ways[1:], strict=True)))
    assert quick == slow
    assert quick.rhythm is not None
