"""The second click: what would be done is said in a dialog, and done there or not at all."""

from collections.abc import Callable
from typing import TypeVar

import streamlit as st

from challenge.ui.forms import refusals
from challenge.ui.visitor import Visitor, greet_visitor

Answer = TypeVar("Answer")


def confirm(title: str, ask: Callable[[Visitor], Answer], act: Callable[[Visitor, Answer], object]) -> None:
    """Ask in a dialog, then act as whoever the visitor is at that moment: a right may have gone meanwhile."""

    def show() -> None:
        present = greet_visitor()
        answer = ask(present)
        if st.button(present.say("company.confirm"), type="primary", width="stretch", key="confirm"):
            with refusals(present):
                act(present, answer)
                st.rerun()

    st.dialog(title)(show)()


def say_so(key: str, **facts: object) -> Callable[[Visitor], None]:
    """A sentence to be confirmed, where nothing else is asked."""
    return lambda visitor: st.write(visitor.say(key, **facts))


def ask_reason(key: str) -> Callable[[Visitor], str]:
    """A sentence, and the reason that somebody else will read."""

    def ask(visitor: Visitor) -> str:
        st.write(visitor.say(key))
        return st.text_area(visitor.say("company.reason"), max_chars=500, key="reason", height=120)

    return ask
