"""Cases: which activities wait for an organiser, and all that is needed to decide, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, exists, or_, select, union
from sqlalchemy.orm import aliased

from challenge.domain.doubts import LIMITED_AT_ONCE, Doubt, Finding
from challenge.services.measured import MEASURED
from challenge.services.permissions import Actor
from challenge.services.review_evidence import Usual
from challenge.store.account_models import Account
from challenge.store.activity_models import (
    EARNING,
    Activity,
    ActivityFinding,
    ActivityMeasure,
    FindingState,
    Source,
    Status,
)
from challenge.store.company_models import Company, Entry
from challenge.store.review_models import Appeal, Proposal, Verdict
from challenge.store.team_models import Participation, Team

IN_QUESTION = frozenset({Status.HELD, Status.REFUSED, *EARNING})
"""What an appeal can still change: nothing that its owner took out, or that stands behind another activity."""
TO_BE_LOOKED_AT = sorted(set(Doubt) - LIMITED_AT_ONCE)
"""Doubts that do not say themselves what would be plausible."""

Rows = dict[int, Row[*tuple[Any, ...]]]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the person says to a doubt or decision."""

    id: int
    words: str
    file_name: str | None
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class Proposed:
    """What an organiser of the own company proposes."""

    verdict: Verdict
    reason: str
    minutes: int | None
    metres: int | None
    by: str
    by_id: int


def waits_for_somebody(edition_id: int) -> ColumnElement[bool]:
    """Which activities of an edition are in the queue: held, doubted without a limit of its own, or appealed."""
    here, whose = aliased(Activity), aliased(Participation)
    doubted = (
        select(ActivityFinding.activity_id)
        .join(here, here.id == ActivityFinding.activity_id)
        .where(
            ActivityFinding.state == FindingState.OPEN,
            here.edition_id == edition_id,
            or_(
                here.status == Status.HELD,
                and_(here.status.in_(sorted(EARNING)), ActivityFinding.doubt.in_(TO_BE_LOOKED_AT)),
            ),
        )
    )
    appealed = select(Appeal.activity_id).where(Appeal.answered_at.is_(None))
    return and_(
        Activity.id.in_(union(doubted, appealed)),
        Activity.edition_id == edition_id,
        Activity.status.in_(sorted(IN_QUESTION)),
        exists().where(whose.id == Activity.participation_id, whose.erased_at.is_(None)),
    )


_PLACED = (
    select(
        Activity.id,
        Activity.participation_id,
        Activity.source,
        Activity.status,
        Activity.version,
        Activity.day,
        Activity.points,
        Activity.adapted,
        Activity.rule_set_id,
        Activity.recorded_at,
        Activity.commitment,
        Activity.left_active,
        Activity.left_taken,
        Activity.left_over,
        Participation.nickname,
        Team.name.label("team"),
        Company.name.label("company"),
        *MEASURED,
    )
    .join(ActivityMeasure, ActivityMeasure.activity_id == Activity.id, isouter=True)
    .join(Participation, Participation.id == Activity.participation_id)
    .join(Team, Team.id == Participation.team_id)
    .join(Entry, Entry.id == Participation.entry_id)
    .join(Company, Company.id == Entry.company_id)
)


def read_rows(connection: Connection, which: ColumnElement[bool]) -> Rows:
    """Activities with whose they are and what was recorded of them, by id."""
    return {row.id: row for row in connection.execute(_PLACED.where(which).order_by(Activity.recorded_at, Activity.id))}


def read_findings(connection: Connection, ids: Collection[int]) -> dict[int, tuple[Finding, ...]]:
    """What speaks against each: open doubts, and those an organiser decided on."""
    found: dict[int, list[Finding]] = defaultdict(list)
    spoken = (FindingState.OPEN, FindingState.REFUSED, FindingState.LIMITED, FindingState.CORRECTED)
    statement = select(
        ActivityFinding.activity_id, ActivityFinding.doubt, ActivityFinding.value, ActivityFinding.limit_value
    ).where(ActivityFinding.activity_id.in_(ids), ActivityFinding.state.in_(spoken))
    for row in connection.execute(statement.order_by(ActivityFinding.id)) if ids else ():
        found[row.activity_id].append(Finding(*row[1:]))
    return {key: tuple(findings) for key, findings in found.items()}


def read_answers(connection: Connection, ids: Collection[int]) -> dict[int, Answer]:
    """Appeals that nobody has answered, without their files."""
    statement = select(Appeal.activity_id, Appeal.id, Appeal.words, Appeal.file_name, Appeal.sent_at)
    return _by_activity(connection, statement.where(Appeal.answered_at.is_(None)), Appeal.activity_id, ids, Answer)


def read_proposals(connection: Connection, ids: Collection[int]) -> dict[int, Proposed]:
    """What was proposed on the activities as they are now."""
    statement = (
        select(
            Proposal.activity_id,
            Proposal.verdict,
            Proposal.reason,
            Proposal.minutes,
            Proposal.metres,
            Account.name,
            Account.id,
        )
        .join(Account, Account.id == Proposal.proposed_by)
        .join(Activity, and_(Activity.id == Proposal.activity_id, Activity.version == Proposal.version))
    )
    return _by_activity(connection, statement, Proposal.activity_id, ids, Proposed)


def _by_activity(
    connection: Connection, statement: Select[*tuple[Any, ...]], key: Any, ids: Collection[int], made: type[Any]
) -> dict[int, Any]:
    rows = connection.execute(statement.where(key.in_(ids))) if ids else ()
    return {row[0]: made(*row[1:]) for row in rows}


def read_usual(connection: Connection, rows: Rows) -> dict[int, Usual]:
    """What other activities of the same sport and person earned, for each; nothing that came from Strava is in it."""
    people = {row.participation_id for row in rows.values()}
    points: dict[tuple[int, str], list[tuple[int, int]]] = defaultdict(list)
    statement = select(Activity.participation_id, Activity.sport, Activity.id, Activity.points).where(
        Activity.participation_id.in_(people), Activity.status.in_(sorted(EARNING)), Activity.source != Source.STRAVA
    )
    for person, sport, key, earned in connection.execute(statement) if people else ():
        points[person, sport].append((key, earned))
    usual = {}
    for key, row in rows.items():
        others = [earned for other, earned in points[row.participation_id, row.sport] if other != key]
        usual[key] = Usual(len(others), round(median(others)) if others else 0)
    return usual


def own_entries(actor: Actor) -> Collection[int]:
    """The companies an actor belongs to, as a participant, a captain or their HR manager."""
    return {role.entry_id for role in actor.held if role.entry_id is not None}
