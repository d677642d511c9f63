"""How Sphinx makes the site; `immunodata docs` lays out the pages and calls it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import immunodata
from immunodata.website.docstrings import to_rest
from immunodata.website.generated import dataset_json_ld

project = "immunodata"
author = "immunodata contributors"
copyright = "immunodata contributors. Data and docs: CC BY 4.0. For teaching and research. Not medical advice."
version = release = immunodata.__version__
language = "en"

extensions = ["myst_nb", "sphinx.ext.autodoc"]
exclude_patterns = ["docs/site"]
root_doc = "index"
default_role = "code"
nitpicky = False  # types of other packages have no page here

# Pages are Markdown; notebooks have been run before.
nb_execution_mode = "off"
nb_ipywidgets_js: dict[str, Any] = {}
nb_number_source_lines = False
myst_heading_anchors = 4
myst_enable_extensions = ["colon_fence", "deflist", "fieldlist"]
suppress_warnings = ["myst.header"]  # charts.md and others start a group below its heading

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_class_signature = "mixed"

html_theme = "furo"
html_title = f"immunodata {release}"
html_static_path = ["docs/site"]
html_css_files = ["site.css"]
html_js_files = [("site.js", {"defer": "defer"})]
html_show_sphinx = False
html_copy_source = False
html_show_sourcelink = False
html_show_search_summary = False  # it would fetch pages, which a site opened as a file cannot
html_theme_options = {
    "light_css_variables": {"color-brand-primary": "#1B4ACB", "color-brand-content": "#1B4ACB"},
    "dark_css_variables": {"color-brand-primary": "#8AB0FF", "color-brand-content": "#8AB0FF"},
}
pygments_style = "a11y-high-contrast-light"
pygments_dark_style = "a11y-high-contrast-dark"


def complete_page(app: Any, pagename: str, _template: str, context: dict[str, Any], _tree: Any) -> None:
    """Give the start page its schema.org record, and pages with figures the program that draws them."""
    if pagename == "index":
        record = json.loads((Path(app.srcdir) / "docs" / "site" / "croissant.json").read_text(encoding="utf-8"))
        script = f'<script type="application/ld+json">{dataset_json_ld(record)}</script>'
        context["metatags"] = context.get("metatags", "") + script
    if pagename.startswith("notebooks/"):
        app.add_js_file("plotly.min.js", priority=400)


def read_docstring(_app: Any, _what: str, _name: str, _owner: Any, _options: Any, lines: list[str]) -> None:
    """Turn the house's docstrings into what Sphinx reads."""
    lines[:] = to_rest(lines)


def setup(app: Any) -> None:
    """Connect to Sphinx."""
    app.connect("html-page-context", complete_page)
    app.connect("autodoc-process-docstring", read_docstring)
