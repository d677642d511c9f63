"""What the server keeps: the dataset, the views already made, and a quiet garbage collector."""

from __future__ import annotations

import gc
from functools import lru_cache

import streamlit as st

from immunodata.charts import CHARTS, chart
from immunodata.dataset import Dataset, default_dataset
from immunodata.errors import ImmunodataError
from immunodata.view import Choice, Choices, View

WIDE_PX, NARROW_PX = 960, 358  # the drawing widths: a page beside the sidebar, a phone


def dataset() -> Dataset:
    """The dataset every page shows, read once per server."""
    return default_dataset()


def view(chart_id: str, choices: Choices) -> View:
    """The view of a chart for these choices, made once per server."""
    return _view(chart_id, tuple(choices.items()))


@st.cache_resource(max_entries=512, show_spinner=False)
def _view(chart_id: str, choices: tuple[tuple[str, Choice], ...]) -> View:
    return chart(chart_id).view(dataset(), **dict(choices))


def warm() -> None:
    """Make every chart as first asked for, on light ground; so statsmodels and Plotly are imported before a click."""
    import importlib.util

    if importlib.util.find_spec("statsmodels"):
        import statsmodels.stats.proportion  # noqa: F401
    for known in CHARTS:
        try:
            view(known.id, known.resolve(dataset(), {})).draw(width=WIDE_PX)
        except ImmunodataError:  # the page that shows this chart says what is wrong
            continue
    settle()


@lru_cache(maxsize=2)
def _settle(_moment: str) -> None:
    gc.collect()
    gc.freeze()


def settle(moment: str = "warm") -> None:
    """Once per moment: keep what is loaded by now out of Streamlit's full collection after every run.

    With pandas and Plotly loaded that collection takes 75 ms of each click.
    """
    _settle(moment)
