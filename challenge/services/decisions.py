"""Decisions: an organiser counts, limits, corrects or refuses what is doubted; each stands in a log for good.

Nobody decides alone about their own company: there a decision is a proposal until a second organiser confirms it.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, delete, exists, insert, select

from challenge.domain.measure import Kind
from challenge.errors import (
    AlreadyDecidedError,
    FiguresUnseenError,
    NotAllowedError,
    NothingCorrectedError,
    ReviewEndedError,
)
from challenge.services.booking import Change, lock_activity
from challenge.services.carrying_out import MEANINGS, carry_out, corrected
from challenge.services.editions import EditionView, utc_now
from challenge.services.permissions import Actor, Permission, Place, require
from challenge.services.review_cases import IN_QUESTION, own_entries
from challenge.services.rulings import Ruling, checked
from challenge.store.activity_models import EARNING, ActivityFinding, FindingState, Source, Status
from challenge.store.database import Database
from challenge.store.review_models import Appeal, Proposal, Verdict

FOR_MANY = frozenset({Verdict.RELEASED, Verdict.LIMITED, Verdict.REFUSED})
"""What can be said of several activities at once."""


class Outcome(StrEnum):
    """What became of an organiser's word."""

    DECIDED = "decided"
    PROPOSED = "proposed"
    """It waits for a second organiser."""


def decide(
    database: Database,
    actor: Actor,
    activity_id: int,
    ruling: Ruling,
    *,
    seen: int | None = None,
    now: datetime | None = None,
) -> Outcome:
    """Decide on one activity of the queue; `seen` is the version the organiser looked at.

    Raises AlreadyDecidedError where it is not in the queue any more or has changed, ReviewEndedError after the
    review, FiguresUnseenError for a correction of what only its owner sees, what `checked` raises, and ValueError for
    a verdict about a pair.
    """
    if ruling.verdict not in MEANINGS:
        raise ValueError(f"{ruling.verdict} is said of a pair")
    sound, moment = checked(ruling), now or utc_now()
    with database.transaction() as connection:
        return _decide(connection, actor, activity_id, sound, seen, moment)


def decide_many(
    database: Database, actor: Actor, seen: Mapping[int, int], ruling: Ruling, *, now: datetime | None = None
) -> dict[Outcome, int]:
    """Say the same of several activities, given with the version seen of each: all of it, or nothing.

    Answers how many were decided and how many proposed. Raises ValueError for a verdict about a single activity, and
    what `decide` raises.
    """
    if ruling.verdict not in FOR_MANY:
        raise ValueError(f"{ruling.verdict} is not said of many")
    sound, moment = checked(ruling), now or utc_now()
    done = dict.fromkeys(Outcome, 0)
    with database.transaction() as connection:
        for activity_id, version in sorted(seen.items()):
            done[_decide(connection, actor, activity_id, sound, version, moment)] += 1
    return done


def confirm_proposal(
    database: Database, actor: Actor, activity_id: int, *, seen: int | None = None, now: datetime | None = None
) -> None:
    """Let another organiser's proposal hold; raises NotAllowedError for one's own, AlreadyDecidedError without one."""
    moment = now or utc_now()
    with database.transaction() as connection:
        change = _looked_at(connection, actor, activity_id, seen, moment)
        proposal = connection.execute(
            select(Proposal.verdict, Proposal.reason, Proposal.minutes, Proposal.metres, Proposal.proposed_by).where(
                Proposal.activity_id == activity_id, Proposal.version == change.activity.version
            )
        ).one_or_none()
        if proposal is None or proposal.verdict not in MEANINGS:
            raise AlreadyDecidedError
        if proposal.proposed_by == actor.account_id:
            raise NotAllowedError
        ruling = Ruling(*proposal[:4])
        _check_possible(change, ruling)
        carry_out(connection, actor, change, ruling, proposed_by=proposal.proposed_by)


def check_review(edition: EditionView, now: datetime) -> None:
    """Raise ReviewEndedError once nothing is decided or said any more."""
    if now >= edition.review_ends_at:
        raise ReviewEndedError(ended_at=edition.review_ends_at)


def _decide(
    connection: Connection, actor: Actor, activity_id: int, ruling: Ruling, seen: int | None, now: datetime
) -> Outcome:
    change = _looked_at(connection, actor, activity_id, seen, now)
    _check_possible(change, ruling)
    if change.person.entry_id in own_entries(actor):
        propose(connection, actor, change, ruling)
        return Outcome.PROPOSED
    carry_out(connection, actor, change, ruling)
    return Outcome.DECIDED


def _looked_at(connection: Connection, actor: Actor, activity_id: int, seen: int | None, now: datetime) -> Change:
    """An activity of the queue as the organiser saw it, held."""
    change = lock_activity(connection, activity_id, actor, now)
    require(actor, Permission.REVIEW, Place(change.activity.edition_id))
    check_review(change.page.edition, now)
    if seen not in {None, change.activity.version} or not _is_open(connection, change):
        raise AlreadyDecidedError
    return change


def _is_open(connection: Connection, change: Change) -> bool:
    """Whether an activity can be decided on: it is held, doubted, or its owner has appealed."""
    status, activity_id = change.activity.status, change.activity.id
    open_finding = exists().where(
        ActivityFinding.activity_id == activity_id, ActivityFinding.state == FindingState.OPEN
    )
    appeal = exists().where(Appeal.activity_id == activity_id, Appeal.answered_at.is_(None))
    doubted, appealed = connection.execute(select(open_finding, appeal)).one()
    return (status in {Status.HELD, *EARNING} and doubted) or (status in IN_QUESTION and appealed)


def _check_possible(change: Change, ruling: Ruling) -> None:
    """Raise where the figures that a verdict needs are gone, are seen by their owner only, or would stay the same."""
    if change.activity.kind is None and not _works_without_figures(change, ruling):
        raise FiguresUnseenError
    if ruling.verdict is not Verdict.CORRECTED:
        return
    if change.activity.source is Source.STRAVA:
        raise FiguresUnseenError
    if change.activity.kind is Kind.DAY_STEPS or corrected(change.recorded, ruling) == change.recorded:
        raise NothingCorrectedError


def _works_without_figures(change: Change, ruling: Ruling) -> bool:
    """Whether all a verdict does is to leave the points that are booked, or to take them."""
    stays = ruling.verdict is Verdict.RELEASED and change.activity.status in EARNING
    return stays or ruling.verdict is Verdict.REFUSED


def propose(connection: Connection, actor: Actor, change: Change, ruling: Ruling) -> None:
    """Leave word for a second organiser; the newest proposal on an activity stands."""
    connection.execute(delete(Proposal).where(Proposal.activity_id == change.activity.id))
    connection.execute(
        insert(Proposal).values(
            activity_id=change.activity.id,
            version=change.activity.version,
            verdict=ruling.verdict,
            reason=ruling.reason,
            minutes=ruling.minutes,
            metres=ruling.metres,
            proposed_by=actor.account_id,
            proposed_at=change.page.recorded_at,
        )
    )
