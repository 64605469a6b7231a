"""What the review leaves behind: the log of decisions, and how much is typed by hand in each company."""

import streamlit as st

from challenge.services.decision_log import read_decisions
from challenge.services.editions import EditionView
from challenge.services.manual_shares import manual_shares
from challenge.ui.html import draw
from challenge.ui.visitor import Visitor

_PAGE = "log-page"


def show_log(visitor: Visitor, edition: EditionView) -> None:
    """The decisions of an edition, a page at a time."""
    asked = st.session_state.get(_PAGE, 1)
    log = read_decisions(visitor.database, visitor.signed_in, edition.id, page=asked - 1)
    if not log.lines and log.pages == 1:
        draw("note.html", visitor.locale, kind="empty", words=visitor.say("review.log_empty"))
        return
    draw("review_log.html", visitor.locale, lines=log.lines, zone=edition.zone)
    if log.pages > 1:
        st.number_input(visitor.say("review.log_page"), 1, log.pages, key=_PAGE)


def show_shares(visitor: Visitor, edition: EditionView) -> None:
    """The share of typed activities of each company."""
    draw(
        "manual_shares.html",
        visitor.locale,
        shares=manual_shares(visitor.database, visitor.signed_in, edition.id),
    )
