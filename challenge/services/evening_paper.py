"""The evening on paper: its running order with what the hall would see of the present figures, as PDF."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import Connection, select

from challenge.domain.money import MicroEuros
from challenge.domain.standings import Ranking, SizeClass, rank
from challenge.services.audit import log
from challenge.services.edition_projects import euros_per_project, projects_on
from challenge.services.editions import EditionView, edition_on, find_edition, utc_now
from challenge.services.freezes import real_board_on
from challenge.services.milestones import milestones_on
from challenge.services.news import latest_news
from challenge.services.permissions import Actor, Permission, Place, require
from challenge.services.running_order import CueView, cues_on, propose_order
from challenge.services.stage import stage_on
from challenge.services.standing import Standing, present_standing, shown_standing
from challenge.settings import settings
from challenge.store.company_models import Company, Entry, Logo
from challenge.store.database import Database
from challenge.store.stage_models import CueKind, Scene, Sponsor
from challenge.wording.evening import Evening, Page, Purse, Step, Supporter, Told
from challenge.wording.evening_pages import draw_evening

ROTATED = (Scene.RACE, Scene.TEAMS, Scene.COUNTER, Scene.PROJECTS, Scene.NEWS, Scene.SPONSORS)
"""What the rotation shows, a page or more each."""
SAID = {CueKind.FREEZE: Page.FREEZE, CueKind.CELEBRATE: Page.CELEBRATE, CueKind.END_FREEZE: Page.END_FREEZE}


def evening_paper(database: Database, actor: Actor, slug: str, *, now: datetime | None = None) -> bytes:
    """The evening of an edition in the hall's language; it holds the real result, so that each is logged.

    Boards are as everybody sees them until the running order ends the freeze; what is uncovered is the real standing.
    Without a running order the usual one is drawn. Raises NotFoundError.
    """
    edition_id = find_edition(database, slug).id
    require(actor, Permission.STEER_STAGE, Place(edition_id))
    moment = now or utc_now()
    with database.transaction() as connection:
        log(connection, "evening_printed", moment, actor_id=actor.account_id, edition_id=edition_id)
    proposed = propose_order(database, actor, edition_id, now=moment)
    with database.reading() as connection:
        edition = edition_on(connection, edition_id)
        steps = list(_steps(connection, edition, cues_on(connection, edition_id) or proposed, moment))
        evening, locale = _evening(connection, edition, steps, moment), stage_on(connection, edition).locale
    return draw_evening(evening, locale)


def _steps(connection: Connection, edition: EditionView, cues: Sequence[CueView], moment: datetime) -> Iterator[Step]:
    """The order as it will go: boards stand still from the freeze on, and are real once it has ended."""
    standing, frozen = shown_standing(connection, edition, moment), edition.freeze_id is not None
    for cue in cues:
        if cue.kind in SAID:
            yield Step(SAID[cue.kind])
        elif cue.kind is CueKind.SPEECH:
            yield Step(Page.MESSAGE, saying=cue.saying)
        elif cue.kind is CueKind.REVEAL:
            yield Step(Page.REVEAL, cue.board, real_board_on(connection, edition, cue.board, moment).rows)
        elif cue.scene is not None:
            for scene in ROTATED if cue.scene is Scene.ROTATION else (cue.scene,):
                yield from _scene(edition, standing, scene, cue.board, frozen=frozen)
        if cue.kind is CueKind.FREEZE:
            frozen = True
        elif cue.kind is CueKind.END_FREEZE:
            standing, frozen = present_standing(connection, edition, moment), False


def _scene(edition: EditionView, standing: Standing, scene: Scene, board: str, *, frozen: bool) -> Iterator[Step]:
    days = edition.days_by(standing.day)
    if scene is Scene.RACE:
        for size in [size for size in SizeClass if board in {"", size}]:
            rows = [row for row in standing.companies if row.group == size]
            yield Step(Page.RACE, size, rank(rows, Ranking.REGULARITY, days), frozen=frozen)
    elif scene is Scene.TEAMS:
        yield Step(Page.TEAMS, rows=rank(standing.teams, Ranking.REGULARITY, days), frozen=frozen)
    else:
        yield Step(Page(scene.value))


def _evening(connection: Connection, edition: EditionView, steps: Sequence[Step], moment: datetime) -> Evening:
    shown = shown_standing(connection, edition, moment)
    totals = shown.totals
    projects = projects_on(connection, edition.id)
    parts = euros_per_project(totals.raised, projects)
    companies = present_standing(connection, edition, moment).companies
    return Evening(
        name=edition.name,
        zone=edition.zone,
        at=moment,
        provisional=edition.provisional(moment),
        frozen_at=shown.frozen_at,
        evening_at=edition.evening_at,
        raised=totals.raised,
        goal=edition.goal,
        participants=totals.participants,
        milestones=[(MicroEuros(one.micro_euros), one.title) for one in milestones_on(connection, edition.id)],
        projects=[
            Purse(project.name, project.association, project.purpose, part)
            for project, part in zip(projects, parts, strict=True)
        ],
        news=[
            Told(item.kind, item.name, item.company, item.facts) for item in latest_news(connection, edition.id, shown)
        ],
        sponsors=_sponsors(connection, edition.id),
        discs={row.name: row.disc for row in companies if row.disc},
        logos=_logos(connection, edition.id),
        url=settings().public_url,
        steps=steps,
    )


def _sponsors(connection: Connection, edition_id: int) -> list[Supporter]:
    rows = connection.execute(
        select(Sponsor.name, Sponsor.line, Sponsor.logo)
        .where(Sponsor.edition_id == edition_id)
        .order_by(Sponsor.position, Sponsor.id)
    )
    return [Supporter(row.name, row.line, row.logo and bytes(row.logo)) for row in rows]


def _logos(connection: Connection, edition_id: int) -> dict[str, bytes]:
    rows = connection.execute(
        select(Company.name, Logo.png)
        .join(Entry, Entry.company_id == Company.id)
        .join(Logo, Logo.company_id == Company.id)
        .where(Entry.edition_id == edition_id)
    )
    return {row.name: bytes(row.png) for row in rows}
