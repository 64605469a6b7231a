"""An edition that holds whatever is doubted, its organisers, one of whom takes part, and activities of every kind."""

from dataclasses import replace
from types import SimpleNamespace

from sqlalchemy import select

from challenge.domain.evidence import Evidence, Recording
from challenge.services.activities import Incoming, record_activities
from challenge.services.permissions import Actor
from challenge.store.activity_models import Activity, ActivityFinding, Source
from challenge.store.edition_models import HoldPolicy
from challenge.store.ids import new_id
from challenge.store.team_models import Participation
from tests.factories import NOW, make_company, make_edition, make_organiser, make_person, make_team, outing, place_of

TRACK = Evidence(Recording.TRACK, device="watch")
SLOW_RUN = outing(50, sport="run", distance_m=4_200)
"""Doubted as a walk, without a limit of its own: it counts, and somebody looks at it."""


def make_review(database, policy=HoldPolicy.ALWAYS, slug="test"):
    """Two companies with a person each, and three organisers: two of nobody's, one who takes part in the first."""
    edition_id = make_edition(database, hold_policy=policy, slug=slug)
    names = (None, None) if slug != "test" else ("Dunes", "Port")
    entries = [make_company(database, edition_id, name=name) for name in names]
    teams = [make_team(database, entry_id) for entry_id in entries]
    organiser, second, third = (make_organiser(database, edition_id) for _ in range(3))
    colleague = make_person(database, teams[0], nickname="Colleague")
    return SimpleNamespace(
        database=database,
        edition_id=edition_id,
        person=make_person(database, teams[0]),
        other=make_person(database, teams[1], nickname="Sacha"),
        organiser=organiser,
        second=second,
        inside=Actor(third.account_id, "Inside", None, (*third.held, *colleague.held)),
        teams=teams,
        entries=entries,
    )


def send(database, person, measure, evidence=TRACK, *, source=Source.FILE, now=NOW):
    """One recorded activity of a person, with what speaks for it; returns its id."""
    incoming = Incoming(source, str(new_id()), measure, evidence)
    return record_activities(database, person, place_of(person), [incoming], now=now)[0].activity_id


def on_day(measure, day):
    """The same on another day of the edition."""
    return replace(measure, started_at=outing(1, day=day).started_at)


def standing(database, activity_id):
    """Status, points and version of an activity, and the points of its person."""
    with database.reading() as connection:
        return tuple(
            connection.execute(
                select(Activity.status, Activity.points, Activity.version, Participation.points)
                .join(Participation, Participation.id == Activity.participation_id)
                .where(Activity.id == activity_id)
            ).one()
        )


def states_of(database, activity_id):
    """What became of each finding, in the order in which they were raised."""
    statement = select(ActivityFinding.state).where(ActivityFinding.activity_id == activity_id)
    with database.reading() as connection:
        return connection.scalars(statement.order_by(ActivityFinding.id)).all()
