"""Following: what shows people's names is drawn again when the edition has changed, in every open page."""

from pathlib import Path

import streamlit as st

from challenge.services.editions import EditionView

LIVE = Path(__file__).parents[1] / "web" / "static" / "live"

_component = st.components.v2.component(
    "following",
    html="""<span
  class="following" hidden></span>""",
    js=(LIVE / "following_frame.js").read_text(encoding="utf-8"),
)


def follow_changes(edition: EditionView, key: str) -> None:
    """Run the fragment around it again soon after a change to the edition, as it was read before all that is drawn.

    A page does so every five to seven seconds at most, and only while it is looked at.
    """
    data = {"edition": edition.slug, "revision": edition.revision}
    _component(key=key, data=data, height=1, on_changed_change=_run_again)


def _run_again() -> None:
    """Nothing more: that it is told makes the fragment run."""
