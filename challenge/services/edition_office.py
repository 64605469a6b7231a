"""The organisers' office: an edition is created from a template, and its dates, sizes and goal are changed."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, insert, select

from challenge.domain.edition_templates import TEMPLATES, EditionDates, check_dates
from challenge.domain.money import EURO, MicroEuros
from challenge.domain.rules import TEMPLATES as RULE_TEMPLATES
from challenge.errors import (
    DatePassedError,
    EditionNameMissingError,
    ImplausibleFigureError,
    NotFoundError,
)
from challenge.services.audit import log
from challenge.services.demo_entries import DEMO_EDITION
from challenge.services.edition_changes import UNSTARTED, amend, check_reason, check_unlocked, lock_seen
from challenge.services.editions import EditionView, figures_of, utc_now
from challenge.services.ledger import GENESIS
from challenge.services.permissions import Actor, Permission, Place, require
from challenge.store.database import Database
from challenge.store.edition_models import Edition, EditionState, HoldPolicy, RuleSetVersion
from challenge.store.ids import new_id
from challenge.store.new_rows import insert_new
from challenge.store.team_models import Role, RoleKind

LONGEST_NAME = 120
FEWEST_SEATS, MOST_SEATS = 5, 50
HIGHEST_GOAL = MicroEuros(1_000_000_000 * EURO)
DATES = tuple(field.name for field in fields(EditionDates))
AFTER_LOCK = frozenset({"review_ends_at", "evening_at", "goal"})
"""All that can still be changed once nothing is recorded any more; the goal changes nobody's points or euros."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionChanges:
    """What an organiser wants an edition to be; None leaves a figure as it is."""

    name: str | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    registration_closes_at: datetime | None = None
    locks_at: datetime | None = None
    review_ends_at: datetime | None = None
    evening_at: datetime | None = None
    team_least: int | None = None
    team_most: int | None = None
    goal: MicroEuros | None = None


@dataclass(frozen=True, slots=True)
class OwnEdition:
    """An edition that one organises."""

    id: int
    name: str
    state: EditionState
    starts_on: date


def list_own_editions(database: Database, actor: Actor) -> list[OwnEdition]:
    """The editions that one organises, those to come first."""
    own = [role.edition_id for role in actor.held if role.kind is RoleKind.ORGANISER]
    with database.reading() as connection:
        rows = connection.execute(
            select(Edition.id, Edition.name, Edition.state, Edition.starts_on)
            .where(Edition.id.in_(own))
            .order_by(Edition.starts_on.desc(), Edition.id.desc())
        )
        return [OwnEdition(*row) for row in rows]


def create_edition(
    database: Database,
    actor: Actor,
    *,
    template: str,
    name: str,
    starts_on: date,
    zone: str,
    now: datetime | None = None,
) -> int:
    """A new draft from a template, organised by whoever creates it; returns its id.

    Whoever organises any edition may. Raises EditionNameMissingError; NotFoundError for an unknown template or zone.
    """
    own = next((role for role in actor.held if role.kind is RoleKind.ORGANISER), next(iter(actor.held), None))
    require(actor, Permission.PREPARE_EDITION, Place(own.edition_id if own else 0))
    moment = now or utc_now()
    with database.transaction() as connection:
        edition_id = lay_down_edition(
            connection, template=template, name=name, starts_on=starts_on, zone=zone, now=moment
        )
        connection.execute(
            insert(Role).values(
                id=new_id(), account_id=actor.account_id, kind=RoleKind.ORGANISER, edition_id=edition_id
            )
        )
        log(connection, "edition_created", moment, actor_id=actor.account_id, edition_id=edition_id, template=template)
    return edition_id


def lay_down_edition(
    connection: Connection, *, template: str, name: str, starts_on: date, zone: str, now: datetime
) -> int:
    """A draft from a template that nobody organises yet; returns its id. Raises as create_edition does."""
    try:
        kind, where = TEMPLATES[template], ZoneInfo(zone)
    except (KeyError, ValueError, OSError) as unknown:
        raise NotFoundError from unknown
    edition_id, rule_set_id, called = new_id(), new_id(), _checked_name(name)
    row = {
        "id": edition_id,
        "name": called,
        "state": EditionState.DRAFT,
        "zone": zone,
        "team_least": kind.team_least,
        "team_most": kind.team_most,
        "goal_micro_euros": 0,
        "hold_policy": HoldPolicy.FIRST_TEN,
        "rule_set_id": rule_set_id,
        "ledger_head": GENESIS,
    } | asdict(kind.dates_from(starts_on, where))
    insert_edition = insert_new(connection, Edition, "slug").returning(Edition.id)
    for slug in _slugs(called):
        if connection.scalar(insert_edition.values(slug=slug, **row)) is not None:
            break
    connection.execute(
        insert(RuleSetVersion).values(
            id=rule_set_id,
            edition_id=edition_id,
            version=1,
            template=kind.rules,
            figures=figures_of(RULE_TEMPLATES[kind.rules]),
            created_at=now,
        )
    )
    return edition_id


def change_edition(
    database: Database,
    actor: Actor,
    edition_id: int,
    *,
    changes: EditionChanges,
    seen_version: int,
    reason: str = "",
    now: datetime | None = None,
) -> int:
    """Change name, dates, sizes or goal of the version that was seen; returns the version it is now.

    Once it runs a reason is mandatory and what has passed stays; once it is locked only the end of the review, the
    evening and the goal move. Raises EditionChangedMeanwhileError, DatesOutOfOrderError, DatePassedError,
    EditionLockedError, ChangeReasonMissingError, EditionNameMissingError, ImplausibleFigureError.
    """
    require(actor, Permission.PREPARE_EDITION, Place(edition_id))
    moment = now or utc_now()
    with database.transaction() as connection:
        edition = lock_seen(connection, edition_id, seen_version)
        changed = _differences(edition, changes)
        if not changed:
            return edition.version
        _check_what_has_passed(edition, changed, moment)
        check_dates(EditionDates(**{name: changed.get(name, getattr(edition, name)) for name in DATES}), edition.zone)
        _check_figures(edition, changed)
        return amend(
            connection,
            actor,
            edition,
            before={name: _written(getattr(edition, name)) for name in changed},
            after={name: _written(value) for name, value in changed.items()},
            reason=check_reason(edition, reason),
            now=moment,
            columns={"goal_micro_euros" if name == "goal" else name: value for name, value in changed.items()},
        )


def changeable(edition: EditionView, now: datetime) -> frozenset[str]:
    """Names of what can still be changed in an edition at a moment."""
    every = frozenset(field.name for field in fields(EditionChanges))
    if edition.state in UNSTARTED:
        return every
    locked = edition.state is EditionState.LOCKED or now >= edition.locks_at
    passed = {name for name in DATES if _has_passed(name, getattr(edition, name), edition, now)}
    return (AFTER_LOCK if locked else every) - passed


def _differences(edition: EditionView, changes: EditionChanges) -> dict[str, Any]:
    wanted = {field.name: getattr(changes, field.name) for field in fields(changes)}
    if wanted["name"] is not None:
        wanted["name"] = _checked_name(wanted["name"])
    return {name: value for name, value in wanted.items() if value is not None and value != getattr(edition, name)}


def _check_what_has_passed(edition: EditionView, changed: Mapping[str, Any], moment: datetime) -> None:
    if edition.state in UNSTARTED:
        return
    if not changed.keys() <= AFTER_LOCK:
        check_unlocked(edition, moment)
    for name in [name for name in DATES if name in changed]:
        if any(_has_passed(name, value, edition, moment) for value in (getattr(edition, name), changed[name])):
            raise DatePassedError(date=name)


def _has_passed(name: str, value: date, edition: EditionView, moment: datetime) -> bool:
    """A moment from that moment on, the first day once it has begun, the last day once it is over."""
    if isinstance(value, datetime):
        return value <= moment
    today = edition.day_of(moment)
    return value <= today if name == "starts_on" else value < today


def _check_figures(edition: EditionView, changed: Mapping[str, Any]) -> None:
    least, most, goal = (changed.get(name, getattr(edition, name)) for name in ("team_least", "team_most", "goal"))
    bounds = ((least, FEWEST_SEATS, most), (most, least, MOST_SEATS), (goal // EURO, 0, HIGHEST_GOAL // EURO))
    for value, lowest, highest in bounds:
        if not lowest <= value <= highest:
            raise ImplausibleFigureError(value=value, lowest=lowest, highest=highest)


def _checked_name(name: str) -> str:
    trimmed = " ".join(name.split())[:LONGEST_NAME].strip()
    if not trimmed:
        raise EditionNameMissingError
    return trimmed


def _slugs(name: str) -> Iterator[str]:
    """Names in addresses, the plainest first; the demo's is never among them."""
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    plain = re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:50].strip("-") or "edition"
    if plain != DEMO_EDITION:
        yield plain
    yield from (f"{plain}-{number}" for number in count(2))


def _written(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
