"""The same outing at the door: counted once whatever the order of arrival, the best evidence first, both shown."""

from dataclasses import replace
from datetime import timedelta
from itertools import count, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from challenge.domain.evidence import Evidence, Recording
from challenge.domain.outings import Likeness
from challenge.errors import NotAllowedError, NotFoundError, NotTheSameOutingError
from challenge.services.activities import (
    Incoming,
    delete_activity,
    edit_activity,
    record_activities,
    restore_activity,
)
from challenge.services.explanations import explain_days
from challenge.services.two_outings import keep_apart, put_together
from challenge.services.verification import verify
from challenge.store.activity_models import Activity, KeptApart, Source, Status
from challenge.store.edition_models import HoldPolicy
from challenge.store.team_models import Participation
from tests.factories import NOW, make_person, make_somebody, outing, place_of
from tests.together import together

WATCH = Evidence(Recording.TRACK, device="a watch", external_id="strava:7")
SERVICE = Evidence(Recording.SUMMARY, device="a phone", external_id="strava:7")
RUN = outing(43, sport="run", distance_m=8_100, elapsed_seconds=44 * 60)
TYPED = Incoming(Source.MANUAL, "typed", outing(45, sport="run", distance_m=8_000))
TRACK = Incoming(Source.FILE, "track", RUN, WATCH)
SUMMARY = Incoming(Source.STRAVA, "summary", outing(43, sport="run", distance_m=8_120), SERVICE)
ORDERS = list(permutations([TYPED, TRACK, SUMMARY]))
EXAMPLES = settings(max_examples=12)
numbers = count(1)


@pytest.fixture
def person(database):
    return make_somebody(database)


def send(database, person, *arrivals):
    """Record one after the other; the ids by the name each has where it came from."""
    return {
        arrival.external_id: record_activities(database, person, place_of(person), [arrival], now=NOW)[0].activity_id
        for arrival in arrivals
    }


def standing(database, person):
    """Of each activity: what it is, and the name of the one that counts in its place."""
    own = Activity.participation_id == place_of(person).participation_id
    with database.reading() as connection:
        rows = connection.execute(
            select(Activity.id, Activity.external_id, Activity.status, Activity.points, Activity.same_as).where(own)
        ).all()
    names = {row.id: row.external_id for row in rows}
    return {row.external_id: (row.status, row.points, names.get(row.same_as)) for row in rows}


def points_of(database, person):
    with database.reading() as connection:
        own = Participation.id == place_of(person).participation_id
        return connection.scalar(select(Participation.points).where(own))


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: "-".join(name for _, name, *_ in order))
def test_one_outing_from_three_sources_counts_once_and_the_best_evidence_counts(database, person, order):
    send(database, person, *order)
    found = standing(database, person)
    assert found["track"][0] is Status.COUNTED
    assert found["typed"] == (Status.DUPLICATE, 0, "track")
    assert found["summary"] == (Status.DUPLICATE, 0, "track")
    assert verify(database) == []


def test_sent_together_they_count_as_when_sent_one_after_the_other(database, person):
    admitted = record_activities(database, person, place_of(person), [TYPED, SUMMARY, TRACK], now=NOW)
    assert [one.status for one in admitted] == [Status.DUPLICATE, Status.DUPLICATE, Status.COUNTED]
    assert verify(database) == []


def check_one_counts(database, person):
    """One activity counts without a doubt and the other stands behind it; the id of the one that counts."""
    rows = explain_days(database, person, place_of(person))[0].activities
    (counting,) = (row for row in rows if row.status is not Status.DUPLICATE)
    assert (counting.status, counting.findings) == (Status.COUNTED, ())
    return counting.id


PHONE = Incoming(Source.FILE, "phone", replace(RUN, distance_m=8_200), replace(WATCH, device="a phone"))


@pytest.mark.parametrize("order", [(TRACK, PHONE), (PHONE, TRACK)], ids=["watch-phone", "phone-watch"])
def test_what_counts_is_not_doubted_for_the_recording_that_stands_behind_it(database, order):
    """A watch and a telephone in one pocket: only what counts twice would be a doubt."""
    person = make_somebody(database, hold_policy=HoldPolicy.ALWAYS)
    send(database, person, order[0])
    later = NOW + timedelta(minutes=5)
    record_activities(database, person, place_of(person), [order[1]], now=later)
    counting = check_one_counts(database, person)
    edit_activity(database, person, counting, replace(RUN, moving_seconds=RUN.moving_seconds - 20), now=later)
    counting = check_one_counts(database, person)
    delete_activity(database, person, counting, now=later)
    restore_activity(database, person, counting, now=later)
    check_one_counts(database, person)
    assert verify(database) == []


def test_both_are_shown_linked_with_the_reason(database, person):
    ids = send(database, person, TYPED, TRACK)
    rows = {row.id: row for row in explain_days(database, person, place_of(person))[0].activities}
    assert rows[ids["typed"]].same_as == ids["track"]
    assert rows[ids["typed"]].likeness is Likeness.SAME_DAY
    assert rows[ids["track"]].same_as is None


def test_when_the_counting_one_is_deleted_the_other_takes_its_place_and_gives_it_back_when_restored(database, person):
    ids = send(database, person, SUMMARY, TRACK)
    delete_activity(database, person, ids["track"], now=NOW)
    assert standing(database, person)["summary"][0] is Status.COUNTED
    restore_activity(database, person, ids["track"], now=NOW)
    assert standing(database, person)["summary"][2] == "track"
    assert verify(database) == []


def test_an_edit_that_moves_it_to_another_day_makes_two_outings(database, person):
    ids = send(database, person, TRACK, TYPED)
    edit_activity(database, person, ids["typed"], outing(45, day=3, sport="run", distance_m=8_000), now=NOW)
    assert {status for status, *_ in standing(database, person).values()} == {Status.COUNTED}
    edit_activity(database, person, ids["typed"], outing(44, sport="run", distance_m=8_100), now=NOW)
    assert standing(database, person)["typed"][2] == "track"
    assert verify(database) == []


def test_the_owners_word_makes_two_of_a_typed_one_and_is_taken_back(database, person):
    ids = send(database, person, TRACK, TYPED)
    assert keep_apart(database, person, ids["typed"], now=NOW).status is Status.COUNTED
    send(database, person, SUMMARY)
    found = standing(database, person)
    assert (found["typed"][0], found["summary"][2]) == (Status.COUNTED, "track")
    assert put_together(database, person, ids["typed"], now=NOW).status is Status.DUPLICATE
    assert verify(database) == []


def test_two_recordings_of_one_time_are_two_only_when_an_organiser_agrees(database, person):
    ids = send(database, person, TRACK, SUMMARY)
    before = standing(database, person)
    assert keep_apart(database, person, ids["summary"], now=NOW) is None
    assert standing(database, person) == before
    with database.reading() as connection:
        assert connection.execute(select(KeptApart.accepted_at)).all() == [(None,)]


def test_only_its_owner_says_that_it_is_another_outing(database, person):
    ids = send(database, person, TRACK, TYPED)
    colleague = make_person(database, person.participation.team_id)
    with pytest.raises((NotAllowedError, NotFoundError)):
        keep_apart(database, colleague, ids["typed"], now=NOW)


def test_what_counts_by_itself_is_not_kept_apart(database, person):
    ids = send(database, person, TRACK)
    with pytest.raises(NotTheSameOutingError):
        keep_apart(database, person, ids["track"], now=NOW)


def test_a_colleagues_recording_of_the_same_hour_is_another_outing(database, person):
    colleague = make_person(database, person.participation.team_id)
    send(database, person, TRACK)
    send(database, colleague, TRACK)
    assert standing(database, colleague)["track"][0] is not Status.DUPLICATE


def test_eight_imports_of_one_file_at_once_record_it_once(database, person):
    together(lambda _: record_activities(database, person, place_of(person), [TRACK, SUMMARY], now=NOW))
    assert sorted(status for status, *_ in standing(database, person).values()) == [Status.COUNTED, Status.DUPLICATE]
    assert verify(database) == []


def recordings():
    """Recordings of a few outings, some of them of one."""
    kinds = st.sampled_from(
        [
            (Source.FILE, Evidence(Recording.TRACK, device="a watch")),
            (Source.FILE, Evidence(Recording.TRACK, device="a bicycle")),
            (Source.APPLE_HEALTH, Evidence(Recording.SUMMARY)),
            (Source.MANUAL, Evidence(day_only=True)),
        ]
    )
    return st.lists(
        st.tuples(
            kinds,
            st.integers(0, 1),
            st.sampled_from([0, 10, 40, 3600, 7200]),
            st.sampled_from([30, 42, 44, 90]),
            st.sampled_from([None, 6_000, 8_000]),
        ),
        min_size=2,
        max_size=6,
    )


def arrivals_of(drawn):
    for number, ((source, evidence), day, late, minutes, metres) in enumerate(drawn):
        measure = outing(minutes, day=day, sport="run", distance_m=metres)
        shift = timedelta(seconds=0 if evidence.day_only else late)
        yield Incoming(source, f"n{number}", replace(measure, started_at=measure.started_at + shift), evidence)


@EXAMPLES
@given(recordings(), st.randoms(use_true_random=False))
def test_no_order_of_arrivals_and_deletions_changes_which_one_counts(database, drawn, random):
    arrivals = list(arrivals_of(drawn))
    one, other = (
        make_somebody(database, slug=f"outings-{next(numbers)}", hold_policy=HoldPolicy.NEVER) for _ in range(2)
    )
    gone = arrivals[0]
    send(database, one, *[arrival for arrival in arrivals if arrival is not gone])
    mixed = random.sample(arrivals, len(arrivals))
    ids = send(database, other, *mixed)
    delete_activity(database, other, ids[gone.external_id], now=NOW)
    left = {name: found for name, found in standing(database, other).items() if name != gone.external_id}
    assert left == standing(database, one)
    assert points_of(database, one) == points_of(database, other)
    assert verify(database) == []
