"""A matrix of cells: magnitudes, counts, or the marks of categories. Not reported is hatched, never empty or zero."""

from __future__ import annotations

from html import escape
from typing import Any

from immunodata import theme
from immunodata.figures.frame import LINE, PAD, Body, group_headings, row_axis, row_positions, row_span
from immunodata.forms import Cell, Grid

HALF = 0.47  # half a cell, leaving a hairline between cells
ROW_PX = 34


def paint(form: Grid, dark: bool, width: int) -> Body:
    """Return the body of a matrix."""
    ground = theme.ground(dark)
    places = row_positions(form.groups, len(form.rows))
    axis, left = row_axis(form.rows, (), places, ground, most=min(340, width * 0.34))
    flat = [(x, y, cell) for y, line in zip(places, form.cells, strict=True) for x, cell in enumerate(line)]
    shapes = [_guides(places, ground), *_boxes(flat, dark)]
    column_px = (width - left - 80) / max(len(form.columns), 1)
    heads, above = _heads(form, column_px, dark, ground)
    traces = [_hatch(flat, ground), *_marks(flat, dark), _texts(flat, dark, ground), _hovers(flat)]
    top, bottom = row_span(places)
    hidden = {"range": [-0.5, len(form.columns) - 0.5], "showgrid": False, "showticklabels": False}
    foot = _foot_lines(form, width - 2.0 * PAD)
    notes = [*group_headings(form.groups, places, left, ground), *heads, *_foot(foot, ground, left)]
    return Body(
        traces=traces,
        layout={"xaxis": hidden, "yaxis": axis},
        height=(bottom - top) * ROW_PX,
        left=left,
        right=8,
        above=above,
        below=30 + max(len(foot) - 1, 0) * theme.SMALL_PX * LINE,
        annotations=notes,
        shapes=shapes,
    )


def cell_fill(cell: Cell, *, dark: bool) -> str:
    """The fill of a cell that holds a magnitude; the slide's table uses the same."""
    return theme.ramp(cell.share, dark=dark)


def _guides(places: list[float], ground: theme.Ground) -> dict[str, Any]:
    """A hairline below each row, all in one shape: each shape costs."""
    path = " ".join(f"M0,{y + 0.5:g}L1,{y + 0.5:g}" for y in places)
    line = {"color": ground.guide, "width": 1}
    return {"type": "path", "xref": "paper", "yref": "y", "path": path, "layer": "below", "line": line}


def _boxes(flat: list[tuple[int, float, Cell]], dark: bool) -> list[dict[str, Any]]:
    """The filled cells, one shape per color."""
    paths: dict[str, list[str]] = {}
    for x, y, cell in flat:
        if cell.state == "value" and not cell.role:
            left, right, top, bottom = x - HALF, x + HALF, y - HALF, y + HALF
            box = f"M{left:g},{top:g}L{right:g},{top:g}L{right:g},{bottom:g}L{left:g},{bottom:g}Z"
            paths.setdefault(cell_fill(cell, dark=dark), []).append(box)
    return [
        {"type": "path", "path": " ".join(boxes), "fillcolor": fill, "line": {"width": 0}, "layer": "below"}
        for fill, boxes in paths.items()
    ]


def _hatch(flat: list[tuple[int, float, Cell]], ground: theme.Ground) -> Any:
    xs: list[float | None] = []
    ys: list[float | None] = []
    for x, y, cell in flat:
        if cell.state == "not-reported":
            xs += [x - HALF, x + HALF, x + HALF, x - HALF, x - HALF, None]
            ys += [y - HALF, y - HALF, y + HALF, y + HALF, y - HALF, None]
    return {
        "type": "scatter",
        "x": xs,
        "y": ys,
        "mode": "lines",
        "line": {"width": 0.5, "color": ground.guide},
        "fill": "toself",
        "fillpattern": {"shape": "/", "size": 7, "solidity": 0.12, "fgcolor": ground.hatch, "bgcolor": ground.paper},
        "hoverinfo": "skip",
    }


def _marks(flat: list[tuple[int, float, Cell]], dark: bool) -> list[Any]:
    marked = [(x, y, cell) for x, y, cell in flat if cell.role]
    if not marked:
        return []
    return [
        {
            "type": "scatter",
            "x": [x for x, _, _ in marked],
            "y": [y for _, y, _ in marked],
            "mode": "markers",
            "hoverinfo": "skip",
            "marker": {
                "size": 27,
                "symbol": "circle",
                "color": [theme.color(cell.role, dark=dark) for _, _, cell in marked],
            },
        }
    ]


def _texts(flat: list[tuple[int, float, Cell]], dark: bool, ground: theme.Ground) -> Any:
    inks = []
    for _, _, cell in flat:
        if cell.role:
            inks.append(theme.ink_on(theme.color(cell.role, dark=dark)))
        elif cell.state == "value":
            inks.append(theme.ink_on(cell_fill(cell, dark=dark)))
        else:
            inks.append(ground.muted)
    return {
        "type": "scatter",
        "x": [x for x, _, _ in flat],
        "y": [y for _, y, _ in flat],
        "mode": "text",
        "hoverinfo": "skip",
        "text": [escape(cell.text) for _, _, cell in flat],
        "textfont": {"size": theme.LABEL_PX, "color": inks},
    }


def _hovers(flat: list[tuple[int, float, Cell]]) -> Any:
    told = [(x, y, cell.hover) for x, y, cell in flat if cell.hover]
    return {
        "type": "scatter",
        "x": [x for x, _, _ in told],
        "y": [y for _, y, _ in told],
        "mode": "markers",
        "marker": {"size": 30, "opacity": 0, "symbol": "square"},
        "customdata": [hover for _, _, hover in told],
        "hovertemplate": "%{customdata}<extra></extra>",
    }


def _heads(form: Grid, column_px: float, dark: bool, ground: theme.Ground) -> tuple[list[dict[str, Any]], float]:
    """Column heads: wrapped names over their details, each under a dot of the category's color."""
    heads, most = [], 0
    for x, name in enumerate(form.columns):
        lines = [escape(line) for line in theme.wrap(name, theme.LABEL_PX, max(column_px - 6, 60))]
        detail = form.column_details[x] if form.column_details else ""
        if detail:
            lines += [
                f'<span style="color:{ground.muted};font-size:{theme.SMALL_PX}px">{escape(part)}</span>'
                for part in theme.wrap(detail, theme.SMALL_PX, max(column_px - 6, 60))
            ]
        role = form.column_roles[x] if form.column_roles else ""
        if role:
            lines.insert(0, f'<span style="color:{theme.color(role, dark=dark)}">●</span>')
        most = max(most, len(lines))
        heads.append(
            {
                "text": "<br>".join(lines),
                "x": x,
                "xref": "x",
                "yref": "paper",
                "y": 1,
                "yanchor": "bottom",
                "yshift": 4,
                "showarrow": False,
                "align": "center",
                "font": {"size": theme.LABEL_PX, "color": ground.ink},
            }
        )
    return heads, most * theme.LABEL_PX * 1.3 + 12


def _foot_lines(form: Grid, room: float) -> list[str]:
    """What fill and hatching mean, in one line where it fits."""
    has_gaps = any(cell.state == "not-reported" for line in form.cells for cell in line)
    text = "   ·   ".join([*([form.key] if form.key else []), *([f"▨ hatched: {form.empty}"] if has_gaps else [])])
    return [text] if text and theme.text_width(text, theme.SMALL_PX) <= room else theme.wrap(text, theme.SMALL_PX, room)


def _foot(lines: list[str], ground: theme.Ground, left: float) -> list[dict[str, Any]]:
    if not lines:
        return []
    return [
        {
            "text": "<br>".join(escape(line) for line in lines),
            "xref": "paper",
            "x": 0,
            "xanchor": "left",
            "xshift": -left,
            "yref": "paper",
            "y": 0,
            "yanchor": "top",
            "yshift": -8,
            "showarrow": False,
            "align": "left",
            "font": {"size": theme.SMALL_PX, "color": ground.muted},
        }
    ]
