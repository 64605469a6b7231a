"""Charts: Plotly figures, built once for the same figures."""

from datetime import date

import plotly.graph_objects as go
import streamlit as st

from challenge.wording.formats import short_day
from challenge.wording.templating import speaker

CORAL, FAINT = "#d9503a", "#9fb2c6"


@st.cache_resource(max_entries=500, show_spinner=False)
def week_chart(week: tuple[tuple[date, int, bool], ...], locale: str) -> go.Figure:
    """Points of seven days as bars; active days in the colour of effort."""
    say = speaker(locale)
    figure = go.Figure(
        go.Bar(
            x=[short_day(day, locale) for day, _, _ in week],
            y=[points for _, points, _ in week],
            text=[points or "" for _, points, _ in week],
            textposition="outside",
            cliponaxis=False,
            marker={"color": [CORAL if active else FAINT for _, _, active in week], "cornerradius": 8},
            hovertemplate="%{x} : %{y}<extra></extra>",
            name=say("home.week"),
        )
    )
    figure.update_layout(
        height=180,
        margin={"l": 0, "r": 0, "t": 24, "b": 0},
        yaxis={"visible": False, "fixedrange": True},
        xaxis={"fixedrange": True},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        showlegend=False,
    )
    return figure
