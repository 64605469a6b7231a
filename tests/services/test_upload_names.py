"""What a file holds is known again by its own figures: in a longer list, in a later export, on the same day."""

from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import select

from challenge.domain.evidence import Evidence, Recording
from challenge.domain.measure import Kind, Measure
from challenge.domain.recorded import Recorded
from challenge.errors import BeforeEditionError
from challenge.imports.large_reading import LargeReading
from challenge.imports.reading import FileReading
from challenge.services.activities import delete_activity, record_activities
from challenge.services.day_steps import record_steps
from challenge.services.uploads import confirm_upload, preview_upload, read_upload
from challenge.services.verification import verify
from challenge.store.activity_models import Activity, ActivityMeasure, Source, Status
from tests.factories import FIRST, NOW, PARIS, day_steps, make_somebody, noon, outing, place_of

GARMIN = "Activity Type,Date,Title,Distance,Time,Elapsed Time\n"
TUESDAY = "Running,2025-03-04 07:02:00,x,8.10,00:41:00,00:42:00\n"
THURSDAY = "Running,2025-03-06 18:30:00,x,5.00,00:28:00,00:28:00\n"
IN_BED = Evidence(Recording.SENSOR)


@pytest.fixture
def person(database):
    return make_somebody(database)


def of_list(*rows):
    """What the list of a watch holds."""
    return list(read_upload("Activities.csv", BytesIO((GARMIN + "".join(rows)).encode()), zone=PARIS))


def of_health(steps, day=1, content="a"):
    """What an export of a telephone holds of a day's steps."""
    one = Recorded(day_steps(steps, day=day), IN_BED)
    return [LargeReading("export.zip", (one,), None, content * 64, numbers=(0,))]


def preview(database, person, readings):
    return preview_upload(database, person, place_of(person), readings, {}, now=NOW)


def confirm(database, person, readings):
    return confirm_upload(database, person, place_of(person), preview(database, person, readings), now=NOW)


def recorded(database, person):
    """Status and steps of what is kept, by source."""
    with database.reading() as connection:
        return connection.execute(
            select(Activity.source, Activity.status, ActivityMeasure.steps)
            .join(ActivityMeasure, ActivityMeasure.activity_id == Activity.id)
            .where(Activity.participation_id == place_of(person).participation_id)
            .order_by(Activity.recorded_at, Activity.id)
        ).all()


def test_the_row_of_a_longer_list_is_known_again(database, person):
    confirm(database, person, of_list(TUESDAY))
    newest, oldest = preview(database, person, of_list(THURSDAY, TUESDAY))
    assert (newest.known, oldest.known) == (False, True)
    confirm(database, person, of_list(THURSDAY, TUESDAY))
    assert len(recorded(database, person)) == 2


def test_two_equal_rows_of_one_list_stay_two(database, person):
    first, second = preview(database, person, of_list(TUESDAY, TUESDAY))
    assert first.external_id != second.external_id
    confirm(database, person, of_list(TUESDAY, TUESDAY))
    assert [one.known for one in preview(database, person, of_list(THURSDAY, TUESDAY, TUESDAY))] == [False, True, True]


@pytest.mark.parametrize(
    "other",
    [
        TUESDAY.replace("07:02:00", "07:03:00"),
        TUESDAY.replace("8.10", "8.11"),
        TUESDAY.replace("00:41:00", "00:41:01"),
        TUESDAY.replace("Running", "Cycling"),
    ],
    ids=["start", "metres", "seconds", "sport"],
)
def test_a_row_with_another_figure_is_another_activity(database, person, other):
    confirm(database, person, of_list(TUESDAY))
    assert [one.known for one in preview(database, person, of_list(other))] == [False]


def test_a_recording_is_known_by_its_place_in_the_file_whatever_was_dropped_before_it(database, person):
    run = Recorded(outing(30, day=1, sport="run", distance_m=5000), Evidence(Recording.TRACK))
    whole = FileReading("two.fit", (Recorded(outing(20), Evidence(Recording.TRACK)), run), None, "b" * 64)
    confirm(database, person, [whole])
    (inside,) = preview(database, person, [LargeReading("two.fit", (run,), None, "b" * 64, numbers=(1,))])
    assert inside.known


def test_more_steps_of_a_day_replace_what_an_earlier_export_brought(database, person):
    confirm(database, person, of_health(5_200))
    (later,) = preview(database, person, of_health(9_300, content="c"))
    assert (later.replaces, later.status) == (5_200, Status.COUNTED)
    (admitted,) = confirm(database, person, of_health(9_300, content="c"))
    assert admitted.points == later.points > 0
    assert recorded(database, person) == [(Source.STEPS, Status.COUNTED, 9_300)]


def test_fewer_steps_and_the_same_change_nothing(database, person):
    confirm(database, person, of_health(5_200))
    for steps in (5_200, 3_000):
        (again,) = preview(database, person, of_health(steps, content="d"))
        assert (again.known, again.replaces, again.ready) == (True, None, False)


def test_a_typed_figure_is_never_replaced_by_a_smaller_one(database, person):
    record_steps(database, person, place_of(person), day=FIRST + timedelta(days=1), steps=12_000, now=NOW)
    assert confirm(database, person, of_health(9_300)) == []
    assert recorded(database, person) == [(Source.STEPS, Status.COUNTED, 12_000)]


def test_what_was_typed_between_preview_and_confirming_stands_where_it_is_larger(database, person):
    candidates = preview(database, person, of_health(9_300))
    record_steps(database, person, place_of(person), day=FIRST + timedelta(days=1), steps=12_000, now=NOW)
    (admitted,) = confirm_upload(database, person, place_of(person), candidates, now=NOW)
    assert admitted.repeated
    assert recorded(database, person) == [(Source.STEPS, Status.COUNTED, 12_000)]


def test_steps_that_a_phone_has_sent_are_not_counted_a_second_time_from_a_file(database, person):
    sent = (Source.PHONE, "steps:2025-03-04", day_steps(6_000, day=1))
    record_activities(database, person, place_of(person), [sent], now=NOW)
    (candidate,) = preview(database, person, of_health(9_300))
    assert candidate.replaces == 6_000
    confirm(database, person, of_health(9_300))
    assert recorded(database, person) == [(Source.PHONE, Status.COUNTED, 9_300)]


def test_deleted_steps_stay_deleted(database, person):
    (admitted,) = confirm(database, person, of_health(5_200))
    delete_activity(database, person, admitted.activity_id, now=NOW)
    assert [one.known for one in preview(database, person, of_health(9_300))] == [True]


def test_one_activity_that_cannot_come_in_leaves_the_replaced_steps_as_they_were(database, person):
    confirm(database, person, of_health(5_200))
    early = [FileReading("early.gpx", (Recorded(outing(30, day=-9), IN_BED),), None, "e" * 64)]
    (ready,), (refused,) = preview(database, person, of_health(9_300)), preview(database, person, early)
    forced = [ready, type(refused)("x", Source.FILE, "e:0", refused.measure, None, Status.COUNTED, 1)]
    with pytest.raises(BeforeEditionError):
        confirm_upload(database, person, place_of(person), forced, now=NOW)
    assert recorded(database, person) == [(Source.STEPS, Status.COUNTED, 5_200)]


def test_the_preview_says_what_tells_of_the_same_outing_already(database, person):
    confirm(database, person, of_list(TUESDAY))
    start = noon(1).replace(hour=6, minute=2)
    again = Measure("run", start, 41 * 60, distance_m=8_050, kind=Kind.OUTING)
    worse = FileReading("list.csv", (Recorded(again, Evidence(Recording.SUMMARY, altered=True)),), None, "f" * 64)
    (candidate,) = preview(database, person, [worse])
    assert (candidate.status, candidate.points) == (Status.DUPLICATE, 0)
    assert candidate.behind.measure.distance_m == 8_100
    better = FileReading("run.gpx", (Recorded(again, Evidence(Recording.TRACK)),), None, "f" * 64)
    (candidate,) = preview(database, person, [better])
    assert [one.measure.distance_m for one in candidate.before] == [8_100]


def test_every_day_of_an_export_is_known_again(database, person):
    days = [Recorded(day_steps(5_000, day=day), IN_BED) for day in range(8)]
    every = [LargeReading("export.zip", (one,), None, str(day) * 64, numbers=(0,)) for day, one in enumerate(days)]
    confirm(database, person, every)
    assert [one.known for one in preview(database, person, every)] == [True] * 8


def test_steps_that_are_replaced_beside_a_new_run_leave_books_that_agree(database, person):
    confirm(database, person, of_health(5_200))
    confirm(database, person, [*of_health(9_300), *of_health(4_000, day=2), *of_list(THURSDAY)])
    assert [row.steps for row in recorded(database, person)] == [9_300, 4_000, None]
    assert verify(database) == []
