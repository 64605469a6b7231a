"""The plain pages of sign-in: a code, a slip, a second step; no JavaScript, both languages, nothing given away."""

import pyotp
import pytest
from lxml import html
from plain_visit import HOME, alert_of, form_of, send, submit, visit

from challenge.errors import NotSignedInError
from challenge.services.editions import utc_now
from challenge.services.sessions import read_session
from challenge.services.slips import issue_slips
from challenge.settings import settings
from challenge.store.account_models import Account
from challenge.store.edition_models import EditionState
from challenge.store.team_models import Role, RoleKind
from challenge.web import documents, outbox, second_step, sign_in, slip
from challenge.wording.text import LOCALES, text
from tests.factories import NOW, add, make_company, make_edition, make_hr_manager
from tests.mailbox import newest_code

ADDRESS, PIN = "zoe@example.org", "240917"


@pytest.fixture
def database(web_database):
    """The database that the routes read."""
    return web_database


@pytest.fixture
def client(database):  # noqa: ARG001  the settings name it
    with visit(sign_in, second_step, slip, documents, outbox) as client:
        yield client


def account(database, role=None, **held):
    key = add(database, Account, name="Zoé", email=ADDRESS, created_at=NOW)
    if role:
        add(database, Role, account_id=key, kind=role, **held)
    return key


def enter(client, database, **typed):
    send(client, "/sign-in", email=ADDRESS)
    return send(client, "/sign-in/code", code=newest_code(database), **typed)


def test_an_address_and_its_code_sign_in_and_lead_to_where_one_wanted_to_go(client, database):
    key = account(database)
    asked = send(client, "/sign-in?next=/board", email=ADDRESS)
    assert asked.headers["location"].partition("?")[0] == "/sign-in/code"
    entered = send(client, "/sign-in/code", code=newest_code(database))
    assert (entered.status_code, entered.headers["location"]) == (303, "/board")
    assert read_session(database, client.cookies["session"]).actor.account_id == key


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/%2f/evil"]
)
def test_nobody_is_led_to_another_site_by_signing_in(client, database, elsewhere):
    account(database)
    send(client, f"/sign-in?next={elsewhere}", email=ADDRESS)
    assert send(client, "/sign-in/code", code=newest_code(database)).headers["location"] == "/"


def test_the_code_is_asked_for_as_phones_fill_it_in(client):
    field = html.fromstring(client.get("/sign-in/code").text).get_element_by_id("code")
    assert (field.get("autocomplete"), field.get("inputmode")) == ("one-time-code", "numeric")


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("path", ["/sign-in", "/sign-in/code", "/sign-in/slip", "/sign-in/company", "/documents"])
def test_every_page_speaks_both_languages_and_runs_no_script(client, path, locale):
    page = html.fromstring(client.get(f"{path}?lang={locale}").text)
    assert page.get("lang") == locale
    assert page.xpath("//script") == []
    assert not page.xpath("//*[@onclick or @onsubmit or @onload]")


def test_a_wrong_code_is_told_how_many_tries_are_left_and_the_page_stays(client, database):
    account(database)
    send(client, "/sign-in", email=ADDRESS)
    wrong = f"{(int(newest_code(database)) + 1) % 1_000_000:06}"
    refused = send(client, "/sign-in/code", code=wrong)
    assert refused.status_code == 422
    assert "4" in alert_of(refused)
    assert ADDRESS in refused.text


def test_known_and_unknown_addresses_get_the_same_page_word_for_word(client, database):
    account(database)
    pages = []
    for email in (ADDRESS, "nobody@example.org"):
        answer = send(client, "/sign-in", email=email)
        page = client.get("/sign-in/code").text.replace(email, "")
        pages.append((answer.status_code, answer.headers["location"], page))
    assert pages[0] == pages[1]


def test_no_address_stands_in_any_path(client, database):
    account(database)
    answers = [send(client, "/sign-in", email=ADDRESS), enter(client, database)]
    assert not any("zoe" in answer.headers["location"] for answer in answers)


def test_what_is_no_address_is_kept_on_the_page_with_a_sentence(client):
    refused = send(client, "/sign-in?lang=en", email="zoe@")
    assert alert_of(refused)
    assert html.fromstring(refused.text).get_element_by_id("email").get("value") == "zoe@"


def test_a_form_without_this_browsers_token_is_refused(client, database):
    account(database)
    client.get("/sign-in")
    for token in ("", "0" * 64):
        refused = client.post("/sign-in", data={"email": ADDRESS, "token": token}, headers={"origin": HOME})
        assert refused.status_code == 422
    with database.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM mails").scalar() == 0


def test_signing_in_again_gives_a_new_session_and_ends_the_old_one(client, database):
    account(database)
    enter(client, database)
    old = client.cookies["session"]
    enter(client, database)
    assert client.cookies["session"] != old
    with pytest.raises(NotSignedInError):
        read_session(database, old)


def test_on_a_shared_device_the_cookie_goes_with_the_window(client, database):
    account(database)
    assert "max-age" not in enter(client, database, shared="yes").headers["set-cookie"].lower()
    assert "max-age" in enter(client, database).headers["set-cookie"].lower()


def test_an_organiser_is_led_to_setting_up_the_app_and_organises_from_then_on(client, database):
    account(database, RoleKind.ORGANISER, edition_id=make_edition(database))
    assert enter(client, database).headers["location"] == "/sign-in/authenticator"
    page = html.fromstring(client.get("/sign-in/authenticator").text)
    secret = page.find_class("secret")[0].text_content().replace(" ", "")
    assert page.xpath("//svg")
    codes = send(client, "/sign-in/authenticator", code=pyotp.TOTP(secret).now())
    assert len(html.fromstring(codes.text).xpath("//ul[@class='codes']/li")) == 8
    assert read_session(database, client.cookies["session"]).actor.holds(RoleKind.ORGANISER)


def test_with_the_app_in_force_the_code_leads_to_the_second_step_and_a_recovery_code_completes_it(client, database):
    account(database, RoleKind.ORGANISER, edition_id=make_edition(database))
    enter(client, database)
    secret = html.fromstring(client.get("/sign-in/authenticator").text).find_class("secret")[0].text_content()
    codes = send(client, "/sign-in/authenticator", code=pyotp.TOTP(secret.replace(" ", "")).now())
    kept = html.fromstring(codes.text).xpath("//ul[@class='codes']//code/text()")
    send(client, "/sign-in?next=/people", email=ADDRESS)
    entered = send(client, "/sign-in/code", code=newest_code(database))
    assert entered.headers["location"] == "/sign-in/second?next=/people"
    with pytest.raises(NotSignedInError):
        read_session(database, client.cookies["session"])
    wrong = send(client, "/sign-in/second?next=/people", code="000000")
    assert alert_of(wrong)
    done = submit(client, form_of(wrong), code=kept[0])
    assert done.headers["location"] == "/people"
    assert read_session(database, client.cookies["session"]).actor.holds(RoleKind.ORGANISER)


@pytest.fixture
def slips(database):
    edition_id = make_edition(database)
    entry_id = make_company(database, edition_id)
    return issue_slips(database, make_hr_manager(database, edition_id, entry_id), entry_id, 2, now=utc_now())


def test_a_slip_asks_for_a_pin_of_ones_choice_and_what_one_agrees_to_then_leads_to_a_team(client, database, slips):
    chosen = send(client, "/sign-in/slip?lang=en", code=slips[0].code)
    assert text("en", "consent.voluntary") in chosen.text.replace("&#39;", "'")
    differ = submit(client, form_of(chosen), pin=PIN, again="999999")
    assert text("en", "error.pins_differ_error") == alert_of(differ)
    opened = submit(client, form_of(differ), pin=PIN, again=PIN)
    assert opened.headers["location"].startswith("/join/")
    assert read_session(database, client.cookies["session"]).session_id


def test_a_slip_that_was_opened_asks_for_its_pin(client, slips):
    for _ in range(2):
        asked = send(client, "/sign-in/slip", code=slips[0].code)
        entered = submit(client, form_of(asked), pin=PIN, again=PIN)
        assert entered.status_code == 303


def test_an_unknown_slip_is_told_so_and_what_was_typed_stays(client, slips):
    assert slips
    refused = send(client, "/sign-in/slip", code="KKKK-KKKK-KK")
    assert alert_of(refused)
    assert html.fromstring(refused.text).get_element_by_id("code").get("value") == "KKKK-KKKK-KK"


def test_a_company_begins_only_while_an_edition_takes_companies(client, database):
    assert "<form" not in client.get("/sign-in/company").text
    far = utc_now().replace(year=2099)
    later = {"locks_at": far, "review_ends_at": far, "evening_at": far, "registration_closes_at": far}
    make_edition(database, state=EditionState.REGISTRATION, **later)
    asked = send(client, "/sign-in/company", email=ADDRESS)
    assert asked.headers["location"].partition("?")[0] == "/sign-in/code"
    entered = send(client, "/sign-in/code", code=newest_code(database))
    assert entered.headers["location"] == "/register"
    assert read_session(database, client.cookies["session"]).actor.held == ()


def test_the_outbox_is_offered_where_mails_are_read_there(client, database, monkeypatch):
    account(database)
    send(client, "/sign-in", email=ADDRESS)
    monkeypatch.setenv("CHALLENGE_SMTP_URL", "smtp://127.0.0.1:25")
    settings.cache_clear()
    assert "/outbox" not in client.get("/sign-in/code").text
