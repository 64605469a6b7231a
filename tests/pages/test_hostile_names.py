"""Names with HTML and Markdown in them are drawn as they were typed, on every page of every role."""

import json

import pytest
from sqlalchemy import String, cast, insert, literal, update

from challenge.demo import fill_demo
from challenge.services.demo_entries import DEMO_ENTRIES
from challenge.services.editions import utc_now
from challenge.store.account_models import Account
from challenge.store.company_models import Company, Registration, RegistrationState
from challenge.store.database import open_database
from challenge.store.edition_models import Edition, Project
from challenge.store.ids import new_id
from challenge.store.team_models import Participation, Team
from challenge.ui.rooms import ROOMS

MARKED, TAGGED = "![p](//evil.example)", "<img src=//evil.example>"
NAMES = (Account.name, Participation.nickname, Team.name, Team.welcome, Company.name, Edition.name, Project.name)
READ_AS_MARKDOWN = ("markdown", "caption", "title", "header", "subheader", "success", "error", "info", "warning")
LABELLED = ("button", "radio", "toggle", "checkbox", "text_input", "text_area", "number_input", "selectbox", "expander")


@pytest.fixture(scope="module")
def demo_database(tmp_path_factory):
    """A demo edition in which everything that somebody typed is hostile."""
    database = open_database(f"sqlite:///{tmp_path_factory.mktemp('hostile')}/demo.db")
    database.migrate()
    seeded = fill_demo(database, people=70, activities=700)
    with database.transaction() as connection:
        for column in NAMES:
            model = column.class_
            connection.execute(update(model).values({column.key: literal(MARKED + TAGGED) + cast(model.id, String)}))
        form = dict.fromkeys(("name", "sites", "contact_name", "initials", "sector"), MARKED + TAGGED)
        states = (RegistrationState.SUBMITTED, RegistrationState.ASKED_BACK)
        rows = [{"id": new_id(), "state": state, "reason": MARKED + TAGGED} for state in states]
        shared = {"edition_id": seeded.edition_id, "contact_id": seeded.organiser_id, "form": form}
        shared |= {"terms_name": MARKED + TAGGED, "created_at": utc_now(), "updated_at": utc_now()}
        connection.execute(insert(Registration), [row | shared for row in rows])
    yield database
    database.close()


def drawn(page):
    """What a page hands to whoever reads it as Markdown, and what it draws as HTML."""
    assert not page.exception, page.exception
    values = [str(element.value) for kind in READ_AS_MARKDOWN for element in page.get(kind)]
    labels = [str(element.label) for kind in LABELLED for element in page.get(kind)]
    pictures = [json.loads(live.proto.json).get("picture", "") for live in page.get("bidi_component")]
    return [*values, *labels], [*(element.proto.body for element in page.get("html")), *pictures]


@pytest.mark.parametrize("role", DEMO_ENTRIES)
def test_no_page_of_a_role_loads_the_picture_that_a_name_asks_for(open_page, role):
    seen = []
    for room in ROOMS:
        if role in room.roles:
            read, html = drawn(open_page(role, room.name))
            assert not [words for words in read if MARKED in words or TAGGED in words], room.name
            assert not [words for words in html if TAGGED in words], room.name
            seen += [*read, *html]
    assert any("evil" in words for words in seen)


def test_the_front_page_shows_no_picture_of_a_name_either(open_page):
    read, html = drawn(open_page(None))
    assert not [words for words in [*read, *html] if MARKED in words or TAGGED in words]
