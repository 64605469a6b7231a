"""What my employer sees: a public page in both languages, with the real page of HR managers and invented figures."""

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from challenge.web import employer
from challenge.wording.templating import render
from challenge.wording.text import LOCALES, text


@pytest.fixture
def client():
    with TestClient(Starlette(routes=employer.ROUTES)) as client:
        yield client


@pytest.mark.parametrize("locale", LOCALES)
def test_everybody_reads_it_without_a_session_in_their_language(client, locale):
    answer = client.get(f"/what-my-employer-sees?lang={locale}")
    assert answer.status_code == 200
    assert "set-cookie" not in answer.headers
    assert f'<html lang="{locale}">' in answer.text
    assert text(locale, "employer.public.never") in answer.text


def test_without_a_choice_the_browser_decides(client):
    page = client.get("/what-my-employer-sees", headers={"accept-language": "en-GB"}).text
    assert "What my employer sees" in page


@pytest.mark.parametrize("locale", LOCALES)
def test_the_example_is_the_real_page_and_says_that_it_is_invented(client, locale):
    page = client.get(f"/what-my-employer-sees?lang={locale}").text
    assert render("employer.html", locale, view=employer.EXAMPLE, example=True) in page
    assert page.index(text(locale, "employer.public.invented")) < page.index('class="employer"')


def test_the_example_reconciles_and_shows_what_is_withheld():
    money = employer.EXAMPLE.money
    assert money.cap == money.fees + money.counted + money.left
    assert None in [week.regularity for week in employer.EXAMPLE.weeks]
    assert None in [team.rank for team in employer.EXAMPLE.teams]


def test_it_loads_nothing_from_elsewhere_and_runs_no_script(client):
    page = client.get("/what-my-employer-sees").text
    assert "<script" not in page
    assert "http" not in page
