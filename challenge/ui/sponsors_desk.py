"""Sponsors at the desk: who the hall sees, in which order, with what they give and their logos."""

from dataclasses import dataclass

import streamlit as st

from challenge.services.logos import MOST_BYTES
from challenge.services.sponsors import (
    LONGEST_LINE,
    LONGEST_NAME,
    MOST_SPONSORS,
    ListedSponsor,
    SponsorView,
    add_sponsor,
    change_sponsor,
    list_sponsors,
    move_sponsor_up,
    remove_sponsor,
    remove_sponsor_logo,
)
from challenge.ui.confirm import confirm, say_so
from challenge.ui.forms import refusals
from challenge.ui.html import draw
from challenge.ui.visitor import Visitor
from challenge.wording.escaping import markdown

NOBODY = SponsorView("", "", None)


@dataclass(frozen=True, slots=True)
class Typed:
    """What was filled in of a sponsor."""

    name: str
    line: str
    logo: bytes | None
    """None keeps the one there is."""
    without_logo: bool


def draw_sponsors(visitor: Visitor, edition_id: int) -> None:
    """The sponsors of an edition, to be added, changed, moved and removed; every screen follows at once."""
    say, listed = visitor.say, list_sponsors(visitor.database, visitor.signed_in, edition_id)
    if listed:
        st.caption(say("sponsors.why"))
    else:
        draw("note.html", visitor.locale, kind="empty", words=say("sponsors.empty"))
    for number, one in enumerate(listed):
        with st.container(key=f"sponsor-{one.id}", border=True):
            draw("sponsor_row.html", visitor.locale, sponsor=one.sponsor)
            _buttons(visitor, edition_id, one, is_first=number == 0)
    if len(listed) < MOST_SPONSORS and st.button(say("sponsors.add"), icon=":material/add:", key="add-sponsor"):
        confirm(
            say("sponsors.add"),
            lambda by: _ask(by, NOBODY, "new"),
            lambda by, typed: add_sponsor(
                by.database, by.signed_in, edition_id, typed.name, typed.line, logo=typed.logo
            ),
        )


def _buttons(visitor: Visitor, edition_id: int, one: ListedSponsor, *, is_first: bool) -> None:
    say, key = visitor.say, f"sponsor-{one.id}"
    with st.container(key=f"{key}-buttons", horizontal=True):
        if st.button(say("sponsors.change"), key=f"{key}-change"):
            confirm(
                say("sponsors.change_title"),
                lambda by: _ask(by, one.sponsor, str(one.id)),
                lambda by, typed: _change(by, edition_id, one.id, typed),
            )
        if not is_first and st.button(say("sponsors.up"), icon=":material/arrow_upward:", key=f"{key}-up"):
            with refusals(visitor):
                move_sponsor_up(visitor.database, visitor.signed_in, edition_id, one.id)
                st.rerun()
        if st.button(say("sponsors.remove"), key=f"{key}-remove"):
            confirm(
                say("sponsors.remove"),
                say_so("sponsors.remove_sure", name=markdown(one.sponsor.name)),
                lambda by, _: remove_sponsor(by.database, by.signed_in, edition_id, one.id),
            )


def _ask(visitor: Visitor, known: SponsorView, key: str) -> Typed:
    say = visitor.say
    name = st.text_input(say("sponsors.name"), known.name, max_chars=LONGEST_NAME, key=f"sponsor-name-{key}")
    line = st.text_input(say("sponsors.line"), known.line, max_chars=LONGEST_LINE, key=f"sponsor-line-{key}")
    logo = st.file_uploader(
        say("sponsors.logo"), ["png", "jpg", "jpeg", "webp"], key=f"sponsor-logo-{key}", max_upload_size=1
    )
    without = bool(known.logo) and st.checkbox(say("sponsors.no_logo"), key=f"sponsor-no-logo-{key}")
    return Typed(name, line, logo.read(MOST_BYTES + 1) if logo else None, without)


def _change(visitor: Visitor, edition_id: int, sponsor_id: int, typed: Typed) -> None:
    where = (visitor.database, visitor.signed_in, edition_id, sponsor_id)
    change_sponsor(*where, typed.name, typed.line, logo=typed.logo)
    if typed.without_logo and typed.logo is None:
        remove_sponsor_logo(*where)
