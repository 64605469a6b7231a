"""Motion: what the points of a recording say of way, time in motion, fastest minute and climb."""

from dataclasses import dataclass

import numpy as np

from challenge.imports.points import Bools, Floats, Points

EARTH_RADIUS_M = 6_371_008.8
"""Mean radius, IUGG."""
MOVING_M_PER_S = 0.5
"""Slower is standing: receivers wander that much at rest."""
LOOK_SECONDS = 10
"""Speed in motion is judged over this span, so that the noise of single points does not count."""
GAP_SECONDS = 300
"""A longer silence of the device is a pause; nothing is known of it."""
MINUTE = 60
GLITCH_M_PER_S = 25
"""A jump faster than this, and than three times the speed around it, is the receiver's."""
SPIKE_M_PER_S = 8
"""A point left and come back from at more than this, and three times the speed around it, is the receiver's."""
TIMES_AROUND = 3
AROUND = 11
"""Intervals taken for the speed around one."""
CLIMB_M = 3
"""Ups and downs smaller than this are the altimeter's noise."""
CLIMB_SECONDS = 40
"""Heights are levelled over this span: what goes up and down within it was not climbed."""
ALTITUDES_AROUND = 5
"""Heights taken to leave out a single wrong one."""


@dataclass(frozen=True, slots=True)
class Motion:
    """A way cut into the intervals between its points."""

    times: Floats
    """Of the points, seconds since 1970."""
    metres: Floats
    """Of each interval; nothing over breaks and jumps of the receiver."""
    connected: Bools
    """Whether the device recorded through the interval."""
    points: Points
    placed: bool
    """Whether the points are places, or only distances counted."""


def motion_of(points: Points) -> Motion | None:
    """The way by the device's own distance where it counted one, else by places; None without two points."""
    counted = np.isfinite(points.distance)
    placed = np.isfinite(points.latitude) & np.isfinite(points.longitude)
    if counted.sum() >= 2 and np.nanmax(points.distance) > np.nanmin(points.distance):  # noqa: PLR2004 a way has two ends
        points = points.where(counted)
        return _cut(points, np.maximum(np.diff(points.distance), 0), placed=False)
    if placed.sum() < 2:  # noqa: PLR2004 a way has two ends
        return None
    points = _without_spikes(points.where(placed))
    return _cut(points, _between(points), placed=True)


def _cut(points: Points, metres: Floats, *, placed: bool) -> Motion:
    seconds = np.diff(points.seconds)
    connected = (np.diff(points.segment) == 0) & (seconds <= GAP_SECONDS)
    speeds = metres / seconds
    jumps = (speeds > GLITCH_M_PER_S) & (seconds < MINUTE)
    if jumps.any():
        jumps &= speeds > TIMES_AROUND * _median(speeds, AROUND)
    return Motion(points.seconds, np.where(connected & ~jumps, metres, 0), connected, points, placed)


def haversine(latitude: Floats, longitude: Floats, to_latitude: Floats, to_longitude: Floats) -> Floats:
    """Metres between places given in degrees, on a sphere."""
    one, other = np.radians(latitude), np.radians(to_latitude)
    east = np.radians(to_longitude - longitude)
    half = np.sin((other - one) / 2) ** 2 + np.cos(one) * np.cos(other) * np.sin(east / 2) ** 2
    metres: Floats = 2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(np.minimum(half, 1)))
    return metres


def _between(points: Points, apart: int = 1) -> Floats:
    """Metres from each point to the one `apart` places further on."""
    latitude, longitude = points.latitude, points.longitude
    return haversine(latitude[:-apart], longitude[:-apart], latitude[apart:], longitude[apart:])


def _median(values: Floats, width: int) -> Floats:
    """Median of each value and those around it."""
    if len(values) < width:
        return np.full_like(values, np.median(values)) if len(values) else values
    padded = np.pad(values, width // 2, mode="reflect")
    windows = np.lib.stride_tricks.sliding_window_view(padded, width)
    middle: Floats = np.partition(windows, width // 2, axis=1)[:, width // 2]
    return middle


def _without_spikes(points: Points) -> Points:
    """Leaves out points that lie far beside the way of their neighbours."""
    if len(points) < AROUND:
        return points
    metres, seconds = _between(points), np.diff(points.seconds)
    speeds = metres / seconds
    fast = speeds > SPIKE_M_PER_S
    if not (fast[:-1] & fast[1:]).any():
        return points
    fast &= speeds > TIMES_AROUND * _median(speeds, AROUND)
    there, back = fast[:-1], fast[1:]
    detour = metres[:-1] + metres[1:] > TIMES_AROUND * _between(points, apart=2)
    return points.where(~np.pad(there & back & detour, 1))


def moving_seconds(motion: Motion) -> float:
    """Sum of the intervals in motion, breaks left out."""
    times, connected = motion.times, motion.connected
    starts, ends = times[:-1], times[1:]
    pieces = np.concatenate([[0], np.cumsum(~connected)])
    first = times[np.searchsorted(pieces, pieces, side="left")]
    last = times[np.searchsorted(pieces, pieces, side="right") - 1]
    half = np.maximum(LOOK_SECONDS, ends - starts) / 2
    middle = (starts + ends) / 2
    since = np.maximum(middle - half, first[:-1])
    until = np.minimum(middle + half, last[:-1])
    # An interval over a break belongs to no piece; its figures are thrown away below.
    span = np.where(connected, until - since, 1)
    in_motion = connected & (_way(motion, since, until) >= MOVING_M_PER_S * span)
    return float((ends - starts)[in_motion].sum())


def _way(motion: Motion, since: Floats, until: Floats) -> Floats:
    """Metres from where one was to where one came, as the crow flies where places are known."""
    times, points = motion.times, motion.points
    if not motion.placed:
        so_far = np.concatenate([[0], np.cumsum(motion.metres)])
        metres: Floats = np.interp(until, times, so_far) - np.interp(since, times, so_far)
        return metres
    longitude = np.unwrap(points.longitude, period=360)
    return haversine(
        np.interp(since, times, points.latitude),
        np.interp(since, times, longitude),
        np.interp(until, times, points.latitude),
        np.interp(until, times, longitude),
    )


def best_minute_m(motion: Motion) -> int | None:
    """Metres of the fastest 60 seconds on end; None below a minute of recording."""
    return best_span_m(motion, MINUTE)


def best_span_m(motion: Motion, seconds: int) -> int | None:
    """Metres of the fastest so many seconds on end; None where the recording is shorter."""
    times = motion.times
    if times[-1] - times[0] < seconds:
        return None
    so_far = np.concatenate([[0], np.cumsum(motion.metres)])
    # The way grows in straight lines, so the fastest span begins or ends at a point.
    starts = np.concatenate([times, times - seconds])
    starts = starts[(starts >= times[0]) & (starts <= times[-1] - seconds)]
    ways = np.interp(starts + seconds, times, so_far) - np.interp(starts, times, so_far)
    return round(float(ways.max()))


def ascent_m(points: Points) -> int | None:
    """Sum of the climbs of at least 3 metres between a low and a high; None where heights are unknown."""
    points = points.where(np.isfinite(points.altitude))
    if len(points) < ALTITUDES_AROUND:
        return None
    heights = _turns(_levelled(points.seconds, _median(points.altitude, ALTITUDES_AROUND))).tolist()
    climbed, low, high, rising = 0.0, heights[0], heights[0], False
    for height in heights:
        if rising:
            high = max(high, height)
            if high - height >= CLIMB_M:
                climbed, low, rising = climbed + high - low, height, False
        else:
            low = min(low, height)
            if height - low >= CLIMB_M:
                high, rising = height, True
    return round(climbed + (high - low if rising else 0))


def _turns(heights: Floats) -> Floats:
    """Without those on the way up or down, for only lows and highs tell a climb."""
    ways = np.diff(heights)
    turns: Floats = heights[np.concatenate([[True], ways[:-1] * ways[1:] <= 0, [True]])]
    return turns


def _levelled(seconds: Floats, heights: Floats) -> Floats:
    """Mean height over the span around each point."""
    area = np.concatenate([[0], np.cumsum(np.diff(seconds) * (heights[:-1] + heights[1:]) / 2)])
    since = np.maximum(seconds - CLIMB_SECONDS / 2, seconds[0])
    until = np.minimum(seconds + CLIMB_SECONDS / 2, seconds[-1])
    levelled: Floats = (np.interp(until, seconds, area) - np.interp(since, seconds, area)) / (until - since)
    return levelled
