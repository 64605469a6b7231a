"""Ways to a file: a watch's week step by step, and the table to fill in; both above the place to choose files."""

from base64 import b64encode
from functools import cache

import streamlit as st

from challenge.ui.html import draw
from challenge.ui.visitor import Visitor
from challenge.wording.templating import render

STEPS = range(1, 5)


def show_file_ways(visitor: Visitor) -> None:
    """What owners of a watch and lovers of tables do first."""
    locale, say = visitor.locale, visitor.say
    asked = st.query_params.get("guide") == "watch"
    with st.expander(say("garmin.title"), key="garmin-week", icon=":material/watch:", expanded=asked):
        pictures = [(step, picture(locale, step)) for step in STEPS]
        draw("garmin_week.html", locale, pictures=pictures)
    with st.expander(say("template.title"), key="template", icon=":material/table_rows:"):
        draw("template_links.html", locale)


@cache
def picture(locale: str, step: int) -> str:
    """One drawing as an address that holds it: no page fetches it, and it follows light and dark by itself."""
    drawn = render("garmin_drawing.html", locale, step=step)
    return "data:image/svg+xml;base64," + b64encode(drawn.encode()).decode()
