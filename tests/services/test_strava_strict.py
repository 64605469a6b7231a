"""Strict mode: of an activity from Strava nothing but points and euros reaches anybody but its owner."""

import io
from datetime import datetime, time, timedelta

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader
from sqlalchemy import select, update
from test_permissions import KEYWORDS, ROLES, TABLE, call, scene  # noqa: F401  the scene is a fixture

from challenge.errors import ChallengeError
from challenge.services.activities import record_activities
from challenge.services.explanations import explain_days
from challenge.services.live import build_snapshot
from challenge.services.news import write_news
from challenge.services.outbox import read_outbox
from challenge.services.verification import verify
from challenge.services.weeks import close_weeks
from challenge.store.account_models import Account
from challenge.store.activity_models import (
    Activity,
    ActivityMeasure,
    AuditEntry,
    DayTotal,
    LedgerEntry,
    Source,
    Status,
)
from challenge.store.company_models import PublishedWeek
from challenge.store.review_models import Decision
from challenge.store.stage_models import Freeze, News
from tests.factories import FIRST, NOW, PARIS
from tests.strava_odd import odd_arrivals, traces_in

READING = (
    *("read", "list", "open", "count", "compare", "find", "own", "other", "companies"),
    *("evening", "company", "team", "takes", "build", "show", "propose"),
)
"""How services begin that answer something."""
OTHERS = [role for role in ROLES if role != "owner"]


@pytest.fixture
def planted(database, scene):  # noqa: F811  the fixture of that name
    """The scene of the permissions with two odd activities of its owner, one of them held."""
    midnight = datetime.combine(FIRST + timedelta(days=9), time(), tzinfo=PARIS)
    admitted = record_activities(
        database, scene.owner, scene.place, odd_arrivals(midnight, NOW + timedelta(days=7)), now=NOW
    )
    assert [one.status for one in admitted] == [Status.COUNTED, Status.HELD]
    with database.transaction() as connection:
        connection.execute(update(Account).values(notified=True))
    scene.odd = [one.activity_id for one in admitted]
    return scene


def words_of(answer):
    """An answer as words, whatever file it is."""
    if isinstance(answer, bytes) and answer.startswith(b"%PDF"):
        return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(answer)).pages)
    if isinstance(answer, bytes) and answer.startswith(b"PK"):
        return repr([row for sheet in load_workbook(io.BytesIO(answer)) for row in sheet.iter_rows(values_only=True)])
    return repr(answer)


def test_the_owner_sees_all_of_it(database, planted):
    days = repr(explain_days(database, planted.owner, planted.place))
    assert {"cricket", "12345", "4567", "6789", "0ddba11", "98765432109"} <= set(traces_in(days))


@pytest.mark.parametrize("role", OTHERS)
def test_no_service_tells_anybody_else(database, planted, role):
    asked = 0
    for service, arguments, expected in TABLE:
        if expected[role] is not None or not service.__name__.startswith(READING):
            continue
        answer = call(database, service, arguments(planted, getattr(planted, role)))
        assert traces_in(words_of(answer)) == [], service.__name__
        asked += 1
    assert asked > 3


def test_the_snapshot_news_and_weeks_tell_nothing(database, planted):
    close_weeks(database, now=NOW)
    write_news(database, now=NOW)
    assert traces_in(repr(build_snapshot(database, planted.edition_id))) == []
    with database.reading() as connection:
        for model in (News, PublishedWeek, AuditEntry, DayTotal, LedgerEntry, Decision, Freeze):
            rows = connection.execute(select(model.__table__)).all()
            assert traces_in(repr([[column for column in row if isinstance(column, str)] for row in rows])) == [], model


@pytest.mark.usefixtures("planted")
def test_no_mail_tells_it(database):
    assert traces_in(repr(read_outbox(database))) == []


@pytest.mark.usefixtures("planted")
def test_what_verify_finds_wrong_with_it_holds_no_figure(database):
    with database.transaction() as connection:
        connection.execute(update(ActivityMeasure).values(moving_seconds=ActivityMeasure.moving_seconds * 2))
    problems = verify(database)
    assert problems
    assert traces_in(repr(problems)) == []


@pytest.mark.usefixtures("planted")
def test_the_log_of_who_did_what_holds_no_figure(database):
    with database.reading() as connection:
        facts = connection.scalars(select(AuditEntry.facts)).all()
    assert traces_in(repr(facts)) == []


def test_no_refusal_of_a_decision_on_it_tells_anything(database, planted):
    for service, arguments, expected in TABLE:
        if not service.__module__.endswith(("review", "decisions", "appeals", "outing_claims")):
            continue
        if expected["organiser"] is not None:
            continue
        try:
            words = repr(call(database, service, arguments(planted, planted.organiser)))
        except ChallengeError as refusal:
            words = f"{refusal!r} {refusal.facts}"
        assert traces_in(words) == [], service.__name__


def test_the_odd_ones_are_stravas(database, planted):
    with database.reading() as connection:
        sources = connection.scalars(select(Activity.source).where(Activity.id.in_(planted.odd))).all()
    assert set(sources) == {Source.STRAVA}
