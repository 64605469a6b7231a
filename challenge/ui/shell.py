"""The shell: greets the visitor, offers the pages of their roles and draws what every page shares."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path

import streamlit as st
from PIL import Image
from streamlit.navigation.page import StreamlitPage

from challenge.services.accounts import choose_locale
from challenge.store.models import RoleKind
from challenge.ui.html import draw
from challenge.ui.links import PAGES, go
from challenge.ui.visitor import CHOSEN_LOCALE, Visitor, read_visitor
from challenge.wording.text import LOCALES

ICON = Image.open(Path(__file__).parent / "icon.png")
"""Ours: a Material icon here would be fetched from another host."""
STYLE = Path(__file__).parent / "style.css"


@dataclass(frozen=True, slots=True)
class Room:
    """A page with who finds it in their navigation."""

    name: str
    icon: str
    roles: frozenset[RoleKind]
    in_navigation: bool = True


EVERYBODY = frozenset(RoleKind)
PARTICIPANT = frozenset({RoleKind.PARTICIPANT})

ROOMS = (
    Room("home", "home", PARTICIPANT),
    Room("log", "add_circle", PARTICIPANT, in_navigation=False),
    Room("activities", "directions_walk", PARTICIPANT),
    Room("organiser", "fact_check", frozenset({RoleKind.ORGANISER})),
    Room("board", "leaderboard", EVERYBODY),
    Room("team", "groups", PARTICIPANT),
    Room("rules", "calculate", EVERYBODY),
    Room("settings", "tune", PARTICIPANT, in_navigation=False),
)


def show() -> None:
    """Draw the page the visitor asked for, inside the house."""
    visitor = read_visitor()
    rooms = [room for room in ROOMS if any(visitor.holds(kind) for kind in room.roles)]
    pages = {room.name: _page(visitor, room.name, room.icon) for room in rooms} or {
        "front": _page(visitor, "front", "home")
    }
    st.set_page_config(
        page_title=visitor.say("app.name"), page_icon=ICON, layout="centered", initial_sidebar_state="collapsed"
    )
    first = next(iter(pages))
    entrance = st.Page(partial(go, first), title=visitor.say("app.name"), url_path="entrance", default=True)
    page = st.navigation([entrance, *pages.values()], position="hidden")
    st.html(STYLE)
    _header(visitor)
    if visitor.actor:
        _navigation([pages[room.name] for room in rooms if room.in_navigation])
    page.run()


def _page(visitor: Visitor, name: str, icon: str) -> StreamlitPage:
    return st.Page(PAGES / f"{name}.py", title=visitor.say(f"page.{name}"), icon=f":material/{icon}:", url_path=name)


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
    visitor = read_visitor()
    if visitor.actor:
        choose_locale(visitor.database, visitor.actor, locale)


def _navigation(pages: list[StreamlitPage]) -> None:
    with st.container(key="rooms", horizontal=True):
        for page in pages:
            st.page_link(page)


if __name__ == "__main__":
    show()
