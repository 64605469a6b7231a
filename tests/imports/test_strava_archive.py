"""Promises about the archives Strava gives its members."""

import csv
import gzip
import io
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest

from challenge.domain.evidence import Recording
from challenge.errors import UploadCancelledError
from challenge.imports.strava_rows import columns_of
from tests.imports.factories import START, fit, gpx, only, packed, points, records, session, steady, tcx, tcx_activity
from tests.imports.health_factories import activities, dropped, read, refusals

ENGLISH = (
    "Activity ID,Activity Date,Activity Name,Activity Type,Activity Description,Elapsed Time,Distance,Max Heart Rate,"
    "Relative Effort,Commute,Activity Private Note,Activity Gear,Filename,Athlete Weight,Bike Weight,Elapsed Time,"
    "Moving Time,Distance,Max Speed,Average Speed,Elevation Gain,Elevation Loss,Commute,Total Steps,Type"
)
FRENCH = (
    "ID de l'activité,Date de l'activité,Nom de l'activité,Type d'activité,Description de l'activité,Temps écoulé,"
    "Distance,Fréquence cardiaque max.,Effort relatif,Déplacement-transport,Note privée sur les activités,"
    "Matériel utilisé pour l'activité,Nom du fichier,Poids de l'athlète,Poids du vélo,Temps écoulé,"
    "Durée de déplacement,Distance,Vitesse max.,Vitesse moyenne,Dénivelé positif"
)
GERMAN = (
    "Aktivitäts-ID,Aktivitätsdatum,Name der Aktivität,Aktivitätsart,Aktivitätsbeschreibung,Verstrichene Zeit,Distanz,"
    "Max. Herzfrequenz,Relative Leistung,Pendeln,Hinweis zur Privatsphäre für Aktivitäten,Aktivitätsausrüstung,"
    "Dateiname,Sportlergewicht,Fahrradgewicht,Verstrichene Zeit,Bewegungszeit,Distanz,Höchstgeschw.,"
    "Durchschnittliche Geschwindigkeit,Höhenzunahme,Höhenunterschied"
)
DUTCH = (
    "Activiteits-ID,Datum van activiteit,Naam activiteit,Activiteitstype,Beschrijving van activiteit,Verstreken tijd,"
    "Afstand,Max. hartslag,Relatieve inspanning,Woon-werkverkeer,Privénotitie,Materiaal,Bestandsnaam,Gewicht,"
    "Fietsgewicht,Verstreken tijd,Beweegtijd,Afstand,Max. snelheid,Gemiddelde snelheid,Totale stijging"
)
SPANISH = (
    "ID de actividad,Fecha de la actividad,Nombre de la actividad,Tipo de actividad,Descripción,Tiempo transcurrido,"
    "Distancia,a,b,c,d,e,Nombre de archivo,f,g,Tiempo transcurrido,Tiempo en movimiento,Distancia,h,i,Desnivel positivo"
)
ITALIAN = (
    "ID attività,Data attività,Nome attività,Tipo attività,Descrizione,Tempo trascorso,"
    "Distanza,a,b,c,d,e,Nome file,f,g,Tempo trascorso,Tempo in movimento,Distanza,h,i,Dislivello"
)
PORTUGUESE = (
    "ID da atividade,Data da atividade,Nome da atividade,Tipo de atividade,Descrição,Tempo decorrido,"
    "Distância,a,b,c,d,e,Nome do arquivo,f,g,Tempo decorrido,Tempo de movimentação,Distância,h,i,Ganho de elevação"
)
POLISH = "Id,Data,Nazwa,Typ,Opis,Czas trwania,Dystans,a,b,c,d,e,Plik,f,g,Czas trwania,Czas ruchu,Dystans,h,i,Wznios"
PLACES = {
    "id": 0,
    "date": 1,
    "type": 3,
    "shown": 6,
    "file": 12,
    "elapsed": 15,
    "moving": 16,
    "distance": 17,
    "ascent": 20,
}
GPX = gpx(points(steady(600, 2)))
FILE_NAME = "activities/777.gpx"


def listed(*rows, header=ENGLISH):
    """A list of activities under this header."""
    names = next(csv.reader([header]))
    stream = io.StringIO()
    table = csv.writer(stream)
    table.writerow(names)
    for row in rows:
        cells = [""] * len(names)
        for column, cell in row.items():
            cells[names.index(column) if column in names else PLACES[column]] = cell
        table.writerow(cells)
    return stream.getvalue()


def row(number=777, date="May 4, 2026, 7:00:00 AM", kind="Run", file="", **more):
    """One activity of 10 km in an hour, of which it moved 55 minutes."""
    figures = {"elapsed": "3600.0", "moving": "3300.0", "distance": "10012.4", "shown": "10,01", "ascent": "84.2"}
    return {"id": str(number), "date": date, "type": kind, "file": file, "Activity Name": "Secret"} | figures | more


def archive(list_, files=(), folder=""):
    """A zip of a list and the files it names, with what else Strava puts in."""
    beside = {f"{folder}profile.csv": "Athlete ID", **{f"{folder}media/{number}.jpg": b"x" for number in range(600)}}
    return packed({f"{folder}activities.csv": list_, **{folder + name: data for name, data in files}, **beside})


def one(folder, *rows, files=(), header=ENGLISH):
    """The one activity of an archive."""
    (found,) = activities(read(folder, archive(listed(*rows, header=header), files)))
    return found


def named(readings):
    """Rows that were refused: number and column."""
    return [(each.facts["row"], each.facts["column"]) for reading in readings for each in reading.refused_rows]


def test_a_row_without_a_file_is_what_its_precise_columns_say(tmp_path):
    found = one(tmp_path, row(kind="Trail Run") | {"Total Steps": "9100.0"})
    assert (found.measure.sport, found.measure.started_at) == ("trail_run", datetime(2026, 5, 4, 7, tzinfo=UTC))
    assert (found.measure.moving_seconds, found.measure.elapsed_seconds) == (3_300, 3_600)
    assert (found.measure.distance_m, found.measure.ascent_m, found.measure.steps) == (10_012, 84, 9_100)
    assert (found.evidence.recording, found.evidence.external_id) == (Recording.SUMMARY, "strava:777")


@pytest.mark.parametrize(
    ("name", "data", "sport"),
    [
        ("activities/777.gpx", GPX, "run"),
        ("activities/777.gpx.gz", gzip.compress(GPX.encode()), "run"),
        (
            "activities/777.fit.gz",
            gzip.compress(fit(*records(steady(600, 2)), session("running", 0, 600, 1_200))),
            "run",
        ),
        (
            "activities/777.tcx.gz",
            gzip.compress(tcx(tcx_activity("Biking", 600, 1_200, steady(600, 2))).encode()),
            "ride",
        ),
        ("activities/777.gpx", gpx(points(steady(600, 2)), sport="Secret sport"), "hike"),
    ],
    ids=["gpx", "gpx.gz", "fit.gz", "tcx.gz", "sport of the row"],
)
def test_a_file_goes_before_its_row_and_the_row_names_the_sport_where_the_file_does_not(tmp_path, name, data, sport):
    found = one(tmp_path, row(kind="Hike", file=name), files=[(name, data)])
    assert (found.measure.sport, found.measure.distance_m) == (sport, pytest.approx(1_200, abs=5))
    assert (found.evidence.recording, found.evidence.external_id) == (Recording.TRACK, "strava:777")


@pytest.mark.parametrize("data", [b"", b"no activity", gpx("<trkpt lat='1' lon='1'/>" * 9), packed({"a.gpx": GPX})])
def test_a_file_that_cannot_be_read_leaves_what_the_row_says(tmp_path, data):
    assert one(tmp_path, row(file=FILE_NAME), files=[(FILE_NAME, data)]).measure.distance_m == 10_012
    assert one(tmp_path, row(file="activities/gone.gpx")).measure.distance_m == 10_012


def test_the_archive_is_known_in_a_folder_of_its_own_too(tmp_path):
    inside = archive(listed(row(file=FILE_NAME)), [(FILE_NAME, GPX)], "export_123/")
    (found,) = activities(read(tmp_path, inside))
    assert found.evidence.recording is Recording.TRACK


@pytest.mark.parametrize(
    ("header", "date", "kind"),
    [
        (ENGLISH, "May 4, 2026, 7:00:00 AM", "Run"),
        (FRENCH, "4 mai 2026 à 07:00:00", "Course à pied"),
        (FRENCH.replace("'", "\u2019"), "4 mai 2026, 07:00:00", "Course à pied"),
        (GERMAN, "04.05.2026, 07:00:00", "Lauf"),
        (DUTCH, "4 mei 2026, 07:00:00", "Hardloopsessie"),
        (SPANISH, "4 may 2026, 7:00:00", "Carrera"),
        (ITALIAN, "4 mag 2026, 07:00:00", "Corsa"),
        (PORTUGUESE, "4 de mai. de 2026, 07:00:00", "Corrida"),
        (POLISH, "2026-05-04 07:00:00", "Run"),
    ],
    ids=[
        "english",
        "french",
        "french apostrophes",
        "german",
        "dutch",
        "spanish",
        "italian",
        "portuguese",
        "known by its order",
    ],
)
def test_a_list_is_read_in_the_language_of_its_owner(tmp_path, header, date, kind):
    plain = {column: cell for column, cell in row(date=date, kind=kind).items() if column != "Activity Name"}
    found = one(tmp_path, plain, header=header)
    assert (found.measure.sport, found.measure.started_at) == ("run", datetime(2026, 5, 4, 7, tzinfo=UTC))
    assert (found.measure.moving_seconds, found.measure.distance_m, found.measure.ascent_m) == (3_300, 10_012, 84)


@pytest.mark.parametrize("header", [SPANISH, ITALIAN, PORTUGUESE, DUTCH, GERMAN, FRENCH, ENGLISH])
def test_every_column_of_a_language_we_speak_is_known_by_its_name(header):
    names = next(csv.reader([header]))
    shuffled = columns_of(["", *names]).places
    assert shuffled == {**shuffled, **{name: place + 1 for name, place in PLACES.items() if name != "shown"}}


def test_only_what_lies_inside_the_dates_is_kept_and_the_rest_is_counted(tmp_path):
    rows = [
        row(1, "Apr 30, 2026, 9:59:00 PM"),
        row(2, "Apr 30, 2026, 10:01:00 PM"),
        row(3, "May 31, 2026, 9:59:00 PM"),
        row(4, "May 31, 2026, 10:01:00 PM"),
        row(5, "Jan 1, 2019, 8:00:00 AM", file=FILE_NAME),
    ]
    readings = read(tmp_path, archive(listed(*rows), [(FILE_NAME, GPX)]))
    assert [found.evidence.external_id for found in activities(readings)] == ["strava:2", "strava:3"]
    assert dropped(readings) == 3


def test_a_row_whose_date_cannot_be_read_is_what_its_file_says(tmp_path):
    assert one(tmp_path, row(date="?", file=FILE_NAME), files=[(FILE_NAME, GPX)]).measure.started_at == START


def test_rows_that_cannot_be_read_are_named_by_number_and_by_the_column_as_its_owner_calls_it(tmp_path):
    rows = [
        row(),
        row(date="?"),
        row(""),
        row(moving="fast"),
        row(moving="", elapsed=""),
        row(elapsed="20", moving="20"),
    ]
    readings = read(tmp_path, archive(listed(*rows)))
    assert len(activities(readings)) == 1
    assert named(readings) == [
        (3, "Activity Date"),
        (4, "Activity ID"),
        (5, "Moving Time"),
        (6, "Elapsed Time"),
        (7, "Elapsed Time"),
    ]


def test_an_activity_is_the_same_in_every_archive_and_as_the_file_alone(tmp_path):
    both = [row(1, file=FILE_NAME), row(2, "May 5, 2026, 7:00:00 AM")]
    first = read(tmp_path, archive(listed(*both), [(FILE_NAME, GPX)]))
    later = read(tmp_path, archive(listed(row(3, "May 6, 2026, 7:00:00 AM"), *both[::-1]), [(FILE_NAME, GPX)]))
    known = {(reading.content_hash, reading.numbers) for reading in first}
    assert known == {(only(GPX).content_hash, (0,)), (sha256(b"strava:2").hexdigest(), (0,))}
    assert known <= {(reading.content_hash, reading.numbers) for reading in later}


def test_of_a_file_with_two_activities_the_one_of_the_row_has_its_number(tmp_path):
    later = points(steady(600, 2), START + timedelta(hours=6))
    two = gpx(points(steady(600, 2)), later)
    found = activities(
        read(tmp_path, archive(listed(row(date="May 4, 2026, 1:00:00 PM", file=FILE_NAME)), [(FILE_NAME, two)]))
    )
    assert [each.evidence.external_id for each in found] == [None, "strava:777"]


def test_the_private_title_of_an_activity_is_not_kept(tmp_path):
    readings = read(tmp_path, archive(listed(row(), row(2, file=FILE_NAME)), [(FILE_NAME, GPX)]))
    assert [reading.name for reading in readings] == ["activities.csv 2", FILE_NAME]
    assert "Secret" not in str(readings)


def test_a_title_over_several_lines_is_one_cell(tmp_path):
    assert (
        one(tmp_path, row() | {"Activity Name": 'A, "b"\nc', "Activity Description": "d\r\ne"}).measure.sport == "run"
    )


def test_a_list_without_rows_is_no_activity_and_one_that_is_none_leaves_an_ordinary_zip(tmp_path):
    assert refusals(read(tmp_path, archive(listed()))) == ["NoActivityError"]
    assert refusals(read(tmp_path, packed({"activities.csv": "a,b\n1,2\n", "b.gpx": GPX}))) == ["UnknownFormatError"]
    ours = "source,sport,started_at,moving_minutes\nmanual,run,2026-05-04T07:00:00Z,30\n"
    assert len(activities(read(tmp_path, packed({"activities.csv": ours, "b.gpx": GPX})))) == 2


def test_a_list_whose_quotes_do_not_end_or_that_holds_a_cell_beyond_reason_is_refused(tmp_path):
    huge = listed(row()) + '"' + "x" * 200_000 + '",\n'
    assert "DamagedFileError" in refusals(read(tmp_path, archive(huge)))


def test_progress_is_told_row_by_row_and_the_reading_ends_when_its_owner_gives_it_up(tmp_path):
    told = []

    def give_up(progress):
        told.append(progress.done_bytes)
        if len(told) == 5:
            raise UploadCancelledError

    with pytest.raises(UploadCancelledError):
        read(tmp_path, archive(listed(*(row(number) for number in range(50)))), tell=give_up)
    assert told == sorted(set(told))
