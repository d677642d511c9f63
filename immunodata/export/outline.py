"""Decks asked for in words: `story:living-drugs`, `chart:harms-by-arm?order=frequency`, or a YAML outline."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from immunodata.charts import chart
from immunodata.dataset import Dataset, default_dataset
from immunodata.errors import ImmunodataError, MissingPart, UnknownName
from immunodata.export.decks import PAGES, Deck, deck
from immunodata.export.parts import Exhibit, Section
from immunodata.stories import story
from immunodata.view import View

if TYPE_CHECKING:
    from immunodata.export.parts import Part

KINDS = ("chart", "story", "section")
PLACES: dict[str, tuple[str, ...]] = {
    "section": ("section", "text", "notes"),
    "story": ("story",),
    "chart": ("chart", "choices", "narration", "question", "answer"),
}
HEAD = ("title", "subtitle", "page", "template", "questions", "slides")


def read_part(text: str, *, data: Dataset | None = None) -> Part:
    """Return the part that `text` names: `story:ID`, `chart:ID?CONTROL=VALUE&...`, `section:TITLE` or a chart's id.

    Raises
    ------
    UnknownName : no such kind, story, chart, control or value; the message names the nearest.
    """
    kind, colon, rest = text.strip().partition(":")
    if not colon or "?" in kind:  # a chart's id alone, perhaps with choices that hold a colon
        return _chart(text.strip(), data)
    if kind not in KINDS:
        raise UnknownName("kind of part", kind, KINDS)
    if kind == "section":
        return Section(rest.strip())
    return story(rest) if kind == "story" else _chart(rest, data)


def _chart(text: str, data: Dataset | None) -> View:
    name, _, query = text.partition("?")
    found = chart(name)
    try:
        pairs = parse_qsl(query, keep_blank_values=True, strict_parsing=bool(query))
    except ValueError:
        raise ImmunodataError(f"{text!r}: expected {name}?CONTROL=VALUE&CONTROL=VALUE.") from None
    return found.view(data, **found.read_choices(pairs))


@dataclass(frozen=True)
class Place:
    """Where in an outline something stands: errors begin with it."""

    file: str
    line: int
    path: str = ""

    def fault(self, text: object) -> ImmunodataError:
        """An error that says where."""
        return ImmunodataError(f"{self.file}, line {self.line}{', ' if self.path else ''}{self.path}: {text}")


def read_outline(path: str | Path, *, data: Dataset | None = None, **instead: Any) -> Deck:
    """Return the deck that a YAML outline describes; `immunodata deck --help` shows its format.

    Parameters
    ----------
    instead : title, subtitle, page, template or questions, in place of what the outline says; None leaves it.

    Raises
    ------
    ImmunodataError : the file cannot be read or says something unknown; the message names file, line and key.
    MissingPart : PyYAML is not installed.
    """
    file, dataset = Path(path), data if data is not None else default_dataset()
    root = _compose(file)
    top = Place(str(path), 1)
    if root is None or root.id != "mapping":
        raise top.fault("expected a mapping with the key 'slides'. See: immunodata deck --help")
    keys = _keys(root, HEAD, top)
    if "slides" not in keys:
        raise top.fault("the key 'slides' is missing: a list of charts, stories and sections.")
    read: dict[str, Callable[[Any, Place], Any]] = {
        "title": _text, "subtitle": _text, "page": _page, "questions": _flag,
        "template": lambda node, place: file.parent / _text(node, place),
    }  # fmt: skip
    told = {key: read[key](node, _at(top, node, key)) for key, node in keys.items() if key != "slides"}
    asked = {key: value for key, value in instead.items() if value is not None}
    if "page" in asked or "template" in asked:  # either stands for the other
        told = {key: value for key, value in told.items() if key not in ("page", "template")}
    told |= asked
    parts = [_part(node, number, top, dataset) for number, node in enumerate(_items(keys["slides"], top), start=1)]
    return deck(parts, data=dataset, **told)


def _compose(file: Path) -> Any:
    try:
        import yaml
    except ImportError:
        raise MissingPart("A deck from an outline", "slides") from None
    try:
        return yaml.compose(file.read_text(encoding="utf-8-sig"), Loader=yaml.BaseLoader)
    except OSError as error:
        raise ImmunodataError(f"The outline {file} cannot be read: {error.strerror or error}.") from None
    except UnicodeDecodeError:
        raise ImmunodataError(f"The outline {file} is not a text file in UTF-8.") from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise Place(str(file), line).fault(f"this is not YAML: {error.problem or error.context}.") from None
    except yaml.YAMLError as error:
        raise ImmunodataError(f"The outline {file} is not YAML: {error}.") from None


def _at(place: Place, node: Any, *path: object) -> Place:
    steps = [place.path, *map(str, path)]
    return Place(place.file, node.start_mark.line + 1, " > ".join(step for step in steps if step))


def _keys(node: Any, allowed: tuple[str, ...], place: Place) -> dict[str, Any]:
    """The values of a mapping by key; an unknown or repeated key is refused."""
    found: dict[str, Any] = {}
    for key, value in node.value:
        here = _at(place, key)
        if key.id != "scalar" or key.value not in allowed:
            raise here.fault(UnknownName("key", getattr(key, "value", ""), allowed))
        if key.value in found:
            raise here.fault(f"the key {key.value!r} stands here twice.")
        found[key.value] = value
    return found


def _items(node: Any, place: Place) -> list[Any]:
    if node.id != "sequence" or not node.value:
        raise _at(place, node, "slides").fault("expected a list with at least one chart, story or section.")
    return list(node.value)


def _part(node: Any, number: int, top: Place, data: Dataset) -> Part:
    place = _at(top, node, "slides", number)
    try:
        if node.id == "scalar":
            return read_part(node.value, data=data)
        if node.id != "mapping":
            raise place.fault("expected a chart, a story or a section, not a list.")
        kinds = [key.value for key, _ in node.value if key.value in KINDS]
        if len(kinds) != 1:
            raise place.fault(f"expected one of the keys {', '.join(KINDS)}, found {' and '.join(kinds) or 'none'}.")
        return _described_part(kinds[0], _keys(node, PLACES[kinds[0]], place), place, data)
    except UnknownName as error:
        raise place.fault(error) from None
    except ImmunodataError as error:
        raise (error if str(error).startswith(place.file) else place.fault(error)) from None


def _described_part(kind: str, keys: Mapping[str, Any], place: Place, data: Dataset) -> Part:
    words = {key: _text(node, _at(place, node, key)) for key, node in keys.items() if key != "choices"}
    name = words.pop(kind)
    if kind == "section":
        return Section(name, **words)
    if kind == "story":
        return story(name)
    found = chart(name)
    choices: dict[str, Any] = {}
    if "choices" in keys:
        here = _at(place, keys["choices"], "choices")
        if keys["choices"].id != "mapping":
            raise here.fault("expected CONTROL: VALUE, or CONTROL: [VALUE, VALUE].")
        controls = tuple(control.id for control in found.controls)
        choices = {key: _values(node, here) for key, node in _keys(keys["choices"], controls, here).items()}
    try:
        return Exhibit(found.view(data, **choices), **words)
    except UnknownName as error:
        raise _at(place, keys.get("choices", keys[kind]), "choices").fault(error) from None


def _values(node: Any, place: Place) -> str | list[str]:
    if node.id == "sequence":
        return [_text(item, place) for item in node.value]
    return _text(node, place)


def _text(node: Any, place: Place) -> str:
    if node.id != "scalar":
        raise place.fault("expected a text.")
    return " ".join(str(node.value).split())


def _page(node: Any, place: Place) -> str:
    text = _text(node, place)
    if text not in PAGES:
        raise place.fault(UnknownName("page size", text, PAGES))
    return text


def _flag(node: Any, place: Place) -> bool:
    text = _text(node, place).lower()
    if text not in ("true", "false"):
        raise place.fault(f"{text!r}: expected true or false.")
    return text == "true"
