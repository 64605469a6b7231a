"""Milestones: sums on the way to the goal, and what each stands for."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import starmap

from sqlalchemy import Connection, bindparam, delete, insert, select

from challenge.domain.money import EURO, MicroEuros
from challenge.errors import MilestoneSumError, MilestoneTitleError, TooManyMilestonesError
from challenge.services.audit import log
from challenge.services.edition_office import HIGHEST_GOAL
from challenge.services.editions import lock_edition, raise_revision, utc_now
from challenge.services.names import one_line
from challenge.services.permissions import Actor, Permission, Place, require
from challenge.store.database import Database
from challenge.store.ids import new_id
from challenge.store.stage_models import Milestone

MOST_MILESTONES = 12
LONGEST_TITLE = 80


@dataclass(frozen=True, slots=True)
class MilestoneView:
    """A sum and what it stands for."""

    micro_euros: MicroEuros
    title: str


def milestones_on(connection: Connection, edition_id: int) -> Sequence[MilestoneView]:
    """The milestones of an edition, the smallest first; they are public."""
    return list(starmap(MilestoneView, connection.execute(_MILESTONES, {"edition": edition_id})))


_MILESTONES = (
    select(Milestone.micro_euros, Milestone.title)
    .where(Milestone.edition_id == bindparam("edition"))
    .order_by(Milestone.micro_euros)
)


def read_milestones(database: Database, edition_id: int) -> Sequence[MilestoneView]:
    """The milestones of an edition, the smallest first; they are public."""
    with database.reading() as connection:
        return milestones_on(connection, edition_id)


def set_milestones(
    database: Database,
    actor: Actor,
    edition_id: int,
    milestones: Sequence[MilestoneView],
    *,
    now: datetime | None = None,
) -> None:
    """Replace the milestones as a whole, live on every screen; they change nobody's points or euros.

    Raises MilestoneSumError, MilestoneTitleError and TooManyMilestonesError.
    """
    require(actor, Permission.STEER_STAGE, Place(edition_id))
    wanted = _checked(milestones)
    with database.transaction() as connection:
        lock_edition(connection, edition_id)
        if wanted == milestones_on(connection, edition_id):
            return
        connection.execute(delete(Milestone).where(Milestone.edition_id == edition_id))
        if wanted:
            rows = [{"id": new_id(), "edition_id": edition_id, **asdict(milestone)} for milestone in wanted]
            connection.execute(insert(Milestone), rows)
        raise_revision(connection, edition_id)
        log(connection, "milestones_changed", now or utc_now(), actor_id=actor.account_id, edition_id=edition_id)


def _checked(milestones: Sequence[MilestoneView]) -> list[MilestoneView]:
    """Milestones with clean titles, the smallest first."""
    if len(milestones) > MOST_MILESTONES:
        raise TooManyMilestonesError(most=MOST_MILESTONES)
    wanted = [MilestoneView(each.micro_euros, one_line(each.title)) for each in milestones]
    sums = {each.micro_euros for each in wanted}
    if len(sums) < len(wanted) or any(not EURO <= each <= HIGHEST_GOAL for each in sums):
        raise MilestoneSumError(lowest=1, highest=HIGHEST_GOAL // EURO)
    if any(not 0 < len(each.title) <= LONGEST_TITLE for each in wanted):
        raise MilestoneTitleError(most=LONGEST_TITLE)
    return sorted(wanted, key=lambda each: each.micro_euros)
