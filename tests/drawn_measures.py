"""Measures that Hypothesis draws: outings and days of steps, believable or not."""

from datetime import UTC, datetime

from hypothesis import strategies as st

from challenge.domain.measure import DAY_SECONDS, Kind, Measure
from challenge.domain.sports import all_sports

START = datetime(2025, 3, 10, 11, tzinfo=UTC)


def maybe(highest):
    return st.none() | st.integers(0, highest)


OUTINGS = st.builds(
    Measure,
    sport=st.sampled_from(list(all_sports())),
    started_at=st.just(START),
    moving_seconds=st.integers(0, 3 * DAY_SECONDS),
    distance_m=maybe(1_000_000),
    ascent_m=maybe(20_000),
    steps=maybe(200_000),
    best_minute_m=maybe(3_000),
)
DAYS = st.builds(
    Measure,
    sport=st.just("walk"),
    started_at=st.just(START),
    moving_seconds=st.just(0),
    steps=st.integers(0, 300_000),
    kind=st.just(Kind.DAY_STEPS),
)
