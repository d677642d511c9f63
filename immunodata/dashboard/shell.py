"""What the server answers by itself: the HTML page that loads the dashboard, and whether it is ready.

The page is Streamlit's own, with our name, our font and the place of the server.
"""

from __future__ import annotations

import gzip
import re
from functools import lru_cache

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from immunodata.dashboard import memory
from immunodata.dashboard.options import ASSETS_ADDRESS, FONT_FILE
from immunodata.dashboard.protection import STATIC

DESCRIPTION = "Cancer immunotherapies, their side effects and responses, with the source of every number."


FOREIGN_FONT = re.compile(r"<link\s[^>]*SourceSans[^>]*>")  # fetched at once by Streamlit's page, not used by ours


@lru_cache(maxsize=1)
def page() -> str:
    """Streamlit's index.html with a title, a description and our script; without its title it is left as it is."""
    html = (STATIC / "index.html").read_text(encoding="utf-8")
    html = FOREIGN_FONT.sub("", html[max(html.find("<!DOCTYPE"), 0) :])
    assets = ASSETS_ADDRESS.strip("/")
    ours = (
        "<title>immunodata</title>",
        f'<meta name="description" content="{DESCRIPTION}" />',
        f'<link rel="preload" href="./{assets}/{FONT_FILE}" as="font" type="font/woff2" crossorigin />',
        f'<script src="./{assets}/base.js"></script>',
        *(f'<link rel="modulepreload" crossorigin href="./{path}" />' for path in _painter()),
    )
    return html.replace("<title>Streamlit</title>", "\n    ".join(ours), 1)


def _painter() -> list[str]:
    """The script that draws charts: by far the largest, asked for beside the others and not after the first chart."""
    return [path.relative_to(STATIC).as_posix() for path in STATIC.glob("static/js/PlotlyChart.*.js")]


@lru_cache(maxsize=1)
def _compressed_page() -> bytes:
    return gzip.compress(page().encode(), mtime=0)


async def answer(request: Request) -> Response:
    """Return the page, the same for every address; gzipped where the browser takes that."""
    headers = {"Cache-Control": "no-cache", "Vary": "Accept-Encoding"}
    if "gzip" in request.headers.get("accept-encoding", ""):
        return HTMLResponse(_compressed_page(), headers={**headers, "Content-Encoding": "gzip"})
    return HTMLResponse(page(), headers=headers)


async def health(_request: Request) -> Response:
    """Say whether the data are loaded and which version they are: 200 when they are, 503 until then."""
    if not memory.is_loaded():
        return JSONResponse({"status": "starting"}, status_code=503, headers={"Cache-Control": "no-store"})
    told = {"status": "ok", "version": memory.dataset().version}
    return JSONResponse(told, headers={"Cache-Control": "no-store"})
