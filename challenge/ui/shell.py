"""The shell: greets the visitor, offers the pages of their roles and draws what every page shares."""

from functools import partial
from pathlib import Path

import streamlit as st
from PIL import Image
from streamlit.navigation.page import StreamlitPage

from challenge.services.accounts import choose_locale
from challenge.ui.html import draw
from challenge.ui.links import PAGES, go
from challenge.ui.my_data import ERASED
from challenge.ui.rooms import ROOMS, Room
from challenge.ui.visitor import CHOSEN_LOCALE, WANTED, Visitor, greet_visitor
from challenge.wording.text import LOCALES

ICON = Image.open(Path(__file__).parents[1] / "web" / "static" / "icon.png")
"""Ours: a Material icon here would be fetched from another host."""
STYLE = Path(__file__).parent / "style.css"


def show() -> None:
    """Draw the page the visitor asked for, inside the house."""
    visitor = greet_visitor()
    rooms = [room for room in ROOMS if _is_open(room, visitor)]
    pages = {room.name: _page(visitor, room.name, room.icon) for room in rooms} or {
        "front": _page(visitor, "front", "home")
    }
    st.set_page_config(
        page_title=visitor.say("app.name"), page_icon=ICON, layout="centered", initial_sidebar_state="collapsed"
    )
    first = next(iter(pages))
    entrance = st.Page(partial(_enter, first), title=visitor.say("app.name"), url_path="entrance", default=True)
    left = [] if visitor.actor else [_page(visitor, ERASED, "check"), *(_left(room.name) for room in ROOMS)]
    page = st.navigation([entrance, *pages.values(), *left], position="hidden")
    st.html(STYLE)
    _header(visitor)
    if visitor.actor:
        _navigation([pages[room.name] for room in rooms if _is_offered(room, visitor)])
    page.run()


def _is_open(room: Room, visitor: Visitor) -> bool:
    """Whether a room is the visitor's to enter; what they find in it, the services decide."""
    by_role = any(visitor.holds(kind) for kind in room.roles)
    if visitor.waits:
        return room.while_waiting and (by_role or room.without_role or not room.roles)
    return by_role or (room.without_role and visitor.registers)


def _is_offered(room: Room, visitor: Visitor) -> bool:
    """Whether an open room stands in the visitor's navigation: all of them would be too many for a phone."""
    by_role = [kind for kind in room.roles if visitor.holds(kind)]
    return not by_role or any(kind in room.offered_to for kind in by_role)


def _page(visitor: Visitor, name: str, icon: str) -> StreamlitPage:
    return st.Page(PAGES / f"{name}.py", title=visitor.say(f"page.{name}"), icon=f":material/{icon}:", url_path=name)


def _left(name: str) -> StreamlitPage:
    """A room without a session: its address leads to the front page, whose way in leads back to it."""
    return st.Page(partial(_ask_to_sign_in, name), title=name, url_path=name)


def _ask_to_sign_in(name: str) -> None:
    st.session_state[WANTED] = name
    _enter("front")


def _enter(name: str) -> None:
    go(ERASED if st.session_state.get(ERASED) else name)


def _header(visitor: Visitor) -> None:
    with st.container(key="masthead", horizontal=True, vertical_alignment="center"):
        draw("masthead.html", visitor.locale)
        st.segmented_control(
            visitor.say("shell.language"),
            LOCALES,
            default=visitor.locale,
            format_func=str.upper,
            key="language",
            label_visibility="collapsed",
            on_change=_choose_language,
            required=True,
        )
        if visitor.actor:
            draw("sign_out.html", visitor.locale)


def _choose_language() -> None:
    locale = st.session_state["language"]
    st.session_state[CHOSEN_LOCALE] = locale
    visitor = greet_visitor()
    if visitor.actor:
        choose_locale(visitor.database, visitor.actor, locale)


def _navigation(pages: list[StreamlitPage]) -> None:
    with st.container(key="rooms", horizontal=True):
        for page in pages:
            st.page_link(page)


if __name__ == "__main__":
    show()
