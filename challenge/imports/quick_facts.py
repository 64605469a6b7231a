"""Quick facts: what `facts_of` of the domain says of a track, in a tenth of the time; a test holds both together."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

import numpy as np

from challenge.domain import track_facts as rule
from challenge.domain.track_facts import TrackFacts
from challenge.imports.points import Bools, Floats

CLEARLY_ROUNDED = 0.499
"""Of a thousandth: no product of times since 1970 is wrong by more than the rest."""


@dataclass(frozen=True, slots=True)
class _Way:
    """Times that advance, from zero, with the metres since the point before and since the start; leaps left out."""

    times: Floats
    lengths: Floats
    metres: Floats
    leaps: int
    stalled: int
    """Percent of the points."""


@dataclass(frozen=True, slots=True)
class _Pieces:
    """Intervals joined to pieces long enough to judge their speed."""

    starts: Floats
    ends: Floats
    speeds: Floats

    @property
    def spans(self) -> Floats:
        """Seconds of each."""
        return self.ends - self.starts

    @property
    def moving(self) -> Bools:
        """Which of them were in motion."""
        return self.speeds >= rule.MOVING_M_PER_S

    def coarser_than(self, longest: float) -> bool:
        """Whether most of them are too long to tell anything."""
        return not len(self.spans) or bool(np.median(self.spans) > longest)


def quick_facts_of(seconds: Floats, metres: Floats) -> TrackFacts:
    """Facts of points in the order of the file: their times, and the metres from the point before (one fewer).

    The fastest minute and five minutes stay unknown: readers take them from a way without the receiver's glitches.
    """
    way = _way_along(seconds, metres)
    short, pieces = _pieces(way, rule.SHORT_PIECE_SECONDS), _pieces(way, rule.PIECE_SECONDS)
    return TrackFacts(
        best_minute_m=None,
        best_five_minutes_m=None,
        leaps=way.leaps,
        steadiness=_steadiness(pieces),
        stops=_stops(pieces),
        surges=_surges(short),
        at_assist_speed=_at_assist_speed(pieces),
        stalled=way.stalled,
        rhythm=_rhythm(way),
    )


def _way_along(seconds: Floats, metres: Floats) -> _Way:
    """Points whose time does not advance lend their metres to the next one."""
    stamps = _to_the_millisecond(seconds - seconds[0])
    latest = np.maximum.accumulate(np.maximum(stamps, 0))
    advancing = np.concatenate([[True], stamps[1:] > latest[:-1]])
    lengths = np.concatenate([[0.0], metres])
    if not advancing.all():
        lengths = _lent(lengths, advancing)
    times, lengths = stamps[advancing], lengths[advancing]
    leaps = np.concatenate([[False], lengths[1:] > rule.LEAP_M_PER_S * np.diff(times)])
    lengths = np.where(leaps, 0.0, lengths)
    stalled = int((~advancing).sum()) * 100 // len(advancing)
    return _Way(times, lengths, np.cumsum(lengths), int(leaps.sum()), stalled)


def _to_the_millisecond(seconds: Floats) -> Floats:
    """As `round` does, which looks at halves more closely than a product can."""
    thousandths = seconds * 1000
    whole = np.rint(thousandths)
    if (np.abs(thousandths - whole) > CLEARLY_ROUNDED).any():
        return np.array([round(second, 3) for second in seconds.tolist()])
    return whole / 1000


def _lent(lengths: Floats, advancing: Bools) -> Floats:
    carried, lent = 0.0, []
    for length, advances in zip(lengths.tolist(), advancing.tolist(), strict=True):
        carried += length
        lent.append(carried)
        carried = 0.0 if advances else carried
    return np.array(lent)


def _pieces(way: _Way, seconds: int) -> _Pieces:
    """Each piece ends where it is long enough; a silence ends it too, and is none."""
    times = way.times
    ends = np.searchsorted(times, times + seconds)
    # The sum and the difference of two times may be rounded differently.
    ends -= times[np.maximum(ends - 1, 0)] - times >= seconds
    ends += (ends < len(times)) & (times[np.minimum(ends, len(times) - 1)] - times < seconds)
    silent = np.append(np.flatnonzero(np.diff(times) > rule.SILENCE_SECONDS) + 1, len(times))
    silences = silent[np.searchsorted(silent, np.arange(len(times)), side="right").clip(max=len(silent) - 1)]
    first, last = _chain(ends.tolist(), silences.tolist())
    starts, stops = times[first], times[last]
    return _Pieces(starts, stops, (way.metres[last] - way.metres[first]) / (stops - starts))


def _chain(ends: Sequence[int], silences: Sequence[int]) -> tuple[list[int], list[int]]:
    """Numbers of the points at which the pieces begin and end."""
    first, last, at, count = [], [], 0, len(ends)
    while at < count:
        end, silence = ends[at], silences[at]
        if silence <= end:
            at = silence
        else:
            first.append(at)
            last.append(end)
            at = end
    return first, last


def _share(spans: Floats, moving: float) -> int:
    seconds: float = sum(spans.tolist())
    return round(100 * seconds / moving)


def _steadiness(pieces: _Pieces) -> int | None:
    moving = sum(pieces.spans[pieces.moving].tolist())
    if not moving or pieces.coarser_than(rule.LONGEST_PIECE):
        return None
    speeds, before = pieces.speeds[1:], pieces.speeds[:-1]
    steady = (
        (pieces.ends[:-1] == pieces.starts[1:])
        & pieces.moving[1:]
        & (np.abs(speeds - before) * 100 <= rule.STEADY_PERCENT * np.maximum(speeds, before))
    )
    return _share(pieces.spans[1:][steady], moving)


def _stops(pieces: _Pieces) -> int:
    standing = np.concatenate([[False], ~pieces.moving])
    return int((standing[1:] & ~standing[:-1]).sum())


def _surges(pieces: _Pieces) -> int | None:
    if pieces.coarser_than(rule.LONGEST_SHORT_PIECE):
        return None
    speeds = pieces.speeds[:-1]
    slow = speeds <= rule.SLOW_M_PER_S
    fast = np.minimum(speeds, pieces.speeds[1:]) >= rule.FAST_M_PER_S
    surges, slow_until = 0, None
    for at in np.flatnonzero(slow | fast).tolist():
        if slow[at]:
            slow_until = pieces.ends[at]
        elif slow_until is not None:
            surges += bool(pieces.starts[at] - slow_until <= rule.START_WITHIN)
            slow_until = None
    return surges


def _at_assist_speed(pieces: _Pieces) -> int | None:
    moving = sum(pieces.spans[pieces.moving].tolist())
    if not moving or pieces.coarser_than(rule.LONGEST_PIECE):
        return None
    slowest, fastest = (
        rule.ASSIST_ENDS_M_PER_S[0] - rule.ASSIST_WITHIN,
        rule.ASSIST_ENDS_M_PER_S[-1] + rule.ASSIST_WITHIN,
    )
    near = (slowest <= pieces.speeds) & (pieces.speeds <= fastest)
    spans, speeds = pieces.spans[near], pieces.speeds[near]
    within = [np.abs(speeds - limit) <= rule.ASSIST_WITHIN for limit in rule.ASSIST_ENDS_M_PER_S]
    return max(_share(spans[chosen], moving) for chosen in within)


def _rhythm(way: _Way) -> str | None:
    times, metres = way.times, way.metres
    if times[-1] < rule.FIVE_MINUTES:
        return None
    ends = np.searchsorted(times, times + rule.FIVE_MINUTES, side="right") - 1
    begin = int(np.argmax(metres[ends] - metres))
    places = slice(begin + 1, int(ends[begin]) + 1)
    gaps, lengths = np.diff(times)[begin : places.stop - 1].tolist(), way.lengths[places].tolist()
    intervals = [(round(1000 * gap), round(100 * length)) for gap, length in zip(gaps, lengths, strict=True)]
    if len(intervals) < rule.RHYTHM_INTERVALS or len({length for _, length in intervals}) < rule.RHYTHM_LENGTHS:
        return None
    return sha256(repr(intervals).encode()).hexdigest()
