"""Board: companies by regularity in their size class first; teams, people and other orders one tap behind."""

import streamlit as st

from challenge.domain.standings import Ranking
from challenge.services.boards import read_company_boards, read_people, read_team_board
from challenge.services.editions import read_edition
from challenge.ui.html import draw
from challenge.ui.provisional import draw_provisional
from challenge.ui.tabs import choose_tab
from challenge.ui.visitor import read_visitor

BOARDS = ("companies", "teams", "people")

visitor = read_visitor()
say, actor, edition_id = visitor.say, visitor.signed_in, visitor.edition_id
st.title(say("page.board"))
draw_provisional(visitor, read_edition(visitor.database, edition_id))
which = choose_tab(visitor, "which", BOARDS, prefix="board.which.", parameter="which")
ranking = Ranking.REGULARITY
if which != "people":
    with st.expander(say("board.order")):
        chosen = st.radio(
            say("board.order"),
            list(Ranking),
            format_func=lambda name: say(f"ranking.{name}"),
            key="order",
            label_visibility="collapsed",
            horizontal=True,
        )
    ranking = chosen or ranking
    st.caption(say(f"ranking.{ranking}.why"))

if which == "companies":
    for board in read_company_boards(visitor.database, actor, edition_id, ranking):
        title = say(f"size.{board.title}")
        draw("board.html", visitor.locale, board=board, ranking=ranking, title=title, caption=title, companies=False)
elif which == "teams":
    board = read_team_board(visitor.database, actor, edition_id, ranking)
    caption = say("board.teams")
    draw("board.html", visitor.locale, board=board, ranking=ranking, title="", caption=caption, companies=True)
else:
    st.caption(say("board.people_why"))
    people = read_people(visitor.database, actor, edition_id)
    draw("people.html", visitor.locale, people=people, caption=say("board.people"))
