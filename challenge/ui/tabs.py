"""Tabs of a page: one is chosen, and stands in the address by its own name, whatever the language."""

from collections.abc import Sequence

import streamlit as st

from challenge.ui.visitor import Visitor


def choose_tab(visitor: Visitor, key: str, names: Sequence[str], *, prefix: str, parameter: str = "tab") -> str:
    """The tab chosen, or the one that the address asks for; `prefix` is what their catalogue keys begin with."""
    asked = st.query_params.get(parameter)
    chosen = st.segmented_control(
        visitor.say(prefix.removesuffix(".")),
        names,
        default=asked if asked in names else names[0],
        format_func=lambda name: visitor.say(f"{prefix}{name}"),
        key=key,
        label_visibility="collapsed",
        required=True,
    )
    tab = chosen or names[0]
    if tab != (asked or names[0]):
        st.query_params[parameter] = tab
    return tab
