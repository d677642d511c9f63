"""Native tables: the labels beside a chart, and the matrix."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls
from pptx.util import Pt

from immunodata import theme
from immunodata.export.slides.sheet import Box, Run, describe_shape, paragraphs

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
    frame = slide.shapes.add_table(1, 1, Pt(box.left), Pt(box.top), Pt(sum(widths)), Pt(sum(heights)))
    describe_shape(frame, name=name, alt_text=alt_text)
    lines = []
    for down, (cells, height) in enumerate(zip(rows, heights, strict=True)):
        xml, across = [], 0
        for content in cells:
            edges = _edges(is_top=down == 0) if ruled else ""
            span = f' gridSpan="{content.span}"' if content.span > 1 else ""
            xml.append(_cell_xml(content, pad, edges, span))
            xml += [_cell_xml(TableCell(), pad, edges, ' hMerge="1"')] * (content.span - 1)
            across += content.span
        xml += [_cell_xml(TableCell(), pad, _edges(is_top=down == 0) if ruled else "")] * (len(widths) - across)
        lines.append(f'<a:tr h="{Pt(height)}">{"".join(xml)}</a:tr>')
    columns = "".join(f'<a:gridCol w="{Pt(width)}"/>' for width in widths)
    head = ' firstRow="1"' if has_head else ""
    old = frame._element.graphic.graphicData.tbl
    old.getparent().replace(old, parse_xml(
        f'<a:tbl {nsdecls("a")}><a:tblPr{head}><a:tableStyleId>{PLAIN_TABLE}</a:tableStyleId>'
        f"</a:tblPr><a:tblGrid>{columns}</a:tblGrid>{''.join(lines)}</a:tbl>"
    ))  # fmt: skip
    return frame


@cache
def _edges(*, is_top: bool) -> str:
    """A cell's edges: paper between columns, a light guide between rows."""
    paper, guide = theme.LIGHT.paper, theme.LIGHT.guide
    edges = {"L": paper, "R": paper, "T": paper if is_top else guide, "B": guide}
    return "".join(
        f'<a:ln{side} w="{19050 if color == paper else 9525}">{_solid(color)}</a:ln{side}>'
        for side, color in edges.items()
    )


def _solid(color: str) -> str:
    return f'<a:solidFill><a:srgbClr val="{color[1:]}"/></a:solidFill>'


def _cell_xml(content: TableCell, pad: float, edges: str, span: str = "") -> str:
    """A cell, written as XML: setting the thousands of a deck one by one is slow."""
    if content.hatched:
        fill = (
            f'<a:pattFill prst="ltUpDiag"><a:fgClr><a:srgbClr val="{theme.LIGHT.hatch[1:]}"/></a:fgClr>'
            f'<a:bgClr><a:srgbClr val="{theme.LIGHT.paper[1:]}"/></a:bgClr></a:pattFill>'
        )
    else:
        fill = _solid(content.fill) if content.fill else "<a:noFill/>"
    body = paragraphs(content.lines or ((Run(text=""),),), align=content.align)
    anchor = {"middle": "ctr", "bottom": "b", "top": "t"}[content.anchor]
    return (
        f'<a:tc{span}><a:txBody><a:bodyPr wrap="square"/><a:lstStyle/>{body}</a:txBody><a:tcPr '
        f'marL="{Pt(pad + content.inset)}" marR="{Pt(pad)}" marT="0" marB="0" anchor="{anchor}">'
        f"{edges}{fill}</a:tcPr></a:tc>"
    )
