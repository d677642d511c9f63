"""Horizontal bars stacked to 100 %, or to a count."""

from __future__ import annotations

from typing import Any

from immunodata import theme
from immunodata.figures.frame import Body, key_line, key_rows, row_axis, row_positions
from immunodata.forms import Stacks

NARROWEST = 0.06  # share of the axis that still has room for its number


def paint(form: Stacks, dark: bool, width: int) -> Body:
    """Return the body of a stacked bar chart."""
    ground = theme.ground(dark)
    places = row_positions((), len(form.rows))
    axis, left = row_axis(form.rows, form.details, places, ground, most=min(340, width * 0.36))
    traces: list[Any] = []
    suffix = "%" if form.unit == "%" else ""
    for part in form.parts:
        fill = theme.color(part.role, dark=dark)
        texts = [_text(value, form) for value in part.values]
        traces.append(
            {
                "type": "bar",
                "x": list(part.values),
                "y": places,
                "orientation": "h",
                "name": part.name,
                "text": texts,
                "textposition": "inside",
                "insidetextanchor": "middle",
                "textangle": 0,
                "constraintext": "none",
                "textfont": {"size": theme.SMALL_PX, "color": theme.ink_on(fill)},
                "marker": {"color": fill, "line": {"color": ground.paper, "width": 1}},
                "customdata": list(part.hovers),
                "hovertemplate": "%{customdata}<extra></extra>",
            }
        )
    entries = [("■", theme.color(part.role, dark=dark), part.name) for part in form.parts]
    above = 16 + 18 * len(key_rows(entries, width))
    return Body(
        traces=traces,
        layout={
            "barmode": "stack",
            "bargap": 0.34,
            "yaxis": axis,
            "xaxis": {"range": [0, form.most], "ticksuffix": suffix, "showgrid": True, "nticks": 6},
        },
        height=max(len(form.rows), 1) * (44 if any(form.details) else 32) + 10,
        left=left,
        above=above,
        annotations=[key_line(entries, left, above, ground, room=width)],
    )


def _text(value: float | None, form: Stacks) -> str:
    """The number inside a part, where it has room: counts are short, percents want more."""
    if not value or value < form.most * (NARROWEST if form.unit == "%" else NARROWEST / 3):
        return ""
    return theme.percent(value) if form.unit == "%" else f"{value:.0f}"
