"""Uploads: preview first, nothing written until confirmed, the same file twice changes nothing."""

from datetime import timedelta
from io import BytesIO
from math import sin
from zipfile import ZipFile

import pytest
from sqlalchemy import func, select

from challenge.errors import DamagedFileError, NotFoundError
from challenge.services.uploads import confirm_upload, preview_upload, read_upload
from challenge.store.activity_models import Activity, Status
from tests.factories import NOW, make_somebody, noon, place_of


def track(day=0, sport="running"):
    """Half an hour at about ten kilometres an hour, as unevenly as people run, a point every ten seconds."""
    start = noon(day)
    points = "".join(
        f'<trkpt lat="{48 + number * 0.00025 + 0.0005 * sin(number / 4):.6f}" lon="2.0"><ele>50</ele>'
        f"<time>{start + timedelta(seconds=10 * number):%Y-%m-%dT%H:%M:%SZ}</time></trkpt>"
        for number in range(181)
    )
    named = f"<type>{sport}</type>" if sport else ""
    return (
        '<gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1">'
        f"<trk>{named}<trkseg>{points}</trkseg></trk></gpx>"
    ).encode()


def zipped(**files):
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        for name, content in files.items():
            archive.writestr(f"{name}.gpx", content)
    return packed


def preview(database, person, upload, sports=None):
    readings = list(read_upload("upload.zip", upload))
    return preview_upload(database, person, place_of(person), readings, sports or {}, now=NOW)


def activities_in(database):
    with database.reading() as connection:
        return connection.scalar(select(func.count()).select_from(Activity))


def test_one_bad_file_never_spoils_the_others_and_nothing_is_written_before_confirming(database):
    person = make_somebody(database)
    good, bad = preview(database, person, zipped(good=track(), bad=b"<gpx><trk>"))
    assert good.status is Status.COUNTED
    assert good.points > 0
    assert isinstance(bad.refused, DamagedFileError)
    assert activities_in(database) == 0


def test_confirming_records_what_the_preview_promised(database):
    person = make_somebody(database)
    candidates = preview(database, person, zipped(one=track(0), two=track(1)))
    admitted = confirm_upload(database, person, place_of(person), candidates, now=NOW)
    assert [one.points for one in admitted] == [candidate.points for candidate in candidates]
    assert activities_in(database) == 2


def test_the_same_file_twice_changes_nothing(database):
    person = make_somebody(database)
    first = preview(database, person, zipped(one=track()))
    confirm_upload(database, person, place_of(person), first, now=NOW)
    assert [candidate.known for candidate in preview(database, person, zipped(renamed=track()))] == [True]
    confirm_upload(database, person, place_of(person), first, now=NOW)
    assert activities_in(database) == 1


def test_a_file_that_names_no_sport_waits_for_its_owner_to_name_it(database):
    person = make_somebody(database)
    (nameless,) = preview(database, person, zipped(one=track(sport=None)))
    assert nameless.needs_sport
    assert confirm_upload(database, person, place_of(person), [nameless], now=NOW) == []
    (named,) = preview(database, person, zipped(one=track(sport=None)), {nameless.external_id: "run"})
    assert named.ready
    assert confirm_upload(database, person, place_of(person), [named], now=NOW)[0].status is Status.COUNTED


def test_a_file_from_outside_the_edition_is_refused_with_its_reason(database):
    person = make_somebody(database)
    (early,) = preview(database, person, zipped(one=track(day=-3)))
    assert early.refused.code == "error.before_edition_error"
    assert not early.ready


def test_a_stranger_cannot_preview_for_somebody_else(database):
    person, stranger = make_somebody(database), make_somebody(database, slug="elsewhere")
    with pytest.raises(NotFoundError):
        preview_upload(database, stranger, place_of(person), [], {}, now=NOW)
