"""Log: an activity by hand, the steps of a day, or the same as last time."""

import streamlit as st

from challenge.services.explanations import explain_days
from challenge.services.home import read_home
from challenge.ui.days import draw_day
from challenge.ui.html import draw
from challenge.ui.links import link
from challenge.ui.logging_forms import log_by_hand, log_steps
from challenge.ui.visitor import read_visitor

WAYS = ("hand", "steps")

visitor = read_visitor()
home = read_home(visitor.database, visitor.signed_in, visitor.place)

st.title(visitor.say("page.log"))
asked = st.query_params.get("way", "hand")
way = st.segmented_control(
    visitor.say("log.way"),
    WAYS,
    default="steps" if asked == "steps" else "hand",
    format_func=lambda name: visitor.say(f"log.way.{name}"),
    key="way",
    label_visibility="collapsed",
    required=True,
)
repeated = home.last if asked == "repeat" else None
recorded = log_steps(visitor, home) if way == "steps" else log_by_hand(visitor, home, repeated)

if recorded:
    st.success(visitor.say("log.recorded"), icon=":material/check:")
    for day in explain_days(visitor.database, visitor.signed_in, visitor.place, first=recorded, last=recorded):
        draw_day(visitor, day, home.edition.rules.day_cap, today=home.today)
    with st.container(key="next", horizontal=True):
        link("board", visitor.say("log.to_board"))
        link("home", visitor.say("log.to_home"))
else:
    draw("note.html", visitor.locale, kind="hint", words=visitor.say("log.hint"))
