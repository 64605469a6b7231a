"""Simulated tracks: how people, engines and programs move, as (seconds, metres since the point before).

Riders obey power, slope, rolling and air resistance; cars obey limits, lights and their engine; receivers scatter.
No figure here is taken from the thresholds that the checks use.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

KMH = 1 / 3.6
Track = list[tuple[float, float]]
Leg = tuple[float, float, float]
"""Metres to go (or seconds to stand, where the speed is 0), target speed in m/s, metres climbed per metre."""


@dataclass(frozen=True, slots=True)
class Gait:
    """How something that moves changes its speed."""

    accelerate: float
    brake: float
    wobble: float
    """Share by which the speed wanders about its target."""
    calm: float = 20.0
    """Seconds over which it wanders."""


WALKER, RUNNER, SWIMMER = Gait(0.8, 1.0, 0.06), Gait(0.9, 1.2, 0.04), Gait(0.3, 0.5, 0.06)
RIDER, ASSISTED, WHEELCHAIR = Gait(0.55, 1.4, 0.045), Gait(0.8, 1.4, 0.025, 30), Gait(0.4, 0.8, 0.05)
CAR, BUS, SKIER, LIFT = (
    Gait(1.8, 2.2, 0.012, 40),
    Gait(1.1, 1.3, 0.02, 30),
    Gait(1.6, 2.5, 0.18, 8),
    Gait(0.5, 0.5, 0.004),
)


@dataclass(frozen=True, slots=True)
class Moved:
    """A track and what it climbed."""

    track: Track
    ascent: float


def device_pace(random: Random) -> float:
    """Seconds between two points: some devices write each second, most when something changes."""
    return 1.0 if random.random() < 0.2 else random.choice((3.0, 4.0, 5.0))


def follow(random: Random, gait: Gait, legs: Iterator[Leg], seconds: float, pace: float) -> Moved:
    """Go along legs for a while; the receiver scatters by some tenths of a metre a second."""
    track: Track = [(0.0, 0.0)]
    time = ascent = speed = drift = 0.0
    keep, sense = max(0.0, 1 - pace / gait.calm), random.uniform(0.2, 0.45) * pace**0.5
    shake = gait.wobble * (1 - keep * keep) ** 0.5
    scale = random.gauss(1.0, 0.006)
    while time < seconds:
        left, target, slope = next(legs)
        while left > 0 and time < seconds:
            step = pace if pace == 1 else pace + random.choice((-1, 0, 0, 0, 1))
            drift = keep * drift + random.gauss(0, shake)
            wish = target * (1 + drift)
            speed = min(wish, speed + gait.accelerate * step) if wish > speed else max(wish, speed - gait.brake * step)
            time += step
            gone = max(0.0, speed) * step
            left -= gone if target else step
            ascent += max(0.0, slope) * gone
            track.append((time, max(0.0, gone * scale + random.gauss(0, sense if gone else sense / 4))))
    return Moved(track, ascent)


def road_speed(power: float, slope: float, *, drag: float, mass: float) -> float:
    """Metres per second at which a rider's power is used up by slope, rolling and air resistance."""
    low, high = 0.5, 30.0
    for _ in range(18):
        middle = (low + high) / 2
        used = (mass * 9.81 * (slope + 0.006) + 0.6 * drag * middle * middle) * middle
        low, high = (middle, high) if used < power else (low, middle)
    return low


def slopes(random: Random, steepness: float) -> Iterator[tuple[float, float]]:
    """Metres and slope of one stretch of road after the other; what goes up comes down."""
    while True:
        stretch, slope = random.uniform(150, 900), abs(random.gauss(0, steepness))
        yield stretch, slope
        yield stretch * random.uniform(0.8, 1.2), -slope


@dataclass(frozen=True, slots=True)
class Ride:
    """A rider on some kind of road."""

    power: float
    drag: float = 0.40
    mass: float = 86
    steepness: float = 0.015
    halt_every: float = 3_000
    """Metres between two halts."""
    nerve: float = 55 * KMH
    """As fast as the rider dares to go down."""
    help_to: float = 0.0
    """Speed at which the help of a motor ends; 0 without one."""
    help_power: float = 0.0


def riding(random: Random, ride: Ride) -> Iterator[Leg]:
    """Stretches of a ride, with halts at crossings."""
    for stretch, slope in slopes(random, ride.steepness):
        power = ride.power * random.gauss(1.0, 0.12)
        speed = road_speed(power, slope, drag=ride.drag, mass=ride.mass)
        if ride.help_to and speed < ride.help_to:
            helped = road_speed(power + ride.help_power, slope, drag=ride.drag, mass=ride.mass)
            speed = min(ride.help_to, helped)
        yield stretch, min(speed, ride.nerve), slope
        if random.random() < stretch / ride.halt_every:
            yield random.uniform(4, 45), 0.0, 0.0


def on_foot(random: Random, speed: float, *, steepness: float = 0.01, halt_every: float = 2_500) -> Iterator[Leg]:
    """Stretches of a walk or a run: slower up, a little faster down."""
    for stretch, slope in slopes(random, steepness):
        yield stretch / 2, speed * max(0.35, 1 - (3.2 if slope > 0 else 1.2) * slope), slope
        if random.random() < stretch / 2 / halt_every:
            yield random.uniform(5, 60), 0.0, 0.0


def intervals(random: Random, speed: float) -> Iterator[Leg]:
    """Fast and easy stretches of a trained runner."""
    while True:
        yield random.choice((400, 800, 1000)), speed * 1.28, 0.0
        yield random.uniform(150, 400), speed * 0.8, 0.0


def climbing(random: Random, *, up: float, down: float, slope: float, climb: float) -> Iterator[Leg]:
    """A pass: one long way up and the descent, bend by bend."""
    while True:
        yield climb / slope, up, slope
        below = climb / slope
        while below > 0:
            stretch = random.uniform(300, 1_800)
            yield stretch, down * random.uniform(0.75, 1.0), -slope
            yield 60, down * 0.5, -slope
            below -= stretch + 60


def streets(random: Random) -> Iterator[Leg]:
    """A car in town."""
    while True:
        limit = random.choice((30, 50, 50, 50, 70)) * KMH
        yield random.uniform(120, 700), limit * random.uniform(0.75, 1.05), 0.0
        yield (random.uniform(5, 45), 0.0, 0.0) if random.random() < 0.45 else (25.0, 4.0, 0.0)


def country_roads(random: Random) -> Iterator[Leg]:
    """A car between villages."""
    while True:
        yield random.uniform(700, 4_000), random.choice((70, 80, 80, 90)) * KMH * random.uniform(0.9, 1.03), 0.004
        yield random.uniform(200, 900), 50 * KMH * random.uniform(0.85, 1.05), 0.0
        yield (random.uniform(5, 30), 0.0, 0.0) if random.random() < 0.2 else (30.0, 7.0, 0.0)


def motorway(random: Random) -> Iterator[Leg]:
    """A car on a motorway, through town before."""
    for _, leg in zip(range(8), streets(random), strict=False):
        yield leg
    while True:
        yield random.uniform(3_000, 9_000), random.choice((110, 120, 130)) * KMH, 0.0


def bus_line(random: Random) -> Iterator[Leg]:
    """A bus with its stops."""
    while True:
        yield random.uniform(250, 600), random.uniform(32, 50) * KMH, 0.0
        yield random.uniform(12, 30), 0.0, 0.0


def pistes(random: Random, nerve: float) -> Iterator[Leg]:
    """Lifts and runs of a skier, the queues between them."""
    while True:
        for _ in range(6):
            yield random.uniform(150, 500), nerve * random.uniform(0.45, 1.0), -0.25
        yield random.uniform(30, 240), 0.0, 0.0
        yield random.uniform(900, 2_000), random.uniform(2.3, 5.0), 0.3


def joined(first: Moved, second: Moved, pause: float = 20) -> Moved:
    """One recording that runs on into the next movement."""
    start = first.track[-1][0] + pause
    later = [(start + time, metres) for time, metres in second.track]
    return Moved(first.track + later, first.ascent + second.ascent)


def with_glitches(random: Random, moved: Moved, an_hour: float) -> Moved:
    """The receiver loses itself among houses and finds itself again."""
    track = list(moved.track)
    for _ in range(round(random.expovariate(1 / max(0.01, an_hour * track[-1][0] / 3600)))):
        place = random.randrange(1, len(track) - 1)
        away = random.uniform(250, 900)
        for spot in (place, place + 1):
            track[spot] = (track[spot][0], away)
    return Moved(track, moved.ascent)


def hurried(moved: Moved, factor: float) -> Moved:
    """The same way in less time; programs write whole seconds."""
    return Moved([(float(int(time / factor)), metres) for time, metres in moved.track], moved.ascent)


def drawn(random: Random, speed: float, seconds: float, scatter: float) -> Moved:
    """A track drawn by a program: one speed, perhaps with a little noise."""
    pace = random.choice((1.0, 2.0, 5.0, 10.0))
    points = int(seconds / pace)
    spread = (max(0.0, random.gauss(1, scatter)) if scatter else 1.0 for _ in range(points))
    lengths = [speed * pace * share for share in spread]
    return Moved([(0.0, 0.0)] + [((number + 1) * pace, length) for number, length in enumerate(lengths)], 0.0)
