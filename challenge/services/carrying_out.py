"""Carrying out: what a verdict does to an activity, its findings, its points, its appeal, and how it is told."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select, update

from challenge.domain.money import Points
from challenge.domain.recorded import Recorded
from challenge.services.booking import DECIDED, Change, points_of, store_status
from challenge.services.changes import change_figures
from challenge.services.decision_log import append_decision
from challenge.services.door import close
from challenge.services.ledger import Why
from challenge.services.measured import fingerprint
from challenge.services.permissions import Actor
from challenge.services.rulings import Ruling
from challenge.store.activity_models import EARNING, ActivityFinding, FindingState, Status
from challenge.store.ids import new_id
from challenge.store.review_models import Appeal, Decider, NoticeKind, Proposal, Verdict


@dataclass(frozen=True, slots=True)
class _Meaning:
    """What a verdict does to an activity, and how it is told."""

    state: FindingState
    status: Status
    told: NoticeKind


MEANINGS = {
    Verdict.RELEASED: _Meaning(FindingState.RELEASED, Status.COUNTED, NoticeKind.RELEASED),
    Verdict.LIMITED: _Meaning(FindingState.LIMITED, Status.LIMITED, NoticeKind.LIMITED),
    Verdict.REFUSED: _Meaning(FindingState.REFUSED, Status.REFUSED, NoticeKind.REFUSED),
    Verdict.CORRECTED: _Meaning(FindingState.CORRECTED, Status.COUNTED, NoticeKind.CORRECTED),
}


def carry_out(
    connection: Connection, actor: Actor, change: Change, ruling: Ruling, *, proposed_by: int | None = None
) -> None:
    """Make a ruling hold: findings, points, appeal, notice and log, all in one transaction."""
    meaning = MEANINGS[ruling.verdict]
    activity, now = change.activity, change.page.recorded_at
    appealed = _answer_appeal(connection, activity.id, now)
    connection.execute(delete(Proposal).where(Proposal.activity_id == activity.id))
    _settle_findings(connection, actor, change, ruling)
    why = Why(meaning.told, Decider.ORGANISER, activity.id, reason=ruling.reason or None, always=True)
    if ruling.verdict is Verdict.CORRECTED:
        points = change_figures(connection, change, corrected(change.recorded, ruling), why).points
    else:
        points = _worth(change, meaning.status)
        change.page.tell(change.person.id, why)
        store_status(connection, change, meaning.status, points)
        close(connection, change.page, change.people)
    append_decision(connection, actor, change, ruling, points, appealed=appealed, proposed_by=proposed_by)


def corrected(recorded: Recorded, ruling: Ruling) -> Recorded:
    """What was recorded, with the organiser's figures; the fastest minute was one of the old ones."""
    measure = recorded.measure
    moving = measure.moving_seconds if ruling.minutes is None else ruling.minutes * 60
    metres = measure.distance_m if ruling.metres is None else ruling.metres
    if (moving, metres) == (measure.moving_seconds, measure.distance_m):
        return recorded
    figures = replace(measure, moving_seconds=moving, distance_m=metres, best_minute_m=None)
    return Recorded(figures, replace(recorded.evidence, best_five_minutes_m=None))


def _worth(change: Change, status: Status) -> Points:
    """What an activity earns in a status; of gone figures only what was booked is known."""
    if status not in EARNING:
        return Points(0)
    if change.activity.kind is None:
        return Points(change.activity.points)
    return points_of(change, believed=status is Status.COUNTED)


def _answer_appeal(connection: Connection, activity_id: int, now: datetime) -> bool:
    """Mark an appeal as answered; says whether there was one."""
    unanswered = Appeal.activity_id == activity_id, Appeal.answered_at.is_(None)
    return bool(connection.execute(update(Appeal).where(*unanswered).values(answered_at=now)).rowcount)


def _settle_findings(connection: Connection, actor: Actor, change: Change, ruling: Ruling) -> None:
    """Close what is open, and what was decided on these figures before; corrected figures are believed from then on."""
    activity_id, now = change.activity.id, change.page.recorded_at
    figures = fingerprint(change.recorded.measure) if change.activity.kind is not None else ""
    of_activity = ActivityFinding.activity_id == activity_id
    decided_on = (ActivityFinding.figures == figures) & ActivityFinding.state.in_(sorted(DECIDED))
    decision = {
        "state": MEANINGS[ruling.verdict].state,
        "reason": ruling.reason or None,
        "decided_by": actor.account_id,
        "decided_at": now,
    }
    concerned = of_activity & ((ActivityFinding.state == FindingState.OPEN) | decided_on)
    ids = connection.scalars(select(ActivityFinding.id).where(concerned)).all()
    connection.execute(update(ActivityFinding).where(ActivityFinding.id.in_(ids)).values(decision))
    if ruling.verdict is not Verdict.CORRECTED:
        return
    believed = fingerprint(corrected(change.recorded, ruling).measure)
    doubts = connection.execute(
        select(ActivityFinding.doubt, func.max(ActivityFinding.value), func.max(ActivityFinding.limit_value))
        .where(ActivityFinding.id.in_(ids))
        .group_by(ActivityFinding.doubt)
    ).all()
    rows = [
        {"id": new_id(), "activity_id": activity_id, "doubt": doubt, "value": value, "limit_value": limit}
        | decision
        | {"figures": believed, "state": FindingState.RELEASED, "created_at": now}
        for doubt, value, limit in doubts
    ]
    if rows:
        connection.execute(insert(ActivityFinding), rows)
