"""Steps in a ring as a group of native shapes: circles, curved arrows, and the words beside each step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR
from pptx.oxml.ns import qn
from pptx.util import Pt

from immunodata import theme
from immunodata.export.slides.shapes import grouped, put_freeform
from immunodata.export.slides.sheet import (
    ARIAL,
    LEADING,
    TEXT_PT,
    Box,
    Run,
    Sheet,
    describe_shape,
    height_of,
    paint_fill,
    paint_line,
    put_lines,
    put_text,
)
from immunodata.forms import Ring, Step
from immunodata.rings import Arrow, Spot, lay_arrows, lay_ring

NODE, AIR, GAP, THICK = 30.0, 16.0, 6.0, 2.5  # points: circle, from it to its words, between words, an arrow's line
NUMBER_PT, MOST_AT_TOP = 14.0, 4
WORDS_PT, LEAST_RADIUS = 200.0, 80.0  # room for words at a side, even where the page is narrow
LINE_PT = TEXT_PT * LEADING
DOT = "● "


def pages(form: Ring, room: Box) -> list[list[int]]:  # noqa: ARG001  same shape as every painter
    """A ring stays on one slide."""
    return [list(range(len(form.steps)))]


def place(sheet: Sheet, form: Ring, rows: Sequence[int]) -> None:  # noqa: ARG001  all steps
    """Add the group of circles, arrows and words, and the key below it."""
    room = sheet.room
    key = theme.wrap(form.key, TEXT_PT * ARIAL, room.width)
    foot = height_of(key, TEXT_PT) + GAP
    below = height_of(_lines(form, form.steps[len(form.steps) // 2], most=3, width=room.width), TEXT_PT) + 2
    ends = (form.steps[0], form.steps[-1])  # uppermost: their words reach up beside them
    highest = max(min(len(step.chips), MOST_AT_TOP - 1) + 1 for step in ends) * LINE_PT
    above = max(NODE / 2, highest - LINE_PT / 2 - 12)
    beside = (room.width / 2 - WORDS_PT - NODE / 2 - AIR) / 0.97  # the widest steps stand this far from the middle
    radius = min((room.height - foot - below - NODE / 2 - above) / 2, max(beside, LEAST_RADIUS))
    center = (room.left + room.width / 2, room.top + above + radius)
    spots = lay_ring(len(form.steps), center=center, radius=radius)
    with grouped(sheet.slide, name="Chart", alt_text=sheet.alt_text) as group:
        for number, arrow in enumerate(
            lay_arrows(len(spots), center=center, radius=radius, clear=NODE / 2 + 5), start=1
        ):
            _put_arrow(group, arrow, number)
        for spot, step in zip(spots, form.steps, strict=True):
            _put_node(group, spot, step)
        for spot, step in zip(spots, form.steps, strict=True):
            _put_words(group, form, step, spot, spots, room, radius)
        title = [[Run(text=line, color=theme.LIGHT.muted, bold=place == 0)] for place, line in enumerate(form.title)]
        high = height_of(title, TEXT_PT)
        box = Box(center[0] - radius * 0.7, center[1] - high / 2, radius * 1.4, high)
        put_text(group, box, title, name="Title of the ring", align="center")
    runs = [[Run(text=line, color=theme.LIGHT.muted)] for line in key]
    put_text(sheet.slide, Box(room.left, room.bottom - foot + GAP, room.width, foot - GAP), runs, name="Key")


def _put_arrow(group: Any, arrow: Arrow, number: int) -> None:
    """A curved line of its own thickness, and its head."""
    half = THICK / 2
    outer, inner = (_moved(arrow.curve, shift) for shift in (-half, half))
    name = f"Arrow {number}"
    steps = [outer[1:], [inner[3]], [inner[2], inner[1], inner[0]]]
    put_freeform(group, outer[0], steps, fill=theme.LIGHT.hatch, name=name)
    first, *rest = arrow.head
    put_freeform(group, first, [[corner] for corner in rest], fill=theme.LIGHT.hatch, name=f"{name}, head")


def _put_node(group: Any, spot: Spot, step: Step) -> None:
    circle = group.shapes.add_shape(
        MSO_SHAPE.OVAL, Pt(spot.x - NODE / 2), Pt(spot.y - NODE / 2), Pt(NODE), Pt(NODE)
    )  # fmt: skip
    describe_shape(circle, name=f"Step {step.number}", alt_text="")
    fill = theme.ramp(step.share) if step.chips else theme.LIGHT.paper
    paint_fill(circle.fill, fill)
    paint_line(circle.line, theme.LIGHT.hatch, width=1.25)
    circle._element.remove(circle._element.find(qn("p:style")))  # it would bring a shadow
    frame = circle.text_frame
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.word_wrap, frame.vertical_anchor = False, MSO_ANCHOR.MIDDLE
    ink = theme.ink_on(fill) if step.chips else theme.LIGHT.muted
    put_lines(frame, [[Run(text=step.number, color=ink, size=NUMBER_PT, bold=True)]], align="center")


def _lines(form: Ring, step: Step, *, most: int, width: float) -> list[list[Run]]:
    """The name of a step and what acts there, in at most `most` lines."""
    lines = [[Run(text=theme.shorten(step.label, TEXT_PT * 1.04, width), bold=True)]]
    shown = step.chips if len(step.chips) < most else step.chips[: most - 2]
    for chip in shown:
        number = f" · {chip.size}"
        left = width - theme.text_width(DOT + number, TEXT_PT)
        lines.append([
            Run(text=DOT, color=theme.color(chip.role)),
            Run(text=theme.shorten(chip.label, TEXT_PT * ARIAL, left)),
            Run(text=number, color=theme.LIGHT.muted),
        ])  # fmt: skip
    hidden = len(step.chips) - len(shown)
    if hidden:
        lines.append([Run(text=f"and {hidden} more", color=theme.LIGHT.muted)])
    if not step.chips:
        lines.append([Run(text=form.empty, color=theme.LIGHT.muted)])
    return lines


def _put_words(group: Any, form: Ring, step: Step, spot: Spot, spots: Sequence[Spot], room: Box, radius: float) -> None:
    away = NODE / 2 + AIR
    if spot.side == "below":
        lines = _lines(form, step, most=3, width=radius)
        box = Box(spot.x - radius / 2, spot.y + NODE / 2 + 2, radius, height_of(lines, TEXT_PT))
        put_text(group, box, [list(line) for line in lines], name=f"Words {step.number}", align="center")
        return
    left, width = (
        (spot.x + away, room.left + room.width - spot.x - away)
        if spot.side == "right"
        else (room.left, spot.x - away - room.left)
    )
    near = min(abs(other.y - spot.y) for other in spots if other.side == spot.side and other is not spot)
    most = MOST_AT_TOP if spot.lean < 0 else max(int((near + NODE / 2) // LINE_PT), 3)
    lines = _lines(form, step, most=most, width=width)
    high = height_of(lines, TEXT_PT)
    top = min(max(spot.top_of(high, line=LINE_PT), room.top), room.bottom - high)
    align = "left" if spot.side == "right" else "right"
    put_text(group, Box(left, top, width, high), lines, name=f"Words {step.number}", align=align)


def _moved(curve: Sequence[tuple[float, float]], shift: float) -> list[tuple[float, float]]:
    """The curve shifted aside by `shift`: each point at a right angle to its neighbors."""
    moved = []
    for place, (x, y) in enumerate(curve):
        (x0, y0), (x1, y1) = curve[max(place - 1, 0)], curve[min(place + 1, len(curve) - 1)]
        length = ((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5 or 1.0
        moved.append((x - (y1 - y0) / length * shift, y + (x1 - x0) / length * shift))
    return moved
