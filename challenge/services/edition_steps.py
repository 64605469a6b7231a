"""Steps of an edition: draft, registration, running, locked, each with the checklist that lets it move on."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Select, func, select

from challenge.domain.edition_templates import EditionDates, check_dates
from challenge.errors import ChecklistOpenError, DatesOutOfOrderError, NoSuchStepError
from challenge.services.audit import log
from challenge.services.edition_changes import amend
from challenge.services.edition_office import DATES
from challenge.services.edition_projects import WHOLE
from challenge.services.editions import EditionView, edition_on, lock_edition, utc_now
from challenge.services.permissions import Actor, Permission, Place, require
from challenge.store.account_models import Account
from challenge.store.activity_models import Activity, Status
from challenge.store.company_models import Entry, Registration, RegistrationState
from challenge.store.database import Database
from challenge.store.edition_models import EditionState, Project, RuleSetVersion
from challenge.store.team_models import Role, RoleKind


class Item(StrEnum):
    """What a checklist asks for."""

    DATES_IN_ORDER = "dates_in_order"
    """First day, last day, lock, review, evening."""
    STARTS_LATER = "starts_later"
    """The first day has not come yet."""
    LOCK_AHEAD = "lock_ahead"
    """There is still time to log something."""
    GOAL_SET = "goal_set"
    """A sum to reach."""
    PROJECTS_ADD_UP = "projects_add_up"
    """The percents of the projects add up to 100."""
    RULES_CHOSEN = "rules_chosen"
    """An organiser has read the rule set and confirmed or changed what the template proposed."""
    COMPANY_APPROVED = "company_approved"
    """A company takes part."""
    NOBODY_WAITING = "nobody_waiting"
    """Every company that registered has its answer."""
    SECOND_ORGANISER = "second_organiser"
    """Somebody can step in."""
    LOCK_PASSED = "lock_passed"
    """The moment until which activities are entered has come."""
    NOTHING_HELD = "nothing_held"
    """No activity waits for a decision."""


@dataclass(frozen=True, slots=True)
class Check:
    """One line of a checklist."""

    item: Item
    passed: bool
    blocking: bool
    """False where it is only recommended."""


RECOMMENDED = frozenset({Item.NOBODY_WAITING, Item.SECOND_ORGANISER})

NEXT: dict[EditionState, EditionState] = {
    EditionState.DRAFT: EditionState.REGISTRATION,
    EditionState.REGISTRATION: EditionState.RUNNING,
    EditionState.RUNNING: EditionState.LOCKED,
}
"""Where an edition goes from where it is."""

ASKED: dict[EditionState, tuple[Item, ...]] = {
    EditionState.DRAFT: (
        Item.DATES_IN_ORDER,
        Item.STARTS_LATER,
        Item.GOAL_SET,
        Item.PROJECTS_ADD_UP,
        Item.RULES_CHOSEN,
        Item.SECOND_ORGANISER,
    ),
    EditionState.REGISTRATION: (
        Item.DATES_IN_ORDER,
        Item.LOCK_AHEAD,
        Item.GOAL_SET,
        Item.PROJECTS_ADD_UP,
        Item.RULES_CHOSEN,
        Item.COMPANY_APPROVED,
        Item.NOBODY_WAITING,
        Item.SECOND_ORGANISER,
    ),
    EditionState.RUNNING: (Item.LOCK_PASSED, Item.NOTHING_HELD),
    EditionState.LOCKED: (),
}
"""What is asked before an edition leaves a state."""


def read_checklist(database: Database, actor: Actor, edition_id: int, *, now: datetime | None = None) -> list[Check]:
    """What is asked before the edition moves on; empty where it is at its end."""
    require(actor, Permission.PREPARE_EDITION, Place(edition_id))
    with database.reading() as connection:
        return _checklist(connection, edition_on(connection, edition_id), now or utc_now())


def move_on(
    database: Database, actor: Actor, edition_id: int, to_state: EditionState, *, now: datetime | None = None
) -> None:
    """Move an edition to its next state; a repeat changes nothing.

    Back only from registration to draft, while no company is approved. Raises ChecklistOpenError and NoSuchStepError.
    """
    require(actor, Permission.PREPARE_EDITION, Place(edition_id))
    moment = now or utc_now()
    with database.transaction() as connection:
        edition = lock_edition(connection, edition_id)
        if edition.state is to_state:
            return
        _check_step(connection, edition, to_state, moment)
        amend(
            connection,
            actor,
            edition,
            before={"state": edition.state},
            after={"state": to_state},
            reason="",
            now=moment,
            columns={"state": to_state},
        )
        log(connection, "edition_moved", moment, actor_id=actor.account_id, edition_id=edition_id, to=to_state)


def _check_step(connection: Connection, edition: EditionView, to_state: EditionState, moment: datetime) -> None:
    if (edition.state, to_state) == (EditionState.REGISTRATION, EditionState.DRAFT):
        if _exists(connection, select(Entry.id).where(Entry.edition_id == edition.id)):
            raise NoSuchStepError
        return
    if NEXT.get(edition.state) is not to_state:
        raise NoSuchStepError
    missing = [check for check in _checklist(connection, edition, moment) if check.blocking and not check.passed]
    if missing:
        raise ChecklistOpenError(n=len(missing))


def _checklist(connection: Connection, edition: EditionView, moment: datetime) -> list[Check]:
    return [
        Check(item, _PASSED[item](connection, edition, moment), blocking=item not in RECOMMENDED)
        for item in ASKED[edition.state]
    ]


def _dates_in_order(_connection: Connection, edition: EditionView, _moment: datetime) -> bool:
    try:
        check_dates(EditionDates(**{name: getattr(edition, name) for name in DATES}), edition.zone)
    except DatesOutOfOrderError:
        return False
    return True


def _projects_add_up(connection: Connection, edition: EditionView, _moment: datetime) -> bool:
    total = select(func.sum(Project.share_percent)).where(Project.edition_id == edition.id)
    return connection.scalar(total) == WHOLE


def _rules_chosen(connection: Connection, edition: EditionView, _moment: datetime) -> bool:
    version = select(RuleSetVersion.version).where(RuleSetVersion.id == edition.rule_set_id)
    return (connection.scalar(version) or 0) > 1


def _company_approved(connection: Connection, edition: EditionView, _moment: datetime) -> bool:
    entered = select(Entry.id).where(Entry.edition_id == edition.id, Entry.withdrawn_at.is_(None))
    return _exists(connection, entered)


def _nobody_waiting(connection: Connection, edition: EditionView, _moment: datetime) -> bool:
    waiting = select(Registration.id).where(
        Registration.edition_id == edition.id, Registration.state == RegistrationState.SUBMITTED
    )
    return not _exists(connection, waiting)


def _second_organiser(connection: Connection, edition: EditionView, _moment: datetime) -> bool:
    others = (
        select(Role.id)
        .join(Account, Account.id == Role.account_id)
        .where(Role.edition_id == edition.id, Role.kind == RoleKind.ORGANISER, Account.erased_at.is_(None))
    )
    return _exists(connection, others.offset(1))


def _nothing_held(connection: Connection, edition: EditionView, _moment: datetime) -> bool:
    held = select(Activity.id).where(Activity.edition_id == edition.id, Activity.status == Status.HELD)
    return not _exists(connection, held)


def _exists(connection: Connection, rows: Select[Any]) -> bool:
    return connection.scalar(rows.limit(1)) is not None


_PASSED: dict[Item, Callable[[Connection, EditionView, datetime], bool]] = {
    Item.DATES_IN_ORDER: _dates_in_order,
    Item.STARTS_LATER: lambda _connection, edition, moment: edition.starts_on > edition.day_of(moment),
    Item.LOCK_AHEAD: lambda _connection, edition, moment: edition.locks_at > moment,
    Item.GOAL_SET: lambda _connection, edition, _moment: edition.goal > 0,
    Item.PROJECTS_ADD_UP: _projects_add_up,
    Item.RULES_CHOSEN: _rules_chosen,
    Item.COMPANY_APPROVED: _company_approved,
    Item.NOBODY_WAITING: _nobody_waiting,
    Item.SECOND_ORGANISER: _second_organiser,
    Item.LOCK_PASSED: lambda _connection, edition, moment: edition.locks_at <= moment,
    Item.NOTHING_HELD: _nothing_held,
}
