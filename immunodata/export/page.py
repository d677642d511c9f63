"""Web pages that hold everything: the chart, its words, its sources and its table. They ask the net for nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from html import escape
from urllib.parse import quote

import pandas as pd

from immunodata import theme
from immunodata.charts import GROUPS
from immunodata.citation import DISCLAIMER, dataset_citation
from immunodata.dataset import Dataset
from immunodata.export.font import font_face
from immunodata.view import View

WIDTH = 1120  # px, of the figure in the page
ADDRESS = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;)]")
# No address is reachable from the page, whatever a figure holds. Beside a folder of parts, these may be read.
POLICY = (
    "default-src 'none'; script-src {own}'unsafe-inline'; style-src {own}'unsafe-inline'; img-src data: blob:; "
    "font-src data:"
)
INDEX = "index.html"
ASSETS = "assets"  # folder of the parts that the pages of a folder share
STYLE = f"""
:root {{ color-scheme: light }}
body {{ font: 15px/1.5 {theme.FONT}; color: {theme.LIGHT.ink}; background: {theme.LIGHT.paper}; margin: 0 auto;
  max-width: 1152px; padding: 16px }}
h1, article h2 {{ position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%) }}
h1.seen {{ position: static; width: auto; height: auto; clip-path: none; font-size: 24px; margin: 8px 0 }}
h2 {{ font-size: 16px; margin: 24px 0 8px }}
h2.part {{ font-size: 22px; margin: 40px 0 0; padding-top: 16px; border-top: 1px solid {theme.LIGHT.guide} }}
article {{ margin: 24px 0 }}
summary {{ cursor: pointer; padding: 6px 0 }}
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


def html_bytes(view: View, *, shares_assets: bool = False) -> bytes:
    """Return a page in UTF-8: self-contained, or one that reads `assets()` beside it. Same view, same bytes."""
    words = view.words
    parts = [
        *_head(words.headline, view.alt_text, shares_assets=shares_assets),
        f'<nav><a href="{INDEX}">All charts</a></nav>' if shares_assets else "",
        f"<h1>{escape(words.headline)}</h1>",
        _figure(view, "chart"),
        *(_section(name, body) for name, body in _told(view).items()),
        *_foot(view.data),
        "" if shares_assets else f"<script>{_plotly()}</script>",
        f"<script>{_call(view)}</script>",
        "</body></html>\n",
    ]
    return "\n".join(part for part in parts if part).encode()


def collection_bytes(title: str, parts: Sequence[str | View]) -> bytes:
    """Return one self-contained page of several views in order; a text among them is a heading."""
    views = [part for part in parts if not isinstance(part, str)]
    body: list[str] = []
    for part in parts:
        if isinstance(part, str):
            body.append(f'<h2 class="part">{escape(part)}</h2>')
            continue
        told = "".join(f"<details><summary>{name}</summary>{text}</details>" for name, text in _told(part).items())
        place = f"chart-{sum(line.startswith('<article>') for line in body) + 1}"
        body.append(f"<article><h2>{escape(part.words.headline)}</h2>{_figure(part, place)}{told}</article>")
    calls = "".join(_call(view, f"chart-{number}") for number, view in enumerate(views, start=1))
    page = [
        *_head(title, f"{len(views)} charts of cancer immunotherapies.", shares_assets=False),
        f'<h1 class="seen">{escape(title)}</h1>',
        *body,
        *_foot(views[0].data),
        f"<script>{_plotly()}</script>",
        f"<script>{calls}</script>",
        "</body></html>\n",
    ]
    return "\n".join(page).encode()


def index_bytes(views: Sequence[View]) -> bytes:
    """Return the page that lists the pages of these views, charts of a kind together."""
    title = f"immunodata: {len(views)} {'chart' if len(views) == 1 else 'charts'}"
    groups: dict[str, list[str]] = {}
    for view in views:
        item = (
            f'<li><a href="{escape(quote(view.file_stem))}.html">{escape(view.chart.question)}</a><br>'
            f"{escape(view.words.headline)}</li>"
        )
        groups.setdefault(view.chart.group, []).append(item)
    parts = [
        *_head(title, f"Links to {len(views)} charts of cancer immunotherapies.", shares_assets=True, draws=False),
        f'<h1 class="seen">{escape(title)}</h1>',
        *(_section(GROUPS.get(name, name), f"<ul>{''.join(items)}</ul>") for name, items in groups.items()),
        *_foot(views[0].data),
        "</body></html>\n",
    ]
    return "\n".join(parts).encode()


def assets() -> dict[str, bytes]:
    """The parts that pages beside them share, by their path: Plotly itself, and the style with the font."""
    return {f"{ASSETS}/plotly.min.js": _plotly().encode(), f"{ASSETS}/style.css": _style().encode()}


def _head(title: str, description: str, *, shares_assets: bool, draws: bool = True) -> list[str]:
    """The beginning of a page up to its main part."""
    script = f'<script src="{ASSETS}/plotly.min.js" charset="utf-8"></script>' if draws else ""
    parts = (
        f'<link rel="stylesheet" href="{ASSETS}/style.css">{script}' if shares_assets else f"<style>{_style()}</style>"
    )
    policy = POLICY.format(own="'self' " if shares_assets else "")
    return [
        "<!DOCTYPE html>",
        f'<html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>',
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f'<meta name="description" content="{escape(description)}">',
        f"{parts}</head><body><main>",
    ]


def _foot(data: Dataset) -> list[str]:
    """The end of a page after its main part."""
    return [f"</main><footer>{escape(dataset_citation(data))} {escape(DISCLAIMER)}</footer>"]


def _style() -> str:
    return font_face() + STYLE


def _plotly() -> str:
    from plotly.offline import get_plotlyjs

    return get_plotlyjs()


def _figure(view: View, place: str) -> str:
    return f'<figure><div id="{place}" role="img" aria-label="{escape(view.alt_text)}"></div></figure>'


def _told(view: View) -> dict[str, str]:
    """What stands below a chart, by its heading."""
    told = {
        "In words": f"<p>{escape(view.alt_text)}</p>",
        "Notes": _items(view.notes),
        f"Sources ({len(view.sources)})": _items(view.sources, numbered=True),
        "Data": f"<p>A blank cell means not reported; it never means zero.</p>{_table(view.frame)}",
        "Make it again": f"<p><code>{escape(view.code)}</code></p>",
    }
    return {name: text for name, text in told.items() if name != "Notes" or view.notes}


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


def _call(view: View, place: str = "chart") -> str:
    """The call that draws; `<` is spelled out so that no text can end the script."""
    from immunodata.figures import config

    figure = json.loads(view.draw(width=WIDTH).to_json())
    settings = {**config(view), "responsive": False}  # its text is wrapped for one width
    figure["layout"]["width"] = WIDTH
    calls = ", ".join(json.dumps(part).replace("<", "\\u003c") for part in (figure["data"], figure["layout"], settings))
    return f'Plotly.newPlot("{place}", {calls});'
