"""Notices: whatever happens, no total falls without a dated line that names the rule or the role."""

from datetime import timedelta
from itertools import count

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from challenge.domain.evidence import Evidence, Recording
from challenge.errors import ChallengeError
from challenge.services.activities import delete_activity, edit_activity, restore_activity
from challenge.services.appeals import appeal
from challenge.services.decisions import confirm_proposal, decide
from challenge.services.looking_back import look_back
from challenge.services.notices import count_new_notices, mark_notices_read, read_notices
from challenge.services.outing_claims import settle_pair
from challenge.services.preferences import choose_adapted
from challenge.services.review import settle_undecided
from challenge.services.review_queue import open_pairs
from challenge.services.rulings import Ruling
from challenge.services.two_outings import keep_apart, put_together
from challenge.services.verification import verify
from challenge.store.account_models import Account
from challenge.store.activity_models import Source
from challenge.store.edition_models import HoldPolicy
from challenge.store.review_models import Decider, Notice, NoticeKind, Verdict
from challenge.store.team_models import Participation
from tests.factories import AFTER_LOCK, NOW, day_steps, impossible_ride, outing, place_of, record
from tests.mailbox import mails
from tests.review_scene import SLOW_RUN, make_review, send

EXAMPLES = settings(max_examples=10, phases=(Phase.explicit, Phase.generate))
"""Without shrinking: each history is a database's work, and short enough to be read as it is."""
numbers = count(1)

DAYS = st.integers(0, 1)
MEASURES = st.one_of(
    st.builds(outing, st.sampled_from([12, 40, 900]), day=DAYS, sport=st.sampled_from(["walk", "run"])),
    st.builds(day_steps, st.sampled_from([8_000, 20_000, 150_000]), day=DAYS),
    st.builds(impossible_ride, day=DAYS),
    st.just(SLOW_RUN),
)
EVIDENCE = st.sampled_from(
    [Evidence(day_only=True), Evidence(Recording.TRACK, device="watch"), Evidence(Recording.SUMMARY, device="phone")]
)
VERDICTS = st.sampled_from([Verdict.RELEASED, Verdict.LIMITED, Verdict.REFUSED, Verdict.CORRECTED])
WHICH = st.integers(0, 9)
CHANGES = st.lists(
    st.one_of(
        st.tuples(st.just("send"), MEASURES, EVIDENCE),
        st.tuples(st.just("edit"), WHICH, MEASURES),
        st.tuples(st.just("decide"), WHICH, VERDICTS),
        st.tuples(st.sampled_from(["delete", "restore", "apart", "together", "answer", "confirm"]), WHICH, WHICH),
        st.tuples(st.sampled_from(["settle", "look_back", "adapt", "lock"]), WHICH, WHICH),
    ),
    min_size=4,
    max_size=14,
)


class History:
    """A person of an edition, and everything that happens to their activities, a second apart."""

    def __init__(self, database, policy):
        self.database, self.scene, self.made = database, make_review(database, policy, f"notices-{next(numbers)}"), []
        self.now = NOW
        self.person = self.scene.person
        self.participation = place_of(self.person).participation_id

    def total(self):
        with self.database.reading() as connection:
            return connection.scalar(select(Participation.points).where(Participation.id == self.participation))

    def told_now(self):
        """The lines of this moment."""
        statement = select(Notice.kind, Notice.decider, Notice.points).where(
            Notice.participation_id == self.participation, Notice.created_at == self.now
        )
        with self.database.reading() as connection:
            return [tuple(row) for row in connection.execute(statement)]

    def step(self, verb, first, second):
        """Do one thing as far as it is possible; answers by how much the total changed."""
        self.now += timedelta(seconds=1)
        before = self.total()
        try:
            getattr(self, verb)(first, second)
        except ChallengeError:
            assert self.total() == before
        return self.total() - before

    def mine(self, number):
        return self.made[number % len(self.made)] if self.made else 0

    def send(self, measure, evidence):
        source = Source.MANUAL if evidence.day_only else Source.FILE
        self.made.append(send(self.database, self.person, measure, evidence, source=source, now=self.now))

    def edit(self, number, measure):
        edit_activity(self.database, self.person, self.mine(number), measure, now=self.now)

    def delete(self, number, _):
        delete_activity(self.database, self.person, self.mine(number), now=self.now)

    def restore(self, number, _):
        restore_activity(self.database, self.person, self.mine(number), now=self.now)

    def apart(self, number, _):
        keep_apart(self.database, self.person, self.mine(number), now=self.now)

    def together(self, number, _):
        put_together(self.database, self.person, self.mine(number), now=self.now)

    def answer(self, number, _):
        appeal(self.database, self.person, self.mine(number), "No", now=self.now)

    def decide(self, number, verdict):
        actor = self.scene.inside if number % 3 == 0 else self.scene.organiser
        decide(self.database, actor, self.mine(number), Ruling(verdict, "no", minutes=30), now=self.now)

    def confirm(self, number, _):
        confirm_proposal(self.database, self.scene.second, self.mine(number), now=self.now)

    def settle(self, number, _):
        for pair in open_pairs(self.database, self.scene.organiser, self.scene.edition_id):
            verdict = Verdict.TWO_OUTINGS if number % 2 else Verdict.ONE_OUTING
            settle_pair(self.database, self.scene.organiser, pair.key, Ruling(verdict, "no"), now=self.now)

    def look_back(self, *_):
        look_back(self.database, now=self.now)

    def adapt(self, number, _):
        choose_adapted(self.database, self.person, place_of(self.person), adapted=number % 2 == 0, now=self.now)

    def lock(self, *_):
        self.now = max(self.now, AFTER_LOCK)
        settle_undecided(self.database, now=self.now)


@pytest.mark.parametrize("policy", [HoldPolicy.ALWAYS, HoldPolicy.NEVER])
@EXAMPLES
@given(changes=CHANGES)
def test_no_total_falls_without_a_notice_of_that_moment_that_names_a_rule_or_a_role(database, policy, changes):
    history = History(database, policy)
    for change in changes:
        moved = history.step(*change)
        if moved < 0:
            told = history.told_now()
            assert told, change
            assert sum(points for _, _, points in told if points < 0) <= moved, change
            assert all(isinstance(kind, NoticeKind) and isinstance(decider, Decider) for kind, decider, _ in told)
    assert verify(database) == []


FALLS = {
    "an own edit": (lambda history: history.edit(0, outing(20)), NoticeKind.CHANGED, Decider.OWNER),
    "an own deletion": (lambda history: history.delete(0, 0), NoticeKind.DELETED, Decider.OWNER),
    "a refusal": (lambda history: history.decide(1, Verdict.REFUSED), NoticeKind.REFUSED, Decider.ORGANISER),
    "a correction": (lambda history: history.decide(1, Verdict.CORRECTED), NoticeKind.CORRECTED, Decider.ORGANISER),
}


@pytest.mark.parametrize("fall", FALLS)
def test_a_fall_is_told_with_who_caused_it(database, fall):
    change, kind, decider = FALLS[fall]
    history = History(database, HoldPolicy.NEVER)
    history.send(SLOW_RUN, Evidence(Recording.TRACK, device="watch"))
    before = history.total()
    change(history)
    assert history.told_now() == [(kind, decider, history.total() - before)]
    assert history.total() < before


def test_a_better_recording_of_the_same_outing_that_earns_less_is_told_as_a_rule(database):
    history = History(database, HoldPolicy.NEVER)
    record(database, history.person, outing(45, sport="run"), now=NOW)
    before = history.total()
    history.now += timedelta(seconds=1)
    history.send(outing(40, sport="run", distance_m=6_000), Evidence(Recording.TRACK, device="watch"))
    assert history.total() < before
    assert (NoticeKind.SAME_OUTING, Decider.RULE) in [told[:2] for told in history.told_now()]


def test_a_gain_is_told_where_somebody_else_decided_and_not_where_one_logs(database):
    history = History(database, HoldPolicy.ALWAYS)
    record(database, history.person, outing(30, day=3))
    history.made.append(record(database, history.person, impossible_ride()).activity_id)
    assert read_notices(database, history.person, place_of(history.person)) == []
    history.decide(1, Verdict.RELEASED)
    (told,) = read_notices(database, history.person, place_of(history.person))
    assert (told.kind, told.points, told.sport, told.is_new) == (NoticeKind.RELEASED, 50, "ride", True)


def test_what_one_did_oneself_is_no_news_and_what_others_did_is_until_it_is_seen(database):
    history = History(database, HoldPolicy.ALWAYS)
    walk = record(database, history.person, outing(30, day=3)).activity_id
    delete_activity(database, history.person, walk, now=NOW)
    assert count_new_notices(database, history.person, place_of(history.person)) == 0
    history.made.append(record(database, history.person, impossible_ride()).activity_id)
    history.decide(1, Verdict.REFUSED)
    assert count_new_notices(database, history.person, place_of(history.person)) == 1
    mark_notices_read(database, history.person, place_of(history.person), now=NOW)
    assert count_new_notices(database, history.person, place_of(history.person)) == 0


@pytest.mark.parametrize(("notified", "sent"), [(True, ["points_changed"]), (False, [])])
def test_a_mail_goes_to_whoever_wants_one_and_says_where_to_read(database, notified, sent):
    history = History(database, HoldPolicy.ALWAYS)
    known = {"email": "c@exemple.fr", "notified": notified}
    with database.transaction() as connection:
        connection.execute(Account.__table__.update().where(Account.id == history.person.account_id).values(known))
    history.made.append(record(database, history.person, impossible_ride()).activity_id)
    history.decide(1, Verdict.REFUSED)
    letters = mails(database)
    assert [template for template, _, _ in letters] == sent
    assert all(facts["url"].endswith("/notices") for _, _, facts in letters)
