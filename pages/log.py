"""Log: an activity by hand, the steps of a day, or the same as last time."""

import streamlit as st

from challenge.services.explanations import explain_days
from challenge.services.home import read_home
from challenge.ui.days import draw_day
from challenge.ui.html import draw
from challenge.ui.large_upload import log_archive
from challenge.ui.links import link
from challenge.ui.logging_forms import log_by_hand, log_steps
from challenge.ui.upload_form import log_files
from challenge.ui.visitor import read_visitor

WAYS = ("hand", "steps", "file", "archive")

visitor = read_visitor()
home = read_home(visitor.database, visitor.signed_in, visitor.place)

st.title(visitor.say("page.log"))
asked = st.query_params.get("way", "hand")
way = st.segmented_control(
    visitor.say("log.way"),
    WAYS,
    default=asked if asked in WAYS else "hand",
    format_func=lambda name: visitor.say(f"log.way.{name}"),
    key="way",
    label_visibility="collapsed",
    required=True,
)
if way == "file":
    recorded = {home.edition.day_of(row.measure.started_at) for row in log_files(visitor, home) if row.measure}
elif way == "archive":
    recorded = log_archive(visitor, home)
elif way == "steps":
    recorded = log_steps(visitor, home)
else:
    recorded = log_by_hand(visitor, home, home.last if asked == "repeat" else None)

if recorded:
    st.success(visitor.say("log.recorded"), icon=":material/check:")
    explained = explain_days(
        visitor.database, visitor.signed_in, visitor.place, first=min(recorded), last=max(recorded)
    )
    for day in (day for day in explained if day.day in recorded):
        draw_day(visitor, day, home.edition.rules.day_cap, today=home.today)
    with st.container(key="next", horizontal=True):
        link("board", visitor.say("log.to_board"))
        link("home", visitor.say("log.to_home"))
else:
    draw("note.html", visitor.locale, kind="hint", words=visitor.say("log.hint"))
