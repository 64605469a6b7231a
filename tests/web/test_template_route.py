"""The table to fill in comes in either language and either form, to whoever is signed in."""

import io

import pytest
from plain_visit import visit

from challenge.imports.registry import read_file
from challenge.services.editions import utc_now
from challenge.services.sessions import open_session
from challenge.services.template import sport_words
from challenge.web import template
from challenge.wording.text import LOCALES
from tests.factories import make_account


@pytest.fixture
def client(web_database):
    with web_database.transaction() as connection:
        token = open_session(connection, make_account(web_database), utc_now())
    with visit(template) as client:
        client.cookies.set("session", token)
        yield client


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("kind", template.FORMATS)
def test_what_is_downloaded_can_be_uploaded_as_it_is(client, locale, kind):
    answer = client.get(f"/template/{locale}.{kind}")
    name = f"{template.NAMES[locale]}.{kind}"
    assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
    (reading,) = read_file(name, io.BytesIO(answer.content), sport_words=sport_words())
    assert (reading.refused, reading.refused_rows, len(reading.activities)) == (None, (), 2)


@pytest.mark.parametrize("path", ["/template/de.csv", "/template/fr.exe", "/template/fr", "/template/../fr.csv"])
def test_there_is_no_other_table(client, path):
    assert client.get(path).status_code == 404
