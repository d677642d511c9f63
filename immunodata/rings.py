"""Where the steps of a ring lie, and the arrows between them: the same on the screen and on a slide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import cos, pi, sin, tan
from typing import Literal

Point = tuple[float, float]
HEAD = 0.055  # an arrow's head, share of the radius


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """The middle of a step and the side on which its words stand."""

    x: float
    y: float
    side: Literal["left", "right", "below"]
    lean: int = 0  # -1: its words reach up from it, 1: down, away from the arrows

    def top_of(self, height: float, *, line: float) -> float:
        """Where words of this height begin; one line of them stays beside the step."""
        return self.y - height / 2 + self.lean * (height - line) / 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrow:
    """A curved line as a Bezier curve (start, two controls, end) and the corners of its head."""

    curve: tuple[Point, Point, Point, Point]
    head: tuple[Point, Point, Point]


def angles(count: int) -> list[float]:
    """The angle of each step, clockwise from the right; an odd ring has one step at the foot."""
    first = -pi / 2 + pi / count
    return [first + 2 * pi * place / count for place in range(count)]


def lay_ring(count: int, *, center: Point, radius: float) -> list[Spot]:
    """The spots of the steps."""
    spots = []
    for angle in angles(count):
        across = cos(angle)
        side: Literal["left", "right", "below"] = "below" if abs(across) < 0.2 else "right" if across > 0 else "left"
        lean = 0 if abs(sin(angle)) < 0.4 or side == "below" else -1 if sin(angle) < 0 else 1
        spots.append(Spot(x=center[0] + radius * across, y=center[1] + radius * sin(angle), side=side, lean=lean))
    return spots


def least_radius(heights: Sequence[float], *, gap: float) -> float:
    """The radius at which the words of steps on one side, as high as `heights`, stand apart."""
    spots = lay_ring(len(heights), center=(0, 0), radius=1)
    least = 0.0
    for side in ("left", "right"):
        own = sorted((spot.y, height) for spot, height in zip(spots, heights, strict=True) if spot.side == side)
        for (y, height), (below, next_height) in pairwise(own):
            least = max(least, ((height + next_height) / 2 + gap) / (below - y))
    return least


def lay_arrows(count: int, *, center: Point, radius: float, clear: float) -> list[Arrow]:
    """The arrow from each step to the next, ending `clear` before and after a step's middle."""
    arrows = []
    off, tip = clear / radius, HEAD * 1.6
    for start in angles(count):
        begin, end = start + off, start + 2 * pi / count - off
        sides = [at(center, radius * share, end - tip) for share in (1 - HEAD, 1 + HEAD)]
        head = (sides[0], at(center, radius, end), sides[1])
        arrows.append(Arrow(curve=arc(center, radius, begin, end - tip), head=head))
    return arrows


def at(center: Point, radius: float, angle: float) -> Point:
    """The point at an angle."""
    return center[0] + radius * cos(angle), center[1] + radius * sin(angle)


def arc(center: Point, radius: float, begin: float, end: float) -> tuple[Point, Point, Point, Point]:
    """A piece of a circle as a Bezier curve."""
    reach = 4 / 3 * tan((end - begin) / 4) * radius
    (x0, y0), (x1, y1) = at(center, radius, begin), at(center, radius, end)
    return (
        (x0, y0),
        (x0 - reach * sin(begin), y0 + reach * cos(begin)),
        (x1 + reach * sin(end), y1 - reach * cos(end)),
        (x1, y1),
    )
