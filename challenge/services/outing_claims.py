"""Claims of two outings: an organiser agrees or not with whoever says that two activities alike are two outings."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, select, update

from challenge.domain.money import Points
from challenge.errors import AlreadyDecidedError, FiguresUnseenError
from challenge.services.booking import Change, lock_activity
from challenge.services.decision_log import append_decision
from challenge.services.decisions import Outcome, check_review, propose
from challenge.services.diary import Diary
from challenge.services.door import close
from challenge.services.editions import utc_now
from challenge.services.ledger import Why
from challenge.services.outings import outings_around, regroup
from challenge.services.permissions import Actor, Permission, Place, require
from challenge.services.review_cases import own_entries
from challenge.services.rulings import Ruling, checked
from challenge.store.activity_models import Activity, KeptApart, Status
from challenge.store.database import Database
from challenge.store.review_models import Decider, NoticeKind, Proposal, Verdict

TOLD = {Verdict.TWO_OUTINGS: NoticeKind.TWO_OUTINGS, Verdict.ONE_OUTING: NoticeKind.SAME_OUTING}
"""What can be said of a pair, and how it is told."""


@dataclass(frozen=True, slots=True)
class _Claim:
    """Both activities of a pair, held."""

    one: Change
    other: Change

    @property
    def behind(self) -> Change:
        """The one that does not count: it stands behind one other, so a proposal about the pair is one about it."""
        return self.one if self.one.activity.status is Status.DUPLICATE else self.other

    @property
    def key(self) -> tuple[int, int]:
        return self.one.activity.id, self.other.activity.id


def settle_pair(
    database: Database,
    actor: Actor,
    pair: tuple[int, int],
    ruling: Ruling,
    *,
    seen: tuple[int, int] | None = None,
    now: datetime | None = None,
) -> Outcome:
    """Say whether a pair is two outings or one; `seen` are the versions that were looked at, in the order of the pair.

    Of the own company it is a proposal until a second organiser says the same. Raises AlreadyDecidedError where the
    pair does not wait or has changed, ReviewEndedError after the review, ValueError for any other verdict.
    """
    if ruling.verdict not in TOLD:
        raise ValueError(f"{ruling.verdict} is not said of a pair")
    sound, moment = checked(ruling), now or utc_now()
    with database.transaction() as connection:
        claim = _held(connection, actor, pair, moment)
        require(actor, Permission.REVIEW, Place(claim.one.activity.edition_id))
        check_review(claim.one.page.edition, moment)
        versions = (claim.one.activity.version, claim.other.activity.version)
        if seen not in {None, versions} or not _waits(connection, claim):
            raise AlreadyDecidedError
        said_before = _proposed_by_another(connection, actor, claim, sound)
        if claim.one.person.entry_id in own_entries(actor) and said_before is None:
            propose(connection, actor, claim.behind, sound)
            return Outcome.PROPOSED
        _carry_out(connection, actor, claim, sound, said_before)
        return Outcome.DECIDED


def _held(connection: Connection, actor: Actor, pair: tuple[int, int], now: datetime) -> _Claim:
    one = lock_activity(connection, pair[0], actor, now)
    return _Claim(one, lock_activity(connection, pair[1], actor, now, page=one.page))


def _waits(connection: Connection, claim: _Claim) -> bool:
    """Whether one of the pair stands behind the other, its owner said that they are two, and nobody has answered."""
    front = claim.one if claim.behind is claim.other else claim.other
    linked = claim.behind.activity.same_as == front.activity.id
    waiting = select(KeptApart.said_at).where(_of(claim), KeptApart.accepted_at.is_(None))
    return linked and connection.scalar(waiting) is not None


def _of(claim: _Claim) -> ColumnElement[bool]:
    one, other = sorted(claim.key)
    return (KeptApart.one_id == one) & (KeptApart.other_id == other)


def _proposed_by_another(connection: Connection, actor: Actor, claim: _Claim, ruling: Ruling) -> int | None:
    """Who else proposed the same of the pair as it is now."""
    return connection.scalar(
        select(Proposal.proposed_by).where(
            Proposal.activity_id == claim.behind.activity.id,
            Proposal.version == claim.behind.activity.version,
            Proposal.verdict == ruling.verdict,
            Proposal.proposed_by != actor.account_id,
        )
    )


def _carry_out(connection: Connection, actor: Actor, claim: _Claim, ruling: Ruling, proposed_by: int | None) -> None:
    behind, page = claim.behind, claim.one.page
    connection.execute(delete(Proposal).where(Proposal.activity_id.in_(claim.key)))
    why = Why(TOLD[ruling.verdict], Decider.ORGANISER, behind.activity.id, reason=ruling.reason or None, always=True)
    page.tell(behind.person.id, why)
    if ruling.verdict is Verdict.TWO_OUTINGS:
        _part(connection, actor, claim)
    else:
        connection.execute(delete(KeptApart).where(_of(claim)))
    close(connection, page, behind.people)
    points = connection.scalar(select(Activity.points).where(Activity.id == behind.activity.id)) or 0
    append_decision(connection, actor, behind, ruling, Points(points), appealed=False, proposed_by=proposed_by)


def _part(connection: Connection, actor: Actor, claim: _Claim) -> None:
    """Let both count, and put everything around them together again."""
    if claim.one.activity.kind is None or claim.other.activity.kind is None:
        raise FiguresUnseenError
    page, person = claim.one.page, claim.one.person
    agreed = {"accepted_at": page.recorded_at, "accepted_by": actor.account_id}
    connection.execute(update(KeptApart).where(_of(claim)).values(agreed))
    diary = Diary(connection, page.edition, person.id)
    outings = outings_around(connection, diary, [claim.one.known, claim.other.known])
    regroup(connection, page, person, diary, outings)
