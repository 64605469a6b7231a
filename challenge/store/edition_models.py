"""Tables of what a challenge is: editions with their dates and rules, their changes, and the projects money goes to."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from challenge.store.base import Base, words


class EditionState(StrEnum):
    """How far an edition has come; each step has its checklist."""

    DRAFT = "draft"
    """Being prepared; nobody but its organisers sees it."""
    REGISTRATION = "registration"
    """Companies register, colleagues join; nothing is logged yet."""
    RUNNING = "running"
    """Activities count."""
    LOCKED = "locked"
    """Nothing is recorded, edited or deleted any more."""


class HoldPolicy(StrEnum):
    """When a doubted activity earns nothing until an organiser decides."""

    FIRST_TEN = "first_ten"
    """When it would move one of the first ten of a board."""
    ALWAYS = "always"
    """Every doubted activity."""
    NEVER = "never"
    """None: all count at the plausible limit."""


class Edition(Base):
    """One dated challenge; its row is the lock that orders everything written in it."""

    __tablename__ = "editions"
    __table_args__ = (
        CheckConstraint("ends_on >= starts_on", name="dates"),
        CheckConstraint("goal_micro_euros >= 0", name="goal"),
        CheckConstraint("team_least >= 5 AND team_most >= team_least", name="team_sizes"),
        CheckConstraint("review_ends_at >= locks_at AND evening_at >= review_ends_at", name="evening"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    """Its name in addresses."""
    name: Mapped[str] = mapped_column(String(120))
    state: Mapped[EditionState] = mapped_column(words(EditionState))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    locks_at: Mapped[datetime]
    """From then on nobody records, edits or deletes."""
    review_ends_at: Mapped[datetime]
    """Until then everything shown is provisional."""
    evening_at: Mapped[datetime]
    """When the result is celebrated."""
    registration_closes_at: Mapped[datetime]
    """Until then companies register and colleagues join."""
    zone: Mapped[str] = mapped_column(String(60))
    """IANA name; decides which day an activity belongs to."""
    team_least: Mapped[int]
    """Fewest seats of a team."""
    team_most: Mapped[int]
    """Most seats of a team."""
    goal_micro_euros: Mapped[int]
    hold_policy: Mapped[HoldPolicy] = mapped_column(words(HoldPolicy))
    looked_back_to: Mapped[int] = mapped_column(default=0)
    """Length of the ledger up to which people's histories were looked at for doubts."""
    rule_set_id: Mapped[int]
    """The version in force."""
    version: Mapped[int] = mapped_column(default=1)
    """Grows with each change of its dates, sizes, goal or projects."""
    revision: Mapped[int] = mapped_column(default=0)
    """Grows by one with every committed change to anything a board shows."""
    freeze_id: Mapped[int | None]
    """The freeze in force: what everybody sees of the boards is its picture."""
    ledger_length: Mapped[int] = mapped_column(default=0)
    ledger_head: Mapped[str] = mapped_column(String(64))
    """Hash of the newest ledger entry."""


class EditionChange(Base):
    """What was changed in an edition, by whom and why; never changed itself."""

    __tablename__ = "edition_changes"
    __table_args__ = (UniqueConstraint("edition_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"))
    version: Mapped[int]
    """The version that the change made."""
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]
    reason: Mapped[str] = mapped_column(String(500))
    changed_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))
    changed_at: Mapped[datetime]


class RuleSetVersion(Base):
    """One version of an edition's rules; never changed, only followed by another."""

    __tablename__ = "rule_sets"
    __table_args__ = (UniqueConstraint("edition_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id", ondelete="CASCADE"))
    version: Mapped[int]
    template: Mapped[str] = mapped_column(String(40))
    figures: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]


class Project(Base):
    """What money goes to, with its share of what nobody assigned otherwise."""

    __tablename__ = "projects"
    __table_args__ = (
        UniqueConstraint("edition_id", "name"),
        CheckConstraint("share_percent >= 0 AND share_percent <= 100", name="share"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"), index=True)
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(120))
    association: Mapped[str] = mapped_column(String(120))
    """Who runs it."""
    purpose: Mapped[str] = mapped_column(String(500))
    """What the money does there, in a sentence."""
    share_percent: Mapped[int]
    """Whole percent of the default split; those of an edition add up to 100."""
