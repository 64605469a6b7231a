"""The policy of the guard is kept by every plain page, as by every page of a role; what breaks it is reported."""

import pytest
from playwright.sync_api import expect
from reports import watched

PLAIN = ("sign-in", "sign-in/code", "sign-in/company", "sign-in/slip", "outbox", "join/none", "healthz")
"""Our own server-rendered pages that everybody may open, and one that is not found."""


def test_no_plain_page_breaks_the_policy(visit):
    reported = watched(visit)
    for name in PLAIN:
        visit.page.goto(f"{visit.address}/{name}", wait_until="networkidle")
        assert not reported, (name, reported)


@pytest.mark.parametrize("name", ["", "sign-in"])
def test_an_injected_script_does_not_run_and_is_reported(visit, name):
    reported = watched(visit)
    visit.page.goto(f"{visit.address}/{name}", wait_until="networkidle")
    visit.page.evaluate(
        """() => {
            const script = document.createElement('script');
            script.textContent = 'window.injected = true';
            document.body.append(script);
            const picture = document.createElement('div');
            picture.innerHTML = '<img src="x" onerror="window.injected = true">';
            document.body.append(picture);
        }"""
    )
    visit.page.wait_for_function("() => document.querySelector('img[src=x]').complete")
    assert visit.page.evaluate("() => window.injected") is None
    assert [line for line in reported if line.startswith("policy: script-src")]


def test_a_picture_of_another_site_is_not_asked_for(visit):
    reported = watched(visit)
    visit.page.goto(f"{visit.address}/sign-in", wait_until="networkidle")
    visit.page.evaluate(
        "() => { document.body.append(Object.assign(new Image(), {src: 'https://evil.example/x.png'})) }"
    )
    visit.page.wait_for_function("() => document.querySelector('img[src*=evil]').complete")
    assert [line for line in reported if line.startswith("policy: img-src https://evil.example")]
    visit.asked.clear()  # the browser names it although nothing went out


def test_the_tab_of_an_ended_session_shows_the_front_page_by_itself(visit):
    visit.tab.enter("participant")
    visit.tab.goto("home")
    other = visit.open_tab()
    other.first = "home"
    other.goto("home")
    other.page.locator(".sign-out button").click()
    visit.tab.stands("front")
    expect(visit.page.locator(".hero, .sign-out, .st-key-rooms")).to_have_count(0)
