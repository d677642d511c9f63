"""Shapes of our own making, as native freeforms whose points can be edited in PowerPoint."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from xml.sax.saxutils import quoteattr

from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls
from pptx.util import Pt

from immunodata.export.slides.sheet import Box, describe_shape

Point = tuple[float, float]  # points on the slide
TAGS = {1: "lnTo", 3: "cubicBezTo"}  # by how many points a step has


@contextmanager
def grouped(slide: Any, *, name: str, alt_text: str) -> Iterator[Any]:
    """Add a group that is moved, resized and read aloud as one picture; shapes go into its `shapes`.

    Its extents are worked out once, at the end: python-pptx does it anew for each shape, over all shapes there are.
    """
    group = slide.shapes.add_group_shape()
    describe_shape(group, name=name, alt_text=alt_text)
    group.shapes._recalculate_extents = lambda: None
    yield group
    del group.shapes._recalculate_extents
    group.shapes._recalculate_extents()


def put_freeform(
    owner: Any, start: Point, steps: Sequence[Sequence[Point]], *, fill: str, name: str, opacity: float = 1.0
) -> None:
    """Add a closed shape: from `start` along steps of one point (a line) or three (a Bezier curve)."""
    every = [start, *(point for step in steps for point in step)]
    left, top = min(x for x, _ in every), min(y for _, y in every)
    box = Box(left, top, max(x for x, _ in every) - left, max(y for _, y in every) - top)

    def at(point: Point) -> str:
        return f'<a:pt x="{Pt(point[0] - left)}" y="{Pt(point[1] - top)}"/>'

    path = f"<a:moveTo>{at(start)}</a:moveTo>"
    path += "".join(f"<a:{TAGS[len(step)]}>{''.join(map(at, step))}</a:{TAGS[len(step)]}>" for step in steps)
    place = f'<a:off x="{Pt(box.left)}" y="{Pt(box.top)}"/><a:ext cx="{Pt(box.width)}" cy="{Pt(box.height)}"/>'
    owner.shapes._element.append(parse_xml(
        f'<p:sp {nsdecls("p", "a")}><p:nvSpPr><p:cNvPr id="{owner.shapes._next_shape_id}" name={quoteattr(name)} '
        f'descr=""/><p:cNvSpPr/><p:nvPr/></p:nvSpPr><p:spPr><a:xfrm>{place}</a:xfrm><a:custGeom><a:avLst/><a:gdLst/>'
        f'<a:ahLst/><a:cxnLst/><a:rect l="0" t="0" r="r" b="b"/><a:pathLst><a:path w="{Pt(box.width)}" '
        f'h="{Pt(box.height)}">{path}<a:close/></a:path></a:pathLst></a:custGeom><a:solidFill><a:srgbClr '
        f'val="{fill[1:]}"><a:alpha val="{round(100000 * opacity)}"/></a:srgbClr></a:solidFill><a:ln><a:noFill/></a:ln>'
        "</p:spPr></p:sp>"
    ))  # fmt: skip
    owner.shapes._recalculate_extents()


def put_rectangle(owner: Any, box: Box, *, fill: str, name: str) -> None:
    """Add a rectangle without an outline."""
    right = box.left + box.width
    corners = [[(right, box.top)], [(right, box.bottom)], [(box.left, box.bottom)]]
    put_freeform(owner, (box.left, box.top), corners, fill=fill, name=name)
