"""The second click of a decision, right below the first: a reason that is ready or typed, or corrected figures."""

from collections.abc import Callable

import streamlit as st

from challenge.services.decisions import Outcome
from challenge.services.review_evidence import Figures
from challenge.services.rulings import LONGEST_REASON, MOST_METRES, MOST_MINUTES, READY_FOR, Ruling, ready
from challenge.store.review_models import Verdict
from challenge.ui.forms import refusals
from challenge.ui.html import draw
from challenge.ui.visitor import Visitor

_DONE, _ASKED = "review-done", "review-asked"
METRES = 1000
Act = Callable[[Ruling], Outcome]


def act_on(visitor: Visitor, act: Act, ruling: Ruling) -> None:
    """Carry a ruling out, and say on the next run what became of it; a refusal is said where it happened."""
    with refusals(visitor):
        st.session_state[_DONE] = act(ruling)
        st.session_state.pop(_ASKED, None)
        st.rerun()


def say_done(visitor: Visitor) -> None:
    """What became of the last ruling."""
    outcome = st.session_state.pop(_DONE, None)
    if outcome is not None:
        with st.container(key="review-done"):
            draw("note.html", visitor.locale, kind="done", words=visitor.say(f"review.done.{outcome}"))


def offer(words: str, what: str, key: str) -> None:
    """A button that opens a question."""
    if st.button(words, key=f"{what}-{key}"):
        st.session_state[_ASKED] = (what, key)


def is_asked(what: str, key: str) -> bool:
    """Whether that question is open."""
    return bool(st.session_state.get(_ASKED) == (what, key))


def ask_reason(visitor: Visitor, verdict: Verdict, what: str, key: str, act: Act) -> None:
    """Ready-made reasons, each a click that decides, and a line for one's own."""
    say = visitor.say
    with st.container(key=f"why-{what}-{key}"):
        st.markdown(f"**{say(f'review.{what}_title')}**")
        for reason in READY_FOR[verdict]:
            if st.button(say(f"reason.{reason}"), key=f"{reason}-{key}", width="stretch"):
                act_on(visitor, act, Ruling(verdict, ready(reason)))
        words = st.text_input(say("review.reason"), max_chars=LONGEST_REASON, key=f"own-reason-{key}")
        if st.button(say(f"review.{what}_so"), key=f"own-words-{key}", width="stretch"):
            act_on(visitor, act, Ruling(verdict, words))


def ask_correction(visitor: Visitor, figures: Figures, key: str, act: Act) -> None:
    """Minutes and kilometres, filled with what is plausible, and a reason."""
    say, plausible = visitor.say, figures.plausible
    with st.form(f"correction-{key}", enter_to_submit=False):
        st.markdown(f"**{say('review.correct_title')}**")
        moving = max(1, plausible.moving_seconds // 60)
        minutes = st.number_input(say("review.minutes"), 1, MOST_MINUTES, moving, key=f"minutes-{key}")
        known = (plausible.distance_m or 0) / METRES
        kilometres = st.number_input(
            say("review.kilometres"), 0.0, MOST_METRES / METRES, known, step=0.1, format="%.1f", key=f"kilometres-{key}"
        )
        reasons = [ready(reason) for reason in READY_FOR[Verdict.CORRECTED]]
        reason = st.selectbox(say("review.correct_reason"), reasons, format_func=say, key=f"correct-reason-{key}")
        sent = st.form_submit_button(say("review.correct_so"), type="primary", width="stretch", key=f"correct-so-{key}")
    if sent:
        metres = round(kilometres * METRES) if kilometres else None
        act_on(visitor, act, Ruling(Verdict.CORRECTED, reason, minutes, metres))
