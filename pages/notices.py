"""Notices: what changed one's points, when, and by which rule or role; and the answer to it."""

import streamlit as st

from challenge.services.notices import mark_notices_read, read_notices
from challenge.ui.appeal_form import contested_of, offer_appeal
from challenge.ui.html import draw
from challenge.ui.links import link
from challenge.ui.visitor import read_visitor

visitor = read_visitor()
st.title(visitor.say("page.notices"))
st.caption(visitor.say("notices.intro"))
notices = read_notices(visitor.database, visitor.signed_in, visitor.place)
contested = contested_of(visitor)
for told in notices:
    draw("notice.html", visitor.locale, told=told)
    about = contested.pop(told.activity_id or 0, None)
    if about is not None:
        offer_appeal(visitor, about, visitor.say(f"sport.{told.sport}"))
if not notices:
    draw("note.html", visitor.locale, kind="empty", words=visitor.say("notices.empty"))
mark_notices_read(visitor.database, visitor.signed_in, visitor.place)
link("activities", visitor.say("page.activities"), icon=":material/directions_walk:")
