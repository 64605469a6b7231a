"""Activities: all of one's own, day by day, with their explanation; edit, delete, undo."""

from datetime import timedelta

import streamlit as st

from challenge.services.explanations import explain_days
from challenge.services.home import read_home
from challenge.ui.appeal_form import offer_appeals
from challenge.ui.bell import draw_bell
from challenge.ui.changing import change_activities
from challenge.ui.days import draw_day, links_of
from challenge.ui.html import draw
from challenge.ui.links import link
from challenge.ui.visitor import read_visitor

DAYS_A_PAGE = 7

visitor = read_visitor()
home = read_home(visitor.database, visitor.signed_in, visitor.place)
st.title(visitor.say("page.activities"))

weeks = max(1, -(-home.edition.days_by(home.today) // DAYS_A_PAGE))
back = st.segmented_control(
    visitor.say("activities.week"),
    range(weeks),
    default=0,
    format_func=lambda number: visitor.say("activities.this_week" if number == 0 else "activities.weeks_ago", n=number),
    key="weeks-back",
    required=True,
)
last = home.today - timedelta(days=DAYS_A_PAGE * (back or 0))
first = last - timedelta(days=DAYS_A_PAGE - 1)
days = explain_days(visitor.database, visitor.signed_in, visitor.place, first=first, last=last)
links = links_of(visitor, days)
for day in days:
    with st.container(key=f"day-{day.day}"):
        draw_day(visitor, day, home.edition.rules.day_cap, today=home.today, links=links)
        change_activities(visitor, home, day.activities, links)
        offer_appeals(visitor, day.activities)
if not days:
    draw("note.html", visitor.locale, kind="empty", words=visitor.say("activities.empty"))
    with st.container(key="primary"):
        link("log", visitor.say("home.log"))
draw_bell(visitor)
link("sources", visitor.say("activities.missing"), icon=":material/sync:")
