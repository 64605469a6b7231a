"""Tables of the evening: what the hall sees, the running order, freezes, milestones, sponsors and good news."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from challenge.store.base import Base, words


class Scene(StrEnum):
    """What a projected screen shows."""

    ROTATION = "rotation"
    """All scenes in their turn; the companies come back every minute."""
    RACE = "race"
    """Companies of a size class in their lanes; of every class in turn where none is named."""
    TEAMS = "teams"
    """The first teams."""
    COUNTER = "counter"
    """Euros on their way to the goal, with milestones passed and next."""
    PROJECTS = "projects"
    """Projects, and what the money does."""
    NEWS = "news"
    """Latest good news of teams and companies."""
    SPONSORS = "sponsors"
    JOIN = "join"
    """QR code that leads to the challenge."""
    MESSAGE = "message"
    """What the stage has to say, in large letters."""
    HOLDING = "holding"
    """Before it begins, with a countdown where one is set."""
    REVEAL = "reveal"
    """A frozen board, uncovered from last to first."""
    PATTERN = "pattern"
    """For focusing the projector and finding its edges."""


class Stage(Base):
    """What every screen of an edition shows now; made when the organiser first steers it."""

    __tablename__ = "stages"

    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"), primary_key=True)
    scene: Mapped[Scene] = mapped_column(words(Scene), default=Scene.ROTATION)
    board: Mapped[str] = mapped_column(String(10), default="")
    """Size class of the race, or the board uncovered; empty where the scene has none."""
    since: Mapped[datetime]
    """When the scene was chosen: rotations of all screens count from there."""
    message: Mapped[str] = mapped_column(String(200), default="")
    countdown_to: Mapped[datetime | None]
    locale: Mapped[str] = mapped_column(String(2), default="fr")
    """Language of the hall."""
    celebrations: Mapped[int] = mapped_column(default=0)
    """How often the stage has celebrated; a screen celebrates each once."""
    celebrated_at: Mapped[datetime | None]
    cue_id: Mapped[int | None]
    """Where in the running order the evening is."""


class CueKind(StrEnum):
    """What a step of the running order does when its turn comes."""

    SCENE = "scene"
    """Shows a scene."""
    SPEECH = "speech"
    """Shows a message while somebody speaks."""
    FREEZE = "freeze"
    """Freezes the boards."""
    REVEAL = "reveal"
    """Uncovers a board, a row with each step."""
    CELEBRATE = "celebrate"
    END_FREEZE = "end_freeze"
    """Lets everybody see the real standing again."""


class Cue(Base):
    """One step of the evening, prepared beforehand."""

    __tablename__ = "cues"
    __table_args__ = (CheckConstraint("minutes >= 0 AND minutes <= 600", name="minutes"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"), index=True)
    position: Mapped[int]
    kind: Mapped[CueKind] = mapped_column(words(CueKind))
    scene: Mapped[Scene | None] = mapped_column(words(Scene))
    """Of a scene."""
    board: Mapped[str] = mapped_column(String(10), default="")
    """Size class of a race or reveal, or `teams`."""
    saying: Mapped[str] = mapped_column(String(200), default="")
    """Who speaks or what is said; shown as message by a speech."""
    minutes: Mapped[int] = mapped_column(default=0)
    """How long it is meant to take."""


class Freeze(Base):
    """Boards that stay as they were from a moment on, while activity counts behind them."""

    __tablename__ = "freezes"

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"), index=True)
    starts_at: Mapped[datetime]
    taken_at: Mapped[datetime | None]
    """When the picture was taken; None while it lies ahead, or where it was called off."""
    picture: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """The standing that everybody goes on seeing; erased when the freeze ends."""
    result: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """The real standing that is uncovered, taken with its first step; erased likewise."""
    revealed: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """How many rows of each board have been uncovered, from the last."""
    started_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))


class Milestone(Base):
    """A sum on the way to the goal, and what it stands for."""

    __tablename__ = "milestones"
    __table_args__ = (
        UniqueConstraint("edition_id", "micro_euros"),
        CheckConstraint("micro_euros > 0", name="positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"), index=True)
    micro_euros: Mapped[int]
    title: Mapped[str] = mapped_column(String(80))


class Sponsor(Base):
    """Who supports the edition, as the hall sees it."""

    __tablename__ = "sponsors"

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"), index=True)
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(80))
    line: Mapped[str] = mapped_column(String(120))
    """What they give or say; empty where nothing is said."""
    logo: Mapped[bytes | None] = mapped_column(LargeBinary)
    """A PNG of ours, as of companies."""
    fingerprint: Mapped[str | None] = mapped_column(String(64))
    """SHA-256 of the logo; part of its address."""


class NewsKind(StrEnum):
    """What is worth telling a hall; of teams, companies and the whole, never of a person."""

    TEAM_CLIMBED = "team_climbed"
    """By at least two places, or to the first."""
    COMPANY_CLIMBED = "company_climbed"
    """In its size class."""
    COMPANY_EUROS = "company_euros"
    """Has passed a round sum."""
    TOTAL_EUROS = "total_euros"
    """Everybody together has passed a tenth of the goal."""
    MILESTONE = "milestone"
    """A milestone was passed."""
    COMPANY_JOINED = "company_joined"
    """A company has entered."""


class News(Base):
    """A piece of good news; names are looked up when it is shown, so that a new name holds at once."""

    __tablename__ = "news"
    __table_args__ = (Index("ix_news_edition_at", "edition_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"))
    at: Mapped[datetime]
    kind: Mapped[NewsKind] = mapped_column(words(NewsKind))
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("entries.id"))
    team_id: Mapped[int | None] = mapped_column(ForeignKey("teams.id"))
    facts: Mapped[dict[str, Any]]
    """Ranks, places gained, micro-euros; what the kind's sentence names."""


class NewsMark(Base):
    """Where everybody stood when the news was last written: what the next news is told against."""

    __tablename__ = "news_marks"

    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"), primary_key=True)
    revision: Mapped[int]
    at: Mapped[datetime]
    marks: Mapped[dict[str, Any]]
    """Ranks of teams and companies, and the sums passed."""
