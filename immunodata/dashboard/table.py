"""A frame as a table on a page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import pandas as pd
import streamlit as st


def show(
    frame: pd.DataFrame,
    *,
    alt: str,
    meanings: Mapping[str, str] | None = None,
    height: int | Literal["auto"] = "auto",
    key: str | None = None,
) -> pd.Series | None:
    """Show the frame, its dates as ISO days and what is missing blank; `meanings` explain the column heads.

    With a `key` a row can be picked: it is returned.
    """
    about = meanings or {}
    columns = {
        name: st.column_config.DateColumn(format="YYYY-MM-DD", help=about.get(name))
        if pd.api.types.is_datetime64_any_dtype(frame[name])
        else st.column_config.Column(help=about.get(name))
        for name in frame.columns
    }
    looks: dict[str, Any] = {
        "hide_index": True,
        "alt": alt,
        "height": height,
        "column_config": columns,
        "placeholder": "",
    }
    if key is None:
        st.dataframe(frame, **looks)
        return None
    event = st.dataframe(frame, key=key, on_select="rerun", selection_mode="single-row", **looks)
    rows = [place for place in event.selection.rows if place < len(frame)]  # another view may have fewer rows
    return frame.iloc[rows[0]] if rows else None
