"""Projects of an edition: what the money goes to, and the split that shares it out to the micro-euro."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from itertools import starmap

from sqlalchemy import Connection, bindparam, delete, insert, select

from challenge.domain.money import MicroEuros, share
from challenge.errors import ProjectNameError, ProjectSharesError
from challenge.services.edition_changes import amend, check_reason, check_unlocked, lock_seen
from challenge.services.editions import utc_now
from challenge.services.permissions import Actor, Permission, Place, require
from challenge.services.seeding import ProjectPlan
from challenge.store.database import Database
from challenge.store.edition_models import Project
from challenge.store.ids import new_id

WHOLE = 100
LONGEST_NAME, LONGEST_PURPOSE = 120, 500


def read_projects(database: Database, edition_id: int) -> list[ProjectPlan]:
    """The projects of an edition in their order; they are public."""
    with database.reading() as connection:
        return projects_on(connection, edition_id)


def projects_on(connection: Connection, edition_id: int) -> list[ProjectPlan]:
    """The projects of an edition as this connection sees them."""
    return list(starmap(ProjectPlan, connection.execute(_PROJECTS, {"edition": edition_id})))


_PROJECTS = (
    select(Project.name, Project.association, Project.purpose, Project.share_percent)
    .where(Project.edition_id == bindparam("edition"))
    .order_by(Project.position)
)


def set_projects(
    database: Database,
    actor: Actor,
    edition_id: int,
    projects: Sequence[ProjectPlan],
    *,
    seen_version: int,
    reason: str = "",
    now: datetime | None = None,
) -> int:
    """Replace the projects and their split of the version that was seen; returns the version it is now.

    Raises ProjectSharesError with how much is missing or too much, ProjectNameError, EditionChangedMeanwhileError,
    ChangeReasonMissingError and EditionLockedError.
    """
    require(actor, Permission.PREPARE_EDITION, Place(edition_id))
    moment = now or utc_now()
    wanted = _checked(projects)
    with database.transaction() as connection:
        edition = lock_seen(connection, edition_id, seen_version)
        before = projects_on(connection, edition_id)
        if wanted == before:
            return edition.version
        check_unlocked(edition, moment)
        trimmed = check_reason(edition, reason)
        connection.execute(delete(Project).where(Project.edition_id == edition_id))
        connection.execute(
            insert(Project),
            [
                {"id": new_id(), "edition_id": edition_id, "position": number, **asdict(project)}
                for number, project in enumerate(wanted)
            ],
        )
        return amend(
            connection,
            actor,
            edition,
            before={"projects": list(map(asdict, before))},
            after={"projects": list(map(asdict, wanted))},
            reason=trimmed,
            now=moment,
        )


def euros_per_project(counted: MicroEuros, projects: Sequence[ProjectPlan]) -> list[MicroEuros]:
    """A sum shared over projects by their percents, in their order: exact, nothing is lost or made."""
    return [MicroEuros(part) for part in share(counted, [project.share_percent for project in projects])]


def _checked(projects: Sequence[ProjectPlan]) -> list[ProjectPlan]:
    trimmed = [
        ProjectPlan(
            " ".join(project.name.split())[:LONGEST_NAME],
            " ".join(project.association.split())[:LONGEST_NAME],
            project.purpose.strip()[:LONGEST_PURPOSE],
            project.share_percent,
        )
        for project in projects
    ]
    names = {project.name.casefold() for project in trimmed}
    if len(names) < len(trimmed) or any(not (project.name and project.association) for project in trimmed):
        raise ProjectNameError
    total = sum(project.share_percent for project in trimmed)
    if total != WHOLE or any(not 0 <= project.share_percent <= WHOLE for project in trimmed):
        raise ProjectSharesError(total=total, off=abs(WHOLE - total))
    return trimmed
