"""A tree read from left to right: categories, their parts, and the leaves with a detail beside each."""

from __future__ import annotations

from html import escape
from typing import Any

from immunodata import theme
from immunodata.figures.frame import Body
from immunodata.forms import Node, Tree

ROW_PX, DENSE_PX, MANY = 25, 20, 26  # a row, a row among many, and how many are many
COLUMNS = (0.0, 0.22, 0.50, 0.71)  # left ends of category, part and leaf, and of the leaf's detail


def paint(form: Tree, dark: bool, width: int) -> Body:
    """Return the body of an icicle."""
    ground = theme.ground(dark)
    spans = _spans(form.nodes)
    depths = _depths(form.nodes)
    shapes, notes = [], []
    hovers: list[tuple[float, float, str]] = []
    for node in form.nodes:
        top, bottom = spans[node.node_id]
        start = COLUMNS[2] if node.is_leaf else COLUMNS[depths[node.node_id]]
        end = COLUMNS[3] if node.is_leaf else _end(node, form.nodes, depths)
        share = 0.0 if depths[node.node_id] == 0 else 0.80 if node.is_leaf else 0.45
        fill = theme.mix(theme.color(node.role, dark=dark), ground.paper, share)
        shapes.append(_box(start, end, top, bottom, fill, ground))
        room = (end - start) * width - 24
        notes.append(_label(node.label, start + 0.008, (top + bottom) / 2, theme.ink_on(fill), room))
        if node.detail:
            detail_room = (1 - COLUMNS[3]) * width - 24
            notes.append(_label(node.detail, COLUMNS[3] + 0.012, (top + bottom) / 2, ground.muted, detail_room))
        hovers.append(((start + end) / 2, (top + bottom) / 2, node.hover))
    leaves = sum(node.is_leaf for node in form.nodes)
    hidden: dict[str, Any] = {"visible": False}
    trace = {
        "type": "scatter",
        "x": [x for x, _, _ in hovers],
        "y": [y for _, y, _ in hovers],
        "mode": "markers",
        "marker": {"size": 18, "opacity": 0},
        "customdata": [hover for _, _, hover in hovers],
        "hovertemplate": "%{customdata}<extra></extra>",
    }
    layout = {"xaxis": {**hidden, "range": [0, 1]}, "yaxis": {**hidden, "range": [leaves, 0]}}
    return Body(
        traces=[trace],
        layout=layout,
        height=leaves * (ROW_PX if leaves <= MANY else DENSE_PX),
        left=0,
        right=0,
        above=0,
        below=0,
        annotations=notes,
        shapes=shapes,
    )


def _spans(nodes: tuple[Node, ...]) -> dict[str, tuple[float, float]]:
    """Top and bottom of every node: leaves take a row each, in order; parents reach over their leaves."""
    parents = {node.node_id: node.parent_id for node in nodes}
    spans: dict[str, tuple[float, float]] = {}
    for row, leaf in enumerate(node for node in nodes if node.is_leaf):
        current = leaf.node_id
        while current:
            top, bottom = spans.get(current, (row, row + 1))
            spans[current] = (min(top, row), max(bottom, row + 1))
            current = parents[current]
    return spans


def _depths(nodes: tuple[Node, ...]) -> dict[str, int]:
    parents = {node.node_id: node.parent_id for node in nodes}
    depths = {}
    for node in nodes:
        depth, current = 0, node.parent_id
        while current:
            depth, current = depth + 1, parents[current]
        depths[node.node_id] = depth
    return depths


def _end(node: Node, nodes: tuple[Node, ...], depths: dict[str, int]) -> float:
    """A category without parts reaches to the leaves."""
    has_parts = any(child.parent_id == node.node_id and not child.is_leaf for child in nodes)
    return COLUMNS[1] if depths[node.node_id] == 0 and has_parts else COLUMNS[2]


def _box(x0: float, x1: float, top: float, bottom: float, fill: str, ground: theme.Ground) -> dict[str, Any]:
    return {
        "type": "rect",
        "x0": x0,
        "x1": x1,
        "y0": top,
        "y1": bottom,
        "fillcolor": fill,
        "line": {"color": ground.paper, "width": 1.5},
        "layer": "below",
    }


def _label(text: str, x: float, y: float, ink: str, room: float) -> dict[str, Any]:
    return {
        "text": escape(theme.shorten(text, theme.LABEL_PX, room)),
        "x": x,
        "y": y,
        "xanchor": "left",
        "yanchor": "middle",
        "showarrow": False,
        "font": {"size": theme.LABEL_PX, "color": ink},
    }
