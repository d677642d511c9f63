"""A user's own presentation as template: its masters, layouts, size, fonts, and colors of text and background."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pptx
from pptx.exc import PackageNotFoundError
from pptx.oxml.ns import qn

from immunodata.errors import ExportError
from immunodata.export.slides.looks import font_width, read_look, title_style
from immunodata.export.slides.sheet import TITLE_PT, Base, Box, Page, kind_of

EMU = 12700  # in a point
INSET = 7.2  # what PowerPoint keeps free at the left and right of a text
OLE, ZIP = b"\xd0\xcf\x11\xe0", b"PK\x03\x04"
LOCKED = "EncryptedPackage".encode("utf-16-le")
KINDS = {  # the content type of the main part, and what PowerPoint calls such a file
    "presentationml.presentation.main": "",
    "presentationml.template.main": "a template (.potx)",
    "presentationml.slideshow.main": "a slide show (.ppsx)",
    "ms-powerpoint.presentation.macroEnabled": "a presentation with macros (.pptm)",
    "ms-powerpoint.template.macroEnabled": "a template with macros (.potm)",
    "ms-powerpoint.slideshow.macroEnabled": "a slide show with macros (.ppsm)",
}
LEAST_ROOM = (0.5, 0.45)  # of a slide's width and height, for a chart
BROKEN = (PackageNotFoundError, zipfile.BadZipFile, zlib.error, OSError, EOFError, LookupError, ValueError,
          AttributeError, TypeError, SyntaxError, NotImplementedError, RuntimeError)  # fmt: skip
FURNITURE = ("dt", "ftr", "sldNum")


def open_template(path: Path) -> Base:
    """Return the presentation at `path` without its slides; `ExportError` says why it cannot be used."""
    _refuse_other_files(path)
    try:
        deck = pptx.Presentation(str(path))
        layouts = [layout for master in deck.slide_masters for layout in master.slide_layouts]
        if not layouts:
            raise ExportError(f"The template {path} has no layouts: it needs at least one with a title.")
        _drop_slides(deck)
        plain = _pick(layouts, _is_plain, "title only")
        section = _pick(layouts, _is("secHead"), "section header", otherwise=plain)
        opening = _pick(layouts, _is("title"), "title slide", otherwise=section)
        look = read_look(plain)
        return Base(deck=deck, page=_page(deck, plain), opening=opening, section=section, question=section, plain=plain,
                    font_width=font_width(look.font), finish=look.dress)  # fmt: skip
    except ExportError:
        raise
    except BROKEN as error:
        raise ExportError(
            f"The template {path} is damaged ({error}). Open it in PowerPoint, save it again as .pptx, and try that."
        ) from error


def _refuse_other_files(path: Path) -> None:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ExportError(f"The template {path} cannot be read: {error.strerror or error}.") from error
    if content.startswith(OLE):
        old = "is of an old program, such as PowerPoint 97-2003: save it as .pptx"
        why = "is protected by a password: save a copy without one" if LOCKED in content else old
        raise ExportError(f"The template {path} {why}.")
    if not content.startswith(ZIP):
        raise ExportError(f"The template {path} is not a PowerPoint file: expected a presentation saved as .pptx.")
    try:
        with zipfile.ZipFile(path) as archive:
            broken = archive.testzip()
            types = archive.read("[Content_Types].xml").decode("utf-8", "replace")
    except BROKEN as error:
        raise ExportError(f"The template {path} is damaged or not a PowerPoint file: {error}.") from error
    if broken:
        raise ExportError(f"The template {path} is damaged: {broken} in it cannot be read.")
    kind = next((name for part, name in KINDS.items() if part in types), None)
    if kind is None:
        raise ExportError(f"The template {path} is not a PowerPoint file: expected a presentation saved as .pptx.")
    if kind:
        raise ExportError(f"The template {path} is {kind}. Open it in PowerPoint and save it as .pptx.")


def _drop_slides(deck: Any) -> None:
    """Take out the slides, and what lists them: sections, custom shows."""
    listed = deck.slides._sldIdLst
    for entry in list(listed):
        deck.part.drop_rel(entry.rId)
        listed.remove(entry)
    root = deck.part._element
    for tag in ("p:extLst", "p:custShowLst"):
        for found in root.findall(qn(tag)):
            root.remove(found)


def _is(kind: str) -> Callable[[Any], bool]:
    return lambda layout: layout._element.get("type") == kind and _has_title(layout)


def _is_plain(layout: Any) -> bool:
    return _is("titleOnly")(layout)


def _has_title(layout: Any) -> bool:
    return any(kind_of(shape) == "title" for shape in layout.placeholders)


def _pick(layouts: list[Any], fits: Callable[[Any], bool], name: str, *, otherwise: Any = None) -> Any:
    """The layout of this kind, else of this name, else `otherwise`, else the one with least beside its title."""
    titled = [layout for layout in layouts if _has_title(layout)]
    if not titled:
        raise ExportError("The template has no layout with a title: add one in PowerPoint (View > Slide Master).")
    found = next((layout for layout in titled if fits(layout)), None)
    found = found or next((layout for layout in titled if layout.name.strip().lower() == name), None)
    if found is not None:
        return found
    return otherwise if otherwise is not None else min(titled, key=_extras)


def _extras(layout: Any) -> int:
    return sum(kind_of(shape) not in ("title", *FURNITURE) for shape in layout.placeholders)


def _page(deck: Any, layout: Any) -> Page:
    """The size of the template, and the margins that its master's title and text keep."""
    width, height = deck.slide_width / EMU, deck.slide_height / EMU
    house = Page(width, height)
    head = next(shape for shape in layout.placeholders if kind_of(shape) == "title")
    title = Box(head.left / EMU, head.top / EMU, head.width / EMU, head.height / EMU)
    master = layout.slide_master
    body = next((shape for shape in master.placeholders if kind_of(shape) == "text"), None)
    left, right, bottom = title.left, title.left + title.width, height - house.bottom
    if body is not None:
        left, right = body.left / EMU, (body.left + body.width) / EMU
        bottom = min((body.top + body.height) / EMU, bottom)
    feet = [shape.top / EMU for shape in layout.placeholders if kind_of(shape) in FURNITURE]
    bottom = max(bottom, min(feet)) if feet and min(feet) > height * 0.8 else bottom
    wide = right - left > width * LEAST_ROOM[0] and title.width > width * LEAST_ROOM[0]
    high = bottom - title.bottom > height * LEAST_ROOM[1]
    if not (wide and high and left >= 0 and right <= width):
        return house
    size, caps = title_style(layout)
    inside = Box(title.left + INSET, title.top, title.width - 2 * INSET, title.height)
    return Page(width, height, left=left + INSET, right=width - right + INSET, bottom=height - bottom,
                title=inside, title_pt=max(min(size, TITLE_PT[0]), TITLE_PT[-1]), caps=caps)  # fmt: skip
