"""Who gets what from our own addresses: every route that is registered, asked for by every role."""

import pytest
from lxml import html
from plain_visit import HOME, visit
from sqlalchemy import select

from challenge.services.editions import utc_now
from challenge.services.sessions import open_session
from challenge.store.account_models import Session
from challenge.store.activity_models import Activity, Source, Status
from challenge.store.company_models import JoinLink
from challenge.store.edition_models import Edition, EditionState
from challenge.store.review_models import Appeal
from challenge.web.routes import ROUTED
from tests.factories import (
    add,
    make_account,
    make_captain,
    make_company,
    make_edition,
    make_hr_manager,
    make_organiser,
    make_person,
    make_team,
)

ROLES = ("nobody", "registered", "participant", "captain", "hr_manager", "rival", "organiser", "elsewhere")
"""`registered` has an account and no role, `rival` is HR manager of another company, `elsewhere` organises another."""

INSIDERS = ("participant", "captain", "hr_manager", "rival")

OK, ON, UNKNOWN, NOT_YOURS, NOTHING, REFUSED = 200, 303, 401, 403, 404, 422


def everybody(status):
    """The same answer for all."""
    return dict.fromkeys(ROLES, status)


def only(*roles, status=OK, others=NOTHING, **named):
    """An answer for some, another for the others."""
    return dict.fromkeys(ROLES, others) | dict.fromkeys(roles, status) | named


SIGNED_IN = tuple(role for role in ROLES if role != "nobody")

TABLE = {
    ("GET", "/sign-in"): everybody(OK),
    ("POST", "/sign-in"): everybody(REFUSED),
    ("GET", "/sign-in/code"): everybody(OK),
    ("POST", "/sign-in/code"): everybody(REFUSED),
    ("GET", "/sign-in/company"): everybody(OK),
    ("POST", "/sign-in/company"): everybody(REFUSED),
    ("GET", "/sign-in/slip"): everybody(OK),
    ("POST", "/sign-in/slip"): everybody(REFUSED),
    ("GET", "/sign-in/second"): everybody(ON),
    ("POST", "/sign-in/second"): everybody(REFUSED),
    ("GET", "/sign-in/authenticator"): only(*SIGNED_IN, others=ON),
    ("POST", "/sign-in/authenticator"): only(*SIGNED_IN, status=REFUSED, others=ON),
    ("POST", "/sign-out"): everybody(ON),
    ("GET", "/join/{token}"): everybody(OK) | {"participant": ON},
    ("POST", "/join/{token}"): everybody(REFUSED) | {"participant": ON},
    ("GET", "/join/{token}/team"): everybody(ON),
    ("POST", "/join/{token}/team"): everybody(ON),
    ("GET", "/documents"): everybody(OK),
    ("GET", "/documents/edition/{edition}/{paper}.pdf"): everybody(OK),
    ("GET", "/documents/poster/{entry:int}.pdf"): only("hr_manager", nobody=ON),
    ("GET", "/documents/slips/{entry:int}"): only("hr_manager", nobody=ON),
    ("POST", "/documents/slips/{entry:int}"): only("hr_manager", status=REFUSED, nobody=ON),
    ("GET", "/documents/companies/{edition}.{kind}"): only("organiser") | dict.fromkeys(INSIDERS, NOT_YOURS),
    ("GET", "/live/{edition}.json"): everybody(OK),
    ("GET", "/live/{edition}/events"): everybody(OK),
    ("GET", "/screen/{edition}"): everybody(OK),
    ("GET", "/screen/worker.js"): everybody(OK),
    ("GET", "/documents/evening/{edition}.pdf"): only("organiser", nobody=ON) | dict.fromkeys(INSIDERS, NOT_YOURS),
    ("GET", "/logo/{company_id:int}/{fingerprint}.png"): everybody(NOTHING),
    ("GET", "/sponsor/{sponsor_id:int}/{fingerprint}.png"): everybody(NOTHING),
    ("GET", "/what-my-employer-sees"): everybody(OK),
    ("GET", "/appeals/{appeal:int}"): only("participant", "organiser")
    | dict.fromkeys(("captain", "hr_manager", "rival"), NOT_YOURS),
    ("GET", "/my-data.zip"): only(*SIGNED_IN),
    ("GET", "/template/{locale}.{kind}"): only(*SIGNED_IN),
    ("GET", "/uploads"): only("participant", nobody=UNKNOWN),
    ("POST", "/uploads"): everybody(REFUSED),
    ("GET", "/uploads/{upload_id:int}"): everybody(NOTHING) | {"nobody": UNKNOWN},
    ("PATCH", "/uploads/{upload_id:int}"): everybody(REFUSED),
    ("DELETE", "/uploads/{upload_id:int}"): everybody(NOT_YOURS),
    ("POST", "/import"): everybody(UNKNOWN),
    ("GET", "/strava/connect"): only("participant", status=REFUSED, nobody=ON),
    ("POST", "/strava/connect"): everybody(NOT_YOURS),
    ("GET", "/strava/callback"): only("participant", status=REFUSED, nobody=ON),
    ("GET", "/strava/disconnect"): only("participant", status=ON, nobody=ON),
    ("POST", "/strava/disconnect"): everybody(NOT_YOURS),
    ("GET", "/strava/webhook"): everybody(NOT_YOURS),
    ("POST", "/strava/webhook"): everybody(NOTHING),
    ("GET", "/outbox"): everybody(NOTHING),
    ("GET", "/healthz"): everybody(OK),
}
"""What each role is answered; posts are sent with an Origin of ours and without the form's own token."""

ENDLESS = "/live/{edition}/events"
"""A stream never ends: only its head is asked for."""


class Scene:
    """An edition with a company and its link, and whoever may ask."""

    def __init__(self, database):
        self.database = database
        far = utc_now().replace(year=2099)
        dates = {"locks_at": far, "review_ends_at": far, "evening_at": far, "registration_closes_at": far}
        edition_id = make_edition(database, slug="printemps", state=EditionState.REGISTRATION, **dates)
        entry_id, rival = make_company(database, edition_id), make_company(database, edition_id)
        team_id = make_team(database, entry_id)
        add(database, JoinLink, token="k7qm3f9txabc", entry_id=entry_id, created_at=utc_now())
        people = {
            "participant": make_person(database, team_id),
            "captain": make_captain(database, team_id),
            "hr_manager": make_hr_manager(database, edition_id, entry_id),
            "rival": make_hr_manager(database, edition_id, rival),
            "organiser": make_organiser(database, edition_id),
            "elsewhere": make_organiser(database, make_edition(database, slug="automne")),
        }
        self.accounts = {name: actor.account_id for name, actor in people.items()}
        self.accounts["registered"] = make_account(database)
        self.facts = {
            "token": "k7qm3f9txabc", "edition": "printemps", "paper": "privacy", "entry": entry_id, "kind": "csv",
            "appeal": self.appeal(people["participant"]),
            "company_id": 1, "sponsor_id": 1, "upload_id": 1, "fingerprint": "0" * 64, "locale": "fr",
        }  # fmt: skip

    def appeal(self, person):
        """An answer with a file of theirs."""
        held = person.participation
        with self.database.reading() as connection:
            rules = connection.scalar(select(Edition.rule_set_id).where(Edition.id == held.edition_id))
        activity_id = add(
            self.database, Activity, edition_id=held.edition_id, participation_id=held.participation_id,
            source=Source.MANUAL, external_id="1", sport="walk", started_at=utc_now(), day=utc_now().date(),
            status=Status.HELD, points=0, adapted=False, rule_set_id=rules, recorded_at=utc_now(),
        )  # fmt: skip
        file = {"file": b"x", "file_type": "image/png", "file_name": "x.png"}
        return add(self.database, Appeal, activity_id=activity_id, words="No", sent_at=utc_now(), **file)

    def cookie(self, role):
        """A session of a role; organisers have made their second step."""
        with self.database.transaction() as connection:
            token = open_session(connection, self.accounts[role], utc_now())
            connection.execute(Session.__table__.update().values(second_step_at=utc_now()))
        return token


@pytest.fixture
def scene(web_database):
    return Scene(web_database)


def filled(path, facts):
    """A route's path with its places filled in."""
    for name, value in facts.items():
        path = path.replace(f"{{{name}:int}}", str(value)).replace(f"{{{name}}}", str(value))
    return path


@pytest.mark.parametrize(("method", "path"), TABLE, ids=lambda part: part)
def test_each_route_answers_each_role_as_the_table_says(scene, method, path):
    answered = {}
    for role in ROLES:
        with visit(*ROUTED) as client:
            if role != "nobody":
                client.cookies.set("session", scene.cookie(role))
            headers = {"origin": HOME, "sec-fetch-site": "same-origin"}
            asked = "HEAD" if path == ENDLESS else method
            answered[role] = client.request(asked, filled(path, scene.facts), headers=headers).status_code
    assert answered == TABLE[method, path]


def registered():
    """Every route of ours with its methods."""
    for module in ROUTED:
        for route in module.ROUTES:
            for method in sorted((route.methods or {"GET"}) - {"HEAD"}):
                yield method, route.path


def test_every_registered_route_stands_in_the_table():
    assert set(registered()) == set(TABLE)


def test_no_page_for_nobody_holds_a_name_or_an_address(scene):
    with scene.database.transaction() as connection:
        connection.exec_driver_sql("UPDATE participations SET nickname = 'Zebulon'")
        connection.exec_driver_sql("UPDATE accounts SET name = 'Zebulon', email = 'zebulon' || id || '@example.org'")
    with visit(*ROUTED) as client:
        for method, path in TABLE:
            if method == "GET" and path != ENDLESS:
                answer = client.get(filled(path, scene.facts), headers={"origin": HOME})
                assert "zebulon" not in answer.text.lower(), path
                assert html.fromstring(answer.text or "<p>") is not None
