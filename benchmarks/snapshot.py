"""Building one snapshot of an edition far larger than any so far."""

import gc
import sys
from collections.abc import Sequence
from random import Random
from statistics import median
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, insert, select, update

from benchmarks.figures import Line, empty, seconds
from challenge.demo import PROJECTS
from challenge.domain.disclosure import Visibility
from challenge.domain.money import CENT, EURO, MicroEuros
from challenge.domain.pledges import Pledge
from challenge.domain.rules import EFFORT
from challenge.services import standing
from challenge.services.editions import utc_now
from challenge.services.live import build_snapshot
from challenge.services.seeding import CompanyPlan, EditionPlan, PersonPlan, TeamPlan, seed_edition
from challenge.store.company_models import Entry
from challenge.store.database import Database
from challenge.store.edition_models import Edition, HoldPolicy
from challenge.store.team_models import Membership, Participation, Team

COMPANIES, TEAMS, SIZES = 200, 3, (8, 8, 9)
"""Companies, teams of each, and people of each team: 5,000 people in 600 teams."""
DAYS, SEED = 28, 5
WARM, ROUNDS = 5, 60


def snapshot_5000() -> Line:
    """Milliseconds from the database to the bytes that are sent, nothing remembered from before."""
    with empty() as (database, _):
        edition_id = seed_edition(database, _plan(Random(SEED)), is_demo=True).edition_id
        _move_everybody(database, edition_id, Random(SEED))
        gc.collect()
        gc.freeze()  # as at the start of the server
        taken = [seconds(lambda: _build(database, edition_id)) for _ in range(WARM + ROUNDS)][WARM:]
        print(f"{len(build_snapshot(database, edition_id).body)} bytes", file=sys.stderr)
    return "snapshot_5000", median(taken) * 1000, "ms", 15


def _build(database: Database, edition_id: int) -> None:
    standing._kept.clear()  # noqa: SLF001  what is measured is a snapshot after a change
    build_snapshot(database, edition_id)


def _plan(random: Random) -> EditionPlan:
    now = utc_now()
    today = now.date()
    return EditionPlan(
        slug="demo",
        name="Snapshot",
        starts_on=today.replace(day=1),
        ends_on=today.replace(day=DAYS),
        locks_at=now.replace(year=now.year + 1),
        review_ends_at=now.replace(year=now.year + 1),
        evening_at=now.replace(year=now.year + 1),
        zone="Europe/Paris",
        goal=MicroEuros(600_000 * EURO),
        template="effort",
        rules=EFFORT,
        hold_policy=HoldPolicy.NEVER,
        organiser="Organiser",
        companies=[_company(random, number) for number in range(COMPANIES)],
        projects=PROJECTS,
    )


def _company(random: Random, number: int) -> CompanyPlan:
    person = PersonPlan("Camille Martel", "Camille", Visibility.NICKNAME)
    return CompanyPlan(
        name=f"Établissements Martel & Fils {number}",
        sector="Commerce",
        initials="EM",
        colour="#0f7a55",
        headcount=random.choice((40, 60, 120, 260, 500)),
        pledge=Pledge(MicroEuros(15 * CENT), MicroEuros(25 * EURO), MicroEuros(3_000 * EURO)),
        hr_manager="Inès Roche",
        teams=[TeamPlan(f"Les Semelles de vent {each}", 9, [person] * size) for each, size in enumerate(SIZES)],
    )


def _move_everybody(database: Database, edition_id: int, random: Random) -> None:
    """Sums as three weeks of activities leave them, in every table that boards read."""
    key, points = bindparam("key"), bindparam("earned")
    with database.transaction() as connection:
        people = connection.execute(select(Participation.id, Participation.team_id)).all()
        earned = [{"key": row.id, "earned": random.randrange(200, 900)} for row in people]
        for model, column in ((Participation, Participation.id), (Membership, Membership.participation_id)):
            connection.execute(update(model).where(column == key).values(points=points), earned)
        for model, column in ((Team, Participation.team_id), (Entry, Participation.entry_id)):
            of_group = select(func.sum(Participation.points)).where(column == model.id).scalar_subquery()
            sums = {"points": of_group, "contributors": model.participants, "active_days": model.participants * 12}
            connection.execute(update(model).values(micro_euros=of_group * 15 * CENT, **sums))
        _let_some_change_team(connection, people[::100])
        connection.execute(update(Edition).where(Edition.id == edition_id).values(revision=Edition.revision + 1))


def _let_some_change_team(connection: Connection, people: Sequence[Row[Any]]) -> None:
    """One in a hundred has points in two teams: there more people are counted than the company has."""
    for person in people:
        company = select(Team.entry_id).where(Team.id == person.team_id).scalar_subquery()
        other = connection.scalars(select(Team.id).where(Team.entry_id == company, Team.id != person.team_id)).first()
        earned = {"participation_id": person.id, "team_id": other, "points": 50, "joined_at": utc_now()}
        connection.execute(insert(Membership).values(earned))
        connection.execute(update(Team).where(Team.id == other).values(contributors=Team.contributors + 1))
