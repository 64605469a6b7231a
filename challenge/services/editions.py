"""Editions: their dates, their rules in force, and the lock that orders what is written in them."""

from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, bindparam, select, update
from sqlalchemy.sql import Select

from challenge.domain.money import MicroEuros
from challenge.domain.rules import RuleSet, Unit, validate
from challenge.domain.standings import days_so_far
from challenge.errors import NotFoundError
from challenge.store.database import Database
from challenge.store.edition_models import Edition, EditionState, HoldPolicy, RuleSetVersion


@dataclass(frozen=True, slots=True)
class EditionView:
    """An edition as services and pages read it."""

    id: int
    slug: str
    name: str
    starts_on: date
    ends_on: date
    locks_at: datetime
    review_ends_at: datetime
    evening_at: datetime
    registration_closes_at: datetime
    state: EditionState
    team_least: int
    team_most: int
    version: int
    zone: ZoneInfo
    goal: MicroEuros
    hold_policy: HoldPolicy
    rule_set_id: int
    rules: RuleSet
    revision: int
    freeze_id: int | None
    ledger_length: int
    ledger_head: str

    def day_of(self, moment: datetime) -> date:
        """Local date of a moment in the edition's zone."""
        return moment.astimezone(self.zone).date()

    def days_by(self, today: date) -> int:
        """Days that have begun by a date."""
        return days_so_far(self.starts_on, self.ends_on, today)

    def provisional(self, now: datetime) -> bool:
        """Whether what is shown may still change: until the review has ended."""
        return now < self.review_ends_at

    @property
    def length(self) -> int:
        """Days from the first to the last."""
        return (self.ends_on - self.starts_on).days + 1


_COLUMNS = select(
    Edition.id,
    Edition.slug,
    Edition.name,
    Edition.starts_on,
    Edition.ends_on,
    Edition.locks_at,
    Edition.review_ends_at,
    Edition.evening_at,
    Edition.registration_closes_at,
    Edition.state,
    Edition.team_least,
    Edition.team_most,
    Edition.version,
    Edition.zone,
    Edition.goal_micro_euros,
    Edition.hold_policy,
    Edition.rule_set_id,
    Edition.revision,
    Edition.freeze_id,
    Edition.ledger_length,
    Edition.ledger_head,
)

_BY_ID = _COLUMNS.where(Edition.id == bindparam("key"))
_LOCKED = _BY_ID.with_for_update()
_BY_SLUG = _COLUMNS.where(Edition.slug == bindparam("key"))

_rules: dict[int, RuleSet] = {}
"""Rule sets by their id: a version never changes, so it is read once."""


def rules_of(connection: Connection, rule_set_id: int) -> RuleSet:
    """The rule set of that version."""
    if rule_set_id not in _rules:
        figures = connection.scalar(select(RuleSetVersion.figures).where(RuleSetVersion.id == rule_set_id))
        if figures is None:
            raise NotFoundError
        _rules[rule_set_id] = rules_from_figures(figures)
    return _rules[rule_set_id]


def rules_from_figures(figures: dict[str, Any]) -> RuleSet:
    """A validated rule set from what is stored; raises RuleSetInvalidError."""
    return validate(RuleSet(**{**figures, "unit": Unit(figures["unit"])}))


def figures_of(rules: RuleSet) -> dict[str, Any]:
    """A rule set as it is stored."""
    return {**asdict(rules), "unit": rules.unit.value}


def edition_on(connection: Connection, edition_id: int) -> EditionView:
    """The edition as this connection sees it."""
    return _view(connection, _BY_ID, edition_id)


def lock_edition(connection: Connection, edition_id: int) -> EditionView:
    """The edition, held so that nobody else writes in it until this transaction ends."""
    return _view(connection, _LOCKED, edition_id)


def raise_revision(connection: Connection, edition_id: int) -> None:
    """Say that something everybody may see has changed; the edition is held."""
    connection.execute(update(Edition).where(Edition.id == edition_id).values(revision=Edition.revision + 1))


def read_edition(database: Database, edition_id: int) -> EditionView:
    """An edition by its id; its dates, rules and goal are public."""
    with database.reading() as connection:
        return edition_on(connection, edition_id)


def find_edition(database: Database, slug: str) -> EditionView:
    """An edition by its name in addresses."""
    with database.reading() as connection:
        return _view(connection, _BY_SLUG, slug)


def edition_open_to_companies(database: Database, *, now: datetime | None = None) -> EditionView | None:
    """The newest edition in which companies may register now."""
    statement = (
        select(Edition.id)
        .where(Edition.state == EditionState.REGISTRATION, Edition.registration_closes_at > (now or utc_now()))
        .order_by(Edition.id.desc())
        .limit(1)
    )
    with database.reading() as connection:
        edition_id = connection.scalar(statement)
        return edition_on(connection, edition_id) if edition_id is not None else None


def public_edition(database: Database) -> EditionView | None:
    """The newest edition that is no draft: what the front page tells of."""
    statement = select(Edition.id).where(Edition.state != EditionState.DRAFT).order_by(Edition.id.desc()).limit(1)
    with database.reading() as connection:
        edition_id = connection.scalar(statement)
        return edition_on(connection, edition_id) if edition_id is not None else None


def _view(connection: Connection, statement: Select[*tuple[Any, ...]], key: int | str) -> EditionView:
    row: Row[*tuple[Any, ...]] | None = connection.execute(statement, {"key": key}).one_or_none()
    if row is None:
        raise NotFoundError
    zone = ZoneInfo(row.zone)
    return EditionView(
        id=row.id,
        slug=row.slug,
        name=row.name,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        locks_at=row.locks_at.astimezone(zone),
        review_ends_at=row.review_ends_at.astimezone(zone),
        evening_at=row.evening_at.astimezone(zone),
        registration_closes_at=row.registration_closes_at.astimezone(zone),
        state=row.state,
        team_least=row.team_least,
        team_most=row.team_most,
        version=row.version,
        zone=zone,
        goal=MicroEuros(row.goal_micro_euros),
        hold_policy=row.hold_policy,
        rule_set_id=row.rule_set_id,
        rules=rules_of(connection, row.rule_set_id),
        revision=row.revision,
        freeze_id=row.freeze_id,
        ledger_length=row.ledger_length,
        ledger_head=row.ledger_head,
    )


def utc_now() -> datetime:
    """The present moment, aware."""
    return datetime.now(UTC)
