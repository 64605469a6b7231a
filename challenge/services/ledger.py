"""The ledger: every point and euro as appended, chained entries; a correction is a reversal and a new entry."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from challenge.domain.money import MicroEuros, Points
from challenge.domain.plausibility import Doubt
from challenge.services.editions import EditionView
from challenge.store.activity_models import EntryKind, LedgerEntry
from challenge.store.edition_models import Edition
from challenge.store.review_models import Decider, NoticeKind

GENESIS = "0" * 64
"""What the first entry of an edition follows."""

HASHED = (
    "edition_id",
    "sequence",
    "kind",
    "cause",
    "entry_id",
    "participation_id",
    "activity_id",
    "day",
    "points",
    "micro_euros",
    "reverses",
    "rule_set_id",
    "actor_id",
    "recorded_at",
)
"""What an entry's hash covers, in this order, after the hash before it."""

NO_POINTS = Points(0)
NO_EUROS = MicroEuros(0)


def entry_hash(previous_hash: str, entry: dict[str, Any]) -> str:
    """Hash of an entry: SHA-256 of the hash before it and the entry's own values."""
    values = "|".join(_canonical(entry[name]) for name in HASHED)
    return sha256(f"{previous_hash}|{values}".encode()).hexdigest()


def _canonical(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)


@dataclass(slots=True)
class DayChange:
    """What a page changes in one participant's day."""

    points: int = 0
    micro_euros: int = 0


@dataclass(frozen=True, slots=True)
class Why:
    """Why somebody's total changes, as the notice to them will say."""

    kind: NoticeKind
    decider: Decider
    activity_id: int | None = None
    doubt: Doubt | None = None
    reason: str | None = None
    always: bool = False
    """Tell it also where the total does not fall."""


@dataclass(slots=True)
class Page:
    """Entries of one transaction, in order, before they are written behind the edition's last one."""

    edition: EditionView
    actor_id: int
    recorded_at: datetime
    entries: list[dict[str, Any]] = field(default_factory=list)
    days: dict[tuple[int, date], DayChange] = field(default_factory=dict)
    told: dict[int, list[Why]] = field(default_factory=dict)
    """What is to be told to whom, by participation."""

    def tell(self, participation_id: int, why: Why) -> None:
        """Note why somebody's total changes; who is told nothing and loses something is told of the rule of the day."""
        self.told.setdefault(participation_id, []).append(why)

    def book(
        self,
        kind: EntryKind,
        cause: str,
        *,
        entry_id: int,
        participation_id: int,
        points: Points = NO_POINTS,
        micro_euros: MicroEuros = NO_EUROS,
        activity_id: int | None = None,
        day: date | None = None,
        reverses: int | None = None,
    ) -> int:
        """Add an entry; returns its sequence number in the edition."""
        sequence = self.edition.ledger_length + len(self.entries) + 1
        self.entries.append(
            {
                "edition_id": self.edition.id,
                "sequence": sequence,
                "kind": kind,
                "cause": cause,
                "entry_id": entry_id,
                "participation_id": participation_id,
                "activity_id": activity_id,
                "day": day,
                "points": points,
                "micro_euros": micro_euros,
                "reverses": reverses,
                "rule_set_id": self.edition.rule_set_id,
                "actor_id": self.actor_id,
                "recorded_at": self.recorded_at,
            }
        )
        if day is not None:
            change = self.days.setdefault((participation_id, day), DayChange())
            change.points += points
            change.micro_euros += micro_euros
        return sequence

    def touch(self, participation_id: int, day: date) -> None:
        """Mark a day as changed although nothing is booked for it."""
        self.days.setdefault((participation_id, day), DayChange())


_ENTRIES = select(
    LedgerEntry.sequence,
    LedgerEntry.kind,
    LedgerEntry.entry_id,
    LedgerEntry.participation_id,
    LedgerEntry.activity_id,
    LedgerEntry.day,
    LedgerEntry.points,
    LedgerEntry.micro_euros,
).where(
    LedgerEntry.edition_id == bindparam("edition"),
    LedgerEntry.sequence.in_(bindparam("wanted", expanding=True)),
)


def read_entries(connection: Connection, edition_id: int, sequences: Iterable[int]) -> dict[int, Any]:
    """Entries by their sequence number."""
    wanted = list(sequences)
    if not wanted:
        return {}
    rows = connection.execute(_ENTRIES, {"edition": edition_id, "wanted": wanted})
    return {row.sequence: row for row in rows}


def take_back(page: Page, entries: Sequence[tuple[Any, str]]) -> None:
    """Book the reversal of each entry, for the cause beside it."""
    for entry, cause in entries:
        page.book(
            entry.kind,
            cause,
            entry_id=entry.entry_id,
            participation_id=entry.participation_id,
            points=Points(-entry.points),
            micro_euros=MicroEuros(-entry.micro_euros),
            activity_id=entry.activity_id,
            day=entry.day,
            reverses=entry.sequence,
        )


_WRITE = insert(LedgerEntry)
_RAISE = (
    update(Edition)
    .where(Edition.id == bindparam("key"))
    .values({name: bindparam(f"new_{name}") for name in ("revision", "ledger_length", "ledger_head")})
)


def write_page(connection: Connection, page: Page) -> None:
    """Chain a page's entries behind the edition's last one and raise its revision; the edition is locked."""
    head = page.edition.ledger_head
    for entry in page.entries:
        entry["previous_hash"] = head
        head = entry["hash"] = entry_hash(head, entry)
    if page.entries:
        connection.execute(_WRITE, page.entries)
    connection.execute(
        _RAISE,
        {
            "key": page.edition.id,
            "new_revision": page.edition.revision + 1,
            "new_ledger_length": page.edition.ledger_length + len(page.entries),
            "new_ledger_head": head,
        },
    )
