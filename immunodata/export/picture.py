"""Pictures (png, svg, pdf): one browser for a whole batch, and a clear word when there is none."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from immunodata.errors import ExportError, MissingPart, UnknownName

if TYPE_CHECKING:
    from immunodata.view import View

PICTURES = ("png", "svg", "pdf")
SLOWEST_S = 90  # for one picture


@dataclass(frozen=True, slots=True)
class Size:
    """Pixels of a page at scale 1; without a height, the chart takes what its rows need."""

    width: int
    height: int | None
    scale: float


SIZES: dict[str, Size] = {
    "page": Size(1120, None, 2),
    "slide-16x9": Size(1280, 720, 2),
    "slide-4x3": Size(1024, 768, 2),
    "square": Size(1080, 1080, 2),
    "print": Size(900, None, 4),
    "gallery": Size(960, None, 1),
}
WIDEST = 2.0  # how far a chart may be shrunk to fit a height: its type is then half as large
WAYS_OUT = (
    "Other ways: save as .pptx or .html, which need no browser; use the camera button above the chart in a notebook or "
    "the dashboard; or install Chrome or Chromium, or set BROWSER_PATH to one."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One picture to make."""

    view: View
    format: str
    size: str = "page"


def picture_bytes(view: View, format: str, *, size: str = "page") -> bytes:
    """Return one picture of the view. For several, `render` starts the browser only once."""
    kept: list[bytes] = []
    render([Job(view=view, format=format, size=size)], keep=lambda _, content: kept.append(content))
    return kept[0]


def render(jobs: Sequence[Job], *, keep: Callable[[Job, bytes], None]) -> None:
    """Draw every job in one browser and hand each picture to `keep` as soon as it is done.

    Raises
    ------
    MissingPart : kaleido is not installed.
    UnknownName : a size that does not exist.
    ExportError : no browser, or it fails; the message names the other ways to a picture.
    """
    browser = make_ready(job.size for job in jobs)

    import kaleido

    async def draw_all() -> None:
        # mathjax is fetched from the net unless it is switched off
        async with kaleido.Kaleido(n=1, path=browser, mathjax=False, timeout=SLOWEST_S) as drawer:
            for job in jobs:
                figure, options = _fit(job)
                try:
                    content = await drawer.calc_fig(figure, opts=options)
                except Exception as error:
                    raise ExportError(
                        f"{browser} could not draw {job.view.file_stem}: {_first_line(error)}. {WAYS_OUT}"
                    ) from error
                keep(job, content)

    _run_apart(draw_all, browser)


def make_ready(sizes: Iterable[str]) -> str:
    """Return the browser to draw with, once it is certain that nothing is missing; raises as `render` does."""
    for size in sizes:
        if size not in SIZES:
            raise UnknownName("size", size, SIZES)
    try:
        import kaleido  # noqa: F401  only asked for
    except ImportError:
        raise MissingPart("A picture (png, svg, pdf)", "export") from None
    return find_browser()


def _run_apart(draw_all: Callable[[], Any], browser: str) -> None:
    """Run in a thread of its own: a notebook's thread already has a loop running."""
    import asyncio
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(max_workers=1) as pool:
        try:
            pool.submit(lambda: asyncio.run(draw_all())).result()
        except ExportError:
            raise
        except Exception as error:
            raise ExportError(f"{browser} does not work as a browser: {_first_line(error)}. {WAYS_OUT}") from error


def find_browser() -> str:
    """Return the path of Chrome or Chromium: what BROWSER_PATH names, else the first one installed.

    Raises
    ------
    ExportError : none is found; the message names the other ways to a picture.
    """
    from choreographer.browsers.chromium import Chromium

    chosen = os.environ.get("BROWSER_PATH")
    if chosen and not (Path(chosen).is_file() and os.access(chosen, os.X_OK)):
        raise ExportError(f"BROWSER_PATH is {chosen!r}, which is not a program. {WAYS_OUT}")
    found = chosen or Chromium.find_browser(skip_local=False)
    if not found:
        raise ExportError(f"A picture needs Chrome or Chromium, and none is installed. {WAYS_OUT}")
    return str(found)


def _fit(job: Job) -> tuple[Any, dict[str, Any]]:
    """The figure laid out for the size. A chart too tall for a fixed height is laid out wider, then scaled down."""
    size = SIZES[job.size]
    width = size.width
    figure = job.view.draw(width=width)
    height = figure.layout.height
    if size.height is not None:
        ratio = Fraction(size.height, size.width)
        while height > width * ratio and width < size.width * WIDEST:
            width = math.ceil(width * 1.08 / ratio.denominator) * ratio.denominator  # so that the height is whole, too
            figure = job.view.draw(width=width)
            height = figure.layout.height
        height = max(height, int(width * ratio))  # still too tall: the picture grows rather than the type shrinks
    return figure, {"format": job.format, "width": width, "height": height, "scale": size.scale * size.width / width}


def _first_line(error: Exception) -> str:
    """What went wrong, without the browser library's own advice."""
    return str(error.args[0] if error.args else error).splitlines()[0].rstrip(".")
