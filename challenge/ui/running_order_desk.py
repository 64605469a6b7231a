"""The running order at its desk: read with one look, gone to by a tap, and edited as a whole."""

from dataclasses import replace
from typing import Any

import streamlit as st

from challenge.services.editions import EditionView
from challenge.services.running_order import (
    MOST_CUES,
    MOST_MINUTES,
    SCENES,
    CueView,
    propose_order,
    set_order,
)
from challenge.services.stage import BOARDS, BOARDS_OF, LONGEST_MESSAGE
from challenge.services.stepping import Evening, jump_to, read_evening
from challenge.store.stage_models import CueKind
from challenge.ui.confirm import confirm, say_so
from challenge.ui.cues import cue_name
from challenge.ui.forms import refusals
from challenge.ui.html import draw
from challenge.ui.visitor import Visitor

OFFERED = (
    *(CueView(CueKind.SCENE, scene, board) for scene in SCENES for board in BOARDS_OF.get(scene, ("",))),
    CueView(CueKind.SPEECH),
    CueView(CueKind.FREEZE),
    *(CueView(CueKind.REVEAL, board=board) for board in BOARDS),
    CueView(CueKind.CELEBRATE),
    CueView(CueKind.END_FREEZE),
)
"""Everything a step can be, as one list to choose from."""
_DRAFT = "order-draft"


def prepare_evening(visitor: Visitor, edition: EditionView) -> None:
    """The order with where the evening is; a tap away from being changed."""
    evening = read_evening(visitor.database, visitor.signed_in, edition.id)
    draft = st.session_state.get(_DRAFT)
    if draft is not None and draft["edition"] == edition.id:
        _edit(visitor, edition, draft)
    elif evening.cues:
        _show(visitor, edition, evening)
    else:
        _offer(visitor, edition)


def _offer(visitor: Visitor, edition: EditionView) -> None:
    say = visitor.say
    draw("note.html", visitor.locale, kind="empty", words=say("stage.order_empty"))
    proposed = propose_order(visitor.database, visitor.signed_in, edition.id)
    if st.button(say("stage.order_take"), type="primary", width="stretch", key="order-take"):
        with refusals(visitor):
            set_order(visitor.database, visitor.signed_in, edition.id, proposed)
            st.rerun()
    steps = [(cue_name(say, cue), cue) for cue in proposed]
    draw("running_order.html", visitor.locale, steps=steps, position=0, total=sum(cue.minutes for cue in proposed))
    if st.button(say("stage.order_own"), width="stretch", key="order-own"):
        _begin(edition, [])


def _show(visitor: Visitor, edition: EditionView, evening: Evening) -> None:
    say, cues = visitor.say, evening.cues
    total = sum(cue.minutes for cue in cues)
    steps = [(cue_name(say, cue), cue) for cue in cues]
    draw("running_order.html", visitor.locale, steps=steps, position=evening.position, total=total)
    numbers = range(1, len(cues) + 1)
    with st.container(key="order-jump", horizontal=True, vertical_alignment="bottom"):
        number = st.selectbox(
            say("stage.jump"),
            numbers,
            index=None,
            format_func=lambda each: f"{each}. {cue_name(say, cues[each - 1])}",
            placeholder=say("stage.jump_which"),
            key="jump-to",
        )
        if st.button(say("stage.jump_go"), disabled=number is None, key="jump-go") and number:
            target = cues[number - 1].id or 0
            confirm(
                say("stage.jump"),
                say_so("stage.jump_why", what=cue_name(say, cues[number - 1])),
                lambda present, _: jump_to(present.database, present.signed_in, edition.id, target),
            )
    if st.button(say("stage.order_edit"), icon=":material/edit:", width="stretch", key="order-edit"):
        _begin(edition, list(cues))


def _begin(edition: EditionView, cues: list[CueView]) -> None:
    """Open the order for changes; nothing holds before it is saved."""
    rows = list(enumerate(cues))
    st.session_state[_DRAFT] = {"edition": edition.id, "rows": rows, "next": len(rows), "mark": str(hash(tuple(cues)))}
    st.rerun()


def _edit(visitor: Visitor, edition: EditionView, draft: dict[str, Any]) -> None:
    say, rows = visitor.say, draft["rows"]
    st.caption(say("stage.order_why"))
    for place in range(len(rows)):
        _edit_row(visitor, draft, place)
    if len(rows) < MOST_CUES and st.button(say("stage.cue_add"), icon=":material/add:", key="cue-add"):
        rows.append((draft["next"], OFFERED[0]))
        draft["next"] += 1
        st.rerun()
    if st.button(say("stage.order_save"), type="primary", width="stretch", key="order-save"):
        with refusals(visitor):
            set_order(visitor.database, visitor.signed_in, edition.id, [cue for _, cue in rows])
            st.session_state.pop(_DRAFT)
            st.rerun()
    if st.button(say("stage.order_leave"), width="stretch", key="order-leave"):
        st.session_state.pop(_DRAFT)
        st.rerun()


def _edit_row(visitor: Visitor, draft: dict[str, Any], place: int) -> None:
    say, rows = visitor.say, draft["rows"]
    row, cue = rows[place]
    key = f"cue-{draft['mark']}-{row}"
    with st.container(key=f"{key}-card", border=True):
        kind = CueView(cue.kind, cue.scene, cue.board)
        chosen = st.selectbox(
            say("stage.cue_what", number=place + 1),
            OFFERED,
            OFFERED.index(kind) if kind in OFFERED else 0,
            format_func=lambda each: cue_name(say, each),
            key=f"{key}-what",
        )
        saying = cue.saying
        if chosen.kind is CueKind.SPEECH:
            saying = st.text_input(say("stage.cue_saying"), saying, max_chars=LONGEST_MESSAGE, key=f"{key}-saying")
        minutes = st.number_input(say("stage.cue_minutes"), 0, MOST_MINUTES, cue.minutes, key=f"{key}-minutes")
        rows[place] = (row, replace(chosen, saying=saying, minutes=minutes, id=cue.id))
        with st.container(key=f"{key}-moves", horizontal=True):
            up = st.button(say("stage.cue_up"), icon=":material/arrow_upward:", disabled=not place, key=f"{key}-up")
            down = st.button(
                say("stage.cue_down"),
                icon=":material/arrow_downward:",
                disabled=place == len(rows) - 1,
                key=f"{key}-down",
            )
            gone = st.button(say("stage.cue_remove"), icon=":material/delete:", key=f"{key}-remove")
    if up or down:
        other = place - 1 if up else place + 1
        rows[place], rows[other] = rows[other], rows[place]
        st.rerun()
    if gone:
        del rows[place]
        st.rerun()
