"""Live: the snapshot of an edition that everybody may see, built once per change and sent to every listener.

It holds companies and teams by the rule of `domain/disclosure.py`, boards as frozen, and never a person.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from pydantic_core import to_json
from sqlalchemy import Connection, select

from challenge.domain.standings import Contender, Place, Ranking, SizeClass, rank
from challenge.errors import NotFoundError
from challenge.services.edition_projects import euros_per_project, projects_on
from challenge.services.editions import EditionView, edition_on, utc_now
from challenge.services.freezes import Reveal, reveal_on
from challenge.services.milestones import milestones_on
from challenge.services.news import latest_news
from challenge.services.sponsors import sponsors_on
from challenge.services.stage import stage_on
from challenge.services.standing import shown_standing
from challenge.store.database import Database
from challenge.store.edition_models import Edition, EditionState
from challenge.store.stage_models import Scene

WITHHELD = dict.fromkeys(("regularity", "points", "mean", "micro_euros"))
"""The figures of a row of too few people."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All that anybody may see of an edition at one revision, as it is sent."""

    revision: int
    day: date
    provisional: bool
    body: bytes
    """JSON, the contract of DESIGN §5."""

    @property
    def tag(self) -> str:
        """What changes whenever the snapshot does."""
        return f"{self.revision}-{self.day:%j}-{self.provisional:d}"

    def holds(self, mark: "Mark") -> bool:
        """Whether it still says what is so."""
        return (self.revision, self.day, self.provisional) == (mark.revision, mark.day, mark.provisional)


@dataclass(frozen=True, slots=True)
class Mark:
    """What a snapshot depends on: the revision, and what time alone changes."""

    revision: int
    day: date
    provisional: bool


def find_live(database: Database, slug: str) -> int:
    """The edition of a name in addresses; raises NotFoundError for a draft, which nobody sees yet."""
    with database.reading() as connection:
        edition_id = connection.scalar(
            select(Edition.id).where(Edition.slug == slug, Edition.state != EditionState.DRAFT)
        )
    if edition_id is None:
        raise NotFoundError
    return edition_id


def read_mark(database: Database, edition_id: int, *, now: datetime | None = None) -> Mark:
    """What the present snapshot of an edition depends on, as quick as one row; raises NotFoundError for a draft."""
    with database.reading() as connection:
        edition = edition_on(connection, edition_id)
    if edition.state is EditionState.DRAFT:
        raise NotFoundError
    return _mark(edition, now or utc_now())


def _mark(edition: EditionView, now: datetime) -> Mark:
    return Mark(edition.revision, edition.day_of(now), edition.provisional(now))


def build_snapshot(database: Database, edition_id: int, *, now: datetime | None = None) -> Snapshot:
    """The snapshot of an edition as it is now; public, whoever asks."""
    moment = now or utc_now()
    with database.reading() as connection:
        edition = edition_on(connection, edition_id)
        facts = _facts(connection, edition, moment)
    mark = _mark(edition, moment)
    return Snapshot(mark.revision, mark.day, mark.provisional, to_json(facts))


def _facts(connection: Connection, edition: EditionView, now: datetime) -> dict[str, Any]:
    standing = shown_standing(connection, edition, now)
    days = edition.days_by(standing.day)
    totals = standing.totals
    projects = projects_on(connection, edition.id)
    return {
        "edition": edition.slug,
        "name": edition.name,
        "revision": edition.revision,
        "at": now.isoformat(timespec="milliseconds"),
        "status": edition.state.value,
        "provisional": edition.provisional(now),
        "frozen_at": _iso(standing.frozen_at),
        "day": edition.days_by(edition.day_of(now)),
        "days": edition.length,
        "evening_at": _iso(edition.evening_at),
        "totals": {
            "points": totals.points,
            "micro_euros": totals.raised,
            "participants": totals.participants,
            "companies": totals.companies,
            "active_days": totals.active_days,
        },
        "goal_micro_euros": edition.goal,
        "milestones": [
            {**asdict(milestone), "passed": milestone.micro_euros <= totals.raised}
            for milestone in milestones_on(connection, edition.id)
        ],
        "companies": [
            _company(place)
            for size in SizeClass
            for place in rank(_of_class(standing.companies, size), Ranking.REGULARITY, days)
        ],
        "teams": [_team(place) for place in rank(standing.teams, Ranking.REGULARITY, days)],
        "projects": [
            {"name": project.name, "association": project.association, "purpose": project.purpose, "micro_euros": part}
            for project, part in zip(projects, euros_per_project(totals.raised, projects), strict=True)
        ],
        "news": [
            {"kind": item.kind.value, "at": _iso(item.at), "name": item.name, "company": item.company, **item.facts}
            for item in latest_news(connection, edition.id, standing)
        ],
        "sponsors": [asdict(sponsor) for sponsor in sponsors_on(connection, edition.id)],
        "stage": _stage(connection, edition),
    }


def _of_class(companies: Iterable[Contender], size: SizeClass) -> Sequence[Contender]:
    return [company for company in companies if company.group == size]


def _company(place: Place) -> dict[str, Any]:
    row = place.contender
    disc = {"initials": row.disc.initials, "colour": row.disc.colour, "logo": row.disc.logo} if row.disc else {}
    known = {"rank": place.rank, "name": row.name, "class": row.group, "headcount": row.places}
    return {**known, **_figures(place), **disc}


def _team(place: Place) -> dict[str, Any]:
    row = place.contender
    return {"rank": place.rank, "name": row.name, "company": row.group, **_figures(place)}


def _figures(place: Place) -> dict[str, Any]:
    """What may be shown of a row; null where it is withheld."""
    row = place.contender
    figures: dict[str, Any] = dict(WITHHELD)
    if not row.withheld:
        figures = {
            "regularity": place.regularity,
            "points": row.points,
            "mean": place.mean,
            "micro_euros": row.euros,
        }
    if row.withdrawn:
        figures["withdrawn"] = True
    return figures


def _stage(connection: Connection, edition: EditionView) -> dict[str, Any]:
    stage = stage_on(connection, edition)
    reveal = reveal_on(connection, edition, stage.board) if stage.scene is Scene.REVEAL else None
    return {
        "scene": stage.scene.value,
        "board": stage.board,
        "since": _iso(stage.since),
        "message": stage.message if stage.scene is Scene.MESSAGE else "",
        "countdown_to": _iso(stage.countdown_to),
        "locale": stage.locale,
        "celebrations": stage.celebrations,
        "celebrated_at": _iso(stage.celebrated_at),
        "reveal": reveal and reveal_facts(reveal),
    }


def reveal_facts(reveal: Reveal) -> dict[str, Any]:
    """What has been uncovered of a board, as a snapshot says it."""
    return {
        "board": reveal.board,
        "covered": reveal.covered,
        "rows": [_team(place) if reveal.board == "teams" else _company(place) for place in reveal.rows],
    }


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="milliseconds") if moment else None
