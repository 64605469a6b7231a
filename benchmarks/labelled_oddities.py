"""Labelled oddities: honest people whose month looks odd, by habit, profession or device."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from benchmarks.labelled_champions import SATURDAY, SUNDAY, morning
from benchmarks.labelled_people import (
    DAYS,
    FIRST,
    Diary,
    Labelled,
    commutes,
    days,
    ordinary,
    pedometer,
    ride,
    rides,
    rounded,
    run,
    runs,
    walk,
)
from benchmarks.simulated_tracks import (
    KMH,
    LIFT,
    RIDER,
    RUNNER,
    WALKER,
    Moved,
    Ride,
    follow,
    joined,
    on_foot,
    riding,
    with_glitches,
)


def treadmill(diary: Diary) -> None:
    """Always the same on the treadmill: 5 km in 30 minutes, or no distance at all."""
    km = diary.random.choice((5.0, None))
    for day in days(diary.random, 4):
        diary.add(diary.sensed("run", diary.at(day), 30, km))


def treadmill_with_drift(diary: Diary) -> None:
    """A treadmill, and a phone that sees the satellites wander about the gym."""
    for day in days(diary.random, 1.5):
        diary.add(diary.summed("run", diary.at(day), 40, round(diary.random.uniform(0.2, 0.9), 2)))


def standing_desk(diary: Diary) -> None:
    """Steps under a desk all day, few of them going anywhere."""
    for day in days(diary.random, 5, working=True):
        diary.add(diary.steps(day, diary.random.gauss(19_000, 3_500)))


def letter_carrier(diary: Diary) -> None:
    """On foot by profession."""
    for day in days(diary.random, 5, working=True):
        diary.add(diary.steps(day, diary.random.gauss(22_000, 2_500), by_hand=False))


def trekker(diary: Diary) -> None:
    """A quiet month with one week on a long-distance path."""
    random = diary.random
    for number in range(DAYS):
        trek = 10 <= number < 16
        steps = random.gauss(34_000, 5_000) if trek else random.gauss(6_500, 1_500)
        diary.add(diary.steps(FIRST + timedelta(days=number), max(1_000, steps), by_hand=False))


def weekend_hiker(diary: Diary) -> None:
    """A pedometer, and Sundays in the hills."""
    random = diary.random
    pedometer(diary)
    for number in (6, 20):
        day = FIRST + timedelta(days=number)
        diary.entries = [entry for entry in diary.entries if entry.known.day != day]
        diary.add(diary.steps(day, random.gauss(36_000, 6_000)))


def home_trainer(diary: Diary) -> None:
    """A trainer in the cellar that keeps the speed for its rider."""
    for day in days(diary.random, 3):
        minutes = diary.random.choice((45, 60, 90))
        diary.add(diary.sensed("indoor_ride", diary.at(day), minutes, diary.random.choice((None, 0.6 * minutes))))


def hundred_kilometres(diary: Diary) -> None:
    """A walker who goes 100 km for charity in twenty hours, and types it."""
    ordinary(diary, [lambda page: [page.add(walk(page, day, 5.3, 50)) for day in days(page.random, 3)]])
    diary.add(diary.typed("walk", SATURDAY, 20 * 60, 100))


def dog(diary: Diary) -> None:
    """Twice a day with the dog, the same round every day, typed once a week."""
    for number in range(DAYS):
        day = FIRST + timedelta(days=number)
        for _ in range(2):
            diary.add(diary.typed("walk", day, 60, 4.5))


def home_at_noon(diary: Diary) -> None:
    """To work, home at noon, back and home: four times the same."""
    for day in days(diary.random, 4, working=True):
        for _ in range(4):
            diary.add(diary.typed("commute_ride", day, 15, 4.2))


def triathlete(diary: Diary) -> None:
    """Swim, bicycle and run on end, the watch started a little early."""
    random = diary.random
    ordinary(diary, [runs, rides])
    swim = diary.add(diary.sensed("swim", morning(SUNDAY, 7), 28, 1.5))
    bike = follow(random, RIDER, riding(random, Ride(200, drag=0.3, halt_every=1e9)), 70 * 60, 4.0)
    second = diary.add(diary.tracked("ride", swim.ends_at - timedelta(seconds=90), bike), free=False)
    last = follow(random, RUNNER, on_foot(random, 12 * KMH), 50 * 60, 4.0)
    diary.add(diary.tracked("run", second.ends_at - timedelta(seconds=60), last), free=False)


def forgotten_watch(diary: Diary) -> None:
    """Rides with a long meal in the middle, a walk by watch within it."""
    random = diary.random
    for day in days(random, 1):
        usual = Ride(110, steepness=0.008)
        out = follow(random, RIDER, riding(random, usual), 3_600, 5.0)
        back = follow(random, RIDER, riding(random, usual), 3_600, 5.0)
        whole = diary.add(diary.tracked("ride", morning(day, 10), joined(out, back, 3 * 3600)))
        stroll = follow(random, WALKER, on_foot(random, 4.6 * KMH), 45 * 60, 5.0)
        diary.add(diary.tracked("walk", whole.measure.started_at + timedelta(minutes=100), stroll), free=False)


def night_shift(diary: Diary) -> None:
    """Runs at three in the morning."""
    for day in days(diary.random, 3):
        known = run(diary, day, 10, 40)
        moved = known.measure.started_at.replace(hour=3)
        diary.add(replace(known, measure=replace(known.measure, started_at=moved)))


def with_children(diary: Diary) -> None:
    """A runner and rider who also goes slowly with the children."""
    random = diary.random
    ordinary(diary, [runs, commutes])
    slow = Ride(28, drag=0.5, steepness=0.004, halt_every=500)
    for day in days(random, 1.2):
        diary.add(ride(diary, day, slow, random.uniform(25, 60)))


def commuter_and_road_bike(diary: Diary) -> None:
    """Slow to work, fast with the club on Sundays, all of it called a ride."""
    random = diary.random
    minutes = rounded(random, 22)
    for day in days(random, 3, working=True):
        diary.add(diary.typed("ride", day, minutes, 6.1))
    fast = Ride(185, drag=0.28, mass=82, steepness=0.01, halt_every=9_000, nerve=65 * KMH)
    for number in (6, 13, 27):
        diary.add(ride(diary, FIRST + timedelta(days=number), fast, 130))


def courier(diary: Diary) -> None:
    """A messenger: fast in town, many starts."""
    random = diary.random
    usual = Ride(190, drag=0.36, mass=82, steepness=0.008, halt_every=600)
    for day in days(random, 4, working=True):
        sprinting = replace(RIDER, accelerate=1.0)
        moved = follow(random, sprinting, riding(random, usual), random.uniform(40, 90) * 60, 1.0)
        diary.add(diary.tracked("ride", diary.at(day), with_glitches(random, moved, 1.5)))


def bike_park(diary: Diary) -> None:
    """Up by lift and down by mountain bike."""
    random = diary.random

    def lift() -> Moved:
        return follow(random, LIFT, iter([(1_400, 2.8, 0.22), (1e6, 0.0, 0.0)]), 560, 5.0)

    for number in (5, 13, 19):
        rounds = lift()
        for _ in range(5):
            trail = on_foot(random, 27 * KMH, steepness=0.05, halt_every=900)
            rounds = joined(joined(rounds, follow(random, RIDER, trail, 420, 5.0)), lift())
        diary.add(diary.tracked("mountain_bike_ride", morning(FIRST + timedelta(days=number), 10), rounds))


def race_walker(diary: Diary) -> None:
    """A race walker, faster than most who run."""
    for day in days(diary.random, 1.5):
        diary.add(walk(diary, day, diary.random.uniform(10.6, 12.2), 55))


def race_day(diary: Diary) -> None:
    """Easy runs all month, and two races at nearly 140 percent of their speed."""
    random = diary.random
    for day in days(random, 3):
        if day not in {SATURDAY, SUNDAY - timedelta(days=14)}:
            diary.add(run(diary, day, 9.6, random.uniform(35, 60)))
    for day, speed, minutes in ((SATURDAY, 13.1, 23), (SUNDAY - timedelta(days=14), 12.5, 48)):
        legs = on_foot(random, speed * KMH, steepness=0.004, halt_every=1e9)
        diary.add(diary.tracked("run", morning(day), follow(random, RUNNER, legs, minutes * 60, 1.0)))


def long_sunday(diary: Diary) -> None:
    """Short walks, and a day in the hills or the garden typed without any distance."""
    random = diary.random
    for day in days(random, 4):
        if day.weekday() < 5:
            diary.add(diary.typed("walk", day, rounded(random, 35)))
    for number, sport, hours in ((6, "hike", 6.5), (13, "gardening", 8), (20, "hike", 5), (27, "walk", 7)):
        diary.add(diary.typed(sport, FIRST + timedelta(days=number), 60 * hours))


def old_recordings(diary: Diary) -> None:
    """Recorded all month, sent in the last night because the phone was new."""
    ordinary(diary, [runs])
    sent = datetime(2026, 3, 31, 21, tzinfo=UTC)
    diary.entries = [replace(entry, known=replace(entry.known, recorded_at=sent)) for entry in diary.entries]


ODDITIES: tuple[Callable[[Diary], None], ...] = (
    treadmill,
    treadmill_with_drift,
    standing_desk,
    letter_carrier,
    trekker,
    weekend_hiker,
    home_trainer,
    hundred_kilometres,
    dog,
    home_at_noon,
    triathlete,
    forgotten_watch,
    night_shift,
    with_children,
    commuter_and_road_bike,
    courier,
    bike_park,
    race_walker,
    race_day,
    long_sunday,
    old_recordings,
)
"""One person each; their activities carry the function's name as sub-label."""


def one_computer_for_two(diary: Diary, partner: int) -> None:
    """A tandem pair with one computer: both send its file, and both rode."""
    pair = Ride(340, drag=0.42, mass=165, steepness=0.012, halt_every=8_000, nerve=65 * KMH)
    for day in days(diary.random, 0.6):
        known = diary.add(ride(diary, day, pair, 90))
        sent = replace(known, recorded_at=known.recorded_at + timedelta(minutes=7))
        diary.entries.append(Labelled(partner, sent, diary.entries[-1].label, diary.kind))
