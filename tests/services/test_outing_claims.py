"""Claims of two outings: what an organiser says of a pair, and what follows."""

import pytest

from challenge.errors import AlreadyDecidedError, ReasonMissingError, ReviewEndedError
from challenge.services.activities import delete_activity
from challenge.services.decision_log import read_decisions
from challenge.services.decisions import Outcome, confirm_proposal
from challenge.services.notices import read_notices
from challenge.services.outing_claims import settle_pair
from challenge.services.review_queue import open_pairs
from challenge.services.rulings import Ruling
from challenge.services.two_outings import keep_apart
from challenge.services.verification import verify
from challenge.store.activity_models import Status
from challenge.store.edition_models import HoldPolicy
from challenge.store.review_models import Decider, NoticeKind, Verdict
from tests.factories import NOW, REVIEW_ENDS, outing, place_of
from tests.review_scene import TRACK, make_review, send, standing
from tests.together import together

TWO, ONE = Ruling(Verdict.TWO_OUTINGS), Ruling(Verdict.ONE_OUTING, "the same minutes")


@pytest.fixture
def scene(database):
    """A person who says that two recordings of one run are two runs."""
    scene = make_review(database, HoldPolicy.NEVER)
    run = outing(40, sport="run", distance_m=7_000)
    both = [send(database, scene.person, run, TRACK) for _ in range(2)]
    scene.behind = next(key for key in both if standing(database, key)[0] is Status.DUPLICATE)
    keep_apart(database, scene.person, scene.behind, now=NOW)
    (scene.pair,) = open_pairs(database, scene.organiser, scene.edition_id, now=NOW)
    return scene


def settle(scene, ruling, actor=None, **how):
    seen = (scene.pair.one.version, scene.pair.other.version)
    return settle_pair(
        scene.database, actor or scene.organiser, scene.pair.key, ruling, **{"seen": seen, "now": NOW} | how
    )


def newest_notice(scene):
    notice = read_notices(scene.database, scene.person, place_of(scene.person))[0]
    return notice.kind, notice.decider, notice.reason


def test_two_outings_both_count_and_the_person_is_told(scene):
    before = standing(scene.database, scene.behind)[3]
    assert settle(scene, TWO) is Outcome.DECIDED
    assert standing(scene.database, scene.behind)[0] is Status.COUNTED
    assert standing(scene.database, scene.behind)[3] > before
    assert newest_notice(scene) == (NoticeKind.TWO_OUTINGS, Decider.ORGANISER, None)
    (line,) = read_decisions(scene.database, scene.organiser, scene.edition_id).lines
    assert (line.verdict, line.points_before) == (Verdict.TWO_OUTINGS, 0)
    assert line.points_after == standing(scene.database, scene.behind)[1]
    assert verify(scene.database) == []


def test_one_outing_changes_nothing_and_the_person_reads_why(scene):
    before = standing(scene.database, scene.behind)
    settle(scene, ONE)
    assert standing(scene.database, scene.behind) == before
    assert newest_notice(scene) == (NoticeKind.SAME_OUTING, Decider.ORGANISER, "the same minutes")
    assert open_pairs(scene.database, scene.organiser, scene.edition_id) == []


def test_one_outing_needs_a_reason(scene):
    with pytest.raises(ReasonMissingError):
        settle(scene, Ruling(Verdict.ONE_OUTING))


def test_a_pair_is_settled_once_and_only_as_it_was_seen(scene):
    with pytest.raises(AlreadyDecidedError):
        settle(scene, TWO, seen=(7, 7))
    settle(scene, ONE)
    with pytest.raises(AlreadyDecidedError):
        settle(scene, TWO)


def test_a_pair_of_which_one_was_deleted_waits_no_more(scene):
    delete_activity(scene.database, scene.person, scene.behind, now=NOW)
    assert open_pairs(scene.database, scene.organiser, scene.edition_id) == []
    with pytest.raises(AlreadyDecidedError):
        settle(scene, TWO, seen=None)


def test_after_the_review_no_pair_is_settled(scene):
    with pytest.raises(ReviewEndedError):
        settle(scene, TWO, now=REVIEW_ENDS)


def test_of_the_own_company_a_second_organiser_has_to_say_the_same(scene):
    assert settle(scene, TWO, scene.inside) is Outcome.PROPOSED
    assert settle(scene, TWO, scene.inside) is Outcome.PROPOSED
    assert standing(scene.database, scene.behind)[0] is Status.DUPLICATE
    with pytest.raises(AlreadyDecidedError):
        confirm_proposal(scene.database, scene.second, scene.pair.one.activity_id, now=NOW)
    assert settle(scene, TWO, scene.second) is Outcome.DECIDED
    (line,) = read_decisions(scene.database, scene.organiser, scene.edition_id).lines
    assert line.proposed_by == "Organiser"


def test_two_organisers_who_settle_a_pair_at_once_make_one_decision(scene):
    def one_of_two(number):
        try:
            return settle(scene, TWO if number % 2 else ONE, scene.organiser if number % 2 else scene.second)
        except AlreadyDecidedError:
            return None

    assert together(one_of_two).count(Outcome.DECIDED) == 1
    assert len(read_decisions(scene.database, scene.organiser, scene.edition_id).lines) == 1
    assert verify(scene.database) == []
