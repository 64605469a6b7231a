"""What a phone sends: recorded once each, one mistake never spoils the others, and the owner's word is respected."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select
from test_uploads import track, zipped

from challenge.errors import EditionLockedError, NotAllowedError, TooManyItemsError, UnreadableMessageError
from challenge.services.activities import delete_activity
from challenge.services.day_steps import record_steps
from challenge.services.phone_import import import_file, import_message
from challenge.store.activity_models import Activity, ActivityMeasure, Source
from tests.factories import AFTER_LOCK, FIRST, NOW, make_person, make_somebody, place_of

DAY = "2025-03-05"
RUN = {"sport": "run", "started_at": "2025-03-06T18:30:00+01:00", "moving_minutes": 45, "distance_km": 8.2}


@pytest.fixture
def person(database):
    return make_somebody(database)


def send(database, person, *, now=NOW, **message):
    return import_message(database, person, place_of(person), json.dumps(message).encode(), now=now)


def send_steps(database, person, steps, day=DAY):
    return send(database, person, steps=[{"day": day, "steps": steps}])[0]


def rows(database):
    with database.reading() as connection:
        statement = select(Activity.source, Activity.sport, ActivityMeasure.steps, ActivityMeasure.distance_m)
        return connection.execute(statement.join(ActivityMeasure).order_by(Activity.id)).all()


def test_the_steps_of_a_day_and_a_workout_are_recorded(database, person):
    taken = send(database, person, steps=[{"day": DAY, "steps": 8123}], workouts=[RUN])
    assert [one.recorded for one in taken] == [True, True]
    assert rows(database) == [(Source.STEPS, "walk", 8123, None), (Source.PHONE, "run", None, 8200)]


def test_the_same_message_again_changes_nothing(database, person):
    message = {"steps": [{"day": DAY, "steps": 8123}], "workouts": [RUN]}
    send(database, person, **message)
    assert [one.known for one in send(database, person, **message)] == [True, True]
    assert len(rows(database)) == 2


def test_the_same_workout_in_another_zone_is_the_same(database, person):
    send(database, person, workouts=[RUN])
    (again,) = send(database, person, workouts=[RUN | {"started_at": "2025-03-06T17:30:00Z"}])
    assert again.known


LARGER_STANDS = pytest.mark.parametrize(("sent", "stands", "recorded"), [(9_000, 9_000, True), (7_000, 8_000, False)])


@LARGER_STANDS
def test_of_two_figures_of_a_phone_the_larger_stands(database, person, sent, stands, recorded):
    send_steps(database, person, 8_000)
    assert send_steps(database, person, sent).recorded is recorded
    assert rows(database) == [(Source.STEPS, "walk", stands, None)]


def test_the_owners_word_replaces_what_a_phone_sent(database, person):
    send_steps(database, person, 8_000)
    record_steps(database, person, place_of(person), day=FIRST + timedelta(2), steps=5_000, now=NOW)
    assert [row.steps for row in rows(database)] == [5_000]


@LARGER_STANDS
def test_of_a_figure_that_was_typed_the_larger_stands(database, person, sent, stands, recorded):
    record_steps(database, person, place_of(person), day=FIRST + timedelta(2), steps=8_000, now=NOW)
    taken = send_steps(database, person, sent)
    assert taken.recorded is recorded
    assert [row.steps for row in rows(database)] == [stands]


def test_what_its_owner_deleted_does_not_come_back(database, person):
    send_steps(database, person, 8_000)
    with database.reading() as connection:
        number = connection.scalar(select(Activity.id))
    delete_activity(database, person, number, now=NOW)
    assert send_steps(database, person, 9_000).refused.code == "error.deleted_by_owner_error"


@pytest.mark.parametrize(
    ("written", "meant"), [("8123", 8123), ("8 123", 8123), ("8\u202f123", 8123), ("8123,6", 8124), (8123.4, 8123)]
)
def test_figures_are_read_as_phones_write_them(database, person, written, meant):
    send_steps(database, person, written)
    assert [row.steps for row in rows(database)] == [meant]


def test_a_day_may_come_with_its_time(database, person):
    assert send_steps(database, person, 8_000, "2025-03-05T21:00:00+01:00").what == DAY


@pytest.mark.parametrize("word", ["Running", "course à pied", "run"])
def test_sports_may_be_named_as_services_name_them(database, person, word):
    send(database, person, workouts=[RUN | {"sport": word}])
    assert [row.sport for row in rows(database)] == ["run"]


@pytest.mark.parametrize(
    ("item", "problem"),
    [
        (RUN | {"started_at": "2025-03-06T18:30:00"}, "phone.no_zone"),
        (RUN | {"moving_minutes": 0}, "phone.out_of_range"),
        (RUN | {"distance_km": 1e300}, "phone.out_of_range"),
        (RUN | {"moving_minutes": "NaN"}, "phone.out_of_range"),
        (RUN | {"moving_minutes": "long"}, "phone.unclear"),
        ({"sport": "run"}, "phone.missing"),
        ("run", "phone.unclear"),
        (None, "phone.unclear"),
    ],
)
def test_one_mistake_is_named_and_never_spoils_the_others(database, person, item, problem):
    wrong, right = send(database, person, workouts=[item, RUN])
    assert (wrong.what, wrong.refused.problem) == ("workouts 1", problem)
    assert right.recorded


@pytest.mark.parametrize(
    ("item", "why"),
    [
        (RUN | {"started_at": "2025-02-06T18:30:00Z"}, "error.before_edition_error"),
        (RUN | {"started_at": "2025-05-06T18:30:00Z"}, "error.after_edition_error"),
        (RUN | {"started_at": "2025-03-28T18:30:00Z"}, "error.in_future_error"),
        (RUN | {"sport": "juggling with swords"}, "error.unknown_sport_error"),
    ],
)
def test_what_the_door_would_refuse_is_refused_by_itself(database, person, item, why):
    wrong, right = send(database, person, workouts=[item, RUN])
    assert wrong.refused.code == why
    assert right.recorded


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"{}", b'{"steps": 8123}', b'{"steps": []}', b"\xff\xfe", b"null"])
def test_a_message_that_is_none_is_refused_whole(database, person, body):
    with pytest.raises(UnreadableMessageError):
        import_message(database, person, place_of(person), body, now=NOW)


def test_a_message_of_too_many_items_is_refused_whole(database, person):
    with pytest.raises(TooManyItemsError):
        send(database, person, workouts=[RUN] * 501)


def test_after_the_lock_nothing_comes_in(database, person):
    with pytest.raises(EditionLockedError):
        send(database, person, workouts=[RUN], now=AFTER_LOCK)


def test_nothing_is_recorded_for_somebody_else(database, person):
    mate = make_person(database, place_of(person).team_id)
    with pytest.raises(NotAllowedError):
        import_message(database, person, place_of(mate), json.dumps({"workouts": [RUN]}).encode(), now=NOW)


def test_a_file_is_recorded_once_and_the_same_file_on_the_page_is_known(database, person):
    first = import_file(database, person, place_of(person), "run.gpx", track(), now=NOW)
    again = import_file(database, person, place_of(person), "renamed.gpx", track(), now=NOW)
    assert [(one.recorded, other.known) for one, other in zip(first, again, strict=True)] == [(True, True)]
    assert len(rows(database)) == 1


def test_a_bad_file_of_a_zip_is_refused_by_name(database, person):
    data = zipped(good=track(), bad=b"<gpx><trk>", nameless=track(1, sport=None)).getvalue()
    taken = {one.what: one for one in import_file(database, person, place_of(person), "a.zip", data, now=NOW)}
    assert taken["good.gpx"].recorded
    assert taken["bad.gpx"].refused.code == "error.damaged_file_error"
    assert taken["nameless.gpx"].refused.code == "error.unknown_sport_error"
