"""Tables of who takes part: accounts, sessions, companies, editions, entries, teams, roles, participations."""

from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    DateTime,
    Dialect,
    Enum,
    ForeignKey,
    Integer,
    MetaData,
    String,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from challenge.domain.disclosure import Visibility

Key = BigInteger().with_variant(Integer, "sqlite")
"""A whole number of 63 bits; in SQLite the row's own number."""


class Moment(TypeDecorator[datetime]):
    """An aware datetime, kept in UTC by both engines."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To UTC; a naive value is a fault of ours."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002  SQLAlchemy's signature
        """Always aware."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def words(kind: type[StrEnum]) -> Enum:
    """A column of an enum's values, checked by the database."""
    return Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        length=40,
        name=kind.__name__.lower(),
        values_callable=lambda members: [member.value for member in members],
    )


class Base(DeclarativeBase):
    """What all tables share: names of constraints that migrations can refer to."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: Moment, int: Key, dict[str, Any]: JSON}  # noqa: RUF012  SQLAlchemy's own attribute


class Account(Base):
    """A person who can sign in."""

    __tablename__ = "accounts"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    locale: Mapped[str | None] = mapped_column(String(5))
    """Own choice of language; None follows the browser."""
    is_demo: Mapped[bool] = mapped_column(default=False)
    """An invented person: enters without proof, and disappears with the demo."""
    created_at: Mapped[datetime]


class Session(Base):
    """One browser in which somebody is signed in."""

    __tablename__ = "sessions"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    """SHA-256 of the cookie; the cookie itself is kept nowhere."""
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class Company(Base):
    """A company, whatever edition it enters."""

    __tablename__ = "companies"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    sector: Mapped[str] = mapped_column(String(60))
    initials: Mapped[str] = mapped_column(String(3))
    """Shown on the disc where there is no logo."""


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
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    """Its name in addresses."""
    name: Mapped[str] = mapped_column(String(120))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    locks_at: Mapped[datetime]
    """From then on nobody records, edits or deletes."""
    zone: Mapped[str] = mapped_column(String(60))
    """IANA name; decides which day an activity belongs to."""
    goal_micro_euros: Mapped[int]
    hold_policy: Mapped[HoldPolicy] = mapped_column(words(HoldPolicy))
    rule_set_id: Mapped[int]
    """The version in force."""
    revision: Mapped[int] = mapped_column(default=0)
    """Grows by one with every committed change to anything a board shows."""
    ledger_length: Mapped[int] = mapped_column(default=0)
    ledger_head: Mapped[str] = mapped_column(String(64))
    """Hash of the newest ledger entry."""


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


class Entry(Base):
    """A company in an edition, with the running totals its boards are read from."""

    __tablename__ = "entries"
    __table_args__ = (
        UniqueConstraint("edition_id", "company_id"),
        CheckConstraint("headcount > 0", name="headcount"),
        CheckConstraint("active_days >= 0 AND participants >= 0 AND contributors >= 0", name="totals"),
        CheckConstraint("micro_euros >= 0 AND paid_micro_euros >= 0", name="money"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"), index=True)
    company_id: Mapped[int] = mapped_column(ForeignKey("companies.id"))
    headcount: Mapped[int]
    """Fixed and public at approval; what regularity divides by."""
    participants: Mapped[int] = mapped_column(default=0)
    contributors: Mapped[int] = mapped_column(default=0)
    """Participants with points; too few of them and the board shows no figure."""
    points: Mapped[int] = mapped_column(default=0)
    micro_euros: Mapped[int] = mapped_column(default=0)
    """Earned with points, before the cap."""
    active_days: Mapped[int] = mapped_column(default=0)
    paid_micro_euros: Mapped[int] = mapped_column(default=0)


class PledgeVersion(Base):
    """What a company promised, from a moment on; the newest holds."""

    __tablename__ = "pledges"
    __table_args__ = (
        UniqueConstraint("entry_id", "version"),
        CheckConstraint("rate_micro_euros >= 0 AND fee_micro_euros >= 0 AND cap_micro_euros >= 0", name="money"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id"))
    version: Mapped[int]
    rate_micro_euros: Mapped[int]
    fee_micro_euros: Mapped[int]
    cap_micro_euros: Mapped[int]
    created_at: Mapped[datetime]


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
    participants: Mapped[int] = mapped_column(default=0)
    contributors: Mapped[int] = mapped_column(default=0)
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


class Role(Base):
    """A role held by an account in exactly one thing."""

    __tablename__ = "roles"
    __table_args__ = (
        CheckConstraint(
            "(kind = 'captain' AND team_id IS NOT NULL AND entry_id IS NULL AND edition_id IS NULL)"
            " OR (kind = 'hr_manager' AND team_id IS NULL AND entry_id IS NOT NULL AND edition_id IS NULL)"
            " OR (kind = 'organiser' AND team_id IS NULL AND entry_id IS NULL AND edition_id IS NOT NULL)",
            name="held_in",
        ),
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
