"""Joining from a link: every screen, wrong input with what was typed kept, a double submit, old and closed links."""

import re

import pytest
from sqlalchemy import func, select, update
from starlette.applications import Starlette
from starlette.testclient import TestClient

from challenge.demo import fill_demo
from challenge.services.join_links import live_link, renew_link
from challenge.services.outbox import read_outbox
from challenge.services.seats import read_seats
from challenge.settings import settings
from challenge.store.account_models import Account, Consent, SignInCode
from challenge.store.company_models import Company, Entry
from challenge.store.database import open_database
from challenge.store.edition_models import Edition
from challenge.store.team_models import Participation, Team
from challenge.web import join, sign_in
from tests.factories import NOW

HOME = "http://testserver"
ADDRESS = "zoe@example.org"


@pytest.fixture
def demo(tmp_path):
    database = open_database(f"sqlite:///{tmp_path}/demo.db")
    database.migrate()
    fill_demo(database, people=70, activities=0)
    yield database
    database.close()


@pytest.fixture
def client(demo, monkeypatch):
    monkeypatch.setenv("CHALLENGE_DATABASE_URL", demo.engine.url.render_as_string(hide_password=False))
    settings.cache_clear()
    routes = [*sign_in.ROUTES, *join.ROUTES]
    with TestClient(Starlette(routes=routes), follow_redirects=False, headers={"accept-language": "en"}) as client:
        yield client
    settings.cache_clear()


@pytest.fixture
def entry_id(demo):
    """The company with the fewest people."""
    with demo.transaction() as connection:
        key = connection.scalars(select(Entry.id).order_by(Entry.headcount)).first()
        connection.execute(update(Entry).where(Entry.id == key).values(headcount=60))
        return key


@pytest.fixture
def link(demo, entry_id):
    with demo.transaction() as connection:
        return f"/join/{live_link(connection, entry_id, None, NOW)}"


def one(database, statement):
    with database.reading() as connection:
        return connection.scalar(statement)


def send(client, path, **fields):
    """Fill in the form of a page that is open and send it."""
    token = re.search(r'name="token" value="([^"]+)"', client.get(path).text)[1]
    return client.post(path, data={"token": token, **fields}, headers={"origin": HOME})


def sign_in_by_code(client, demo, link, email=ADDRESS):
    """From the link to the last screen."""
    assert send(client, link, email=email).headers["location"].startswith("/sign-in/code")
    code = re.search(r"\b\d{6}\b", read_outbox(demo)[0].words.text)[0]
    answer = send(client, "/sign-in/code", code=code)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def people(demo):
    return one(demo, select(func.count()).select_from(Participation))


# The first screen


def test_the_first_screen_says_what_to_know_before_anything_is_asked(client, demo, link, entry_id):
    page = client.get(link)
    company = one(demo, select(Company.name).join(Entry, Entry.company_id == Company.id).where(Entry.id == entry_id))
    assert page.status_code == 200
    for words in (company.split()[0], "/what-my-employer-sees", "Version 2026-11", "/sign-in/slip", "private one"):
        assert words in page.text
    assert 'type="email"' in page.text
    assert 'autocomplete="email"' in page.text
    assert "<script" not in page.text


def test_the_first_screen_speaks_both_languages_and_the_language_goes_along(client, link):
    assert 'lang="fr"' in client.get(link, headers={"accept-language": "fr-FR"}).text
    page = client.get(f"{link}?lang=fr")
    assert 'lang="fr"' in page.text
    assert f'action="{link}?lang=fr"' in page.text
    assert send(client, f"{link}?lang=fr", email=ADDRESS).headers["location"] == "/sign-in/code?lang=fr"


def test_an_address_gets_a_code_and_the_consent_is_noted_with_it(client, demo, link):
    send(client, link, email=" Zoe@Example.org ")
    with demo.reading() as connection:
        row = connection.execute(select(SignInCode.email, SignInCode.consent_version, SignInCode.next_path)).one()
    assert row[:2] == (ADDRESS, "2026-11")
    assert row.next_path.startswith(f"{link}/team")
    assert one(demo, select(func.count()).select_from(Consent)) == 0


@pytest.mark.parametrize("wrong", ["", "zoe", "zoe@nowhere", "a@b@c.org"])
def test_what_is_no_address_is_sent_back_with_what_was_typed(client, demo, link, wrong):
    answer = send(client, link, email=wrong)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert f'value="{wrong}"' in answer.text
    assert one(demo, select(func.count()).select_from(SignInCode)) == 0


def test_an_address_of_another_domain_is_told_which_are_welcome(client, demo, link, entry_id):
    with demo.transaction() as connection:
        connection.execute(update(Entry).where(Entry.id == entry_id).values(email_domains=["acme.example"]))
    answer = send(client, link, email=ADDRESS)
    assert answer.status_code == 422
    assert "acme.example" in answer.text
    assert one(demo, select(func.count()).select_from(SignInCode)) == 0


def test_a_form_of_another_site_or_without_its_token_sends_no_code(client, demo, link):
    token = re.search(r'name="token" value="([^"]+)"', client.get(link).text)[1]
    for data, origin in (({"token": token}, "https://evil.example"), ({"token": "x"}, HOME), ({}, HOME)):
        answer = client.post(link, data={"email": ADDRESS, **data}, headers={"origin": origin})
        assert answer.status_code == 422
    assert one(demo, select(func.count()).select_from(SignInCode)) == 0


# Links that open nothing


def test_an_unknown_link_is_not_found(client):
    for path in ("/join/nothing", "/join/nothing/team"):
        assert client.get(path).status_code in {303, 404}
    assert client.get("/join/nothing").status_code == 404
    assert "leads nowhere" in client.get("/join/nothing").text


def test_an_old_link_is_gone_and_says_so_kindly(client, demo, link, entry_id):
    with demo.transaction() as connection:
        renew_link(connection, entry_id, None, NOW)
    answer = client.get(link)
    assert answer.status_code == 410
    assert "Ask whoever invited you" in answer.text


def test_after_the_registration_the_page_says_since_when(client, demo, link):
    with demo.transaction() as connection:
        connection.execute(update(Edition).values(registration_closes_at=NOW))
    answer = client.get(link)
    assert answer.status_code == 410
    assert "closed on 24 Mar" in answer.text or "closed on Mar 24" in answer.text


def test_a_company_that_withdrew_says_so(client, demo, link, entry_id):
    with demo.transaction() as connection:
        connection.execute(update(Entry).where(Entry.id == entry_id).values(withdrawn_at=NOW))
    assert client.get(link).status_code == 410


# The last screen


def test_without_a_session_the_last_screen_leads_back_to_the_first(client, link):
    assert client.get(f"{link}/team").headers["location"] == link


def test_from_the_link_to_the_home_it_takes_three_screens(client, demo, link):
    last = sign_in_by_code(client, demo, link)
    assert last.startswith(f"{link}/team")
    page = client.get(last).text
    assert re.search(r'value="place_me" checked', page)
    assert re.search(r'value="nickname" checked', page)
    nickname = re.search(r'name="nickname"[^>]* value="([^"]+)"', page)[1]
    before = people(demo)
    answer = send(client, f"{link}/team", choice="place_me", visibility="nickname", nickname=nickname)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert people(demo) == before + 1
    with demo.reading() as connection:
        row = connection.execute(
            select(Participation.nickname, Participation.visibility)
            .join(Account, Account.id == Participation.account_id)
            .where(Account.email == ADDRESS)
        ).one()
    assert row == (nickname, "nickname")


def test_whoever_is_in_already_goes_home_and_a_second_click_changes_nothing(client, demo, link):
    sign_in_by_code(client, demo, link)
    token = re.search(r'name="token" value="([^"]+)"', client.get(f"{link}/team").text)[1]
    data = {"token": token, "choice": "place_me", "visibility": "nickname", "nickname": "Lynx"}
    before = people(demo)
    for _ in range(2):
        answer = client.post(f"{link}/team", data=data, headers={"origin": HOME})
        assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert people(demo) == before + 1
    for path in (link, f"{link}/team"):
        assert client.get(path).headers["location"] == "/"


def test_signed_in_already_one_tap_is_the_consent(client, demo, link):
    sign_in_by_code(client, demo, link)
    with demo.transaction() as connection:
        connection.execute(Consent.__table__.delete())
    assert client.get(f"{link}/team").headers["location"] == link
    page = client.get(link).text
    assert 'type="email"' not in page
    assert send(client, link).headers["location"] == f"{link}/team"
    assert one(demo, select(Consent.version)) == "2026-11"
    assert client.get(f"{link}/team").status_code == 200


def test_without_consent_nobody_joins_by_a_post_either(client, demo, link):
    sign_in_by_code(client, demo, link)
    token = re.search(r'name="token" value="([^"]+)"', client.get(f"{link}/team").text)[1]
    with demo.transaction() as connection:
        connection.execute(Consent.__table__.delete())
    before = people(demo)
    data = {"token": token, "choice": "place_me", "visibility": "nickname", "nickname": "Lynx"}
    assert client.post(f"{link}/team", data=data, headers={"origin": HOME}).headers["location"] == link
    assert people(demo) == before


def test_a_team_of_ones_own_with_a_wrong_name_keeps_all_that_was_typed(client, demo, link, entry_id):
    sign_in_by_code(client, demo, link)
    with demo.reading() as connection:
        taken = read_seats(connection, entry_id)[0].name
    typed = {"choice": "create", "team_name": taken, "seats": "6"}
    typed |= {"visibility": "name", "nickname": "Otter", "name": "Zoé <b>Martin</b>"}
    answer = send(client, f"{link}/team", **typed)
    assert answer.status_code == 422
    assert "already called" in answer.text
    assert re.search(r'value="create" checked', answer.text)
    assert re.search(r'value="name" checked', answer.text)
    assert re.search(r'<option value="6" selected', answer.text)
    assert 'value="Otter"' in answer.text
    assert "Zoé &lt;b&gt;Martin&lt;/b&gt;" in answer.text
    answer = send(client, f"{link}/team", **{**typed, "team_name": "Brand new"})
    assert answer.headers["location"] == "/"
    assert one(demo, select(Team.seats).where(Team.name == "Brand new")) == 6


def test_a_team_that_filled_meanwhile_is_said_and_another_can_be_chosen(client, demo, link, entry_id):
    sign_in_by_code(client, demo, link)
    with demo.transaction() as connection:
        team = next(team for team in read_seats(connection, entry_id) if team.free)
        connection.execute(update(Team).where(Team.id == team.id).values(seats=max(team.participants, 5)))
        connection.execute(update(Team).where(Team.id == team.id).values(participants=Team.seats))
    answer = send(client, f"{link}/team", choice=f"team:{team.id}", visibility="nickname", nickname="Lynx")
    assert answer.status_code == 422
    assert "has just been taken" in answer.text
    assert f'value="team:{team.id}"' not in answer.text


def test_a_team_link_has_its_team_chosen(client, demo, entry_id):
    with demo.transaction() as connection:
        team = next(team for team in read_seats(connection, entry_id) if team.free)
        link = f"/join/{live_link(connection, entry_id, team.id, NOW)}"
    sign_in_by_code(client, demo, link)
    page = client.get(f"{link}/team").text
    assert re.search(rf'value="team:{team.id}" checked', page)
    send(client, f"{link}/team", choice=f"team:{team.id}", visibility="hidden", nickname="Lynx")
    assert one(demo, select(Team.participants).where(Team.id == team.id)) == team.participants + 1


@pytest.mark.parametrize(
    "sent",
    [
        {"choice": "team:1"},
        {"choice": "team:x"},
        {"choice": "team:99999999999999999999"},
        {"choice": "create", "team_name": "New", "seats": "99"},
        {"choice": "create", "team_name": "New", "seats": "-1"},
        {"visibility": "everybody"},
        {"nickname": "   "},
        {"nickname": "x" * 61},
        {"visibility": "name", "name": ""},
    ],
)
def test_what_no_page_of_ours_would_send_is_refused_with_a_sentence(client, demo, link, sent):
    sign_in_by_code(client, demo, link)
    before = people(demo)
    answer = send(
        client, f"{link}/team", **{"choice": "place_me", "visibility": "nickname", "nickname": "Lynx", **sent}
    )
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert people(demo) == before


def test_the_chosen_language_stays_with_the_account(client, demo, link):
    sign_in_by_code(client, demo, f"{link}?lang=fr")
    send(client, f"{link}/team?lang=fr", choice="place_me", visibility="nickname", nickname="Lynx")
    assert one(demo, select(Account.locale).where(Account.email == ADDRESS)) == "fr"
