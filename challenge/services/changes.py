"""Changes: an activity gets other figures, goes or comes back; its outing is put together again in the same breath."""

from sqlalchemy import Connection, select

from challenge.domain.known_activity import KnownActivity
from challenge.domain.money import Points
from challenge.domain.outing_groups import behind
from challenge.domain.outings import likeness
from challenge.domain.recorded import Recorded
from challenge.services.arrivals import Admitted
from challenge.services.booking import Change, judge_again, lock_activity, store_measure, store_status, take_along
from challenge.services.diary import BEHIND_GONE, Diary, Noted, apart_from, known_activity
from challenge.services.door import close
from challenge.services.judging import clear_findings
from challenge.services.ledger import Why
from challenge.services.outings import likeness_of, outings_around, regroup
from challenge.services.permissions import Actor
from challenge.store.activity_models import Activity, Status


def change_figures(connection: Connection, change: Change, recorded: Recorded, why: Why | None) -> Admitted:
    """Put figures in the place of the old ones, or bring a withdrawn activity back; the checks run again."""
    if is_behind_gone(connection, change):
        store_measure(connection, change, recorded)
        same_as = (change.activity.same_as, change.activity.likeness)
        store_status(connection, change, Status.DUPLICATE, Points(0), recorded=recorded, same_as=same_as)
        close(connection, change.page, change.people)
        return Admitted(change.activity.id, Status.DUPLICATE, Points(0))
    diary, alike = _alike(connection, change)
    known = known_activity(change.page.edition, change.activity.source, change.activity.external_id, recorded)
    diary.note(Noted(known, change.activity.recorded_at, change.activity))
    outings = outings_around(connection, diary, [known, *alike])
    if why is not None:
        change.page.tell(change.person.id, why)
    store_measure(connection, change, recorded)
    status, points = Status.DUPLICATE, Points(0)
    mine = next(outing for outing in outings if known in (outing.counting, *outing.others))
    if mine.counting == known:
        status, points = judge_again(connection, change, diary, recorded, behind(outings))
    else:
        counting = diary.notes[mine.counting.key].row
        if counting is None:
            raise AssertionError("everything in this diary is stored")
        clear_findings(connection, change.activity.id)
        same_as = (counting.id, likeness_of(mine, known))
        store_status(connection, change, status, points, recorded=recorded, same_as=same_as)
    regroup(connection, change.page, change.person, diary, outings, settled=known.key)
    close(connection, change.page, change.people)
    return Admitted(change.activity.id, status, points)


def withdraw(connection: Connection, change: Change, why: Why) -> None:
    """Take an activity out; another recording of its outing takes its place."""
    change.page.tell(change.person.id, why)
    diary, outings = None, []
    if change.activity.kind is not None:
        diary, alike = _alike(connection, change)
        diary.strike(change.known.key)
        outings = outings_around(connection, diary, alike)
    clear_findings(connection, change.activity.id)
    store_status(connection, change, Status.WITHDRAWN, Points(0))
    if diary is not None:
        regroup(connection, change.page, change.person, diary, outings)
    heir = diary.notes[outings[0].counting.key].row if diary is not None and outings else None
    take_along(connection, change.activity.id, heir.id if heir is not None else None)
    close(connection, change.page, change.people)
    if diary is None:
        judge_those_behind(connection, change, why)


def is_behind_gone(connection: Connection, change: Change) -> bool:
    """Whether an activity stands behind one whose figures are gone, and its owner has not said that they are two."""
    asked = select(BEHIND_GONE).select_from(Activity).where(Activity.id == change.activity.id)
    behind = change.activity.same_as is not None and connection.scalar(asked)
    return bool(behind) and change.activity.same_as not in apart_from(connection, change.activity.id)


def judge_those_behind(connection: Connection, front: Change, why: Why) -> None:
    """What stands behind an activity that had no figures is judged anew, one after the other."""
    behind = select(Activity.id).where(Activity.same_as == front.activity.id, Activity.status == Status.DUPLICATE)
    owner = Actor(front.page.actor_id, "", None, ())
    for activity_id in connection.scalars(behind.order_by(Activity.id)).all():
        change = lock_activity(connection, activity_id, owner, front.page.recorded_at)
        if change.activity.kind is not None:
            change_figures(connection, change, change.recorded, why)


def _alike(connection: Connection, change: Change) -> tuple[Diary, list[KnownActivity]]:
    """The person's diary, and what was bound to the activity as it is now."""
    diary = Diary(connection, change.page.edition, change.person.id)
    known = change.known
    alike = [other for other in diary.near(known) if other.key != known.key and likeness(known, other)]
    return diary, alike
