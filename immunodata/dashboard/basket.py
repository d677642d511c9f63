"""The views collected for a presentation. They live in the address, like everything else about a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qs

from immunodata.charts import CHARTS
from immunodata.dashboard import address, memory
from immunodata.errors import ImmunodataError, UnknownName
from immunodata.stories import STORIES, Story, story
from immunodata.view import View

MOST = 40  # parts: beyond that an address grows too long for some programs
STORY = "story:"
LONGEST_TITLE = 120  # characters


@dataclass(frozen=True, kw_only=True)
class Basket:
    """What the deck of an address holds, as far as it can be had."""

    names: tuple[str, ...]  # of the parts that exist: `chart?control=value` or `story:id`
    parts: tuple[View | Story, ...]
    ignored: tuple[str, ...] = ()  # one sentence for each part that was left aside


def read(parameters: address.Parameters) -> Basket:
    """Return the deck of an address; parts that do not exist, or show nothing, are told and left aside."""
    names: list[str] = []
    parts: list[View | Story] = []
    ignored: list[str] = []
    asked = [name for name in parameters.get(address.DECK, ()) if name]
    if len(asked) > MOST:
        ignored.append(f"A deck holds at most {MOST} parts: the last {len(asked) - MOST} were left out.")
    for name in asked[:MOST]:
        try:
            part, strange = _part(name)
        except ImmunodataError as error:
            ignored.append(str(error))
            continue
        ignored += strange
        if isinstance(part, View) and part.is_empty:
            ignored.append(f"{name[: address.LONGEST]}: {part.words.headline}")
            continue
        names.append(part.name if isinstance(part, View) else f"{STORY}{part.id}")
        parts.append(part)
    return Basket(names=tuple(names), parts=tuple(parts), ignored=tuple(ignored))


def _part(name: str) -> tuple[View | Story, Sequence[str]]:
    """The view or story that `name` stands for, and what of it was left aside."""
    if name.startswith(STORY):
        return story(name.removeprefix(STORY)[: address.LONGEST]), ()
    chart_id, _, query = name.partition("?")
    known = {found.id: found for found in CHARTS}
    if chart_id not in known:
        allowed = [*known, *(f"{STORY}{tale.id}" for tale in STORIES)]
        raise UnknownName("part of a deck", chart_id[: address.LONGEST], allowed)
    parameters = parse_qs(query, keep_blank_values=True)
    reading = address.read(parameters, [known[chart_id]], memory.dataset())
    return memory.view(chart_id, reading.choices), reading.ignored


def moved(names: Sequence[str], place: int, by: int) -> list[str]:
    """The names with the one at `place` moved by so many places, as far as there is room."""
    order = list(names)
    order.insert(max(place + by, 0), order.pop(place))
    return order


def title(parameters: address.Parameters) -> str:
    """The title of the deck, or nothing."""
    return " ".join(list(parameters.get(address.DECK_TITLE, [""]))[-1].split())[:LONGEST_TITLE]
