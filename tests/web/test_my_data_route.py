"""The download: one's own zip, for whoever holds the session, asked for by that person and no other site."""

import io
import json
from zipfile import ZipFile

import pytest
from sqlalchemy import func, select
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from challenge.services.editions import utc_now
from challenge.services.sessions import open_session, sign_out
from challenge.settings import settings
from challenge.store.account_models import Slip
from challenge.store.activity_models import AuditEntry
from challenge.store.database import open_database
from challenge.web import my_data
from challenge.web.guard import Guard
from challenge.wording.text import text
from tests.factories import NOW, add, make_account, make_person, make_somebody, place_of
from tests.whole_person import make_whole_person

PATH = "/my-data.zip"
HERE = {"sec-fetch-site": "same-origin"}


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    database = open_database(f"sqlite:///{tmp_path_factory.mktemp('my-data')}/kept.db")
    database.migrate()
    yield database
    database.close()


@pytest.fixture
def client(kept, monkeypatch):
    monkeypatch.setenv("CHALLENGE_DATABASE_URL", kept.engine.url.render_as_string(hide_password=False))
    settings.cache_clear()
    with TestClient(Starlette(routes=my_data.ROUTES, middleware=[Middleware(Guard)])) as client:
        yield client
    settings.cache_clear()


def enter(client, database, account_id, **how):
    with database.transaction() as connection:
        token = open_session(connection, account_id, utc_now(), **how)
    client.cookies.set(settings().cookie_name, token)
    return token


def exports(database):
    with database.reading() as connection:
        return connection.scalar(select(func.count()).where(AuditEntry.action == "data_exported"))


def test_whoever_is_signed_in_gets_the_own_data_and_nobody_elses(client, kept):
    mine, other = make_account(kept, "Mine"), make_account(kept, "Other")
    enter(client, kept, mine)
    answer = client.get(PATH, headers=HERE)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/zip"
    assert answer.headers["content-disposition"] == 'attachment; filename="my-data.zip"'
    assert answer.headers["cache-control"] == "no-store"
    archive = ZipFile(io.BytesIO(answer.content))
    account = json.loads(archive.read("data.json"))["account"]
    assert [row["id"] for row in account] == [mine]
    assert str(other) not in archive.read("data.json").decode()


def test_the_readme_speaks_the_browsers_language_where_none_was_chosen(client, kept):
    enter(client, kept, make_account(kept))
    answer = client.get(PATH, headers={**HERE, "accept-language": "en-GB"})
    readme = ZipFile(io.BytesIO(answer.content)).read("README.txt").decode()
    assert text("en", "my_data.readme.title") in readme


@pytest.mark.parametrize("token", [None, "made-up"])
def test_without_a_session_there_is_nothing_here(client, token):
    if token:
        client.cookies.set(settings().cookie_name, token)
    assert client.get(PATH, headers=HERE).status_code == 404


def test_a_session_that_ended_opens_nothing(client, kept):
    sign_out(kept, enter(client, kept, make_account(kept)))
    assert client.get(PATH, headers=HERE).status_code == 404


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "cross-site", "referer": "http://testserver/settings"},
        {"origin": "https://evil.example"},
        {"referer": "https://evil.example/"},
        {},
    ],
)
def test_another_site_cannot_trigger_the_download(client, kept, headers):
    enter(client, kept, make_account(kept))
    before = exports(kept)
    answer = client.get(PATH, headers=headers)
    assert answer.status_code == 403
    assert exports(kept) == before


@pytest.mark.parametrize("headers", [HERE, {"sec-fetch-site": "none"}, {"referer": "http://testserver/settings"}])
def test_a_page_of_ours_or_a_typed_address_is_answered(client, kept, headers):
    enter(client, kept, make_account(kept))
    assert client.get(PATH, headers=headers).status_code == 200


def test_it_is_asked_for_by_get_only(client, kept):
    enter(client, kept, make_account(kept))
    assert client.post(PATH, headers={**HERE, "origin": "http://testserver"}).status_code == 405


def test_an_organiser_gets_nothing_before_the_second_step(client, kept):
    enter(client, kept, make_whole_person(kept).account_id)
    assert client.get(PATH, headers=HERE).status_code == 404


def test_a_slip_issued_again_gets_nothing_before_it_is_confirmed(client, kept):
    person = make_somebody(kept, slug="slips")
    enter(client, kept, person.account_id, slip_id=_reissued(kept, person))
    assert client.get(PATH, headers=HERE).status_code == 403
    mate = make_person(kept, place_of(person).team_id)
    enter(client, kept, mate.account_id)
    assert client.get(PATH, headers=HERE).status_code == 200


def _reissued(database, person):
    slip = {"entry_id": place_of(person).entry_id, "number": 7, "issued_at": NOW, "account_id": person.account_id}
    first = add(database, Slip, code_hash="1" * 64, **slip)
    return add(database, Slip, code_hash="2" * 64, replaces_id=first, **slip)
