"""Log: an activity by hand, the steps of a day, a file or an archive; and what it earned."""

import streamlit as st

from challenge.services.home import read_home
from challenge.ui.html import draw
from challenge.ui.large_upload import log_archive
from challenge.ui.links import link
from challenge.ui.logging_forms import log_by_hand, log_steps
from challenge.ui.recorded import forget, keep, recorded_days, show_recorded
from challenge.ui.upload_form import log_files
from challenge.ui.visitor import read_visitor

WAYS = ("hand", "steps", "file", "archive")
TYPED = ("hand", "steps")

visitor = read_visitor()
home = read_home(visitor.database, visitor.signed_in, visitor.place)

st.title(visitor.say("page.log"))
asked = st.query_params.get("way", "hand")
if "way" not in st.session_state:
    forget()
way = st.segmented_control(
    visitor.say("log.way"),
    WAYS,
    default=asked if asked in WAYS else "hand",
    format_func=lambda name: visitor.say(f"log.way.{name}"),
    key="way",
    label_visibility="collapsed",
    required=True,
    on_change=forget,
)
if days := recorded_days():
    show_recorded(visitor, home, days)
elif way == "file":
    keep({home.edition.day_of(row.measure.started_at) for row in log_files(visitor, home) if row.measure})
elif way == "archive":
    keep(log_archive(visitor, home))
elif way == "steps":
    keep(log_steps(visitor, home))
else:
    keep(log_by_hand(visitor, home, home.last if asked == "repeat" else None))
if not days and way in TYPED:
    draw("note.html", visitor.locale, kind="hint", words=visitor.say("log.hint"))
if not days:
    link("sources", visitor.say("log.sources"), icon=":material/sync:")
