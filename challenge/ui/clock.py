"""The clock on the visitor's wall: moments that belong to no edition are told as it shows them."""

from zoneinfo import ZoneInfo

import streamlit as st

from challenge.services.accounts import FIRST_ZONE


def own_zone() -> ZoneInfo:
    """The zone of the visitor's browser, or the first edition's where it names none that is known."""
    try:
        return ZoneInfo(st.context.timezone or FIRST_ZONE)
    except (KeyError, ValueError, OSError):
        return ZoneInfo(FIRST_ZONE)
