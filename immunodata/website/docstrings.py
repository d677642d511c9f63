"""House docstrings as reStructuredText.

Sections are underlined as in NumPy style, but what follows `name :` is a sentence, not a type: the types stand in the
signature.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

LISTED = ("Parameters", "Raises")
SECTIONS = (*LISTED, "Returns", "Examples")
ITEM = re.compile(r"(\w[\w, *]*?) : (.*)")


def to_rest(lines: list[str]) -> list[str]:
    """Return the docstring with its sections as bold words, and parameters and errors as lists."""
    return list(_converted(lines))


def _converted(lines: list[str]) -> Iterator[str]:
    section, place = "", 0
    while place < len(lines):
        line = lines[place]
        following = lines[place + 1] if place + 1 < len(lines) else ""
        if line in SECTIONS and following and set(following) == {"-"}:
            section = line
            yield from ("", f"**{line}**", "")
            place += 2
            continue
        item = ITEM.fullmatch(line) if section in LISTED else None
        if item:
            names = ", ".join(f"``{name}``" for name in item[1].split(", "))
            yield f"- {names}: {item[2]}"
        elif section in LISTED and line.startswith("    "):
            yield "  " + line.strip()
        else:
            yield line
        place += 1
