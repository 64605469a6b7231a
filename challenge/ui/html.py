"""HTML on a page: templates that escape every fact, drawn in one piece."""

import streamlit as st

from challenge.wording.templating import render


def draw(template: str, locale: str, **facts: object) -> None:
    """A template as one element of the page."""
    st.html(render(template, locale, **facts))
