"""The documentation as a static site that works offline: the only package that imports Sphinx."""

from __future__ import annotations

from immunodata.website.building import build_site

__all__ = ["build_site"]
