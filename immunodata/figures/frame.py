"""What every figure has in common: title, what is measured, notes, source line, axes and margins."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from html import escape
from typing import TYPE_CHECKING, Any

import plotly.graph_objects as go

from immunodata import theme

if TYPE_CHECKING:
    from immunodata.view import View

PAD = 16  # around everything, px
LINE = 1.35  # line height, in type sizes
KEY_GAP_PX = 22  # between the entries of a key
GLYPHS = {
    "circle": "●",
    "circle-open": "○",
    "circle-open-dot": "◉",
    "x-thin": "✕",
    "line-ns": "❘",
    "square": "■",
    "diamond": "◆",
    "square-open": "□",
}


@dataclass(kw_only=True)
class Body:
    """What a painter hands to the frame."""

    traces: list[Any]
    layout: dict[str, Any]
    height: float  # of the plotting area, px
    left: float = 8.0  # room for row labels, px
    right: float = 24.0
    above: float = 8.0  # room for legend and column heads, px
    below: float = 34.0  # room for tick labels and axis title, px
    annotations: list[dict[str, Any]] = field(default_factory=list)
    shapes: list[dict[str, Any]] = field(default_factory=list)


def compose(view: View, body: Body, *, dark: bool, width: int) -> go.Figure:
    """Return the body with title, subtitle, notes and source line around it."""
    ground = theme.ground(dark)
    room = width - 2 * PAD
    head = theme.wrap(view.words.headline, theme.TITLE_PX * 1.05, room)
    sub = theme.wrap(view.words.subtitle, theme.SUBTITLE_PX, room)
    foot = [line for note in view.notes for line in theme.wrap(note, theme.SMALL_PX, room)]
    foot += theme.wrap(view.source_line, theme.SMALL_PX, room)
    head_px, sub_px = _height(head, theme.TITLE_PX), _height(sub, theme.SUBTITLE_PX)
    foot_px = _height(foot, theme.SMALL_PX)
    top = PAD + head_px + 4 + sub_px + 12 + body.above
    bottom = body.below + 12 + foot_px + PAD
    left, right = body.left + PAD, body.right + PAD
    place = {
        "xref": "paper",
        "yref": "paper",
        "x": 0,
        "xanchor": "left",
        "showarrow": False,
        "align": "left",
        "xshift": -left + PAD,
    }
    texts = [
        {
            **place,
            "y": 1,
            "yanchor": "top",
            "yshift": top - PAD,
            "text": f"<b>{_lines(head)}</b>",
            "font": {"size": theme.TITLE_PX, "color": ground.ink},
        },
        {
            **place,
            "y": 1,
            "yanchor": "top",
            "yshift": top - PAD - head_px - 4,
            "text": _lines(sub),
            "font": {"size": theme.SUBTITLE_PX, "color": ground.muted},
        },
        {
            **place,
            "y": 0,
            "yanchor": "top",
            "yshift": -(body.below + 12),
            "text": _lines(foot),
            "font": {"size": theme.SMALL_PX, "color": ground.muted},
        },
    ]
    layout = {
        "template": template(dark),
        "height": round(top + body.height + bottom),
        "margin": {"l": left, "r": right, "t": top, "b": bottom, "pad": 0, "autoexpand": False},
        "annotations": [*body.annotations, *texts],
        "shapes": body.shapes,
        **body.layout,
    }
    return go.Figure({"data": body.traces, "layout": layout})  # handed over once: each update checks all again


def empty(dark: bool, width: int) -> Body:  # noqa: ARG001  same shape as every painter
    """The body of a view without rows: room to breathe and a sentence."""
    note = {
        "text": "Nothing to draw. Choose fewer filters.",
        "xref": "paper",
        "yref": "paper",
        "x": 0.5,
        "y": 0.5,
        "showarrow": False,
        "font": {"size": 16, "color": theme.ground(dark).muted},
    }
    hidden = {"visible": False}
    return Body(traces=[], layout={"xaxis": hidden, "yaxis": hidden}, height=180, annotations=[note])


@cache
def template(dark: bool) -> go.layout.Template:
    """The house template."""
    ground = theme.ground(dark)
    axis = {
        "gridcolor": ground.guide,
        "zeroline": False,
        "showline": False,
        "ticks": "",
        "automargin": False,
        "tickfont": {"size": theme.LABEL_PX, "color": ground.muted},
        "title": {"font": {"size": theme.LABEL_PX}},
        "fixedrange": True,
    }
    return go.layout.Template(
        layout={
            "font": {"family": theme.FONT, "size": theme.LABEL_PX, "color": ground.ink},
            "paper_bgcolor": ground.paper,
            "plot_bgcolor": ground.paper,
            "xaxis": axis,
            "yaxis": {**axis, "showgrid": False},
            "showlegend": False,
            "dragmode": False,
            "hovermode": "closest",
            "hoverlabel": {
                "bgcolor": ground.paper,
                "bordercolor": ground.guide,
                "align": "left",
                "font": {"family": theme.FONT, "size": theme.LABEL_PX, "color": ground.ink},
            },
        }
    )


def row_positions(groups: Sequence[str], count: int, *, gap: float = 1.0) -> list[float]:
    """Vertical place of each row, counted from 0 down; a change of heading opens a gap."""
    places: list[float] = []
    at = 0.0
    for index in range(count):
        if groups and (index == 0 or groups[index] != groups[index - 1]):
            at += gap if index else gap * 1.05
        places.append(at)
        at += 1
    return places


def row_span(places: Sequence[float]) -> tuple[float, float]:
    """Upper and lower end of the rows, with room for a first heading."""
    first, last = (places[0], places[-1]) if places else (0, 0)
    return (0 if first > 0 else first - 0.6), last + 0.6


def row_axis(
    labels: Sequence[str], details: Sequence[str], places: Sequence[float], ground: theme.Ground, *, most: float = 300
) -> tuple[dict[str, Any], float]:
    """The vertical axis with a label, and a muted detail below it, per row; and the room it needs in px."""
    texts, room = [], 0.0
    for index, label in enumerate(labels):
        shown = theme.shorten(label, theme.LABEL_PX, most)
        detail = theme.shorten(details[index], theme.SMALL_PX, most) if details and details[index] else ""
        room = max(room, theme.text_width(shown, theme.LABEL_PX), theme.text_width(detail, theme.SMALL_PX))
        small = f'<br><span style="font-size:{theme.SMALL_PX}px;color:{ground.muted}">{escape(detail)}</span>'
        texts.append(escape(shown) + (small if detail else ""))
    axis = {
        "tickvals": list(places),
        "ticktext": texts,
        "range": list(reversed(row_span(places))),
        "tickfont": {"size": theme.LABEL_PX, "color": ground.ink},
        "ticklabelstandoff": 8,
    }
    return axis, room + 16


def group_headings(
    groups: Sequence[str], places: Sequence[float], left: float, ground: theme.Ground
) -> list[dict[str, Any]]:
    """Headings above the first row of each group."""
    return [
        {
            "text": f"<b>{escape(group)}</b>",
            "xref": "paper",
            "x": 0,
            "xanchor": "left",
            "xshift": -left,
            "yref": "y",
            "y": places[index] - 0.78,
            "yanchor": "middle",
            "showarrow": False,
            "align": "left",
            "font": {"size": theme.SMALL_PX, "color": ground.muted},
        }
        for index, group in enumerate(groups)
        if index == 0 or group != groups[index - 1]
    ]


def key_rows(entries: Sequence[tuple[str, str, str]], room: float) -> list[list[tuple[str, str, str]]]:
    """The entries of a key in lines no wider than `room` pixels."""
    rows: list[list[tuple[str, str, str]]] = [[]]
    used = 0.0
    for entry in entries:
        need = theme.text_width(f"● {entry[2]}", theme.LABEL_PX) + KEY_GAP_PX
        if rows[-1] and used + need > room:
            rows.append([])
            used = 0.0
        rows[-1].append(entry)
        used += need
    return rows


def key_line(
    entries: Sequence[tuple[str, str, str]], left: float, above: float, ground: theme.Ground, *, room: float = math.inf
) -> dict[str, Any]:
    """A legend as text, (glyph, color, name) each, at the left above the plot; several lines where `room` is short."""
    text = "<br>".join(
        "&nbsp;&nbsp;&nbsp;&nbsp;".join(
            f'<span style="color:{color}">{glyph}</span> {escape(name)}' for glyph, color, name in row
        )
        for row in key_rows(entries, room)
    )
    return {
        "text": text,
        "xref": "paper",
        "x": 0,
        "xanchor": "left",
        "xshift": -left,
        "yref": "paper",
        "y": 1,
        "yanchor": "top",
        "yshift": above,
        "showarrow": False,
        "align": "left",
        "font": {"size": theme.LABEL_PX, "color": ground.ink},
    }


def _lines(lines: Sequence[str]) -> str:
    return "<br>".join(escape(line) for line in lines)


def _height(lines: Sequence[str], size: float) -> float:
    return len(lines) * size * LINE
