"""Judging: every reason to doubt an activity, whether it counts, and the findings as they are stored."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from challenge.domain.arrived import Arrived, Calendar
from challenge.domain.checks_of_day import findings_of_day
from challenge.domain.copies import copied, somebody_elses
from challenge.domain.plausibility import Finding, curbs, findings_of
from challenge.domain.recorded import Recorded
from challenge.domain.scoring import Score, count
from challenge.services.contention import ReadBoards, Replaced, matters
from challenge.services.diary import Diary, Noted
from challenge.services.editions import EditionView
from challenge.services.measured import MEASURED, fingerprint, recorded_of
from challenge.services.people import Participant
from challenge.services.waiting import WAITS_FOR_ITS_PERSON
from challenge.store.activity_models import Activity, ActivityFinding, ActivityMeasure, FindingState, Status
from challenge.store.edition_models import HoldPolicy
from challenge.store.ids import new_id

NOT_BESIDE = frozenset({Status.WITHDRAWN, Status.DUPLICATE})
"""What is no second thing beside an activity."""
DAYS_BESIDE = 1
Equals = Mapping[str, Sequence[Row[*tuple[Any, ...]]]]
"""Stored activities by the rhythm of their recording."""


@dataclass(frozen=True, slots=True)
class Doubts:
    """Findings of one activity: by itself, and by what stands around it."""

    own: tuple[Finding, ...] = ()
    around: tuple[Finding, ...] = ()
    """They never change what counts; they are looked at, and held where it matters."""

    @property
    def every(self) -> tuple[Finding, ...]:
        """All of them, each doubt once."""
        known = {finding.doubt for finding in self.own}
        return (*self.own, *(finding for finding in self.around if finding.doubt not in known))


def calendar_of(edition: EditionView) -> Calendar:
    """The days that an activity is held against."""
    return Calendar(edition.starts_on, edition.ends_on, edition.locks_at)


def doubts_of(diary: Diary, noted: Noted, behind: Collection[str], equals: Equals) -> Doubts:
    """Every reason to doubt an activity that its own figures, its day and equal recordings (equals_of) give.

    What stands `behind` another one from now on, by key, is no second thing beside it, whatever it was before.
    """
    measure, evidence = noted.known.measure, noted.known.evidence
    others = [
        other.beside
        for other in diary.beside(noted.known)
        if other.known.key != noted.known.key
        and other.known.key not in behind
        and abs((other.known.day - noted.known.day).days) <= DAYS_BESIDE
        and (other.row is None or other.row.status not in NOT_BESIDE)
    ]
    around = [*findings_of_day(noted.beside, others, calendar_of(diary.edition)), *_copies(diary, noted, equals)]
    return Doubts(findings_of(measure, evidence), tuple(around))


def judge(
    connection: Connection,
    edition: EditionView,
    person: Participant,
    recorded: Recorded,
    day: date,
    doubts: Doubts,
    *,
    instead_of: Replaced | None = None,
    boards: ReadBoards | None = None,
) -> tuple[Status, Score]:
    """Whether a measure counts in full, at the plausible limit, or is held because it matters; and its score."""
    believed = not curbs(doubts.own)
    counted = count(recorded, edition.rules, adapted=person.adapted, believed=believed)
    if not doubts.every:
        return Status.COUNTED, counted.score
    held = edition.hold_policy is HoldPolicy.ALWAYS or (
        edition.hold_policy is HoldPolicy.FIRST_TEN
        and matters(connection, edition, person, day, counted, instead_of, boards=boards)
    )
    if held:
        return Status.HELD, counted.score
    return Status.COUNTED if believed else Status.LIMITED, counted.score


def at_the_limit(recorded: Recorded) -> Status:
    """What a doubted activity is as long as nobody has decided and nothing hangs on it."""
    return Status.LIMITED if curbs(findings_of(recorded.measure, recorded.evidence)) else Status.COUNTED


def finding_rows(
    activity_id: int, recorded: Recorded, found: Sequence[Finding], moment: datetime
) -> list[dict[str, Any]]:
    """Open findings as they are stored."""
    return [
        {
            "id": new_id(),
            "activity_id": activity_id,
            "doubt": finding.doubt,
            "value": finding.value,
            "limit_value": finding.limit,
            "figures": fingerprint(recorded.measure),
            "state": FindingState.OPEN,
            "created_at": moment,
        }
        for finding in found
    ]


def renew_findings(
    connection: Connection, activity_id: int, recorded: Recorded, found: Sequence[Finding], moment: datetime
) -> None:
    """Put open findings in the place of those that were open."""
    clear_findings(connection, activity_id)
    if found:
        connection.execute(insert(ActivityFinding), finding_rows(activity_id, recorded, found, moment))


def clear_findings(connection: Connection, activity_id: int) -> None:
    """Close what is open: the activity was corrected, deleted, or counts no more."""
    connection.execute(
        update(ActivityFinding)
        .where(ActivityFinding.activity_id == activity_id, ActivityFinding.state == FindingState.OPEN)
        .values(state=FindingState.CLEARED)
    )


_SAME_RHYTHM = (
    select(Activity.id, Activity.participation_id, Activity.day, Activity.recorded_at, *MEASURED)
    .join(ActivityMeasure, ActivityMeasure.activity_id == Activity.id)
    .where(
        ActivityMeasure.rhythm.in_(bindparam("rhythms", expanding=True)),
        Activity.edition_id == bindparam("edition"),
        Activity.status.not_in(sorted(NOT_BESIDE)),
        ~WAITS_FOR_ITS_PERSON,
    )
    .order_by(Activity.id)
    .limit(bindparam("most"))
)
MOST_COPIES = 20
"""Of each recording: whoever sends more has been doubted by then."""


def equals_of(connection: Connection, edition: EditionView, noted: Iterable[Noted]) -> Equals:
    """What was sent of the very same recordings before, by anybody, by rhythm; asked once for all of them."""
    rhythms = sorted({one.known.evidence.rhythm for one in noted if one.known.evidence.rhythm})
    equals: dict[str, list[Row[*tuple[Any, ...]]]] = defaultdict(list)
    if rhythms:
        asked = {"rhythms": rhythms, "edition": edition.id, "most": MOST_COPIES * len(rhythms)}
        for row in connection.execute(_SAME_RHYTHM, asked):
            equals[row.rhythm].append(row)
    return equals


def _copies(diary: Diary, noted: Noted, equals: Equals) -> list[Finding]:
    """The same recording sent before, by the same person with another date or by somebody else."""
    own: list[Arrived] = []
    others: list[Arrived] = []
    for row in equals.get(noted.known.evidence.rhythm or "", ()):
        if noted.row is None or row.id != noted.row.id:
            recorded = recorded_of(row[-len(MEASURED) :])
            mine = row.participation_id == diary.participation_id
            (own if mine else others).append(Arrived(recorded.measure, recorded.evidence, row.recorded_at, row.day))
    found = (copied(noted.beside, own), somebody_elses(noted.beside, others))
    return [finding for finding in found if finding]
