"""Native charts: a plotting area whose place is known to the point, so that a table of labels lines up with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from pptx.chart.data import CategoryChartData, XyChartData
from pptx.chart.xlsx import CategoryWorkbookWriter, XyWorkbookWriter
from pptx.enum.chart import XL_CHART_TYPE, XL_MARKER_STYLE, XL_TICK_LABEL_POSITION, XL_TICK_MARK
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Pt

from immunodata import theme
from immunodata.export.slides.sheet import (
    TEXT_PT,
    Box,
    Run,
    describe_shape,
    paint_fill,
    paint_font,
    paint_line,
    text_run,
)

# PowerPoint has fewer marker shapes than Plotly, and LibreOffice draws no hollow ones: the nearest shape, and how
# much paper is mixed into its fill, under an outline of the full color.
MARKERS: dict[str, tuple[Any, float]] = {
    "circle": (XL_MARKER_STYLE.CIRCLE, 0.0),
    "circle-open": (XL_MARKER_STYLE.CIRCLE, 0.55),
    "circle-open-dot": (XL_MARKER_STYLE.DIAMOND, 0.0),
    "diamond": (XL_MARKER_STYLE.DIAMOND, 0.0),
    "diamond-tall": (XL_MARKER_STYLE.DIAMOND, 0.0),
    "square": (XL_MARKER_STYLE.SQUARE, 0.0),
    "triangle-up": (XL_MARKER_STYLE.TRIANGLE, 0.0),
    "triangle-down": (XL_MARKER_STYLE.TRIANGLE, 0.55),
    "hexagon": (XL_MARKER_STYLE.SQUARE, 0.55),
    "pentagon": (XL_MARKER_STYLE.DIAMOND, 0.55),
    "hourglass": (XL_MARKER_STYLE.DASH, 0.55),
    "star": (XL_MARKER_STYLE.STAR, 0.0),
    "cross": (XL_MARKER_STYLE.PLUS, 0.0),
    "x": (XL_MARKER_STYLE.X, 0.0),
    "x-thin": (XL_MARKER_STYLE.X, 0.0),
    "line-ns": (XL_MARKER_STYLE.DASH, 0.0),
}
GLYPHS = {XL_MARKER_STYLE.CIRCLE: "●", XL_MARKER_STYLE.DIAMOND: "◆", XL_MARKER_STYLE.SQUARE: "■",
          XL_MARKER_STYLE.TRIANGLE: "▲", XL_MARKER_STYLE.STAR: "✳", XL_MARKER_STYLE.PLUS: "✚", XL_MARKER_STYLE.X: "✕",
          XL_MARKER_STYLE.DASH: "▬"}  # fmt: skip
MARK_PT = 8
WRITTEN = datetime(1980, 1, 1)  # of every embedded workbook


def key_glyph(symbol: str, hex_color: str) -> tuple[str, str]:
    """The character, and its color, that look like a marker."""
    style, paper = MARKERS[symbol]
    return GLYPHS[style], theme.mix(hex_color, theme.LIGHT.paper, paper)


class _Undated:
    """A workbook that does not tell when it was written: the same deck gives the same bytes."""

    @contextmanager
    def _open_worksheet(self, file: Any) -> Iterator[Any]:
        with super()._open_worksheet(file) as (workbook, worksheet):  # type: ignore[misc]
            workbook.set_properties({"created": WRITTEN})
            yield workbook, worksheet


class _XyWorkbook(_Undated, XyWorkbookWriter):
    pass


class _BarWorkbook(_Undated, CategoryWorkbookWriter):
    pass


class _XyData(XyChartData):
    @property
    def _workbook_writer(self) -> Any:
        return _XyWorkbook(self)  # type: ignore[no-untyped-call]


class _BarData(CategoryChartData):
    @property
    def _workbook_writer(self) -> Any:
        return _BarWorkbook(self)  # type: ignore[no-untyped-call]


def xy_data() -> Any:
    """The workbook of an XY chart, empty."""
    return _XyData()  # type: ignore[no-untyped-call]


def category_data(names: Sequence[str]) -> Any:
    """The workbook of a bar chart with its categories."""
    data = _BarData()  # type: ignore[no-untyped-call]
    data.categories = list(names)
    return data


def put_scatter(slide: Any, box: Box, data: Any, *, name: str, alt_text: str) -> Any:
    """Add an XY chart without title or legend; return the chart.

    The longest series must come first: LibreOffice 7.4 loses every series before a longer one.
    """
    return _put(slide, box, XL_CHART_TYPE.XY_SCATTER_LINES, data, name, alt_text)


def put_bars(slide: Any, box: Box, data: Any, *, name: str, alt_text: str, stacked: bool) -> Any:
    """Add a chart of horizontal bars, stacked or single, without title or legend; return the chart."""
    kind = XL_CHART_TYPE.BAR_STACKED if stacked else XL_CHART_TYPE.BAR_CLUSTERED
    chart = _put(slide, box, kind, data, name, alt_text)
    axis = chart.category_axis
    axis.reverse_order = True  # the first row on top
    axis.has_major_gridlines = False
    _silence(axis)
    return chart


def _put(slide: Any, box: Box, kind: Any, data: Any, name: str, alt_text: str) -> Any:
    frame = slide.shapes.add_chart(kind, Pt(box.left), Pt(box.top), Pt(box.width), Pt(box.height), data)
    describe_shape(frame, name=name, alt_text=alt_text)
    chart = frame.chart
    chart.has_title = chart.has_legend = False
    paint_font(chart.font, color=theme.LIGHT.ink, size=TEXT_PT)
    return chart


def fix_plot(chart: Any, box: Box, plot: Box) -> None:
    """Pin the inner plotting area of a chart that fills `box` to `plot`; both in points on the slide."""
    area = chart._chartSpace.chart.plotArea
    for old in area.findall(qn("c:layout")):
        area.remove(old)
    shares = {"x": (plot.left - box.left) / box.width, "y": (plot.top - box.top) / box.height,
              "w": plot.width / box.width, "h": plot.height / box.height}  # fmt: skip
    inner = "".join(f'<c:{key} val="{share:.5f}"/>' for key, share in shares.items())
    area.insert(0, parse_xml(
        f'<c:layout {nsdecls("c")}><c:manualLayout><c:layoutTarget val="inner"/><c:xMode val="edge"/>'
        f'<c:yMode val="edge"/>{inner}</c:manualLayout></c:layout>'
    ))  # fmt: skip


def set_measure_axis(axis: Any, *, low: float, high: float, step: float, number_format: str, guides: bool = True,
                     reversed_rows: bool = False) -> None:  # fmt: skip
    """The axis that carries the numbers: muted labels at the foot, light guides, no line."""
    axis.minimum_scale, axis.maximum_scale, axis.major_unit = low, high, step
    axis.has_minor_gridlines = False
    show_guides(axis, guides)
    axis.major_tick_mark = axis.minor_tick_mark = XL_TICK_MARK.NONE
    axis.tick_label_position = XL_TICK_LABEL_POSITION.HIGH if reversed_rows else XL_TICK_LABEL_POSITION.LOW
    axis.tick_labels.number_format, axis.tick_labels.number_format_is_linked = number_format, False
    paint_font(axis.tick_labels.font, color=theme.LIGHT.muted, size=TEXT_PT)
    paint_line(axis.format.line, None)
    axis.has_title = False


def show_guides(axis: Any, shown: bool = True) -> None:
    """Light lines at the axis's steps, or none."""
    axis.has_major_gridlines = shown
    if shown:
        paint_line(axis.major_gridlines.format.line, theme.LIGHT.guide, width=0.75)


def hide_axis(axis: Any, *, low: float, high: float) -> None:
    """An axis that only places rows."""
    axis.minimum_scale, axis.maximum_scale, axis.major_unit = low, high, 1
    axis.has_major_gridlines = axis.has_minor_gridlines = False
    _silence(axis)


def _silence(axis: Any) -> None:
    axis.major_tick_mark = axis.minor_tick_mark = XL_TICK_MARK.NONE
    axis.tick_label_position = XL_TICK_LABEL_POSITION.NONE
    paint_line(axis.format.line, None)
    axis.has_title = False


def paint_marker(owner: Any, symbol: str, hex_color: str) -> None:
    """Draw the marker of a series or point: its shape and its color."""
    style, paper = MARKERS[symbol]
    marker = owner.marker
    marker.style, marker.size = style, MARK_PT
    paint_fill(marker.format.fill, theme.mix(hex_color, theme.LIGHT.paper, paper))
    paint_line(marker.format.line, hex_color, width=1.5)


def paint_interval(
    series: Any, *, color: str, symbol: str, marked: int, labeled: int, label: str, at_left: bool
) -> None:
    """Draw a series as a line with a marker on one point and a text beside one; as XML, since a deck has hundreds."""
    style, paper = MARKERS[symbol]
    fill = f'<a:solidFill><a:srgbClr val="{theme.mix(color, theme.LIGHT.paper, paper)[1:]}"/></a:solidFill>'
    stroke = f'<a:solidFill><a:srgbClr val="{color[1:]}"/></a:solidFill>'
    shown = '<c:showLegendKey val="0"/><c:showVal val="{}"/>' + "".join(
        f'<c:{flag} val="0"/>' for flag in ("showCatName", "showSerName", "showPercent", "showBubbleSize")
    )
    looks = parse_xml(
        f'<c:ser {nsdecls("c", "a")}><c:spPr><a:ln w="{Pt(1.75)}">{stroke}</a:ln></c:spPr>'
        f'<c:marker><c:symbol val="none"/></c:marker><c:dPt><c:idx val="{marked}"/><c:marker><c:symbol '
        f'val="{style.xml_value}"/><c:size val="{MARK_PT}"/><c:spPr>{fill}<a:ln w="{Pt(1.5)}">{stroke}</a:ln></c:spPr>'
        f'</c:marker></c:dPt><c:dLbls><c:dLbl><c:idx val="{labeled}"/><c:tx><c:rich><a:bodyPr wrap="none"/>'
        f"<a:lstStyle/><a:p><a:pPr><a:defRPr/></a:pPr>{text_run(Run(text=label))}</a:p></c:rich></c:tx>"
        f'<c:dLblPos val="{"l" if at_left else "r"}"/>{shown.format(1)}</c:dLbl>{shown.format(0)}'
        f'<c:showLeaderLines val="1"/></c:dLbls></c:ser>'
    )
    element = series._element
    for tag in ("c:spPr", "c:marker", "c:dPt", "c:dLbls"):
        for old in element.findall(qn(tag)):
            element.remove(old)
    after = element.index(element.find(qn("c:tx"))) + 1
    element[after:after] = list(looks)


def no_marker(owner: Any) -> None:
    """Draw no marker."""
    owner.marker.style = XL_MARKER_STYLE.NONE


def nice_step(low: float, high: float, *, most: int = 6) -> float:
    """A step of 1, 2 or 5 times a power of ten that cuts the span into at most `most` parts.

    >>> nice_step(0, 108)
    20.0
    """
    span = max(high - low, 1e-9)
    power = 1e-3
    while True:
        for factor in (1, 2, 5):
            if span / (factor * power) <= most:
                return float(factor * power)
        power *= 10
