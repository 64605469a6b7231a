"""Organiser: the edition's totals, and held activities to release or refuse."""

import streamlit as st

from challenge.services.boards import read_totals
from challenge.services.review import open_cases, refuse_activity, release_activity
from challenge.ui.forms import refusals
from challenge.ui.html import draw
from challenge.ui.office import office_edition
from challenge.ui.provisional import draw_provisional
from challenge.ui.visitor import read_visitor
from challenge.wording.escaping import markdown

visitor = read_visitor()
say, actor = visitor.say, visitor.signed_in
edition = office_edition(visitor)
st.title(markdown(edition.name))
draw_provisional(visitor, edition)
draw("totals.html", visitor.locale, totals=read_totals(visitor.database, edition.id), edition=edition)

cases = open_cases(visitor.database, actor, edition.id)
st.header(say("review.title", n=len(cases)))
for case in cases:
    with st.container(key=f"case-{case.activity_id}", border=True):
        draw("case.html", visitor.locale, case=case)
        reason = st.text_input(say("review.reason"), key=f"reason-{case.activity_id}", max_chars=500)
        with st.container(key=f"decide-{case.activity_id}", horizontal=True), refusals(visitor):
            if st.button(say("review.release"), key=f"release-{case.activity_id}", type="primary"):
                release_activity(visitor.database, actor, case.activity_id, seen=case.version)
                st.rerun()
            if st.button(say("review.refuse"), key=f"refuse-{case.activity_id}"):
                refuse_activity(visitor.database, actor, case.activity_id, reason)
                st.rerun()
if not cases:
    draw("note.html", visitor.locale, kind="empty", words=say("review.empty"))
