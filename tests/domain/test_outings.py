"""Outings: when two activities are one, which one counts, and that no order of arrival matters."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from challenge.domain.evidence import Evidence, Recording
from challenge.domain.known_activity import KnownActivity
from challenge.domain.measure import Kind, Measure
from challenge.domain.outing_groups import linked, outings_of
from challenge.domain.outing_limits import REACH_SECONDS
from challenge.domain.outing_sports import FAMILIES, NEARBY
from challenge.domain.outings import Likeness, can_be_two, candidates_window, is_long, likeness
from challenge.domain.sports import all_sports
from tests.outing_factories import DAY, PARIS, RECORDERS, known

PAGE = Path(__file__).parents[2] / "docs" / "outings.md"


def counted(activities, kept_apart=()):
    """Keys that count, each with the keys of its outing."""
    apart = {frozenset(pair) for pair in kept_apart}
    return {o.counting.key: [other.key for other in o.others] for o in outings_of(activities, apart)}


def examples():
    rows = [line.strip("| \n").split("|") for line in PAGE.read_text(encoding="utf-8").splitlines() if "|" in line]
    return [[cell.strip() for cell in row] for row in rows[2:]]


CELL = re.compile(r"(?P<by>\w+): (?P<sport>\w+)( (?P<at>[\d:]+))?, (?P<minutes>\d+) min(, (?P<km>[\d.]+) km)?")


@pytest.mark.parametrize("row", examples(), ids=" / ".join)
def test_the_example_of_the_outings_page_holds(row):
    one, other = (
        known(
            *cell.group("by", "sport"), cell["at"] or "12:00", float(cell["minutes"]), cell["km"] and float(cell["km"])
        )
        for cell in map(CELL.fullmatch, row[:2])
    )
    found = likeness(one, other)
    assert row[2] == (found.replace("_", " ") if found else "no")


# What any two activities have in common

SPORTS = ["run", "walk", "hike", "ride", "e_bike_ride", "yoga", "other", None]
MOMENTS = st.integers(0, 3 * 24 * 4).map(
    lambda quarter: datetime(2025, 5, 5, tzinfo=UTC) + timedelta(minutes=15 * quarter)
)


@st.composite
def histories(draw, most=9):
    """A few days of one person, on a coarse grid so that much is alike."""
    activities = []
    for number in range(draw(st.integers(1, most))):
        source, evidence = draw(st.sampled_from(list(RECORDERS.values())))
        moving = draw(st.sampled_from([600, 1200, 1211, 2400, 3600, 7200, 10_800]))
        measure = Measure(
            draw(st.sampled_from(SPORTS)),
            draw(MOMENTS) + timedelta(seconds=draw(st.sampled_from([0, 0, 2, 60, 95]))),
            moving,
            draw(st.sampled_from([None, moving, moving * 3 // 2])),
            draw(st.sampled_from([None, moving * 3, moving * 3 + 40, moving * 2])),
        )
        evidence = replace(
            evidence,
            altered=draw(st.sampled_from([False, False, True])),
            external_id=draw(st.sampled_from([None, None, None, "strava:1"])),
        )
        activities.append(KnownActivity(f"{number:02}", source, measure, evidence, PARIS))
    return activities


def grouping(outings):
    return {outing.counting.key: {other.key for other in outing.others} for outing in outings}


@given(histories(most=2))
def test_likeness_is_the_same_from_either_side(activities):
    one, other = activities[0], activities[-1]
    assert likeness(one, other) == likeness(other, one)


@given(histories(most=2))
def test_whatever_is_one_outing_starts_in_the_window_of_candidates(activities):
    one, other = activities[0], activities[-1]
    assume(likeness(one, other))
    first, last = candidates_window(one)
    assert first <= other.measure.started_at <= last or is_long(other)


@given(histories(), st.randoms(use_true_random=False))
def test_any_order_of_arrival_gives_the_same_outings(activities, random):
    assert outings_of(random.sample(activities, len(activities))) == outings_of(activities)


@given(histories())
def test_every_activity_stands_in_exactly_one_outing(activities):
    keys = [key for counting, others in grouping(outings_of(activities)).items() for key in (counting, *others)]
    assert sorted(keys) == [activity.key for activity in activities]


@given(histories())
def test_all_of_an_outing_are_like_the_one_that_counts(activities):
    for outing in outings_of(activities):
        assert all(likeness(outing.counting, other) for other in outing.others)


@given(histories())
def test_two_that_count_are_never_one_recording_of_one_time(activities):
    """Of two that count and are alike, one is a typed entry whose recording already stands for another one."""
    counting = [outing.counting for outing in outings_of(activities)]
    for one in counting:
        for other in counting:
            if one is not other and likeness(one, other):
                assert one.typed or other.typed


@given(histories(), st.data())
def test_the_owners_word_is_obeyed(activities, data):
    keys = [activity.key for activity in activities]
    pairs = (
        data.draw(st.sets(st.frozensets(st.sampled_from(keys), min_size=2, max_size=2), max_size=4))
        if len(keys) > 1
        else set()
    )
    for outing in outings_of(activities, pairs):
        together = {outing.counting.key, *(other.key for other in outing.others)}
        assert not any(pair <= together for pair in pairs)


@given(histories(), st.data())
def test_what_a_change_regroups_is_found_from_windows_alone(activities, data):
    changed = data.draw(st.sampled_from(activities))
    asked = []

    def near(activity):
        asked.append(activity.key)
        first, last = candidates_window(activity)
        return [other for other in activities if first <= other.measure.started_at <= last or is_long(other)]

    bound = linked([changed], near)
    whole, part = grouping(outings_of(activities)), grouping(outings_of(bound))
    assert part == {key: others for key, others in whole.items() if key in {known.key for known in bound}}
    assert sorted(asked) == sorted(known.key for known in bound)


@given(histories())
def test_taking_one_away_leaves_the_outings_it_had_no_part_in(activities):
    gone = activities[0]
    before, after = grouping(outings_of(activities)), grouping(outings_of(activities[1:]))
    bound = {known.key for known in linked([gone], lambda _: activities)}
    assert {key: others for key, others in before.items() if key not in bound}.items() <= after.items()


# Which of several counts

WATCH = known("watch", "run", "07:02:10", 41, 8.1)
PHONE = known("phone", "run", "07:01:00", 43.5, 8.3)
LIST = known("list", "run", "07:02:00", 41, 8.1)
TYPED = known("typed", "run", minutes=40, kilometres=8)


@given(st.permutations([WATCH, PHONE, LIST, TYPED]))
def test_the_next_best_takes_the_place_of_the_one_withdrawn(arrivals):
    for counting in (WATCH, PHONE, LIST, TYPED):
        assert next(iter(counted(arrivals))) == counting.key
        assert len(counted(arrivals)) == 1
        arrivals = [known for known in arrivals if known is not counting]


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        (known("watch", "run", at="07:00"), known("treadmill", "run", at="07:00", minutes=45, kilometres=9)),
        (known("treadmill", "run", at="07:00"), known("list", "run", at="07:00", minutes=45, kilometres=9)),
        (known("list", "run", at="07:00"), known("typed", "run", minutes=45)),
        (known("list", "run", at="07:00"), known("watch", "run", at="07:00", minutes=45, altered=True)),
        (known("list", "run", at="07:00"), known("watch", None, at="07:00", minutes=45)),
        (known("watch", None, at="07:00"), known("typed", "run", minutes=45)),
        (known("watch", "run", at="07:00", kilometres=8), known("phone", "run", at="07:00", minutes=45)),
        (known("watch", "run", at="07:00"), known("phone", "run", at="07:00", minutes=45, device=None)),
    ],
    ids=["track", "sensor", "list", "unaltered", "sport", "nameless", "figures", "device"],
)
def test_the_best_evidence_counts_although_the_other_has_more_minutes(better, worse):
    assert counted([worse, better]) == {better.key: [worse.key]}


def test_the_whole_counts_and_both_halves_belong_to_it():
    halves = [
        known("watch", "ride", "09:00", 58, 20, key="first"),
        known("watch", "ride", "10:01", 57, 20, key="second"),
    ]
    whole = known("phone", "ride", "09:00", 118, 41)
    assert counted([*halves, whole]) == {"phone": ["first", "second"]}
    assert counted(halves) == {"first": [], "second": []}


def test_a_pause_is_no_missing_piece():
    paused = known("watch", "ride", "09:00", 90, 41)
    ran_on = known("list", "ride", "09:00", 130, 41.5)
    assert likeness(paused, ran_on) is Likeness.SAME_TIME
    assert counted([ran_on, paused]) == {"watch": ["list"]}


def test_legs_count_and_their_total_does_not():
    legs = [
        known("watch", "swim", "09:00", 20, 1, key="swim"),
        known("watch", "ride", "09:22", 60, 30, key="ride"),
        known("watch", "run", "10:24", 40, 8, key="run"),
    ]
    total = known("phone", "other", "09:00", 124)
    assert counted([total, *legs]) == {"ride": ["phone"], "run": [], "swim": []}
    assert counted([total, legs[2]]) == {"phone": ["run"]}, "a leg alone does not make up for the day"


def test_one_recording_stands_for_one_typed_entry():
    entries = [known("typed", "ride", minutes=25, key=key) for key in ("typed there", "typed back")]
    there = known("watch", "ride", "08:05", 25, 7.5, key="there")
    back = known("watch", "ride", "17:40", 26, 7.5, key="back")
    assert counted([*entries, there]) == {"there": ["typed back"], "typed there": []}
    assert counted([*entries, there, back]) == {"back": ["typed back"], "there": ["typed there"]}


def test_what_is_kept_apart_counts_twice_and_the_rest_stays_together():
    assert counted([WATCH, PHONE, TYPED], [("watch", "typed")]) == {"typed": [], "watch": ["phone"]}
    assert counted([WATCH, PHONE, TYPED], [("phone", "typed")]) == {"typed": [], "watch": ["phone"]}


# When two are one, and when they are not

DIFFERENT_FIGURES = st.tuples(st.integers(600, 7200), st.integers(600, 7200)).filter(
    lambda two: abs(two[0] - two[1]) > 1
)


@given(DIFFERENT_FIGURES, st.integers(0, 20 * 3600), st.sampled_from(["run", "ride", "yoga"]))
def test_consecutive_recordings_of_one_device_are_two(moving, gap, sport):
    first = known("watch", sport, "06:00", moving[0] / 60, 5)
    later = first.measure.started_at + timedelta(seconds=moving[0] + gap)
    second = replace(first, measure=replace(first.measure, started_at=later, moving_seconds=moving[1]), source="strava")
    assert likeness(first, second) is None


@given(
    st.integers(600, 7200), st.integers(0, 3), st.sampled_from(list(all_sports())), st.sampled_from(list(all_sports()))
)
def test_two_recordings_of_one_device_at_one_time_are_one_outing_whatever_the_sports(moving, fifths, sport, taken_for):
    first = known("watch", sport, "06:00", moving / 60)
    later = first.measure.started_at + timedelta(seconds=moving * fifths // 5)
    second = replace(first, source="strava", measure=replace(first.measure, started_at=later, sport=taken_for))
    assert likeness(first, second)


@given(st.integers(-90, 90), st.integers(600, 4 * 3600))
def test_a_clock_up_to_90_seconds_wrong_hides_nothing(skew, moving):
    first = known("watch", "run", "06:00", moving / 60)
    skewed = first.measure.started_at + timedelta(seconds=skew)
    other = replace(known("phone", "run"), measure=replace(first.measure, started_at=skewed))
    assert likeness(first, other)


ZONES = st.sampled_from([*range(1, 15), 3.5, 5.5, 5.75, 9.5])


@given(ZONES, st.integers(-2, 2), st.sampled_from([-1, 1]))
def test_a_recording_read_in_the_wrong_zone_is_known_again(hours, late, sign):
    file = known("watch", "ride", "11:10", 90, 31.17, elapsed_seconds=6000)
    shifted = file.measure.started_at + timedelta(seconds=sign * hours * 3600 + late)
    again = replace(file.measure, started_at=shifted, moving_seconds=5300, distance_m=31_400)
    assert likeness(file, replace(known("phone", "ride"), measure=again)) is Likeness.OTHER_CLOCK


@pytest.mark.parametrize("apart", [3600, 7200, 9 * 3600])
@pytest.mark.parametrize("recorders", [("watch", "watch"), ("phone", "phone"), ("list", "list")], ids=" ".join)
def test_neither_a_device_nor_a_service_repeats_itself_by_whole_hours(recorders, apart):
    first, second = (known(recorder, "run", "07:00", 25, 5) for recorder in recorders)
    later = first.measure.started_at + timedelta(seconds=apart)
    second = replace(second, measure=replace(second.measure, started_at=later, distance_m=5040))
    assert likeness(first, second) is None


@given(st.integers(7, 12), st.integers(-90, 90), st.integers(-25, 25))
def test_there_and_back_are_two_outings_however_near_to_whole_hours(hours, seconds, slower):
    there = known("watch", "ride", "07:30", 24, 7.5)
    later = there.measure.started_at + timedelta(hours=hours, seconds=seconds)
    assume(later.astimezone(PARIS).hour >= 15)
    back = replace(there.measure, started_at=later, moving_seconds=there.measure.moving_seconds + slower)
    assert likeness(there, replace(known("phone", "ride"), measure=back)) is None


def test_two_files_without_a_device_an_hour_apart_are_two_unless_one_is_the_other():
    leg = known("watch", "run", "10:00", 25.3, 5.03, device=None)
    later = replace(leg.measure, started_at=leg.measure.started_at + timedelta(hours=1))
    assert likeness(leg, replace(leg, measure=replace(later, moving_seconds=1570))) is None
    assert likeness(leg, replace(leg, measure=later)) is Likeness.OTHER_CLOCK


def test_indoor_sessions_an_hour_apart_are_one_only_to_the_second():
    session = known("treadmill", "yoga", "18:00", 45.2, source="file")
    later = session.measure.started_at + timedelta(hours=1)
    again = replace(known("phone", "yoga", device=None), measure=replace(session.measure, started_at=later))
    assert likeness(session, again) is Likeness.OTHER_CLOCK
    longer = replace(again, measure=replace(again.measure, moving_seconds=session.measure.moving_seconds + 5))
    assert likeness(session, longer) is None


def test_one_number_at_one_service_is_one_outing_whatever_was_edited():
    export = known("watch", "run", "07:00", 40, 8, external_id="strava:7")
    edited = known("phone", "yoga", "11:00", 90, external_id="strava:7")
    assert likeness(export, edited) is Likeness.SAME_NUMBER
    assert likeness(export, replace(edited, evidence=Evidence(Recording.TRACK, external_id="strava:8"))) is None


def test_a_typed_entry_belongs_to_its_day_in_the_zone_of_the_edition():
    late = known("watch", "run", "23:40", 30, 5)
    assert likeness(late, known("typed", "run", minutes=30)) is Likeness.SAME_DAY
    assert likeness(late, known("typed", "run", minutes=30, day=DAY + timedelta(days=1))) is None


@pytest.mark.parametrize(
    ("sport", "minutes", "kilometres", "same"),
    [
        ("run", 45, None, True),
        ("jog", 40, None, True),
        ("run", 50, None, False),
        ("walk", 40, None, False),
        ("walk", 40, 8, True),
        ("run", 40, 6, False),
        ("run", 50, 8, True),
        ("ride", 40, 8, False),
        ("other", 40, None, False),
    ],
)
def test_a_typed_entry_is_a_recording_when_sport_and_figures_are_close(sport, minutes, kilometres, same):
    recorded = known("watch", "run", "07:00", 41, 8.1)
    typed = known("typed", sport, minutes=minutes, kilometres=kilometres)
    assert (likeness(recorded, typed) is Likeness.SAME_DAY) is same


def test_typed_minutes_may_be_those_in_the_water_or_those_at_the_pool():
    swim = known("watch", "swim", "12:10", 30, 1.5, elapsed_seconds=50 * 60)
    assert all(likeness(swim, known("typed", "swim", minutes=minutes)) for minutes in (30, 40, 50))
    assert not likeness(swim, known("typed", "swim", minutes=65))


def test_a_typed_hour_is_believed_within_an_hour():
    recorded = known("watch", "run", "07:10", 30, 5)
    assert likeness(recorded, known("typed", "run", "08:00", 30)) is Likeness.SAME_DAY
    assert likeness(recorded, known("typed", "run", "09:00", 30)) is None
    assert likeness(recorded, known("typed", "run", "09:00", 30, day_only=True)) is Likeness.SAME_DAY


def test_two_typed_entries_are_two_unless_they_name_one_second():
    entry = known("typed", "ride", "17:30", 25)
    assert likeness(entry, replace(entry, key="again")) is Likeness.SAME_DAY
    assert likeness(entry, known("typed", "ride", "17:31", 25)) is None
    assert likeness(known("typed", "ride"), known("typed", "ride", key="again")) is None
    assert likeness(known("typed", "ride"), known("typed", "ride", source="strava")) is Likeness.SAME_DAY


@given(histories(most=2))
def test_steps_of_a_day_are_no_outing(activities):
    one, other = activities[0], activities[-1]
    steps = replace(one, measure=Measure("walk", one.measure.started_at, 0, steps=9000, kind=Kind.DAY_STEPS))
    assert likeness(steps, other) is None
    assert likeness(steps, steps) is None


@pytest.mark.parametrize(
    ("one", "other", "enough"),
    [
        (WATCH, TYPED, True),
        (WATCH, PHONE, False),
        (known("watch", "hike", "16:10", 95, 6.21), known("phone", "hike", "14:10", 95, 6.22), True),
        (known("watch", "ride", "09:00", 55, 20), known("phone", "ride", "09:00", 118, 43), False),
        (WATCH, known("phone", "yoga", "20:00"), True),
    ],
    ids=["typed", "same time", "other clock", "piece", "not alike"],
)
def test_the_owners_word_is_enough_where_both_can_have_happened(one, other, enough):
    assert can_be_two(one, other) is enough


def test_every_sport_stands_in_one_family():
    named = [sport for sports in FAMILIES.values() for sport in sports.split()]
    assert sorted(named) == sorted(all_sports())
    assert frozenset().union(*NEARBY) <= set(FAMILIES)


def test_what_starts_beyond_reach_is_never_compared():
    long = known("watch", "hike", "06:00", 6000, 90)
    last = long.measure.started_at + timedelta(seconds=REACH_SECONDS)
    inside = replace(known("phone", "hike"), measure=replace(long.measure, started_at=last))
    beyond = replace(inside, measure=replace(inside.measure, started_at=last + timedelta(seconds=1)))
    assert likeness(long, inside)
    assert likeness(long, beyond) is None
