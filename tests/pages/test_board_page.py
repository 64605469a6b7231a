"""The board page before any script runs: whose board it opens with, what its address says, and what it hands over."""

import json

import pytest
from sqlalchemy import select

from challenge.domain.standings import Ranking, SizeClass
from challenge.services.boards import read_people
from challenge.services.editions import find_edition
from challenge.services.freezes import end_freeze, freeze_now
from challenge.services.permissions import Actor, Held
from challenge.store.team_models import Role, RoleKind
from challenge.wording.text import LOCALES


def board_of(page):
    """What the live board of a page was handed."""
    assert not page.exception, page.exception
    handed = [json.loads(live.proto.json) for live in page.get("bidi_component")]
    return next(data for data in handed if "picture" in data)


def open_board(open_page, role=RoleKind.PARTICIPANT, locale="en", **query):
    page = open_page(role, "board", locale)
    for name, value in query.items():
        page.query_params[name] = value
    return page.run()


def test_the_board_opens_with_companies_of_ones_own_size_by_regularity(open_page):
    board = board_of(open_board(open_page))
    assert board["which"] in set(SizeClass)
    assert board["by"] == Ranking.REGULARITY
    assert board["picture"].count('class="own"') == 1
    assert board["own"]["company"] in board["picture"]


def test_an_organiser_without_a_company_sees_a_board_of_companies_too(open_page):
    board = board_of(open_board(open_page, RoleKind.ORGANISER))
    assert board["which"] in set(SizeClass)
    assert board["own"] == {"company": None, "team": None}
    assert "Your company" not in board["picture"]


@pytest.mark.parametrize("locale", LOCALES)
def test_an_address_shows_the_same_board_in_every_language(open_page, locale):
    board = board_of(open_board(open_page, locale=locale, which="teams", by="euros"))
    assert (board["which"], board["by"], board["locale"]) == ("teams", "euros", locale)
    assert "€" in board["picture"]


def test_an_address_that_names_no_board_opens_the_first_one(open_page):
    board = board_of(open_board(open_page, which="Équipes", by="<script>"))
    assert board["which"] in set(SizeClass)
    assert board["by"] == Ranking.REGULARITY


def test_the_picture_leads_to_every_board_and_ranking_by_plain_links(open_page):
    picture = board_of(open_board(open_page, which="teams"))["picture"]
    for query in ("which=small&amp;by=regularity", "which=people&amp;by=regularity", "which=teams&amp;by=mean"):
        assert f'href="?{query}"' in picture


def test_every_fact_of_a_row_stands_in_the_picture(open_page):
    picture = board_of(open_board(open_page))["picture"]
    for sign in ('<th scope="row">', "<caption>", 'class="runner"', " points · €", " people", "Your company"):
        assert sign in picture


def test_people_are_drawn_by_the_page_and_never_handed_to_the_board(open_page, demo_database):
    page = open_board(open_page, which="people")
    edition = find_edition(demo_database, "demo")
    reader = Actor(0, "", None, (Held(RoleKind.ORGANISER, edition.id),))
    names = [person.name for person in read_people(demo_database, reader, edition.id)]
    drawn = " ".join(element.proto.body for element in page.get("html"))
    assert all(name in drawn for name in names[:3])
    assert not [name for name in names if name in json.dumps(board_of(page), ensure_ascii=False)]


def test_the_people_and_team_pages_follow_the_edition_from_the_revision_they_were_drawn_at(open_page, demo_database):
    revision = find_edition(demo_database, "demo").revision
    for page in (open_board(open_page, which="people"), open_page(RoleKind.PARTICIPANT, "team", "en")):
        handed = [json.loads(live.proto.json) for live in page.get("bidi_component")]
        assert {"edition": "demo", "revision": revision} in handed


def test_frozen_boards_say_since_when(open_page, demo_database):
    edition = find_edition(demo_database, "demo")
    with demo_database.reading() as connection:
        account_id = connection.scalar(select(Role.account_id).where(Role.kind == RoleKind.ORGANISER))
    organiser = Actor(account_id, "", None, (Held(RoleKind.ORGANISER, edition.id),))
    assert "frozen" not in board_of(open_board(open_page))["picture"]
    freeze_now(demo_database, organiser, edition.id)
    try:
        assert "frozen" in board_of(open_board(open_page))["picture"]
    finally:
        end_freeze(demo_database, organiser, edition.id)
