"""Somebody who connected Strava, in an edition of March 2025, and a server of Strava's shape."""

import json
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import httpx2
from sqlalchemy import select, update

from challenge.services.editions import utc_now
from challenge.services.sessions import open_session, read_session
from challenge.services.strava_connecting import WayBack, begin_connecting, finish_connecting
from challenge.services.strava_inbox import store_events, work_off_inbox
from challenge.services.strava_people import stored_name
from challenge.services.strava_sync import look_through
from challenge.store.activity_models import Activity, ActivityMeasure
from challenge.store.source_models import StravaAthlete, StravaEvent
from challenge.strava.webhook import read_event
from tests.factories import NOW, make_somebody, place_of
from tests.strava.strava_server import PATIENCE


def session_of(database, person, now=NOW):
    """The number of a new session of a person."""
    with database.transaction() as connection:
        token = open_session(connection, person.account_id, now)
    return read_session(database, token, now=now).session_id


def way_back(address):
    """Consent at Strava as its page says, and what it adds to the address when it leads back."""
    answer = httpx2.get(address, trust_env=False, timeout=PATIENCE)
    assert answer.status_code == 302, answer.text
    said = {name: words[0] for name, words in parse_qs(urlsplit(answer.headers["location"]).query).items()}
    return WayBack(**{name: said.get(name, "") for name in ("state", "code", "scope", "error")})


def somebody_today(database):
    """A participant of an edition that runs on the real day of the test."""
    today, far = utc_now().date(), utc_now() + timedelta(days=100)
    dates = {"starts_on": today - timedelta(days=10), "ends_on": today + timedelta(days=10), "locks_at": far}
    return make_somebody(
        database, slug="today", **dates, review_ends_at=far, evening_at=far, registration_closes_at=far
    )


class Connected:
    """A person, their athlete, and what can happen to both."""

    def __init__(self, database, strava, person=None, *, private=False, now=NOW):
        self.database, self.strava = database, strava
        self.person = person or make_somebody(database)
        self.athlete = strava.add_athlete()
        self.seconds = int(now.timestamp())
        strava.consenting = self.athlete
        self.session_id = session_of(database, self.person, now)
        self.connect(private=private, now=now)

    def connect(self, *, private=False, now=NOW):
        place = place_of(self.person)
        address = begin_connecting(self.database, self.person, place, self.session_id, private=private, now=now)
        finish_connecting(self.database, self.person, self.session_id, way_back(address), now=now)

    def run(self, started_at, **fields):
        """A new activity at Strava; returns its number."""
        return self.strava.add_activity(self.athlete, started_at=started_at, **fields)

    def tell(self, activity, aspect="create", *, at=None, now=NOW):
        """An event about an activity, as the webhook stores it."""
        self.seconds += 1
        return self.store(self.strava.event(self.athlete, activity, aspect, at=at or self.seconds), now=now)

    def store(self, event, *, now=NOW):
        return store_events(self.database, [read_event(json.dumps(event).encode())], now=now)

    def work(self, *, now=NOW):
        """Work off everything that is due."""
        while work_off_inbox(self.database, now=now):
            pass

    def arrive(self, started_at, *, now=NOW, **fields):
        """A new activity, told and worked off; returns its row."""
        number = self.run(started_at, **fields)
        self.tell(number, now=now)
        self.work(now=now)
        return self.row(number)

    def look(self, *, now=NOW, interactive=False):
        look_through(self.database, self.person.account_id, interactive=interactive, now=now)

    def row(self, number):
        """What is stored of an activity at Strava, with its figures where there are any."""
        with self.database.reading() as connection:
            return connection.execute(
                select(Activity, ActivityMeasure.moving_seconds, ActivityMeasure.distance_m, ActivityMeasure.erase_at)
                .join(ActivityMeasure, ActivityMeasure.activity_id == Activity.id, isouter=True)
                .where(Activity.external_id == stored_name(number))
            ).one_or_none()

    def row_of(self, activity_id):
        """The figures of an activity by its number here."""
        with self.database.reading() as connection:
            own = ActivityMeasure.activity_id == activity_id
            return connection.execute(select(ActivityMeasure.__table__).where(own)).one_or_none()

    def athlete_row(self):
        with self.database.reading() as connection:
            own = StravaAthlete.account_id == self.person.account_id
            return connection.execute(select(StravaAthlete.__table__).where(own)).one_or_none()

    def set_athlete(self, **values):
        with self.database.transaction() as connection:
            own = StravaAthlete.account_id == self.person.account_id
            connection.execute(update(StravaAthlete).where(own).values(values))

    def events(self):
        with self.database.reading() as connection:
            return connection.execute(select(StravaEvent.__table__).order_by(StravaEvent.id)).all()

    def asked(self, path="/api/v3/"):
        """How many requests came to a path."""
        return len(self.strava.asked(path))


def totals(database):
    """Every total that stands anywhere, and the head of the ledger."""
    with database.reading() as connection:
        return [
            connection.exec_driver_sql(statement).all()
            for statement in (
                "SELECT participation_id, day, points, micro_euros, active FROM day_totals ORDER BY 1, 2",
                "SELECT id, points, active_days FROM participations ORDER BY 1",
                "SELECT id, points, micro_euros, active_days FROM teams ORDER BY 1",
                "SELECT id, points, micro_euros, active_days FROM entries ORDER BY 1",
            )
        ]


def ledger_head(database):
    with database.reading() as connection:
        return connection.exec_driver_sql("SELECT ledger_length, ledger_head FROM editions ORDER BY id").all()
