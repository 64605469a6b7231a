"""Board: companies by regularity in one's own size class first; other classes, teams and people one tap behind."""

import streamlit as st

from challenge.services.boards import read_people
from challenge.services.editions import read_edition
from challenge.ui.following import follow_changes
from challenge.ui.html import draw
from challenge.ui.live_board import PEOPLE, draw_live_board
from challenge.ui.visitor import greet_visitor, read_visitor


@st.fragment
def show_people() -> None:
    """People who chose to appear; nobody of them is in the stream, so the page draws them, again after each change."""
    visitor = greet_visitor()
    edition = read_edition(visitor.database, visitor.edition_id)
    st.caption(visitor.say("board.people_why"))
    people = read_people(visitor.database, visitor.signed_in, edition.id)
    draw("people.html", visitor.locale, people=people, caption=visitor.say("board.people"))
    follow_changes(edition, "following-people")


visitor = read_visitor()
edition = read_edition(visitor.database, visitor.edition_id)
st.title(visitor.say("page.board"))
if draw_live_board(visitor, edition) == PEOPLE:
    show_people()
