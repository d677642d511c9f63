"""Dated marks on rows."""

from __future__ import annotations

from datetime import date
from typing import Any

from immunodata import theme
from immunodata.figures.frame import (
    GLYPHS,
    PAD,
    Body,
    group_headings,
    key_line,
    key_rows,
    row_axis,
    row_positions,
    row_span,
)
from immunodata.forms import Mark, Timeline

ROW_PX, LANE_PX = 30, 10  # a row with up to three lanes, and each lane of a fuller one
SIZES = {"x-thin": 10, "line-ns": 10}


def paint(form: Timeline, dark: bool, width: int) -> Body:
    """Return the body of a timeline."""
    ground = theme.ground(dark)
    places = row_positions(form.groups, len(form.rows))
    axis, left = row_axis(form.rows, (), places, ground, most=min(260, width * 0.3))
    statuses = [status for status in theme.STATUS_ROLES if any(mark.status == status for mark in form.marks)]
    guides = [
        {
            "type": "line",
            "xref": "paper",
            "x0": 0,
            "x1": 1,
            "y0": y,
            "y1": y,
            "layer": "below",
            "line": {"color": ground.guide, "width": 1},
        }
        for y in places
    ]
    traces = [_marks(form, status, places, dark, ground) for status in statuses]
    entries = [(GLYPHS[theme.STATUS_ROLES[s].marker], ground.ink, theme.STATUS_ROLES[s].label) for s in statuses]
    room = width - 2 * PAD
    above = 14 + 18 * len(key_rows(entries, room))
    years = [mark.when.year for mark in form.marks]
    low, high = (min(years), max(years) + 1) if years else (2000, 2001)
    top, bottom = row_span(places)
    return Body(
        traces=traces,
        layout={
            "yaxis": axis,
            "xaxis": {
                "type": "date",
                "range": [date(low - 1, 7, 1), date(high, 7, 1)],
                "showgrid": True,
                "nticks": 12,
                "tickformat": "%Y",
            },
        },
        height=(bottom - top) * max(ROW_PX, LANE_PX * form.lanes),
        left=left,
        above=above,
        annotations=[
            *group_headings(form.groups, places, left, ground),
            key_line(entries, left, above, ground, room=room),
        ],
        shapes=guides,
    )


def _marks(form: Timeline, status: str, places: list[float], dark: bool, ground: theme.Ground) -> Any:
    marks: list[Mark] = [mark for mark in form.marks if mark.status == status]
    symbol = theme.STATUS_ROLES[status].marker
    colors = [theme.color(form.roles[mark.row], dark=dark) for mark in marks]
    solid = symbol == "circle"
    return {
        "type": "scatter",
        "x": [mark.when for mark in marks],
        "y": [places[mark.row] + mark.offset for mark in marks],
        "mode": "markers",
        "name": theme.STATUS_ROLES[status].label,
        "customdata": [mark.hover for mark in marks],
        "marker": {
            "symbol": symbol,
            "size": SIZES.get(symbol, 10),
            "color": colors,
            "opacity": 0.85 if solid else 1,
            "line": {"color": ground.paper if solid else colors, "width": 1 if solid else 2.2},
        },
        "hovertemplate": "%{customdata}<extra></extra>",
    }
