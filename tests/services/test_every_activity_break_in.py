"""Attempts to break what brings activities in: to count twice, take away, flood, or learn what is not one's own."""

import json
import struct
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import select
from test_large_uploads import archive
from test_slips import OTHER
from test_slips import Scene as SlipScene
from test_uploads import zipped

from challenge.domain.evidence import Evidence, Recording
from challenge.domain.outings import likeness
from challenge.domain.recorded import Recorded
from challenge.errors import (
    AlreadyDecidedError,
    AppealFileTooHeavyError,
    AppealWordsMissingError,
    NotFoundError,
    NothingToAppealError,
    TooManyADayError,
    TooManyFilesError,
    TooManyItemsError,
    UploadEndedError,
    UploadKeyUnknownError,
)
from challenge.imports.limits import MAX_DIRECTORY_BYTES
from challenge.imports.registry import read_file
from challenge.services.activities import Incoming, delete_activity, edit_activity, record_activities, restore_activity
from challenge.services.appeal_files import Attachment
from challenge.services.appeals import appeal
from challenge.services.asked import answer_asked
from challenge.services.day_steps import MOST_A_DAY, record_measured
from challenge.services.decision_log import read_decisions
from challenge.services.decisions import Outcome
from challenge.services.explanations import explain_days
from challenge.services.large_uploads import arriving_piece, begin_upload
from challenge.services.looking_back import look_back
from challenge.services.notices import read_notices
from challenge.services.outing_claims import settle_pair
from challenge.services.phone_import import import_file, import_message
from challenge.services.phone_message import FIRST, LAST, MOST_BYTES
from challenge.services.review import settle_undecided, settle_waiting
from challenge.services.review_queue import count_open_cases, open_cases, open_pairs
from challenge.services.rulings import Ruling
from challenge.services.slips import confirm_slip, issue_again, unconfirmed_slips
from challenge.services.strava_arrivals import take_in
from challenge.services.strava_erasure import erase_due
from challenge.services.strava_flood import LEAST_SHARE, LOOKED_EVERY, MOST_KEPT
from challenge.services.strava_inbox import store_events
from challenge.services.strava_people import strava_person
from challenge.services.strava_sync import sync_due
from challenge.services.two_outings import keep_apart, put_together
from challenge.services.upload_folder import arrived_path
from challenge.services.upload_keys import make_upload_key, phone_of
from challenge.services.upload_preview import confirm_large_upload
from challenge.services.uploads import confirm_upload, preview_upload
from challenge.services.verification import verify
from challenge.store.activity_models import Activity, Source, Status
from challenge.store.edition_models import HoldPolicy
from challenge.store.review_models import Verdict
from challenge.store.source_models import InboxState
from challenge.strava.activity import StravaActivity
from challenge.strava.webhook import read_event
from tests.factories import (
    AFTER_LOCK,
    NOW,
    day_steps,
    impossible_ride,
    make_organiser,
    make_somebody,
    noon,
    outing,
    place_of,
    record,
)
from tests.outing_factories import known
from tests.review_scene import TRACK, make_review
from tests.review_scene import send as review_send
from tests.rulings_given import refuse_activity, release_activity
from tests.sending import read_whole
from tests.strava_scene import Connected
from tests.together import together
from tests.whole_person import unconfirmed

WATCH = Evidence(Recording.TRACK, device="watch")
RUN = outing(40, sport="run", distance_m=8_000)


@pytest.fixture
def person(database):
    return make_somebody(database, hold_policy=HoldPolicy.ALWAYS)


@pytest.fixture
def organiser(database, person):
    return make_organiser(database, place_of(person).edition_id)


def send(database, person, measure, evidence=WATCH, *, source=Source.FILE, name="1", now=NOW):
    """One activity of a person; what the door says of it."""
    return record_activities(database, person, place_of(person), [Incoming(source, name, measure, evidence)], now=now)[
        0
    ]


def row_of(database, activity_id):
    with database.reading() as connection:
        return connection.execute(select(Activity.__table__).where(Activity.id == activity_id)).one()


def statuses(database):
    """The status of every activity, in the order in which they came."""
    with database.reading() as connection:
        return list(connection.scalars(select(Activity.status).order_by(Activity.id)))


def points(database, person):
    return sum(day.points for day in explain_days(database, person, place_of(person)))


# Likeness: whoever comes first, the answer is the same


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            known("watch", "walk", "12:00", 60, elapsed_seconds=3_800),
            known("treadmill", "run", "14:00", 60, elapsed_seconds=3_600),
        ),
        (known("watch", "run", "10:00", 40, 30), known("list", "run", "11:00", 40 + 1 / 60, 30)),
        (known("watch", "ride", "12:00", 60, 30), known("phone", "ride", "15:00:01", 60, 30.003)),
        (
            known("typed", "ride", "12:01", 30, 30, elapsed_seconds=2_002, source="strava"),
            known("typed", "other", "12:00", 20, 30, elapsed_seconds=1_202, source="file"),
        ),
    ],
    ids=["only one has pauses", "a second longer", "three metres farther", "both typed"],
)
def test_likeness_does_not_depend_on_which_came_first(one, other):
    assert likeness(one, other) == likeness(other, one)


# A slip issued again: nothing of before is seen, changed or counted twice


def test_what_comes_by_a_slip_issued_again_takes_nothing_from_what_was_there(database, person):
    before = record(database, person, RUN)
    send(database, unconfirmed(person), RUN)
    assert row_of(database, before.activity_id).status is Status.COUNTED
    assert statuses(database) == [Status.COUNTED, Status.HELD]


@pytest.mark.parametrize("held_back", [RUN, outing(40, sport="run", distance_m=90_000)], ids=["plausible", "doubted"])
def test_whoever_was_refused_leaves_nothing_and_has_taken_nothing(database, person, organiser, held_back):
    record(database, person, RUN)
    before = points(database, person)
    send(database, unconfirmed(person), held_back)
    with database.transaction() as connection:
        settle_waiting(connection, person.account_id, organiser, NOW, same_person=False)
    settle_undecided(database, now=AFTER_LOCK)
    assert statuses(database) == [Status.COUNTED, Status.WITHDRAWN]
    assert points(database, person) == before
    assert verify(database) == []


@pytest.mark.parametrize("how", ["confirmed", "never decided"])
def test_an_outing_counts_once_when_its_person_is_known_at_last(database, person, organiser, how):
    record(database, person, RUN)
    send(database, unconfirmed(person), RUN)
    if how == "confirmed":
        with database.transaction() as connection:
            settle_waiting(connection, person.account_id, organiser, NOW, same_person=True)
    settle_undecided(database, now=AFTER_LOCK)
    assert statuses(database) == [Status.DUPLICATE, Status.COUNTED]
    assert verify(database) == []


def test_two_of_one_outing_by_that_slip_count_once(database, person, organiser):
    send(database, unconfirmed(person), RUN, name="watch")
    send(database, unconfirmed(person), RUN, Evidence(Recording.SUMMARY), name="list")
    with database.transaction() as connection:
        settle_waiting(connection, person.account_id, organiser, NOW, same_person=True)
    assert statuses(database) == [Status.COUNTED, Status.DUPLICATE]


def test_the_door_answers_that_slip_as_if_nothing_had_been_there(database, person):
    record_measured(database, person, place_of(person), [steps(20_000)], now=NOW)
    holder = unconfirmed(person)
    asked = [steps(20_000), steps(30_000), Incoming(Source.FILE, "1", RUN, WATCH)]
    told = [record_measured(database, holder, place_of(person), [one], now=NOW)[0] for one in asked]
    assert [(one.status, one.points, one.repeated) for one in told] == [(Status.HELD, 0, False)] * 3


def test_what_waits_for_its_person_is_no_case_of_the_queue_and_nobody_counts_it_there(database, person, organiser):
    held = send(database, unconfirmed(person), RUN).activity_id
    look_back(database, now=NOW)
    edition_id = place_of(person).edition_id
    assert open_cases(database, organiser, edition_id, now=NOW) == []
    assert count_open_cases(database, organiser, edition_id) == 0
    with pytest.raises(AlreadyDecidedError):
        release_activity(database, organiser, held, now=NOW)
    with pytest.raises(NothingToAppealError):
        appeal(database, person, held, "It was me", now=NOW)


# Figures that went by rule


def strava_run(number, measure, recording=Recording.SENSOR):
    return StravaActivity(number, None, Recorded(measure, Evidence(recording, external_id=f"strava:{number}")))


def arrive(scene, *found):
    take_in(scene.database, strava_person(scene.database, scene.person.account_id, NOW), found, now=NOW)


@pytest.fixture
def scene(database, strava_on):
    connected = Connected(database, strava_on)
    yield connected
    assert verify(database) == []


def links_ids(database):
    with database.reading() as connection:
        return list(connection.scalars(select(Activity.id).order_by(Activity.id)))


def links(database):
    """Who stands behind whom, as numbers in the order of arrival, and the status of each."""
    with database.reading() as connection:
        rows = connection.execute(select(Activity.id, Activity.status, Activity.same_as).order_by(Activity.id)).all()
    number = {row.id: place for place, row in enumerate(rows)}
    return [(row.status, row.same_as and number[row.same_as]) for row in rows]


def test_a_duplicate_without_figures_follows_what_it_stands_behind(scene):
    send(scene.database, scene.person, RUN, Evidence(Recording.SUMMARY))
    arrive(scene, strava_run(1, RUN, Recording.TYPED))
    erase_due(scene.database, now=NOW + timedelta(days=7))
    better = send(scene.database, scene.person, RUN, name="2").activity_id
    assert links(scene.database) == [(Status.DUPLICATE, 2), (Status.DUPLICATE, 2), (Status.COUNTED, None)]
    delete_activity(scene.database, scene.person, better, now=NOW)
    assert links(scene.database) == [(Status.COUNTED, None), (Status.DUPLICATE, 0), (Status.WITHDRAWN, None)]
    delete_activity(scene.database, scene.person, links_ids(scene.database)[0], now=NOW)
    assert links(scene.database) == [(Status.WITHDRAWN, None)] * 3


def test_what_its_owner_called_the_same_is_compared_again_once_there_are_figures_again(scene):
    """Strava tells other figures of an outing whose old ones were erased: nothing stands behind a duplicate."""
    arrive(scene, strava_run(1, RUN))
    erase_due(scene.database, now=NOW + timedelta(days=7))
    early = outing(40, sport="run", distance_m=5_100)
    early = replace(early, started_at=early.started_at - timedelta(hours=5))
    asked = send(scene.database, scene.person, early).activity_id
    late = replace(RUN, started_at=RUN.started_at + timedelta(hours=4))
    second = send(scene.database, scene.person, late, name="2").activity_id
    for activity_id in (asked, second):
        answer_asked(scene.database, scene.person, activity_id, same=True, now=NOW)
    assert links(scene.database) == [(Status.COUNTED, None), (Status.DUPLICATE, 0), (Status.DUPLICATE, 0)]
    arrive(scene, strava_run(1, late, Recording.SUMMARY))
    assert links(scene.database) == [(Status.DUPLICATE, 2), (Status.COUNTED, None), (Status.COUNTED, None)]


# A phone's message


def steps(number, day=0):
    measure = day_steps(number, day=day)
    return Incoming(Source.STEPS, measure.started_at.date().isoformat(), measure, Evidence(Recording.SUMMARY))


def message(database, person, **said):
    return import_message(database, person, place_of(person), json.dumps(said).encode(), now=NOW)


@pytest.mark.parametrize("figures", [(9_000, 12_000), (12_000, 9_000)])
@pytest.mark.parametrize("before", [None, 5_000])
def test_of_two_figures_of_a_day_in_one_message_the_larger_counts_whichever_comes_first(
    database, person, before, figures
):
    if before:
        message(database, person, steps=[{"day": "2025-03-05", "steps": before}])
    message(database, person, steps=[{"day": "2025-03-05", "steps": figure} for figure in figures])
    rows = explain_days(database, person, place_of(person))[0].activities
    assert [row.measure.steps for row in rows] == [12_000]


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_a_moment_that_no_zone_can_tell_spoils_no_other_item(database, person, moment):
    run = {"sport": "run", "moving_minutes": 30}
    taken = message(
        database, person, workouts=[run | {"started_at": when} for when in (moment, "2025-03-05T10:00:00Z")]
    )
    assert [one.recorded for one in taken] == [False, True]
    assert taken[0].refused.problem == "phone.out_of_range"


@pytest.mark.parametrize("edge", [FIRST, LAST])
def test_the_first_and_the_last_moment_are_outside_the_edition_and_no_more(database, person, edge):
    workout = {"sport": "run", "started_at": edge.isoformat(), "moving_minutes": 30}
    assert message(database, person, workouts=[workout])[0].refused.code.endswith("_edition_error")


def test_a_message_of_millions_of_empty_lists_is_not_read(database, person):
    body = b'{"steps":[' + b"[]," * (MOST_BYTES // 3) + b"[]]}"
    with pytest.raises(TooManyItemsError):
        import_message(database, person, place_of(person), body, now=NOW)


# Floods of forged events


def forge(scene, numbers, *, kind="create", now=NOW):
    """Events that anybody can send who knows an athlete's number."""
    events = [scene.strava.event(scene.athlete, number, kind, at=int(now.timestamp())) for number in numbers]
    return store_events(scene.database, [read_event(json.dumps(event).encode()) for event in events], now=now)


def test_forged_events_fill_the_inbox_up_to_a_bound_and_the_person_is_looked_through(scene):
    scene.look()
    assert forge(scene, range(1, MOST_KEPT + 1)) == MOST_KEPT
    assert forge(scene, range(MOST_KEPT + 1, MOST_KEPT + 50)) == 0
    assert scene.athlete_row().sync_due_at == NOW + LOOKED_EVERY
    tomorrow = NOW + timedelta(days=1, seconds=1)
    assert forge(scene, [9_000], now=tomorrow) == 1


def test_forged_events_use_up_one_persons_share_of_the_requests_and_nothing_is_missed(scene):
    scene.strava.limits = {kind: [10**6, 1_000] for kind in scene.strava.limits}
    scene.look()
    asked = scene.asked()
    number = scene.run(noon(20))
    forge(scene, range(1, 2 * LEAST_SHARE))
    scene.tell(number)
    scene.work()
    assert {event.state for event in scene.events()} == {InboxState.DONE}
    assert scene.asked() - asked == LEAST_SHARE
    assert sync_due(scene.database, now=NOW + LOOKED_EVERY) == 1
    assert scene.row(number) is not None


# Words and files that are more than they seem

UNSPEAKABLE = "It was\x00 down\u202ehill\x1b[2J"


@pytest.fixture
def held(database, person):
    return record(database, person, impossible_ride()).activity_id


def test_an_answer_with_signs_that_no_database_takes_is_kept_without_them(database, person, organiser, held):
    appeal(database, person, held, f" {UNSPEAKABLE}\r\nand\tback ", now=NOW)
    (case,) = open_cases(database, organiser, place_of(person).edition_id, now=NOW)
    assert case.answer.words == "It was downhill[2J\nand back"
    with pytest.raises(AppealWordsMissingError):
        appeal(database, person, held, "\x00\u200b\n\x00", now=NOW)


def test_a_reason_with_such_signs_is_told_and_logged_without_them(database, person, organiser, held):
    refuse_activity(database, organiser, held, UNSPEAKABLE, now=NOW)
    told = [notice.reason for notice in read_notices(database, person, place_of(person))]
    (line,) = read_decisions(database, organiser, place_of(person).edition_id).lines
    assert [*told, line.reason] == ["It was downhill[2J"] * 2


def test_a_file_may_be_announced_under_any_name(database, person):
    upload = begin_upload(database, person, place_of(person), name="\x00../../etc\x00", whole_bytes=1, now=NOW)
    assert upload.name == "../../etc"
    assert arrived_path(upload.id).parent == arrived_path(0).parent


def drawn(kind, *size):
    written = BytesIO()
    Image.new("1" if kind == "PNG" else "L", size).save(written, kind)
    return Attachment("x", written.getvalue())


def test_a_picture_of_few_bytes_and_many_points_is_not_drawn(database, person, held):
    with pytest.raises(AppealFileTooHeavyError):
        appeal(database, person, held, "See", drawn("PNG", 7_000, 7_000), now=NOW)


MEASURE_MEMORY = """
import re, sys
from challenge.services.appeal_files import Attachment, kept_file
kept_file(Attachment("x", sys.stdin.buffer.read()))
print(re.search(r"VmHWM:\\s*(\\d+) kB", open("/proc/self/status").read())[1])
"""
"""The most this process had; what getrusage says includes the one that started it."""


@pytest.mark.parametrize(("kind", "side"), [("PNG", 4_000), ("JPEG", 7_000)])
def test_the_largest_picture_takes_no_more_than_300_megabytes(kind, side):
    """Once, in eight threads at a time half a gigabyte each were taken, for six kilobytes that came."""
    data = drawn(kind, side, side).data
    ran = subprocess.run([sys.executable, "-c", MEASURE_MEMORY], input=data, capture_output=True, check=True)
    assert int(ran.stdout) < 300 * 1024


def test_whoever_has_nothing_to_answer_to_gives_us_nothing_to_draw(database, person):
    walk = record(database, person, outing()).activity_id
    with pytest.raises(NothingToAppealError):
        appeal(database, person, walk, "See", Attachment("x", b"no picture"), now=NOW)


@pytest.mark.parametrize("number", [0, -1, 2**63, 10**30])
def test_numbers_that_no_activity_has_are_not_found(database, person, organiser, number):
    for change in (delete_activity, keep_apart, put_together, restore_activity):
        with pytest.raises(NotFoundError):
            change(database, person, number, now=NOW)
    with pytest.raises(NotFoundError):
        answer_asked(database, person, number, same=True, now=NOW)
    with pytest.raises(NotFoundError):
        release_activity(database, organiser, number, now=NOW)


# Keys, folders and zips


def test_a_key_ends_with_the_slip_whose_holder_may_have_made_it(database):
    scene = SlipScene(database)
    scene.take_part(scene.slips[0])
    key = make_upload_key(database, scene.actor(scene.enter(scene.slips[0])), scene.place, now=NOW)
    again = issue_again(database, scene.hr_manager, scene.entry_id, scene.slips[0].number, now=NOW)
    scene.open(again, OTHER)
    assert phone_of(database, key, now=NOW)
    (waiting,) = unconfirmed_slips(database, scene.organiser, scene.edition_id)
    confirm_slip(database, scene.organiser, waiting.id, now=NOW)
    with pytest.raises(UploadKeyUnknownError):
        phone_of(database, key, now=NOW)


def test_a_link_laid_where_a_file_is_to_arrive_leads_nowhere(database, person, tmp_path):
    upload = begin_upload(database, person, place_of(person), name="a.zip", whole_bytes=4, now=NOW)
    victim = tmp_path / "victim"
    victim.write_bytes(b"keep me")
    arrived_path(upload.id).symlink_to(victim)
    with pytest.raises(OSError, match="symbolic"), arriving_piece(database, person, place_of(person), upload.id, 7):
        pass
    arrived_path(upload.id).unlink()
    assert victim.read_bytes() == b"keep me"


def test_a_table_of_contents_behind_a_record_for_long_zips_is_not_read_either():
    """A zip of 44 megabytes that names a million files took half a gigabyte and a minute."""
    data = zipped(a=b"<gpx/>").getvalue()
    end = data.rindex(b"PK\x05\x06")
    long = struct.pack(
        "<4sQ2H2L4Q4sLQL", b"PK\x06\x06", 44, 45, 45, 0, 0, 1, 1, 2 * MAX_DIRECTORY_BYTES, 0, b"PK\x06\x07", 0, end, 1
    )
    (reading,) = read_file("long.zip", BytesIO(data[:end] + long + data[end:]))
    assert isinstance(reading.refused, TooManyFilesError)


# Many at once


def test_two_devices_that_send_a_days_steps_at_once_leave_one_figure_the_larger(database, person):
    def bring(number):
        return message(database, person, steps=[{"day": "2025-03-05", "steps": 5_000 + number}])

    together(bring)
    rows = explain_days(database, person, place_of(person))[0].activities
    assert [row.measure.steps for row in rows] == [5_007]
    assert verify(database) == []


def test_a_large_file_confirmed_eight_times_at_once_is_recorded_once(database, person):
    upload_id = read_whole(database, person, archive(0))

    def confirm(_):
        try:
            return len(confirm_large_upload(database, person, place_of(person), upload_id, {}, now=NOW))
        except UploadEndedError:
            return 0

    assert max(together(confirm)) == 1
    assert statuses(database) == [Status.COUNTED]
    assert verify(database) == []


def test_an_organiser_and_the_owner_at_once_never_leave_a_verdict_on_figures_nobody_saw(database, person, organiser):
    held = record(database, person, impossible_ride()).activity_id
    seen = row_of(database, held).version

    def act(number):
        try:
            if number % 2:
                edit_activity(database, person, held, impossible_ride(kilometres=300), now=NOW)
            else:
                release_activity(database, organiser, held, seen=seen, now=NOW)
        except AlreadyDecidedError:
            pass

    together(act)
    assert row_of(database, held).status is Status.HELD
    assert verify(database) == []


# Four eyes


def test_a_word_about_one_pair_is_no_second_word_about_another(database):
    """Two organisers of one company speak of two different pairs that share an activity."""
    scene = make_review(database, HoldPolicy.NEVER)
    first, better = (replace(TRACK, device=name) for name in ("b", "a"))
    counting = review_send(database, scene.person, RUN, first)
    behind = review_send(database, scene.person, RUN, replace(first, recording=Recording.SENSOR))
    keep_apart(database, scene.person, behind, now=NOW)
    (pair,) = open_pairs(database, scene.organiser, scene.edition_id, now=NOW)
    two = Ruling(Verdict.TWO_OUTINGS)
    assert settle_pair(database, scene.inside, pair.key, two, now=NOW) is Outcome.PROPOSED
    whole = replace(RUN, elapsed_seconds=RUN.moving_seconds, ascent_m=1, steps=5_000)
    review_send(database, scene.person, whole, better)
    assert row_of(database, counting).status is Status.DUPLICATE
    keep_apart(database, scene.person, behind, now=NOW)
    (other,) = open_pairs(database, scene.organiser, scene.edition_id, now=NOW)
    assert other.key != pair.key
    with pytest.raises(AlreadyDecidedError):
        settle_pair(database, scene.inside, pair.key, two, now=NOW)
    colleague = replace(scene.inside, account_id=scene.second.account_id)
    assert settle_pair(database, colleague, other.key, two, now=NOW) is Outcome.PROPOSED


# A flood of rows


def table_of(rows):
    """Walks of fifty minutes, one every five minutes of one day, and one of the next."""
    starts = [f"2025-03-05,{minute // 60:02d}:{minute % 60:02d}" for minute in range(0, 5 * rows, 5)]
    return "\n".join(["sport,date,time,minutes", *(f"walk,{start},50" for start in [*starts, "2025-03-06,12:00"])])


def test_a_table_of_more_activities_a_day_than_anybody_does_does_not_keep_everybody_waiting(database, person):
    """Ten thousand rows held the edition for minutes, in which nobody else could log."""
    readings = list(read_file("rows.csv", BytesIO(table_of(MOST_A_DAY + 20).encode())))
    candidates = preview_upload(database, person, place_of(person), readings, {}, now=NOW)
    refused = [one.refused for one in candidates if one.refused]
    assert [refusal.code for refusal in refused] == ["error.too_many_a_day_error"] * 20
    confirm_upload(database, person, place_of(person), candidates, now=NOW)
    assert len(statuses(database)) == MOST_A_DAY + 1
    more = b"sport,date,minutes\nrun,2025-03-05,30"
    (taken,) = import_file(database, person, place_of(person), "more.csv", more, now=NOW)
    assert isinstance(taken.refused, TooManyADayError), "said before anybody confirms"
    message = b'{"workouts": [{"sport": "run", "started_at": "2025-03-05T06:00:00Z", "moving_minutes": 30}]}'
    with pytest.raises(TooManyADayError):
        import_message(database, person, place_of(person), message, now=NOW)
    assert len(statuses(database)) == MOST_A_DAY + 1
    again = confirm_upload(database, person, place_of(person), candidates, now=NOW)
    assert all(one.repeated for one in again)
