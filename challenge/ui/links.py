"""Links from page to page by the page's name."""

from pathlib import Path

import streamlit as st

PAGES = Path(__file__).parents[2] / "pages"


def link(name: str, label: str, icon: str | None = None, **query: str) -> None:
    """A link to another page."""
    st.page_link(PAGES / f"{name}.py", label=label, icon=icon, query_params=query or None, width="stretch")


def go(name: str, **query: str) -> None:
    """Leave for another page."""
    st.switch_page(PAGES / f"{name}.py", query_params=query or None)
