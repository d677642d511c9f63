"""What the server keeps: the dataset, the views already made, and a quiet garbage collector."""

from __future__ import annotations

import gc
import threading
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from immunodata.charts import CHARTS, chart
from immunodata.dashboard import address
from immunodata.dashboard.address import Parameters, Reading
from immunodata.dataset import Dataset, default_dataset
from immunodata.description import search
from immunodata.errors import ImmunodataError
from immunodata.profile import Profile
from immunodata.stories import Step
from immunodata.view import Chart, Choice, Choices, View

WIDE_PX = 960  # what charts are drawn for: a page of 1280 px beside the sidebar; a narrower one scrolls sideways


_loaded = threading.Event()


def dataset() -> Dataset:
    """The dataset every page shows, read once per server."""
    data = default_dataset()
    _loaded.set()
    return data


def is_loaded() -> bool:
    """True once the dataset has been read."""
    return _loaded.is_set()


def view(chart_id: str, choices: Choices) -> View:
    """The view of a chart for these choices, made once per server."""
    return _view(chart_id, tuple(choices.items()))


def step(told: Step) -> View:
    """The view of a story's step, made once per server."""
    return view(told.chart, chart(told.chart).resolve(dataset(), told.choices))


class Drawn(go.Figure):
    """A figure made into a dict once: Streamlit asks for it at every run, and the making costs a third of the run."""

    def __init__(self, figure: go.Figure) -> None:
        super().__init__()
        self._made = figure.to_dict()

    def to_dict(self) -> dict[str, Any]:
        """The figure as a dict, the same object each time."""
        return self._made


@lru_cache(maxsize=512)
def drawn(view: View, dark: bool) -> Drawn:
    """The figure of a view as wide as pages are, made once per server."""
    return Drawn(view.draw(dark=dark, width=WIDE_PX))


@st.cache_resource(max_entries=512, show_spinner=False)
def _view(chart_id: str, choices: tuple[tuple[str, Choice], ...]) -> View:
    return chart(chart_id).view(dataset(), **dict(choices))


def reading(parameters: Parameters, charts: Sequence[Chart], others: Sequence[str] = ()) -> Reading:
    """What the address of a page asks for; read once per server and address."""
    asked = tuple((name, tuple(values)) for name, values in parameters.items())
    return _reading(asked, tuple(known.id for known in charts), tuple(others))


@st.cache_resource(max_entries=512, show_spinner=False)
def _reading(
    asked: tuple[tuple[str, tuple[str, ...]], ...], chart_ids: tuple[str, ...], others: tuple[str, ...]
) -> Reading:
    return address.read(dict(asked), [chart(chart_id) for chart_id in chart_ids], dataset(), others=others)


@st.cache_resource(max_entries=256, show_spinner=False)
def profile(therapy: str) -> Profile:
    """Everything known of a therapy, gathered once per server."""
    return dataset().profile(therapy)


@st.cache_resource(max_entries=256, show_spinner=False)
def found(text: str) -> pd.DataFrame:
    """The rows that speak of `text`, searched for once per server and text."""
    return search(text, data=dataset())


def warm() -> None:
    """Make every chart as first asked for, on light ground; so statsmodels and Plotly are imported before a click."""
    import importlib.util

    dataset()
    if importlib.util.find_spec("statsmodels"):
        import statsmodels.stats.proportion  # noqa: F401
    for known in CHARTS:
        try:
            drawn(view(known.id, known.resolve(dataset(), {})), dark=False)
        except ImmunodataError:  # the page that shows this chart says what is wrong
            continue
    settle("warm")


@lru_cache
def settle(moment: str) -> None:  # noqa: ARG001  each moment settles once
    """Keep what is loaded by now out of Streamlit's full garbage collection after every run; once per moment.

    With pandas and Plotly loaded that collection takes 75 ms of each click.
    """
    gc.collect()
    gc.freeze()
