"""Large uploads over HTTP: pieces with an offset, taken up again, for whoever is signed in and nobody else."""

import anyio
import pytest
from plain_visit import HOME, visit

from challenge.services.editions import utc_now
from challenge.services.large_uploads import MOST_BYTES, PIECE_BYTES
from challenge.services.sessions import open_session, sign_out
from challenge.services.upload_folder import held
from challenge.settings import settings
from challenge.store.account_models import Slip
from challenge.web import large_uploads
from tests.factories import NOW, add, make_account, make_somebody, place_of

DATA = b"abcdefghij"


@pytest.fixture(autouse=True)
def folder(tmp_path, setting):
    setting("UPLOAD_FOLDER", tmp_path / "uploads")
    return tmp_path / "uploads"


@pytest.fixture
def person(web_database):
    return make_somebody(web_database)


@pytest.fixture
def browser(web_database, person):
    """A browser of the person, on a page that has asked for its token."""
    with visit(large_uploads) as client:
        yield enter(client, web_database, person.account_id)


def enter(client, database, account_id, **how):
    with database.transaction() as connection:
        client.cookies.set(settings().cookie_name, open_session(connection, account_id, utc_now(), **how))
    answer = client.get("/uploads")
    client.headers["origin"] = HOME
    if answer.status_code == 200:
        client.headers["x-token"] = answer.json()["token"]
    return client


def begin(client, size=10, name="export.zip"):
    return client.post("/uploads", json={"name": name, "size": size})


def send(client, number, data, offset, **headers):
    return client.patch(f"/uploads/{number}", content=data, headers={"upload-offset": str(offset)} | headers)


def test_a_file_in_two_pieces_arrives_whole(browser, folder):
    number = begin(browser).json()["id"]
    first = send(browser, number, DATA[:4], 0)
    assert (first.status_code, first.headers["upload-offset"]) == (204, "4")
    assert send(browser, number, DATA[4:], 4).headers["upload-offset"] == "10"
    assert (folder / f"{number}.part").read_bytes() == DATA
    assert browser.get("/uploads").json()["upload"]["state"] == "waiting"


def test_a_browser_that_comes_back_is_told_how_far_the_file_is(browser):
    number = begin(browser).json()["id"]
    send(browser, number, DATA[:4], 0)
    for method in ("GET", "HEAD"):
        answer = browser.request(method, f"/uploads/{number}")
        assert (answer.headers["upload-offset"], answer.headers["upload-length"]) == ("4", "10")
    assert browser.get("/uploads").json()["upload"] | {"id": ""} == {
        "id": "", "name": "export.zip", "state": "arriving", "whole": 10, "arrived": 4, "percent": 0,
    }  # fmt: skip


def test_a_piece_at_the_wrong_place_is_a_conflict_that_says_the_right_one(browser, folder):
    number = begin(browser).json()["id"]
    send(browser, number, DATA[:4], 0)
    answer = send(browser, number, b"xxxx", 0)
    assert (answer.status_code, answer.headers["upload-offset"]) == (409, "4")
    assert (folder / f"{number}.part").read_bytes() == DATA[:4]


def test_a_second_tab_waits_while_a_piece_is_coming_in(browser):
    number = begin(browser).json()["id"]
    with held(int(number)):
        assert send(browser, number, DATA, 0).status_code == 409
    assert send(browser, number, DATA, 0).status_code == 204


@pytest.mark.parametrize("offset", ["", "-1", "1.5", "x", "9" * 30, "²"])
def test_nonsense_for_an_offset_is_refused(browser, offset):
    number = begin(browser).json()["id"]
    headers = {"upload-offset": offset.encode()}
    assert browser.patch(f"/uploads/{number}", content=DATA, headers=headers).status_code == 422


@pytest.mark.parametrize("body", [b"", b"{}", b"[1]", b'{"name": 1, "size": "x"}'])
def test_nonsense_for_an_announcement_is_refused(browser, body):
    assert browser.post("/uploads", content=body).status_code == 422


@pytest.mark.parametrize("size", [0, -1, MOST_BYTES + 1, 10**30])
def test_a_file_of_no_size_or_too_large_is_refused_with_a_sentence(browser, size):
    answer = begin(browser, size)
    assert answer.status_code in {413, 422}
    assert answer.status_code == 422 or "4" in answer.json()["says"]


def test_a_piece_larger_than_any_of_ours_is_refused_by_the_guard(browser, folder):
    number = begin(browser, 100 * PIECE_BYTES).json()["id"]
    assert send(browser, number, bytes(2 * PIECE_BYTES), 0).status_code == 413
    assert send(browser, number, bytes(PIECE_BYTES), 0).status_code == 204
    assert (folder / f"{number}.part").stat().st_size == PIECE_BYTES


@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_the_larger_pieces_are_let_through_for_this_method_only(browser, method):
    assert browser.request(method, "/uploads", content=bytes(PIECE_BYTES)).status_code == 413


def test_a_second_file_waits_until_the_first_is_over(browser):
    number = begin(browser).json()["id"]
    assert begin(browser).status_code == 409
    assert browser.delete(f"/uploads/{number}").json()["state"] == "cancelled"
    assert begin(browser).status_code == 201


def test_nothing_more_is_taken_of_a_cancelled_file(browser, folder):
    number = begin(browser).json()["id"]
    send(browser, number, DATA[:4], 0)
    browser.delete(f"/uploads/{number}")
    assert send(browser, number, DATA[4:], 4).status_code == 410
    assert list(folder.iterdir()) == []


def test_another_account_finds_nothing(browser, web_database):
    number, other = begin(browser).json()["id"], make_somebody(web_database, slug="other")
    with visit(large_uploads) as client:
        stranger = enter(client, web_database, other.account_id)
        asked = [
            stranger.get(f"/uploads/{number}"),
            send(stranger, number, DATA, 0),
            stranger.delete(f"/uploads/{number}"),
        ]
        assert [answer.status_code for answer in asked] == [404, 404, 404]
    assert browser.get(f"/uploads/{number}").json()["arrived"] == 0


def test_a_session_that_ended_takes_no_more_and_what_came_waits_for_the_next_one(browser, web_database, person):
    number = begin(browser).json()["id"]
    send(browser, number, DATA[:4], 0)
    sign_out(web_database, browser.cookies[settings().cookie_name])
    answer = send(browser, number, DATA[4:], 4)
    assert answer.status_code == 401
    assert answer.json()["error"] == "error.not_signed_in_error"
    again = enter(browser, web_database, person.account_id)
    assert again.get("/uploads").json()["upload"]["arrived"] == 4
    assert send(again, number, DATA[4:], 4).status_code == 204


@pytest.mark.parametrize("token", ["", "0" * 64])
def test_without_the_token_of_our_own_page_nothing_changes(browser, token):
    number = begin(browser).json()["id"]
    browser.headers["x-token"] = token
    asked = [begin(browser), send(browser, number, DATA, 0), browser.delete(f"/uploads/{number}")]
    assert [answer.status_code for answer in asked] == [403, 403, 403]


@pytest.mark.parametrize("origin", ["https://evil.example", "null"])
def test_another_site_changes_nothing(browser, origin):
    number = begin(browser).json()["id"]
    browser.headers["origin"] = origin
    asked = [begin(browser), send(browser, number, DATA, 0), browser.delete(f"/uploads/{number}")]
    assert [answer.status_code for answer in asked] == [403, 403, 403]
    assert browser.get(f"/uploads/{number}").json()["state"] == "arriving"


def test_whoever_takes_no_part_has_nothing_to_send(web_database):
    with visit(large_uploads) as client:
        assert enter(client, web_database, make_account(web_database)).get("/uploads").status_code == 404


def test_a_slip_issued_again_sends_nothing_before_it_is_confirmed(web_database, person):
    slip = {"entry_id": place_of(person).entry_id, "number": 7, "issued_at": NOW, "account_id": person.account_id}
    first = add(web_database, Slip, code_hash="1" * 64, **slip)
    second = add(web_database, Slip, code_hash="2" * 64, replaces_id=first, **slip)
    with visit(large_uploads) as client:
        assert enter(client, web_database, person.account_id, slip_id=second).get("/uploads").status_code == 403


def test_refusals_speak_the_language_of_the_page(browser):
    begin(browser)
    said = [
        browser.post(f"/uploads?lang={lang}", json={"name": "a", "size": 1}).json()["says"] for lang in ("fr", "en")
    ]
    assert said[0].startswith("Un autre gros fichier")
    assert said[1].startswith("Another large file")


def send_by_hand(client, number, messages):
    """A piece whose body comes as these messages and then not at all; the status of the answer."""
    headers = {"cookie": "; ".join(f"{name}={value}" for name, value in client.cookies.items())}
    headers |= {"origin": HOME, "host": "testserver", "x-token": client.headers["x-token"], "upload-offset": "0"}
    scope = {"type": "http", "method": "PATCH", "path": f"/uploads/{number}", "query_string": b"", "scheme": "http"}
    scope |= {"headers": [(name.encode(), value.encode()) for name, value in headers.items()], "client": ("x", 1)}
    coming, answered = iter(messages), []

    async def receive():
        for message in coming:
            return message
        return await anyio.sleep_forever()

    async def answer(message):
        answered.append(message.get("status"))

    anyio.run(client.app, scope | {"http_version": "1.1"}, receive, answer)
    return answered[0]


@pytest.mark.parametrize("end", [[{"type": "http.disconnect"}], []])
def test_what_came_before_a_connection_broke_or_fell_silent_is_on_disk(browser, monkeypatch, end):
    monkeypatch.setattr(large_uploads, "SILENCE_SECONDS", 0.05)
    number = begin(browser).json()["id"]
    came = {"type": "http.request", "body": DATA[:4], "more_body": True}
    assert send_by_hand(browser, number, [came, *end]) == 408
    assert browser.get(f"/uploads/{number}").json()["arrived"] == 4
    assert send(browser, number, DATA[4:], 4).status_code == 204
