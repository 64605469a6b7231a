"""Track facts: what the pace of a recording says for or against it; only these figures are kept, never the route."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import accumulate, pairwise
from statistics import median

from challenge.domain.evidence import Evidence

MINUTE, FIVE_MINUTES = 60, 300
LEAP_M_PER_S = 45
"""Nothing our sports know moves as fast: 162 km/h."""
SILENCE_SECONDS = 300
"""A longer silence of the device is a pause; nothing is known of it."""
PIECE_SECONDS, SHORT_PIECE_SECONDS = 10, 4
"""Speeds are judged over pieces of at least this length, because single points scatter; starts over short ones."""
LONGEST_PIECE, LONGEST_SHORT_PIECE = 30, 7
"""A recorder that writes more seldom says nothing of steadiness, or of starts."""
MOVING_M_PER_S = 0.5
STEADY_PERCENT = 2
"""Two pieces that differ by less are one speed."""
SLOW_M_PER_S, FAST_M_PER_S, START_WITHIN = 3.0, 11.0, 8
"""From a jog to 40 km/h within about ten seconds: at most eight between the slow piece and the fast one."""
ASSIST_ENDS_M_PER_S = tuple(tenths / 36 for tenths in range(235, 266, 2))
"""Help ends at 25 km/h (EU regulation 168/2013); speedometers of e-bikes differ a little, and 26.5 is not rare."""
ASSIST_WITHIN = 0.8 / 3.6
"""An e-bike at the end of its help stays within this of one speed, in m/s."""
RHYTHM_INTERVALS, RHYTHM_LENGTHS = 30, 12
"""Fewer intervals, or fewer different ones, are no fingerprint."""

Piece = tuple[float, float, float]
"""Start, end, metres per second."""


@dataclass(frozen=True, slots=True)
class TrackFacts:
    """Figures of a track; None where the track is too short or too coarse to say."""

    best_minute_m: int | None
    best_five_minutes_m: int | None
    leaps: int
    steadiness: int | None
    stops: int
    surges: int | None
    at_assist_speed: int | None
    stalled: int
    rhythm: str | None


def facts_of(track: Iterable[tuple[float, float]]) -> TrackFacts:
    """Facts of points in the order of the file: each its time in seconds and its metres from the point before."""
    way = _way_along(track)
    short, pieces = _pieces(way, SHORT_PIECE_SECONDS), _pieces(way, PIECE_SECONDS)
    return TrackFacts(
        best_minute_m=_best(way, MINUTE),
        best_five_minutes_m=_best(way, FIVE_MINUTES),
        leaps=way.leaps,
        steadiness=_steadiness(pieces),
        stops=_stops(pieces),
        surges=_surges(short),
        at_assist_speed=_at_assist_speed(pieces),
        stalled=way.stalled,
        rhythm=_rhythm(way),
    )


def with_facts(evidence: Evidence, facts: TrackFacts) -> Evidence:
    """Evidence completed by what its track says."""
    return replace(
        evidence,
        best_five_minutes_m=facts.best_five_minutes_m,
        leaps=facts.leaps,
        steadiness=facts.steadiness,
        stops=facts.stops,
        surges=facts.surges,
        at_assist_speed=facts.at_assist_speed,
        stalled=facts.stalled,
        rhythm=facts.rhythm,
    )


@dataclass(frozen=True, slots=True)
class _Way:
    """Times that advance, from zero, with the metres since the point before and since the start; leaps left out."""

    times: Sequence[float]
    lengths: Sequence[float]
    metres: Sequence[float]
    leaps: int
    stalled: int
    """Percent of the points."""


def _way_along(track: Iterable[tuple[float, float]]) -> _Way:
    """Points whose time does not advance lend their metres to the next one."""
    points = iter(track)
    first, _ = next(points, (0.0, 0.0))
    times, lengths = [0.0], [0.0]
    last = carried = 0.0
    leaps = stalled = 0
    for stamp, metres in points:
        time, length = round(stamp - first, 3), metres + carried
        if time <= last:
            stalled, carried = stalled + 1, length
            continue
        if length > LEAP_M_PER_S * (time - last):
            leaps, length = leaps + 1, 0.0
        times.append(time)
        lengths.append(length)
        last, carried = time, 0.0
    return _Way(times, lengths, list(accumulate(lengths)), leaps, stalled * 100 // (len(times) + stalled))


def _best(way: _Way, seconds: int) -> int | None:
    """Most metres in so many seconds on end: the fastest begins or ends at a point, for the way grows in lines."""
    times, metres = way.times, way.metres
    if times[-1] < seconds:
        return None
    best, ahead, behind = 0.0, 1, 1
    final = times[-1] - seconds
    for time, covered in zip(times, metres, strict=True):
        if time <= final:
            moment = time + seconds
            while times[ahead] < moment:
                ahead += 1
            rest = (times[ahead] - moment) / (times[ahead] - times[ahead - 1])
            gained = metres[ahead] - rest * (metres[ahead] - metres[ahead - 1]) - covered
            best = max(best, gained)
        if time >= seconds:
            moment = time - seconds
            while times[behind] < moment:
                behind += 1
            rest = (times[behind] - moment) / (times[behind] - times[behind - 1])
            gained = covered - metres[behind] + rest * (metres[behind] - metres[behind - 1])
            best = max(best, gained)
    return round(best)


def _pieces(way: _Way, seconds: int) -> list[Piece]:
    """Intervals joined to pieces of at least so many seconds; a silence ends a piece and is none."""
    pieces: list[Piece] = []
    start, last, covered = way.times[0], way.times[0], way.metres[0]
    for time, metres in zip(way.times, way.metres, strict=True):
        if time - last > SILENCE_SECONDS:
            start, covered = time, metres
        elif time - start >= seconds:
            pieces.append((start, time, (metres - covered) / (time - start)))
            start, covered = time, metres
        last = time
    return pieces


def _spans_in_motion(pieces: Sequence[Piece]) -> float:
    return sum(end - start for start, end, speed in pieces if speed >= MOVING_M_PER_S)


def _too_coarse(pieces: Sequence[Piece], longest: float) -> bool:
    return not pieces or median(end - start for start, end, _ in pieces) > longest


def _steadiness(pieces: Sequence[Piece]) -> int | None:
    """Percent of the time in motion in pieces as fast as the piece before."""
    moving = _spans_in_motion(pieces)
    if not moving or _too_coarse(pieces, LONGEST_PIECE):
        return None
    steady = sum(
        end - start
        for (_, before, earlier), (start, end, speed) in pairwise(pieces)
        if before == start
        and speed >= MOVING_M_PER_S
        and abs(speed - earlier) * 100 <= STEADY_PERCENT * max(speed, earlier)
    )
    return round(100 * steady / moving)


def _stops(pieces: Sequence[Piece]) -> int:
    standing = [speed < MOVING_M_PER_S for _, _, speed in pieces]
    return sum(now and not before for before, now in pairwise([False, *standing]))


def _surges(pieces: Sequence[Piece]) -> int | None:
    """Starts of an engine: fast within ten seconds of slow, and fast for a piece more, so that no glitch is one."""
    if _too_coarse(pieces, LONGEST_SHORT_PIECE):
        return None
    surges, slow_until = 0, None
    for (start, end, speed), (_, _, following) in pairwise(pieces):
        if speed <= SLOW_M_PER_S:
            slow_until = end
        elif slow_until is not None and min(speed, following) >= FAST_M_PER_S:
            surges += start - slow_until <= START_WITHIN
            slow_until = None
    return surges


def _at_assist_speed(pieces: Sequence[Piece]) -> int | None:
    """Percent of the time in motion near the one speed at which help may end where it was most."""
    moving = _spans_in_motion(pieces)
    if not moving or _too_coarse(pieces, LONGEST_PIECE):
        return None
    slowest, fastest = ASSIST_ENDS_M_PER_S[0] - ASSIST_WITHIN, ASSIST_ENDS_M_PER_S[-1] + ASSIST_WITHIN
    near = [(end - start, speed) for start, end, speed in pieces if slowest <= speed <= fastest]
    most = max(
        sum(span for span, speed in near if abs(speed - limit) <= ASSIST_WITHIN) for limit in ASSIST_ENDS_M_PER_S
    )
    return round(100 * most / moving)


def _rhythm(way: _Way) -> str | None:
    """Fingerprint of the intervals of the fastest five minutes: a trimmed file keeps it, an unvarying one has none."""
    times, metres = way.times, way.metres
    if times[-1] < FIVE_MINUTES:
        return None
    best, chosen, end, last = -1.0, (0, 0), 0, len(times) - 1
    for begin, time in enumerate(times):
        until = time + FIVE_MINUTES
        while end < last and times[end + 1] <= until:
            end += 1
        gained = metres[end] - metres[begin]
        if gained > best:
            best, chosen = gained, (begin, end)
    places = range(chosen[0] + 1, chosen[1] + 1)
    intervals = [(round(1000 * (times[place] - times[place - 1])), round(100 * way.lengths[place])) for place in places]
    if len(intervals) < RHYTHM_INTERVALS or len({length for _, length in intervals}) < RHYTHM_LENGTHS:
        return None
    return sha256(repr(intervals).encode()).hexdigest()
