"""What captains do for their team, what members read, and the way to another team."""

from base64 import b64encode

import streamlit as st

from challenge.services.join_links import join_address
from challenge.services.joining import change_team, other_teams
from challenge.services.permissions import Permission, may
from challenge.services.teams import (
    LONGEST_WELCOME,
    TeamDesk,
    hand_over,
    read_team_desk,
    read_welcome,
    rename_team,
    renew_team_link,
    set_welcome,
    team_link,
)
from challenge.ui.forms import refusals
from challenge.ui.html import draw
from challenge.ui.visitor import Visitor
from challenge.wording.escaping import markdown
from challenge.wording.qr import qr_svg

SAID = "team-said"
"""What was done before the page was drawn anew."""


def say_what_was_done(visitor: Visitor) -> None:
    """Confirm what a click before this run has done."""
    done = st.session_state.pop(SAID, None)
    if done:
        st.success(visitor.say(done), icon=":material/check:")


def show_welcome(visitor: Visitor, team_id: int) -> None:
    """The captain's words, where there are any."""
    words = read_welcome(visitor.database, visitor.signed_in, team_id)
    if words:
        draw("welcome.html", visitor.locale, words=words)


def captain_desk(visitor: Visitor, team_id: int) -> None:
    """The team in its captain's hands; nothing for anybody else."""
    place = visitor.place
    if team_id != place.team_id or not any(
        Permission.LEAD_TEAM in role.rights and role.team_id == team_id for role in visitor.signed_in.held
    ):
        return
    desk = read_team_desk(visitor.database, visitor.signed_in, team_id)
    st.subheader(visitor.say("desk.title"))
    draw("team_desk.html", visitor.locale, desk=desk)
    _words_desk(visitor, desk)
    _link_desk(visitor, desk)
    _heir_desk(visitor, desk)


def change_desk(visitor: Visitor, team: str) -> None:
    """Another team of one's company, with what becomes of one's points said before."""
    if not may(visitor.signed_in, Permission.CHANGE_OWN, visitor.place):
        return
    say = visitor.say
    with st.expander(say("desk.change"), icon=":material/swap_horiz:"):
        teams = {team.id: team for team in other_teams(visitor.database, visitor.signed_in, visitor.place)}
        if not teams:
            st.caption(say("desk.no_room"))
            return
        chosen = st.selectbox(
            say("desk.to"),
            list(teams),
            format_func=lambda key: f"{teams[key].name} · {say('join.free_seats', n=teams[key].free)}",
            key="new-team",
        )
        sentence = say("desk.stay", team=markdown(team))
        if _second_click(visitor, "desk.move", sentence, key="change-team"):
            with refusals(visitor):
                change_team(visitor.database, visitor.signed_in, visitor.place, chosen or next(iter(teams)))
                _done("desk.moved")


def _words_desk(visitor: Visitor, desk: TeamDesk) -> None:
    say, where = visitor.say, (visitor.database, visitor.signed_in, desk.id)
    name = st.text_input(say("desk.rename"), desk.name, max_chars=60, key="team-name")
    welcome = st.text_area(
        say("desk.welcome"), desk.welcome, max_chars=LONGEST_WELCOME, key="welcome", help=say("desk.welcome_help")
    )
    if st.button(say("desk.save"), type="primary", width="stretch", key="save-team"):
        with refusals(visitor):
            if name != desk.name:
                rename_team(*where, name)
            set_welcome(*where, welcome)
            _done("desk.saved")


def _link_desk(visitor: Visitor, desk: TeamDesk) -> None:
    say, where = visitor.say, (visitor.database, visitor.signed_in, desk.id)
    with st.expander(say("desk.invite"), icon=":material/qr_code:"):
        address = join_address(team_link(*where))
        st.caption(say("desk.link"))
        st.code(address, language=None, wrap_lines=True)
        drawn = b64encode(qr_svg(address, label=desk.name).encode()).decode()
        draw("team_qr.html", visitor.locale, qr=f"data:image/svg+xml;base64,{drawn}", team=desk.name)
        if _second_click(visitor, "desk.renew", say("desk.renew_why"), key="renew-team-link"):
            with refusals(visitor):
                renew_team_link(*where)
                _done("desk.renewed")


def _heir_desk(visitor: Visitor, desk: TeamDesk) -> None:
    say = visitor.say
    heirs = {member.participation_id: member.name for member in desk.members if not member.is_reader}
    with st.expander(say("desk.hand_over"), icon=":material/handshake:"):
        if not heirs:
            st.caption(say("desk.nobody"))
            return
        chosen = st.selectbox(say("desk.heir"), list(heirs), format_func=heirs.__getitem__, key="heir")
        sentence = say("desk.hand_over_why", name=markdown(heirs[chosen]))
        if _second_click(visitor, "desk.hand_over", sentence, key="hand-over-team"):
            with refusals(visitor):
                hand_over(visitor.database, visitor.signed_in, desk.id, chosen)
                _done("desk.handed_over")


def _second_click(visitor: Visitor, label: str, sentence: str, *, key: str) -> bool:
    """A button that first says what it would do; whether it was meant."""
    with st.popover(visitor.say(label), width="stretch"):
        st.markdown(sentence)
        return st.button(visitor.say("desk.sure"), type="primary", width="stretch", key=key)


def _done(key: str) -> None:
    """Draw the page anew, with a word on what was done."""
    st.session_state[SAID] = key
    st.rerun()
