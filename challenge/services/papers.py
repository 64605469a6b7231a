"""Papers: what an edition and its companies print and send, drawn from their data."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, select

from challenge.errors import NotFoundError
from challenge.services.editions import EditionView, edition_on, find_edition, utc_now
from challenge.services.join_links import join_address, live_link
from challenge.services.permissions import Actor, Permission, require
from challenge.services.slips import IssuedSlip, entry_place
from challenge.settings import settings
from challenge.store.company_models import Company, Entry, Logo
from challenge.store.database import Database
from challenge.store.edition_models import Edition, EditionState, Project
from challenge.wording.papers import (
    Poster,
    ProjectShare,
    SigningFacts,
    Slip,
    SlipSheet,
    draw_impact_assessment,
    draw_poster,
    draw_privacy_notice,
    draw_slips,
    draw_works_council_note,
)

BLANK = "……………………………"
"""To be written in by hand."""
KEPT = 24
"""Papers kept drawn."""
LISTED = 3
"""Editions whose papers are offered."""
GROUP = 4
"""Signs of a code that are read together."""


class Paper(StrEnum):
    """What is read and sent before a company signs; anybody may have it."""

    WORKS_COUNCIL = "works-council"
    """A note for the works council."""
    PRIVACY = "privacy"
    """The privacy notice."""
    IMPACT = "impact-assessment"
    """A template of the impact assessment, with the organiser as controller."""


DRAWN_BY: dict[Paper, Callable[[SigningFacts, str], bytes]] = {
    Paper.WORKS_COUNCIL: draw_works_council_note,
    Paper.PRIVACY: draw_privacy_notice,
    Paper.IMPACT: draw_impact_assessment,
}

_drawn: dict[tuple[object, ...], bytes] = {}


def editions_with_papers(database: Database) -> list[EditionView]:
    """Editions that are no drafts, the newest first."""
    statement = select(Edition.id).where(Edition.state != EditionState.DRAFT).order_by(Edition.id.desc()).limit(LISTED)
    with database.reading() as connection:
        return [edition_on(connection, edition_id) for edition_id in connection.scalars(statement).all()]


def signing_paper(database: Database, slug: str, paper: Paper, locale: str, *, now: datetime | None = None) -> bytes:
    """A paper of an edition as PDF, the same bytes for a day and a version; raises NotFoundError for a draft."""
    edition = find_edition(database, slug)
    if edition.state is EditionState.DRAFT:
        raise NotFoundError
    today = edition.day_of(now or utc_now())
    key = (str(database.engine.url), edition.id, edition.version, edition.rule_set_id, paper, locale, today)
    if key not in _drawn:
        while len(_drawn) >= KEPT:
            _drawn.pop(next(iter(_drawn)), None)
        with database.reading() as connection:
            facts = _signing_facts(connection, edition, today)
        _drawn[key] = DRAWN_BY[paper](facts, locale)
    return _drawn[key]


def _signing_facts(connection: Connection, edition: EditionView, today: date) -> SigningFacts:
    projects = connection.execute(
        select(Project.name, Project.association, Project.purpose, Project.share_percent)
        .where(Project.edition_id == edition.id)
        .order_by(Project.position)
    )
    return SigningFacts(
        edition=edition.name,
        organiser=settings().organiser_name or BLANK,
        contact=settings().organiser_contact or BLANK,
        site=_site(),
        company=None,
        zone=edition.zone.key,
        starts_on=edition.starts_on,
        ends_on=edition.ends_on,
        registration_closes_at=edition.registration_closes_at,
        locks_at=edition.locks_at,
        review_ends_at=edition.review_ends_at,
        evening_at=edition.evening_at,
        team_least=edition.team_least,
        team_most=edition.team_most,
        rules=edition.rules,
        projects=tuple(ProjectShare(*row) for row in projects),
        made_on=today,
    )


def company_poster(
    database: Database, actor: Actor, entry_id: int, locale: str, *, now: datetime | None = None
) -> bytes:
    """The poster of a company with the QR code of its join link, as PDF."""
    with database.transaction() as connection:
        place = entry_place(connection, entry_id)
        require(actor, Permission.RUN_COMPANY, place)
        edition, company = edition_on(connection, place.edition_id), _company(connection, entry_id)
        url = join_address(live_link(connection, entry_id, None, now or utc_now()))
        logo = connection.scalar(select(Logo.png).where(Logo.company_id == company.id))
    poster = Poster(
        edition=edition.name,
        organiser=settings().organiser_name,
        company=company.name,
        initials=company.initials,
        colour=company.colour,
        url=url,
        address=url.partition("://")[2],
        starts_on=edition.starts_on,
        ends_on=edition.ends_on,
        logo=logo,
    )
    return draw_poster(poster, locale)


def company_slips(database: Database, actor: Actor, entry_id: int, issued: Sequence[IssuedSlip], locale: str) -> bytes:
    """Slips just issued, twelve to a page, as PDF: the only time that their codes are readable."""
    with database.reading() as connection:
        place = entry_place(connection, entry_id)
        require(actor, Permission.RUN_COMPANY, place)
        edition, company = edition_on(connection, place.edition_id), _company(connection, entry_id)
    sheet = SlipSheet(
        edition=edition.name,
        company=company.name,
        url=f"{settings().public_url.rstrip('/')}/sign-in/slip",
        address=f"{_site()}/sign-in/slip",
        slips=tuple(Slip(slip.number, spelled(slip.code)) for slip in issued),
    )
    return draw_slips(sheet, locale)


def spelled(code: str) -> str:
    """A code in groups that are easily read and typed."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def _company(connection: Connection, entry_id: int) -> Row[*tuple[Any, ...]]:
    statement = select(Company.id, Company.name, Company.initials, Company.colour)
    return connection.execute(statement.join(Entry, Entry.company_id == Company.id).where(Entry.id == entry_id)).one()


def _site() -> str:
    return settings().public_url.partition("://")[2].rstrip("/")
