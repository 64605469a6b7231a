"""Slips issued again: the organiser says whether their holder is the same person."""

import streamlit as st

from challenge.services.editions import EditionView
from challenge.services.slips import confirm_slip, refuse_slip, unconfirmed_slips
from challenge.ui.forms import refusals
from challenge.ui.html import draw
from challenge.ui.visitor import Visitor
from challenge.wording import formats
from challenge.wording.escaping import markdown


def confirm_slips(visitor: Visitor, edition: EditionView) -> None:
    """Each slip that waits, with its two answers."""
    say, actor = visitor.say, visitor.signed_in
    waiting = unconfirmed_slips(visitor.database, actor, edition.id)
    st.caption(say("slip_desk.why"))
    for slip in waiting:
        opened = formats.moment(slip.activated_at.astimezone(edition.zone), visitor.locale) if slip.activated_at else ""
        with st.container(key=f"slip-{slip.id}", border=True):
            st.markdown(
                say("slip_desk.line", company=markdown(slip.company), number=slip.number, opened=markdown(opened))
            )
            with st.container(key=f"slip-answers-{slip.id}", horizontal=True), refusals(visitor):
                if st.button(say("slip_desk.confirm"), key=f"confirm-slip-{slip.id}", type="primary"):
                    confirm_slip(visitor.database, actor, slip.id)
                    st.rerun()
                if st.button(say("slip_desk.refuse"), key=f"refuse-slip-{slip.id}"):
                    refuse_slip(visitor.database, actor, slip.id)
                    st.rerun()
    if not waiting:
        draw("note.html", visitor.locale, kind="empty", words=say("slip_desk.empty"))
