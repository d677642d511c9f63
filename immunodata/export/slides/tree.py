"""A tree of categories as bars of counts, its leaves named beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pptx.enum.chart import XL_LABEL_POSITION

from immunodata import theme
from immunodata.export.slides import plot
from immunodata.export.slides.rows import Labels, lay_slots, split_rows
from immunodata.export.slides.sheet import TEXT_PT, Box, Run, Sheet, paint_fill, paint_font
from immunodata.export.slides.table import TableCell, put_table
from immunodata.forms import Node, Tree

LEAST_PITCH, TWO_LINES = 17.0, 30.0
NARROW = 700.0  # room under which the names of leaves are given two lines
INDENT_PT = 12.0  # per level
BARS_SHARE = 0.2


@dataclass(frozen=True, slots=True)
class Branch:
    """A node that holds others: its depth, and the leaves right below it."""

    node: Node
    depth: int
    leaves: tuple[str, ...]

    @property
    def name(self) -> str:
        """The label without the count that boxes carry."""
        return self.node.label.rpartition(" · ")[0] or self.node.label


def branches(form: Tree) -> list[Branch]:
    """The nodes that hold others, each before what it holds, in the form's order."""
    found: list[Branch] = []

    def walk(parent: str, depth: int) -> None:
        for node in form.nodes:
            if node.parent_id == parent and not node.is_leaf:
                leaves = tuple(leaf.label for leaf in form.nodes if leaf.is_leaf and leaf.parent_id == node.node_id)
                found.append(Branch(node, depth, leaves))
                walk(node.node_id, depth + 1)

    walk("", 0)
    return found


def pages(form: Tree, room: Box) -> list[list[int]]:
    """The branches of each slide."""
    return split_rows((), len(branches(form)), most=int(room.height // _least_pitch(room)))


def _least_pitch(room: Box) -> float:
    return TWO_LINES if room.width < NARROW else LEAST_PITCH


def place(sheet: Sheet, form: Tree, rows: Sequence[int]) -> None:
    """Add names, bars of counts, and the leaves of each branch."""
    room, shown = sheet.room, branches(form)
    height = min(room.height, 34.0 * len(rows))
    insets = [INDENT_PT * branch.depth for branch in shown]
    labels = Labels(names=[branch.name for branch in shown], insets=insets, most=room.width * 0.34)
    left = room.left + labels.put(sheet.slide, Box(room.left, room.top, room.width, height), lay_slots((), rows))
    area = Box(left, room.top, room.width * BARS_SHARE, height)
    _put_counts(sheet, [shown[row] for row in rows], area, form.unit)
    leaves = Box(area.left + area.width + 44, room.top, room.left + room.width - area.left - area.width - 44, height)
    pitch = height / len(rows)
    cells = [[_leaf_cell(shown[row].leaves, leaves.width, pitch)] for row in rows]
    put_table(sheet.slide, leaves, cells, widths=[leaves.width], heights=[pitch] * len(rows), name="Members",
              alt_text=f"The {form.unit} of each category")  # fmt: skip


def _put_counts(sheet: Sheet, shown: Sequence[Branch], area: Box, unit: str) -> None:
    data = plot.category_data([branch.name for branch in shown])
    data.add_series(unit.capitalize(), [branch.node.size for branch in shown])
    box = Box(area.left - 4, area.top, area.width + 44, area.height)
    chart = plot.put_bars(sheet.slide, box, data, name="Chart", alt_text=sheet.alt_text, stacked=False)
    plot.fix_plot(chart, box, area)
    chart.plots[0].gap_width = 35
    plot.hide_axis(chart.value_axis, low=0, high=max(branch.node.size for branch in shown))
    series = chart.plots[0].series[0]
    for number, branch in enumerate(shown):
        fill = theme.mix(theme.color(branch.node.role), theme.LIGHT.paper, 0.5 if branch.depth else 0.0)
        paint_fill(series.points[number].format.fill, fill)
    labels = series.data_labels
    labels.show_value, labels.position = True, XL_LABEL_POSITION.OUTSIDE_END
    paint_font(labels.font, color=theme.LIGHT.ink, size=TEXT_PT)


def _leaf_cell(leaves: Sequence[str], width: float, pitch: float) -> TableCell:
    """The leaves in the lines that fit, then how many more there are."""
    lines_allowed = max(int(pitch // (TEXT_PT * 1.2)), 1)
    for kept in range(len(leaves), -1, -1):
        more = f" and {len(leaves) - kept} more" if kept < len(leaves) else ""
        lines = theme.wrap(", ".join(leaves[:kept]) + more, TEXT_PT, width)
        if len(lines) <= lines_allowed:
            break
    return TableCell(lines=tuple((Run(text=line, color=theme.LIGHT.muted),) for line in lines))
