"""Text that is safe to show: data and addresses may hold anything, Markdown must not read it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from immunodata.view import Choice, Option

_SPECIAL = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:&\"'^=])")
_ADDRESS = re.compile(r"https?://[^\s<>]+")


def plain(text: object) -> str:
    """`text` so that Markdown shows every character as it is."""
    return _escaped(str(text))


@lru_cache(maxsize=8192)
def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


@lru_cache(maxsize=4096)
def with_links(text: str) -> str:
    """`text` as it is, save that web addresses can be followed."""
    parts, at = [], 0
    for found in _ADDRESS.finditer(text):
        parts += [plain(text[at : found.start()]), f" <{found.group()}> "]
        at = found.end()
    return "".join([*parts, plain(text[at:])])


def chosen_labels(value: Choice, options: Iterable[Option]) -> str:
    """What is chosen, in the words of the options; nothing chosen is everything."""
    labels = {option.value: option.label for option in options}
    values = [value] if isinstance(value, str) else list(value)
    return ", ".join(labels.get(item, item) for item in values) or "all"
