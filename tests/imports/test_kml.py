"""Promises about KML files."""

import pytest

from challenge.errors import DamagedFileError, NoActivityError, NoTimesError
from challenge.imports.kml import read_kml
from tests.imports.factories import METRE, START, stamp, steady

HEAD = (
    '<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2" xmlns:gx="http://www.google.com/kml/ext/2.2">'
    "<Document>"
)
TAIL = "</Document></kml>"


def track(steps, *, in_turn=False):
    """A track of these steps, times before places, or in turn."""
    whens = [f"<when>{stamp(second)}</when>" for second, _ in steps]
    coords = [f"<gx:coord>5 {45 + metres * METRE:.8f} 100</gx:coord>" for _, metres in steps]
    pairs = zip(whens, coords, strict=True)
    body = "".join(when + coord for when, coord in pairs) if in_turn else "".join(whens + coords)
    return f"<gx:Track>{body}</gx:Track>"


def placemark(*tracks, name="Running"):
    return f"<Placemark><name>{name}</name><gx:MultiTrack>{''.join(tracks)}</gx:MultiTrack></Placemark>"


def kml(*placemarks):
    return (HEAD + "".join(placemarks) + TAIL).encode()


@pytest.mark.parametrize("in_turn", [False, True])
def test_a_timed_track_is_an_outing_with_its_way_and_its_time(in_turn):
    (outing,) = read_kml(kml(placemark(track(steady(600, 3), in_turn=in_turn)))).measures
    assert (outing.sport, outing.started_at, outing.moving_seconds) == ("run", START, 600)
    assert outing.distance_m == pytest.approx(1800, abs=3)


def test_a_break_between_two_tracks_of_one_place_mark_is_no_way():
    (outing,) = read_kml(kml(placemark(track(steady(600, 2)), track(steady(600, 2, 1200, 5000))))).measures
    assert (outing.moving_seconds, outing.elapsed_seconds) == (1200, 1800)
    assert outing.distance_m == pytest.approx(2400, abs=4)


def test_two_place_marks_are_two_outings_in_the_order_of_their_times():
    late, early = placemark(track(steady(600, 2, 9000)), name="Walk"), placemark(track(steady(600, 6)), name="Cycling")
    assert [outing.sport for outing in read_kml(kml(late, early)).measures] == ["ride", "walk"]


@pytest.mark.parametrize(
    ("name", "sport"), [("Randonnée", "hike"), ("Morning run", "run"), ("Track 12", None), ("", None)]
)
def test_a_name_that_says_the_sport_names_it_and_another_does_not(name, sport):
    (outing,) = read_kml(kml(placemark(track(steady(600, 2)), name=name))).measures
    assert outing.sport == sport


def test_lines_without_times_are_refused_as_such():
    drawn = "<Placemark><LineString><coordinates>5,45 5,46</coordinates></LineString></Placemark>"
    with pytest.raises(NoTimesError):
        read_kml(kml(drawn))


def test_a_file_of_places_only_holds_no_activity():
    with pytest.raises(NoActivityError):
        read_kml(kml("<Placemark><name>Home</name><Point><coordinates>5,45</coordinates></Point></Placemark>"))


def test_what_stands_before_a_damage_is_read_and_marked():
    whole = kml(placemark(track(steady(600, 2))), placemark(track(steady(600, 2, 9000))))
    found = read_kml(whole[: len(whole) * 3 // 4])
    assert found.damaged
    assert found.measures[0].moving_seconds == 600


def test_a_file_damaged_before_its_first_track_is_refused():
    with pytest.raises(DamagedFileError):
        read_kml(kml(placemark(track(steady(600, 2))))[:150])


def test_a_place_without_figures_costs_that_point_only():
    broken = track(steady(600, 2)).replace("<gx:coord>5 45.00010791 100</gx:coord>", "<gx:coord>here</gx:coord>")
    (outing,) = read_kml(kml(placemark(broken))).measures
    assert outing.distance_m == pytest.approx(1200, abs=20)
