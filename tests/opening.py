"""The dashboard's pages, opened without a browser."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from immunodata.dashboard import serve


def open_page(name: str, **parameters: str | list[str]) -> AppTest:
    """Return the page called `name`, opened with these parameters in its address."""
    app = AppTest.from_file(str(serve.ENTRY), default_timeout=60).run()
    registered = {info["url_pathname"]: page_hash for page_hash, info in app._registered_pages.items()}
    app._page_hash = registered[name]  # AppTest has no public way to a page that is a function
    app.query_params.update(parameters)
    return app.run()
