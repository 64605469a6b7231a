"""Strict mode seen from outside: no address of ours, no file and no mail tells anybody else of a Strava activity."""

from datetime import datetime, time, timedelta

import pytest
from test_freeze_leaks_outside import told
from test_route_matrix import Scene

from challenge.services.activities import record_activities
from challenge.services.editions import utc_now
from challenge.services.news import write_news
from challenge.services.outbox import read_outbox
from challenge.services.weeks import close_weeks
from tests.factories import PARIS, place_of
from tests.frozen_scene import BYSTANDERS, NOBODY, SLUG, FrozenScene
from tests.strava_odd import odd_arrivals, traces_in


@pytest.fixture
def planted(web_database):
    """An edition in which somebody's two odd activities came from Strava."""
    facts = Scene(web_database).facts
    scene = FrozenScene(web_database)
    scene.facts = facts | {"token": scene.token, "edition": SLUG, "entry": scene.alpes}
    midnight = datetime.combine(scene.first + timedelta(days=12), time(), tzinfo=PARIS)
    odd = odd_arrivals(midnight, utc_now() + timedelta(days=7))
    record_activities(web_database, scene.mover, place_of(scene.mover), odd)
    close_weeks(web_database)
    write_news(web_database)
    return scene


@pytest.mark.parametrize("role", [*BYSTANDERS, NOBODY, "organiser"])
def test_no_address_tells_anybody_else(planted, role):
    for path, words in told(planted, role).items():
        assert traces_in(words) == [], path


def test_the_owner_can_take_all_of_it_along(planted):
    assert {"cricket", "12345", "4567", "98765432109"} <= set(traces_in(told(planted, "mover")["/my-data.zip"]))


def test_no_mail_tells_it(planted):
    assert traces_in(repr(read_outbox(planted.database))) == []
