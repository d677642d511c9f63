"""Pictures (png, svg, pdf): one browser for a whole batch, and a clear word when there is none."""

from __future__ import annotations

import json
import math
import os
import re
import threading
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from immunodata.errors import ExportError, MissingPart, UnknownName
from immunodata.export.font import font_face
from immunodata.theme import SMALL_PX

if TYPE_CHECKING:
    import asyncio

    from immunodata.view import View

PICTURES = ("png", "svg", "pdf")
PIXELS = ("png", "webp")
LEAST_SCALE, MOST_SCALE = 1, 4  # of a png
TABS = 2  # of the browser, which draw at a time: more help little and need memory
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
PDF_DATE = re.compile(rb"(/(?:CreationDate|ModDate) \(D:)([^)]*)")
WAYS_OUT = (
    "Other ways: save as .pptx or .html, or the numbers as .csv or .xlsx, which need no browser (immunodata export "
    "--fallback writes PowerPoint and HTML instead); use the camera button above the chart in a notebook or the "
    "dashboard; or install Chrome or Chromium, or set BROWSER_PATH to one."
)


class NoBrowser(ExportError):
    """No browser can be started, so that there are no pictures; the message names the other ways."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One picture to make; `scale` is of a png, 1 to 4 (None: what the size asks for)."""

    view: View
    format: str
    size: str = "page"
    scale: float | None = None


def picture_bytes(view: View, format: str, *, size: str = "page", scale: float | None = None) -> bytes:
    """Return one picture of the view. For several, `render` starts the browser only once."""
    kept: list[bytes] = []
    render([Job(view=view, format=format, size=size, scale=scale)], keep=lambda _, content: kept.append(content))
    return kept[0]


def render(jobs: Sequence[Job], *, keep: Callable[[Job, bytes], None]) -> None:
    """Draw every job in one browser and hand each picture to `keep` as soon as it is done.

    Raises
    ------
    MissingPart : kaleido is not installed.
    UnknownName : a size that does not exist.
    ExportError : no browser, or it fails; the message names the other ways to a picture.
    """
    browser = make_ready((job.size, job.scale) for job in jobs)

    import asyncio

    import kaleido

    tabs, stopped = min(TABS, len(jobs)), threading.Event()

    async def draw_all() -> None:
        under_way: deque[tuple[Job, asyncio.Task[bytes]]] = deque()

        async def finish() -> None:
            job, drawing = under_way.popleft()
            try:
                content = await drawing
            except Exception as error:
                raise ExportError(
                    f"{browser} could not draw {job.view.file_stem}: {_first_line(error)}. {WAYS_OUT}"
                ) from error
            keep(job, PDF_DATE.sub(_day_of(job.view), content) if job.format == "pdf" else content)

        async with kaleido.Kaleido(n=tabs, path=browser, page_generator=_Page(), timeout=SLOWEST_S) as drawer:
            try:
                for job in jobs:
                    figure, options = _fit(job)  # laid out while the browser draws the ones before
                    under_way.append((job, asyncio.create_task(drawer.calc_fig(figure, opts=options))))
                    await asyncio.sleep(0)
                    if len(under_way) > tabs:
                        await finish()
                    if stopped.is_set():
                        break
                while under_way:
                    await finish()
            finally:  # the library complains of drawings that are cut off
                await asyncio.gather(*(drawing for _, drawing in under_way), return_exceptions=True)

    _run_apart(draw_all, browser, stopped)


class _Page:
    """The page that pictures are drawn on. Plotly draws a picture as text that then stands alone, without the page's
    fonts, so the house font is written into that text: png, svg and pdf look the same on every machine. Chance is taken
    out, so that the names Plotly gives to parts, and with them the bytes, are the same each time.
    """

    def generate_index(self) -> str:
        from kaleido import PageGenerator

        script = f"""<script>(() => {{
            let state = 1;
            Math.random = () => (state = state * 48271 % 2147483647) / 2147483647;
            const style = '<style>' + {json.dumps(font_face())} + '</style>';
            const write = XMLSerializer.prototype.serializeToString;
            XMLSerializer.prototype.serializeToString = function (node) {{
                return write.call(this, node).replace(/^<svg[^>]*>/, (start) => start + style);
            }};
        }})()</script>"""
        # mathjax is fetched from the net unless it is switched off
        page: str = PageGenerator(mathjax=False).generate_index()
        return page.replace("</head>", f"{script}</head>", 1)


def make_ready(wanted: Iterable[tuple[str, float | None]]) -> str:
    """Return the browser to draw with, once it is certain that nothing is missing; raises as `render` does."""
    for size, scale in wanted:
        if size not in SIZES:
            raise UnknownName("size", size, SIZES)
        if scale is not None and not LEAST_SCALE <= scale <= MOST_SCALE:
            raise ExportError(f"Scale {scale:g}: expected a number from {LEAST_SCALE} to {MOST_SCALE}.")
    try:
        import kaleido  # noqa: F401  only asked for
    except ImportError:
        raise MissingPart("A picture (png, svg, pdf)", "export") from None
    return find_browser()


def _run_apart(draw_all: Callable[[], Any], browser: str, stopped: threading.Event) -> None:
    """Run in a thread of its own: a notebook's thread already has a loop running. An interrupt ends it, too."""
    import asyncio
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(max_workers=1) as pool:
        try:
            pool.submit(lambda: asyncio.run(draw_all())).result()
        except ExportError:
            raise
        except KeyboardInterrupt:
            stopped.set()
            raise
        except Exception as error:
            raise NoBrowser(f"{browser} does not work as a browser: {_first_line(error)}. {WAYS_OUT}") from error


def find_browser() -> str:
    """Return the path of Chrome or Chromium: what BROWSER_PATH names, else the first one installed.

    Raises
    ------
    NoBrowser : none is found; the message names the other ways to a picture.
    """
    from choreographer.browsers.chromium import Chromium

    chosen = os.environ.get("BROWSER_PATH")
    if chosen and not (Path(chosen).is_file() and os.access(chosen, os.X_OK)):
        raise NoBrowser(f"BROWSER_PATH is {chosen!r}, which is not a program. {WAYS_OUT}")
    found = chosen or Chromium.find_browser(skip_local=False)
    if not found:
        raise NoBrowser(f"A picture needs Chrome or Chromium, and none is installed. {WAYS_OUT}")
    return str(found)


def smallest_type_px(job: Job) -> float:
    """How large the smallest letters of the picture are, in pixels of its size."""
    return SMALL_PX * SIZES[job.size].width / _laid_out(job)[1]


def _fit(job: Job) -> tuple[Any, dict[str, Any]]:
    """The figure laid out for the size, and what the browser must know."""
    size = SIZES[job.size]
    figure, width, height = _laid_out(job)
    scale = size.width / width
    if (
        job.format in PIXELS
    ):  # lines and letters need no sharpness: an svg or a page of pdf is as large as its size says
        scale *= (job.scale or size.scale) * (1 + 1e-9)  # the browser cuts fractions of a pixel off
    return figure, {"format": job.format, "width": width, "height": height, "scale": scale}


def _laid_out(job: Job) -> tuple[Any, int, int]:
    """The figure, its width and height. A chart too tall for a fixed height is laid out wider, to be scaled down."""
    size = SIZES[job.size]
    width = size.width
    figure = job.view.draw(width=width)
    if size.height is None:
        return figure, width, figure.layout.height
    ratio = Fraction(size.height, size.width)
    while figure.layout.height > width * ratio:
        width = math.ceil(width * 1.08 / ratio.denominator) * ratio.denominator  # so that the height is whole, too
        figure = job.view.draw(width=width)
    return figure, width, int(width * ratio)


def _day_of(view: View) -> Callable[[re.Match[bytes]], bytes]:
    """The day of the data in place of the hour of drawing: as long, since a pdf counts its bytes."""
    day = view.data.as_of.replace("-", "").encode()
    return lambda match: match[1] + day + re.sub(rb"\d", b"0", match[2][len(day) :])


def _first_line(error: Exception) -> str:
    """What went wrong, without the browser library's own advice."""
    return str(error.args[0] if error.args else error).splitlines()[0].rstrip(".")
