"""The thumb's two buttons: the next step of the evening and the one before, safe from a finger that taps twice."""

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

import streamlit as st

from challenge.services.editions import EditionView
from challenge.services.stepping import Evening, Spot, Stepped, step, step_back
from challenge.ui.forms import refusals
from challenge.ui.html import draw
from challenge.ui.visitor import Visitor

SAME_TAP_SECONDS = 0.7
"""Within so long after the page has moved on, a tap was meant for what stood there before."""
_SEEN, _SAID, _TAPPED = "stage-seen", "stage-said", "stage-tapped"


@dataclass(frozen=True, slots=True)
class _Seen:
    """Where the evening stood on this page, and since when."""

    edition_id: int
    spot: Spot
    since: float


def draw_thumb(visitor: Visitor, edition: EditionView, evening: Evening) -> None:
    """The one button of the evening, and a smaller one back; nothing before there is a running order."""
    if not evening.cues:
        return
    say, seen = visitor.say, st.session_state.get(_SEEN)
    if seen is None or seen.edition_id != edition.id:
        seen = _Seen(edition.id, evening.spot, 0.0)
    with st.container(key="stage-thumb"):
        if said := st.session_state.pop(_SAID, None):
            draw("note.html", visitor.locale, kind="hint", words=say(f"stage.stepped.{said}"))
        with st.container(key="stage-thumb-row", horizontal=True):
            back = st.button(say("stage.back"), icon=":material/undo:", disabled=not evening.position, key="stage-back")
            forth = st.button(
                say("stage.next"),
                icon=":material/skip_next:",
                icon_position="right",
                type="primary",
                disabled=evening.upcoming is None,
                key="stage-step",
            )
        if forth or back:
            _take(visitor, edition, step if forth else step_back, seen)
    moved = evening.spot != seen.spot
    st.session_state[_SEEN] = _Seen(edition.id, evening.spot, monotonic()) if moved else seen


def _take(visitor: Visitor, edition: EditionView, act: Callable[..., Stepped], seen: _Seen) -> None:
    if monotonic() - seen.since < SAME_TAP_SECONDS:
        return
    with refusals(visitor):
        came = act(visitor.database, visitor.signed_in, edition.id, seen_cue=seen.spot)
        if came is not Stepped.DONE:
            st.session_state[_SAID] = came
        st.rerun()


def tapped_twice(name: str) -> bool:
    """Whether a finger has come back at once to a button that does something each time."""
    taps: dict[str, float] = st.session_state.setdefault(_TAPPED, {})
    before, taps[name] = taps.get(name, 0.0), monotonic()
    return taps[name] - before < SAME_TAP_SECONDS
