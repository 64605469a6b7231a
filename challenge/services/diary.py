"""Diary: one person's activities by time, read from the database only as far around a moment as is asked."""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, bindparam, exists, or_, select
from sqlalchemy.orm import aliased

from challenge.domain.arrived import Arrived
from challenge.domain.known_activity import KnownActivity
from challenge.domain.outing_limits import LONG_SECONDS
from challenge.domain.outings import REACH, USUAL_REACH, candidates_window, is_long
from challenge.domain.recorded import Recorded
from challenge.services.editions import EditionView
from challenge.services.measured import MEASURED, recorded_of
from challenge.services.waiting import WAITS_FOR_ITS_PERSON
from challenge.store.activity_models import EARNING, Activity, ActivityMeasure, KeptApart, Source, Status

UNSETTLED = frozenset({Status.ASKED, Status.WITHDRAWN})
"""What was not compared with all that counts on its day."""

_MORE = REACH - USUAL_REACH
Window = tuple[datetime, datetime]
"""First and last start."""

CHANGED = (
    Activity.id,
    Activity.edition_id,
    Activity.participation_id,
    Activity.source,
    Activity.external_id,
    Activity.status,
    Activity.day,
    Activity.version,
    Activity.points,
    Activity.booked_sequence,
    Activity.same_as,
    Activity.likeness,
    Activity.recorded_at,
    Activity.commitment,
    ActivityMeasure.erase_at,
)
"""What has to be known of an activity to change it; what was recorded follows."""

_COUNTING = aliased(Activity)
BEHIND_GONE = (
    exists()
    .where(
        _COUNTING.id == Activity.same_as,
        _COUNTING.commitment.is_not(None),
        _COUNTING.status.in_(sorted(EARNING)),
        Activity.status == Status.DUPLICATE,
    )
    .correlate(Activity)
)
"""Its outing is counted by an activity whose figures were erased by rule: it is compared with nothing any more."""

_ROWS = (
    select(*CHANGED, BEHIND_GONE.label("behind_gone"), *MEASURED)
    .join(ActivityMeasure, ActivityMeasure.activity_id == Activity.id, isouter=True)
    .where(
        Activity.participation_id.in_(bindparam("people", expanding=True)),
        or_(
            Activity.started_at.between(bindparam("first"), bindparam("last")),
            and_(
                Activity.started_at.between(bindparam("long_first"), bindparam("long_last")),
                or_(ActivityMeasure.moving_seconds >= LONG_SECONDS, ActivityMeasure.elapsed_seconds >= LONG_SECONDS),
            ),
        ),
        Activity.status != Status.WITHDRAWN,
        ~WAITS_FOR_ITS_PERSON,
    )
)


def recorded_in(row: Row[*tuple[Any, ...]]) -> Recorded:
    """What was recorded, of a row with the columns above."""
    return recorded_of(row[-len(MEASURED) :])


def key_of(source: Source, external_id: str) -> str:
    """The name of an activity among its person's others: never given by the order of arrival."""
    return f"{source}:{external_id}"


@dataclass(frozen=True, slots=True)
class Noted:
    """One activity in a diary: as the rules of outings and of plausibility see it, and as it is stored."""

    known: KnownActivity
    recorded_at: datetime
    row: Row[*tuple[Any, ...]] | None
    """None for one that is only arriving."""

    @property
    def beside(self) -> Arrived:
        """What the checks of a day see of it."""
        return Arrived(self.known.measure, self.known.evidence, self.recorded_at, self.known.day)


@dataclass(slots=True)
class Diary:
    """What is known around some moments of one person."""

    connection: Connection
    edition: EditionView
    participation_id: int
    covered: Window | None = None
    notes: dict[str, Noted] = field(default_factory=dict)
    starts: list[tuple[datetime, str]] = field(default_factory=list)
    long: set[str] = field(default_factory=set)
    """Keys of those that last so long that what starts a day apart may belong to them."""
    gone: dict[int, Row[*tuple[Any, ...]]] = field(default_factory=dict)
    """Activities that count and whose figures were erased by rule."""

    def note(self, noted: Noted) -> None:
        """Write an activity down, in the place of what stood under its key."""
        self.strike(noted.known.key)
        self.notes[noted.known.key] = noted
        insort(self.starts, (noted.known.measure.started_at, noted.known.key))
        if is_long(noted.known):
            self.long.add(noted.known.key)

    def strike(self, key: str) -> None:
        """Take an activity out; what is not there stays away."""
        noted = self.notes.pop(key, None)
        if noted is not None:
            self.starts.remove((noted.known.measure.started_at, key))
            self.long.discard(key)

    def around(self, window: Window) -> list[Noted]:
        """Activities that start in a window, by start."""
        self._cover(window)
        first = bisect_left(self.starts, (window[0], ""))
        last = bisect_right(self.starts, (window[1], "\U0010ffff"))
        return [self.notes[key] for _, key in self.starts[first:last]]

    def beside(self, known: KnownActivity) -> list[Noted]:
        """Activities that may share their time or their day with one, or be the same outing."""
        near = {noted.known.key: noted for noted in self.around(candidates_window(known))}
        moment = known.measure.started_at
        for key in self.long:
            noted = self.notes[key]
            if abs(noted.known.measure.started_at - moment) <= REACH:
                near[key] = noted
        return list(near.values())

    def near(self, known: KnownActivity) -> list[KnownActivity]:
        """Activities that may be the same outing."""
        return [noted.known for noted in self.beside(known)]

    def take(self, row: Row[*tuple[Any, ...]]) -> None:
        """Write a stored activity down; of one without figures it is only remembered that it counts."""
        if row.behind_gone:
            return
        if row.kind is not None:
            known = known_activity(self.edition, row.source, row.external_id, recorded_in(row))
            self.note(Noted(known, row.recorded_at, row))
        elif row.status in EARNING and row.commitment is not None:
            self.gone[row.id] = row

    def _cover(self, window: Window) -> None:
        if self.covered is None:
            missing = [window]
            self.covered = window
        else:
            first, last = self.covered
            missing = [(window[0], first)] if window[0] < first else []
            missing += [(last, window[1])] if window[1] > last else []
            self.covered = (min(first, window[0]), max(last, window[1]))
        for piece in missing:
            for row in _read(self.connection, [self.participation_id], piece):
                if key_of(row.source, row.external_id) not in self.notes:
                    self.take(row)


def asks(diary: Diary, noted: Noted, day: date) -> bool:
    """Whether only the owner can say if this is an outing that counts on its day already, and whose figures are gone.

    What stood beside them while the figures were there is known to be another.
    """
    diary.near(noted.known)
    gone = {row.id for row in diary.gone.values() if row.day == day}
    if noted.known.source == Source.STRAVA or not gone:
        return False
    if noted.row is None:
        return True
    return noted.row.status in UNSETTLED and not gone <= apart_from(diary.connection, noted.row.id)


def apart_from(connection: Connection, activity_id: int) -> set[int]:
    """Activities of which its owner said that they are other outings."""
    names = or_(KeptApart.one_id == activity_id, KeptApart.other_id == activity_id)
    pairs = connection.execute(
        select(KeptApart.one_id, KeptApart.other_id).where(names, KeptApart.accepted_at.is_not(None))
    )
    return {key for pair in pairs for key in pair}


def known_activity(edition: EditionView, source: Source, external_id: str, recorded: Recorded) -> KnownActivity:
    """An activity as the rules of outings see it."""
    return KnownActivity(key_of(source, external_id), source.value, recorded.measure, recorded.evidence, edition.zone)


def read_diaries(
    connection: Connection, edition: EditionView, starts: Mapping[int, Iterable[datetime]]
) -> dict[int, Diary]:
    """Diaries of some people, read in one go around the moments at which something of theirs starts."""
    every = [moment for moments in starts.values() for moment in moments]
    window = (min(every) - USUAL_REACH, max(every) + USUAL_REACH)
    diaries = {person: Diary(connection, edition, person, window) for person in starts}
    for row in _read(connection, sorted(starts), window):
        diaries[row.participation_id].take(row)
    return diaries


def _read(connection: Connection, people: list[int], window: Window) -> Iterable[Row[*tuple[Any, ...]]]:
    return connection.execute(
        _ROWS,
        {
            "people": people,
            "first": window[0],
            "last": window[1],
            "long_first": window[0] - _MORE,
            "long_last": window[1] + _MORE,
        },
    )
