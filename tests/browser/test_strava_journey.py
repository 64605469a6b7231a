"""Strava on a phone: connect, run, see it arrive, and disconnect."""

from datetime import timedelta

import pytest
from browser_steps import PATIENCE
from door_steps import PHONE
from playwright.sync_api import expect
from real_edition import until

from challenge.services.editions import utc_now
from tests.strava_scene import somebody_today


@pytest.fixture
def strava(served_strava):
    """Strava, whose page of consent is shown."""
    served_strava.forget()
    served_strava.answer = "ask"
    return served_strava


def told(visit, strava):
    """What the visit asked of Strava is no foreign host."""
    visit.asked[:] = [url for url in visit.asked if not url.startswith(strava.url)]


def test_an_activity_arrives_by_itself_and_its_details_go_with_the_connection(house, serve, port, visits_at, strava):
    person, athlete = somebody_today(house.database), strava.add_athlete()
    with serve(port, **strava.environment) as address, visits_at(address) as begin:
        visit = begin(**PHONE)
        page = visit.page
        visit.sign_in_as(house.cookie_of(person))
        page.goto(f"{address}/sources")
        page.locator("a.with-strava").click()
        page.locator("button.with-strava").click()
        page.locator("#allow").click()
        expect(page.locator(".strava dl")).to_be_visible(timeout=PATIENCE)

        activity = strava.add_activity(athlete, started_at=utc_now() - timedelta(hours=20), moving_time=2520)
        assert strava.push(strava.event(athlete, activity), to=f"{address}/strava/webhook") == 200
        run = page.locator("tr.activity").filter(has_text="Running, 42 min")

        def has_arrived():
            visit.tab.goto("activities")
            return run.count() == 1

        until(has_arrived)
        page.locator("details summary").first.click()
        expect(page.locator("a.on-strava")).to_have_attribute("href", f"https://www.strava.com/activities/{activity}")

        page.goto(f"{address}/sources")
        page.locator(".strava a.quiet").click()
        expect(page.locator(".facts")).to_contain_text("Your points")
        page.locator("button.primary").click()
        expect(page.locator("a.with-strava")).to_be_visible(timeout=PATIENCE)
        page.goto(f"{address}/activities")
        expect(page.locator("tr.left")).to_be_visible(timeout=PATIENCE)
        expect(run).to_have_count(0)
        assert athlete not in strava.consents
        told(visit, strava)
