"""Tables of due process: decisions, proposals that wait for a second organiser, appeals, and notices to people."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from challenge.domain.plausibility import Doubt
from challenge.store.base import Base, words


class Verdict(StrEnum):
    """What an organiser makes of an activity."""

    RELEASED = "released"
    """Counts as it is."""
    LIMITED = "limited"
    """Counts at what is plausible."""
    CORRECTED = "corrected"
    """Counts with figures the organiser put in."""
    REFUSED = "refused"
    """Earns nothing."""
    TWO_OUTINGS = "two_outings"
    """Two activities that look like one outing are two."""
    ONE_OUTING = "one_outing"
    """They are one."""


class Decision(Base):
    """One line of the log of decisions: appended, never changed; the database refuses everything else."""

    __tablename__ = "decisions"
    __table_args__ = (Index("ix_decisions_edition_id_id", "edition_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"))
    activity_id: Mapped[int]
    """Of an activity; its person is found through it, and not at all once the account is erased."""
    version: Mapped[int]
    """Version of the activity that was seen."""
    verdict: Mapped[Verdict] = mapped_column(words(Verdict))
    reason: Mapped[str] = mapped_column(String(500))
    """In words of ours, `reason.<name>`, or the organiser's own."""
    points_before: Mapped[int]
    points_after: Mapped[int]
    decided_by: Mapped[int]
    """Account of the organiser."""
    proposed_by: Mapped[int | None]
    """Account of the organiser whose proposal was confirmed: four eyes for an own company."""
    appealed: Mapped[bool]
    """It answers an appeal."""
    decided_at: Mapped[datetime]


class Proposal(Base):
    """What an organiser would decide about their own company: it takes a second one to hold."""

    __tablename__ = "proposals"

    activity_id: Mapped[int] = mapped_column(ForeignKey("activities.id"), primary_key=True)
    version: Mapped[int]
    verdict: Mapped[Verdict] = mapped_column(words(Verdict))
    reason: Mapped[str] = mapped_column(String(500))
    minutes: Mapped[int | None]
    metres: Mapped[int | None]
    """Of a correction."""
    proposed_by: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    proposed_at: Mapped[datetime]


class Appeal(Base):
    """What somebody says against a doubt or a decision: once for each activity, with a file if they like."""

    __tablename__ = "appeals"

    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activities.id"), unique=True)
    words: Mapped[str] = mapped_column(String(2000))
    file_name: Mapped[str | None] = mapped_column(String(120))
    file_type: Mapped[str | None] = mapped_column(String(40))
    file: Mapped[bytes | None] = mapped_column(LargeBinary)
    sent_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]


class Decider(StrEnum):
    """Who or what changed a total."""

    OWNER = "owner"
    """The person themself."""
    RULE = "rule"
    """A rule of the edition, by itself."""
    ORGANISER = "organiser"
    """An organiser."""
    STRAVA = "strava"
    """The activity was changed or deleted at Strava."""


class NoticeKind(StrEnum):
    """What a notice tells; each has a sentence `notice.<kind>`."""

    CHANGED = "changed"
    """An own edit."""
    DELETED = "deleted"
    """An own deletion."""
    SCALE = "scale"
    """The own choice of scale."""
    SAME_OUTING = "same_outing"
    """Another activity tells of the same outing and counts."""
    TWO_OUTINGS = "two_outings"
    """Two activities count as two outings."""
    DOUBTED = "doubted"
    """The day or the history raised a doubt, and the activity waits for an organiser."""
    RELEASED = "released"
    LIMITED = "limited"
    CORRECTED = "corrected"
    REFUSED = "refused"
    DAY_RULE = "day_rule"
    """A rule of the day took more than before: steps counted once, 24 hours, the cap."""
    STRAVA_CHANGED = "strava_changed"
    STRAVA_DELETED = "strava_deleted"
    ASKED = "asked"
    """An activity waits for its owner's word."""


class Notice(Base):
    """A dated line to a person about their points: no total falls without one."""

    __tablename__ = "notices"
    __table_args__ = (Index("ix_notices_participation_id_id", "participation_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    participation_id: Mapped[int] = mapped_column(ForeignKey("participations.id"))
    activity_id: Mapped[int | None] = mapped_column(ForeignKey("activities.id"))
    kind: Mapped[NoticeKind] = mapped_column(words(NoticeKind))
    decider: Mapped[Decider] = mapped_column(words(Decider))
    doubt: Mapped[Doubt | None] = mapped_column(words(Doubt))
    """The rule that was applied, where it was one of the checks."""
    reason: Mapped[str | None] = mapped_column(String(500))
    """An organiser's own words, or `reason.<name>`."""
    points: Mapped[int]
    """By how much the person's total changed with it."""
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
