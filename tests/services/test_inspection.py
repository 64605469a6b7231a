"""inspect: the readers' dry run keeps the shape others rely on."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from challenge.cli import main

SAMPLES = Path(__file__).parents[3] / "shared" / "samples"
needs_samples = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the sample files are not here")


def inspect(*paths):
    answer = CliRunner().invoke(main, ["inspect", "--json", *map(str, paths)])
    assert answer.exit_code == 0, answer.output
    return json.loads(answer.output)["files"]


def test_a_table_is_judged_row_by_row_and_a_day_beyond_24_hours_is_limited(tmp_path):
    table = tmp_path / "mine.csv"
    table.write_text(
        "source,sport,started_at,moving_minutes,distance_km,ascent_m,steps\n"
        "manual,walk,2026-05-01T08:00:00+02:00,40,3.2,,\n"
        "manual,run,2026-05-02T08:00:00+02:00,30,20,,\n"
        "manual,gardening,2026-05-03T01:00:00+02:00,900,,,\n"
        "manual,walk,2026-05-03T02:00:00+02:00,700,,,\n"
    )
    (file,) = inspect(table)
    assert [row["verdict"] for row in file["activities"]] == ["counted", "limited", "limited", "limited"]
    assert file["activities"][0]["points"] == 14
    assert file["activities"][1]["reasons"] == ["too_fast", "faster_than_record"]
    assert "over_24_hours" in file["activities"][2]["reasons"]


def test_one_outing_told_twice_in_a_table_counts_once(tmp_path):
    table = tmp_path / "mine.csv"
    table.write_text(
        "source,sport,started_at,moving_minutes,distance_km,ascent_m,steps\n"
        "manual,run,2026-05-01T12:00:00+02:00,45,8,,\n"
        "file,run,2026-05-01T18:02:11+02:00,43.5,8.1,40,\n"
        "strava,run,2026-05-01T18:02:30+02:00,43.4,8.12,40,\n"
        "manual,yoga,2026-05-01T12:00:00+02:00,30,,,\n"
    )
    (file,) = inspect(table)
    assert [row["verdict"] for row in file["activities"]] == ["duplicate", "counted", "duplicate", "counted"]
    assert [row["points"] == 0 for row in file["activities"]] == [True, False, True, False]


def test_what_is_only_doubted_in_a_table_is_held_for_somebody_to_look_at_it(tmp_path):
    table = tmp_path / "mine.csv"
    rows = "".join("manual,run,2026-05-02T12:00:00+02:00,30,5,,\n" for _ in range(6))
    table.write_text("source,sport,started_at,moving_minutes,distance_km,ascent_m,steps\n" + rows)
    (file,) = inspect(table)
    assert [row["verdict"] for row in file["activities"]] == ["held"] * 6
    assert {reason for row in file["activities"] for reason in row["reasons"]} == {"repeated"}


def test_what_is_no_activity_file_is_refused_with_a_sentence(tmp_path):
    letter = tmp_path / "letter.gpx"
    letter.write_text("Dear organiser, I ran.")
    assert inspect(letter)[0]["refused"]


@needs_samples
def test_a_file_that_names_no_sport_is_held_without_points():
    (file,) = inspect(SAMPLES / "around-visnjan-with-car.gpx")
    (ride,) = file["activities"]
    assert ride["sport"] is None
    assert ride["points"] is None
    assert ride["verdict"] == "held"
    assert {"no_sport", "too_fast_minute"} <= set(ride["reasons"])
