"""Steps in a ring with what acts at each beside it; on a narrow page, one below the other."""

from __future__ import annotations

from html import escape
from typing import Any

from immunodata import theme
from immunodata.figures.frame import LINE, PAD, Body
from immunodata.forms import Ring, Step
from immunodata.rings import Arrow, Spot, lay_arrows, lay_ring, least_radius

NODE, AIR, GAP = 36.0, 16.0, 10.0  # px: a step's circle, from it to its words, between the words of two steps
LEAST_RADIUS, NARROW = 165.0, 700.0
ONE = theme.LABEL_PX * LINE  # one line of words
DOT = "●"


def paint(form: Ring, dark: bool, width: int) -> Body:
    """Return the body of a ring."""
    ground, room = theme.ground(dark), width - 2.0 * PAD
    texts = [_lines(step, form, dark, ground) for step in form.steps]
    heights = [len(lines) * theme.LABEL_PX * LINE for lines in texts]
    arrows: list[Arrow] = []
    if room < NARROW:
        spots, height = _column(heights)
    else:
        radius = max(LEAST_RADIUS, least_radius(heights, gap=GAP))
        spots = lay_ring(len(texts), center=(room / 2, 0), radius=radius)
        beside = [(spot.top_of(high, line=ONE), high) for spot, high in zip(spots, heights, strict=True)
                  if spot.side != "below"]  # fmt: skip
        top = -min([-radius - NODE / 2, *(first for first, _ in beside)])
        below = [
            spot.y + NODE / 2 + 4 + high for spot, high in zip(spots, heights, strict=True) if spot.side == "below"
        ]
        height = top + max([radius, *below, *(first + high for first, high in beside)])
        center = (room / 2, top)
        spots = lay_ring(len(texts), center=center, radius=radius)
        arrows = lay_arrows(len(texts), center=center, radius=radius, clear=NODE / 2 + 6)
    key = theme.wrap(form.key, theme.SMALL_PX, room)
    hidden: dict[str, Any] = {"visible": False}
    notes = [_words(*three, ground) for three in zip(spots, texts, heights, strict=True)]
    notes += [_number(spot, step, dark, ground) for spot, step in zip(spots, form.steps, strict=True)]
    notes += [_title(form, arrows and (room / 2, center[1]), ground)] if arrows else []
    return Body(
        traces=[_nodes(form, spots, dark, ground)],
        layout={"xaxis": {**hidden, "range": [0, room]}, "yaxis": {**hidden, "range": [height, 0]}},
        height=height,
        left=0,
        right=0,
        above=8,
        below=18 + len(key) * theme.SMALL_PX * LINE,
        annotations=[*notes, _key(key, ground)],
        shapes=_arrows(arrows, ground) if arrows else _rail(spots, ground),
    )


def _lines(step: Step, form: Ring, dark: bool, ground: theme.Ground) -> list[str]:
    muted = f'<span style="color:{ground.muted}">'
    lines = [f"<b>{escape(step.label)}</b>"]
    lines += [
        f'<span style="color:{theme.color(chip.role, dark=dark)}">{DOT}</span> {escape(chip.label)}'
        f"{muted} · {chip.size}</span>"
        for chip in step.chips
    ]
    return lines if step.chips else [*lines, f"{muted}{escape(form.empty)}</span>"]


def _column(heights: list[float]) -> tuple[list[Spot], float]:
    """Steps one below the other."""
    spots, top = [], 0.0
    for height in heights:
        spots.append(Spot(x=NODE / 2, y=top + max(height, NODE) / 2, side="right"))
        top += max(height, NODE) + 2 * GAP
    return spots, top - 2 * GAP


def _words(spot: Spot, lines: list[str], height: float, ground: theme.Ground) -> dict[str, Any]:
    away, middle = NODE / 2 + AIR, spot.top_of(height, line=ONE) + height / 2
    place = {
        "right": {"xshift": away, "xanchor": "left", "y": middle, "yanchor": "middle", "align": "left"},
        "left": {"xshift": -away, "xanchor": "right", "y": middle, "yanchor": "middle", "align": "right"},
        "below": {"xanchor": "center", "y": spot.y, "yshift": -NODE / 2 - 2, "yanchor": "top", "align": "center"},
    }[spot.side]
    return {"text": "<br>".join(lines), "x": spot.x, **place, "showarrow": False,
            "font": {"size": theme.LABEL_PX, "color": ground.ink}}  # fmt: skip


def _fill(step: Step, dark: bool, ground: theme.Ground) -> str:
    return theme.ramp(step.share, dark=dark) if step.chips else ground.paper


def _number(spot: Spot, step: Step, dark: bool, ground: theme.Ground) -> dict[str, Any]:
    ink = theme.ink_on(_fill(step, dark, ground)) if step.chips else ground.muted
    return {"text": f"<b>{escape(step.number)}</b>", "x": spot.x, "y": spot.y, "xanchor": "center",
            "yanchor": "middle", "showarrow": False, "font": {"size": theme.SUBTITLE_PX, "color": ink}}  # fmt: skip


def _title(form: Ring, center: Any, ground: theme.Ground) -> dict[str, Any]:
    first, *rest = form.title
    text = "<br>".join([f"<b>{escape(first)}</b>", *(escape(line) for line in rest)])
    return {"text": text, "x": center[0], "y": center[1], "xanchor": "center", "yanchor": "middle", "showarrow": False,
            "font": {"size": theme.SUBTITLE_PX, "color": ground.muted}}  # fmt: skip


def _nodes(form: Ring, spots: list[Spot], dark: bool, ground: theme.Ground) -> dict[str, Any]:
    return {
        "type": "scatter",
        "x": [spot.x for spot in spots],
        "y": [spot.y for spot in spots],
        "mode": "markers",
        "cliponaxis": False,
        "marker": {
            "size": NODE,
            "symbol": "circle",
            "color": [_fill(step, dark, ground) for step in form.steps],
            "line": {"width": 1.5, "color": ground.hatch},
        },
        "customdata": [step.hover for step in form.steps],
        "hovertemplate": "%{customdata}<extra></extra>",
    }


def _arrows(arrows: list[Arrow], ground: theme.Ground) -> list[dict[str, Any]]:
    lines, heads = [], []
    for arrow in arrows:
        (x0, y0), (x1, y1), (x2, y2), (x3, y3) = arrow.curve
        lines.append(f"M{x0:.1f},{y0:.1f}C{x1:.1f},{y1:.1f} {x2:.1f},{y2:.1f} {x3:.1f},{y3:.1f}")
        corners = "L".join(f"{x:.1f},{y:.1f}" for x, y in arrow.head)
        heads.append(f"M{corners}Z")
    return [
        {"type": "path", "path": " ".join(lines), "line": {"color": ground.hatch, "width": 3}, "layer": "below"},
        {"type": "path", "path": " ".join(heads), "fillcolor": ground.hatch, "line": {"width": 0}, "layer": "below"},
    ]


def _rail(spots: list[Spot], ground: theme.Ground) -> list[dict[str, Any]]:
    path = f"M{spots[0].x:.1f},{spots[0].y:.1f}L{spots[-1].x:.1f},{spots[-1].y:.1f}"
    return [{"type": "path", "path": path, "line": {"color": ground.hatch, "width": 3}, "layer": "below"}]


def _key(lines: list[str], ground: theme.Ground) -> dict[str, Any]:
    text = "<br>".join(map(escape, lines))
    return {"text": text, "xref": "paper", "x": 0, "xanchor": "left", "yref": "paper", "y": 0,
            "yanchor": "top", "yshift": -14, "showarrow": False, "align": "left",
            "font": {"size": theme.SMALL_PX, "color": ground.muted}}  # fmt: skip
