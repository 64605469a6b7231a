"""My data and settings: how I appear, what I chose, where I am signed in, what is kept, and the way out."""

import streamlit as st

from challenge.services.permissions import Permission, may
from challenge.ui import my_data
from challenge.ui.html import draw
from challenge.ui.second_step import choose_second_step
from challenge.ui.visitor import read_visitor

visitor = read_visitor()
actor, takes_part = visitor.signed_in, visitor.participation is not None
knows_the_past = takes_part and may(actor, Permission.SEE_OWN, visitor.place)
confirmed = not visitor.waits

SECTIONS = (
    ("appear", my_data.choose_appearance, knows_the_past),
    ("scale", my_data.choose_scale, knows_the_past),
    ("language", my_data.choose_language, True),
    ("mails", my_data.choose_mails, confirmed),
    ("sessions", my_data.show_sessions, confirmed),
    ("second_step", choose_second_step, confirmed),
    ("kept", my_data.show_kept, True),
    ("readers", my_data.show_readers, confirmed),
    ("download", my_data.offer_download, confirmed),
    ("erase", my_data.offer_erasure, confirmed),
)

st.title(visitor.say("my_data.title"))
if not confirmed:
    draw("note.html", visitor.locale, kind="waiting", words=visitor.say("my_data.unconfirmed"))
for name, section, shown in SECTIONS:
    if shown:
        with st.container(key=f"my-{name}"):
            st.subheader(visitor.say(f"my_data.section.{name}"))
            section(visitor)
