"""Logos of sponsors: public, kept by browsers, and nothing else at their address."""

import pytest
from plain_visit import visit

from challenge.services.logos import redraw_logo
from challenge.services.sponsors import add_sponsor, list_sponsors
from challenge.web import sponsors
from tests.company_factories import picture
from tests.factories import make_edition, make_organiser


@pytest.fixture
def address(web_database):
    edition_id = make_edition(web_database)
    organiser = make_organiser(web_database, edition_id)
    add_sponsor(web_database, organiser, edition_id, "Grand Air", logo=picture())
    return list_sponsors(web_database, organiser, edition_id)[0].sponsor.logo


@pytest.fixture
def client(web_database):  # noqa: ARG001  the settings name its database
    with visit(sponsors) as client:
        yield client


def test_a_logo_is_served_as_we_drew_it_to_anybody_and_kept_for_a_year(client, address):
    answer = client.get(address)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")
    assert answer.content == redraw_logo(picture())
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "immutable" in answer.headers["cache-control"]
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("number", ["1", "x", "99999999999999999999"])
def test_no_other_sponsor_has_it(client, address, number):
    assert client.get(f"/sponsor/{number}/{address.rpartition('/')[2]}").status_code == 404


@pytest.mark.parametrize("file", ["0" * 64 + ".png", "", "logo.svg"])
def test_no_other_file_is_there(client, address, file):
    assert client.get(f"{address.rpartition('/')[0]}/{file}").status_code == 404


def test_nobody_puts_a_logo_there(client, address):
    assert client.post(address, headers={"origin": "http://testserver"}).status_code == 405
