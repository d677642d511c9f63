"""Rows to take along: as CSV, and one click further in the other formats of data."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec

import streamlit as st

from immunodata.export import DATA, MEDIA_TYPES

LABELS = {"csv": "CSV", "xlsx": "Excel", "parquet": "Parquet", "json": "JSON", "metadata.json": "Metadata"}
NEEDS = {"xlsx": "xlsxwriter", "parquet": "pyarrow"}


def offer(stem: str, make: Callable[[str], bytes]) -> None:
    """A button for CSV and a menu of the other formats; `make` gives the bytes of a format when it is asked for."""
    _button("csv", stem, make)
    _others(stem, make)


@st.fragment
def _others(stem: str, make: Callable[[str], bytes]) -> None:
    menu = st.popover("Other formats", key="other-formats", on_change="rerun")
    if not menu.open:  # five buttons that few press: laid out when the menu opens, without a run of the page
        return
    with menu:
        st.markdown("Excel holds the sources, too; the metadata say what each column means and where it was read.")
        for ending in (*DATA[1:], "metadata.json"):
            _button(ending, stem, make)


def _button(ending: str, stem: str, make: Callable[[str], bytes]) -> None:
    missing = ending in NEEDS and find_spec(NEEDS[ending]) is None
    st.download_button(
        LABELS[ending],
        lambda: make(ending),
        file_name=f"{stem}.{ending}",
        mime=MEDIA_TYPES[ending.rpartition(".")[2]],
        on_click="ignore",
        disabled=missing,
        help="Needs: pip install 'immunodata[export]'" if missing else None,
        key=f"download-{ending}",
    )
