"""Outing links: which of one's own activities tell of one outing, which of them counts, and which were kept apart."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import BindParameter, Connection, Row, bindparam, or_, select

from challenge.domain.known_activity import KnownActivity
from challenge.domain.outings import can_be_two, likeness
from challenge.services.diary import known_activity
from challenge.services.editions import EditionView, edition_on
from challenge.services.measured import MEASURED, recorded_of
from challenge.services.people import read_participant
from challenge.services.permissions import Actor, Permission, Place, require
from challenge.store.activity_models import Activity, ActivityMeasure, KeptApart, Status
from challenge.store.database import Database


@dataclass(slots=True)
class Links:
    """What one activity is to others of its person."""

    counting: KnownActivity | None = None
    """What counts for the same outing in the place of this one."""
    behind_gone: bool = False
    """What counts in its place has no figures any more: its owner said that it is the same."""
    word_will_do: bool = False
    """Its owner's word would be enough to part them; else an organiser looks at it."""
    waits: bool = False
    """Its owner has said that they are two, and no organiser has looked at it yet."""
    others: list[KnownActivity] = field(default_factory=list)
    """What stands behind this one."""
    apart: list[KnownActivity] = field(default_factory=list)
    """What looks like the same outing and counts as another one, because its owner said so."""


def read_links(database: Database, actor: Actor, place: Place, ids: Collection[int]) -> dict[int, Links]:
    """Links of one's own activities, by id; those that stand alone are left out."""
    require(actor, Permission.SEE_OWN, place)
    with database.reading() as connection:
        pairs = _duplicates(connection, place.participation_id, ids)
        said = _kept_apart(connection, ids)
        if not pairs and not said:
            return {}
        person = read_participant(connection, place)
        edition = edition_on(connection, person.edition_id)
        bound = {*(key for pair in pairs for key in pair), *(key for pair in said for key in pair)}
        facts = _facts(connection, edition, person.id, bound)
    links: defaultdict[int, Links] = defaultdict(Links)
    for behind, counting in pairs:
        if behind not in facts:
            continue
        links[counting].others.append(facts[behind].known)
        if counting in facts:
            links[behind].counting = facts[counting].known
            links[behind].word_will_do = can_be_two(facts[behind].known, facts[counting].known)
            links[behind].waits = said.get(_pair(behind, counting)) is False
        else:
            links[behind].behind_gone = links[behind].word_will_do = True
    for (one_id, other_id), accepted in said.items():
        if accepted and one_id in facts and other_id in facts and _both_stand(facts[one_id], facts[other_id]):
            links[one_id].apart.append(facts[other_id].known)
            links[other_id].apart.append(facts[one_id].known)
    return dict(links)


@dataclass(frozen=True, slots=True)
class _Fact:
    """One activity as the rules of outings see it, and whether it is deleted."""

    known: KnownActivity
    withdrawn: bool


def _both_stand(one: _Fact, other: _Fact) -> bool:
    """Whether two activities would be one outing, were it not for their owner's word."""
    return not (one.withdrawn or other.withdrawn) and likeness(one.known, other.known) is not None


_IDS: BindParameter[int] = bindparam("ids", expanding=True)
_DUPLICATES = (
    select(Activity.id, Activity.same_as)
    .where(
        Activity.participation_id == bindparam("person"),
        Activity.status == Status.DUPLICATE,
        or_(Activity.id.in_(_IDS), Activity.same_as.in_(_IDS)),
    )
    .order_by(Activity.started_at, Activity.id)
)
_KEPT_APART = select(KeptApart.one_id, KeptApart.other_id, KeptApart.accepted_at).where(
    or_(KeptApart.one_id.in_(_IDS), KeptApart.other_id.in_(_IDS))
)


def _duplicates(connection: Connection, person_id: int | None, ids: Collection[int]) -> list[tuple[int, int]]:
    """Pairs of a duplicate and what counts in its place, by start."""
    rows = connection.execute(_DUPLICATES, {"person": person_id, "ids": list(ids)})
    return [(row.id, row.same_as) for row in rows if row.same_as is not None]


def _kept_apart(connection: Connection, ids: Collection[int]) -> dict[tuple[int, int], bool]:
    """Pairs of which their owner said that they are two, and whether they count so."""
    rows: Iterable[Row[*tuple[Any, ...]]] = connection.execute(_KEPT_APART, {"ids": list(ids)})
    return {(row.one_id, row.other_id): row.accepted_at is not None for row in rows}


def _pair(one_id: int, other_id: int) -> tuple[int, int]:
    return min(one_id, other_id), max(one_id, other_id)


def _facts(connection: Connection, edition: EditionView, person_id: int, ids: Collection[int]) -> dict[int, _Fact]:
    rows = connection.execute(
        select(Activity.id, Activity.source, Activity.external_id, Activity.status, *MEASURED)
        .join(ActivityMeasure, ActivityMeasure.activity_id == Activity.id)
        .where(Activity.participation_id == person_id, Activity.id.in_(ids))
    )
    return {
        row.id: _Fact(
            known_activity(edition, row.source, row.external_id, recorded_of(row[-len(MEASURED) :])),
            row.status is Status.WITHDRAWN,
        )
        for row in rows
    }
