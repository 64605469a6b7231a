"""Home: an employee's points and euros, the one thing to do next, today explained, the team's place."""

import streamlit as st

from challenge.domain.standings import Ranking
from challenge.services.boards import read_team_board
from challenge.services.explanations import explain_newest_day
from challenge.services.home import read_home
from challenge.ui.bell import draw_bell
from challenge.ui.charts import week_chart
from challenge.ui.days import draw_day
from challenge.ui.html import draw
from challenge.ui.links import link
from challenge.ui.provisional import draw_provisional
from challenge.ui.team_desk import show_welcome
from challenge.ui.visitor import read_visitor

visitor = read_visitor()
home = read_home(visitor.database, visitor.signed_in, visitor.place)

draw("hero.html", visitor.locale, home=home)
with st.container(key="primary"):
    link("log", visitor.say("home.log"))
draw_provisional(visitor, home.edition)
draw_bell(visitor)
with st.container(key="quick", horizontal=True):
    link("log", visitor.say("home.steps"), way="steps")
    link("log", visitor.say("home.file"), way="file")
    link("log", visitor.say("home.repeat"), way="repeat")

newest = explain_newest_day(visitor.database, visitor.signed_in, visitor.place, since=home.week[0][0])
if newest:
    draw_day(visitor, newest, home.edition.rules.day_cap, today=home.today)
else:
    draw("note.html", visitor.locale, kind="empty", words=visitor.say("home.empty"))
    if home.last is None:
        show_welcome(visitor, visitor.place.team_id or 0)

board = read_team_board(visitor.database, visitor.signed_in, visitor.place.edition_id, Ranking.REGULARITY)
own = next((place for place in board.places if place.contender.key == board.own_key), None)
if own and own.rank:
    draw("gap.html", visitor.locale, rank=own.rank, gap=board.gap, title=home.team)

st.subheader(visitor.say("home.week"))
st.plotly_chart(
    week_chart(tuple(home.week), visitor.locale), config={"displayModeBar": False}, key="week", theme="streamlit"
)
link("sources", visitor.say("page.sources"), icon=":material/sync:")
link("settings", visitor.say("my_data.title"), icon=":material/tune:")
