"""Native tables: the labels beside a chart, and the matrix."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pptx.enum.dml import MSO_PATTERN
from pptx.enum.text import MSO_ANCHOR
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Pt

from immunodata import theme
from immunodata.export.slides.sheet import Box, Run, describe_shape, paint_fill, put_lines, rgb

PLAIN_TABLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"  # PowerPoint's "No Style, No Grid"


@dataclass(frozen=True, slots=True, kw_only=True)
class TableCell:
    """A cell: lines of runs on a fill; `hatched` draws the pattern of what is not reported; `span` covers columns."""

    lines: tuple[tuple[Run, ...], ...] = ()
    fill: str | None = None
    hatched: bool = False
    align: str = "left"
    anchor: str = "middle"
    span: int = 1
    inset: float = 0  # more room at the left


def put_table(
    slide: Any,
    box: Box,
    rows: Sequence[Sequence[TableCell]],
    *,
    widths: Sequence[float],
    heights: Sequence[float],
    name: str,
    alt_text: str,
    has_head: bool = False,
    pad: float = 0,
    ruled: bool = False,
) -> Any:
    """Add a table without style; `rows` list each row's cells from the left; `ruled` draws hairlines between fills."""
    frame = slide.shapes.add_table(len(rows), len(widths), Pt(box.left), Pt(box.top), Pt(sum(widths)), Pt(sum(heights)))
    describe_shape(frame, name=name, alt_text=alt_text)
    table = frame.table
    properties = table._tbl.tblPr
    properties.find(qn("a:tableStyleId")).text = PLAIN_TABLE
    table.first_row, table.horz_banding = has_head, False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Pt(width)
    for row, height in zip(table.rows, heights, strict=True):
        row.height = Pt(height)
    for down, cells in enumerate(rows):
        across = 0
        for content in cells:
            cell = table.cell(down, across)
            if content.span > 1:
                cell.merge(table.cell(down, across + content.span - 1))
            _fill_cell(cell, content, pad)
            across += content.span
        for blank in range(across, len(widths)):
            _fill_cell(table.cell(down, blank), TableCell(), pad)
    if ruled:
        for place, cell in enumerate(table.iter_cells()):
            _rule(cell, is_top=place < len(widths))
    return frame


def _rule(cell: Any, *, is_top: bool) -> None:
    """Draw the cell's edges: paper between columns, a light guide between rows."""
    properties = cell._tc.get_or_add_tcPr()
    paper, guide = theme.LIGHT.paper, theme.LIGHT.guide
    edges = {"L": paper, "R": paper, "T": paper if is_top else guide, "B": guide}
    for place, (side, color) in enumerate(edges.items()):  # the schema wants them first, in this order
        width = 19050 if color == paper else 9525
        fill = f'<a:solidFill><a:srgbClr val="{color[1:]}"/></a:solidFill>'
        properties.insert(place, parse_xml(f'<a:ln{side} {nsdecls("a")} w="{width}">{fill}</a:ln{side}>'))


def _fill_cell(cell: Any, content: TableCell, pad: float) -> None:
    cell.margin_left, cell.margin_right = Pt(pad + content.inset), Pt(pad)
    cell.margin_top = cell.margin_bottom = 0
    cell.vertical_anchor = {"middle": MSO_ANCHOR.MIDDLE, "bottom": MSO_ANCHOR.BOTTOM, "top": MSO_ANCHOR.TOP}[
        content.anchor
    ]
    if content.hatched:
        cell.fill.patterned()
        cell.fill.pattern = MSO_PATTERN.LIGHT_UPWARD_DIAGONAL
        cell.fill.fore_color.rgb = rgb(theme.LIGHT.hatch)
        cell.fill.back_color.rgb = rgb(theme.LIGHT.paper)
    else:
        paint_fill(cell.fill, content.fill)
    frame = cell.text_frame
    frame.word_wrap = True
    put_lines(frame, content.lines or ((Run(text=""),),), align=content.align)
