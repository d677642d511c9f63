"""A web page that holds everything: the chart, its words, its sources and its table. It asks the net for nothing."""

from __future__ import annotations

import json
import re
from html import escape

import pandas as pd

from immunodata import theme
from immunodata.citation import DISCLAIMER, dataset_citation
from immunodata.view import View

WIDTH = 1120  # px, of the figure in the page
ADDRESS = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;)]")
# No address is reachable from the page, whatever a figure holds.
POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:; font-src data:"
)
STYLE = f"""
:root {{ color-scheme: light }}
body {{ font: 15px/1.5 {theme.FONT}; color: {theme.LIGHT.ink}; background: {theme.LIGHT.paper}; margin: 0 auto;
  max-width: 1152px; padding: 16px }}
h1 {{ position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%) }}
h2 {{ font-size: 16px; margin: 24px 0 8px }}
figure {{ margin: 0; overflow-x: auto }}
li {{ margin: 0 0 4px; overflow-wrap: anywhere }}
a {{ color: {theme.LIGHT.accent} }}
.table {{ overflow-x: auto }}
table {{ border-collapse: collapse; font-size: 13px; font-variant-numeric: tabular-nums }}
th, td {{ border-bottom: 1px solid {theme.LIGHT.guide}; padding: 4px 12px 4px 0; text-align: left }}
th, td {{ vertical-align: top }}
code {{ background: #F3F5F7; padding: 2px 6px; border-radius: 3px }}
footer {{ color: {theme.LIGHT.muted}; margin-top: 24px }}
"""


def html_bytes(view: View) -> bytes:
    """Return a self-contained page in UTF-8. The same view gives the same bytes."""
    words = view.words
    parts = [
        "<!DOCTYPE html>",
        f'<html lang="en"><head><meta charset="utf-8"><title>{escape(words.headline)}</title>',
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f'<meta name="description" content="{escape(view.alt_text)}">',
        f"<style>{STYLE}</style></head><body><main>",
        f"<h1>{escape(words.headline)}</h1>",
        f'<figure><div id="chart" role="img" aria-label="{escape(view.alt_text)}"></div></figure>',
        _section("In words", f"<p>{escape(view.alt_text)}</p>"),
        _section("Notes", _items(view.notes)) if view.notes else "",
        _section(f"Sources ({len(view.sources)})", _items(view.sources, numbered=True)),
        _section("Data", f"<p>A blank cell means not reported; it never means zero.</p>{_table(view.frame)}"),
        _section("Make it again", f"<p><code>{escape(view.code)}</code></p>"),
        f"</main><footer>{escape(dataset_citation(view.data))} {escape(DISCLAIMER)}</footer>",
        _script(view),
        "</body></html>\n",
    ]
    return "\n".join(part for part in parts if part).encode()


def _section(title: str, body: str) -> str:
    return f"<section><h2>{escape(title)}</h2>{body}</section>"


def _items(texts: list[str] | tuple[str, ...], *, numbered: bool = False) -> str:
    tag = "ol" if numbered else "ul"
    return f"<{tag}>" + "".join(f"<li>{_linked(text)}</li>" for text in texts) + f"</{tag}>"


def _linked(text: str) -> str:
    """Escaped text in which addresses are links."""
    parts, done = [], 0
    for match in ADDRESS.finditer(text):
        address = escape(match.group())
        parts += [escape(text[done : match.start()]), f'<a href="{address}" rel="noreferrer">{address}</a>']
        done = match.end()
    return "".join([*parts, escape(text[done:])])


def _table(frame: pd.DataFrame) -> str:
    shown = frame.copy()
    for column in shown.columns:
        if pd.api.types.is_datetime64_any_dtype(shown[column].dtype):
            shown[column] = shown[column].dt.strftime("%Y-%m-%d")
    table = shown.to_html(index=False, na_rep="", border=0, float_format=lambda value: f"{value:.6g}")
    return f'<div class="table" tabindex="0">{table}</div>'


def _script(view: View) -> str:
    """Plotly itself and the call that draws; `<` is spelled out so that no text can end the script."""
    from plotly.offline import get_plotlyjs

    from immunodata.figures import config

    figure = json.loads(view.draw(width=WIDTH).to_json())
    settings = {**config(view), "responsive": False}  # its text is wrapped for one width
    figure["layout"]["width"] = WIDTH
    calls = ", ".join(json.dumps(part).replace("<", "\\u003c") for part in (figure["data"], figure["layout"], settings))
    return f'<script>{get_plotlyjs()}</script>\n<script>Plotly.newPlot("chart", {calls});</script>'
