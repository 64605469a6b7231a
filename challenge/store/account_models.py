"""Tables of who can sign in, and how: accounts, sessions, codes, slips, second steps, consents, and mails to them."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from challenge.store.base import Base, words


class Account(Base):
    """A person who can sign in; of an erased one only the number stays."""

    __tablename__ = "accounts"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    email: Mapped[str | None] = mapped_column(String(254), unique=True)
    """In small letters; None for whoever signs in by slip and PIN."""
    locale: Mapped[str | None] = mapped_column(String(5))
    """Own choice of language; None follows the browser."""
    notified: Mapped[bool] = mapped_column(default=True)
    """Wants mails beyond those that are needed to sign in and decide."""
    is_demo: Mapped[bool] = mapped_column(default=False)
    """An invented person: enters without proof, and disappears with the demo."""
    created_at: Mapped[datetime]
    erased_at: Mapped[datetime | None]


class Session(Base):
    """One browser in which somebody is signed in."""

    __tablename__ = "sessions"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    """SHA-256 of the cookie; the cookie itself is kept nowhere."""
    browser: Mapped[str] = mapped_column(String(60), default="")
    """What its owner recognises it by: browser and system."""
    slip_id: Mapped[int | None] = mapped_column(ForeignKey("slips.id"))
    """The slip it was opened with; an unconfirmed one opens no history."""
    idle_seconds: Mapped[int]
    """Ends after so long without a sign of life: a month, half a day, or two minutes on a shared device."""
    second_step_at: Mapped[datetime | None]
    """When the authenticator was asked; organisers act only in sessions that have it."""
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None] = mapped_column(index=True)


class SignInCode(Base):
    """Six digits sent to an address, good for one browser, once, for ten minutes."""

    __tablename__ = "sign_in_codes"
    __table_args__ = (Index("ix_sign_in_codes_email_created_at", "email", "created_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254))
    browser_hash: Mapped[str] = mapped_column(String(64), index=True)
    """SHA-256 of the cookie of the browser that asked."""
    code_hash: Mapped[str] = mapped_column(String(64))
    """Keyed hash: six digits alone would be guessed from a plain one."""
    next_path: Mapped[str] = mapped_column(String(200))
    """Where to go on afterwards; a path of this site."""
    locale: Mapped[str] = mapped_column(String(5))
    edition_id: Mapped[int | None] = mapped_column(ForeignKey("editions.id"))
    """The edition whose first screen was agreed to; only then may the code make an account."""
    consent_version: Mapped[str | None] = mapped_column(String(20))
    tries: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Slip(Base):
    """An unnamed slip of paper: its code opens an account once, then code and PIN sign in to it."""

    __tablename__ = "slips"
    __table_args__ = (Index("ix_slips_entry_id_number", "entry_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id"))
    number: Mapped[int]
    """Printed on it; a slip issued again keeps its number."""
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    issued_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))
    issued_at: Mapped[datetime]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"), index=True)
    pin_hash: Mapped[str | None] = mapped_column(String(200))
    activated_at: Mapped[datetime | None]
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("slips.id"))
    confirmed_at: Mapped[datetime | None]
    """The organiser knows that it is the same person; until then a slip issued again opens no history."""
    failures: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class Authenticator(Base):
    """The second step of an account: a secret shared with an authenticator app, sealed."""

    __tablename__ = "authenticators"

    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True)
    sealed_secret: Mapped[str] = mapped_column(Text)
    confirmed_at: Mapped[datetime | None]
    """Its first code was right; before, it asks nothing of anybody."""
    last_step: Mapped[int] = mapped_column(default=0)
    """The newest time step accepted: no code is good twice."""
    failures: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]
    created_at: Mapped[datetime]


class RecoveryCode(Base):
    """A way in without the authenticator app, good once."""

    __tablename__ = "recovery_codes"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64))
    used_at: Mapped[datetime | None]


class Consent(Base):
    """What somebody agreed to on the first screen, by the version of its words."""

    __tablename__ = "consents"
    __table_args__ = (UniqueConstraint("account_id", "edition_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"))
    version: Mapped[str] = mapped_column(String(20))
    given_at: Mapped[datetime]


class MailState(StrEnum):
    """How far a mail has come."""

    WAITING = "waiting"
    """To be sent, now or at its next try."""
    SENDING = "sending"
    """Handed to the server; if the process dies now, nobody knows whether it arrived."""
    SENT = "sent"
    """Taken by the server."""
    FAILED = "failed"
    """Refused for good, or tried too often."""
    UNKNOWN = "unknown"
    """Interrupted while it was handed over; not sent again, because nobody may get it twice."""


class Mail(Base):
    """A mail of the outbox; its words and its address are sealed and go once it is sent."""

    __tablename__ = "mails"
    __table_args__ = (
        CheckConstraint("attempts >= 0", name="attempts"),
        Index("ix_mails_state_next_try_at", "state", "next_try_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cause: Mapped[str] = mapped_column(String(120), unique=True)
    """What it is sent for: the same cause sends nothing twice."""
    template: Mapped[str] = mapped_column(String(40))
    locale: Mapped[str] = mapped_column(String(5))
    sealed: Mapped[str | None] = mapped_column(Text)
    """Address and facts, readable with the key only."""
    state: Mapped[MailState] = mapped_column(words(MailState))
    attempts: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime]
    problem: Mapped[str | None] = mapped_column(String(200))
    """What the server answered, without the address."""
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
