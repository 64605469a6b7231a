"""Recording one activity, as a multiple of writing one plain row."""

import sys
from datetime import datetime, timedelta
from statistics import median

from sqlalchemy import select
from sqlalchemy.orm import Session

from benchmarks.figures import Line, demo, seconds
from challenge.domain.measure import Measure
from challenge.services.activities import record_activities
from challenge.services.editions import utc_now
from challenge.services.people import read_participants
from challenge.services.permissions import Actor, Held
from challenge.store.activity_models import Activity, Source, Status
from challenge.store.database import Database
from challenge.store.edition_models import Edition
from challenge.store.ids import new_id
from challenge.store.team_models import Participation, RoleKind

PEOPLE, ACTIVITIES = 200, 4_000
ROUNDS, WARM = 300, 20


def ingest_one() -> Line:
    """One activity through the door, committed, over one plain ORM row inserted and committed, in turns."""
    door, plain = [], []
    with demo(people=PEOPLE, activities=ACTIVITIES) as (database, seeded, _):
        actors = actors_of(database, seeded.participations)
        now = utc_now()
        edition_id, rule_set_id = seeded.edition_id, _rule_set(database)
        for number in range(WARM + ROUNDS):
            actor, beside = actors[number % len(actors)], actors[(number + 1) % len(actors)]
            door.append(seconds(lambda who=actor, key=number: _record(database, who, key, now)))
            row = _row(edition_id, beside.held[0].participation_id, rule_set_id, number, now)
            plain.append(seconds(lambda row=row: _insert(database, row)))
    spent = f"{median(door[WARM:]) * 1000:.2f} ms, a plain row {median(plain[WARM:]) * 1000:.2f} ms"
    print(f"one activity {spent}", file=sys.stderr)
    return "ingest_one", median(door[WARM:]) / median(plain[WARM:]), "ratio", 4


def actors_of(database: Database, participations: list[int]) -> list[Actor]:
    with database.reading() as connection:
        people = read_participants(connection, participations)
        accounts = dict(connection.execute(select(Participation.id, Participation.account_id)).all())
    return [
        Actor(
            accounts[person.id],
            "",
            None,
            (Held(RoleKind.PARTICIPANT, person.edition_id, person.entry_id, person.team_id, person.id),),
        )
        for person in people.values()
    ]


def _rule_set(database: Database) -> int:
    with database.reading() as connection:
        return connection.scalars(select(Edition.rule_set_id)).one()


def _record(database: Database, actor: Actor, number: int, now: datetime) -> None:
    measure = Measure("walk", now - timedelta(hours=1), 463, distance_m=640)  # so short a one nobody in the demo has
    place = actor.participation
    admitted = record_activities(database, actor, place, [(Source.MANUAL, f"bench:{number}", measure)], now=now)
    assert admitted[0].status is Status.COUNTED
    assert not admitted[0].repeated


def _row(edition_id: int, participation_id: int, rule_set_id: int, number: int, now: datetime) -> Activity:
    return Activity(
        id=new_id(),
        edition_id=edition_id,
        participation_id=participation_id,
        source=Source.MANUAL,
        external_id=f"plain:{number}",
        sport="walk",
        started_at=now,
        day=now.date(),
        status=Status.REFUSED,
        points=0,
        adapted=False,
        rule_set_id=rule_set_id,
        version=1,
        booked_sequence=None,
        recorded_at=now,
    )


def _insert(database: Database, row: Activity) -> None:
    with Session(database.engine) as session:
        session.add(row)
        session.commit()
