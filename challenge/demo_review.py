"""The demo's review: doubts of several kinds, some of them decided, one answered, and a claim of two outings."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from challenge.domain.doubts import Doubt
from challenge.domain.evidence import Evidence, Recording
from challenge.domain.measure import Measure
from challenge.services.appeals import appeal
from challenge.services.arrivals import Admitted, Arrival
from challenge.services.decisions import decide
from challenge.services.permissions import Actor
from challenge.services.review_queue import Case, open_cases
from challenge.services.rulings import Reason, Ruling, ready
from challenge.services.seeding import invented_person, record_for_many
from challenge.services.two_outings import keep_apart
from challenge.store.activity_models import Source, Status
from challenge.store.database import Database
from challenge.store.review_models import Verdict

MOST_HELD = 10
"""Forgotten commas left to be decided: a queue that is seen through at lunch."""
TRACK = Evidence(Recording.TRACK, device="montre de démonstration")
BUS = (
    "C’était le bus de remplacement : je n’ai arrêté la montre qu’à l’arrivée. Les vingt premières minutes sont à moi."
)
HOUR = 3600


def prepare_review(
    database: Database, organiser: Actor, edition_id: int, participations: Sequence[int], now: datetime
) -> None:
    """Fill the queue of a demo edition whose invented people have recorded their weeks."""
    starts = [now - timedelta(days=days, hours=2) for days in range(1, 7)]
    visitor, *others = participations[1::7][:7]
    recorded = [
        _record(database, organiser, edition_id, person, measure, evidence, now)
        for person, (measure, evidence) in zip([visitor, *others], _doubtful(starts), strict=False)
    ]
    _tell_twice(database, organiser, edition_id, visitor, starts[1], now)
    _claim_two_outings(database, organiser, edition_id, others[-1], starts[5], now)
    _decide_some(database, organiser, edition_id, recorded, now)
    _answer(database, organiser, edition_id, others[0], recorded[1].activity_id, now)


def _doubtful(starts: Sequence[datetime]) -> tuple[tuple[Measure, Evidence], ...]:
    """A comma forgotten, a watch that ran on in a bus, a walk called a run, a track by a program, two cars in town."""
    return (
        (Measure("inline_skate", starts[0], 45 * 60, distance_m=95_000), Evidence(day_only=True)),
        (
            Measure("run", starts[1], HOUR, distance_m=19_500, best_minute_m=1_360),
            replace(TRACK, best_five_minutes_m=5_080, surges=7),
        ),
        (Measure("run", starts[2], 50 * 60, distance_m=4_200, steps=5_400, best_minute_m=100), TRACK),
        (Measure("run", starts[4], HOUR, distance_m=12_000, best_minute_m=200), replace(TRACK, steadiness=100)),
        (
            Measure("ride", starts[3], 30 * 60, distance_m=19_000, best_minute_m=1_010),
            replace(TRACK, surges=9, stops=14),
        ),
        (
            Measure("ride", starts[2], 25 * 60, distance_m=15_500, best_minute_m=990),
            replace(TRACK, surges=8, stops=12),
        ),
    )


def _record(
    database: Database,
    organiser: Actor,
    edition_id: int,
    person: int,
    measure: Measure,
    evidence: Evidence,
    now: datetime,
) -> Admitted:
    typed = evidence.recording is Recording.TYPED
    source = Source.MANUAL if typed else Source.FILE
    name = f"review:{measure.started_at:%Y%m%dT%H%M%S}:{evidence.device}"
    arrival = Arrival(person, source, name, measure, evidence)
    return record_for_many(database, organiser, edition_id, [arrival], now=now)[0]


def _claim_two_outings(
    database: Database, organiser: Actor, edition_id: int, person: int, start: datetime, now: datetime
) -> None:
    """Somebody whose ride was told twice says that they were two."""
    pair = _tell_twice(database, organiser, edition_id, person, start, now)
    owner = invented_person(database, organiser, edition_id, person)
    for one in pair:
        if one.status is Status.DUPLICATE:
            keep_apart(database, owner, one.activity_id, now=now)


def _tell_twice(
    database: Database, organiser: Actor, edition_id: int, person: int, start: datetime, now: datetime
) -> list[Admitted]:
    """A watch and a telephone tell of one ride."""
    ride = Measure("ride", start, 40 * 60, distance_m=13_000, best_minute_m=450)
    later = replace(ride, started_at=start + timedelta(seconds=40), distance_m=13_100)
    return [
        _record(database, organiser, edition_id, person, measure, replace(TRACK, device=device), now)
        for measure, device in ((ride, "montre"), (later, "téléphone"))
    ]


def _decide_some(
    database: Database, organiser: Actor, edition_id: int, recorded: Sequence[Admitted], now: datetime
) -> None:
    """What the demo's visitor has a notice of, the refusal that is appealed, and forgotten commas beyond a few."""
    shown = {one.activity_id for one in recorded}
    cases = open_cases(database, organiser, edition_id, now=now)
    commas = [case for case in cases if _is_a_comma(case) and case.activity_id not in shown]
    for case in commas[MOST_HELD:]:
        metres = (case.figures.measure.distance_m or 0) // 10 if case.figures else None
        corrected = Ruling(Verdict.CORRECTED, ready(Reason.MISTYPED), metres=metres)
        decide(database, organiser, case.activity_id, corrected, seen=case.version, now=now)
    rulings = (Ruling(Verdict.LIMITED, ready(Reason.NOT_SHOWN)), Ruling(Verdict.REFUSED, ready(Reason.ENGINE)))
    for one, ruling in zip(recorded, rulings, strict=False):
        decide(database, organiser, one.activity_id, ruling, now=now)


def _is_a_comma(case: Case) -> bool:
    return case.status is Status.HELD and Doubt.TOO_FAST in case.doubts and case.source is Source.MANUAL


def _answer(
    database: Database, organiser: Actor, edition_id: int, person: int, activity_id: int, now: datetime
) -> None:
    owner = invented_person(database, organiser, edition_id, person)
    appeal(database, owner, activity_id, BUS, now=now)
