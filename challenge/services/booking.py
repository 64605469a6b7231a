"""Booking: an activity as it is stored and what it earns, put in the place of what it was and earned before."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select, update

from challenge.domain.known_activity import KnownActivity
from challenge.domain.money import Points, euros_for
from challenge.domain.outings import Likeness
from challenge.domain.recorded import Recorded
from challenge.domain.scoring import count
from challenge.errors import NotFoundError
from challenge.services.contention import Replaced
from challenge.services.diary import CHANGED, Diary, Noted, asks, known_activity, recorded_in
from challenge.services.editions import lock_edition
from challenge.services.judging import clear_findings, doubts_of, equals_of, judge, renew_findings
from challenge.services.ledger import Page, read_entries, take_back
from challenge.services.measured import MEASURED, fingerprint, measure_row
from challenge.services.people import Participant, read_participants
from challenge.services.permissions import Actor
from challenge.store.activity_models import (
    EARNING,
    Activity,
    ActivityFinding,
    ActivityMeasure,
    EntryKind,
    FindingState,
    Status,
)
from challenge.store.ids import MOST_ID


@dataclass(frozen=True, slots=True)
class Change:
    """An activity under the edition's lock, ready to be changed."""

    activity: Row[*tuple[Any, ...]]
    page: Page
    person: Participant

    @property
    def recorded(self) -> Recorded:
        """What was recorded of it; only of one whose figures are still there."""
        return recorded_in(self.activity)

    @property
    def known(self) -> KnownActivity:
        """As the rules of outings see it."""
        return known_activity(self.page.edition, self.activity.source, self.activity.external_id, self.recorded)

    @property
    def people(self) -> dict[int, Participant]:
        """The participant by its id, as the door takes people."""
        return {self.person.id: self.person}


_ACTIVITY = select(*CHANGED, *MEASURED).join(ActivityMeasure, ActivityMeasure.activity_id == Activity.id, isouter=True)


def lock_activity(
    connection: Connection, activity_id: int, actor: Actor, now: datetime, *, page: Page | None = None
) -> Change:
    """An activity with its person and a page to book on, the edition locked; raises NotFoundError."""
    if not 0 < activity_id <= MOST_ID:
        raise NotFoundError
    edition_id = connection.scalar(select(Activity.edition_id).where(Activity.id == activity_id))
    if edition_id is None:
        raise NotFoundError
    edition = page.edition if page else lock_edition(connection, edition_id)
    row = connection.execute(_ACTIVITY.where(Activity.id == activity_id)).one_or_none()
    people = read_participants(connection, [row.participation_id]) if row else {}
    if row is None or row.participation_id not in people:  # its owner erased the account: nobody changes what is left
        raise NotFoundError
    return Change(row, page or Page(edition, actor.account_id, now), people[row.participation_id])


def book_activity(page: Page, person: Participant, activity: dict[str, Any]) -> None:
    """Book what an activity earns, and note the entry on it; its day is touched either way."""
    page.touch(person.id, activity["day"])
    activity["booked_sequence"] = None
    if activity["points"]:
        activity["booked_sequence"] = page.book(
            EntryKind.ACTIVITY,
            f"activity:{activity['id']}:{activity['version']}",
            entry_id=person.entry_id,
            participation_id=person.id,
            points=activity["points"],
            micro_euros=euros_for(activity["points"], person.rate),
            activity_id=activity["id"],
            day=activity["day"],
        )


def store_status(
    connection: Connection,
    change: Change,
    status: Status,
    points: Points,
    *,
    recorded: Recorded | None = None,
    same_as: tuple[int, Likeness] | None = None,
) -> None:
    """Book an activity's new standing: what it earned is taken back, what it earns now is booked."""
    old, edition = change.activity, change.page.edition
    if old.booked_sequence:
        entry = read_entries(connection, edition.id, [old.booked_sequence])[old.booked_sequence]
        take_back(change.page, [(entry, f"activity:{old.id}:{old.version}:back")])
    row: dict[str, Any] = {
        "id": old.id,
        "status": status,
        "points": points,
        "version": old.version + 1,
        "day": edition.day_of(recorded.measure.started_at) if recorded else old.day,
        "adapted": change.person.adapted,
        "rule_set_id": edition.rule_set_id,
        "same_as": same_as[0] if same_as else None,
        "likeness": same_as[1] if same_as else None,
    }
    if recorded:
        row |= {"sport": recorded.measure.sport, "started_at": recorded.measure.started_at}
    change.page.touch(change.person.id, old.day)
    book_activity(change.page, change.person, row)
    connection.execute(update(Activity).where(Activity.id == old.id).values(row))
    if same_as:
        take_along(connection, old.id, same_as[0])


def take_along(connection: Connection, activity_id: int, counting_id: int | None) -> None:
    """What stands behind an activity and has no figures to be compared by follows it, or goes with it."""
    gone = {"status": Status.WITHDRAWN, "likeness": None} if counting_id is None else {}
    behind = Activity.same_as == activity_id, Activity.commitment.is_not(None)
    connection.execute(update(Activity).where(*behind).values(same_as=counting_id, **gone))


def store_measure(connection: Connection, change: Change, recorded: Recorded) -> None:
    """Put what was recorded in the place of what was; the day of its erasure stays."""
    row = measure_row(change.activity.id, recorded, erase_at=change.activity.erase_at)
    connection.execute(update(ActivityMeasure).where(ActivityMeasure.activity_id == change.activity.id).values(row))


def judge_again(
    connection: Connection, change: Change, diary: Diary, recorded: Recorded, behind: Collection[str]
) -> tuple[Status, Points]:
    """Judge an activity that counts for its outing anew, with its findings, and book the difference.

    What stands `behind` another one from now on, by key, is not held against it.
    """
    noted = Noted(
        known_activity(change.page.edition, change.activity.source, change.activity.external_id, recorded),
        change.activity.recorded_at,
        change.activity,
    )
    edition, person = change.page.edition, change.person
    day = edition.day_of(recorded.measure.started_at)
    doubts = doubts_of(diary, noted, behind, equals_of(connection, edition, [noted]))
    decided = decision_on(connection, change.activity.id, recorded)
    if decided is None:
        instead_of = Replaced(change.activity.id, change.activity.day)
        status, score = judge(connection, edition, person, recorded, day, doubts, instead_of=instead_of)
        if asks(diary, noted, day):
            status = Status.ASKED
        renew_findings(connection, change.activity.id, recorded, doubts.every, change.page.recorded_at)
    else:
        status = DECIDED[decided]
        score = count(recorded, edition.rules, adapted=person.adapted, believed=status is Status.COUNTED).score
        clear_findings(connection, change.activity.id)
    points = score.points if status in EARNING else Points(0)
    store_status(connection, change, status, points, recorded=recorded)
    return status, points


DECIDED = {
    FindingState.RELEASED: Status.COUNTED,
    FindingState.LIMITED: Status.LIMITED,
    FindingState.REFUSED: Status.REFUSED,
}
"""What a decision makes of the figures it was taken on."""


def decision_on(connection: Connection, activity_id: int, recorded: Recorded) -> FindingState | None:
    """What an organiser decided on exactly these figures."""
    return connection.scalar(
        select(ActivityFinding.state)
        .where(
            ActivityFinding.activity_id == activity_id,
            ActivityFinding.figures == fingerprint(recorded.measure),
            ActivityFinding.state.in_(sorted(DECIDED)),
        )
        .order_by(ActivityFinding.decided_at.desc(), ActivityFinding.id.desc())
        .limit(1)
    )


def points_of(change: Change, *, believed: bool) -> Points:
    """What an activity earns in full, or at what is plausible."""
    rules, adapted = change.page.edition.rules, change.person.adapted
    return count(change.recorded, rules, adapted=adapted, believed=believed).score.points
