"""The route of an appeal's file: for whoever sent it and the organisers, as a file to keep."""

import pytest
from plain_visit import visit

from challenge.services.appeal_files import Attachment
from challenge.services.appeals import appeal
from challenge.services.editions import utc_now
from challenge.services.review_queue import open_cases
from challenge.services.sessions import open_session
from challenge.store.account_models import Session
from challenge.web import appeals
from tests.factories import NOW, impossible_ride, record
from tests.review_scene import make_review

PDF = b"%PDF-1.7\n%%EOF\n"


@pytest.fixture
def scene(web_database):
    scene = make_review(web_database)
    held = record(web_database, scene.person, impossible_ride()).activity_id
    appeal(web_database, scene.person, held, "No", Attachment("dossier médical.pdf", PDF), now=NOW)
    scene.path = f"/appeals/{open_cases(web_database, scene.organiser, scene.edition_id)[0].answer.id}"
    return scene


def fetch(scene, actor, path=None):
    with visit(appeals) as client:
        if actor is not None:
            with scene.database.transaction() as connection:
                client.cookies.set("session", open_session(connection, actor.account_id, utc_now()))
                connection.execute(Session.__table__.update().values(second_step_at=utc_now()))
        return client.get(path or scene.path)


@pytest.mark.parametrize("role", ["person", "organiser"])
def test_its_sender_and_an_organiser_get_the_file_under_a_name_of_ours(scene, role):
    answer = fetch(scene, getattr(scene, role))
    assert (answer.status_code, answer.content, answer.headers["content-type"]) == (200, PDF, "application/pdf")
    disposition = answer.headers["content-disposition"]
    assert disposition.startswith('attachment; filename="answer-')
    assert "dossier" not in disposition
    assert answer.headers["cache-control"] == "no-store"


def test_a_colleague_and_somebody_of_another_company_are_refused_and_nobody_else_finds_anything(scene):
    assert fetch(scene, scene.other).status_code == 403
    assert fetch(scene, None).status_code == 404


@pytest.mark.parametrize("path", ["/appeals/1", f"/appeals/{2**63}", f"/appeals/{10**30}"])
def test_a_file_that_does_not_exist_is_not_found(scene, path):
    assert fetch(scene, scene.organiser, path).status_code == 404
