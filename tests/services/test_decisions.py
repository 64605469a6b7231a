"""Decisions: what each verdict does, who may decide alone, and the log that nobody can change."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from challenge.domain.measure import Kind
from challenge.errors import (
    AlreadyDecidedError,
    FiguresUnseenError,
    ImplausibleFigureError,
    NotAllowedError,
    NothingCorrectedError,
    ReasonMissingError,
    ReviewEndedError,
)
from challenge.services.activities import edit_activity
from challenge.services.appeals import appeal
from challenge.services.decision_log import LINES_A_PAGE, read_decisions
from challenge.services.decisions import Outcome, confirm_proposal, decide, decide_many
from challenge.services.notices import read_notices
from challenge.services.permissions import Actor
from challenge.services.review import settle_undecided
from challenge.services.review_queue import open_cases
from challenge.services.rulings import READY_FOR, Reason, Ruling, ready
from challenge.services.verification import verify
from challenge.store.account_models import Account
from challenge.store.activity_models import ActivityMeasure, FindingState, Source, Status
from challenge.store.edition_models import HoldPolicy
from challenge.store.review_models import Decider, Decision, NoticeKind, Proposal, Verdict
from tests.factories import (
    AFTER_LOCK,
    NOW,
    REVIEW_ENDS,
    day_steps,
    impossible_ride,
    make_captain,
    make_hr_manager,
    make_person,
    outing,
    place_of,
    record,
)
from tests.mailbox import mails
from tests.review_scene import SLOW_RUN, make_review, on_day, send, standing, states_of
from tests.rulings_given import refuse_activity, release_activity
from tests.together import together

RIDE = impossible_ride()
BELIEVED, PLAUSIBLE = 60, 42
LIMIT, REFUSE = Ruling(Verdict.LIMITED), Ruling(Verdict.REFUSED, "no")
TEN_KILOMETRES = Ruling(Verdict.CORRECTED, ready(Reason.MISTYPED), minutes=60, metres=20_000)


@pytest.fixture
def scene(database):
    return make_review(database)


@pytest.fixture
def held(scene):
    """An impossible ride that waits."""
    return record(scene.database, scene.person, RIDE).activity_id


def log_of(scene):
    return read_decisions(scene.database, scene.organiser, scene.edition_id).lines


def told(scene, person=None):
    """Kinds, deciders and points of a person's notices, the newest first."""
    person = person or scene.person
    rows = read_notices(scene.database, person, place_of(person))
    return [(row.kind, row.decider, row.points) for row in rows]


def proposals(scene):
    with scene.database.reading() as connection:
        return connection.execute(select(Proposal.activity_id, Proposal.verdict, Proposal.proposed_by)).all()


def test_at_the_limit_it_counts_as_what_is_plausible(scene, held):
    decide(scene.database, scene.organiser, held, LIMIT, now=NOW)
    assert standing(scene.database, held)[:2] == (Status.LIMITED, PLAUSIBLE)
    assert set(states_of(scene.database, held)) == {FindingState.LIMITED}
    assert told(scene) == [(NoticeKind.LIMITED, Decider.ORGANISER, 50)]
    assert verify(scene.database) == []


def test_a_correction_counts_in_full_with_the_organisers_figures(scene, held):
    decide(scene.database, scene.organiser, held, TEN_KILOMETRES, now=NOW)
    with scene.database.reading() as connection:
        figures = connection.execute(select(ActivityMeasure.moving_seconds, ActivityMeasure.distance_m)).one()
    assert tuple(figures) == (3_600, 20_000)
    assert standing(scene.database, held)[:2] == (Status.COUNTED, PLAUSIBLE)
    assert FindingState.OPEN not in states_of(scene.database, held)
    assert told(scene) == [(NoticeKind.CORRECTED, Decider.ORGANISER, 50)]
    assert open_cases(scene.database, scene.organiser, scene.edition_id) == []
    assert verify(scene.database) == []


def test_a_correction_to_doubtful_figures_is_believed_all_the_same(scene, held):
    ruling = Ruling(Verdict.CORRECTED, "seen on the screenshot", metres=60_000)
    decide(scene.database, scene.organiser, held, ruling, now=NOW)
    assert standing(scene.database, held)[:2] == (Status.COUNTED, BELIEVED)
    assert verify(scene.database) == []


def test_editing_back_to_the_figures_that_were_corrected_is_doubted_again(scene, held):
    decide(scene.database, scene.organiser, held, TEN_KILOMETRES, now=NOW)
    assert edit_activity(scene.database, scene.person, held, RIDE, now=NOW).status is Status.HELD
    assert [case.activity_id for case in open_cases(scene.database, scene.organiser, scene.edition_id)] == [held]


@pytest.mark.parametrize(
    ("ruling", "refusal"),
    [
        (Ruling(Verdict.CORRECTED, "slip"), NothingCorrectedError),
        (Ruling(Verdict.CORRECTED, "slip", minutes=60), NothingCorrectedError),
        (Ruling(Verdict.CORRECTED, "", minutes=50), ReasonMissingError),
        (Ruling(Verdict.CORRECTED, "slip", minutes=0), ImplausibleFigureError),
        (Ruling(Verdict.CORRECTED, "slip", metres=-1), ImplausibleFigureError),
        (Ruling(Verdict.REFUSED, " \n"), ReasonMissingError),
    ],
)
def test_a_ruling_that_says_too_little_or_nonsense_changes_nothing(scene, held, ruling, refusal):
    before = standing(scene.database, held)
    with pytest.raises(refusal):
        decide(scene.database, scene.organiser, held, ruling, now=NOW)
    assert standing(scene.database, held) == before
    assert log_of(scene) == []


def test_steps_of_a_day_are_limited_or_refused_and_not_corrected(scene):
    steps = record(scene.database, scene.person, day_steps(150_000)).activity_id
    with pytest.raises(NothingCorrectedError):
        decide(scene.database, scene.organiser, steps, TEN_KILOMETRES, now=NOW)
    decide(scene.database, scene.organiser, steps, LIMIT, now=NOW)
    assert standing(scene.database, steps)[0] is Status.LIMITED


def test_what_counts_with_an_open_doubt_can_be_refused(database):
    scene = make_review(database, HoldPolicy.NEVER)
    slow = send(database, scene.person, SLOW_RUN)
    assert standing(database, slow)[0] is Status.COUNTED
    decide(database, scene.organiser, slow, REFUSE, now=NOW)
    assert standing(database, slow)[:2] == (Status.REFUSED, 0)
    assert told(scene) == [(NoticeKind.REFUSED, Decider.ORGANISER, -standing_before(database, slow))]


def standing_before(database, activity_id):
    """What the day was worth: the points of the run and those of an active day."""
    with database.reading() as connection:
        return connection.scalar(select(Decision.points_before).where(Decision.activity_id == activity_id)) + 10


def test_what_counts_without_any_doubt_is_nobodys_to_decide(scene):
    walk = record(scene.database, scene.person, outing()).activity_id
    with pytest.raises(AlreadyDecidedError):
        decide(scene.database, scene.organiser, walk, REFUSE, now=NOW)


def test_a_decision_is_about_the_version_that_was_seen(scene, held):
    with pytest.raises(AlreadyDecidedError):
        decide(scene.database, scene.organiser, held, REFUSE, seen=2, now=NOW)
    edit_activity(scene.database, scene.person, held, impossible_ride(kilometres=300), now=NOW)
    with pytest.raises(AlreadyDecidedError):
        decide(scene.database, scene.organiser, held, REFUSE, seen=1, now=NOW)
    decide(scene.database, scene.organiser, held, REFUSE, seen=2, now=NOW)


def test_what_was_refused_is_decided_again_after_an_appeal(scene, held):
    refuse_activity(scene.database, scene.organiser, held, "no", now=NOW)
    with pytest.raises(AlreadyDecidedError):
        release_activity(scene.database, scene.second, held, now=NOW)
    appeal(scene.database, scene.person, held, "It was downhill", now=NOW)
    release_activity(scene.database, scene.second, held, now=NOW)
    assert standing(scene.database, held)[:2] == (Status.COUNTED, BELIEVED)
    assert [line.appealed for line in log_of(scene)] == [True, False]
    assert verify(scene.database) == []


def test_what_was_decided_after_an_appeal_holds_when_the_owner_edits_back_and_forth(scene, held):
    refuse_activity(scene.database, scene.organiser, held, "no", now=NOW)
    appeal(scene.database, scene.person, held, "It was downhill", now=NOW)
    release_activity(scene.database, scene.organiser, held, now=NOW)
    edit_activity(scene.database, scene.person, held, outing(30), now=NOW)
    assert edit_activity(scene.database, scene.person, held, RIDE, now=NOW).status is Status.COUNTED


def test_until_the_review_ends_decisions_are_taken_and_none_afterwards(scene):
    first, last = (record(scene.database, scene.person, impossible_ride(day=day)).activity_id for day in (0, 1))
    decide(scene.database, scene.organiser, first, REFUSE, now=REVIEW_ENDS - timedelta(seconds=1))
    with pytest.raises(ReviewEndedError):
        decide(scene.database, scene.organiser, last, REFUSE, now=REVIEW_ENDS)
    assert standing(scene.database, last)[0] is Status.HELD


def test_at_the_lock_a_held_activity_counts_at_the_limit_and_its_owner_is_told_which_date_decided(scene, held):
    settle_undecided(scene.database, now=AFTER_LOCK)
    assert standing(scene.database, held)[0] is Status.LIMITED
    (notice,) = read_notices(scene.database, scene.person, place_of(scene.person))
    assert (notice.kind, notice.decider, notice.reason) == (NoticeKind.LIMITED, Decider.RULE, "reason.lock")
    (line,) = log_of(scene)
    assert (line.by, line.verdict, line.points_after) == (None, Verdict.LIMITED, PLAUSIBLE)


# Four eyes


def roles_inside(scene, role):
    """An organiser who belongs to the person's company in some way."""
    if role == "participant":
        return scene.inside
    makers = {
        "captain": lambda: make_captain(scene.database, scene.teams[0]),
        "hr_manager": lambda: make_hr_manager(scene.database, scene.edition_id, scene.entries[0]),
    }
    return Actor(scene.second.account_id, "", None, (*scene.second.held, *makers[role]().held))


@pytest.mark.parametrize("role", ["participant", "captain", "hr_manager"])
def test_whoever_belongs_to_the_company_only_proposes(scene, held, role):
    before = standing(scene.database, held)
    inside = roles_inside(scene, role)
    assert decide(scene.database, inside, held, REFUSE, now=NOW) is Outcome.PROPOSED
    assert standing(scene.database, held) == before
    assert (log_of(scene), told(scene)) == ([], [])
    assert proposals(scene) == [(held, Verdict.REFUSED, inside.account_id)]


def test_of_other_companies_the_same_organiser_decides_alone(scene):
    theirs = record(scene.database, scene.other, RIDE).activity_id
    assert decide(scene.database, scene.inside, theirs, LIMIT, now=NOW) is Outcome.DECIDED


def test_a_second_organiser_confirms_and_the_log_names_both(scene, held):
    decide(scene.database, scene.inside, held, TEN_KILOMETRES, now=NOW)
    confirm_proposal(scene.database, scene.second, held, seen=1, now=NOW)
    assert standing(scene.database, held)[:2] == (Status.COUNTED, PLAUSIBLE)
    with scene.database.reading() as connection:
        both = connection.execute(select(Decision.decided_by, Decision.proposed_by)).one()
    assert tuple(both) == (scene.second.account_id, scene.inside.account_id)
    assert proposals(scene) == []


def test_nobody_confirms_what_they_proposed_themselves(scene, held):
    decide(scene.database, scene.inside, held, REFUSE, now=NOW)
    with pytest.raises(NotAllowedError):
        confirm_proposal(scene.database, scene.inside, held, now=NOW)
    assert standing(scene.database, held)[0] is Status.HELD


def test_a_second_organiser_may_decide_otherwise(scene, held):
    decide(scene.database, scene.inside, held, REFUSE, now=NOW)
    decide(scene.database, scene.second, held, LIMIT, now=NOW)
    assert standing(scene.database, held)[0] is Status.LIMITED
    assert proposals(scene) == []


def test_a_proposal_on_other_figures_is_not_confirmed(scene, held):
    decide(scene.database, scene.inside, held, REFUSE, now=NOW)
    edit_activity(scene.database, scene.person, held, impossible_ride(kilometres=300), now=NOW)
    with pytest.raises(AlreadyDecidedError):
        confirm_proposal(scene.database, scene.second, held, now=NOW)
    assert [case.proposal for case in open_cases(scene.database, scene.second, scene.edition_id)] == [None]


# Many at once


@pytest.fixture
def several(scene):
    """Three held rides of one person and one of another, with their versions."""
    mine = [record(scene.database, scene.person, impossible_ride(day=day)).activity_id for day in range(3)]
    return dict.fromkeys([*mine, record(scene.database, scene.other, RIDE).activity_id], 1)


def test_many_are_decided_together_and_each_stands_in_the_log_and_is_told(scene, several):
    done = decide_many(scene.database, scene.organiser, several, LIMIT, now=NOW)
    assert done == {Outcome.DECIDED: 4, Outcome.PROPOSED: 0}
    assert len(log_of(scene)) == 4
    assert [points for _, _, points in told(scene)] == [50, 50, 50]
    assert verify(scene.database) == []


def test_many_are_all_decided_or_none_is(scene, several):
    stale = next(reversed(several))
    edit_activity(scene.database, scene.other, stale, impossible_ride(kilometres=300), now=NOW)
    with pytest.raises(AlreadyDecidedError):
        decide_many(scene.database, scene.organiser, several, REFUSE, now=NOW)
    assert {standing(scene.database, key)[0] for key in several} == {Status.HELD}
    assert log_of(scene) == []


def test_of_many_those_of_the_own_company_are_proposed(scene, several):
    done = decide_many(scene.database, scene.inside, several, REFUSE, now=NOW)
    assert done == {Outcome.DECIDED: 1, Outcome.PROPOSED: 3}


def test_a_correction_or_a_pair_is_not_said_of_many(scene, several):
    for verdict in (Verdict.CORRECTED, Verdict.TWO_OUTINGS):
        with pytest.raises(ValueError, match="many"):
            decide_many(scene.database, scene.organiser, several, Ruling(verdict, "no", minutes=1), now=NOW)


def test_a_person_gets_one_mail_for_all_that_is_decided_at_one_moment(scene, several):
    with scene.database.transaction() as connection:
        connection.execute(
            Account.__table__.update().where(Account.id == scene.person.account_id).values(email="c@exemple.fr")
        )
    decide_many(scene.database, scene.organiser, several, REFUSE, now=NOW)
    assert [(template, to) for template, to, _ in mails(scene.database)] == [("points_changed", "c@exemple.fr")]


# The log


def test_two_organisers_who_decide_at_once_make_one_decision(scene, held):
    def one_of_two(number):
        ruling = REFUSE if number % 2 else LIMIT
        try:
            return decide(
                scene.database, scene.organiser if number % 2 else scene.second, held, ruling, seen=1, now=NOW
            )
        except AlreadyDecidedError:
            return None

    assert together(one_of_two).count(Outcome.DECIDED) == 1
    assert (len(log_of(scene)), len(told(scene))) == (1, 1)
    assert verify(scene.database) == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE decisions SET reason = 'yes'",
        "UPDATE decisions SET points_after = 100",
        "DELETE FROM decisions",
    ],
)
def test_nobody_changes_the_log_not_even_with_sql(scene, held, statement):
    refuse_activity(scene.database, scene.organiser, held, "no", now=NOW)
    with pytest.raises(DBAPIError), scene.database.transaction() as connection:
        connection.execute(text(statement))
    assert [line.reason for line in log_of(scene)] == ["no"]


def test_a_reason_that_names_the_person_is_told_them_and_not_kept_in_the_log(scene, held):
    refuse_activity(scene.database, scene.organiser, held, "Camille took the bus", now=NOW)
    assert [line.reason for line in log_of(scene)] == ["reason.own_words"]
    assert read_notices(scene.database, scene.person, place_of(scene.person))[0].reason == "Camille took the bus"


def test_the_log_is_read_page_by_page_the_newest_first(scene):
    for number in range(LINES_A_PAGE + 1):
        person = make_person(scene.database, scene.teams[1])
        refuse_activity(
            scene.database, scene.organiser, record(scene.database, person, RIDE).activity_id, f"no. {number}", now=NOW
        )
    first, last = (read_decisions(scene.database, scene.organiser, scene.edition_id, page=page) for page in (0, 1))
    assert (first.pages, len(first.lines), len(last.lines)) == (2, LINES_A_PAGE, 1)
    assert (first.lines[0].reason, last.lines[0].reason) == (f"no. {LINES_A_PAGE}", "no. 0")


def test_every_verdict_has_reasons_that_are_ready():
    assert set(READY_FOR) == set(Verdict)


# Strava


def test_of_an_activity_from_strava_an_organiser_sees_points_and_doubts_and_corrects_nothing(scene):
    odd = on_day(outing(61, sport="ride", distance_m=199_873, ascent_m=1_237), 1)
    activity_id = send(scene.database, scene.person, odd, source=Source.STRAVA)
    (case,) = open_cases(scene.database, scene.organiser, scene.edition_id)
    assert (case.figures, case.source, case.in_full) == (None, Source.STRAVA, 61)
    assert not {"199873", "199_873", "1237", "ride", "3660"} & set(
        repr(case).replace("=", " ").replace(",", " ").split()
    )
    with pytest.raises(FiguresUnseenError):
        decide(scene.database, scene.organiser, activity_id, TEN_KILOMETRES, now=NOW)
    assert decide(scene.database, scene.organiser, activity_id, LIMIT, now=NOW) is Outcome.DECIDED


def test_an_organiser_sees_a_file_beside_the_limits_of_its_sport_and_no_route(scene):
    send(scene.database, scene.person, on_day(outing(60, sport="ride", distance_m=60_000, best_minute_m=1_500), 1))
    record(scene.database, scene.person, outing(30, sport="ride", day=2))
    figures = open_cases(scene.database, scene.organiser, scene.edition_id)[0].figures
    assert [(speed.stretch, speed.value, speed.limit) for speed in figures.speeds] == [
        ("average", 60_000, 46_000),
        ("minute", 90_000, 62_000),
    ]
    assert (figures.device_known, figures.usual.count) == (True, 1)
    assert figures.measure.kind is Kind.OUTING
