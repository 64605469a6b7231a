"""Promises about tables of activities."""

from zoneinfo import ZoneInfo

import pytest

from challenge.domain.measure import Kind
from challenge.imports.reading import Context
from challenge.imports.tables import read_csv
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


FRENCH = "sport;date;heure;minutes;km;dénivelé;pas\r\n"
PARIS = Context(ZoneInfo("Europe/Paris"), {"courseapied": "run"})


def french(row: str):
    """What a row of the French template becomes."""
    return read_csv((FRENCH + row).encode("utf-8-sig"), PARIS)


@pytest.mark.parametrize(
    ("hour", "clock"),
    [("7h30", "07:30"), ("07:30", "07:30"), ("7 h 30", "07:30"), ("18h", "18:00"), ("7:30:15", "07:30")],
)
def test_day_and_hour_are_those_of_the_editions_clock(hour, clock):
    (run,) = french(f"Course à pied;04/05/2026;{hour};30;5,2;40;\r\n").measures
    assert run.started_at.isoformat()[:16] == f"2026-05-04T{clock}"
    assert run.started_at.isoformat().endswith("+02:00")
    assert (run.sport, run.moving_seconds, run.distance_m, run.ascent_m) == ("run", 1800, 5200, 40)


def test_without_an_hour_only_the_day_is_known():
    (walk,) = french("marche;2026-05-04;;30;;;\r\n").activities
    assert (walk.measure.sport, walk.measure.started_at.hour, walk.evidence.day_only) == ("walk", 12, True)


def test_steps_of_a_day_need_no_hour():
    (day,) = french(";04/05/2026;;;;;12 345\r\n").measures
    assert (day.kind, day.steps, day.started_at.isoformat()) == (Kind.DAY_STEPS, 12_345, "2026-05-04T00:00:00+02:00")


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("voltige;04/05/2026;;30;;;", "sport"),
        ("run;31/02/2026;;30;;;", "date"),
        ("run;4 mai;;30;;;", "date"),
        ("run;;07:30;30;;;", "date"),
        ("run;01/01/1980;;30;;;", "date"),
        ("run;04/05/2026;tôt;30;;;", "heure"),
        ("run;04/05/2026;25:00;30;;;", "heure"),
        ("run;04/05/2026;;;;;", "minutes"),
        ("run;04/05/2026;;30;=5+5;;", "km"),
        ("run;04/05/2026;;30;;raide;", "dénivelé"),
        ("run;04/05/2026;;30;;;@SUM(A1)", "pas"),
    ],
)
def test_a_bad_cell_is_named_as_its_owner_sees_the_column(row, column):
    found = french("run;04/05/2026;;30;;;\r\n" + row + "\r\n")
    assert len(found.activities) == 1
    assert [dict(refused.facts) for refused in found.refused_rows] == [{"row": 3, "column": column}]


def test_a_table_saved_in_old_letters_or_with_tabs_is_read():
    line = "Course à pied;04/05/2026;;30;5,2;40;\r\n"
    (run,) = read_csv((FRENCH + line).encode("cp1252"), PARIS).measures
    assert (run.sport, run.ascent_m) == ("run", 40)
    (walk,) = only("sport\tdate\tminutes\nwalk\t2026-05-04\t20\n").measures
    assert walk.moving_seconds == 1200


def test_empty_rows_are_passed_over_and_the_order_of_columns_is_free():
    (run,) = only("started_at,sport,moving_minutes\n\n,,\n2026-05-04T07:00:00Z,run,20\n").measures
    assert run.moving_seconds == 1200


def test_a_table_without_rows_is_no_activity():
    assert refusal(HEADER) == "NoActivityError"


def test_a_table_beyond_all_activity_is_refused():
    assert refusal(HEADER + "manual,run,2026-05-04T07:00:00Z,30,,,\n" * 10_001) == "TooManyRowsError"


def test_another_table_is_no_table_of_ours():
    assert refusal("date,amount\n2026-05-04,12\n") == "UnknownFormatError"
