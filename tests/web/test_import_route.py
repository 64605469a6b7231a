"""`POST /import`: a key in a header opens the way for one's own activities, and nothing else opens it."""

import pytest
from plain_visit import visit

from challenge.services.attempts import forget_attempts
from challenge.services.editions import read_edition, utc_now
from challenge.services.sessions import open_session
from challenge.services.upload_keys import make_upload_key, revoke_upload_key
from challenge.settings import settings
from challenge.web import import_route, large_uploads, my_data
from challenge.web.uploads_quota import MEBIBYTE
from tests.factories import LOCK, make_company, make_edition, make_person, make_team, place_of


@pytest.fixture
def person(web_database):
    """Somebody in an edition that runs today."""
    now = utc_now()
    far = now.replace(year=now.year + 10)
    dates = {"starts_on": now.date().replace(day=1, month=1), "ends_on": far.date(), "locks_at": far}
    dates |= {"review_ends_at": far, "evening_at": far, "registration_closes_at": far}
    return make_person(
        web_database, make_team(web_database, make_company(web_database, make_edition(web_database, **dates)))
    )


@pytest.fixture
def key(web_database, person):
    return make_upload_key(web_database, person, place_of(person))


@pytest.fixture
def phone():
    """A phone: no cookie, no Origin."""
    forget_attempts()
    with visit(import_route, my_data, large_uploads) as client:
        yield client


def today(database, person):
    return read_edition(database, place_of(person).edition_id).day_of(utc_now()).isoformat()


def send(phone, key, **sent):
    return phone.post("/import", headers={"authorization": f"Bearer {key}"}, **sent)


def test_the_steps_of_today_are_recorded_and_the_answer_says_so(phone, key, web_database, person):
    message = {"steps": [{"day": today(web_database, person), "steps": 8123}], "workouts": [{"sport": "run"}]}
    first, again = (send(phone, key, json=message) for _ in range(2))
    assert first.status_code == 200
    body = first.json()
    assert [one["what"] for one in body["recorded"]] == [today(web_database, person)]
    assert body["refused"][0]["what"] == "workouts 1"
    assert again.json()["known"] == [today(web_database, person)]
    assert again.json()["recorded"] == []


def test_the_answer_speaks_the_language_of_the_phone(phone, key):
    answers = [
        phone.post("/import", headers={"authorization": f"Bearer {key}", "accept-language": wish}, json={"steps": [1]})
        for wish in ("fr-FR", "en-GB")
    ]
    assert [answer.json()["says"].split(":")[0].strip() for answer in answers] == ["Enregistré", "Recorded"]


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer ", "Bearer wrong", "Basic a2V5", "bearer é".encode()])
def test_without_a_key_in_force_nothing_is_looked_at(phone, key, header):
    answer = phone.post("/import", headers={"authorization": header} if header else {}, json={"steps": []})
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
    assert key not in answer.text


def test_a_key_in_the_address_is_no_key(phone, key):
    assert phone.post(f"/import?key={key}&authorization=Bearer%20{key}", json={"steps": []}).status_code == 401


def test_a_key_that_was_taken_back_is_no_key(phone, key, web_database, person):
    revoke_upload_key(web_database, person)
    assert send(phone, key, json={"steps": []}).status_code == 401


def test_a_session_is_no_key(phone, web_database, person):
    with web_database.transaction() as connection:
        token = open_session(connection, person.account_id, utc_now())
    phone.cookies.set(settings().cookie_name, token)
    assert phone.post("/import", json={"steps": []}).status_code == 401
    assert send(phone, token, json={"steps": []}).status_code == 401


def test_a_key_is_no_session(phone, key):
    phone.cookies.set(settings().cookie_name, key)
    headers = {"authorization": f"Bearer {key}", "sec-fetch-site": "same-origin"}
    assert phone.get("/my-data.zip", headers=headers).status_code == 404
    assert phone.get("/uploads", headers=headers).status_code == 401


@pytest.mark.parametrize("body", [b"{", b'{"steps": 1}', b"{}"])
def test_a_message_that_is_none_is_refused_with_a_sentence(phone, key, body):
    answer = send(phone, key, content=body)
    assert answer.status_code == 422
    assert answer.json()["says"]


@pytest.mark.parametrize("body", [b"", b"hello", b"<gpx><trk>"])
def test_a_file_that_is_none_is_refused_by_its_name(phone, key, body):
    answer = phone.post("/import", headers={"authorization": f"Bearer {key}", "x-file-name": "r.gpx"}, content=body)
    assert answer.status_code == 200
    assert [one["what"] for one in answer.json()["refused"]] == ["r.gpx"]


def test_more_than_25_megabytes_are_refused(phone, key):
    assert send(phone, key, content=bytes(26 * MEBIBYTE)).status_code == 413
    assert send(phone, key, content=bytes(3 * MEBIBYTE)).status_code == 200


def test_a_phone_that_sends_all_the_time_is_told_to_wait(phone, key):
    answers = [send(phone, key, content=b"x").status_code for _ in range(61)]
    assert answers[-2:] == [200, 429]


def test_after_the_lock_the_answer_says_so(phone, web_database):
    person = make_person(web_database, make_team(web_database, make_company(web_database, make_edition(web_database))))
    key = make_upload_key(web_database, person, place_of(person))
    assert utc_now() > LOCK
    assert send(phone, key, json={"steps": [{"day": "2025-03-05", "steps": 8000}]}).status_code == 409
