"""What the organisers' pages share: the edition chosen, the version that was seen, refusals that name fields."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from challenge.errors import ChallengeError
from challenge.services.edition_changes import LONGEST_REASON, UNSTARTED
from challenge.services.edition_office import list_own_editions
from challenge.services.editions import EditionView, read_edition
from challenge.ui.forms import refusals
from challenge.ui.html import draw
from challenge.ui.visitor import CHOSEN_EDITION, Visitor

_CHOICE, _SEEN = "edition-choice", "edition-seen"
NAMING = ("earlier", "later", "date", "figure", "kept")
"""Facts of a refusal that are names of fields, to be said in the visitor's language."""


def office_edition(visitor: Visitor) -> EditionView:
    """The edition whose office is open; whoever organises several chooses among them."""
    own = {edition.id: edition for edition in list_own_editions(visitor.database, visitor.signed_in)}
    open_now = visitor.edition_id if visitor.edition_id in own else next(iter(own))
    if len(own) > 1:
        st.selectbox(
            visitor.say("edition.which"),
            list(own),
            list(own).index(open_now),
            format_func=lambda key: f"{own[key].name} · {visitor.say(f'edition.state.{own[key].state}')}",
            key=_CHOICE,
            on_change=_choose_edition,
        )
    return read_edition(visitor.database, open_now)


def _choose_edition() -> None:
    st.session_state[CHOSEN_EDITION] = st.session_state[_CHOICE]


def seen_version(visitor: Visitor, edition: EditionView, form: str) -> int:
    """The version a form was filled from; another one meanwhile is said, and can be taken over."""
    what = (edition.id, form)
    known = st.session_state.get(_SEEN)
    if known is None or known[0] != what:
        known = st.session_state[_SEEN] = (what, edition.version)
    if known[1] != edition.version:
        draw("note.html", visitor.locale, kind="hint", words=visitor.say("edition.changed_meanwhile"))
        if st.button(visitor.say("edition.reload"), key="edition-reload"):
            forget_version()
            st.rerun()
    return int(known[1])


def forget_version() -> None:
    """Fill the next form from the edition as it is."""
    st.session_state.pop(_SEEN, None)


def ask_reason(visitor: Visitor, edition: EditionView, key: str) -> str:
    """Why a running edition is changed; before it runs nobody is asked."""
    if edition.state in UNSTARTED:
        return ""
    words = visitor.say("edition.reason")
    return st.text_input(words, max_chars=LONGEST_REASON, key=key, help=visitor.say("edition.reason_help"))


@contextmanager
def office_refusals(visitor: Visitor) -> Iterator[None]:
    """Say a refusal where it happened, with the fields it names in the visitor's words."""
    with refusals(visitor):
        try:
            yield
        except ChallengeError as error:
            for name in [name for name in NAMING if name in error.facts]:
                fields = error.facts[name]
                listed = fields if isinstance(fields, tuple) else (fields,)
                error.facts[name] = ", ".join(visitor.say(f"edition.field.{field}") for field in listed)
            raise
