"""Dots with interval lines, in one or more panels that share their rows."""

from __future__ import annotations

from html import escape
from typing import Any

from immunodata import theme
from immunodata.figures.frame import Body, group_headings, key_line, row_axis, row_positions, row_span
from immunodata.forms import Dots, DotSeries, Panel

GUTTER = 0.05  # between panels, share of the width
BESIDE_LINE, BESIDE_DOT = "&nbsp;", "&nbsp;&nbsp;&nbsp;"  # a dot is wider than the end of a line
DODGE = 0.36  # between series of one row


def paint(form: Dots, dark: bool, width: int) -> Body:
    """Return the body of a dot plot."""
    ground = theme.ground(dark)
    places = row_positions(form.groups, len(form.rows))
    axis, left = row_axis(form.rows, form.details, places, ground, most=min(300, width * 0.34))
    crowded = max(len(panel.series) for panel in form.panels) > 1
    row_px = 46 if any(form.details) else 36 if crowded else 30
    domains = _domains(form.panels)
    traces: list[Any] = []
    layout: dict[str, Any] = {"yaxis": axis}
    notes = group_headings(form.groups, places, left, ground)
    shapes: list[dict[str, Any]] = []
    has_ends = any(panel.ends for panel in form.panels)
    for number, (panel, domain) in enumerate(zip(form.panels, domains, strict=True), start=1):
        suffix = "" if number == 1 else str(number)
        layout[f"xaxis{suffix}"] = _scale(panel, domain, ground)
        for index, series in enumerate(panel.series):
            traces += _series(series, index, len(panel.series), places, f"x{suffix}", dark, ground, panel.unit)
        notes += _panel_heads(panel, domain, ground, lift=24 if has_ends else 6)
        if panel.reference is not None:
            shapes.append(
                {
                    "type": "line",
                    "xref": f"x{suffix}",
                    "yref": "paper",
                    "x0": panel.reference,
                    "x1": panel.reference,
                    "y0": 0,
                    "y1": 1,
                    "line": {"color": ground.muted, "width": 1},
                }
            )
    entries = _key(form, dark, ground)
    above = 30 + (18 if has_ends else 0) + (26 if entries else 0)
    if entries:
        notes.append(key_line(entries, left, above, ground))
    top, bottom = row_span(places)
    return Body(
        traces=traces,
        layout=layout,
        height=(bottom - top) * row_px,
        left=left,
        right=36,
        above=above,
        annotations=notes,
        shapes=shapes,
    )


def _domains(panels: tuple[Panel, ...]) -> list[tuple[float, float]]:
    room = 1 - GUTTER * (len(panels) - 1)
    total = sum(panel.share for panel in panels)
    start, domains = 0.0, []
    for panel in panels:
        end = start + room * panel.share / total
        domains.append((start, min(end, 1.0)))
        start = end + GUTTER
    return domains


def _scale(panel: Panel, domain: tuple[float, float], ground: theme.Ground) -> dict[str, Any]:
    return {
        "domain": list(domain),
        "range": [panel.low, panel.high],
        "anchor": "y",
        "showgrid": True,
        "nticks": 6,
        "gridcolor": ground.guide,
        "ticksuffix": panel.unit if panel.unit == "%" else "",
    }


def _series(
    series: DotSeries, index: int, count: int, places: list[float], x: str, dark: bool, ground: theme.Ground, unit: str
) -> list[Any]:
    """One trace of dots with their lines, and the value printed beside each."""
    offset = (index - (count - 1) / 2) * DODGE
    shown = [(at, point, role) for at, point, role in zip(places, series.points, series.roles, strict=True) if point]
    colors = [theme.color(role, dark=dark) for _, _, role in shown]
    xs = [point.value for _, point, _ in shown]
    ys = [at + offset for at, _, _ in shown]
    lines = _lines(shown, ys, colors, x)
    symbols = [theme.marker(role) for _, _, role in shown]
    dots = {
        "type": "scatter",
        "x": xs,
        "y": ys,
        "xaxis": x,
        "yaxis": "y",
        "mode": "markers",
        "name": series.name,
        "marker": {
            "size": 10,
            "symbol": symbols,
            "color": colors if series.filled else ground.paper,
            "line": {"color": colors, "width": 2},
        },
        "cliponaxis": False,
        "customdata": [point.hover for _, point, _ in shown],
        "hovertemplate": "%{customdata}<extra></extra>",
    }
    return [*lines, dots, *_values(shown, ys, x, ground, unit)]


def _lines(shown: list[Any], ys: list[float], colors: list[str], x: str) -> list[Any]:
    """The intervals: one trace per color, since each trace costs."""
    ends: dict[str, tuple[list[float | None], list[float | None]]] = {}
    for (_, point, _), y, color in zip(shown, ys, colors, strict=True):
        if point.low is not None and point.high is not None:
            across, up = ends.setdefault(color, ([], []))
            across += [point.low, point.high, None]
            up += [y, y, None]
    return [
        {
            "type": "scatter",
            "x": across,
            "y": up,
            "xaxis": x,
            "yaxis": "y",
            "mode": "lines",
            "hoverinfo": "skip",
            "line": {"color": color, "width": 2},
        }
        for color, (across, up) in ends.items()
    ]


def _values(shown: list[Any], ys: list[float], x: str, ground: theme.Ground, unit: str) -> list[Any]:
    """The value printed beside each interval: on the right, below zero on the left, away from the reference line."""
    left = [point.value < 0 for _, point, _ in shown]
    ends = [
        point.value if point.high is None else point.low if on_left else point.high
        for (_, point, _), on_left in zip(shown, left, strict=True)
    ]
    texts = [theme.measure(point.value, unit) for _, point, _ in shown]
    gaps = [BESIDE_DOT if end == point.value else BESIDE_LINE for (_, point, _), end in zip(shown, ends, strict=True)]
    return [
        {
            "type": "scatter",
            "x": ends,
            "y": ys,
            "xaxis": x,
            "yaxis": "y",
            "mode": "text",
            "text": [f"{gap}{escape(text)}{gap}" for text, gap in zip(texts, gaps, strict=True)],
            "textposition": [f"middle {'left' if on_left else 'right'}" for on_left in left],
            "hoverinfo": "skip",
            "cliponaxis": False,
            "textfont": {"size": theme.SMALL_PX, "color": ground.muted},
        }
    ]


def _panel_heads(panel: Panel, domain: tuple[float, float], ground: theme.Ground, *, lift: int) -> list[dict[str, Any]]:
    base = {"xref": "paper", "yref": "paper", "y": 1, "yanchor": "bottom", "showarrow": False}
    heads = [
        {
            **base,
            "x": domain[0],
            "xanchor": "left",
            "yshift": lift,
            "text": f"<b>{escape(panel.title)}</b>",
            "font": {"size": theme.LABEL_PX, "color": ground.ink},
        }
    ]
    if panel.ends and panel.reference is not None:
        share = (panel.reference - panel.low) / (panel.high - panel.low)
        middle = domain[0] + (domain[1] - domain[0]) * share
        small = {"size": theme.SMALL_PX, "color": ground.muted}
        heads += [
            {
                **base,
                "x": middle,
                "xanchor": "right",
                "yshift": 4,
                "text": f"← {escape(panel.ends[0])}&nbsp;",
                "font": small,
            },
            {
                **base,
                "x": middle,
                "xanchor": "left",
                "yshift": 4,
                "text": f"&nbsp;{escape(panel.ends[1])} →",
                "font": small,
            },
        ]
    return heads


def _key(form: Dots, dark: bool, ground: theme.Ground) -> list[tuple[str, str, str]]:
    """Entries for series that differ by fill or by a color of their own; one series needs no key."""
    series = {item.name: item for panel in form.panels for item in panel.series}
    if len(series) < 2:
        return []
    entries = []
    for item in series.values():
        if not item.name:
            continue
        roles = set(item.roles)
        hue = theme.color(item.roles[0], dark=dark) if len(roles) == 1 else ground.muted
        open_mark = not item.filled or theme.marker(item.roles[0]).endswith("open")
        entries.append(("○" if open_mark else "●", hue, item.name))
    return entries
