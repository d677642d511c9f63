"""Draw a view as a Plotly figure: one module per form, one frame around all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from immunodata.forms import Dots, Flow, Grid, Ring, Stacks, Timeline, Tree

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from immunodata.view import View

# Nothing a user draws leaves the machine: Plotly's own upload button stays off.
PLOTLY_CONFIG: dict[str, Any] = {
    "showSendToCloud": False,
    "displaylogo": False,
    "responsive": True,
    "modeBarButtonsToRemove": ["select2d", "lasso2d", "autoScale2d"],
}


def draw(view: View, *, dark: bool, width: int) -> go.Figure:
    """Return the figure of `view`, its text wrapped for `width` pixels."""
    from immunodata.figures import dots, flow, frame, grid, ring, stacks, timeline, tree

    painters = {Dots: dots.paint, Flow: flow.paint, Grid: grid.paint, Ring: ring.paint, Stacks: stacks.paint,
                Timeline: timeline.paint, Tree: tree.paint}  # fmt: skip
    form = view.form
    body = frame.empty(dark, width) if form is None else painters[type(form)](form, dark, width)  # type: ignore[operator]
    return frame.compose(view, body, dark=dark, width=width)


def config(view: View) -> dict[str, Any]:
    """Plotly's configuration for this view: downloads carry the view's file name and print twice as sharp."""
    return {**PLOTLY_CONFIG, "toImageButtonOptions": {"filename": view.file_stem, "scale": 2}}
