"""Labelled people: 28 days of ordinary movement, and how each thing they do is recorded and sent."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from random import Random

from benchmarks.simulated_tracks import (
    KMH,
    RIDER,
    RUNNER,
    WALKER,
    Moved,
    Ride,
    device_pace,
    follow,
    on_foot,
    riding,
    with_glitches,
)
from challenge.domain.arrived import Arrived, Calendar
from challenge.domain.evidence import Evidence, Recording
from challenge.domain.measure import Kind, Measure
from challenge.domain.track_facts import facts_of, with_facts

FIRST = date(2026, 3, 2)
DAYS = 28
LAST = FIRST + timedelta(days=DAYS - 1)
LOCK = datetime(2026, 4, 1, 12, tzinfo=UTC)
CALENDAR = Calendar(FIRST, LAST, LOCK)
CADENCE = {"walk": 108, "run": 166, "trail_run": 150}
"""Steps a minute."""


class Label(StrEnum):
    """What somebody meant."""

    HONEST = "honest"
    """It is as it says."""
    CARELESS = "careless"
    """A slip that nobody wanted."""
    CHEATING = "cheating"
    """Somebody wanted more than they did."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """An activity with what is true of it."""

    person: int
    known: Arrived
    label: Label
    kind: str


@dataclass
class Diary:
    """What one person sends; every activity gets the label under which it is written."""

    person: int
    random: Random
    kind: str = "everyday"
    entries: list[Labelled] = field(default_factory=list)
    late: int = 0
    """Days this person lets pass before typing anything; 0 for who types soon."""

    def add(
        self, known: Arrived, label: Label = Label.HONEST, kind: str | None = None, *, free: bool = True
    ) -> Arrived:
        """Write an activity down; nobody does two things at once, so it begins when the person is `free`."""
        known = self.when_free(known) if free else known
        self.entries.append(Labelled(self.person, known, label, kind or self.kind))
        return known

    def when_free(self, known: Arrived) -> Arrived:
        """The same activity after what the person does at that hour."""
        for busy in sorted(
            (entry.known for entry in self.entries if entry.known.timed), key=lambda other: other.ends_at
        ):
            if known.timed and known.measure.started_at < busy.ends_at and busy.measure.started_at < known.ends_at:
                delay = busy.ends_at + timedelta(minutes=5) - known.measure.started_at
                start = known.measure.started_at + delay
                measure = replace(known.measure, started_at=start)
                known = replace(known, measure=measure, recorded_at=known.recorded_at + delay, day=start.date())
        return known

    def typed(
        self, sport: str, day: date, minutes: float, km: float | None = None, ascent: int | None = None
    ) -> Arrived:
        """By hand, in the evening, the next days or when it comes to mind."""
        metres = None if km is None else round(km * 1000)
        start = datetime.combine(day, time(12), UTC)
        measure = Measure(sport, start, round(minutes * 60), distance_m=metres, ascent_m=ascent)
        return Arrived(measure, Evidence(day_only=True), self.typing_time(day), day)

    def typing_time(self, day: date) -> datetime:
        """When this person types what they did on a day."""
        later = self.random.choice((0, 0, 0, 1, 1, 2, 3, 6))
        moment = datetime.combine(day, time(20), UTC) + timedelta(days=later, minutes=self.random.randrange(170))
        if self.late and (LAST - day).days < self.late:
            moment = datetime.combine(LAST, time(19), UTC) + timedelta(minutes=self.random.randrange(3_000))
        return min(moment, LOCK - timedelta(minutes=1 + self.random.randrange(600)))

    def tracked(self, sport: str, start: datetime, moved: Moved, **more: object) -> Arrived:
        """A recording with places."""
        facts = facts_of(moved.track)
        lengths = [metres for _, metres in moved.track]
        spans = [after - before for (before, _), (after, _) in zip(moved.track, moved.track[1:], strict=False)]
        kept = [(span, way) for span, way in zip(spans, lengths[1:], strict=True) if way <= 45 * max(span, 0.5)]
        moving = sum(span for span, way in kept if way >= 0.5 * span)
        measure = Measure(
            sport,
            start,
            round(moving),
            elapsed_seconds=round(moved.track[-1][0]),
            distance_m=round(sum(way for _, way in kept)),
            ascent_m=round(moved.ascent * self.random.gauss(1, 0.08)) if moved.ascent > 5 else None,
            steps=self.steps_of(sport, moving),
            best_minute_m=facts.best_minute_m,
        )
        measure = replace(measure, **more)
        evidence = with_facts(Evidence(Recording.TRACK, device="watch"), facts)
        return Arrived(measure, evidence, self.sync_time(start, measure), start.date())

    def steps_of(self, sport: str, seconds: float) -> int | None:
        """Half of the watches count steps."""
        if sport not in CADENCE or self.random.random() < 0.5:
            return None
        return round(seconds / 60 * CADENCE[sport] * self.random.gauss(1, 0.05))

    def sync_time(self, start: datetime, measure: Measure) -> datetime:
        """Most devices send at once, some in the evening or days later."""
        end = start + timedelta(seconds=max(measure.elapsed_seconds or 0, measure.moving_seconds))
        if self.random.random() < 0.65:
            return end + timedelta(minutes=self.random.uniform(1, 30))
        return min(max(end, LOCK - timedelta(hours=1)), end + timedelta(hours=self.random.expovariate(1 / 30)))

    def sensed(self, sport: str, start: datetime, minutes: float, km: float | None = None) -> Arrived:
        """Figures without places: a treadmill, a trainer, a pool, a heart rate strap."""
        seconds = round(minutes * 60)
        metres = None if km is None else round(km * 1000)
        measure = Measure(sport, start, seconds, elapsed_seconds=seconds, distance_m=metres)
        return Arrived(measure, Evidence(Recording.SENSOR, indoor=True), self.sync_time(start, measure), start.date())

    def summed(
        self, sport: str, start: datetime, minutes: float, km: float | None, ascent: int | None = None
    ) -> Arrived:
        """Figures from a service or a table."""
        seconds = round(minutes * 60)
        metres = None if km is None else round(km * 1000)
        rest = seconds + self.random.randrange(20, 400)
        measure = Measure(sport, start, seconds, elapsed_seconds=rest, distance_m=metres, ascent_m=ascent)
        return Arrived(measure, Evidence(Recording.SUMMARY), self.sync_time(start, measure), start.date())

    def steps(self, day: date, number: float, *, by_hand: bool = True) -> Arrived:
        """The steps of a day."""
        start = datetime.combine(day, time(12), UTC)
        measure = Measure("walk", start, 0, steps=max(0, round(number)), kind=Kind.DAY_STEPS)
        recording = Recording.TYPED if by_hand else Recording.SUMMARY
        return Arrived(measure, Evidence(recording, day_only=True), self.typing_time(day), day)

    def at(self, day: date, hours: Sequence[int] = (7, 12, 17, 18)) -> datetime:
        """A usual hour of a day."""
        return datetime.combine(day, time(self.random.choice(hours), self.random.randrange(60)), UTC)


def days(random: Random, a_week: float, *, working: bool = False) -> Iterator[date]:
    """Days on which somebody moves, so many a week."""
    for number in range(DAYS):
        day = FIRST + timedelta(days=number)
        if working and day.weekday() > 4:
            continue
        if random.random() < a_week / (5 if working else 7):
            yield day


def rounded(random: Random, minutes: float) -> int:
    """As people type minutes."""
    return round(minutes) if random.random() < 0.3 else max(5, 5 * round(minutes / 5))


Habit = Callable[[Diary], None]


def walks(diary: Diary) -> None:
    """Walks, typed or recorded."""
    random, speed, minutes = diary.random, diary.random.uniform(4.2, 5.7), diary.random.uniform(25, 60)
    by_hand = random.random() < 0.6
    for day in days(random, random.uniform(3, 6)):
        length = max(12, random.gauss(minutes, minutes / 5))
        if by_hand:
            km = round(speed * random.gauss(1, 0.08) * length / 60, 1) if random.random() < 0.5 else None
            diary.add(diary.typed("walk", day, rounded(random, length), km))
        else:
            diary.add(walk(diary, day, speed, length))


def walk(diary: Diary, day: date, speed: float, minutes: float) -> Arrived:
    """One recorded walk."""
    random = diary.random
    legs = on_foot(random, speed * KMH * random.gauss(1, 0.07), halt_every=700)
    moved = follow(random, WALKER, legs, minutes * 60, device_pace(random))
    return diary.tracked("walk", diary.at(day), with_glitches(random, moved, 0.4))


def runs(diary: Diary) -> None:
    """Runs, mostly recorded."""
    random, speed, minutes = diary.random, diary.random.uniform(7.6, 13), diary.random.uniform(28, 60)
    by_hand = random.random() < 0.35
    for day in days(random, random.uniform(2, 4)):
        length = max(15, random.gauss(minutes, minutes / 4))
        if by_hand:
            km = round(speed * random.gauss(1, 0.05) * length / 60, 1) if random.random() < 0.8 else None
            diary.add(diary.typed("run", day, rounded(random, length), km))
        else:
            diary.add(run(diary, day, speed, length))


def run(diary: Diary, day: date, speed: float, minutes: float) -> Arrived:
    """One recorded run."""
    random = diary.random
    legs = on_foot(random, speed * KMH * random.gauss(1, 0.05), steepness=random.choice((0.005, 0.015, 0.03)))
    moved = follow(random, RUNNER, legs, minutes * 60, device_pace(random))
    return diary.tracked("run", diary.at(day), with_glitches(random, moved, 0.3))


def rides(diary: Diary) -> None:
    """Longer rides at weekends and after work."""
    random = diary.random
    usual = Ride(random.uniform(80, 190), drag=random.uniform(0.33, 0.5), steepness=random.choice((0.006, 0.015, 0.03)))
    for day in days(random, random.uniform(1.5, 3)):
        diary.add(ride(diary, day, usual, random.uniform(40, 150)))


def ride(diary: Diary, day: date, usual: Ride, minutes: float, sport: str = "ride") -> Arrived:
    """One recorded ride."""
    random = diary.random
    today = replace(usual, power=usual.power * random.gauss(1, 0.09))
    moved = follow(random, RIDER, riding(random, today), minutes * 60, device_pace(random))
    return diary.tracked(sport, diary.at(day), with_glitches(random, moved, 0.2))


def commutes(diary: Diary) -> None:
    """To work and back by bicycle."""
    random, sport = diary.random, diary.random.choice(("commute_ride", "commute_ride", "ride"))
    minutes, speed, by_hand = random.uniform(12, 35), random.uniform(14, 21), random.random() < 0.5
    usual = Ride(random.uniform(70, 140), drag=0.52, steepness=0.01, halt_every=random.uniform(500, 1_500))
    typed_minutes, typed_km = rounded(random, minutes), round(speed * minutes / 60, 1)
    for day in days(random, random.uniform(2.5, 5), working=True):
        for hour in (8, 17):
            if by_hand:
                diary.add(diary.typed(sport, day, typed_minutes, typed_km))
                continue
            moved = follow(random, RIDER, riding(random, usual), minutes * 60 * random.gauss(1, 0.06), 4.0)
            start = datetime.combine(day, time(hour, random.randrange(40)), UTC)
            diary.add(diary.tracked(sport, start, with_glitches(random, moved, 0.5)))


def classes(diary: Diary) -> None:
    """Courses and games of always the same length."""
    random = diary.random
    sport = random.choice(("yoga", "strength", "pilates", "football", "tennis", "badminton", "dance", "gardening"))
    minutes = random.choice((45, 60, 60, 75, 90))
    for day in days(random, random.uniform(1, 3)):
        measured = random.random() < 0.3
        entry = diary.sensed(sport, diary.at(day), random.gauss(minutes, 4)) if measured else None
        diary.add(entry or diary.typed(sport, day, minutes))


def swims(diary: Diary) -> None:
    """Lanes in a pool."""
    random, speed, minutes = diary.random, diary.random.uniform(1.6, 3.2), diary.random.uniform(25, 50)
    for day in days(random, random.uniform(1, 3)):
        length = max(15, random.gauss(minutes, 5))
        lanes = round(speed * random.gauss(1, 0.05) * length / 60 * 40)
        if random.random() < 0.5:
            diary.add(diary.sensed("swim", diary.at(day), length, lanes / 40))
        else:
            diary.add(diary.typed("swim", day, rounded(random, length), lanes / 40))


def pedometer(diary: Diary) -> None:
    """Steps of each day."""
    random, usual, by_hand = diary.random, diary.random.uniform(4_500, 11_500), diary.random.random() < 0.5
    for day in days(random, random.uniform(5, 7)):
        steps = random.lognormvariate(0, 0.33) * usual
        diary.add(diary.steps(day, max(900, steps), by_hand=by_hand))


HABITS: tuple[tuple[int, tuple[Habit, ...]], ...] = (
    (22, (walks,)),
    (22, (pedometer,)),
    (12, (commutes, classes)),
    (12, (runs,)),
    (10, (walks, classes)),
    (8, (swims, walks)),
    (8, (rides,)),
    (6, (runs, rides)),
)
"""Weight and movements of the ways in which ordinary people fill a month."""


def ordinary(diary: Diary, habits: Sequence[Habit] | None = None) -> Diary:
    """An ordinary month; a few type everything late."""
    random = diary.random
    shares = [weight for weight, _ in HABITS]
    chosen = habits or random.choices([habits for _, habits in HABITS], shares)[0]
    diary.late = random.choices((0, 8, 14, DAYS), (88, 8, 3, 1))[0]
    for habit in chosen:
        habit(diary)
    return diary
