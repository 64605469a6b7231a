"""The review desk: one case after the other, what hangs on it most first, each decided in two clicks."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Literal

import streamlit as st

from challenge.domain.measure import Kind
from challenge.services.decisions import Outcome, confirm_proposal, decide, decide_many
from challenge.services.editions import EditionView
from challenge.services.outing_claims import settle_pair
from challenge.services.review_queue import Case, PairCase, open_cases, open_pairs
from challenge.services.rulings import Ruling
from challenge.store.review_models import Verdict
from challenge.ui.html import draw
from challenge.ui.review_questions import act_on, ask_correction, ask_reason, is_asked, offer, say_done
from challenge.ui.visitor import Visitor
from challenge.wording import formats
from challenge.wording.escaping import markdown

MOST_SHOWN = 30
FEWEST_ALIKE = 2


def decide_cases(visitor: Visitor, edition: EditionView) -> None:
    """Everything that waits: what is alike together, then one after the other, what hangs on it most first."""
    say = visitor.say
    pairs = open_pairs(visitor.database, visitor.signed_in, edition.id)
    cases = open_cases(visitor.database, visitor.signed_in, edition.id)
    st.header(say("review.title", n=len(pairs) + len(cases)))
    st.caption(say("review.until", until=formats.moment(edition.review_ends_at, visitor.locale)))
    say_done(visitor)
    _decide_alike(visitor, cases)
    waiting: list[PairCase | Case] = sorted([*pairs, *cases], key=lambda each: each.stake.order)
    if len(waiting) > MOST_SHOWN:
        draw("note.html", visitor.locale, kind="hint", words=say("review.more", n=MOST_SHOWN))
    for each in waiting[:MOST_SHOWN]:
        if isinstance(each, PairCase):
            _decide_pair(visitor, edition, each)
        else:
            _decide_case(visitor, edition, each)
    if not waiting:
        draw("note.html", visitor.locale, kind="empty", words=say("review.empty"))


def _decide_case(visitor: Visitor, edition: EditionView, case: Case) -> None:
    say, key = visitor.say, str(case.activity_id)

    def act(ruling: Ruling) -> Outcome:
        return decide(visitor.database, visitor.signed_in, case.activity_id, ruling, seen=case.version)

    figures = case.figures if case.figures and case.figures.measure.kind is Kind.OUTING else None
    with st.container(key=f"case-{key}", border=True):
        draw("case.html", visitor.locale, case=case, zone=edition.zone)
        if case.proposal is not None:
            _confirm(visitor, case)
        with st.container(key=f"decide-{key}", horizontal=True):
            usual: Literal["primary", "secondary"] = (
                "secondary" if case.limit_differs else "primary"
            )  # the lock would count it at the limit
            if st.button(_release_words(visitor, case), key=f"release-{key}", type=usual):
                act_on(visitor, act, Ruling(Verdict.RELEASED))
            if case.limit_differs and case.at_limit is not None:
                words = say("review.limit", n=case.at_limit, points=formats.number(case.at_limit, visitor.locale))
                if st.button(words, key=f"limit-{key}", type="primary"):
                    act_on(visitor, act, Ruling(Verdict.LIMITED))
            if figures is not None:
                offer(say("review.correct"), "correct", key)
            offer(say("review.refuse"), "refuse", key)
        if is_asked("refuse", key):
            ask_reason(visitor, Verdict.REFUSED, "refuse", key, act)
        if is_asked("correct", key) and figures is not None:
            ask_correction(visitor, figures, key, act)


def _release_words(visitor: Visitor, case: Case) -> str:
    if case.in_full is None:
        return visitor.say("review.release")
    points = formats.number(case.in_full, visitor.locale)
    return visitor.say("review.release_points", n=case.in_full, points=points)


def _confirm(visitor: Visitor, case: Case) -> None:
    """A second organiser lets a proposal hold; whoever made it waits."""
    if case.proposal is None or case.proposal.by_id == visitor.signed_in.account_id:
        st.caption(visitor.say("review.waits_for_second"))
        return

    def act(_: Ruling) -> Outcome:
        confirm_proposal(visitor.database, visitor.signed_in, case.activity_id, seen=case.version)
        return Outcome.DECIDED

    if st.button(visitor.say("review.confirm"), key=f"confirm-{case.activity_id}", type="primary"):
        act_on(visitor, act, Ruling(case.proposal.verdict))


def _decide_alike(visitor: Visitor, cases: Sequence[Case]) -> None:
    """Cases with the same doubts, whose people have not answered: one decision for all of them."""
    alike: dict[tuple[str, ...], list[Case]] = defaultdict(list)
    for case in cases:
        if case.doubts and case.answer is None and case.proposal is None:
            alike[tuple(sorted(case.doubts))].append(case)
    for doubts, together in alike.items():
        if len(together) >= FEWEST_ALIKE:
            _decide_together(visitor, doubts, together)


def _decide_together(visitor: Visitor, doubts: Sequence[str], cases: Sequence[Case]) -> None:
    say, key = visitor.say, "-".join(doubts)

    def act(ruling: Ruling) -> Outcome:
        seen = {case.activity_id: case.version for case in cases}
        done = decide_many(visitor.database, visitor.signed_in, seen, ruling)
        return Outcome.DECIDED if done[Outcome.DECIDED] else Outcome.PROPOSED

    names = ", ".join(say(f"doubt_name.{doubt}") for doubt in doubts)
    words = say("review.bulk", n=len(cases), doubts=names)
    with st.expander(words, key=f"bulk-{key}", expanded=is_asked("bulk_refuse", key)):
        st.caption(say("review.bulk_why"))
        st.caption(markdown(", ".join(case.person for case in cases)))
        with st.container(key=f"bulk-decide-{key}", horizontal=True):
            if st.button(say("review.bulk_release"), key=f"bulk-release-{key}"):
                act_on(visitor, act, Ruling(Verdict.RELEASED))
            if any(case.limit_differs for case in cases) and st.button(
                say("review.bulk_limit"), key=f"bulk-limit-{key}"
            ):
                act_on(visitor, act, Ruling(Verdict.LIMITED))
            offer(say("review.bulk_refuse"), "bulk_refuse", key)
        if is_asked("bulk_refuse", key):
            ask_reason(visitor, Verdict.REFUSED, "refuse", key, act)


def _decide_pair(visitor: Visitor, edition: EditionView, pair: PairCase) -> None:
    say, key = visitor.say, f"{pair.one.activity_id}-{pair.other.activity_id}"

    def act(ruling: Ruling) -> Outcome:
        seen = (pair.one.version, pair.other.version)
        return settle_pair(visitor.database, visitor.signed_in, pair.key, ruling, seen=seen)

    with st.container(key=f"pair-{key}", border=True):
        st.subheader(say("review.pair"))
        st.caption(say("review.pair_said", at=formats.moment(pair.said_at.astimezone(edition.zone), visitor.locale)))
        for case in (pair.one, pair.other):
            draw("case.html", visitor.locale, case=case, zone=edition.zone)
        with st.container(key=f"decide-pair-{key}", horizontal=True):
            if st.button(say("review.two"), key=f"two-{key}", type="primary"):
                act_on(visitor, act, Ruling(Verdict.TWO_OUTINGS))
            offer(say("review.one"), "one", key)
        if is_asked("one", key):
            ask_reason(visitor, Verdict.ONE_OUTING, "one", key, act)
