"""The house font, embedded where a file can hold one, so that it looks the same on every machine."""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from pathlib import Path

FILE = Path(__file__).resolve().parent.parent / "dashboard" / "assets" / "inter-latin-wght-normal.woff2"


@cache
def font_face() -> str:
    """A CSS rule that holds Inter itself (SIL Open Font License 1.1, which allows embedding)."""
    data = b64encode(FILE.read_bytes()).decode()
    return (
        "@font-face{font-family:Inter;font-style:normal;font-weight:100 900;"
        f"src:url(data:font/woff2;base64,{data}) format('woff2')}}"
    )
