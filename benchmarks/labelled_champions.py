"""Labelled champions: honest people whose figures look odd, and who must be left alone."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta

from benchmarks.labelled_people import FIRST, Diary, days, ordinary, ride, run, runs
from benchmarks.simulated_tracks import (
    ASSISTED,
    KMH,
    RIDER,
    RUNNER,
    SKIER,
    SWIMMER,
    WHEELCHAIR,
    Ride,
    climbing,
    device_pace,
    follow,
    intervals,
    on_foot,
    pistes,
    riding,
)

SUNDAY = FIRST + timedelta(days=20)
SATURDAY = SUNDAY - timedelta(days=1)


def morning(day, hour=8):  # noqa: ANN001, ANN201 a date to a moment
    return datetime.combine(day, time(hour, 5), UTC)


def marathon_in_2_20(diary: Diary) -> None:
    """A club runner: easy runs, intervals on the track and a marathon in 2:20."""
    random = diary.random
    for day in days(random, 5):
        if day == SUNDAY:
            continue
        fast = random.random() < 0.25
        legs = intervals(random, 17.2 * KMH) if fast else on_foot(random, random.uniform(13.5, 16) * KMH)
        diary.add(diary.tracked("run", diary.at(day), follow(random, RUNNER, legs, random.uniform(40, 80) * 60, 1.0)))
    race = on_foot(random, 18.2 * KMH, steepness=0.003, halt_every=1e9)
    diary.add(diary.tracked("run", morning(SUNDAY), follow(random, RUNNER, race, 2 * 3600 + 20 * 60, 1.0)))


def first_marathon(diary: Diary) -> None:
    """A beginner with three slow runs a week, who walks and runs a marathon in five hours."""
    random = diary.random
    for day in days(random, 3.2):
        if day != SUNDAY:
            diary.add(run(diary, day, 8.4, random.uniform(35, 60)))
    diary.add(diary.summed("run", morning(SUNDAY), 60 * 5 + random.randrange(20), 42.4, 180))


def ultra(diary: Diary) -> None:
    """A trail runner with one night out: twenty hours in the mountains."""
    random = diary.random
    for day in days(random, 4):
        if day not in {SATURDAY, SUNDAY}:
            legs = on_foot(random, 9.5 * KMH, steepness=0.06)
            moved = follow(random, RUNNER, legs, random.uniform(40, 150) * 60, 5.0)
            diary.add(diary.tracked("trail_run", diary.at(day), moved))
    race = on_foot(random, 7.2 * KMH, steepness=0.12, halt_every=4_000)
    diary.add(diary.tracked("trail_run", morning(SATURDAY, 2), follow(random, RUNNER, race, 20 * 3600, 5.0)))


def vertical_kilometre(diary: Diary) -> None:
    """A mountain runner with a race straight uphill, and tower runs in between."""
    random = diary.random
    runs(diary)
    diary.add(diary.summed("trail_run", morning(SUNDAY), 38.5, 3.6, 1_000))
    for day in days(random, 1):
        diary.add(diary.typed("stairs", day, 25, None, 430))


def racing_cyclist(diary: Diary) -> None:
    """An amateur who trains alone and races in the bunch: 150 km at 41 km/h."""
    random = diary.random
    usual = Ride(230, drag=0.32, mass=80, steepness=0.012, halt_every=9_000, nerve=72 * KMH)
    for day in days(random, 3.5):
        if day != SUNDAY:
            diary.add(ride(diary, day, usual, random.uniform(70, 200)))
    race = Ride(255, drag=0.22, mass=80, steepness=0.01, halt_every=1e9, nerve=72 * KMH)
    diary.add(ride(diary, SUNDAY, race, 220))


def time_trialist(diary: Diary) -> None:
    """A rider on a time-trial bicycle along a flat canal: steady, fast, no halt."""
    random = diary.random
    for day in days(random, 2.5):
        usual = Ride(random.uniform(230, 290), drag=0.23, mass=82, steepness=0.002, halt_every=1e9)
        diary.add(ride(diary, day, usual, random.uniform(35, 75)))


def descents(diary: Diary) -> None:
    """A rider of mountain passes: an hour up, long fast minutes down."""
    random = diary.random
    for day in days(random, 2):
        down = random.uniform(58, 74) * KMH
        legs = climbing(random, up=random.uniform(9, 13) * KMH, down=down, slope=0.07, climb=random.choice((450, 800)))
        moved = follow(random, RIDER, legs, random.uniform(100, 220) * 60, device_pace(random))
        diary.add(diary.tracked("ride", diary.at(day), moved))


def channel_swimmer(diary: Diary) -> None:
    """Long swims in open water, and the Channel in fourteen hours."""
    random = diary.random
    for day in days(random, 3):
        if day == SUNDAY:
            continue
        legs = on_foot(random, random.uniform(2.8, 3.3) * KMH, steepness=0, halt_every=1_500)
        diary.add(
            diary.tracked("swim", diary.at(day), follow(random, SWIMMER, legs, random.uniform(50, 190) * 60, 4.0))
        )
    diary.add(diary.summed("swim", morning(SUNDAY, 3), 14 * 60 + 11, 46.2))


def wheelchair_marathon(diary: Diary) -> None:
    """A racer in a wheelchair: marathon in 1:25."""
    random = diary.random
    for day in days(random, 4):
        legs = on_foot(random, random.uniform(19, 25) * KMH, steepness=0.008)
        diary.add(diary.tracked("wheelchair", diary.at(day), follow(random, WHEELCHAIR, legs, 3_000, 1.0)))
    race = on_foot(random, 30 * KMH, steepness=0.003, halt_every=1e9)
    diary.add(diary.tracked("wheelchair", morning(SUNDAY), follow(random, WHEELCHAIR, race, 85 * 60, 1.0)))


def declared_e_bike(diary: Diary) -> None:
    """To work by e-bike, and said so."""
    random = diary.random
    usual = Ride(80, drag=0.5, mass=105, halt_every=1_800, help_to=25.2 * KMH, help_power=260)
    for day in days(random, 4, working=True):
        moved = follow(random, ASSISTED, riding(random, usual), random.uniform(22, 30) * 60, 4.0)
        diary.add(diary.tracked("e_bike_ride", diary.at(day), moved))


def skier(diary: Diary) -> None:
    """Weekends on the pistes, the lifts recorded with them."""
    random = diary.random
    ordinary(diary)
    for day in (FIRST + timedelta(days=5), FIRST + timedelta(days=6), FIRST + timedelta(days=12)):
        moved = follow(random, SKIER, pistes(random, 62 * KMH), 4 * 3600, 5.0)
        diary.add(diary.tracked(random.choice(("alpine_ski", "snowboard")), morning(day, 9), moved))


def tandem(diary: Diary) -> None:
    """Two on one bicycle, faster than either alone."""
    pair = Ride(360, drag=0.42, mass=165, steepness=0.012, halt_every=8_000, nerve=70 * KMH)
    for day in days(diary.random, 2):
        diary.add(ride(diary, day, pair, diary.random.uniform(60, 150)))


CHAMPIONS: tuple[Callable[[Diary], None], ...] = (
    marathon_in_2_20,
    first_marathon,
    ultra,
    vertical_kilometre,
    racing_cyclist,
    time_trialist,
    descents,
    channel_swimmer,
    wheelchair_marathon,
    declared_e_bike,
    skier,
    tandem,
)
"""One person each; their activities carry the function's name as sub-label."""
