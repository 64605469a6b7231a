"""Labelled slips: what careless people send, amid an otherwise ordinary month."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from benchmarks.labelled_people import (
    DAYS,
    FIRST,
    Diary,
    Label,
    ordinary,
    pedometer,
    rides,
    rounded,
    run,
    runs,
    swims,
    walk,
    walks,
)
from benchmarks.simulated_tracks import (
    BUS,
    CAR,
    KMH,
    RIDER,
    RUNNER,
    WALKER,
    Ride,
    bus_line,
    country_roads,
    device_pace,
    follow,
    joined,
    on_foot,
    riding,
    streets,
)
from challenge.domain.arrived import Arrived


def some_day(diary: Diary) -> date:
    """Any day of the month."""
    return FIRST + timedelta(days=diary.random.randrange(DAYS))


def slip(diary: Diary, known: Arrived, kind: str, *, free: bool = True) -> None:
    """Write a slip down."""
    diary.add(known, Label.CARELESS, kind, free=free)


def comma_forgotten(diary: Diary) -> None:
    """5.2 km became 52."""
    random = diary.random
    ordinary(diary)
    for _ in range(random.choice((1, 1, 2))):
        sport, speed = random.choice((("walk", 5.0), ("run", 9.8), ("ride", 20.0), ("swim", 2.3)))
        minutes = rounded(random, random.uniform(25, 75))
        km = round(speed * random.gauss(1, 0.1) * minutes / 60, 1) * 10
        slip(diary, diary.typed(sport, some_day(diary), minutes, km), "comma_forgotten")


def unit_mix_up(diary: Diary) -> None:
    """Metres for kilometres, miles for kilometres, hours for minutes."""
    random = diary.random
    habit, sport, speed = random.choice(((swims, "swim", 2.3), (runs, "run", 9.8), (walks, "walk", 5.0)))
    ordinary(diary, [habit])
    own = [
        known.measure.distance_m * 3.6 / known.measure.moving_seconds
        for known in (entry.known for entry in diary.entries)
        if known.measure.distance_m
    ]
    speed = sum(own) / len(own) if own else speed
    minutes = rounded(random, random.uniform(25, 60))
    km = round(speed * random.gauss(1, 0.06) * minutes / 60, 1)
    which = random.random()
    if which < 0.4:
        known = diary.typed(sport, some_day(diary), minutes, min(1_950, km * 1_000))
    elif which < 0.75:
        known = diary.typed(sport, some_day(diary), minutes, round(km * 1.609, 1))
    elif which < 0.85:
        known = diary.typed(sport, some_day(diary), minutes, round(km / 1.609, 1))
    else:
        known = diary.typed(sport, some_day(diary), max(1, round(minutes / 60)), km)
    slip(diary, known, "unit_mix_up")


def car_after_run(diary: Diary) -> None:
    """The watch ran on in the car home."""
    random = diary.random
    ordinary(diary, [runs])
    for _ in range(random.choice((1, 2))):
        ran = follow(random, RUNNER, on_foot(random, 10 * KMH), random.uniform(25, 50) * 60, device_pace(random))
        legs = random.choice((streets, country_roads))(random)
        drove = follow(random, CAR, legs, random.uniform(4, 25) * 60, device_pace(random))
        moved = joined(ran, drove, random.uniform(30, 240))
        steps = diary.steps_of("run", ran.track[-1][0])
        slip(diary, diary.tracked("run", diary.at(some_day(diary)), moved, steps=steps), "car_after_run")


def bus_after_walk(diary: Diary) -> None:
    """The watch ran on in the bus."""
    random = diary.random
    ordinary(diary, [walks])
    for _ in range(random.choice((1, 2))):
        walked = follow(random, WALKER, on_foot(random, 5 * KMH), random.uniform(15, 40) * 60, device_pace(random))
        rode = follow(random, BUS, bus_line(random), random.uniform(4, 22) * 60, device_pace(random))
        moved = joined(walked, rode, random.uniform(20, 200))
        steps = diary.steps_of("walk", walked.track[-1][0])
        slip(diary, diary.tracked("walk", diary.at(some_day(diary)), moved, steps=steps), "bus_after_walk")


def wrong_sport(diary: Diary) -> None:
    """A ride called a run, a walk called a run or a ride."""
    random = diary.random
    ordinary(diary, [random.choice((runs, rides))])
    for _ in range(random.choice((1, 2))):
        day, which = some_day(diary), random.random()
        if which < 0.45:
            usual = Ride(random.uniform(90, 160), drag=0.45)
            moved = follow(random, RIDER, riding(random, usual), random.uniform(30, 90) * 60, device_pace(random))
            known = diary.tracked("run", diary.at(day), moved, steps=None)
        else:
            sport = "run" if which < 0.8 else "ride"
            walked = walk(diary, day, random.uniform(4.2, 5.6), random.uniform(30, 70))
            known = replace(walked, measure=replace(walked.measure, sport=sport))
        slip(diary, known, "wrong_sport")


def time_zone(diary: Diary) -> None:
    """Local time sent as UTC, sometimes by one of two services that both have the outing."""
    random = diary.random
    ordinary(diary, [runs])
    for _ in range(random.choice((1, 2))):
        known = run(diary, some_day(diary), 10, random.uniform(30, 60))
        shift = timedelta(hours=random.choice((1, 1, 2, 2, 2, -5, 8)))
        twice = random.random() < 0.4
        known = diary.add(known) if twice else diary.when_free(known)
        moved = replace(known, measure=replace(known.measure, started_at=known.measure.started_at + shift))
        if twice:
            moved = replace(moved, recorded_at=known.recorded_at + timedelta(minutes=random.uniform(1, 90)))
        slip(diary, moved, "time_zone", free=False)


def steps_doubled(diary: Diary) -> None:
    """Phone and watch both counted the day, or somebody added them up."""
    random = diary.random
    ordinary(diary, [pedometer])
    for entry in random.sample(diary.entries, min(3, len(diary.entries))):
        known, steps = entry.known, entry.known.measure.steps or 0
        if random.random() < 0.7:
            other = diary.steps(known.day, steps * random.uniform(0.8, 0.99), by_hand=False)
            slip(diary, other, "steps_doubled")
        else:
            diary.entries.remove(entry)
            slip(diary, replace(known, measure=replace(known.measure, steps=round(steps * 1.9))), "steps_doubled")


def whole_file_of_last_year(diary: Diary) -> None:
    """An export whose dates begin before the edition."""
    random = diary.random
    ordinary(diary, [runs])
    for number in range(3):
        day = FIRST - timedelta(days=random.randrange(2, 300))
        known = diary.summed("run", datetime.combine(day, time(18), UTC), random.uniform(30, 60), 8 + number)
        slip(diary, replace(known, recorded_at=diary.typing_time(FIRST)), "whole_file_of_last_year")


def zero_too_many(diary: Diary) -> None:
    """45 minutes became 450."""
    random = diary.random
    ordinary(diary)
    sport = random.choice(("yoga", "walk", "run", "strength", "gardening"))
    minutes = random.choice((30, 45, 60, 75)) * 10
    slip(diary, diary.typed(sport, some_day(diary), minutes), "zero_too_many")


SLIPS: tuple[tuple[int, Callable[[Diary], None]], ...] = (
    (20, comma_forgotten),
    (14, unit_mix_up),
    (10, car_after_run),
    (10, bus_after_walk),
    (10, wrong_sport),
    (7, time_zone),
    (5, steps_doubled),
    (2, whole_file_of_last_year),
    (4, zero_too_many),
)
"""How many people make each."""
