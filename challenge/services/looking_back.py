"""Looking back: people's activities held against what they usually do, their days and equal recordings.

Done beside the server for whoever recorded something since the last time, and once more at the lock. Never at the
door: what somebody usually does takes all their activities to say. A doubt raised here changes no points; where it
matters the activity waits for an organiser, and its owner is told.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from time import monotonic, sleep

from sqlalchemy import Connection, bindparam, select, update

from challenge.domain.arrived import Arrived
from challenge.domain.checks_of_day import findings_of_day
from challenge.domain.checks_of_history import findings_of_history, habits_of
from challenge.domain.copies import copied
from challenge.domain.money import Points
from challenge.domain.plausibility import Doubt, findings_of
from challenge.domain.recorded import Recorded
from challenge.domain.scoring import count
from challenge.services.booking import Change, decision_on, store_status
from challenge.services.contenders import contenders_of
from challenge.services.contention import ReadBoards, Replaced, matters
from challenge.services.diary import CHANGED, recorded_in
from challenge.services.door import close
from challenge.services.editions import EditionView, edition_on, lock_edition, utc_now
from challenge.services.judging import NOT_BESIDE, Doubts, calendar_of, renew_findings
from challenge.services.ledger import Page, Why
from challenge.services.measured import MEASURED
from challenge.services.people import Participant, read_participants
from challenge.services.waiting import WAITS_FOR_ITS_PERSON
from challenge.store.activity_models import (
    Activity,
    ActivityFinding,
    ActivityMeasure,
    FindingState,
    LedgerEntry,
    Status,
)
from challenge.store.database import Database
from challenge.store.edition_models import Edition, EditionState, HoldPolicy
from challenge.store.review_models import Decider, NoticeKind

AT_ONCE = 20
"""People looked at before a rest as long: neither who logs nor an open page waits for it.

Only who is doubted anew is looked at once more with the edition locked.
"""
NOBODY = 0
"""Account of whoever acts when a rule does."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """One activity that counts or waits, as it is stored and as the checks see it."""

    row: Change
    recorded: Recorded
    known: Arrived


def look_back(database: Database, *, now: datetime | None = None) -> int:
    """Look at everybody who recorded something since the last time, in every edition that runs; returns how many."""
    moment = now or utc_now()
    with database.reading() as connection:
        editions = connection.execute(
            select(Edition.id, Edition.looked_back_to, Edition.ledger_length).where(
                Edition.state.in_([EditionState.RUNNING, EditionState.LOCKED]), Edition.review_ends_at > moment
            )
        ).all()
    return sum(_look_at_edition(database, row.id, row.looked_back_to, row.ledger_length, moment) for row in editions)


@contextmanager
def _rest_as_long() -> Iterator[None]:
    """Leave the machine to others for as long as the block took."""
    began = monotonic()
    yield
    sleep(monotonic() - began)


def _look_at_edition(database: Database, edition_id: int, since: int, until: int, moment: datetime) -> int:
    with database.reading() as connection:
        people = connection.scalars(
            select(LedgerEntry.participation_id)
            .where(
                LedgerEntry.edition_id == edition_id,
                LedgerEntry.sequence > since,
                LedgerEntry.sequence <= until,
                LedgerEntry.activity_id.is_not(None),
            )
            .distinct()
        ).all()
    wanted = sorted(filter(None, people))
    for first in range(0, len(wanted), AT_ONCE):
        with _rest_as_long():
            doubted = _in_new_doubt(database, edition_id, wanted[first : first + AT_ONCE], moment)
        for participation_id in doubted:
            with _rest_as_long(), database.transaction() as connection:
                _look_at_person(connection, lock_edition(connection, edition_id), participation_id, moment)
    if until > since:
        with database.transaction() as connection:
            connection.execute(update(Edition).where(Edition.id == edition_id).values(looked_back_to=until))
    return len(wanted)


_STORED = (
    select(*CHANGED, *MEASURED)
    .join(ActivityMeasure, ActivityMeasure.activity_id == Activity.id)
    .where(
        Activity.participation_id.in_(bindparam("people", expanding=True)),
        Activity.status.not_in(sorted(NOT_BESIDE)),
        ~WAITS_FOR_ITS_PERSON,
    )
)


def _in_new_doubt(database: Database, edition_id: int, ids: Sequence[int], moment: datetime) -> list[int]:
    """Those of some people of whose activities one is doubted anew: found while others may write."""
    with database.reading() as connection:
        edition = edition_on(connection, edition_id)
        of_person = _seen_of(connection, Page(edition, NOBODY, moment), read_participants(connection, ids))
        doubts = {key: found for seen in of_person.values() for key, found in _doubts_of(edition, seen).items()}
        stood = _standing(connection, doubts)
    return [key for key, seen in of_person.items() if any(_raised(one, doubts, stood) for one in seen)]


def _look_at_person(connection: Connection, edition: EditionView, participation_id: int, moment: datetime) -> None:
    people = read_participants(connection, [participation_id])
    page = Page(edition, NOBODY, moment)
    for seen in _seen_of(connection, page, people).values():
        _write(connection, edition, seen, _doubts_of(edition, seen))
    close(connection, page, people)


def _seen_of(connection: Connection, page: Page, people: Mapping[int, Participant]) -> dict[int, list[_Seen]]:
    """What counts or waits of each of some people."""
    of_person: dict[int, list[_Seen]] = defaultdict(list)
    for row in connection.execute(_STORED, {"people": list(people)}):
        recorded, change = recorded_in(row), Change(row, page, people[row.participation_id])
        known = Arrived(recorded.measure, recorded.evidence, row.recorded_at, row.day)
        of_person[row.participation_id].append(_Seen(change, recorded, known))
    return of_person


def _doubts_of(edition: EditionView, seen: Sequence[_Seen]) -> dict[int, Doubts]:
    """What is doubted of each activity of one person, by its id."""
    calendar = calendar_of(edition)
    habits = habits_of([one.known for one in seen], calendar)
    by_day: dict[date, list[_Seen]] = defaultdict(list)
    by_rhythm: dict[str | None, list[_Seen]] = defaultdict(list)
    for one in seen:
        by_day[one.known.day].append(one)
        by_rhythm[one.recorded.evidence.rhythm].append(one)
    found = {}
    for one in seen:
        days = (one.known.day + timedelta(days=shift) for shift in (-1, 0, 1))
        beside = _others(one, (other for day in days for other in by_day.get(day, ())))
        own = findings_of(one.recorded.measure, one.recorded.evidence)
        around = [
            *findings_of_day(one.known, beside, calendar),
            *findings_of_history(one.known, habits, calendar, own),
        ]
        if one.recorded.evidence.rhythm and (
            copy := copied(one.known, _others(one, by_rhythm[one.recorded.evidence.rhythm]))
        ):
            around.append(copy)
        found[one.row.activity.id] = Doubts(own, tuple(around))
    return found


def _others(one: _Seen, listed: Iterable[_Seen]) -> list[Arrived]:
    return [other.known for other in listed if other is not one]


_OPEN = select(ActivityFinding.activity_id, ActivityFinding.doubt).where(
    ActivityFinding.activity_id.in_(bindparam("activities", expanding=True)),
    ActivityFinding.state == FindingState.OPEN,
)


def _standing(connection: Connection, ids: Iterable[int]) -> dict[int, set[str]]:
    """The open doubts of some activities, as they were found before."""
    stood: dict[int, set[str]] = defaultdict(set)
    for row in connection.execute(_OPEN, {"activities": sorted(ids)}):
        stood[row.activity_id].add(row.doubt)
    return stood


def _raised(one: _Seen, doubts: Mapping[int, Doubts], stood: Mapping[int, set[str]]) -> set[Doubt]:
    """The doubts of an activity that did not stand before; none of what was refused anyway."""
    activity = one.row.activity
    if activity.status is Status.REFUSED:
        return set()
    return {finding.doubt for finding in doubts[activity.id].every if finding.doubt not in stood.get(activity.id, ())}


def _write(connection: Connection, edition: EditionView, seen: Sequence[_Seen], doubts: Mapping[int, Doubts]) -> None:
    """Put the doubts of now in the place of those that stood, and hold what matters and was not held."""
    boards = cache(lambda: contenders_of(connection, edition))  # nothing is settled before all are looked at
    stood = _standing(connection, doubts)
    for one in seen:
        activity, found, new = one.row.activity, doubts[one.row.activity.id].every, _raised(one, doubts, stood)
        if not new or decision_on(connection, activity.id, one.recorded):
            continue
        renew_findings(connection, activity.id, one.recorded, found, one.row.page.recorded_at)
        if activity.status in {Status.COUNTED, Status.LIMITED} and _holds(connection, edition, one, boards):
            store_status(connection, one.row, Status.HELD, Points(0))
            doubt = next(finding for finding in found if finding.doubt in new)
            one.row.page.tell(
                activity.participation_id,
                Why(NoticeKind.DOUBTED, Decider.RULE, activity.id, doubt=doubt.doubt, always=True),
            )


def _holds(connection: Connection, edition: EditionView, one: _Seen, boards: ReadBoards) -> bool:
    """Whether the doubt keeps the activity from counting until somebody decides; never after the lock."""
    if edition.hold_policy is HoldPolicy.NEVER or one.row.page.recorded_at >= edition.locks_at:
        return False
    if edition.hold_policy is HoldPolicy.ALWAYS:
        return True
    activity, person = one.row.activity, one.row.person
    believed = activity.status is Status.COUNTED
    counted = count(one.recorded, edition.rules, adapted=person.adapted, believed=believed)
    instead_of = Replaced(activity.id, activity.day)
    return matters(connection, edition, person, activity.day, counted, instead_of, boards=boards)
