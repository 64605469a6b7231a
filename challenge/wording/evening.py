"""The evening as it is told on paper: its steps, and the figures of one moment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from challenge.domain.money import MicroEuros
from challenge.domain.standings import Disc, Place


class Page(StrEnum):
    """What a step of the evening puts on the screen."""

    HOLDING = "holding"
    MESSAGE = "message"
    RACE = "race"
    TEAMS = "teams"
    COUNTER = "counter"
    PROJECTS = "projects"
    NEWS = "news"
    SPONSORS = "sponsors"
    JOIN = "join"
    PATTERN = "pattern"
    FREEZE = "freeze"
    REVEAL = "reveal"
    CELEBRATE = "celebrate"
    END_FREEZE = "end_freeze"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the evening with what it needs to be drawn."""

    page: Page
    board: str = ""
    """Size class of a race, or the board uncovered."""
    rows: Sequence[Place] = ()
    """Of the board, the best first."""
    saying: str = ""
    frozen: bool = False
    """Whether the boards stand still by then."""


@dataclass(frozen=True, slots=True)
class Told:
    """A piece of good news."""

    kind: str
    name: str
    company: str
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Purse:
    """A project with its part of the euros."""

    name: str
    association: str
    purpose: str
    euros: MicroEuros


@dataclass(frozen=True, slots=True)
class Supporter:
    """A sponsor with its logo as PNG."""

    name: str
    line: str
    logo: bytes | None


@dataclass(frozen=True, slots=True)
class Evening:
    """An evening as it is drawn: its steps, and the figures of one moment."""

    name: str
    zone: ZoneInfo
    at: datetime
    """Of the figures."""
    provisional: bool
    frozen_at: datetime | None
    evening_at: datetime
    raised: MicroEuros
    goal: MicroEuros
    participants: int
    milestones: Sequence[tuple[MicroEuros, str]]
    """Sums with what they stand for, the smallest first."""
    projects: Sequence[Purse]
    news: Sequence[Told]
    sponsors: Sequence[Supporter]
    discs: Mapping[str, Disc]
    """Of companies by name."""
    logos: Mapping[str, bytes]
    """PNG of those companies that have one, by name."""
    url: str
    """Where the challenge is joined."""
    steps: Sequence[Step]
