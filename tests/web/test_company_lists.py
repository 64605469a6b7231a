"""The list of companies: for the edition's organisers, and typed names in it are never formulas."""

import csv
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import update
from starlette.applications import Starlette
from starlette.testclient import TestClient

from challenge.services.companies import withdraw_company
from challenge.services.editions import utc_now
from challenge.services.sessions import open_session
from challenge.settings import settings
from challenge.store.account_models import Session
from challenge.store.database import open_database
from challenge.web import company_lists
from tests.company_factories import OTHER_SIREN, make_contact, make_open_edition, make_registration
from tests.factories import NOW, make_company, make_edition, make_hr_manager, make_organiser

FORMULA = '=HYPERLINK("https://evil.example","x")'


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    database = open_database(f"sqlite:///{tmp_path_factory.mktemp('lists')}/lists.db")
    database.migrate()
    yield database
    database.close()


@pytest.fixture(scope="module")
def people(database):
    """An edition with a company that takes part, one that left, one that waits under a formula, and a draft."""
    edition_id = make_open_edition(database, slug="spring")
    entry_id = make_company(database, edition_id, name="Atelier Bleu", headcount=34)
    left = make_company(database, edition_id, name="@Dock")
    manager, organiser = make_hr_manager(database, edition_id, entry_id), make_organiser(database, edition_id)
    withdraw_company(database, organiser, left, "sold", now=NOW)
    make_registration(database, edition_id, make_contact(database), submitted=True, name=FORMULA, rate="0,2")
    make_registration(database, edition_id, make_contact(database), name="A draft", siren=OTHER_SIREN)
    stranger = make_organiser(database, make_edition(database, slug="elsewhere"))
    return {"organiser": organiser, "manager": manager, "stranger": stranger}


@pytest.fixture
def ask(database, people, monkeypatch):
    """Ask for a file as somebody."""
    monkeypatch.setenv("CHALLENGE_DATABASE_URL", database.engine.url.render_as_string(hide_password=False))
    settings.cache_clear()
    with TestClient(Starlette(routes=company_lists.ROUTES)) as client:

        def ask_as(who, kind, language="fr", slug="spring"):
            if who:
                with database.transaction() as connection:
                    token = open_session(connection, people[who].account_id, utc_now())
                    connection.execute(update(Session).values(second_step_at=utc_now()))
                client.cookies.set(settings().cookie_name, token)
            path = f"/documents/companies/{slug}.{kind}"
            return client.get(path, headers={"accept-language": language})

        yield ask_as
    settings.cache_clear()


def test_the_workbook_lists_companies_with_their_promise_and_state(ask):
    answer = ask("organiser", "xlsx")
    assert answer.headers["content-disposition"] == 'attachment; filename="companies.xlsx"'
    assert answer.headers["cache-control"] == "no-store"
    rows = list(load_workbook(BytesIO(answer.content)).active.iter_rows(values_only=True))
    assert rows[0][0] == "Nom"
    assert rows[1:] == [
        (f"'{FORMULA}", "552100554", 1_200, 0.2, 25, 50_000, "à lire"),
        ("'@Dock", "", 20, 0.15, 25, 5_000, "retirée"),
        ("Atelier Bleu", "", 34, 0.15, 25, 5_000, "acceptée"),
    ]


def test_no_cell_of_the_workbook_is_a_formula_or_a_link(ask):
    sheet = load_workbook(BytesIO(ask("organiser", "xlsx").content)).active
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert not any(cell.hyperlink for cell in cells)


@pytest.mark.parametrize(("language", "delimiter", "rate"), [("fr", ";", "0,15"), ("en", ",", "0.15")])
def test_the_text_file_reads_as_spreadsheets_of_each_language_expect(ask, language, delimiter, rate):
    words = ask("organiser", "csv", language).content.decode("utf-8-sig")
    rows = list(csv.reader(StringIO(words), delimiter=delimiter))
    by_name = {row[0]: row for row in rows}
    assert by_name["Atelier Bleu"][2:6] == ["34", rate, "25", "5000"]
    assert f"'{FORMULA}" in by_name
    assert not any(value.startswith(("=", "+", "-", "@")) for row in rows for value in row)


@pytest.mark.parametrize(
    ("who", "status"), [(None, 404), ("stranger", 404), ("manager", 403), ("organiser", 200)], ids=str
)
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_only_organisers_of_the_edition_get_it(ask, who, status, kind):
    assert ask(who, kind).status_code == status


@pytest.mark.parametrize(("kind", "slug"), [("pdf", "spring"), ("csv", "winter"), ("xlsx", "..")])
def test_other_lists_do_not_exist(ask, kind, slug):
    assert ask("organiser", kind, slug=slug).status_code == 404
