"""Logos of approved companies: public, kept by browsers, and nothing else at their address."""

import pytest
from sqlalchemy import select
from starlette.applications import Starlette
from starlette.testclient import TestClient

from challenge.services.approvals import approve_registration
from challenge.services.logos import redraw_logo
from challenge.services.registration import save_logo, submit_registration
from challenge.settings import settings
from challenge.store.company_models import Logo
from challenge.store.database import open_database
from challenge.web import logos
from tests.company_factories import make_contact, make_open_edition, make_registration, picture
from tests.factories import NOW, make_organiser


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    database = open_database(f"sqlite:///{tmp_path_factory.mktemp('logos')}/logos.db")
    database.migrate()
    edition_id, contact = make_open_edition(database), make_contact(database)
    registration_id = make_registration(database, edition_id, contact)
    save_logo(database, contact, registration_id, picture(), now=NOW)
    submit_registration(database, contact, registration_id, accept_terms=True, terms_name="Zoé", now=NOW)
    approve_registration(database, make_organiser(database, edition_id), registration_id, now=NOW)
    yield database
    database.close()


@pytest.fixture
def client(database, monkeypatch):
    monkeypatch.setenv("CHALLENGE_DATABASE_URL", database.engine.url.render_as_string(hide_password=False))
    settings.cache_clear()
    with TestClient(Starlette(routes=logos.ROUTES)) as client:
        yield client
    settings.cache_clear()


@pytest.fixture
def logo(database):
    with database.reading() as connection:
        return connection.execute(select(Logo.company_id, Logo.fingerprint)).one()


def test_a_logo_is_served_as_we_drew_it_and_kept_for_a_year(client, logo):
    answer = client.get(f"/logo/{logo.company_id}/{logo.fingerprint}.png")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")
    assert answer.content == redraw_logo(picture())
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "immutable" in answer.headers["cache-control"]


@pytest.mark.parametrize(
    "path",
    [
        "/logo/{company}/" + "0" * 64 + ".png",
        "/logo/1/{fingerprint}.png",
        "/logo/99999999999999999999/{fingerprint}.png",
        "/logo/{company}/{fingerprint}",
        "/logo/{company}/{fingerprint}.svg",
        "/logo/{company}",
        "/logo/x/{fingerprint}.png",
    ],
)
def test_no_other_address_is_found(client, logo, path):
    asked = path.format(company=logo.company_id, fingerprint=logo.fingerprint)
    assert client.get(asked).status_code == 404


def test_nobody_puts_a_logo_there(client, logo):
    assert client.post(f"/logo/{logo.company_id}/{logo.fingerprint}.png").status_code == 405
