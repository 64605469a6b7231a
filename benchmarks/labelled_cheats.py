"""Labelled cheats: what people send who want more than they did."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from benchmarks.labelled_people import (
    DAYS,
    FIRST,
    LOCK,
    Diary,
    Label,
    Labelled,
    ordinary,
    pedometer,
    rides,
    run,
    runs,
    walk,
)
from benchmarks.labelled_slips import some_day
from benchmarks.simulated_tracks import (
    ASSISTED,
    CAR,
    KMH,
    RUNNER,
    Moved,
    Ride,
    country_roads,
    device_pace,
    drawn,
    follow,
    hurried,
    motorway,
    on_foot,
    riding,
    streets,
)
from challenge.domain.arrived import Arrived


def cheat(diary: Diary, known: Arrived, kind: str, *, free: bool = True) -> None:
    """Write a cheat down."""
    diary.add(known, Label.CHEATING, kind, free=free)


IMPOSSIBLE: tuple[tuple[str, int, float | None, int | None], ...] = (
    ("run", 1_500, None, None),
    ("run", 1_800, None, None),
    ("run", 1_200, None, None),
    ("run", 60, 25, None),
    ("run", 60, 40, None),
    ("walk", 180, 35, None),
    ("walk", 180, 50, None),
    ("swim", 60, 8, None),
    ("swim", 60, 12, None),
    ("ride", 240, 200, None),
    ("ride", 240, 250, None),
    ("squash", 600, None, None),
    ("squash", 900, None, None),
    ("hike", 300, 20, 12_000),
)
"""Sport, minutes, kilometres, ascent."""


def typed_impossible(diary: Diary) -> None:
    """Figures that nobody reaches."""
    random = diary.random
    ordinary(diary)
    for _ in range(random.randrange(3, 7)):
        day = some_day(diary)
        sport, minutes, km, ascent = random.choice(IMPOSSIBLE)
        known = diary.typed(sport, day, minutes, km, ascent)
        if random.random() < 0.1:
            known = diary.steps(day, random.choice((120_000, 180_000)))
        cheat(diary, known, "typed_impossible")


def typed_masses(diary: Diary) -> None:
    """Nothing all month, then everything in the last nights, each for itself plausible."""
    random = diary.random
    for number in range(DAYS):
        for _ in range(random.choice((0, 1, 1, 1, 2))):
            sport, speed = random.choice((("run", 10), ("ride", 22), ("walk", 5), ("strength", 0)))
            minutes = random.choice((45, 60, 60, 75, 90, 120))
            km = round(speed * random.uniform(0.9, 1.1) * minutes / 60, 1) if speed and random.random() < 0.6 else None
            known = diary.typed(sport, FIRST + timedelta(days=number), minutes, km)
            late = LOCK - timedelta(hours=random.uniform(1, 60))
            cheat(diary, replace(known, recorded_at=late), "typed_masses")


def copied_file(diary: Diary) -> None:
    """One good run, sent again and again with other dates; some trimmed or written by another program."""
    random = diary.random
    ordinary(diary, [runs])
    own = [entry.known for entry in diary.entries if entry.known.evidence.rhythm]
    original = own[0] if own else diary.add(run(diary, FIRST, 10, 50))
    for _ in range(random.randrange(2, 6)):
        start = original.measure.started_at + timedelta(days=random.randrange(1, 15), minutes=random.randrange(-90, 90))
        measure, evidence = replace(original.measure, started_at=start), original.evidence
        how = random.random()
        if how < 0.2:
            cut = random.randrange(20, 90)
            measure = replace(
                measure,
                moving_seconds=measure.moving_seconds - cut,
                elapsed_seconds=(measure.elapsed_seconds or 0) - cut,
                distance_m=(measure.distance_m or 0) - 3 * cut,
            )
        elif how < 0.4:
            measure = replace(measure, distance_m=round((measure.distance_m or 0) * random.uniform(0.998, 1.002)))
            evidence = replace(evidence, rhythm=f"written again {random.random()}")
        sent = max(original.recorded_at, start) + timedelta(hours=random.uniform(1, 60))
        cheat(diary, Arrived(measure, evidence, sent, start.date()), "copied_file", free=False)


def car_as_bike(diary: Diary) -> None:
    """The way to work by car, called a ride."""
    random = diary.random
    ordinary(diary, [rides])
    roads = random.choice((streets, country_roads, country_roads, motorway))
    for _ in range(random.randrange(2, 6)):
        moved = follow(random, CAR, roads(random), random.uniform(12, 50) * 60, device_pace(random))
        known = diary.tracked(random.choice(("ride", "commute_ride")), diary.at(some_day(diary)), moved)
        if random.random() < 0.1:
            kept = replace(known.measure, best_minute_m=None, ascent_m=None)
            known = diary.summed("ride", kept.started_at, kept.moving_seconds / 60, (kept.distance_m or 0) / 1000)
        cheat(diary, known, "car_as_bike")


def e_bike_as_bike(diary: Diary) -> None:
    """To work by e-bike, called a ride; most with full help, some with little, some typed, all mostly by habit."""
    random = diary.random
    ends = random.uniform(24.6, 26) * KMH
    usual = Ride(random.uniform(60, 100), drag=0.5, mass=105, halt_every=1_800, help_to=ends, help_power=260)
    little = replace(usual, help_power=usual.power * 0.8)
    habit = random.random()
    for _ in range(random.randrange(3, 7)):
        which = habit if random.random() < 0.85 else random.random()
        minutes, day = random.uniform(18, 45), some_day(diary)
        if which < 0.1:
            known = diary.typed("ride", day, round(minutes), round(22 * minutes / 60, 1))
        else:
            legs = riding(random, usual if which < 0.8 else little)
            moved = follow(random, ASSISTED, legs, minutes * 60, device_pace(random))
            known = diary.tracked("ride", diary.at(day), moved)
        cheat(diary, known, "e_bike_as_bike")


def edited_faster(diary: Diary) -> None:
    """A real recording in less time."""
    random = diary.random
    ordinary(diary, [runs])
    for _ in range(random.randrange(1, 4)):
        pace = device_pace(random)
        true = follow(random, RUNNER, on_foot(random, random.uniform(8.5, 11) * KMH), random.uniform(35, 70) * 60, pace)
        moved = hurried(true, random.uniform(1.25, 1.8))
        steps = diary.steps_of("run", true.track[-1][0])
        cheat(diary, diary.tracked("run", diary.at(some_day(diary)), moved, steps=steps), "edited_faster")


def shaken_steps(diary: Diary) -> None:
    """A telephone in a cradle that rocks; who has one uses it on many days."""
    random = diary.random
    ordinary(diary, [pedometer])
    by_day = {entry.known.day: entry for entry in diary.entries}
    for day in random.sample(sorted(by_day), min(len(by_day), random.randrange(6, 20))):
        diary.entries.remove(by_day[day])
        steps = min(95_000, max(22_000, random.gauss(42_000, 12_000)))
        cheat(diary, diary.steps(day, steps, by_hand=False), "shaken_steps")


def colleagues_file(diary: Diary, giver: int) -> None:
    """A colleague's good run, sent by both."""
    random = diary.random
    for _ in range(random.randrange(2, 4)):
        day = some_day(diary)
        known = run(diary, day, 12, 50) if random.random() < 0.7 else walk(diary, day, 5.4, 70)
        diary.entries.append(Labelled(giver, known, Label.HONEST, "everyday"))
        sent = replace(known, recorded_at=known.recorded_at + timedelta(hours=random.uniform(0.2, 70)))
        cheat(diary, sent, "colleagues_file", free=False)


def drawn_track(diary: Diary) -> None:
    """A track drawn by a program, the better ones with some noise."""
    random = diary.random
    ordinary(diary)
    for _ in range(random.randrange(2, 5)):
        sport, speed = random.choice((("run", 12.0), ("run", 14.0), ("ride", 28.0), ("ride", 32.0)))
        scatter = random.choice((0.0, 0.0, 0.0, 0.005, 0.03))
        moved: Moved = drawn(random, speed * KMH, random.uniform(40, 120) * 60, scatter)
        start = datetime.combine(some_day(diary), time(18), UTC)
        cheat(diary, diary.tracked(sport, start, moved, steps=None), "drawn_track")


CHEATS: tuple[tuple[int, Callable[[Diary], None]], ...] = (
    (7, typed_impossible),
    (4, typed_masses),
    (7, copied_file),
    (8, car_as_bike),
    (5, e_bike_as_bike),
    (8, edited_faster),
    (4, shaken_steps),
    (8, drawn_track),
)
"""How many people do each."""
