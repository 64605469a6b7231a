"""Placing: what becomes of each activity that comes in, the same for a preview and for the door."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from sqlalchemy import Connection

from challenge.domain.known_activity import KnownActivity
from challenge.domain.money import Points
from challenge.domain.outing_groups import Outing
from challenge.domain.outings import Likeness
from challenge.domain.recorded import Recorded
from challenge.services.contenders import contenders_of
from challenge.services.diary import Diary, asks
from challenge.services.editions import EditionView
from challenge.services.judging import Doubts, doubts_of, equals_of, judge
from challenge.services.outings import likeness_of
from challenge.services.people import Participant
from challenge.store.activity_models import EARNING, Status


@dataclass(frozen=True, slots=True)
class Placed:
    """What becomes of an activity: it counts for its outing, or stands behind another one."""

    key: str
    status: Status
    points: Points
    doubts: Doubts = field(default_factory=Doubts)
    behind: KnownActivity | None = None
    """The activity that counts for the same outing."""
    likeness: Likeness | None = None


def place(
    connection: Connection,
    edition: EditionView,
    person: Participant,
    diary: Diary,
    entering: Sequence[tuple[str, date]],
    outings: Iterable[Outing],
) -> Iterator[Placed]:
    """What becomes of activities noted in a diary, given by key with their local day."""
    boards = cache(lambda: contenders_of(connection, edition))  # nothing is booked before all are placed
    equals = equals_of(connection, edition, (diary.notes[key] for key, _ in entering))
    behind = {other.key: outing for outing in outings for other in outing.others}
    for key, day in entering:
        known = diary.notes[key].known
        if outing := behind.get(key):
            likeness = likeness_of(outing, known)
            yield Placed(key, Status.DUPLICATE, Points(0), behind=outing.counting, likeness=likeness)
            continue
        doubts = doubts_of(diary, diary.notes[key], behind, equals)
        recorded = Recorded(known.measure, known.evidence)
        status, score = judge(connection, edition, person, recorded, day, doubts, boards=boards)
        if asks(diary, diary.notes[key], day):
            status = Status.ASKED
        yield Placed(key, status, score.points if status in EARNING else Points(0), doubts)
