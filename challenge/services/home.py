"""Home: what an employee sees first, read in one go."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, select

from challenge.domain.money import MicroEuros, Points
from challenge.services.editions import EditionView, edition_on, utc_now
from challenge.services.people import read_participant
from challenge.services.permissions import Actor, Permission, Place, require
from challenge.services.person_euros import Euros, person_euros
from challenge.services.standing import shown_money
from challenge.store.activity_models import Activity, ActivityMeasure, DayTotal, Source, Status
from challenge.store.company_models import Company, Entry
from challenge.store.database import Database
from challenge.store.team_models import Participation, Team

MINUTE = 60


@dataclass(frozen=True, slots=True)
class LastActivity:
    """The newest activity entered by hand, to be repeated with one tap."""

    sport: str
    minutes: int
    distance_m: int | None


@dataclass(frozen=True, slots=True)
class Home:
    """A participant's own figures."""

    edition: EditionView
    today: date
    nickname: str
    team: str
    company: str
    points: Points
    euros: Euros
    active_days: int
    week: list[tuple[date, int, bool]]
    """The last seven days: date, points, active."""
    last: LastActivity | None
    recent_sports: list[str]


_NAMES = (
    select(Participation.nickname, Team.name, Company.name)
    .join(Team, Team.id == Participation.team_id)
    .join(Entry, Entry.id == Participation.entry_id)
    .join(Company, Company.id == Entry.company_id)
    .where(Participation.id == bindparam("person"))
)
_WEEK = select(DayTotal.day, DayTotal.points, DayTotal.active).where(
    DayTotal.participation_id == bindparam("person"), DayTotal.day > bindparam("before")
)
_RECENT = (
    select(Activity.sport, Activity.source, ActivityMeasure.moving_seconds, ActivityMeasure.distance_m)
    .join(ActivityMeasure, ActivityMeasure.activity_id == Activity.id)
    .where(
        Activity.participation_id == bindparam("person"),
        Activity.source != Source.STEPS,
        Activity.status != Status.WITHDRAWN,
    )
    .order_by(Activity.started_at.desc(), Activity.id.desc())
    .limit(30)
)


def read_home(database: Database, actor: Actor, place: Place, *, now: datetime | None = None) -> Home:
    """One's own totals, week and what to repeat."""
    require(actor, Permission.SEE_OWN, place)
    with database.reading() as connection:
        edition = edition_on(connection, place.edition_id)
        today = edition.day_of(now or utc_now())
        person = read_participant(connection, place)
        names = connection.execute(_NAMES, {"person": person.id}).one()
        week = connection.execute(_WEEK, {"person": person.id, "before": today - timedelta(days=7)}).all()
        recent = connection.execute(_RECENT, {"person": person.id}).all()
        euros = person_euros(connection, person, shown_money(connection, edition, person.entry_id))
    points_on = {row.day: (row.points, row.active) for row in week}
    days = [today - timedelta(days=back) for back in range(6, -1, -1)]
    last = next((_last(row) for row in recent if row.moving_seconds >= MINUTE), None)
    return Home(
        edition=edition,
        today=today,
        nickname=names[0],
        team=names[1],
        company=names[2],
        points=Points(person.points),
        euros=euros,
        active_days=person.active_days,
        week=[(day, *points_on.get(day, (0, False))) for day in days],
        last=last,
        recent_sports=list(dict.fromkeys(row.sport for row in recent)),
    )


def read_blank_home(database: Database, actor: Actor, place: Place, *, now: datetime | None = None) -> Home:
    """What a form needs of somebody who may log but not look back: the edition and today, no figure of theirs."""
    require(actor, Permission.RECORD_OWN, place)
    with database.reading() as connection:
        edition = edition_on(connection, place.edition_id)
    nothing = MicroEuros(0)
    return Home(
        edition=edition,
        today=edition.day_of(now or utc_now()),
        nickname="",
        team="",
        company="",
        points=Points(0),
        euros=Euros(nothing, nothing, nothing),
        active_days=0,
        week=[],
        last=None,
        recent_sports=[],
    )


def _last(row: Row[*tuple[Any, ...]]) -> LastActivity:
    return LastActivity(row.sport, row.moving_seconds // MINUTE, row.distance_m)
