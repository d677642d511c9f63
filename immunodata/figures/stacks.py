"""Horizontal bars stacked to 100 %."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go

from immunodata import theme
from immunodata.figures.frame import Body, key_line, row_axis, row_positions
from immunodata.forms import Stacks

NARROWEST = 6  # percent that still has room for its number


def paint(form: Stacks, dark: bool, width: int) -> Body:
    """Return the body of a stacked bar chart."""
    ground = theme.ground(dark)
    places = row_positions((), len(form.rows))
    axis, left = row_axis(form.rows, form.details, places, ground, most=min(340, width * 0.36))
    traces: list[Any] = []
    for part in form.parts:
        fill = theme.color(part.role, dark=dark)
        texts = [theme.percent(value) if value is not None and value >= NARROWEST else "" for value in part.values]
        traces.append(
            go.Bar(
                x=list(part.values),
                y=places,
                orientation="h",
                name=part.name,
                text=texts,
                textposition="inside",
                insidetextanchor="middle",
                textangle=0,
                constraintext="none",
                textfont={"size": theme.SMALL_PX, "color": theme.ink_on(fill)},
                marker={"color": fill, "line": {"color": ground.paper, "width": 1}},
                customdata=list(part.hovers),
                hovertemplate="%{customdata}<extra></extra>",
            )
        )
    entries = [("■", theme.color(part.role, dark=dark), part.name) for part in form.parts]
    return Body(
        traces=traces,
        layout={
            "barmode": "stack",
            "bargap": 0.34,
            "yaxis": axis,
            "xaxis": {"range": [0, 100], "ticksuffix": "%", "showgrid": True, "nticks": 6},
        },
        height=max(len(form.rows), 1) * (44 if any(form.details) else 32) + 10,
        left=left,
        above=34,
        annotations=[key_line(entries, left, 34, ground)],
    )
