"""Cells as documents print them."""

from __future__ import annotations

import re

PRINTED = re.compile(r"(?P<n>\d+) ?\((?P<pct>\d+(?:\.\d+)?)%\)|(?P<n_only>\d+)|(?P<pct_only>\d+(?:\.\d+)?)%")
BELOW = re.compile(r"<(?P<pct>\d+(?:\.\d+)?)%")


def parse_printed(value: str) -> dict[str, str] | None:
    """Return the columns that a printed cell fills, or None when it is not one.

    >>> parse_printed("37 (21%)")
    {'reporting': 'reported', 'n_affected': '37', 'affected_pct': '21'}
    >>> parse_printed("21%")
    {'reporting': 'reported', 'affected_pct': '21'}
    >>> parse_printed("<10%")
    {'reporting': 'below-threshold', 'threshold_pct': '10'}
    """
    if below := BELOW.fullmatch(value.strip()):
        return {"reporting": "below-threshold", "threshold_pct": below["pct"]}
    match = PRINTED.fullmatch(value.strip())
    if not match:
        return None
    numbers = {"n_affected": match["n"] or match["n_only"], "affected_pct": match["pct"] or match["pct_only"]}
    return {"reporting": "reported", **{key: text for key, text in numbers.items() if text}}
