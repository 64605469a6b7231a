"""Promises about TCX files."""

import pytest
from tcxreader.tcxreader import TCXReader

from tests.imports.factories import START, measure, only, refusal, steady, tcx, tcx_activity


@pytest.mark.parametrize(("attribute", "sport"), [("Running", "run"), ("Biking", "ride"), ("Other", None)])
def test_the_sport_is_the_activitys_attribute(attribute, sport):
    assert measure(tcx(tcx_activity(attribute, 600, 1200, steady(600, 2)))).sport == sport


def test_the_laps_own_totals_go_before_what_the_points_show():
    ride = measure(tcx(tcx_activity("Biking", 500, 1300, steady(600, 2))))
    assert (ride.started_at, ride.moving_seconds, ride.elapsed_seconds, ride.distance_m) == (START, 500, 600, 1300)
    assert ride.best_minute_m == 120


def test_several_laps_add_up():
    whole = tcx_activity("Running", 600, 1200, steady(600, 2))
    lap = whole[whole.index("<Lap") : whole.index("</Activity>")]
    second = tcx_activity("Running", 300, 900, steady(300, 3, 600, 1200), since=600)
    second = second[second.index("<Lap") : second.index("</Activity>")]
    run = measure(tcx(whole.replace(lap, lap + second)))
    assert (run.moving_seconds, run.distance_m, run.started_at) == (900, 2100, START)


def test_each_leg_of_a_multisport_session_is_an_outing_once():
    legs = tcx(
        "<MultiSportSession><FirstSport>"
        + tcx_activity("Biking", 600, 3600, steady(600, 6))
        + "</FirstSport><NextSport>"
        + tcx_activity("Running", 600, 1200, steady(600, 2, 700, 3600), since=700)
        + "</NextSport></MultiSportSession>"
    )
    assert [(leg.sport, leg.distance_m) for leg in only(legs).measures] == [("ride", 3600), ("run", 1200)]


def test_an_indoor_activity_without_points_counts_by_its_lap():
    indoor = measure(tcx(tcx_activity("Biking", 1800, 0)))
    assert (indoor.moving_seconds, indoor.distance_m, indoor.best_minute_m) == (1800, None, None)


def test_steps_of_a_lap_are_kept_on_foot_only():
    for attribute, steps in (("Running", 1500), ("Biking", None)):
        plain = tcx(tcx_activity(attribute, 600, 1200, steady(600, 2)))
        lap = plain.replace("</Lap>", "<Extensions><LX><Steps>1500</Steps></LX></Extensions></Lap>")
        assert measure(lap).steps == steps


def test_totals_that_cannot_be_are_not_believed():
    for figure in ("NaN", "Infinity", "-5", "1e300", "many"):
        ride = measure(tcx(tcx_activity("Biking", 600, 1200, steady(600, 2))).replace(">1200<", f">{figure}<", 1))
        assert ride.distance_m == 1200


@pytest.mark.parametrize("year", ["1901", "2099"])
def test_one_point_of_an_impossible_date_refuses_the_file_whatever_its_totals(year):
    whole = tcx(tcx_activity("Running", 600, 1200, steady(600, 2)))
    place = whole.rindex("<Time>") + len("<Time>")
    assert refusal(whole[:place] + year + whole[place + 4 :]) == "ImpossibleDateError"


def test_a_cut_file_is_read_by_its_points_and_says_so():
    whole = tcx(tcx_activity("Running", 1200, 2400, steady(1200, 2)))
    reading = only(whole[: len(whole) // 2])
    assert reading.damaged
    assert reading.measures[0].moving_seconds == pytest.approx(600, abs=10)


def test_a_course_without_activities_is_no_activity():
    assert refusal(tcx()) == "NoActivityError"


def test_our_distance_agrees_with_tcxreader(tmp_path):
    text = tcx(tcx_activity("Running", 600, 1800, steady(600, 3)))
    path = tmp_path / "run.tcx"
    path.write_text(text, encoding="utf-8")
    theirs = TCXReader().read(str(path))
    ours = measure(text)
    assert (ours.distance_m, ours.moving_seconds) == (theirs.distance, theirs.duration)
