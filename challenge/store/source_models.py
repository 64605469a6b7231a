"""Tables of where activities come from by themselves: Strava accounts and events, upload keys, large uploads."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from challenge.store.base import Base, words


class StravaAthlete(Base):
    """A person's connection to Strava; goes wholly when they disconnect."""

    __tablename__ = "strava_athletes"

    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True)
    athlete_id: Mapped[int] = mapped_column(unique=True)
    sealed_tokens: Mapped[str] = mapped_column(Text)
    """Access and refresh token, sealed."""
    expires_at: Mapped[datetime]
    """Of the access token."""
    scopes: Mapped[str] = mapped_column(String(200))
    """What was granted, separated by commas."""
    connected_at: Mapped[datetime]
    seen_to: Mapped[datetime | None]
    """Start of the newest activity seen; the next look begins there."""
    synced_at: Mapped[datetime | None]
    """When all activities were last looked through."""
    sync_due_at: Mapped[datetime | None] = mapped_column(index=True)
    """When to look next; None while access was taken away at Strava."""
    trouble: Mapped[str | None] = mapped_column(String(60))
    """Code of what did not work last time."""
    heard_at: Mapped[datetime | None]
    """When Strava last sent an event."""


class StravaEventKind(StrEnum):
    """What happened at Strava."""

    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"
    DEAUTHORISE = "deauthorise"


class InboxState(StrEnum):
    """How far an event has come."""

    WAITING = "waiting"
    """To be worked off, now or at its next try."""
    DONE = "done"
    """Worked off, or of nobody we know."""
    GIVEN_UP = "given_up"
    """Tried too often; the daily look finds what was missed."""


class StravaEvent(Base):
    """An event that Strava sent; nothing in it is believed but numbers of athletes we know."""

    __tablename__ = "strava_events"
    __table_args__ = (
        UniqueConstraint("athlete_id", "object_id", "kind", "event_time"),
        Index("ix_strava_events_state_next_try_at", "state", "next_try_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    athlete_id: Mapped[int]
    object_id: Mapped[int]
    kind: Mapped[StravaEventKind] = mapped_column(words(StravaEventKind))
    event_time: Mapped[datetime]
    received_at: Mapped[datetime]
    state: Mapped[InboxState] = mapped_column(words(InboxState))
    attempts: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime]


class StravaBudget(Base):
    """What Strava said last of its limits, shared by all workers; one row."""

    __tablename__ = "strava_budgets"

    id: Mapped[int] = mapped_column(primary_key=True)
    limit_15: Mapped[int]
    used_15: Mapped[int]
    limit_day: Mapped[int]
    used_day: Mapped[int]
    read_at: Mapped[datetime]
    closed_until: Mapped[datetime | None]
    """Strava asked to be left alone until then."""
    full_at: Mapped[datetime | None]
    """When Strava last refused one more athlete."""


class StravaRequest(Base):
    """A way to Strava and back that somebody has begun: bound to their session, good once."""

    __tablename__ = "strava_requests"

    state_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"))
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    created_at: Mapped[datetime]


class UploadKey(Base):
    """A personal key with which a phone sends its owner's activities; kept as a hash, revocable."""

    __tablename__ = "upload_keys"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class UploadState(StrEnum):
    """How far a large upload has come."""

    ARRIVING = "arriving"
    """Bytes come in; it can be resumed."""
    WAITING = "waiting"
    """Whole, to be read."""
    READING = "reading"
    READ = "read"
    """Its preview waits to be confirmed; the file itself is gone."""
    REFUSED = "refused"
    """Nothing in it can be kept, for the reason beside it."""
    CANCELLED = "cancelled"
    RECORDED = "recorded"
    """Confirmed, or found to hold nothing new."""


class LargeUpload(Base):
    """A large file on its way from a browser to a preview; the bytes lie in a folder, never in the database."""

    __tablename__ = "large_uploads"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"))
    name: Mapped[str] = mapped_column(String(200))
    whole_bytes: Mapped[int]
    arrived_bytes: Mapped[int] = mapped_column(default=0)
    read_percent: Mapped[int] = mapped_column(default=0)
    reads: Mapped[int] = mapped_column(default=0)
    """How often a reader has begun; one that dies is followed by another, but not for ever."""
    state: Mapped[UploadState] = mapped_column(words(UploadState))
    refusal: Mapped[str | None] = mapped_column(String(60))
    """Catalogue key of why it was refused."""
    dropped: Mapped[int] = mapped_column(default=0)
    """Activities and days that lay outside the edition and were not kept."""
    created_at: Mapped[datetime]
    touched_at: Mapped[datetime]
    """The last sign of life: bytes, progress or a decision."""
