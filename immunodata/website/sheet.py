"""The glossary as a sheet to print: every term on a few pages, two columns, no links needed."""

from __future__ import annotations

from html import escape

from immunodata import theme
from immunodata.citation import DISCLAIMER, dataset_citation
from immunodata.dataset import Dataset

STYLE = f"""
@page {{ size: A4; margin: 14mm }}
body {{ font: 12px/1.35 {theme.FONT}; color: {theme.LIGHT.ink}; background: {theme.LIGHT.paper}; margin: 0 auto;
  max-width: 1100px; padding: 16px }}
h1 {{ font-size: 22px; margin: 0 0 4px }}
p {{ margin: 0 0 12px; color: {theme.LIGHT.muted} }}
dl {{ columns: 300px; column-gap: 24px; margin: 0 }}
div {{ break-inside: avoid; margin: 0 0 6px }}
dt {{ font-weight: 700; display: inline }}
dd {{ display: inline; margin: 0 }}
footer {{ color: {theme.LIGHT.muted}; margin-top: 12px }}
@media print {{ body {{ padding: 0; font-size: 8.5pt }} dl {{ columns: 3; column-gap: 6mm }} }}
"""


def sheet_html(data: Dataset) -> str:
    """Return one page of HTML with every term of `concepts`, in alphabetical order."""
    terms = data["concepts"].sort_values("term", key=lambda column: column.str.lower())
    items = "\n".join(
        f"<div><dt>{escape(row.term[:1].upper() + row.term[1:])}.</dt> <dd>{escape(row.definition)}</dd></div>"
        for row in terms.itertuples()
    )
    return f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Glossary sheet: cancer immunotherapy</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>{STYLE}</style></head><body><main>
<h1>The words of cancer immunotherapy</h1>
<p>{len(terms)} terms. Print it: A4, both sides.</p>
<dl>
{items}
</dl>
</main><footer>{escape(dataset_citation(data))} {escape(DISCLAIMER)}</footer></body></html>
"""
