"""Promises about tables of activities."""

import pytest

from challenge.domain.measure import Kind
from tests.imports.factories import only, refusal

HEADER = "source,sport,started_at,moving_minutes,distance_km,ascent_m,steps\n"


def test_each_row_is_one_activity_in_order():
    reading = only(HEADER + "manual,run,2026-05-04T07:00:00+02:00,30,5.2,40,\nstrava,,2026-05-05T07:00:00Z,60.5,,,\n")
    first, second = reading.measures
    assert (first.sport, first.moving_seconds, first.distance_m, first.ascent_m, first.steps) == (
        "run",
        1800,
        5200,
        40,
        None,
    )
    assert first.started_at.isoformat() == "2026-05-04T07:00:00+02:00"
    assert (second.sport, second.moving_seconds, second.distance_m) == (None, 3630, None)
    assert reading.sources == ("manual", "strava")


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("manual,flying,2026-05-04T07:00:00Z,30,,,", "sport"),
        ("manual,run,yesterday,30,,,", "started_at"),
        ("manual,run,2026-05-04T07:00:00,30,,,", "started_at"),
        ("manual,run,1901-05-04T07:00:00Z,30,,,", "started_at"),
        ("manual,run,2099-05-04T07:00:00Z,30,,,", "started_at"),
        ("manual,run,2026-05-04T07:00:00Z,,,,", "moving_minutes"),
        ("manual,run,2026-05-04T07:00:00Z,nan,,,", "moving_minutes"),
        ("manual,run,2026-05-04T07:00:00Z,30,-1,,", "distance_km"),
        ("manual,run,2026-05-04T07:00:00Z,30,inf,,", "distance_km"),
        ("manual,run,2026-05-04T07:00:00Z,30,,steep,", "ascent_m"),
        ("pigeon,run,2026-05-04T07:00:00Z,30,,,", "source"),
        ("manual", "moving_minutes"),
    ],
)
def test_a_bad_row_is_named_by_its_number_and_spoils_no_other(row, column):
    good = "manual,walk,2026-05-04T07:00:00Z,30,,,\n"
    reading = only(HEADER + good + row + "\n" + good)
    assert [measure.sport for measure in reading.measures] == ["walk", "walk"]
    (refused,) = reading.refused_rows
    assert refused.facts == {"row": 3, "column": column}


def test_steps_without_minutes_are_the_steps_of_a_day():
    (day,) = only(HEADER + "apple_health,walk,2026-05-04T00:00:00+02:00,,,,9000\n").measures
    assert (day.kind, day.steps, day.moving_seconds) == (Kind.DAY_STEPS, 9000, 0)


def test_a_french_spreadsheet_with_semicolons_and_decimal_commas_is_read():
    (ride,) = only(
        "\ufeff" + HEADER.replace(",", ";").replace("\n", "\r\n") + "manual;ride;2026-05-04T07:00:00Z;30,5;12,5;;\r\n"
    ).measures
    assert (ride.moving_seconds, ride.distance_m) == (1830, 12_500)


def test_empty_rows_are_passed_over_and_the_order_of_columns_is_free():
    (run,) = only("started_at,sport,moving_minutes\n\n,,\n2026-05-04T07:00:00Z,run,20\n").measures
    assert run.moving_seconds == 1200


def test_a_table_without_rows_is_no_activity():
    assert refusal(HEADER) == "NoActivityError"


def test_a_table_beyond_all_activity_is_refused():
    assert refusal(HEADER + "manual,run,2026-05-04T07:00:00Z,30,,,\n" * 10_001) == "TooManyRowsError"


def test_another_table_is_no_table_of_ours():
    assert refusal("date,amount\n2026-05-04,12\n") == "UnknownFormatError"
