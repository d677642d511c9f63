"""The HTML page that loads the dashboard: Streamlit's own, with our name, our font and the place of the server."""

from __future__ import annotations

from functools import lru_cache

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from immunodata.dashboard.options import ASSETS_ADDRESS, FONT_FILE
from immunodata.dashboard.protection import STATIC

DESCRIPTION = "Cancer immunotherapies, their side effects and responses, with the source of every number."


@lru_cache(maxsize=1)
def page() -> str:
    """Streamlit's index.html with a title, a description and our script; without its title it is left as it is."""
    html = (STATIC / "index.html").read_text(encoding="utf-8")
    html = html[max(html.find("<!DOCTYPE"), 0) :]
    assets = ASSETS_ADDRESS.strip("/")
    ours = (
        "<title>immunodata</title>",
        f'<meta name="description" content="{DESCRIPTION}" />',
        f'<link rel="preload" href="./{assets}/{FONT_FILE}" as="font" type="font/woff2" crossorigin />',
        f'<script src="./{assets}/base.js"></script>',
    )
    return html.replace("<title>Streamlit</title>", "\n    ".join(ours), 1)


async def answer(_request: Request) -> Response:
    """Return the page, the same for every address."""
    return HTMLResponse(page(), headers={"Cache-Control": "no-cache"})
