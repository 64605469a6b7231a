"""Under a freeze no page of anybody but the organiser tells how things really stand; every page says that it stays."""

import re

import pytest
from google.protobuf.json_format import MessageToJson
from streamlit.runtime.context import ContextProxy
from streamlit.testing.v1 import AppTest

from challenge.services.boards import read_totals
from challenge.services.editions import read_edition, utc_now
from challenge.services.freezes import end_freeze
from challenge.services.sessions import open_session
from challenge.services.standing import frozen_since
from challenge.settings import settings
from challenge.ui.links import PAGES
from challenge.ui.rooms import ROOMS
from challenge.wording.formats import moment, whole_euros
from challenge.wording.text import LOCALES
from tests.factories import PARIS
from tests.frozen_scene import BYSTANDERS, FrozenScene, figures_in

SHELL = PAGES.parent / "challenge" / "ui" / "shell.py"
BOARDS = [
    {"which": which, "by": by} for which in ("medium", "teams") for by in ("regularity", "points", "mean", "euros")
]
ASKED = {"board": [*BOARDS, {"which": "small"}, {"which": "people"}]}
"""What the address of a page asks for; other pages are opened as they are."""
STANDINGS = {"board", "home", "team", "employer"}
"""Pages that show a standing."""
_CHANGES = re.compile(r'\\?"(?:revision|id|formId|elementId)\\?": *"?[^",}]*|\d\d:\d\d|\$\$\S+')
"""Numbers of the page itself, the clock, and the revision, which says only that something has changed."""

_ESCAPED = re.compile(r"\\+u([0-9a-f]{4})")
"""A sign as JSON inside JSON writes it."""


@pytest.fixture
def frozen(kept):
    """The scene, frozen, before anything is logged behind, in the database that pages read."""
    return FrozenScene(kept).freeze()


@pytest.fixture
def open_page(frozen, monkeypatch):
    """Open a page of the scene as a role."""
    cookies = {}

    def open_as(role, name=None, locale="fr", **asked):
        actor = frozen.actor(role)
        if actor and role not in cookies:
            with frozen.database.transaction() as connection:
                cookies[role] = open_session(connection, actor.account_id, utc_now())
        sent = {settings().cookie_name: cookies[role]} if actor else {}
        monkeypatch.setattr(ContextProxy, "cookies", property(lambda _self: sent))
        page = AppTest.from_file(SHELL, default_timeout=30)
        page.session_state["locale"] = locale
        page.run()
        for parameter, value in asked.items():
            page.query_params[parameter] = value
        page = page.switch_page(str(PAGES / f"{name}.py")).run() if name else page
        assert not page.exception, page.exception
        return page

    return open_as


def words_of(page):
    """All that a page sends to the browser."""

    def walk(block):
        for child in block.children.values():
            proto = getattr(child, "proto", None)
            if proto is not None:
                yield _ESCAPED.sub(lambda sign: chr(int(sign[1], 16)), MessageToJson(proto, ensure_ascii=False))
            if hasattr(child, "children"):
                yield from walk(child)

    return "\n".join(walk(page._tree))


def pages_of(scene, role):
    """The pages a role may enter, each with what its address may ask."""
    kinds = {held.kind for held in scene.actor(role).held} if scene.actor(role) else set()
    return [(room.name, asked) for room in ROOMS if room.roles & kinds for asked in ASKED.get(room.name, [{}])]


def told(scene, open_page, role):
    """The words of each page of a role."""
    return {(name, *asked.values()): words_of(open_page(role, name, **asked)) for name, asked in pages_of(scene, role)}


@pytest.mark.parametrize("role", BYSTANDERS)
def test_whoever_logs_nothing_reads_the_same_pages_whatever_is_logged_behind(frozen, open_page, role):
    before = told(frozen, open_page, role)
    frozen.log_behind()
    after = told(frozen, open_page, role)
    assert before.keys() == after.keys()
    assert {name for name in before if _CHANGES.sub("", before[name]) != _CHANGES.sub("", after[name])} == set()


def test_whoever_logs_behind_it_sees_own_points_move_and_no_figure_of_the_real_standing(frozen, open_page):
    before = told(frozen, open_page, "mover")
    frozen.log_behind()
    after, untold = told(frozen, open_page, "mover"), frozen.untold()
    assert figures_in(after["home",]) != figures_in(before["home",])
    assert {name: figures_in(words) & untold for name, words in after.items() if figures_in(words) & untold} == {}


def test_the_front_page_tells_the_grand_total_and_nothing_else_that_moves(frozen, open_page):
    totals = [read_totals(frozen.database, frozen.edition_id)]
    before = words_of(open_page("nobody"))
    frozen.log_behind()
    totals.append(read_totals(frozen.database, frozen.edition_id))
    after = words_of(open_page("nobody"))
    raised = [whole_euros(total.raised, "fr") for total in totals]
    assert raised[0] != raised[1]
    assert raised[1] in after
    assert _CHANGES.sub("", before).replace(raised[0], "") == _CHANGES.sub("", after).replace(raised[1], "")


@pytest.mark.parametrize("locale", LOCALES)
def test_every_page_with_a_standing_says_that_it_stays_and_only_while_it_does(frozen, open_page, locale):
    since = moment(
        frozen_since(frozen.database, read_edition(frozen.database, frozen.edition_id)).astimezone(PARIS), locale
    )
    seen = {role: {name for name, _ in pages_of(frozen, role)} & STANDINGS for role in ("captain", "hr_manager")}
    assert set().union(*seen.values()) == STANDINGS
    opened = [(role, name) for role, names in seen.items() for name in sorted(names)]
    assert [(role, name) for role, name in opened if since not in words_of(open_page(role, name, locale))] == []
    end_freeze(frozen.database, frozen.organiser, frozen.edition_id)
    assert [(role, name) for role, name in opened if since in words_of(open_page(role, name, locale))] == []


def test_once_the_freeze_has_ended_the_same_search_finds_what_was_not_told(frozen, open_page):
    frozen.log_behind()
    untold = frozen.untold()
    end_freeze(frozen.database, frozen.organiser, frozen.edition_id)
    for role, name, asked in (("mover", "board", BOARDS[0]), ("hr_manager", "employer", {})):
        assert figures_in(words_of(open_page(role, name, **asked))) & untold, name
