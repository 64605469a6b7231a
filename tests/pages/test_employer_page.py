"""The HR manager's first page: the cap, the participants, the weeks and the teams, and no person."""

import pytest
from sqlalchemy import select

from challenge.store.team_models import Participation, RoleKind
from challenge.ui.rooms import ROOMS
from challenge.wording.text import LOCALES


def html_of(page):
    assert not page.exception, page.exception
    return " ".join(element.proto.body for element in page.get("html"))


def test_it_is_the_first_page_of_an_hr_manager():
    names = [room.name for room in ROOMS if RoleKind.HR_MANAGER in room.roles]
    assert names[0] == "employer"


@pytest.mark.parametrize("locale", LOCALES)
def test_it_shows_the_cap_the_weeks_and_the_teams(open_page, locale):
    words = html_of(open_page(RoleKind.HR_MANAGER, "employer", locale))
    caption = {"fr": "Régularité et personnes actives", "en": "Regularity and active people"}
    assert 'class="promise"' in words
    assert caption[locale] in words
    assert words.count('scope="col"') == 6
    assert f"/what-my-employer-sees?lang={locale}" in words


def test_nobody_stands_on_it(open_page, demo_database):
    words = html_of(open_page(RoleKind.HR_MANAGER, "employer", "en"))
    with demo_database.reading() as connection:
        nicknames = set(connection.scalars(select(Participation.nickname)))
    assert nicknames
    assert [name for name in nicknames if name and name in words] == []
