"""What a server of Strava's shape knows: athletes, activities, consents, limits, and what it is told to do wrong."""

import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from threading import Event, RLock

from tests.strava.strava_shape import FIELDS, like

CLIENT_ID, CLIENT_SECRET = 4242, "the-secret-of-the-application"
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
TOKEN_LIFE = timedelta(hours=6)
SCOPES = "read,activity:read"
FOREVER = 10**9


@dataclass(frozen=True)
class Asked:
    """One request that came."""

    method: str
    path: str
    """With its question."""
    status: int
    athlete: int | None
    authorization: str


@dataclass
class Trouble:
    """How the next requests to a path go wrong."""

    path: str
    times: int = 1
    status: int = 200
    body: bytes | None = None
    headers: dict = field(default_factory=dict)
    hold: bool = False
    """The answer does not come before the server ends."""
    drip: bool = False
    """The answer comes a byte at a time and does not end."""


@dataclass
class Consent:
    """What an athlete allowed, and the tokens that stand for it."""

    athlete: int
    scopes: frozenset
    access: dict = field(default_factory=dict)
    """Every access token with its end: earlier ones are good until then."""
    refresh: str = ""


class World:
    """Everything a server of Strava's shape knows; used by its thread and by the test's."""

    def __init__(self):
        self.lock = RLock()
        self.closing = Event()
        self.forget()

    def forget(self):
        """Nothing is known, and nothing held back any more: as at the start."""
        self.closing.set()
        self.closing = Event()
        self.log: list[Asked] = []
        self.troubles: list[Trouble] = []
        self.athletes: dict[int, dict] = {}
        self.activities: dict[int, dict] = {}
        self.consents: dict[int, Consent] = {}
        self.codes: dict[str, Consent] = {}
        self.subscriptions: dict[int, str] = {}
        self.places = 10
        self.consenting: int | None = None
        """Who sits before the browser; the first athlete where nobody is named."""
        self.answer = "allow"
        """What is answered on the page of consent: allow, refuse, ask (the page is shown)."""
        self.left_out: frozenset = frozenset()
        """Scopes whose boxes are not ticked."""
        self.limits = {"overall": [200, 2000], "read": [100, 1000]}
        self.used = {"overall": [0, 0], "read": [0, 0]}
        self.numbers = count(11_000_000_001)

    def add_athlete(self, athlete=None):
        """An athlete; returns its number."""
        with self.lock:
            athlete = athlete or next(self.numbers)
            self.athletes[athlete] = like("DetailedAthlete", id=athlete)
            return athlete

    def add_activity(self, athlete, *, started_at=NOW, only_me=False, odd=False, **fields):
        """An activity with any of Strava's fields; `odd` ones need not be well-formed. Returns its number."""
        with self.lock:
            assert fields.keys() <= FIELDS["DetailedActivity"] | FIELDS["SummaryActivity"]
            number = fields.pop("id", None) or next(self.numbers)
            begun = datetime.fromisoformat(started_at) if isinstance(started_at, str) else started_at
            moment = begun.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
            owner = {"id": athlete, "resource_state": 1}
            given = {"sport_type": "Run", "type": "Run", "trainer": False, "distance": 5000.4, "moving_time": 1800}
            given |= {"elapsed_time": 1900, "total_elevation_gain": 40.0, "start_date": moment, "private": only_me}
            given |= {"visibility": "only_me" if only_me else "everyone", "external_id": f"garmin_push_{number}"}
            self.activities[number] = {"odd": odd, "only_me": only_me, "at": begun.timestamp(), "id": number}
            self.activities[number]["fields"] = given | {"id": number, "athlete": owner} | fields
            return number

    def change_activity(self, number, **fields):
        """Other figures for an activity."""
        with self.lock:
            self.activities[number]["fields"] |= fields

    def delete_activity(self, number):
        """As when its owner deletes it."""
        with self.lock:
            del self.activities[number]

    def grant(self, athlete, scopes=SCOPES):
        """A consent as if the pages had been walked: both tokens and their end in seconds since 1970."""
        with self.lock:
            consent = Consent(athlete, frozenset(scopes.split(",")))
            self.consents[athlete] = consent
            return self.renew(consent)

    def renew(self, consent):
        """New tokens; the refresh token before is void."""
        with self.lock:
            access, consent.refresh = secrets.token_hex(20), secrets.token_hex(20)
            end = int((datetime.now(UTC) + TOKEN_LIFE).timestamp())
            consent.access[access] = end
            return {"access_token": access, "refresh_token": consent.refresh, "expires_at": end}

    def expire(self, athlete):
        """Every access token of an athlete has ended."""
        with self.lock:
            consent = self.consents[athlete]
            consent.access = dict.fromkeys(consent.access, 0)

    def end_consent(self, athlete):
        """As when the athlete takes the consent back at Strava."""
        with self.lock:
            self.consents.pop(athlete, None)

    def fail(self, path, **how):
        """The next requests to a path go wrong: see Trouble."""
        with self.lock:
            if isinstance(how.get("body"), str):
                how["body"] = how["body"].encode()
            self.troubles.append(Trouble(path, **how))

    def heal(self):
        """Nothing goes wrong any more."""
        with self.lock:
            self.troubles.clear()

    def trouble_of(self, path):
        """What goes wrong with this request, if anything."""
        with self.lock:
            for trouble in self.troubles:
                if path.startswith(trouble.path) and trouble.times > 0:
                    trouble.times -= 1
                    return trouble
            return None

    def asked(self, path="/api/v3/"):
        """The requests that came to a path, in their order."""
        with self.lock:
            return [asked for asked in self.log if asked.path.startswith(path)]

    def count_request(self, method):
        """Count a request against the limits; whether it is one too many."""
        with self.lock:
            kinds = ["overall", "read"] if method == "GET" else ["overall"]
            for kind in kinds:
                self.used[kind] = [used + 1 for used in self.used[kind]]
            return any(
                used > limit for kind in kinds for used, limit in zip(self.used[kind], self.limits[kind], strict=True)
            )

    def new_window(self):
        """The quarter of an hour has passed."""
        with self.lock:
            for used in self.used.values():
                used[0] = 0

    def rate_headers(self):
        """Limits and use as Strava sends them with every answer of the API."""
        with self.lock:
            names = {"overall": "x-ratelimit", "read": "x-readratelimit"}
            return {
                f"{names[kind]}-{what}": ",".join(map(str, figures[kind]))
                for what, figures in (("limit", self.limits), ("usage", self.used))
                for kind in names
            }

    def holder_of(self, token):
        """The consent an access token stands for, or None."""
        with self.lock:
            now = datetime.now(UTC).timestamp()
            return next((held for held in self.consents.values() if held.access.get(token, 0) > now), None)
