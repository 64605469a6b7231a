"""Tables of what people did and what it earned: activities, measures, findings, ledger, day totals, audit log."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from challenge.domain.measure import Kind
from challenge.domain.plausibility import Doubt
from challenge.store.base import Base, words


class Source(StrEnum):
    """Where an activity came from."""

    MANUAL = "manual"
    """Entered by hand."""
    STEPS = "steps"
    """The day's steps, entered by hand."""
    FILE = "file"
    """Read from a file."""


class Status(StrEnum):
    """Whether an activity earns."""

    COUNTED = "counted"
    """In full."""
    LIMITED = "limited"
    """At what is plausible."""
    HELD = "held"
    """Nothing until an organiser decides."""
    REFUSED = "refused"
    """Nothing; an organiser decided so, with a reason."""
    WITHDRAWN = "withdrawn"
    """Nothing; its owner deleted it."""


EARNING = frozenset({Status.COUNTED, Status.LIMITED})


class Activity(Base):
    """One thing somebody did; never overwritten without a reversal in the ledger, never deleted."""

    __tablename__ = "activities"
    __table_args__ = (
        UniqueConstraint("participation_id", "source", "external_id"),
        CheckConstraint("points >= 0", name="points"),
        Index("ix_activities_participation_day", "participation_id", "day"),
        Index("ix_activities_edition_status", "edition_id", "status"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"))
    participation_id: Mapped[int] = mapped_column(ForeignKey("participations.id"))
    source: Mapped[Source] = mapped_column(words(Source))
    external_id: Mapped[str] = mapped_column(String(80))
    """What makes a repeat of the same request or file the same activity."""
    sport: Mapped[str] = mapped_column(String(40))
    started_at: Mapped[datetime]
    day: Mapped[date]
    """Local date of the start in the edition's zone."""
    status: Mapped[Status] = mapped_column(words(Status))
    points: Mapped[int]
    """What it earns now: zero unless counted or limited."""
    adapted: Mapped[bool]
    rule_set_id: Mapped[int] = mapped_column(ForeignKey("rule_sets.id"))
    version: Mapped[int] = mapped_column(default=1)
    """Grows with each edit and decision; part of the cause of its ledger entries."""
    booked_sequence: Mapped[int | None]
    """Its ledger entry in force."""
    recorded_at: Mapped[datetime]


class ActivityMeasure(Base):
    """The raw figures of an activity; may be erased while points and ledger entries stay."""

    __tablename__ = "measures"
    __table_args__ = (
        CheckConstraint(
            "moving_seconds >= 0 AND (elapsed_seconds IS NULL OR elapsed_seconds >= 0)"
            " AND (distance_m IS NULL OR distance_m >= 0) AND (ascent_m IS NULL OR ascent_m >= 0)"
            " AND (steps IS NULL OR steps >= 0) AND (best_minute_m IS NULL OR best_minute_m >= 0)",
            name="not_negative",
        ),
    )

    activity_id: Mapped[int] = mapped_column(ForeignKey("activities.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[Kind] = mapped_column(words(Kind))
    moving_seconds: Mapped[int]
    elapsed_seconds: Mapped[int | None]
    distance_m: Mapped[int | None]
    ascent_m: Mapped[int | None]
    steps: Mapped[int | None]
    best_minute_m: Mapped[int | None]


class FindingState(StrEnum):
    """What became of a doubt."""

    OPEN = "open"
    """Nobody has decided."""
    RELEASED = "released"
    """An organiser believes the figures; covers only those they saw."""
    REFUSED = "refused"
    """An organiser does not believe them, with a reason."""
    CLEARED = "cleared"
    """The owner corrected or deleted the activity."""


class ActivityFinding(Base):
    """A reason to doubt an activity, with the figures it was raised on and the decision."""

    __tablename__ = "findings"

    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activities.id"), index=True)
    doubt: Mapped[Doubt] = mapped_column(words(Doubt))
    value: Mapped[int]
    limit_value: Mapped[int]
    figures: Mapped[str] = mapped_column(String(64))
    """Fingerprint of the measure it was raised on."""
    state: Mapped[FindingState] = mapped_column(words(FindingState))
    reason: Mapped[str | None] = mapped_column(String(500))
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    decided_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class EntryKind(StrEnum):
    """What a ledger entry is for."""

    ACTIVITY = "activity"
    """Points of one activity and what they are worth."""
    DAY = "day"
    """What a person's day adds or takes."""
    FEE = "fee"
    """The fee for a participant."""
    PAYMENT = "payment"
    """Money received from the company; no points."""


class LedgerEntry(Base):
    """One line of an edition's ledger: appended, chained by hash, never changed."""

    __tablename__ = "ledger_entries"
    __table_args__ = (
        UniqueConstraint("edition_id", "cause"),
        UniqueConstraint("edition_id", "previous_hash"),
        CheckConstraint(
            "(points >= 0 AND micro_euros >= 0) OR (points <= 0 AND micro_euros <= 0)",
            name="sign",
        ),
        CheckConstraint("kind NOT IN ('fee', 'payment') OR points = 0", name="points_of_money"),
        Index("ix_ledger_entries_participation", "participation_id"),
    )

    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"), primary_key=True)
    sequence: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[EntryKind] = mapped_column(words(EntryKind))
    cause: Mapped[str] = mapped_column(String(80))
    """Unique in its edition, so that a repeated request books nothing."""
    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id"))
    participation_id: Mapped[int | None] = mapped_column(ForeignKey("participations.id"))
    activity_id: Mapped[int | None]
    day: Mapped[date | None]
    points: Mapped[int]
    micro_euros: Mapped[int]
    reverses: Mapped[int | None]
    """Sequence of the entry this one takes back."""
    rule_set_id: Mapped[int]
    actor_id: Mapped[int]
    """Account of whoever caused it."""
    recorded_at: Mapped[datetime]
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class DayTotal(Base):
    """A participant's day: the sum of its ledger entries, which boards are added up from."""

    __tablename__ = "day_totals"
    __table_args__ = (CheckConstraint("points >= 0 AND micro_euros >= 0", name="totals"),)

    participation_id: Mapped[int] = mapped_column(ForeignKey("participations.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id"), index=True)
    """The team it was earned for."""
    points: Mapped[int]
    micro_euros: Mapped[int]
    adjustment: Mapped[int]
    """Points booked for the day itself."""
    active: Mapped[bool]
    version: Mapped[int]
    """Grows with each booking of the day."""
    booked_sequence: Mapped[int | None]
    """The day's ledger entry in force."""


class AuditEntry(Base):
    """Who did what to whom, for decisions and access; no figures of a person's activity."""

    __tablename__ = "audit_log"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))
    edition_id: Mapped[int | None] = mapped_column(ForeignKey("editions.id"))
    subject_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"), index=True)
    """Whose data were read or changed; that person sees the line."""
    action: Mapped[str] = mapped_column(String(60))
    facts: Mapped[dict[str, Any]]
