"""Promises about the list of activities of Garmin Connect."""

from zoneinfo import ZoneInfo

import pytest

from challenge.domain.evidence import Evidence, Recording
from challenge.domain.sports import all_sports
from challenge.imports.garmin_words import COLUMNS, SPORTS
from challenge.imports.reading import Context
from challenge.imports.registry import read_file
from challenge.imports.sport_words import squashed
from challenge.imports.tables import read_csv
from tests.imports.factories import only, refusal

PARIS = Context(ZoneInfo("Europe/Paris"))
ENGLISH = (
    "Activity Type,Date,Favorite,Title,Distance,Calories,Time,Avg HR,Max HR,Aerobic TE,Avg Run Cadence,Max Run Cadence,"
    "Avg Pace,Best Pace,Total Ascent,Total Descent,Avg Stride Length,Steps,Min Temp,Number of Laps,Moving Time,"
    "Elapsed Time,Min Elevation,Max Elevation\n"
)
FRENCH = (
    "Type d'activité,Date,Favori,Titre,Distance,Calories,Durée,Fréquence cardiaque moyenne,"
    "Fréquence cardiaque maximale,TE aérobie,Cadence de course moyenne,Cadence de course maximale,Allure moyenne,"
    "Meilleure allure,Ascension totale,Descente totale,Longueur moyenne des foulées,Pas,Température minimale,"
    "Nombre de tours,Temps de déplacement,Temps écoulé,Altitude minimale,Altitude maximale\n"
)
HEADERS = {
    "en": ENGLISH,
    "fr": FRENCH,
    "de": "Aktivitätstyp,Datum,Favorit,Titel,Distanz,Kalorien,Zeit,Ø Herzfrequenz,Anstieg gesamt,Schritte,"
    "Zeit in Bewegung,Verstrichene Zeit\n",
    "es": "Tipo de actividad,Fecha,Favorito,Título,Distancia,Calorías,Tiempo,Frecuencia cardiaca media,Ascenso total,"
    "Pasos,Tiempo en movimiento,Tiempo transcurrido\n",
    "it": "Tipo di attività,Data,Preferita,Titolo,Distanza,Calorie,Tempo,FC Media,Ascesa totale,Passi,"
    "Tempo in movimento,Tempo trascorso\n",
    "nl": "Activiteittype,Datum,Favoriet,Titel,Afstand,Calorieën,Tijd,Gem. HS,Totale stijging,Stappen,Tijd bewogen,"
    "Verstreken tijd\n",
    "pt": "Tipo de atividade,Data,Favorito,Título,Distância,Calorias,Tempo total,FC Média,Subida total,Passos,"
    "Tempo em movimento,Tempo transcorrido\n",
}
RUNS = {"de": "Laufen", "es": "Carrera", "it": "Corsa", "nl": "Hardlopen", "pt": "Corrida"}


def listed(kind="Running", distance="5.48", time="00:31:24", ascent="215", steps="4,808", date="2026-05-06 17:06:03"):
    """A row of the English and the French list, quoted as Garmin quotes it."""
    return (
        f'{kind},{date},false,"Somewhere, sometime","{distance}","447","{time}","153","176","3.6","153","173","5:44",'
        f'"4:06","{ascent}","200","1.15","{steps}","\'-4","6","00:31:08","00:32:57","-4","190"\n'
    )


def found(row, header=ENGLISH):
    return read_csv((header + row).encode(), PARIS)


def one(row, header=ENGLISH):
    (measure,) = found(row, header).measures
    return measure


@pytest.mark.parametrize(("header", "kind"), [(ENGLISH, "Running"), (FRENCH, "Course à pied")])
def test_a_row_is_an_activity_on_the_clock_of_its_owner(header, kind):
    run = one(listed(kind), header)
    assert (run.sport, run.started_at.isoformat()) == ("run", "2026-05-06T17:06:03+02:00")
    assert (run.moving_seconds, run.elapsed_seconds) == (31 * 60 + 24, 32 * 60 + 57)
    assert (run.distance_m, run.ascent_m, run.steps) == (5480, 215, 4808)


@pytest.mark.parametrize("language", sorted(RUNS))
def test_the_list_reads_in_the_languages_of_garmin(language):
    row = f'{RUNS[language]},2026-05-06 17:06:03,false,"x","5.48","447","00:31:24","153","215","4,808","0","00:32:57"\n'
    run = one(row, HEADERS[language])
    assert (run.sport, run.moving_seconds, run.elapsed_seconds) == ("run", 1884, 1977)
    assert (run.distance_m, run.ascent_m, run.steps) == (5480, 215, 4808)


@pytest.mark.parametrize(
    ("distance", "metres"),
    [
        ("5.48", 5480),
        ("5,48", 5480),
        ("1,234.56", 1_234_560),
        ("1.234,56", 1_234_560),
        ("1 234,5", 1_234_500),
        ("1\u202f234,5", 1_234_500),
        ("10", 10_000),
        ("0.00", None),
        ("--", None),
    ],
)
def test_kilometres_are_read_in_the_notation_of_any_country(distance, metres):
    measures = found(listed("Cycling", distance=distance)).measures
    assert [measure.distance_m for measure in measures] == [metres]


@pytest.mark.parametrize(
    ("kind", "distance", "metres"),
    [
        ("Pool Swim", "1,500", 1500),
        ("Pool Swim", "1.500", 1500),
        ("Natation en piscine", "750", 750),
        ("Schwimmbadschwimmen", "50", 50),
        ("Open Water Swimming", "1.85", 1850),
        ("Track Running", "5,000", 5000),
    ],
)
def test_pools_and_tracks_are_in_metres(kind, distance, metres):
    assert one(listed(kind, distance=distance)).distance_m == metres


@pytest.mark.parametrize(
    ("time", "seconds"), [("00:28:10.5", 1690), ("1:02:03", 3723), ("31:40", 1900), ("12:00:00", 43_200)]
)
def test_durations_are_read_with_and_without_hours_and_fractions(time, seconds):
    assert one(listed(time=time)).moving_seconds == seconds


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (listed(date="7/4/2026 15:36"), "Date"),
        (listed(date="--"), "Date"),
        (listed(date="2099-05-06 10:00:00"), "Date"),
        (listed(time="--"), "Durée"),
        (listed(time="soon"), "Durée"),
        (listed(time="1:2:3:4"), "Durée"),
        (listed(time="-1:30"), "Durée"),
        (listed(time="nan:30"), "Durée"),
        (listed(time="9999:00:00"), "Durée"),
        (listed(distance="far"), "Distance"),
        (listed(distance="-5.00"), "Distance"),
        (listed(distance="inf"), "Distance"),
        (listed(steps="=1+1"), "Pas"),
        (listed(ascent="steep"), "Ascension totale"),
        ("Course à pied\n", "Durée"),
    ],
)
def test_a_row_that_cannot_be_read_is_named_as_its_owner_sees_it(row, column):
    reading = found(listed("Marche") + row + listed("Marche"), FRENCH)
    assert [measure.sport for measure in reading.measures] == ["walk", "walk"]
    assert [dict(refused.facts) for refused in reading.refused_rows] == [{"row": 3, "column": column}]


def test_a_sport_nobody_knows_is_left_to_its_owner():
    assert one(listed("Breathwork")).sport is None
    assert one(listed("Autre"), FRENCH).sport is None


@pytest.mark.parametrize(
    ("kind", "sport", "indoor"),
    [
        ("Treadmill Running", "run", True),
        ("Indoor Cycling", "indoor_ride", True),
        ("Cyclisme en salle", "indoor_ride", True),
        ("Tapis de course", "run", True),
        ("Natation en piscine", "swim", True),
        ("Corrida em esteira", "run", True),
        ("Nuoto in piscina", "swim", True),
        ("VTT", "mountain_bike_ride", None),
        ("Mountainbiken", "mountain_bike_ride", None),
        ("Senderismo", "hike", None),
        ("Wandern", "hike", None),
        ("Renforcement musculaire", "strength", None),
    ],
)
def test_words_of_a_sport_name_it_and_say_whether_it_was_indoors(kind, sport, indoor):
    (activity,) = found(listed(kind)).activities
    assert activity.measure.sport == sport
    assert activity.evidence == Evidence(Recording.SUMMARY, indoor=indoor)


def test_every_word_is_written_as_it_is_looked_up_and_names_a_sport_we_have():
    assert all(word == squashed(word) for word in [*SPORTS, *COLUMNS])
    assert set(SPORTS.values()) <= set(all_sports())


def test_steps_of_a_ride_are_no_steps():
    assert one(listed("Cycling")).steps is None


def test_nothing_of_the_body_is_looked_at():
    assert "153" not in repr(found(listed()))


def test_a_saved_copy_with_semicolons_and_old_letters_is_read():
    copy = (FRENCH + listed("Randonnée", distance="9,70")).replace('"Somewhere, sometime"', "x").replace('"', "")
    lines = copy.replace("4,808", "4808").replace("9,70", "9#70").replace(",", ";").replace("#", ",")
    (hike,) = read_csv(lines.encode("cp1252"), PARIS).measures
    assert (hike.sport, hike.distance_m, hike.steps) == ("hike", 9700, 4808)


def test_the_zone_reaches_the_reader_through_an_upload(tmp_path):
    path = tmp_path / "Activities.csv"
    path.write_text(ENGLISH + listed(), encoding="utf-8-sig")
    with path.open("rb") as stream:
        (reading,) = read_file(path.name, stream, zone=ZoneInfo("Indian/Reunion"))
    assert reading.measures[0].started_at.isoformat() == "2026-05-06T17:06:03+04:00"
    assert reading.sources == ("file",)


def test_a_list_without_rows_is_no_activity_and_a_list_of_another_service_is_unknown():
    assert refusal(ENGLISH) == "NoActivityError"
    assert (
        refusal("Activity ID,Activity Date,Activity Name,Activity Type,Elapsed Time,Distance\n") == "UnknownFormatError"
    )


def test_a_list_in_utf_16_is_read():
    assert only((ENGLISH + listed()).encode("utf-16")).measures[0].sport == "run"
