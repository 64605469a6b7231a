"""The log of decisions: who decided what and why, appended with each decision and never changed."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Select, and_, func, insert, select
from sqlalchemy.orm import aliased

from challenge.domain.money import Points
from challenge.services.booking import Change
from challenge.services.erasure import traces_of
from challenge.services.permissions import Actor, Permission, Place, require
from challenge.services.rulings import Reason, Ruling, ready
from challenge.store.account_models import Account
from challenge.store.activity_models import Activity
from challenge.store.company_models import Company, Entry
from challenge.store.database import Database
from challenge.store.ids import new_id
from challenge.store.review_models import Decision, Verdict
from challenge.store.team_models import Participation

LINES_A_PAGE = 20
BY_THE_RULE = 0
"""Decided by a date, not by a person."""


@dataclass(frozen=True, slots=True)
class LogLine:
    """One decision as organisers read it."""

    at: datetime
    day: date
    """Of the activity."""
    person: str
    """Empty once the account is erased."""
    company: str
    verdict: Verdict
    reason: str
    points_before: int
    points_after: int
    by: str | None
    """None where a date decided."""
    proposed_by: str | None
    appealed: bool


@dataclass(frozen=True, slots=True)
class LogPage:
    """Some lines of the log, the newest first."""

    lines: list[LogLine]
    pages: int


def append_decision(
    connection: Connection,
    actor: Actor,
    change: Change,
    ruling: Ruling,
    points: Points,
    *,
    appealed: bool,
    proposed_by: int | None = None,
) -> None:
    """Add a line for an activity as it was before the decision, with what it earns since.

    Words that name the person stay out of it: the log outlives the account, and nothing in it can be taken back.
    """
    connection.execute(
        insert(Decision).values(
            id=new_id(),
            edition_id=change.activity.edition_id,
            activity_id=change.activity.id,
            version=change.activity.version,
            verdict=ruling.verdict,
            reason=_nameless(connection, change, ruling.reason),
            points_before=change.activity.points,
            points_after=points,
            decided_by=actor.account_id,
            proposed_by=proposed_by,
            appealed=appealed,
            decided_at=change.page.recorded_at,
        )
    )


def _nameless(connection: Connection, change: Change, reason: str) -> str:
    """A reason as the log may keep it."""
    if not reason or reason in map(ready, Reason):
        return reason
    account = connection.execute(
        select(Account.id, Account.name, Account.email)
        .join(Participation, Participation.account_id == Account.id)
        .where(Participation.id == change.person.id)
    ).one()
    return ready(Reason.OWN_WORDS) if traces_of(connection, *account).search(reason) else reason


def read_decisions(database: Database, actor: Actor, edition_id: int, *, page: int = 0) -> LogPage:
    """The decisions of an edition, the newest first."""
    require(actor, Permission.REVIEW, Place(edition_id))
    with database.reading() as connection:
        total = connection.scalar(select(func.count()).where(Decision.edition_id == edition_id)) or 0
        rows = connection.execute(_lines(edition_id).limit(LINES_A_PAGE).offset(page * LINES_A_PAGE)).all()
    return LogPage([LogLine(*row) for row in rows], max(1, -(-total // LINES_A_PAGE)))


def _lines(edition_id: int) -> Select[*tuple[Any, ...]]:
    decider, proposer = aliased(Account), aliased(Account)
    return (
        select(
            Decision.decided_at,
            Activity.day,
            Participation.nickname,
            Company.name,
            Decision.verdict,
            Decision.reason,
            Decision.points_before,
            Decision.points_after,
            decider.name,
            proposer.name,
            Decision.appealed,
        )
        .join(Activity, Activity.id == Decision.activity_id)
        .join(Participation, Participation.id == Activity.participation_id)
        .join(Entry, Entry.id == Participation.entry_id)
        .join(Company, Company.id == Entry.company_id)
        .join(decider, decider.id == Decision.decided_by, isouter=True)
        .join(proposer, and_(proposer.id == Decision.proposed_by), isouter=True)
        .where(Decision.edition_id == edition_id)
        .order_by(Decision.id.desc())
    )
