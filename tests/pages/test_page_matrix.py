"""Who enters which page: every file of pages/ by every role, and none of them by an address of another's."""

from pathlib import Path

import pytest

from challenge.services.demo_entries import DEMO_ENTRIES
from challenge.store.team_models import RoleKind
from challenge.ui.links import PAGES
from challenge.ui.rooms import ROOMS

EVERYBODY = frozenset(RoleKind)
TAKES_PART = frozenset({RoleKind.PARTICIPANT, RoleKind.CAPTAIN})
ORGANISER = frozenset({RoleKind.ORGANISER})
HR_MANAGER = frozenset({RoleKind.HR_MANAGER})
NOBODY = frozenset()

TABLE = {
    "activities": TAKES_PART,
    "board": EVERYBODY,
    "company": HR_MANAGER,
    "edition": ORGANISER,
    "employer": HR_MANAGER,
    "erased": NOBODY,
    "front": NOBODY,
    "home": TAKES_PART,
    "log": TAKES_PART,
    "new_edition": ORGANISER,
    "notices": TAKES_PART,
    "organiser": ORGANISER,
    "people": ORGANISER,
    "register": NOBODY,
    "registrations": ORGANISER,
    "review": ORGANISER,
    "rules": EVERYBODY,
    "settings": EVERYBODY,
    "sources": TAKES_PART,
    "stage": ORGANISER,
    "team": TAKES_PART,
    "waiting": NOBODY,
}
"""Each page with the demo roles that may enter it; the demo's captain takes part too."""


def test_every_page_stands_in_the_table():
    assert {path.stem for path in PAGES.glob("*.py")} == set(TABLE)


def test_every_room_of_the_shell_has_its_page():
    assert {room.name for room in ROOMS} | {"front", "erased"} == set(TABLE)


def files_offered(page):
    """The files of pages/ that the shell offers a visitor, by whatever address."""
    assert not page.exception
    paths = [Path(info["script_path"]) for info in page._registered_pages.values()]
    return {path.stem for path in paths if path.parent == PAGES}


@pytest.mark.parametrize("role", DEMO_ENTRIES)
def test_the_pages_of_the_table_open_to_a_role_and_no_other(open_page, role):
    assert files_offered(open_page(role)) == {name for name, roles in TABLE.items() if role in roles}


def test_whoever_is_not_signed_in_is_offered_the_front_page_and_the_word_that_an_account_is_erased(open_page):
    assert files_offered(open_page(None)) == {"front", "erased"}
