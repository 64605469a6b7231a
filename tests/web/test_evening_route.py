"""The evening as a PDF: for organisers of the edition only, never kept by a browser."""

import pytest
from plain_visit import visit

from challenge.services.editions import utc_now
from challenge.services.sessions import open_session
from challenge.store.account_models import Session
from challenge.web import evening_paper
from tests.factories import make_company, make_edition, make_hr_manager, make_organiser, make_somebody

ADDRESS = "/documents/evening/test.pdf"


@pytest.fixture
def edition_id(web_database):
    return make_edition(web_database)


@pytest.fixture
def ask(web_database, edition_id):  # noqa: ARG001  the edition is there
    """Ask for the evening as somebody."""

    def answered(actor=None, address=ADDRESS):
        with visit(evening_paper) as client:
            if actor:
                with web_database.transaction() as connection:
                    client.cookies.set("session", open_session(connection, actor.account_id, utc_now()))
                    connection.execute(Session.__table__.update().values(second_step_at=utc_now()))
            return client.get(address)

    return answered


def test_an_organiser_takes_it_along_and_no_browser_keeps_it(web_database, edition_id, ask):
    answer = ask(make_organiser(web_database, edition_id))
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    assert answer.content.startswith(b"%PDF")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-disposition"].startswith("attachment")


def test_whoever_is_not_signed_in_does_so_first(ask):
    assert ask().headers["location"] == f"/sign-in?next={ADDRESS}"


def test_an_insider_is_refused_and_to_an_outsider_there_is_nothing(web_database, edition_id, ask):
    hr_manager = make_hr_manager(web_database, edition_id, make_company(web_database, edition_id))
    assert ask(hr_manager).status_code == 403
    outsider = make_somebody(web_database, slug="elsewhere")
    assert ask(outsider).status_code == 404
    organiser = make_organiser(web_database, edition_id)
    assert ask(organiser, "/documents/evening/elsewhere.pdf").status_code == 404
    assert ask(organiser, "/documents/evening/nowhere.pdf").status_code == 404
