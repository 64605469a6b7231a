"""Outings: after each change, which of a person's activities tell of one outing, and which one of them counts."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from sqlalchemy import Connection, or_, select, update

from challenge.domain.known_activity import KnownActivity
from challenge.domain.money import Points
from challenge.domain.outing_groups import Outing, behind, linked, outings_of
from challenge.domain.outings import Likeness, likeness
from challenge.services.booking import Change, judge_again, store_status
from challenge.services.diary import Diary, Noted, recorded_in
from challenge.services.judging import clear_findings
from challenge.services.ledger import Page, Why
from challenge.services.people import Participant
from challenge.store.activity_models import Activity, KeptApart, Status
from challenge.store.review_models import Decider, NoticeKind


def outings_around(connection: Connection, diary: Diary, changed: Iterable[KnownActivity]) -> list[Outing]:
    """Every outing that a change can have regrouped, with the activities as they are noted now."""
    bound = [known for known in linked(changed, diary.near) if known.key in diary.notes]
    ids = [row.id for known in bound if (row := diary.notes[known.key].row) is not None]
    apart = _kept_apart(connection, diary, ids) if len(bound) > 1 and ids else frozenset()
    return outings_of(bound, apart)


def likeness_of(outing: Outing, other: KnownActivity) -> Likeness:
    """Why an activity belongs to an outing: by what it shares with the counting one."""
    return likeness(outing.counting, other) or Likeness.SAME_TIME


def regroup(
    connection: Connection,
    page: Page,
    person: Participant,
    diary: Diary,
    outings: Sequence[Outing],
    *,
    entered: Mapping[str, int] = MappingProxyType({}),
    settled: str | None = None,
) -> None:
    """Move stored activities to their places: who counts is judged anew, who no longer counts gives its points back.

    Those that have just `entered`, by key with their id, were placed by the door; so was the one `settled`, by key.
    """
    for outing in outings:
        counting = diary.notes[outing.counting.key]
        counting_id = counting.row.id if counting.row is not None else entered[outing.counting.key]
        for other in outing.others:
            if other.key != settled:
                _stand_behind(connection, page, person, diary.notes[other.key], counting_id, likeness_of(outing, other))
        promoted = counting.row is not None and counting.row.status is Status.DUPLICATE
        if counting.row is not None and promoted and outing.counting.key != settled:
            change = Change(counting.row, page, person)
            judge_again(connection, change, diary, recorded_in(counting.row), behind(outings))


def _stand_behind(
    connection: Connection, page: Page, person: Participant, noted: Noted, counting_id: int, why: Likeness
) -> None:
    """Let a stored activity stand behind the one that counts for its outing."""
    row = noted.row
    if row is None or (row.status, row.same_as, row.likeness) == (Status.DUPLICATE, counting_id, why):
        return
    if row.status is Status.DUPLICATE:
        values = {"same_as": counting_id, "likeness": why, "version": row.version + 1}
        connection.execute(update(Activity).where(Activity.id == row.id).values(values))
        return
    clear_findings(connection, row.id)
    store_status(connection, Change(row, page, person), Status.DUPLICATE, Points(0), same_as=(counting_id, why))
    page.tell(person.id, Why(NoticeKind.SAME_OUTING, Decider.RULE, row.id))


def _kept_apart(connection: Connection, diary: Diary, ids: Sequence[int]) -> frozenset[frozenset[str]]:
    """Pairs of keys that count as two by their owner's word."""
    keys = {noted.row.id: key for key, noted in diary.notes.items() if noted.row is not None}
    rows = connection.execute(
        select(KeptApart.one_id, KeptApart.other_id).where(
            KeptApart.accepted_at.is_not(None), or_(KeptApart.one_id.in_(ids), KeptApart.other_id.in_(ids))
        )
    )
    return frozenset(
        frozenset({keys[row.one_id], keys[row.other_id]}) for row in rows if {row.one_id, row.other_id} <= keys.keys()
    )
