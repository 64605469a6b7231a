"""Checks of a day, of a history and of copies: what an activity says against the person's others."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from challenge.domain.arrived import Arrived, Calendar
from challenge.domain.checks_of_day import findings_of_day
from challenge.domain.checks_of_history import findings_of_history, habits_of
from challenge.domain.copies import copied, somebody_elses
from challenge.domain.doubts import Doubt
from challenge.domain.evidence import Evidence, Recording
from challenge.domain.measure import DAY_SECONDS, Kind, Measure

FIRST = date(2025, 3, 3)
CALENDAR = Calendar(FIRST, FIRST + timedelta(days=27), datetime(2025, 4, 2, 10, tzinfo=UTC))
LAST_NIGHT = CALENDAR.locks_at - timedelta(hours=10)


def recorded(day=0, hour=8.0, minutes=60, *, sport="run", recording=Recording.TRACK, later=30, **figures):
    """An activity of a day of the edition, sent some minutes after its end; figures go where they belong."""
    evidence = Evidence(recording, rhythm=figures.pop("rhythm", None), at_assist_speed=figures.pop("assist", None))
    start = datetime.combine(FIRST, time(0), UTC) + timedelta(days=day, hours=hour)
    known = Arrived(Measure(sport, start, round(minutes * 60), **figures), evidence, start, start.date())
    return replace(known, recorded_at=known.ends_at + timedelta(minutes=later))


def typed(day=0, minutes=45, *, sport="walk", at=None, **figures):
    """An activity typed in the evening, or at some other moment."""
    noon = datetime.combine(FIRST + timedelta(days=day), time(12), UTC)
    measure = Measure(sport, noon, round(minutes * 60), **figures)
    return Arrived(measure, Evidence(day_only=True), at or noon + timedelta(hours=8), noon.date())


def steps(day, number, recording=Recording.TYPED):
    """The steps of a day."""
    known = typed(day, 0, steps=number, kind=Kind.DAY_STEPS)
    return replace(known, evidence=Evidence(recording, day_only=True))


def of_day(activity, *others):
    return {finding.doubt for finding in findings_of_day(activity, others, CALENDAR)}


def of_history(activity, *others):
    findings = findings_of_history(activity, habits_of([activity, *others], CALENDAR), CALENDAR)
    return {finding.doubt for finding in findings}


def test_an_activity_that_ends_after_it_arrived_has_a_wrong_clock():
    assert of_day(recorded(later=-60)) == {Doubt.IN_FUTURE}
    assert of_day(recorded(later=-5)) == set()


def test_an_activity_typed_for_today_is_not_in_the_future_although_noon_and_its_length_are():
    at_noon = typed(minutes=90, at=datetime.combine(FIRST, time(12, 5), UTC))
    assert of_day(at_noon) == set()


@pytest.mark.parametrize(("day", "doubts"), [(-1, {Doubt.OUTSIDE_EDITION}), (0, set()), (27, set())])
def test_days_outside_the_edition_are_named(day, doubts):
    assert of_day(recorded(day)) == doubts


def test_more_than_24_hours_on_one_day_ask_about_the_longest_activity_only():
    short, long = typed(minutes=60), typed(minutes=1_400)
    assert of_day(long, short) == {Doubt.OVER_24_HOURS}
    assert of_day(short, long) == set()


def test_hours_of_the_day_before_do_not_count_with_a_day():
    assert of_day(typed(1, 800), typed(0, 800)) == set()


def test_of_two_that_overlap_the_one_that_proves_less_is_doubted():
    track, summary = recorded(), recorded(hour=8.5, recording=Recording.SUMMARY)
    assert of_day(summary, track) == {Doubt.OVERLAPPING}
    assert of_day(track, summary) == set()


@given(st.integers(0, 150), st.integers(15, 200), st.integers(15, 200), st.sampled_from(Recording))
def test_never_both_of_two_are_doubted_for_overlapping_and_none_that_only_touch(apart, first, second, recording):
    one = recorded(minutes=first)
    other = recorded(hour=8 + apart / 60, minutes=second, recording=recording, later=31)
    doubted = [Doubt.OVERLAPPING in of_day(one, other), Doubt.OVERLAPPING in of_day(other, one)]
    timed = recording is not Recording.TYPED
    assert sum(doubted) == (timed and min(first, apart + second) - apart > 10)


def test_the_longest_overlap_is_named_whatever_else_runs_beside():
    long, short = recorded(minutes=100), recorded(hour=8.5, minutes=15)
    doubted = recorded(minutes=60, recording=Recording.SUMMARY)
    (finding,) = findings_of_day(doubted, [short, long], CALENDAR)
    assert (finding.value, finding.limit) == (60 * 60, 10 * 60)


def test_a_walk_within_the_pause_of_a_ride_overlaps_nothing():
    ride = recorded(minutes=120, sport="ride", elapsed_seconds=5 * 3600)
    assert of_day(recorded(hour=10, minutes=45, sport="walk"), ride) == set()


def test_a_watch_started_early_for_the_next_leg_overlaps_nothing():
    assert of_day(recorded(hour=8.9), recorded()) == set()


def test_what_is_typed_has_no_hour_to_overlap():
    assert of_day(typed(minutes=60), recorded(hour=12)) == set()


def test_of_two_counts_of_a_days_steps_the_smaller_is_doubted():
    watch, phone = steps(0, 9_000, Recording.SUMMARY), steps(0, 8_100, Recording.SUMMARY)
    (finding,) = findings_of_day(phone, [watch, steps(0, 8_400, Recording.SUMMARY)], CALENDAR)
    assert (finding.doubt, finding.value, finding.limit) == (Doubt.STEPS_TWICE, 17_100, 9_000)
    assert of_day(watch, phone) == set()


def test_to_work_and_back_and_the_same_at_noon_is_believed_and_a_fifth_time_is_not():
    same = [typed(minutes=15, sport="commute_ride") for _ in range(5)]
    assert of_day(*same[:4]) == set()
    assert of_day(*same) == {Doubt.REPEATED}


def test_the_same_half_hour_every_day_is_a_habit():
    month = [typed(day, 30, sport="commute_ride", distance_m=8_000) for day in range(28)]
    assert all(of_history(activity, *month[:day], *month[day + 1 :]) == set() for day, activity in enumerate(month))


def test_the_same_walk_with_a_dog_every_day_is_a_habit():
    month = [typed(day, 60, distance_m=4_500) for day in range(28)]
    assert of_history(*month) == set()


def test_the_same_long_run_by_hand_on_more_days_than_there_are_working_days_is_not_believed():
    month = [typed(day, 75, sport="run") for day in range(23)]
    assert of_history(*month) == {Doubt.REPEATED}
    assert of_history(*month[:22]) == set()


EASY_RUNS = [recorded(day, minutes=45, distance_m=6_600) for day in range(5)]


def test_a_pace_far_above_ones_own_is_doubted():
    assert of_history(recorded(9, minutes=45, distance_m=11_000), *EASY_RUNS) == {Doubt.FASTER_THAN_BEFORE}


def test_a_race_is_faster_than_training_and_believed():
    assert of_history(recorded(9, minutes=23, distance_m=4_700), *EASY_RUNS) == set()


@given(st.integers(1_000, 15_000))
def test_who_has_too_few_activities_is_never_compared_with_them(metres):
    found = of_history(recorded(9, minutes=45, distance_m=metres), *EASY_RUNS[1:])
    assert Doubt.FASTER_THAN_BEFORE not in found


def test_a_beginners_first_marathon_is_believed():
    marathon = recorded(20, minutes=310, distance_m=42_400)
    assert of_history(marathon, *EASY_RUNS) == set()
    assert of_history(typed(20, 310, sport="run", distance_m=42_200), *EASY_RUNS) == set()


def test_slow_to_work_and_fast_on_sundays_is_a_habit():
    to_work = [recorded(day, minutes=22, sport="ride", distance_m=6_000) for day in (0, 1, 2, 7, 8, 9)]
    sundays = [recorded(day, minutes=130, sport="ride", distance_m=63_000) for day in (6, 13, 20)]
    assert of_history(*sundays, *to_work) == set()
    assert of_history(*sundays[:1], *to_work) == {Doubt.FASTER_THAN_BEFORE}


def test_a_pace_that_earns_nothing_more_is_not_doubted():
    strolls = [recorded(day, minutes=30, sport="walk", distance_m=1_200) for day in range(5)]
    assert of_history(recorded(9, minutes=30, sport="walk", distance_m=2_200), *strolls) == set()


def test_a_champions_race_is_believed_with_training_and_asked_about_without():
    race = recorded(20, minutes=33, distance_m=10_000)
    training = [recorded(day, minutes=50, distance_m=11_500) for day in range(2)]
    assert of_history(race, *training) == set()
    assert of_history(race, *training[:1]) == {Doubt.LIKE_A_CHAMPION}
    assert of_history(race) == {Doubt.LIKE_A_CHAMPION}


def test_hours_of_running_typed_without_a_distance_are_asked_about():
    assert of_history(typed(3, 450, sport="run"), *EASY_RUNS) == {Doubt.LONGER_THAN_BEFORE}
    assert of_history(typed(3, 170, sport="run"), *EASY_RUNS[1:], typed(1, 20)) == set()
    assert of_history(typed(3, 450, sport="gardening"), *EASY_RUNS) == set()
    assert of_history(typed(3, 1_200, distance_m=100_000), *EASY_RUNS) == set()


OFFICE_DAYS = [steps(day, 8_000) for day in range(1, 15)]


def test_a_day_in_the_hills_is_believed_and_five_times_the_usual_steps_are_not():
    assert of_history(steps(20, 36_000), *OFFICE_DAYS) == set()
    assert of_history(steps(20, 41_000), *OFFICE_DAYS) == {Doubt.MORE_STEPS_THAN_BEFORE}


def test_a_week_on_a_long_distance_path_is_believed():
    trek = [steps(day, 34_000) for day in range(15, 22)]
    assert of_history(*trek, *OFFICE_DAYS) == set()


def test_a_letter_carrier_is_believed():
    assert of_history(*[steps(day, 24_000) for day in range(28)]) == set()


def test_hiking_days_now_and_then_all_month_are_asked_about_with_all_their_like():
    shaken = [steps(day, number) for day, number in ((16, 38_000), (18, 33_000), (20, 31_000), (22, 39_000))]
    assert of_history(*shaken, *OFFICE_DAYS) == set()
    smaller = steps(25, 22_000)
    assert of_history(smaller, *shaken, *OFFICE_DAYS) == {Doubt.STEPS_DAY_AFTER_DAY}
    assert of_history(OFFICE_DAYS[0], *OFFICE_DAYS[1:], smaller, *shaken) == set()


def test_rides_at_an_e_bikes_pace_put_the_persons_other_rides_in_doubt():
    electric = [recorded(day, sport="ride", distance_m=22_000, assist=55) for day in range(3)]
    by_hand = typed(5, 25, sport="ride", distance_m=9_000)
    assert of_history(by_hand, *electric) == {Doubt.ASSISTED_PACE}
    assert of_history(by_hand, *electric[:2]) == set()


def test_a_dozen_entries_in_the_last_night_are_believed_and_a_months_worth_of_long_ones_is_not():
    late = [typed(day, 75, sport="run", at=LAST_NIGHT) for day in range(24)]
    assert of_history(*late[:12]) == set()
    assert Doubt.LATE_ENTRIES in of_history(*late)


def test_many_short_entries_in_the_last_night_are_somebody_who_forgot():
    assert of_history(*[typed(day, 25, at=LAST_NIGHT) for day in range(24)]) == set()


def test_old_recordings_sent_in_the_last_night_are_no_late_entries():
    late = [replace(recorded(day, minutes=90), recorded_at=LAST_NIGHT) for day in range(24)]
    assert of_history(*late) == set()


@given(st.permutations(range(12)))
def test_no_order_of_the_others_changes_a_finding(order):
    others = [*EASY_RUNS, *[steps(day, 30_500) for day in range(0, 14, 2)]]
    fast = recorded(9, minutes=45, distance_m=11_000)
    assert of_history(fast, *[others[place] for place in order]) == of_history(fast, *others)


def test_a_recording_with_another_date_is_a_copy_and_the_first_one_is_not():
    original = recorded(1, rhythm="a")
    copy = recorded(5, rhythm="a")
    assert copied(copy, [original]).doubt is Doubt.COPIED
    assert copied(original, [copy]) is None


def written_again(known, metres, seconds=0):
    """A recording as another program writes it."""
    measure = known.measure
    changed = replace(
        measure, distance_m=measure.distance_m + metres, elapsed_seconds=measure.elapsed_seconds + seconds
    )
    return replace(known, measure=changed, recorded_at=known.recorded_at + timedelta(days=1))


def test_a_recording_written_again_by_another_program_is_a_copy():
    known = recorded(distance_m=10_000, elapsed_seconds=3_800, best_minute_m=210)
    known = replace(known, evidence=replace(known.evidence, best_five_minutes_m=980))
    assert copied(written_again(known, 12), [known]).doubt is Doubt.COPIED
    assert copied(written_again(known, 90), [known]) is None
    assert copied(written_again(known, 12, seconds=9), [known]) is None


def test_the_same_way_to_work_twice_is_no_copy():
    assert copied(recorded(2, rhythm="b", distance_m=5_010), [recorded(1, rhythm="a", distance_m=5_000)]) is None


def test_the_same_pool_and_the_same_time_twice_are_no_copy():
    swims = [recorded(day, recording=Recording.SENSOR, sport="swim", distance_m=1_000) for day in (1, 3)]
    assert copied(swims[1], swims[:1]) is None


def test_a_colleagues_recording_sent_later_is_somebody_elses():
    theirs, mine = recorded(rhythm="a", later=10), recorded(rhythm="a", later=90)
    assert somebody_elses(mine, [theirs]).doubt is Doubt.SOMEBODY_ELSES
    assert somebody_elses(theirs, [mine]) is None


def test_figures_that_agree_to_the_second_and_metre_are_somebody_elses_without_a_track_too():
    theirs = recorded(recording=Recording.SUMMARY, distance_m=8_214, later=10)
    mine = replace(theirs, recorded_at=theirs.recorded_at + timedelta(hours=1))
    assert somebody_elses(mine, [theirs]).doubt is Doubt.SOMEBODY_ELSES


def test_two_who_typed_the_same_are_two_people():
    theirs = typed(distance_m=5_000)
    mine = replace(theirs, recorded_at=theirs.recorded_at + timedelta(hours=1))
    assert somebody_elses(mine, [theirs]) is None


@given(st.integers(1, 3 * DAY_SECONDS), st.sampled_from(Recording))
def test_an_activity_alone_in_its_month_is_doubted_by_nothing_but_its_own_length(seconds, recording):
    alone = recorded(minutes=seconds / 60, sport="ride", recording=recording)
    assert of_day(alone) | of_history(alone) <= {Doubt.OVER_24_HOURS, Doubt.LONGER_THAN_BEFORE}
