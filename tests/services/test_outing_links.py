"""Links: what tells of one outing is read in as many statements however much there is, across midnight too."""

from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest
from test_query_budget import counted

from challenge.domain.evidence import Evidence, Recording
from challenge.services.activities import BY_HAND, record_activities
from challenge.services.explanations import explain_days
from challenge.services.outing_links import read_links
from challenge.services.two_outings import keep_apart
from challenge.store.activity_models import Source
from tests.factories import FIRST, NOW, PARIS, make_person, make_somebody, outing, place_of

TRACK, SENSOR = Evidence(Recording.TRACK), Evidence(Recording.SENSOR)


@pytest.fixture
def person(database):
    return make_somebody(database)


def told_twice(database, person, day, *, begins=time(12)):
    """A run, and what tells of it less well; ids of both."""
    start = datetime.combine(FIRST + timedelta(days=day), begins, PARIS)
    run = replace(outing(40, sport="run", distance_m=8_000), started_at=start)
    other = replace(run, started_at=start + timedelta(seconds=50), distance_m=8_100)
    arrivals = [(Source.FILE, f"a{day}", run, TRACK), (Source.APPLE_HEALTH, f"b{day}", other, SENSOR)]
    return [one.activity_id for one in record_activities(database, person, place_of(person), arrivals, now=NOW)]


def links_of(database, person, ids):
    return read_links(database, person, place_of(person), ids)


def test_either_of_two_finds_the_other(database, person):
    counting, behind = told_twice(database, person, 1)
    for asked in ([counting], [behind], [counting, behind]):
        links = links_of(database, person, asked)
        assert links[behind].counting.measure.distance_m == 8_000
        assert [one.measure.distance_m for one in links[counting].others] == [8_100]
        assert not links[behind].word_will_do


def test_what_counts_on_the_day_before_is_found_from_the_day_after(database, person):
    counting, behind = told_twice(database, person, 2, begins=time(23, 59, 30))
    (day,) = explain_days(database, person, place_of(person), first=FIRST + timedelta(days=3))
    assert [row.id for row in day.activities] == [behind]
    links = links_of(database, person, [behind])
    assert links[behind].counting.day == FIRST + timedelta(days=2)
    assert len(links[counting].others) == 1


def test_a_typed_twin_needs_no_organiser_and_stands_apart_by_word_alone(database, person):
    run = outing(40, day=1, sport="run", distance_m=8_000)
    arrivals = [(Source.FILE, "a", run, TRACK), (Source.MANUAL, "b", run, BY_HAND)]
    counting, behind = record_activities(database, person, place_of(person), arrivals, now=NOW)
    assert links_of(database, person, [behind.activity_id])[behind.activity_id].word_will_do
    keep_apart(database, person, behind.activity_id, now=NOW)
    links = links_of(database, person, [counting.activity_id])
    assert len(links[counting.activity_id].apart) == len(links[behind.activity_id].apart) == 1
    assert links[behind.activity_id].counting is None


def test_a_claim_that_waits_is_told_and_nothing_else_changes(database, person):
    _, behind = told_twice(database, person, 1)
    assert keep_apart(database, person, behind, now=NOW) is None
    link = links_of(database, person, [behind])[behind]
    assert (link.waits, link.apart) == (True, [])


def test_what_stands_alone_has_no_links_and_nobody_reads_those_of_another(database, person):
    mate = make_person(database, place_of(person).team_id)
    ids = told_twice(database, mate, 1)
    (alone,) = record_activities(database, person, place_of(person), [(Source.MANUAL, "z", outing(day=3))], now=NOW)
    assert links_of(database, person, [alone.activity_id, *ids]) == {}


def test_links_of_twice_as_many_activities_take_as_many_statements(database, person):
    ids, sent = [], []
    for days in ((1, 2), (3, 4, 5, 6)):
        for day in days:
            ids += told_twice(database, person, day)
        with counted(database) as statements:
            assert len(links_of(database, person, ids)) == len(ids)
        sent.append(len(statements))
    assert sent[0] == sent[1]
