"""What stands above a panel: its title, and what lies on either side of its reference line, in the lines they need."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from immunodata import theme
from immunodata.export.slides.sheet import BOLD, TEXT_PT, Box, Run, put_text
from immunodata.forms import Panel

LINE_PT = 17.0  # a line of text above the plot
VALUE_PT = 34.0  # room at the right for the number beside a mark
MOST_LINES = 2


@dataclass(frozen=True, slots=True)
class Head:
    """The words above one panel, wrapped to the width of its plot."""

    panel: Panel
    width: float

    @property
    def title(self) -> list[str]:
        """The lines of the title."""
        return _fold(self.panel.title, TEXT_PT * BOLD, self.width + VALUE_PT)

    @property
    def reference_at(self) -> float:
        """How far right of the plot's left edge the reference stands."""
        panel = self.panel
        return self.width * ((panel.reference or 0) - panel.low) / (panel.high - panel.low)

    @property
    def ends(self) -> tuple[list[str], list[str]]:
        """The lines at the left and at the right of the reference; none without one."""
        if not self.panel.ends or self.panel.reference is None:
            return [], []
        left, right = self.panel.ends
        return (_fold(f"← {left}", TEXT_PT, self.reference_at + 30),
                _fold(f"{right} →", TEXT_PT, self.width + VALUE_PT - self.reference_at - 6))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Heads:
    """The heads of panels side by side: as high as the highest."""

    heads: Sequence[Head]

    @property
    def ends_height(self) -> float:
        """Points that the lines beside the references take."""
        return LINE_PT * max(len(lines) for head in self.heads for lines in head.ends)

    @property
    def height(self) -> float:
        """Points from the upper edge of the titles to the plot."""
        return LINE_PT * max(len(head.title) for head in self.heads) + self.ends_height + 4

    def put(self, slide: Any, number: int, area: Box) -> None:
        """Add the head of one panel above its plot, `area`."""
        head = self.heads[number]
        title = [[Run(text=line, bold=True)] for line in head.title]
        box = Box(area.left, area.top - self.height, area.width + VALUE_PT, LINE_PT * len(title))
        put_text(slide, box, title, name=f"Axis title: {head.panel.title}")
        middle, end = area.left + head.reference_at, area.left + area.width + VALUE_PT
        spans = ((area.left - 36, middle - 6, "right"), (middle + 6, end, "left"))
        for lines, (start, stop, align) in zip(head.ends, spans, strict=True):
            if lines:
                high = LINE_PT * len(lines)
                box = Box(start, area.top - 3 - high, stop - start, high)
                runs = [[Run(text=line, color=theme.LIGHT.muted)] for line in lines]
                put_text(slide, box, runs, name=" ".join(lines), align=align)


def _fold(text: str, size: float, width: float) -> list[str]:
    """`text` in at most two lines, the last cut with an ellipsis where it must be."""
    lines = theme.wrap(text, size, width)
    kept = [*lines[: MOST_LINES - 1], " ".join(lines[MOST_LINES - 1 :])]
    return [theme.shorten(line, size, width) for line in kept if line]
