"""The outbox page: read at this machine while there is no mail server, and not there for anybody else."""

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from challenge.services.outbox import post
from challenge.settings import settings
from challenge.store.database import open_database
from challenge.web import outbox
from tests.factories import NOW

HERE = "http://localhost:8501"
ANNE = "anne@boreal.example"


@pytest.fixture
def site(tmp_path, monkeypatch):
    """A site without a mail server, in which two mails wait."""
    database = open_database(f"sqlite:///{tmp_path}/outbox.db")
    database.migrate()
    with database.transaction() as connection:
        code = {"code": "123 456", "minutes": "10"}
        post(connection, cause="1", to=ANNE, template="sign_in_code", locale="fr", facts=code, now=NOW)
        typed = {"company": "<script>alert(1)</script>", "url": "https://challenge.example/register/abc"}
        post(connection, cause="2", to=ANNE, template="registration_saved", locale="en", facts=typed, now=NOW)
    monkeypatch.setenv("CHALLENGE_DATABASE_URL", database.engine.url.render_as_string(hide_password=False))
    monkeypatch.setenv("CHALLENGE_PUBLIC_URL", HERE)
    monkeypatch.delenv("CHALLENGE_SMTP_URL", raising=False)
    settings.cache_clear()
    yield Starlette(routes=outbox.ROUTES)
    settings.cache_clear()
    database.close()


def ask(site, *, address="127.0.0.1", host=HERE, headers=None):
    """What a browser at an address is answered."""
    with TestClient(site, base_url=host, client=(address, 50_000)) as client:
        return client.get("/outbox", headers=headers)


def test_whoever_sits_at_this_machine_reads_what_waits(site):
    answer = ask(site)
    assert answer.status_code == 200
    assert ANNE in answer.text
    assert "123 456" in answer.text
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("host", ["http://127.0.0.1:8501", "http://[::1]:8501", "http://localhost"])
def test_every_name_of_this_machine_will_do(site, host):
    assert ask(site, host=host, address="::1").status_code == 200


def test_the_page_speaks_the_browsers_language(site):
    assert 'lang="en"' in ask(site, headers={"accept-language": "en-GB"}).text
    assert 'lang="fr"' in ask(site, headers={"accept-language": "fr-FR"}).text


def test_links_are_words_and_the_designed_part_stands_in_a_sandbox(site):
    page = ask(site).text
    assert 'href="https://challenge.example' not in page
    assert "https://challenge.example/register/abc\n" in page
    assert page.count("<iframe sandbox title=") == 2
    assert "<script" not in page


@pytest.mark.parametrize("address", ["192.168.1.7", "10.0.0.2", "203.0.113.5", "2001:db8::1"])
def test_nobody_else_finds_it(site, address):
    assert ask(site, address=address).status_code == 404


@pytest.mark.parametrize("name", outbox.FORWARDED)
def test_nobody_finds_it_through_a_proxy(site, name):
    assert ask(site, headers={name: "127.0.0.1"}).status_code == 404


@pytest.mark.parametrize("host", ["http://challenge.example", "http://localhost.evil.example", "http://192.168.1.7"])
def test_a_name_that_leads_here_from_outside_is_not_found(site, host):
    assert ask(site, host=host).status_code == 404


def test_a_site_with_a_public_address_has_no_outbox_even_behind_a_proxy_that_says_nothing(site, monkeypatch):
    monkeypatch.setenv("CHALLENGE_PUBLIC_URL", "https://challenge.example")
    settings.cache_clear()
    assert ask(site).status_code == 404


def test_with_a_mail_server_there_is_no_outbox(site, monkeypatch):
    monkeypatch.setenv("CHALLENGE_SMTP_URL", "smtp://127.0.0.1:2525")
    settings.cache_clear()
    assert ask(site).status_code == 404


def test_an_empty_outbox_says_what_to_do(site, tmp_path, monkeypatch):
    empty = open_database(f"sqlite:///{tmp_path}/empty.db")
    empty.migrate()
    monkeypatch.setenv("CHALLENGE_DATABASE_URL", empty.engine.url.render_as_string(hide_password=False))
    settings.cache_clear()
    assert "Nothing is waiting" in ask(site, headers={"accept-language": "en"}).text
    empty.close()
