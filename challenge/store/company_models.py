"""Tables of companies: who they are, how they register, what they promise, how their people come in, what they see."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from challenge.store.base import Base, words


class Company(Base):
    """A company, whatever edition it enters."""

    __tablename__ = "companies"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    siren: Mapped[str | None] = mapped_column(String(9), unique=True)
    """Number of a French legal entity; None for the invented companies of the demo."""
    sector: Mapped[str] = mapped_column(String(60))
    initials: Mapped[str] = mapped_column(String(3))
    """Shown on the disc where there is no logo."""
    colour: Mapped[str] = mapped_column(String(7), default="#3f7fbf")
    """Of the disc, as #rrggbb."""


class Logo(Base):
    """A company's logo as we drew it again: a PNG of ours, nothing of the file that came."""

    __tablename__ = "logos"

    company_id: Mapped[int] = mapped_column(ForeignKey("companies.id"), primary_key=True)
    png: Mapped[bytes] = mapped_column(LargeBinary)
    fingerprint: Mapped[str] = mapped_column(String(64))
    """SHA-256; part of its address, so that browsers may keep it."""


class RegistrationState(StrEnum):
    """How far a company's registration has come."""

    DRAFT = "draft"
    """Being filled in; saved as it is typed."""
    SUBMITTED = "submitted"
    """Waits for the organiser."""
    ASKED_BACK = "asked_back"
    """The organiser asked for something; the contact may change it and submit again."""
    APPROVED = "approved"
    """The company has its entry."""
    REFUSED = "refused"
    """With a reason."""


class Registration(Base):
    """A company's wish to take part, from the first letter typed to the organiser's answer."""

    __tablename__ = "registrations"

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"), index=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    state: Mapped[RegistrationState] = mapped_column(words(RegistrationState))
    form: Mapped[dict[str, Any]]
    """What was typed so far, as it was typed."""
    logo: Mapped[bytes | None] = mapped_column(LargeBinary)
    terms_version: Mapped[str | None] = mapped_column(String(20))
    terms_name: Mapped[str | None] = mapped_column(String(120))
    """Who accepted the terms for the company."""
    terms_at: Mapped[datetime | None]
    reason: Mapped[str | None] = mapped_column(String(500))
    """What the organiser asked for, or why it was refused."""
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))
    decided_at: Mapped[datetime | None]
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("entries.id"))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


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
    sites: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Names of its places of work."""
    email_domains: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Only addresses of these join by e-mail; empty lets every address in."""
    withdrawn_at: Mapped[datetime | None]
    """From then on nobody joins or logs; what was earned stays, marked."""
    participants: Mapped[int] = mapped_column(default=0)
    """Everybody who joined, also who erased their account: each has a fee."""
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


class JoinLink(Base):
    """An address that opens the door of a company, or of one of its teams, until it is renewed."""

    __tablename__ = "join_links"

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(String(43), unique=True)
    """Kept as it is: it hangs on walls and is drawn again as QR code."""
    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id"), index=True)
    team_id: Mapped[int | None] = mapped_column(ForeignKey("teams.id"), index=True)
    """None opens the company's door."""
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    """It was renewed: who comes by it is told so."""


class PublishedWeek(Base):
    """What an employer sees of a closed week: written once when it closes, never again."""

    __tablename__ = "published_weeks"
    __table_args__ = (CheckConstraint("participants >= 0", name="participants"),)

    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id"), primary_key=True)
    week_starts_on: Mapped[date] = mapped_column(primary_key=True)
    participants: Mapped[int]
    """Everybody who had joined; the count before where fewer than eight came since."""
    active_people: Mapped[int | None]
    """People with an active day; None where the group is too small or one person dominates."""
    active_days: Mapped[int | None]
    """Active days of all of them; None likewise."""
    published_at: Mapped[datetime]
