"""My data: the sections of the settings page, each drawn on its own and saved on its own."""

import streamlit as st

from challenge.domain.disclosure import Visibility
from challenge.services.accounts import choose_locale, choose_notified
from challenge.services.erasure import erase_me
from challenge.services.my_data import read_my_account
from challenge.services.people_desk import reads_of_me
from challenge.services.preferences import choose_adapted, choose_visibility, read_preferences
from challenge.services.sessions import end_all_sessions, end_session, list_sessions
from challenge.ui.clock import own_zone
from challenge.ui.forms import refusals
from challenge.ui.html import draw
from challenge.ui.visitor import CHOSEN_LOCALE, Visitor
from challenge.wording.escaping import markdown
from challenge.wording.text import LOCALES

ERASED = "erased"
"""The page that says so, and the mark that leads to it: its address outlives the session of the account."""


def choose_appearance(visitor: Visitor) -> None:
    """How one appears on every board, at once."""
    say, mine = visitor.say, read_preferences(visitor.database, visitor.signed_in, visitor.place)
    visibility = st.radio(
        say("settings.visibility"),
        list(Visibility),
        list(Visibility).index(mine.visibility),
        format_func=lambda name: say(f"visibility.{name}"),
        key="visibility",
    )
    nickname = st.text_input(say("settings.nickname"), mine.nickname, max_chars=60, key="nickname")
    st.caption(say("my_data.at_once"))
    if st.button(say("activities.save"), type="primary", width="stretch", key="save"):
        with refusals(visitor):
            choose_visibility(
                visitor.database, visitor.signed_in, visitor.place, visibility or mine.visibility, nickname
            )
            _saved(visitor)


def choose_scale(visitor: Visitor) -> None:
    """Use the adapted scale, or leave it."""
    say, mine = visitor.say, read_preferences(visitor.database, visitor.signed_in, visitor.place)
    adapted = st.toggle(say("settings.adapted"), mine.adapted, key="adapted")
    st.caption(say("settings.adapted_help"))
    if adapted != mine.adapted:
        with refusals(visitor):
            choose_adapted(visitor.database, visitor.signed_in, visitor.place, adapted=adapted)
            _saved(visitor)


def choose_language(visitor: Visitor) -> None:
    """The language of every page and mail."""
    chosen = st.radio(
        visitor.say("my_data.section.language"),
        LOCALES,
        LOCALES.index(visitor.locale),
        format_func=lambda name: visitor.say(f"my_data.locale.{name}"),
        horizontal=True,
        label_visibility="collapsed",
        key=f"my-language-{visitor.locale}",
    )
    if chosen and chosen != visitor.locale:
        choose_locale(visitor.database, visitor.signed_in, chosen)
        st.session_state[CHOSEN_LOCALE] = chosen
        st.session_state.pop("language", None)
        st.rerun()


def choose_mails(visitor: Visitor) -> None:
    """Which mails one wants, where there is an address to send them to."""
    mine = read_my_account(visitor.database, visitor.signed_in)
    if mine.email is None:
        st.caption(visitor.say("my_data.no_address"))
        return
    notified = st.toggle(visitor.say("my_data.notified"), mine.notified, key="notified")
    st.caption(visitor.say("my_data.notified_help"))
    st.caption(markdown(visitor.say("my_data.address", email=mine.email)))
    if notified != mine.notified:
        choose_notified(visitor.database, visitor.signed_in, notified=notified)
        _saved(visitor)


def show_sessions(visitor: Visitor) -> None:
    """Where one is signed in; each can be ended, and all of them."""
    say = visitor.say
    for session in list_sessions(visitor.database, visitor.signed_in):
        with st.container(key=f"my-session-{session.id}", horizontal=True, vertical_alignment="center"):
            own = session.id == visitor.session_id
            draw("my_session.html", visitor.locale, session=session, own=own, zone=own_zone())
            name = markdown(session.browser or say("my_data.browser_unknown"))
            if st.button(say("my_data.end_session", browser=name), key=f"end-{session.id}"):
                with refusals(visitor):
                    end_session(visitor.database, visitor.signed_in, session.id)
                    st.rerun()
    if st.button(say("my_data.end_all"), width="stretch", key="end-all"):
        end_all_sessions(visitor.database, visitor.signed_in)
        st.rerun()
    st.caption(say("my_data.end_all_help"))


def show_kept(visitor: Visitor) -> None:
    """What is kept, why, and what erasing leaves of it."""
    draw("my_kept.html", visitor.locale)


def show_readers(visitor: Visitor) -> None:
    """Every look of an organiser at one's data, with its reason."""
    reads = reads_of_me(visitor.database, visitor.signed_in)
    if reads:
        draw("my_readers.html", visitor.locale, reads=reads, zone=own_zone())
    else:
        draw("note.html", visitor.locale, kind="empty", words=visitor.say("my_data.readers.none"))


def offer_download(visitor: Visitor) -> None:
    """Everything kept about oneself, through a route that asks for the session."""
    draw("my_download.html", visitor.locale)


def offer_erasure(visitor: Visitor) -> None:
    """Erase the account: the first click asks, the second does it."""
    say = visitor.say
    if not st.session_state.get("erase-asked"):
        st.button(say("my_data.erase"), width="stretch", key="erase-ask", on_click=_ask, args=(True,))
        return
    draw("my_erasure.html", visitor.locale)
    st.button(say("my_data.erase_not"), width="stretch", key="erase-not", on_click=_ask, args=(False,))
    if st.button(say("my_data.erase_sure"), type="primary", width="stretch", key="erase-sure"):
        with refusals(visitor):
            erase_me(visitor.database, visitor.signed_in)
            st.session_state[ERASED] = True
            st.rerun()


def _ask(asked: bool) -> None:
    st.session_state["erase-asked"] = asked


def _saved(visitor: Visitor) -> None:
    st.success(visitor.say("settings.saved"), icon=":material/check:")
