"""Team: its place, what closes the gap, and its people as they chose to appear."""

import streamlit as st

from challenge.domain.standings import Ranking
from challenge.services.boards import read_people, read_team_board, team_name
from challenge.services.editions import read_edition
from challenge.ui.following import follow_changes
from challenge.ui.html import draw
from challenge.ui.provisional import draw_provisional
from challenge.ui.team_desk import captain_desk, change_desk, say_what_was_done, show_welcome
from challenge.ui.visitor import greet_visitor, read_visitor


@st.fragment
def show_team(name: str) -> None:
    """Where the team stands and who is in it, drawn again after each change."""
    visitor = greet_visitor()
    say, actor, place = visitor.say, visitor.signed_in, visitor.place
    edition = read_edition(visitor.database, place.edition_id)
    board = read_team_board(visitor.database, actor, place.edition_id, Ranking.REGULARITY)
    own = next((row for row in board.places if row.contender.key == board.own_key), None)
    if own and own.rank:
        draw("gap.html", visitor.locale, rank=own.rank, gap=board.gap, title=name)
    else:
        draw("note.html", visitor.locale, kind="empty", words=say("team.empty"))
    st.subheader(say("team.people"))
    people = read_people(visitor.database, actor, place.edition_id, team_id=place.team_id)
    draw("people.html", visitor.locale, people=people, caption=say("team.people"))
    st.caption(say("team.privacy"))
    captain_desk(visitor, place.team_id or 0)
    follow_changes(edition, "following-team")


visitor = read_visitor()
say, place = visitor.say, visitor.place
name = team_name(visitor.database, visitor.signed_in, place.edition_id, place.team_id or 0)
st.title(say("page.team"))
draw_provisional(visitor, read_edition(visitor.database, place.edition_id))
say_what_was_done(visitor)
show_welcome(visitor, place.team_id or 0)
show_team(name)
change_desk(visitor, name)
