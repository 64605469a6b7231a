"""Files behind the guard: nothing goes in or out without a session, and no session sends without end."""

from http.client import HTTPConnection

import pytest

FILES_A_SESSION = 60
MEBIBYTE = 1024 * 1024


def send(browser, page_id, number, data=b"x"):
    """Send a file as the page does."""
    return browser.put(f"/_stcore/upload_file/{page_id}/file-{number}", files={"file": ("a.gpx", data)}).status_code


def send_in_pieces(browser, page_id, number, size):
    """Send a file without saying how large it will be."""
    head = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.zip"\r\n\r\n'

    def pieces():
        yield head
        for _ in range(size // MEBIBYTE):
            yield bytes(MEBIBYTE)
        yield b"\r\n--b--\r\n"

    kind = {"content-type": "multipart/form-data; boundary=b"}
    address = f"/_stcore/upload_file/{page_id}/file-{number}"
    return browser.put(address, content=pieces(), headers=kind).status_code


def open_as(served, cookie):
    """A page of somebody and the browser it stands in."""
    page = served.open_page(cookie)
    page.run()
    return page, served.visit(cookie)


def test_a_bare_app_takes_files_from_whoever_knows_a_page(bare, enter):
    page, _ = open_as(bare, enter())
    stranger = bare.visit()
    assert send(stranger, page.id, 1) == 204


def test_without_a_session_nothing_is_uploaded(guarded, enter):
    page, browser = open_as(guarded, enter())
    stranger = guarded.visit()
    assert send(stranger, page.id, 1) == 404
    assert send(browser, page.id, 1) == 204


def test_nobody_uploads_into_anothers_page(guarded, enter):
    page, browser = open_as(guarded, enter())
    colleague = guarded.visit(enter("Dominique"))
    assert send(browser, page.id, 1) == 204
    assert send(colleague, page.id, 2) == 404
    assert colleague.delete(f"/_stcore/upload_file/{page.id}/file-1").status_code == 404
    assert browser.delete(f"/_stcore/upload_file/{page.id}/file-1").status_code == 204


def test_an_upload_from_another_site_is_refused(guarded, enter):
    page, browser = open_as(guarded, enter())
    browser.headers["origin"] = "https://evil.example"
    assert send(browser, page.id, 1) == 403


def test_a_bare_app_hands_out_pictures_to_whoever_knows_the_address(bare, enter):
    page, _ = open_as(bare, enter())
    stranger = bare.visit()
    assert stranger.get(page.media[0]).status_code == 200


def test_without_a_session_no_picture_comes_out_and_with_one_it_is_not_kept(guarded, enter):
    page, browser = open_as(guarded, enter())
    stranger = guarded.visit()
    assert stranger.get(page.media[0]).status_code == 404
    answer = browser.get(page.media[0])
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"


def test_a_bare_app_takes_any_number_of_files(bare, enter):
    page, browser = open_as(bare, enter())
    assert {send(browser, page.id, number) for number in range(FILES_A_SESSION + 10)} == {204}


def test_a_session_sends_sixty_files_in_ten_minutes_and_others_go_on(guarded, enter):
    page, browser = open_as(guarded, enter())
    other, beside = open_as(guarded, enter("Dominique"))
    answers = [send(browser, page.id, number) for number in range(FILES_A_SESSION + 2)]
    assert answers == [204] * FILES_A_SESSION + [429] * 2
    assert send(beside, other.id, 1) == 204


@pytest.mark.parametrize("said", [True, False], ids=["announced", "in pieces"])
def test_a_session_sends_no_more_than_150_megabytes_in_ten_minutes(guarded, enter, said):
    page, browser = open_as(guarded, enter())
    size = 45 * MEBIBYTE
    once = (lambda n: send(browser, page.id, n, bytes(size))) if said else None
    answers = [once(n) if once else send_in_pieces(browser, page.id, n, size) for n in range(4)]
    for number in range(4):
        browser.delete(f"/_stcore/upload_file/{page.id}/file-{number}")
    assert answers == [204, 204, 204, 429]


@pytest.mark.parametrize("said", [True, False], ids=["announced", "in pieces"])
def test_a_file_larger_than_any_may_be_is_refused(guarded, enter, said):
    page, browser = open_as(guarded, enter())
    size = 52 * MEBIBYTE
    answer = send(browser, page.id, 1, bytes(size)) if said else send_in_pieces(browser, page.id, 1, size)
    assert answer == 413


def test_a_file_that_says_it_is_larger_than_the_whole_quota_is_too_large_and_not_too_early(guarded, enter):
    page, _ = open_as(guarded, cookie := enter())
    asked = HTTPConnection(guarded.address.removeprefix("http://"), timeout=20)
    asked.putrequest("PUT", f"/_stcore/upload_file/{page.id}/file-1")
    for name, value in (("Origin", guarded.address), ("Cookie", f"session={cookie}"), ("Content-Length", "900000000")):
        asked.putheader(name, value)
    asked.endheaders()
    answer = asked.getresponse()
    asked.close()
    assert answer.status == 413
