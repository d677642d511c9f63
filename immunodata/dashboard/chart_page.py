"""A page of charts that answer one question."""

from __future__ import annotations

import streamlit as st

from immunodata.charts import GROUPS
from immunodata.dashboard import address, filters, memory, picture, stage


def show(group: str) -> None:
    """Show the page of a group: the chart its address asks for."""
    charts = address.charts_of(group)
    reading = memory.reading(filters.parameters(), charts)
    if stage.is_on() and reading.chart is not None:
        st.title(GROUPS[group], anchor=False)
        filters.notices(reading)
        stage.show_chart(reading, charts, memory.view(reading.chart.id, reading.choices))
        return
    filters.sidebar(reading, charts)
    st.title(GROUPS[group], anchor=False)
    filters.ask_chart(reading, charts)
    filters.notices(reading)
    filters.row(reading, charts)
    if reading.chart is None:
        return
    view = memory.view(reading.chart.id, reading.choices)
    picture.show(view)
    picture.take_along(view, address.link(reading))
    with st.sidebar:
        stage.enter_button()
    picture.details(view)
