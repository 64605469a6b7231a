"""Tables of who takes part where: teams, participations, what each earned in which team, and the roles held."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from challenge.domain.disclosure import Visibility
from challenge.store.base import Base, words


class Team(Base):
    """A team of an entry, with its running totals."""

    __tablename__ = "teams"
    __table_args__ = (
        UniqueConstraint("entry_id", "name"),
        CheckConstraint("seats >= 5", name="seats"),
        CheckConstraint("active_days >= 0 AND participants >= 0 AND contributors >= 0", name="totals"),
        CheckConstraint("micro_euros >= 0", name="money"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    seats: Mapped[int]
    welcome: Mapped[str] = mapped_column(String(280), default="")
    """What the captain says to whoever joins."""
    participants: Mapped[int] = mapped_column(default=0)
    """Seats taken at this moment."""
    contributors: Mapped[int] = mapped_column(default=0)
    """People who earned points in it, also those who left."""
    points: Mapped[int] = mapped_column(default=0)
    micro_euros: Mapped[int] = mapped_column(default=0)
    active_days: Mapped[int] = mapped_column(default=0)


class Participation(Base):
    """One person in one team of one edition."""

    __tablename__ = "participations"
    __table_args__ = (
        UniqueConstraint("account_id", "edition_id"),
        CheckConstraint("points >= 0 AND active_days >= 0", name="totals"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"), index=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id"), index=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id"), index=True)
    nickname: Mapped[str] = mapped_column(String(60))
    visibility: Mapped[Visibility] = mapped_column(words(Visibility))
    adapted: Mapped[bool] = mapped_column(default=False)
    """Uses the adapted scale; shown to nobody else."""
    points: Mapped[int] = mapped_column(default=0)
    active_days: Mapped[int] = mapped_column(default=0)
    joined_at: Mapped[datetime]
    salt: Mapped[str | None] = mapped_column(String(64))
    """Of the commitments to figures that were erased by rule; goes with the person."""
    erased_at: Mapped[datetime | None]
    """The person has gone; points and euros stay as an anonymous line."""


class Membership(Base):
    """What one participant earned in one team: points stay where they were earned, also after a change of team."""

    __tablename__ = "memberships"
    __table_args__ = (CheckConstraint("points >= 0", name="points"),)

    participation_id: Mapped[int] = mapped_column(ForeignKey("participations.id"), primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id"), primary_key=True, index=True)
    points: Mapped[int] = mapped_column(default=0)
    joined_at: Mapped[datetime]


class RoleKind(StrEnum):
    """What somebody is, always in something."""

    PARTICIPANT = "participant"
    """Of an edition, by a participation; never a row of the roles."""
    CAPTAIN = "captain"
    """Of a team."""
    HR_MANAGER = "hr_manager"
    """Of a company's entry."""
    ORGANISER = "organiser"
    """Of an edition."""


_HELD_IN = (
    "(kind = 'captain' AND team_id IS NOT NULL AND entry_id IS NULL AND edition_id IS NULL)"
    " OR (kind = 'hr_manager' AND team_id IS NULL AND entry_id IS NOT NULL AND edition_id IS NULL)"
    " OR (kind = 'organiser' AND team_id IS NULL AND entry_id IS NULL AND edition_id IS NOT NULL)"
)


class Role(Base):
    """A role held by an account in exactly one thing."""

    __tablename__ = "roles"
    __table_args__ = (
        CheckConstraint(_HELD_IN, name="held_in"),
        UniqueConstraint("account_id", "team_id"),
        UniqueConstraint("account_id", "entry_id"),
        UniqueConstraint("account_id", "edition_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    kind: Mapped[RoleKind] = mapped_column(words(RoleKind))
    team_id: Mapped[int | None] = mapped_column(ForeignKey("teams.id"))
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("entries.id"))
    edition_id: Mapped[int | None] = mapped_column(ForeignKey("editions.id"))


class Invitation(Base):
    """A role that waits for whoever proves to own an address."""

    __tablename__ = "invitations"
    __table_args__ = (
        CheckConstraint(
            "(kind = 'hr_manager' AND entry_id IS NOT NULL AND edition_id IS NULL)"
            " OR (kind = 'organiser' AND entry_id IS NULL AND edition_id IS NOT NULL)",
            name="held_in",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), index=True)
    kind: Mapped[RoleKind] = mapped_column(words(RoleKind))
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("entries.id"), index=True)
    edition_id: Mapped[int | None] = mapped_column(ForeignKey("editions.id"), index=True)
    invited_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))
    invited_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
