"""Appeals: once, by the owner, with words and a file that says nothing of where and how it was made."""

from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image

from challenge.errors import (
    AlreadyDecidedError,
    AppealedBeforeError,
    AppealFileFormatError,
    AppealFileTooHeavyError,
    AppealWordsMissingError,
    NotFoundError,
    NothingToAppealError,
    ReviewEndedError,
)
from challenge.services.activities import delete_activity
from challenge.services.appeal_files import MOST_BYTES, SIDE, Attachment
from challenge.services.appeals import LONGEST_WORDS, appeal, forget_appeal_files, read_appeal_file, read_contested
from challenge.services.decisions import decide
from challenge.services.erasure import erase_me
from challenge.services.review_queue import open_cases
from challenge.services.rulings import Ruling
from challenge.services.verification import verify
from challenge.store.review_models import Verdict
from tests.factories import NOW, REVIEW_ENDS, impossible_ride, outing, place_of, record
from tests.review_scene import make_review
from tests.rulings_given import refuse_activity, release_activity
from tests.together import together

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
GPS = 0x8825


@pytest.fixture
def scene(database):
    return make_review(database)


@pytest.fixture
def held(scene):
    return record(scene.database, scene.person, impossible_ride()).activity_id


def say(scene, activity_id, words="It was downhill", file=None, **how):
    appeal(scene.database, scene.person, activity_id, words, file, **{"now": NOW} | how)


def contested(scene, **how):
    return read_contested(scene.database, scene.person, place_of(scene.person), **{"now": NOW} | how)


def answer(scene):
    return open_cases(scene.database, scene.organiser, scene.edition_id)[0].answer


def test_what_the_person_says_stands_beside_the_case(scene, held):
    say(scene, held, "  It was downhill  ")
    assert (answer(scene).words, answer(scene).file_name) == ("It was downhill", None)
    (own,) = contested(scene)
    assert (own.words, own.sent_at, own.answered_at) == ("It was downhill", NOW, None)


def test_one_answers_once_for_each_activity(scene, held):
    say(scene, held)
    with pytest.raises(AppealedBeforeError):
        say(scene, held, "And another thing")


def test_eight_answers_at_once_are_one(scene, held):
    def once(_):
        try:
            return say(scene, held) is None
        except AppealedBeforeError:
            return False

    assert together(once).count(True) == 1


def test_an_answer_says_something(scene, held):
    with pytest.raises(AppealWordsMissingError):
        say(scene, held, " \n")
    say(scene, held, "x" * (LONGEST_WORDS + 1))
    assert len(answer(scene).words) == LONGEST_WORDS


def test_about_what_simply_counts_there_is_nothing_to_say(scene):
    walk = record(scene.database, scene.person, outing()).activity_id
    with pytest.raises(NothingToAppealError):
        say(scene, walk)
    assert contested(scene) == []


@pytest.mark.parametrize("verdict", [Verdict.LIMITED, Verdict.REFUSED, Verdict.CORRECTED])
def test_whatever_was_decided_against_somebody_can_be_answered(scene, held, verdict):
    decide(scene.database, scene.organiser, held, Ruling(verdict, "no", minutes=50), now=NOW)
    say(scene, held)
    release_activity(scene.database, scene.second, held, now=NOW)
    assert contested(scene)[0].answered_at == NOW
    assert verify(scene.database) == []


def test_what_was_believed_can_not_be_answered(scene, held):
    release_activity(scene.database, scene.organiser, held, now=NOW)
    with pytest.raises(NothingToAppealError):
        say(scene, held)


def test_what_its_owner_deleted_is_not_answered_about(scene, held):
    delete_activity(scene.database, scene.person, held, now=NOW)
    with pytest.raises(NothingToAppealError):
        say(scene, held)


def test_until_the_review_ends_one_can_answer_and_not_afterwards(scene, held):
    with pytest.raises(ReviewEndedError):
        say(scene, held, now=REVIEW_ENDS)
    assert contested(scene, now=REVIEW_ENDS) == []
    say(scene, held, now=REVIEW_ENDS - timedelta(seconds=1))
    assert [row.activity_id for row in contested(scene, now=REVIEW_ENDS)] == [held]


def test_an_organiser_who_has_not_read_the_answer_decides_nothing(scene, held):
    say(scene, held)
    with pytest.raises(AlreadyDecidedError):
        refuse_activity(scene.database, scene.organiser, held, "no", seen=1, now=NOW)
    assert contested(scene)[0].answered_at is None


def test_an_answer_moves_no_point(scene, held):
    decide(scene.database, scene.organiser, held, Ruling(Verdict.LIMITED), now=NOW)
    say(scene, held)
    delete_activity(scene.database, scene.person, held, now=NOW)
    assert verify(scene.database) == []


# Files


def picture(kind, *, size=(40, 30), exif=None):
    file = BytesIO()
    Image.new("RGB", size, "#c63a22").save(file, kind, **({"exif": exif} if exif else {}))
    return file.getvalue()


def placed():
    exif = Image.Exif()
    exif.get_ifd(GPS).update({1: "N", 2: (48.0, 51.0, 24.0)})
    exif[0x010F] = "Camera of somebody"
    return exif


@pytest.mark.parametrize(("kind", "media_type"), [("PNG", "image/png"), ("JPEG", "image/jpeg")])
def test_a_picture_is_drawn_again_without_its_place_and_camera(scene, held, kind, media_type):
    sent = picture(kind, exif=placed())
    assert b"Camera of somebody" in sent
    say(scene, held, file=Attachment("evidence.exe", sent))
    kept = read_appeal_file(scene.database, scene.organiser, answer(scene).id)
    assert kept.media_type == media_type
    assert b"Camera of somebody" not in kept.data
    with Image.open(BytesIO(kept.data)) as drawn:
        assert (drawn.size, dict(drawn.getexif())) == ((40, 30), {})


def test_a_large_picture_is_drawn_smaller(scene, held):
    say(scene, held, file=Attachment("large.png", picture("PNG", size=(SIDE * 2, SIDE))))
    with Image.open(BytesIO(read_appeal_file(scene.database, scene.organiser, answer(scene).id).data)) as drawn:
        assert drawn.size == (SIDE, SIDE // 2)


def test_a_pdf_is_kept_as_it_is_under_its_own_bare_name(scene, held):
    say(scene, held, file=Attachment("..\\..\\a/\u202efdp.proof.pdf", PDF))
    assert answer(scene).file_name == "fdp.proof.pdf"
    assert read_appeal_file(scene.database, scene.person, answer(scene).id).data == PDF


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (b"MZ\x90\x00 a program", AppealFileFormatError),
        (b"<svg onload=alert(1)>", AppealFileFormatError),
        (b"", AppealFileFormatError),
        (PDF.replace(b"%%EOF", b""), AppealFileFormatError),
        (picture("GIF"), AppealFileFormatError),
        (picture("JPEG")[:200], AppealFileFormatError),
        (PDF + b" " * MOST_BYTES, AppealFileTooHeavyError),
        (picture("PNG", size=(16_001, 1)), AppealFileTooHeavyError),
    ],
)
def test_what_is_no_picture_and_no_pdf_is_refused_and_no_answer_is_sent(scene, held, data, refusal):
    with pytest.raises(refusal):
        say(scene, held, file=Attachment("proof.pdf", data))
    assert answer(scene) is None


def test_files_are_deleted_when_the_review_has_ended_and_words_stay(scene, held):
    say(scene, held, file=Attachment("proof.pdf", PDF))
    key = answer(scene).id
    assert forget_appeal_files(scene.database, now=NOW) == 0
    assert forget_appeal_files(scene.database, now=REVIEW_ENDS) == 1
    with pytest.raises(NotFoundError):
        read_appeal_file(scene.database, scene.person, key)
    assert contested(scene)[0].words == "It was downhill"


def test_with_the_account_go_answers_notices_and_proposals_and_decisions_stay(scene, held):
    refuse_activity(scene.database, scene.organiser, held, "no", now=NOW)
    say(scene, held, file=Attachment("proof.pdf", PDF))
    decide(scene.database, scene.inside, held, Ruling(Verdict.LIMITED), now=NOW)
    erase_me(scene.database, scene.person, now=NOW)
    left = {}
    for table in ("appeals", "notices", "proposals", "decisions"):
        with scene.database.reading() as connection:
            left[table] = connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar()  # noqa: S608  ours
    assert left == {"appeals": 0, "notices": 0, "proposals": 0, "decisions": 1}
    assert open_cases(scene.database, scene.organiser, scene.edition_id) == []
