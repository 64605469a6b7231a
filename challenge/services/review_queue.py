"""The queue: what waits for an organiser, what hangs on it most first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, or_, select
from sqlalchemy.orm import aliased

from challenge.domain.doubts import Doubt
from challenge.domain.money import Points
from challenge.domain.recorded import Recorded
from challenge.domain.scoring import Counted, Left, count
from challenge.services.days import Part, left_in, read_counted
from challenge.services.editions import EditionView, edition_on, rules_of, utc_now
from challenge.services.measured import MEASURED, recorded_of
from challenge.services.people import Participant, read_participants
from challenge.services.permissions import Actor, Permission, Place, require
from challenge.services.review_cases import (
    Answer,
    Proposed,
    Rows,
    own_entries,
    read_answers,
    read_findings,
    read_proposals,
    read_rows,
    read_usual,
    waits_for_somebody,
)
from challenge.services.review_evidence import Figures, figures_for_organiser
from challenge.services.stakes import Boards, Stake, read_boards, stake_of
from challenge.store.activity_models import EARNING, Activity, KeptApart, Source, Status
from challenge.store.database import Database


@dataclass(frozen=True, slots=True)
class Case:
    """A doubted activity with all that is needed to decide."""

    activity_id: int
    person: str
    team: str
    company: str
    version: int
    """What a decision on it is about: an edit in between makes it another."""
    status: Status
    source: Source
    day: date
    points: Points
    """What it earns now."""
    in_full: Points | None
    at_limit: Points | None
    """What it would earn; None where its figures are gone, and only what it earns can stay or go."""
    stake: Stake
    doubts: tuple[Doubt, ...]
    figures: Figures | None
    """None where an organiser may not see them, or they are gone."""
    answer: Answer | None
    """What the person says to it; nobody has answered yet."""
    proposal: Proposed | None
    own_company: bool
    """It is of the organiser's own company: what they decide waits for a second one."""

    @property
    def limit_differs(self) -> bool:
        """Whether counting at the limit is anything else than counting in full."""
        return self.at_limit is not None and self.at_limit != self.in_full


@dataclass(frozen=True, slots=True)
class PairCase:
    """Two activities that look like one outing, of which their owner says that they are two."""

    one: Case
    other: Case
    said_at: datetime
    stake: Stake

    @property
    def key(self) -> tuple[int, int]:
        """The ids of both."""
        return self.one.activity_id, self.other.activity_id


def open_cases(database: Database, actor: Actor, edition_id: int, *, now: datetime | None = None) -> list[Case]:
    """Activities of an edition that wait for an organiser, what hangs on them most first."""
    require(actor, Permission.REVIEW, Place(edition_id))
    with database.reading() as connection:
        rows = read_rows(connection, waits_for_somebody(edition_id))
        cases = _cases(connection, actor, edition_id, rows, now or utc_now())
    return sorted(cases, key=lambda case: (case.stake.order, case.answer is None))


_ONE, _OTHER = aliased(Activity), aliased(Activity)
_CLAIMED = (
    select(KeptApart.one_id, KeptApart.other_id, KeptApart.said_at)
    .join(_ONE, _ONE.id == KeptApart.one_id)
    .join(_OTHER, _OTHER.id == KeptApart.other_id)
    .where(
        _ONE.edition_id == bindparam("edition"),
        KeptApart.accepted_at.is_(None),
        or_(_ONE.same_as == KeptApart.other_id, _OTHER.same_as == KeptApart.one_id),
    )
    .order_by(KeptApart.said_at, KeptApart.one_id, KeptApart.other_id)
)
"""Pairs of which one stands behind the other, while their owner says that they are two."""


def open_pairs(database: Database, actor: Actor, edition_id: int, *, now: datetime | None = None) -> list[PairCase]:
    """Pairs that their owners call two outings and that nobody has looked at, what hangs on them most first."""
    require(actor, Permission.REVIEW, Place(edition_id))
    with database.reading() as connection:
        pairs = connection.execute(_CLAIMED, {"edition": edition_id}).all()
        ids = {key for pair in pairs for key in (pair.one_id, pair.other_id)}
        rows = read_rows(connection, Activity.id.in_(ids)) if ids else {}
        case_of = {case.activity_id: case for case in _cases(connection, actor, edition_id, rows, now or utc_now())}
    found = [
        PairCase(case_of[one], case_of[other], said_at, _of_both(case_of[one], case_of[other]))
        for one, other, said_at in pairs
        if one in case_of and other in case_of
    ]
    return sorted(found, key=lambda pair: pair.stake.order)


def _of_both(one: Case, other: Case) -> Stake:
    """What hangs on a pair is what hangs on the one that does not count."""
    return min((case.stake for case in (one, other) if case.status not in EARNING), default=one.stake, key=_order)


def _order(stake: Stake) -> tuple[bool, int]:
    return stake.order


def count_open_cases(database: Database, actor: Actor, edition_id: int) -> int:
    """How much waits for an organiser."""
    require(actor, Permission.REVIEW, Place(edition_id))
    pairs = select(func.count()).select_from(_CLAIMED.subquery())
    with database.reading() as connection:
        activities = connection.scalar(select(func.count(Activity.id)).where(waits_for_somebody(edition_id))) or 0
        return activities + (connection.scalar(pairs, {"edition": edition_id}) or 0)


def _cases(connection: Connection, actor: Actor, edition_id: int, rows: Rows, now: datetime) -> list[Case]:
    if not rows:
        return []
    edition = edition_on(connection, edition_id)
    people = read_participants(connection, {row.participation_id for row in rows.values()})
    days = read_counted(connection, {(row.participation_id, row.day) for row in rows.values()})
    boards, usual = read_boards(connection, edition, now), read_usual(connection, rows)
    findings, answers = read_findings(connection, rows.keys()), read_answers(connection, rows.keys())
    proposals, own = read_proposals(connection, rows.keys()), own_entries(actor)
    made = []
    for key, row in rows.items():
        person = people.get(row.participation_id)
        if person is None:
            continue
        recorded = recorded_of(row[-len(MEASURED) :]) if row.kind is not None else None
        found = findings.get(key, ())
        full, limit = _outcomes(edition, row, recorded)
        stake = _stake(connection, boards, person, days.get((person.id, row.day), ()), row, recorded)
        made.append(
            Case(
                activity_id=key,
                person=row.nickname,
                team=row.team,
                company=row.company,
                version=row.version,
                status=row.status,
                source=row.source,
                day=row.day,
                points=Points(row.points),
                in_full=full,
                at_limit=limit,
                stake=stake,
                doubts=tuple(dict.fromkeys(finding.doubt for finding in found)),
                figures=figures_for_organiser(row.source, recorded, found, usual.get(key)),
                answer=answers.get(key),
                proposal=proposals.get(key),
                own_company=person.entry_id in own,
            )
        )
    return made


def _outcomes(
    edition: EditionView, row: Row[*tuple[Any, ...]], recorded: Recorded | None
) -> tuple[Points | None, Points | None]:
    """What an activity would earn in full and at the limit, by the rules in force."""
    if recorded is None or recorded.measure.sport is None:
        return None, None
    scores = [count(recorded, edition.rules, adapted=row.adapted, believed=believed) for believed in (True, False)]
    return scores[0].score.points, scores[1].score.points


def _stake(
    connection: Connection,
    boards: Boards,
    person: Participant,
    day: Sequence[Part],
    row: Row[*tuple[Any, ...]],
    recorded: Recorded | None,
) -> Stake:
    own = _part(connection, row, recorded, believed=row.status is Status.COUNTED) if row.status in EARNING else None
    full = own if recorded is None else _part(connection, row, recorded, believed=True)
    return stake_of(boards, person, day, own, full)


def _part(
    connection: Connection, row: Row[*tuple[Any, ...]], recorded: Recorded | None, *, believed: bool
) -> Counted | Left:
    """An activity as its day counts it."""
    if recorded is None or row.commitment is not None:
        return left_in(row)
    return count(recorded, rules_of(connection, row.rule_set_id), adapted=row.adapted, believed=believed)
