"""Tables of what people did and what it earned: activities, measures, findings, ledger, day totals, audit log."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from challenge.domain.evidence import Recording
from challenge.domain.measure import Kind
from challenge.domain.outings import Likeness
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
    APPLE_HEALTH = "apple_health"
    """Read from an export of Apple Health."""
    STRAVA = "strava"
    """Fetched from Strava; its figures are seen by nobody but their owner, and erased after a week."""
    PHONE = "phone"
    """Sent by a phone with its owner's upload key."""


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
    DUPLICATE = "duplicate"
    """Nothing; another activity tells of the same outing, and counts."""
    ASKED = "asked"
    """Nothing until its owner says whether it is an outing that counts already and whose figures are gone."""


EARNING = frozenset({Status.COUNTED, Status.LIMITED})


class Activity(Base):
    """One thing somebody did; never overwritten without a reversal in the ledger, never deleted."""

    __tablename__ = "activities"
    __table_args__ = (
        UniqueConstraint("participation_id", "source", "external_id"),
        CheckConstraint("points >= 0", name="points"),
        Index("ix_activities_participation_day", "participation_id", "day"),
        Index("ix_activities_participation_started_at", "participation_id", "started_at"),
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
    same_as: Mapped[int | None] = mapped_column(ForeignKey("activities.id"), index=True)
    """The activity that counts for the outing of this duplicate."""
    likeness: Mapped[Likeness | None] = mapped_column(words(Likeness))
    """Why it is the same outing."""
    commitment: Mapped[str | None] = mapped_column(String(64))
    """Salted hash of figures that were erased by rule; they earned what is booked."""
    left_active: Mapped[bool] = mapped_column(default=False)
    """Its day was active when its figures were erased, and stays so."""
    left_taken: Mapped[int] = mapped_column(default=0)
    """Points it took from the day's steps when its figures were erased."""
    left_over: Mapped[int] = mapped_column(default=0)
    """Points the day had lost to more than 24 hours when its figures were erased."""


class ActivityMeasure(Base):
    """The raw figures of an activity and how they were recorded; may be erased while points and entries stay."""

    __tablename__ = "measures"
    __table_args__ = (
        CheckConstraint(
            "moving_seconds >= 0 AND (elapsed_seconds IS NULL OR elapsed_seconds >= 0)"
            " AND (distance_m IS NULL OR distance_m >= 0) AND (ascent_m IS NULL OR ascent_m >= 0)"
            " AND (steps IS NULL OR steps >= 0) AND (best_minute_m IS NULL OR best_minute_m >= 0)",
            name="not_negative",
        ),
        Index("ix_measures_rhythm", "rhythm"),
        Index("ix_measures_erase_at", "erase_at"),
    )

    activity_id: Mapped[int] = mapped_column(ForeignKey("activities.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[Kind] = mapped_column(words(Kind))
    moving_seconds: Mapped[int]
    elapsed_seconds: Mapped[int | None]
    distance_m: Mapped[int | None]
    ascent_m: Mapped[int | None]
    steps: Mapped[int | None]
    best_minute_m: Mapped[int | None]
    recording: Mapped[Recording] = mapped_column(words(Recording), default=Recording.TYPED)
    device: Mapped[str | None] = mapped_column(String(64))
    """Fingerprint of what recorded it; no serial number."""
    service_number: Mapped[str | None] = mapped_column(String(80))
    """Its number at the service it came from."""
    indoor: Mapped[bool | None]
    altered: Mapped[bool] = mapped_column(default=False)
    leaps: Mapped[int] = mapped_column(default=0)
    best_five_minutes_m: Mapped[int | None]
    steadiness: Mapped[int | None]
    stops: Mapped[int | None]
    day_only: Mapped[bool] = mapped_column(default=False)
    surges: Mapped[int | None]
    at_assist_speed: Mapped[int | None]
    stalled: Mapped[int] = mapped_column(default=0)
    rhythm: Mapped[str | None] = mapped_column(String(64))
    erase_at: Mapped[datetime | None]
    """When the whole row goes by the rule of the service it came from."""


class KeptApart(Base):
    """Two activities that look like one outing, of which their owner said that they are two."""

    __tablename__ = "kept_apart"
    __table_args__ = (CheckConstraint("one_id < other_id", name="order"),)

    one_id: Mapped[int] = mapped_column(ForeignKey("activities.id"), primary_key=True)
    other_id: Mapped[int] = mapped_column(ForeignKey("activities.id"), primary_key=True, index=True)
    said_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    """From then on they count as two; None while an organiser has yet to look at it."""
    accepted_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))
    """The organiser who agreed; None where the owner's word was enough."""


class FindingState(StrEnum):
    """What became of a doubt."""

    OPEN = "open"
    """Nobody has decided."""
    RELEASED = "released"
    """An organiser believes the figures; covers only those they saw."""
    REFUSED = "refused"
    """An organiser does not believe them, with a reason."""
    LIMITED = "limited"
    """An organiser lets them count at what is plausible."""
    CORRECTED = "corrected"
    """An organiser put other figures in their place, with a reason."""
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
