"""The projected screen as the server sends it: public, in both languages, and of use without JavaScript."""

import json
import re
from pathlib import Path

import pytest
from lxml import html
from plain_visit import visit

from challenge.services.editions import utc_now
from challenge.services.freezes import freeze_now
from challenge.services.stage import choose_hall_language
from challenge.store.edition_models import EditionState
from challenge.web import screen
from challenge.wording.text import LOCALES, catalogue
from tests.factories import make_company, make_edition, make_organiser, make_person, make_team, outing, record

STATIC = Path(screen.__file__).parent / "static" / "live"
HOSTILE = "<script>alert('x')</script>"


@pytest.fixture
def edition(web_database):
    """A running edition whose review is not over: a company of three movers, and two too small to be shown."""
    far = utc_now().replace(year=2099)
    dates = {"locks_at": far, "review_ends_at": far, "evening_at": far, "registration_closes_at": far}
    edition_id = make_edition(web_database, slug="printemps", **dates)
    for name, people in ((HOSTILE, 3), ("Few", 2), ("One", 1)):
        team_id = make_team(web_database, make_company(web_database, edition_id, name=name))
        for _ in range(people):
            record(web_database, make_person(web_database, team_id), outing())
    return edition_id


def page(path="/screen/printemps"):
    """A page as it is sent."""
    with visit(screen) as client:
        return client.get(path)


def embedded(answer, key):
    """A block of data on a page."""
    return html.fromstring(answer.text).xpath(f"//script[@id='{key}']")[0].text


def test_a_draft_and_an_unknown_edition_are_not_found(web_database):
    make_edition(web_database, slug="draft", state=EditionState.DRAFT)
    assert [page(f"/screen/{slug}").status_code for slug in ("draft", "unknown")] == [404, 404]


def test_the_page_needs_no_session_and_leaves_no_cookie(edition):  # noqa: ARG001  it stands in the database
    answer = page()
    assert answer.status_code == 200
    assert "set-cookie" not in answer.headers
    assert answer.headers["cache-control"] == "no-cache"


def test_both_languages_come_along_so_that_the_hall_can_change(edition):  # noqa: ARG001  same
    words = json.loads(embedded(page(), "words"))
    assert set(words) == set(LOCALES)
    assert set(words["fr"]) == {key for key in catalogue("fr") if key.startswith("screen.")}
    assert words["en"]["screen.live"] == ["live · {time}"]


def test_the_page_speaks_the_language_of_the_hall(web_database, edition):
    assert 'lang="fr"' in page().text
    choose_hall_language(web_database, make_organiser(web_database, edition), edition, "en")
    assert 'lang="en"' in page().text


def test_the_way_in_is_the_public_address_as_code_and_in_letters(edition, public_url):  # noqa: ARG001  same
    public_url("https://challenge.example.org/")
    template = html.fromstring(page().text).xpath("//template[@id='way']")[0]
    assert template.get("data-address") == "challenge.example.org"
    assert template.xpath(".//*[local-name()='svg']")


def test_without_javascript_the_last_board_is_a_table(edition):  # noqa: ARG001  same
    rows = html.fromstring(page().text).xpath("//noscript//tbody/tr[td]")
    assert [row.xpath("string(th)") for row in rows] == [HOSTILE, "Few", "One"]
    assert rows[0].xpath("string(td[1])") == "1"
    assert "masqués" in rows[1].text_content()


def test_without_javascript_it_is_said_what_is_provisional_and_frozen(web_database, edition):
    assert "gelés" not in page().text.partition("<noscript>")[2]
    freeze_now(web_database, make_organiser(web_database, edition), edition)
    said = page().text.partition("<noscript>")[2]
    assert "gelés" in said
    assert "provisoire" in said


def test_a_name_is_never_markup(edition):  # noqa: ARG001  same
    assert HOSTILE not in page().text


def test_the_service_worker_looks_after_the_screens_only_and_is_always_asked_for_anew(edition):  # noqa: ARG001  same
    answer = page("/screen/worker.js")
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cache-control"] == "no-cache"
    assert "service-worker-allowed" not in answer.headers


def test_no_sentence_of_the_screen_is_unused():
    sources = [*STATIC.rglob("*.js"), Path(screen.__file__), *STATIC.parents[2].glob("wording/templates/screen.html")]
    words = " ".join(source.read_text("utf-8") for source in sources)
    whole = set(re.findall(r"[\"'](screen\.[a-z_0-9.]+)[\"']", words))
    beginnings = tuple(set(re.findall(r"[`\"](screen\.[a-z_.]+)(?:\$\{|\" ~)", words)))
    keys = {key for key in catalogue("fr") if key.startswith("screen.")}
    assert {key for key in keys if key not in whole and not key.startswith(beginnings)} == set()


def test_the_screens_scripts_and_styles_name_no_other_host():
    for source in (*STATIC.rglob("*.js"), *STATIC.rglob("*.css")):
        assert re.findall(r"https?://(?!www\.w3\.org/)", source.read_text("utf-8")) == [], source
