"""Pieces of forms: the sport to choose, the day, and a refusal said so that nothing entered is lost."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from time import monotonic
from uuid import uuid4

import streamlit as st

from challenge.domain.sports import all_sports
from challenge.errors import ChallengeError
from challenge.ui.visitor import Visitor
from challenge.wording.escaping import markdown
from challenge.wording.facts import spoken

SAME_REQUEST_SECONDS = 10
"""Nobody does the same thing twice as quickly as that, but a finger does."""

TILES = ("walk", "run", "ride", "swim", "strength", "yoga", "gardening", "other")
"""Offered first to whoever has logged nothing yet."""


def choose_sport(visitor: Visitor, recent: Sequence[str], key: str, *, current: str | None = None) -> str:
    """Eight tiles, the recent ones first, and a search among all sports; a searched sport wins."""
    tiles = list(dict.fromkeys([*([current] if current else []), *recent, *TILES]))[:8]
    tile = st.pills(
        visitor.say("log.sport"),
        tiles,
        default=tiles[0],
        format_func=lambda name: visitor.say(f"sport.{name}"),
        key=f"{key}-tile",
        required=True,
    )
    others = sorted(set(all_sports()) - set(tiles), key=lambda name: visitor.say(f"sport.{name}"))
    searched = st.selectbox(
        visitor.say("log.other_sport"),
        others,
        index=None,
        format_func=lambda name: visitor.say(f"sport.{name}"),
        placeholder=visitor.say("log.search"),
        key=f"{key}-search",
    )
    return searched or tile or tiles[0]


@contextmanager
def refusals(visitor: Visitor) -> Iterator[None]:
    """Say a refusal where it happened, in the visitor's words."""
    try:
        yield
    except ChallengeError as error:
        st.error(markdown(say_refusal(visitor, error)), icon=":material/error:")


def say_refusal(visitor: Visitor, error: ChallengeError) -> str:
    """A refusal in the visitor's words, its facts written as the language does."""
    return visitor.say(error.code, **{name: spoken(fact, visitor.locale) for name, fact in error.facts.items()})


def request_token(name: str, values: object) -> str:
    """What makes a double click one request: the same for the same values within a few seconds."""
    key, now = f"request-{name}", monotonic()
    before = st.session_state.get(key)
    if before is None or before[0] != values or now - before[1] > SAME_REQUEST_SECONDS:
        before = st.session_state[key] = (values, now, uuid4().hex)
    return str(before[2])
