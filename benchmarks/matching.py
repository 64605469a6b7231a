"""Matching: what recording one activity costs a person who has thousands, as a multiple of one who has few."""

import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from random import Random
from statistics import median
from zoneinfo import ZoneInfo

from benchmarks.figures import Line, empty, seconds
from benchmarks.ingest_one import actors_of
from challenge.demo import demo_plan
from challenge.domain.evidence import Evidence, Recording
from challenge.domain.measure import Measure
from challenge.services.activities import Incoming, record_activities
from challenge.services.arrivals import Arrival
from challenge.services.permissions import Actor, Held
from challenge.services.seeding import EditionPlan, record_for_many, seed_edition
from challenge.store.activity_models import Source, Status
from challenge.store.database import Database
from challenge.store.team_models import RoleKind

FEW, MANY = 20, 2_000
DAYS = 200
"""Of the edition: ten activities a day for the one, one in ten days for the other."""
ROUNDS, WARM = 100, 10
BETWEEN = 6_000
"""Seconds after one of the many starts: it has ended, and the next has not begun, so that both record an outing."""
FIRST = date(2026, 1, 5)
TRACK = Evidence(recording=Recording.TRACK)


def matching_growth() -> Line:
    """One activity through the door for a person with 2,000, over one for a person with 20, in turns."""
    many, few = [], []
    with empty() as (database, _):
        moment = datetime.combine(FIRST + timedelta(days=DAYS), time(20), ZoneInfo("Europe/Paris"))
        plan = _long_edition(moment)
        seeded = seed_edition(database, plan, is_demo=True, now=moment)
        organiser = Actor(seeded.organiser_id, "", None, (Held(RoleKind.ORGANISER, seeded.edition_id),))
        one, other = actors_of(database, seeded.participations)[:2]
        for actor, number in ((one, MANY), (other, FEW)):
            record_for_many(database, organiser, seeded.edition_id, list(_past(actor, number)), now=moment)
        for number in range(WARM + ROUNDS):
            for actor, spent in ((one, many), (other, few)):
                spent.append(seconds(lambda who=actor, key=number: _record(database, who, key, moment)))
    print(f"{median(many[WARM:]) * 1000:.2f} ms, {median(few[WARM:]) * 1000:.2f} ms", file=sys.stderr)
    return "matching_growth", median(many[WARM:]) / median(few[WARM:]), "ratio", 1.3


def _long_edition(moment: datetime) -> EditionPlan:
    later = [moment + timedelta(days=days) for days in (60, 70, 80)]
    dates = dict(zip(("locks_at", "review_ends_at", "evening_at"), later, strict=True))
    plan = demo_plan(Random(7), 100, moment)
    return replace(plan, starts_on=FIRST, ends_on=FIRST + timedelta(days=DAYS + 30), **dates)


def _past(actor: Actor, number: int) -> Iterator[Arrival]:
    """Runs of twenty minutes to an hour, spread over the edition."""
    random = Random(number)
    for place in range(number):
        start = _start(timedelta(days=DAYS) * place / number, late=random.randrange(900))
        moving = random.randrange(1_200, 3_600)
        measure = Measure("run", start, moving, moving + random.randrange(90), round(moving * random.uniform(2.4, 3.2)))
        yield Arrival(actor.held[0].participation_id, Source.FILE, f"past:{place}", measure, TRACK)


def _record(database: Database, actor: Actor, number: int, now: datetime) -> None:
    place = int(MANY * (number + 0.5) / (WARM + ROUNDS))
    start = _start(timedelta(days=DAYS) * place / MANY, late=BETWEEN)
    arrival = Incoming(Source.FILE, f"new:{number}", Measure("run", start, 777, 791, 2_112), TRACK)
    admitted = record_activities(database, actor, actor.participation, [arrival], now=now)
    assert admitted[0].status is Status.COUNTED


def _start(after: timedelta, *, late: int) -> datetime:
    return datetime.combine(FIRST, time(1), ZoneInfo("UTC")) + after + timedelta(seconds=late)
