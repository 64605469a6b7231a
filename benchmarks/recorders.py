"""Recorders: what really happened, and what watches, phones, services and memory make of it."""

import random
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from challenge.domain.evidence import Evidence, Recording
from challenge.domain.known_activity import KnownActivity
from challenge.domain.measure import Measure

Two = tuple[KnownActivity, KnownActivity]
PARIS = ZoneInfo("Europe/Paris")
FIRST_DAY = date(2025, 3, 17)
"""Two weeks before the clocks change, so that some pairs lie on the short day."""
DAYS = 60

KILOMETRES_PER_HOUR = {
    "run": (8.0, 14.0),
    "jog": (7.0, 9.5),
    "trail_run": (6.0, 10.5),
    "walk": (4.0, 6.2),
    "nordic_walk": (5.0, 7.0),
    "hike": (2.8, 4.8),
    "ride": (15.0, 29.0),
    "mountain_bike_ride": (10.0, 18.0),
    "e_bike_ride": (17.0, 25.0),
    "swim": (1.8, 3.4),
    "inline_skate": (11.0, 19.0),
    "kayak": (4.0, 8.0),
}
OUTDOORS = tuple(KILOMETRES_PER_HOUR)
INDOORS = ("strength", "yoga", "spinning", "elliptical", "indoor_rowing", "pilates")
MINUTES = {"hike": (70, 360), "ride": (15, 210), "mountain_bike_ride": (40, 200), "walk": (12, 110), "swim": (20, 70)}


@dataclass(frozen=True, slots=True)
class Truth:
    """What somebody did, as an angel would write it down."""

    sport: str
    start: datetime
    seconds: int
    """From start to end."""
    paused: int
    """Seconds of it at rest."""
    metres: int | None

    @property
    def end(self) -> datetime:
        """When it was over."""
        return self.start + timedelta(seconds=self.seconds)

    def piece(self, since: float, until: float) -> "Truth":
        """The part between two shares of its time."""
        share = until - since
        return replace(
            self,
            start=self.start + timedelta(seconds=round(self.seconds * since)),
            seconds=round(self.seconds * share),
            paused=round(self.paused * share),
            metres=None if self.metres is None else round(self.metres * share),
        )


class Life:
    """One person's chances, the same at each run."""

    def __init__(self, seed: str) -> None:
        self.chance = random.Random(seed)
        self.person = seed

    def between(self, low: float, high: float) -> float:
        """Any number of a range."""
        return self.chance.uniform(low, high)

    def seconds(self, low: int, high: int) -> int:
        """Any whole number of a range, both ends in it."""
        return self.chance.randint(low, high)

    def day(self) -> date:
        """Any day of the season."""
        return FIRST_DAY + timedelta(days=self.chance.randrange(DAYS))

    def at(self, day: date, low: float, high: float) -> datetime:
        """A second of a day between two hours of the clock on the wall."""
        moment = datetime.combine(day, time(0), tzinfo=PARIS) + timedelta(seconds=round(self.between(low, high) * 3600))
        return moment.astimezone(UTC)

    def outing(
        self,
        *sports: str,
        start: datetime | None = None,
        minutes: tuple[float, float] | None = None,
        pauses: tuple[float, float] = (0.0, 0.1),
    ) -> Truth:
        """Something done outdoors or, if so named, indoors."""
        sport = self.chance.choice(sports or OUTDOORS)
        seconds = round(60 * self.between(*(minutes or MINUTES.get(sport, (18, 95)))))
        paused = round(seconds * self.between(*pauses))
        speed = KILOMETRES_PER_HOUR.get(sport)
        metres = round(self.between(*speed) * (seconds - paused) / 3.6) if speed else None
        return Truth(sport, start or self.at(self.day(), 5.5, 21), seconds, paused, metres)

    def again(self, truth: Truth, start: datetime) -> Truth:
        """The same way once more, as legs and wind have it that time."""
        pace = self.between(0.93, 1.08)
        metres = None if truth.metres is None else round(truth.metres * self.between(0.985, 1.015))
        return replace(
            truth, start=start, seconds=round(truth.seconds * pace), paused=round(truth.paused * pace), metres=metres
        )

    def legs(self) -> list[Truth]:
        """A triathlon, or two of it, with a minute or two between the legs."""
        swim = self.outing("swim", start=self.at(self.day(), 8, 10), minutes=(15, 40), pauses=(0, 0))
        changed = swim.end + timedelta(seconds=self.seconds(2, 200))
        ride = self.outing("ride", start=changed, minutes=(35, 100), pauses=(0, 0))
        changed = ride.end + timedelta(seconds=self.seconds(2, 150))
        run = self.outing("run", start=changed, minutes=(20, 60), pauses=(0, 0))
        return self.chance.choice(([swim, ride, run], [ride, run]))

    def watch(self, truth: Truth, *, name: str = "watch", source: str = "file", clock: int = 0) -> KnownActivity:
        """A sports watch: pauses by itself, starts within seconds, its clock off by so much."""
        late, early = self.seconds(0, 12), self.seconds(0, 15)
        return self._recorded(
            truth, name, source, Recording.TRACK, late + clock, early + late, self.between(0.9, 1.0), 0.012
        )

    def phone(self, truth: Truth, *, source: str = "strava", clock: int = 0) -> KnownActivity:
        """A phone: started in the hall or at the corner, stopped at the door, pauses now and then."""
        late, early = self.seconds(-70, 100), self.seconds(-90, 40)
        return self._recorded(
            truth, "phone", source, Recording.TRACK, late + clock, early + late, self.between(0.2, 1.0), 0.03
        )

    def health(self, truth: Truth) -> KnownActivity:
        """A health app's list: figures alone, and the end only sometimes."""
        late = self.seconds(-20, 40)
        listed = self._recorded(truth, None, "apple_health", Recording.SUMMARY, late, late, 1.0, 0.02)
        if self.chance.random() < 0.5:
            return replace(listed, measure=replace(listed.measure, elapsed_seconds=None))
        return listed

    def machine(self, truth: Truth, *, source: str = "apple_health", metres: bool = True) -> KnownActivity:
        """A treadmill, a trainer, or a watch indoors."""
        late, early = self.seconds(-40, 90), self.seconds(-30, 60)
        seen = self._recorded(truth, "machine", source, Recording.SENSOR, late, early + late, 1.0, 0.06)
        measure = seen.measure if metres else replace(seen.measure, distance_m=None)
        return replace(seen, measure=measure, evidence=replace(seen.evidence, indoor=True))

    def memory(self, truth: Truth, *, kilometres: float = 0.6, start: datetime | None = None) -> KnownActivity:
        """What its owner types in the evening: round figures, sometimes the kilometres, no hour unless it is given."""
        spent = truth.seconds if self.chance.random() < 0.3 else truth.seconds - truth.paused
        grain = self.chance.choice((1, 5, 5, 5, 10) if spent < 5400 else (5, 10, 15))
        minutes = max(grain, grain * round(spent / 60 / grain))
        metres = None
        if truth.metres and self.chance.random() < kilometres:
            metres = self.chance.choice((100, 500)) if truth.metres > 3000 else 100
            metres = metres * round(truth.metres / metres)
        day = truth.start.astimezone(PARIS).date()
        measure = Measure(truth.sport, start or self.at(day, 12, 12), minutes * 60, distance_m=metres)
        return self._known("manual", measure, Evidence(Recording.TYPED, day_only=start is None))

    def _recorded(
        self,
        truth: Truth,
        device: str | None,
        source: str,
        recording: Recording,
        late: int,
        shorter: int,
        pauses: float,
        noise: float,
    ) -> KnownActivity:
        elapsed = max(30, truth.seconds - shorter)
        moving = max(20, elapsed - round(truth.paused * pauses))
        metres = truth.metres and round(truth.metres * self.between(1 - noise, 1 + noise))
        measure = Measure(truth.sport, truth.start + timedelta(seconds=late), moving, elapsed, distance_m=metres)
        fingerprint = device and f"{device} of {self.person}"
        return self._known(source, measure, Evidence(recording, fingerprint))

    def _known(self, source: str, measure: Measure, evidence: Evidence) -> KnownActivity:
        return KnownActivity(f"{source}:{self.chance.getrandbits(48):012x}", source, measure, evidence, PARIS)


def moved(known: KnownActivity, seconds: float) -> KnownActivity:
    """With a clock that is wrong by so much."""
    started = known.measure.started_at + timedelta(seconds=seconds)
    return replace(known, measure=replace(known.measure, started_at=started))


def called(known: KnownActivity, sport: str | None) -> KnownActivity:
    """With another sport's name on it."""
    return replace(known, measure=replace(known.measure, sport=sport))


def numbered(known: KnownActivity, number: str) -> KnownActivity:
    """With the number it has at a service."""
    return replace(known, evidence=replace(known.evidence, external_id=number))


def read_again(life: Life, known: KnownActivity, *, source: str = "strava") -> KnownActivity:
    """The same recording as a service shows it: pauses and metres computed anew, the watch named otherwise."""
    measure = known.measure
    elapsed = measure.elapsed_seconds or measure.moving_seconds
    again = replace(
        measure,
        moving_seconds=min(elapsed, round(measure.moving_seconds * life.between(0.97, 1.005))),
        elapsed_seconds=elapsed - life.seconds(0, 2),
        distance_m=measure.distance_m and round(measure.distance_m * life.between(0.994, 1.006)),
    )
    again = replace(again, moving_seconds=min(again.moving_seconds, again.elapsed_seconds or 0))
    evidence = replace(known.evidence, device=life.chance.choice((None, "as the service calls it")))
    return KnownActivity(f"{source}:{known.key}", source, again, evidence, PARIS)
