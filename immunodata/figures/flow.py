"""Bands from category over action to target: each column's stops named beside their bar or in their box."""

from __future__ import annotations

from html import escape
from typing import Any

from immunodata import theme
from immunodata.bands import DOT, OPACITY, Course, Place, fit_unit, height_with, label_lines, lay_bands, lay_stops
from immunodata.figures.frame import LINE, PAD, Body
from immunodata.forms import Flow, Stop

BAR, GAP, AIR = 12.0, 9.0, 8.0  # px: thickness of a bar, between stops, between a label and its bar
LEAST_PX, PER_STOP = 430.0, 35.0  # height of the picture, and what each stop of the fullest column asks for
SIDE, BOX = 0.27, 0.20  # the most of the width for labels at a side, for the boxes in the middle
HEAD_PX = 30.0
LEAST_UNIT, MOST_UNIT = 1.5, 14.0  # px of width for one therapy
Edges = tuple[tuple[float, float], ...]  # left and right end of each column's bars


def paint(form: Flow, dark: bool, width: int) -> Body:
    """Return the body of a flow."""
    ground = theme.ground(dark)
    room = width - 2.0 * PAD
    texts, needs, left, box, right = _texts(form, room)
    stops = [sum(stop.column == column for stop in form.stops) for column in range(3)]
    most = max(LEAST_PX, PER_STOP * max(stops), height_with(form, needs, gap=GAP, unit=LEAST_UNIT))
    unit = fit_unit(form, needs, gap=GAP, height=most, most=MOST_UNIT)
    places, height = lay_stops(form, needs, gap=GAP, unit=unit), height_with(form, needs, gap=GAP, unit=unit)
    middle = (left + BAR + room - right - BAR) / 2
    edges = ((left, left + BAR), (middle - box / 2, middle + box / 2), (room - right - BAR, room - right))
    courses = lay_bands(form, places, unit=unit)
    columns = {stop.stop_id: stop.column for stop in form.stops}
    spans = [(edges[columns[c.band.start]][1], edges[columns[c.band.end]][0], c) for c in courses]
    hidden: dict[str, Any] = {"visible": False}
    return Body(
        traces=[_hovers(form, places, edges, spans)],
        layout={"xaxis": {**hidden, "range": [0, room]}, "yaxis": {**hidden, "range": [height, 0]}},
        height=height,
        left=0,
        right=0,
        above=HEAD_PX,
        below=4,
        annotations=[*_heads(form, edges, room, ground), *_labels(form, places, edges, texts, ground)],
        shapes=[*_bands(spans, dark), *_bars(form, places, edges, dark, ground)],
    )


def _texts(form: Flow, room: float) -> tuple[dict[str, list[str]], dict[str, float], float, float, float]:
    """The lines of each label, the height they need, and the width of each column's labels."""
    texts, needs, widest = {}, {}, [0.0, 0.0, 0.0]
    for stop in form.stops:
        most = room * (BOX if stop.column == 1 else SIDE) - AIR
        lines = label_lines(stop, theme.LABEL_PX, most)
        texts[stop.stop_id] = [theme.shorten(line, theme.LABEL_PX, most + AIR) for line in lines]
        needs[stop.stop_id] = len(lines) * theme.LABEL_PX * LINE + (5 if stop.column == 1 else 0)
        widest[stop.column] = max(widest[stop.column], *(theme.text_width(line, theme.LABEL_PX) for line in lines))
    left, box, right = (min(width, room * most) for width, most in zip(widest, (SIDE, BOX, SIDE), strict=True))
    return texts, needs, left + AIR, box + 2 * AIR, right + AIR


def _bands(spans: list[tuple[float, float, Course]], dark: bool) -> list[dict[str, Any]]:
    """The bands, one shape per category: each shape costs."""
    paths: dict[str, list[str]] = {}
    for x0, x1, course in spans:
        bend, low, end = (x0 + x1) / 2, course.start + course.width, course.end + course.width
        paths.setdefault(course.band.role, []).append(
            f"M{x0:.1f},{course.start:.1f}C{bend:.1f},{course.start:.1f} {bend:.1f},{course.end:.1f} {x1:.1f},"
            f"{course.end:.1f}L{x1:.1f},{end:.1f}C{bend:.1f},{end:.1f} {bend:.1f},{low:.1f} {x0:.1f},{low:.1f}Z"
        )
    return [
        {"type": "path", "path": " ".join(own), "fillcolor": theme.color(role, dark=dark), "opacity": OPACITY,
         "fillrule": "nonzero", "line": {"width": 0}, "layer": "below"}
        for role, own in paths.items()
    ]  # fmt: skip


def _bars(form: Flow, places: dict[str, Place], edges: Edges, dark: bool, ground: theme.Ground) -> list[dict[str, Any]]:
    """A bar as high as its bands at either side, a box as high as its label in the middle."""
    paths: dict[str, list[str]] = {}
    for stop in form.stops:
        place, (x0, x1) = places[stop.stop_id], edges[stop.column]
        half = (place.bottom - place.top) / 2 if stop.column == 1 else place.width / 2
        top, low = place.middle - half, place.middle + half
        fill = theme.color(stop.role, dark=dark) if stop.role else ground.guide if stop.column == 1 else ground.muted
        paths.setdefault(fill, []).append(
            f"M{x0:.1f},{top:.1f}L{x1:.1f},{top:.1f}L{x1:.1f},{low:.1f}L{x0:.1f},{low:.1f}Z"
        )
    return [
        {"type": "path", "path": " ".join(own), "fillcolor": fill, "line": {"width": 0}, "layer": "below"}
        for fill, own in paths.items()
    ]


def _labels(
    form: Flow, places: dict[str, Place], edges: Edges, texts: dict[str, list[str]],
    ground: theme.Ground,
) -> list[dict[str, Any]]:  # fmt: skip
    at = ((edges[0][0] - AIR, "right"), (sum(edges[1]) / 2, "center"), (edges[2][1] + AIR, "left"))
    return [
        {
            "text": _with_muted_number(texts[stop.stop_id], stop, ground),
            "x": at[stop.column][0],
            "y": places[stop.stop_id].middle,
            "xanchor": at[stop.column][1],
            "yanchor": "middle",
            "align": at[stop.column][1],
            "showarrow": False,
            "font": {"size": theme.LABEL_PX, "color": ground.ink},
        }
        for stop in form.stops
    ]


def _with_muted_number(lines: list[str], stop: Stop, ground: theme.Ground) -> str:
    text = "<br>".join(escape(line) for line in lines)
    number = f"{DOT}{escape(stop.detail)}"
    return f'{text.removesuffix(number)}<span style="color:{ground.muted}">{number}</span>'


def _heads(form: Flow, edges: Edges, room: float, ground: theme.Ground) -> list[dict[str, Any]]:
    at = ((edges[0][1], "right", edges[0][1]), (sum(edges[1]) / 2, "center", edges[2][0] - edges[0][1] - 2 * AIR),
          (edges[2][0], "left", room - edges[2][0]))  # fmt: skip
    return [
        {
            "text": f"<b>{escape(theme.shorten(head, theme.SMALL_PX * 1.05, most))}</b>",
            "x": x,
            "xanchor": anchor,
            "yref": "paper",
            "y": 1,
            "yanchor": "bottom",
            "yshift": 8,
            "showarrow": False,
            "font": {"size": theme.SMALL_PX, "color": ground.muted},
        }
        for head, (x, anchor, most) in zip(form.heads, at, strict=True)
    ]


def _hovers(
    form: Flow, places: dict[str, Place], edges: Edges, spans: list[tuple[float, float, Course]]
) -> dict[str, Any]:  # fmt: skip
    """What a pointer reads at each stop and at both ends and the middle of each band."""
    told = [(sum(edges[stop.column]) / 2, places[stop.stop_id].middle, stop.hover) for stop in form.stops]
    for x0, x1, course in spans:
        start, end = course.start + course.width / 2, course.end + course.width / 2
        third = (x1 - x0) / 4
        told += [(x0 + third, start + (end - start) * 0.16, course.band.hover),
                 ((x0 + x1) / 2, (start + end) / 2, course.band.hover),
                 (x1 - third, end - (end - start) * 0.16, course.band.hover)]  # fmt: skip
    return {
        "type": "scatter",
        "x": [x for x, _, _ in told],
        "y": [y for _, y, _ in told],
        "mode": "markers",
        "marker": {"size": 18, "opacity": 0},
        "customdata": [hover for _, _, hover in told],
        "hovertemplate": "%{customdata}<extra></extra>",
    }
