"""Promises about the words and times in which a Strava archive is written."""

from datetime import UTC, datetime

import pytest

from challenge.imports.strava_moments import strava_moment
from challenge.imports.strava_words import month_of, sport_of_strava


@pytest.mark.parametrize(
    "written",
    [
        "Nov 3, 2025, 6:12:33 AM",
        "Nov 3, 2025, 6:12:33\u202fAM",
        "3 Nov 2025, 06:12:33",
        "3 nov. 2025 à 06:12:33",
        "3 nov. 2025, 06:12:33",
        "3 novembre 2025 à 06:12:33",
        "03.11.2025, 06:12:33",
        "3. Nov. 2025, 06:12:33",
        "3 nov 2025, 6:12:33 a. m.",
        "3 de nov. de 2025 06:12:33",
        "3 de novembro de 2025 às 06:12:33",
        "2025-11-03 06:12:33",
        "2025-11-03T06:12:33Z",
    ],
)
def test_a_moment_is_read_as_its_language_writes_it(written):
    assert strava_moment(written) == datetime(2025, 11, 3, 6, 12, 33, tzinfo=UTC)


def test_an_afternoon_and_a_midnight_of_twelve_hours_are_told_apart():
    assert strava_moment("May 3, 2025, 6:12:33 PM").hour == 18
    assert strava_moment("May 3, 2025, 12:12:33 AM").hour == 0
    assert strava_moment("May 3, 2025, 12:12:33 PM").hour == 12


@pytest.mark.parametrize(
    "written",
    [
        "",
        "yesterday",
        "03/11/2025 06:12:33",
        "Foo 3, 2025, 6:12:33 AM",
        "May 40, 2025, 6:00:00 AM",
        "May 3, 1925, 6:00:00 AM",
    ],
)
def test_what_is_no_moment_or_could_be_two_is_none(written):
    assert strava_moment(written) is None


MONTHS = {
    "french": "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.",
    "german": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "spanish": "ene feb mar abr may jun jul ago sept oct nov dic",
    "italian": "gen feb mar apr mag giu lug ago set ott nov dic",
    "portuguese": "jan. fev. mar. abr. mai. jun. jul. ago. set. out. nov. dez.",
    "dutch": "jan feb mrt apr mei jun jul aug sep okt nov dec",
    "english": "January February March April May June July August September October November December",
}


@pytest.mark.parametrize("language", MONTHS)
def test_every_month_of_a_language_is_known(language):
    assert [month_of(month) for month in MONTHS[language].split()] == list(range(1, 13))


@pytest.mark.parametrize(
    ("word", "sport"),
    [("Vélo", "ride"), ("Natation", "swim"), ("Marche", "walk"), ("Randonnée", "hike"), ("Musculation", "strength"),
     ("Vélo virtuel", "indoor_ride"), ("VTT", "mountain_bike_ride"), ("Radfahrt", "ride"), ("Schwimmen", "swim"),
     ("Spaziergang", "walk"), ("E-Bike Ride", "e_bike_ride"), ("Weight Training", "strength"),
     ("Virtual Ride", "indoor_ride"),
     ("Fietsrit", "ride"), ("Natación", "swim"), ("Escursione", "hike"), ("Pedalada", "ride"), ("Something", None)],
)  # fmt: skip
def test_a_type_of_activity_is_a_sport_of_ours_in_any_language(word, sport):
    assert sport_of_strava(word) == sport
