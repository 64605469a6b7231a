"""The one door: what was recorded comes in, is matched, doubted, scored, booked and carried to the totals.

All of it in one transaction. Everything of a person that may be the same outing is put together first (outings.py);
what counts for its outing is doubted (judging.py) and booked (booking.py), what does not stands behind it.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select

from challenge.domain.money import Points
from challenge.domain.plausibility import Finding
from challenge.domain.recorded import Recorded
from challenge.domain.sports import all_sports
from challenge.errors import NotFoundError, UnknownSportError
from challenge.services.arrivals import Admitted, Arrival, check_company, check_day
from challenge.services.booking import book_activity
from challenge.services.days import settle_days
from challenge.services.diary import Diary, Noted, key_of, known_activity, read_diaries
from challenge.services.judging import finding_rows
from challenge.services.ledger import Page, Why, write_page
from challenge.services.measured import measure_row
from challenge.services.notices import write_notices
from challenge.services.outings import outings_around, regroup
from challenge.services.people import Participant
from challenge.services.placing import Placed, place
from challenge.store.activity_models import Activity, ActivityFinding, ActivityMeasure, Source, Status
from challenge.store.ids import new_id
from challenge.store.review_models import Decider, NoticeKind

_NEW_ACTIVITY, _NEW_MEASURE, _NEW_FINDING = insert(Activity), insert(ActivityMeasure), insert(ActivityFinding)


def admit(
    connection: Connection,
    page: Page,
    people: dict[int, Participant],
    arrivals: Sequence[Arrival],
    *,
    hold: bool = False,
) -> list[Admitted]:
    """Let arrivals in; the edition is locked, the rights are checked. Answers in the order of the arrivals.

    `hold` keeps all of them from counting, whatever they are, until somebody decides.
    """
    before = _recorded_before(connection, arrivals)
    fresh = {arrival.key: arrival for arrival in reversed(arrivals) if arrival.key not in before}
    days = {arrival.key: _check(page, people, arrival) for arrival in fresh.values()}
    entering = [_Entering(new_id(), arrival, days[arrival.key]) for arrival in reversed(fresh.values())]
    admitted = before | (_enter(connection, page, people, entering, hold=hold) if entering else {})
    answers: list[Admitted] = []
    for arrival in arrivals:
        answers.append(admitted[arrival.key])
        admitted[arrival.key] = replace(admitted[arrival.key], repeated=True)
    return answers


def close(connection: Connection, page: Page, people: dict[int, Participant]) -> None:
    """Settle the days a page touched, tell who lost something, and write it to the ledger.

    A page that touched nothing leaves no trace.
    """
    if page.days:
        settle_days(connection, page, people)
        write_notices(connection, page)
        write_page(connection, page)
    elif page.told:
        write_notices(connection, page)


@dataclass(frozen=True, slots=True)
class _Entering:
    """An arrival on its way through the door."""

    id: int
    arrival: Arrival
    day: date

    @property
    def key(self) -> str:
        return key_of(self.arrival.source, self.arrival.external_id)

    @property
    def recorded(self) -> Recorded:
        return Recorded(self.arrival.measure, self.arrival.evidence)


def _check(page: Page, people: dict[int, Participant], arrival: Arrival) -> date:
    """Local day of an arrival that may come in."""
    person = people.get(arrival.participation_id)
    if person is None or person.edition_id != page.edition.id:
        raise NotFoundError
    check_company(person)
    if arrival.measure.sport not in all_sports():
        raise UnknownSportError(sport=arrival.measure.sport)
    return check_day(page.edition, arrival.measure, page.recorded_at)


def _enter(
    connection: Connection, page: Page, people: dict[int, Participant], entering: Sequence[_Entering], *, hold: bool
) -> dict[tuple[int, Source, str], Admitted]:
    """Put what enters beside what is there, by person; what counts is judged, the rest stands behind it."""
    if hold:
        return _keep_waiting(connection, page, people, entering)
    of_person: dict[int, list[_Entering]] = defaultdict(list)
    for one in entering:
        of_person[one.arrival.participation_id].append(one)
    diaries = read_diaries(
        connection,
        page.edition,
        {person: [one.arrival.measure.started_at for one in theirs] for person, theirs in of_person.items()},
    )
    rows = _Rows()
    groups = {}
    for person_id, theirs in of_person.items():
        diary = diaries[person_id]
        for one in theirs:
            known = known_activity(page.edition, one.arrival.source, one.arrival.external_id, one.recorded)
            diary.note(Noted(known, page.recorded_at, None))
        groups[person_id] = outings_around(connection, diary, [diary.notes[one.key].known for one in theirs])
        keys = [(one.key, one.day) for one in theirs]
        placed = place(connection, page.edition, people[person_id], diary, keys, groups[person_id])
        _note_rows(page, people[person_id], diary, theirs, placed, rows)
    rows.insert(connection)
    for person_id, outings in groups.items():
        ids = {one.key: one.id for one in of_person[person_id]}
        regroup(connection, page, people[person_id], diaries[person_id], outings, entered=ids)
    return rows.admitted


def _keep_waiting(
    connection: Connection, page: Page, people: dict[int, Participant], entering: Sequence[_Entering]
) -> dict[tuple[int, Source, str], Admitted]:
    """Hold what enters, compared with nothing, until somebody says whose it is."""
    rows = _Rows()
    for one in entering:
        activity = _activity_row(page, people[one.arrival.participation_id], one, Status.HELD, Points(0))
        rows.add(one, activity, (), page.recorded_at)
    rows.insert(connection)
    return rows.admitted


@dataclass(slots=True)
class _Rows:
    """What is to be written for those who enter."""

    activities: list[dict[str, Any]] = field(default_factory=list)
    measures: list[dict[str, Any]] = field(default_factory=list)
    findings: list[dict[str, Any]] = field(default_factory=list)
    admitted: dict[tuple[int, Source, str], Admitted] = field(default_factory=dict)

    def add(self, one: _Entering, activity: dict[str, Any], found: Sequence[Finding], moment: datetime) -> None:
        """Note an activity with its figures and findings."""
        self.activities.append(activity)
        self.measures.append(measure_row(one.id, one.recorded, erase_at=one.arrival.erase_at))
        self.findings += finding_rows(one.id, one.recorded, found, moment)
        self.admitted[one.arrival.key] = Admitted(one.id, activity["status"], activity["points"])

    def insert(self, connection: Connection) -> None:
        """Write them, those that others stand behind first."""
        self.activities.sort(key=lambda row: row["same_as"] is not None)
        connection.execute(_NEW_ACTIVITY, self.activities)
        connection.execute(_NEW_MEASURE, self.measures)
        if self.findings:
            connection.execute(_NEW_FINDING, self.findings)


def _note_rows(
    page: Page, person: Participant, diary: Diary, entering: Sequence[_Entering], placed: Iterable[Placed], rows: _Rows
) -> None:
    """Book what counts, and note what is to be written of everybody who enters."""
    ids = {one.key: one.id for one in entering}
    for one, its in zip(entering, placed, strict=True):
        activity = _activity_row(page, person, one, its.status, its.points)
        if its.behind is not None:
            counting = diary.notes[its.behind.key].row
            activity["same_as"] = counting.id if counting is not None else ids[its.behind.key]
            activity["likeness"] = its.likeness
        if its.status is Status.ASKED:
            page.tell(person.id, Why(NoticeKind.ASKED, Decider.RULE, one.id, always=True))
        book_activity(page, person, activity)
        rows.add(one, activity, its.doubts.every, page.recorded_at)


def _activity_row(page: Page, person: Participant, one: _Entering, status: Status, points: Points) -> dict[str, Any]:
    return {
        "id": one.id,
        "edition_id": page.edition.id,
        "participation_id": person.id,
        "source": one.arrival.source,
        "external_id": one.arrival.external_id,
        "sport": one.arrival.measure.sport,
        "started_at": one.arrival.measure.started_at,
        "day": one.day,
        "status": status,
        "points": points,
        "adapted": person.adapted,
        "rule_set_id": page.edition.rule_set_id,
        "version": 1,
        "booked_sequence": None,
        "recorded_at": page.recorded_at,
        "same_as": None,
        "likeness": None,
    }


_RECORDED_BEFORE = select(
    Activity.participation_id,
    Activity.source,
    Activity.external_id,
    Activity.id,
    Activity.status,
    Activity.points,
).where(
    Activity.participation_id.in_(bindparam("people", expanding=True)),
    Activity.source.in_(bindparam("sources", expanding=True)),  # the name's index is by source, too
    Activity.external_id.in_(bindparam("externals", expanding=True)),
)


def _recorded_before(connection: Connection, arrivals: Sequence[Arrival]) -> dict[tuple[int, Source, str], Admitted]:
    """Arrivals that were recorded before."""
    rows = connection.execute(
        _RECORDED_BEFORE,
        {
            "people": sorted({arrival.participation_id for arrival in arrivals}),
            "sources": sorted({arrival.source for arrival in arrivals}),
            "externals": sorted({arrival.external_id for arrival in arrivals}),
        },
    )
    return {
        (row.participation_id, row.source, row.external_id): Admitted(
            row.id, row.status, Points(row.points), repeated=True
        )
        for row in rows
    }
