"""Attempts to break in from outside: what phones, Strava and browsers may send, and what goes back to whom."""

import anyio
import pytest
from plain_visit import visit

from challenge.services.appeal_files import Attachment
from challenge.services.appeals import appeal
from challenge.services.attempts import forget_attempts
from challenge.services.companies import withdraw_company
from challenge.services.editions import utc_now
from challenge.services.erasure import erase_me
from challenge.services.review_queue import open_cases
from challenge.services.sessions import open_session
from challenge.services.upload_keys import make_upload_key
from challenge.settings import settings
from challenge.store.account_models import Session
from challenge.web import appeals, import_route, large_uploads, strava, template
from tests.factories import NOW, impossible_ride, make_hr_manager, place_of, record
from tests.review_scene import make_review
from tests.strava_scene import somebody_today


@pytest.fixture
def person(web_database):
    return somebody_today(web_database)


@pytest.fixture
def key(web_database, person):
    return make_upload_key(web_database, person, place_of(person))


@pytest.fixture
def phone():
    forget_attempts()
    with visit(import_route) as client:
        yield client


def bearer(key):
    return {"authorization": f"Bearer {key}"}


# Phones


def trickle(client, key, *, while_it_waits=None):
    """A body that begins and then does not come; the status of the answer."""
    headers = [(b"authorization", f"Bearer {key}".encode()), (b"host", b"testserver")]
    scope = {"type": "http", "method": "POST", "path": "/import", "query_string": b"", "scheme": "http"}
    scope |= {"headers": headers, "client": ("x", 1), "http_version": "1.1"}
    coming = iter([{"type": "http.request", "body": b"{", "more_body": True}])
    answered = []

    async def receive():
        for message in coming:
            return message
        if while_it_waits is not None:
            await anyio.to_thread.run_sync(while_it_waits)
        return await anyio.sleep_forever()

    async def answer(message):
        answered.append(message.get("status"))

    anyio.run(client.app, scope, receive, answer)
    return answered[0]


def test_a_file_that_does_not_come_gives_its_place_back(phone, key, monkeypatch):
    monkeypatch.setattr(import_route, "BODY_SECONDS", 0.05)
    assert trickle(phone, key) == 408
    assert phone.post("/import", headers=bearer(key), content=b"x").status_code == 200


def test_one_person_takes_one_of_the_places_however_many_files_they_send(phone, key, monkeypatch):
    monkeypatch.setattr(import_route, "BODY_SECONDS", 0.5)
    seen = []

    def send_another():
        seen.append(phone.post("/import", headers=bearer(key), content=b"x").status_code)

    assert trickle(phone, key, while_it_waits=send_another) == 408
    assert seen == [429]


def test_a_key_of_somebody_who_went_opens_nothing(phone, key, web_database, person):
    erase_me(web_database, person)
    answer = phone.post("/import", headers=bearer(key), json={"steps": []})
    assert answer.status_code == 401
    assert place_of(person).participation_id not in answer.json().values()


def test_a_key_of_somebody_whose_company_left_records_nothing(phone, key, web_database, person):
    place = place_of(person)
    manager = make_hr_manager(web_database, place.edition_id, place.entry_id)
    withdraw_company(web_database, manager, place.entry_id, "Moved")
    message = {"steps": [{"day": utc_now().date().isoformat(), "steps": 8_000}]}
    answer = phone.post("/import", headers=bearer(key), json=message)
    assert (answer.status_code, answer.json()["error"]) == (409, "error.company_withdrawn_error")


@pytest.mark.parametrize("path", ["/import/x", "//import", "/import/../uploads", "/strava/webhook/x"])
def test_the_doors_without_an_origin_are_two_and_no_more(path):
    with visit(import_route, large_uploads, strava) as client:
        assert client.post(path, content=b"x").status_code in {403, 404, 405}


# Numbers and names in addresses


@pytest.mark.parametrize("digits", [19, 30, 900, 5_000])
@pytest.mark.parametrize("room", ["uploads", "appeals"])
def test_a_number_of_any_length_is_nobodys(web_database, person, room, digits):
    with visit(large_uploads, appeals) as client, web_database.transaction() as connection:
        client.cookies.set(settings().cookie_name, open_session(connection, person.account_id, utc_now()))
    with client:
        assert client.get(f"/{room}/{'9' * digits}").status_code == 404


@pytest.mark.parametrize("name", ["fr.exe", "..%2f..%2fetc.csv", "en.csv%00", "xx.csv", "en.CSV", "en.csv/.."])
def test_there_are_four_templates_and_no_way_past_them(web_database, person, name):
    with visit(template) as client:
        with web_database.transaction() as connection:
            client.cookies.set(settings().cookie_name, open_session(connection, person.account_id, utc_now()))
        assert client.get("/template/en.csv").status_code == 200
        assert client.get(f"/template/{name}").status_code == 404


# Files of appeals


SCRIPTED = (
    b"%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj\n<script>alert(1)</script>\n%%EOF\n"
)


def test_a_paper_with_a_script_in_it_is_kept_and_never_opened_here(web_database):
    scene = make_review(web_database)
    held = record(web_database, scene.person, impossible_ride()).activity_id
    appeal(web_database, scene.person, held, "No", Attachment('x".html', SCRIPTED), now=NOW)
    number = open_cases(web_database, scene.organiser, scene.edition_id)[0].answer.id
    with visit(appeals) as client:
        with web_database.transaction() as connection:
            client.cookies.set("session", open_session(connection, scene.organiser.account_id, utc_now()))
            connection.execute(Session.__table__.update().values(second_step_at=utc_now()))
        headers = client.get(f"/appeals/{number}").headers
    assert headers["content-type"] == "application/pdf"
    assert headers["content-disposition"] == f'attachment; filename="answer-{number}.pdf"'
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert headers["cache-control"] == "no-store"
