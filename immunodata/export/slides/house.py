"""The house's own presentation: blank, in its font and colors, with layouts for every kind of slide."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

import pptx
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Pt

from immunodata import theme
from immunodata.export.slides.sheet import Base, Box, Page, kind_of

PAGES: Mapping[str, Page] = {"16:9": Page(960, 540), "4:3": Page(720, 540)}  # 13.333 x 7.5 in, 10 x 7.5 in
BAND_PT = 5.0  # the band of category colors on headings


def open_house(page: Page) -> Base:
    """Return a blank presentation of this size, dressed."""
    deck = pptx.Presentation()
    dress(deck, page)
    by_name = {layout.name: layout for layout in deck.slide_layouts}
    opening, section, question = (
        by_name[name] for name in ("Title Slide", "Section Header", "Title and Vertical Text")
    )
    inner, middle = page.inner, page.height / 2
    _head(opening, title=Box(page.left, middle - 150, inner, 140), text=Box(page.left, middle + 24, inner, 110))
    _head(section, title=Box(page.left, middle - 120, inner, 110), text=Box(page.left, middle + 24, inner, 110))
    for layout in (section, opening):
        _add_band(layout, Box(page.left, middle + 4, inner, BAND_PT))
    question._element.cSld.replace(question._element.cSld.spTree, deepcopy(section._element.cSld.spTree))
    question._element.cSld.set("name", "Question")
    question._element.set("type", "secHead")
    _head(question, title=Box(page.left, middle - 90, inner, 190), text=Box(page.left, middle - 210, inner, 90),
          is_question=True)  # fmt: skip
    _add_band(question, Box(page.left, middle - 106, inner, BAND_PT))
    return Base(deck=deck, page=page, opening=opening, section=section, question=question, plain=by_name["Title Only"])


def _head(layout: Any, *, title: Box, text: Box, is_question: bool = False) -> None:
    """Place the title and the text of a heading; texts stand on the line between them, and hang from it."""
    for shape in layout.placeholders:
        kind = kind_of(shape)
        if kind not in ("title", "text"):
            continue
        box = title if kind == "title" else text
        shape.left, shape.top, shape.width, shape.height = (
            Pt(value) for value in (box.left, box.top, box.width, box.height)
        )
        body = shape._element.txBody
        for old in list(body.bodyPr):
            body.bodyPr.remove(old)
        stands = (kind == "title") != is_question
        for key, value in {
            "anchor": "b" if stands else "t",
            "lIns": "0",
            "rIns": "0",
            "tIns": "0",
            "bIns": "0",
        }.items():
            body.bodyPr.set(key, value)
        for old in body.findall(qn("a:lstStyle")):
            body.remove(old)
        size, bold, color = (40, 1, theme.LIGHT.ink) if kind == "title" else (20, 0, theme.LIGHT.muted)
        body.insert(1, parse_xml(
            f'<a:lstStyle {nsdecls("a")}><a:lvl1pPr marL="0" indent="0" algn="l"><a:buNone/><a:defRPr sz="{size}00" '
            f'b="{bold}" cap="none"><a:solidFill><a:srgbClr val="{color[1:]}"/></a:solidFill></a:defRPr></a:lvl1pPr>'
            "</a:lstStyle>"
        ))  # fmt: skip


def _add_band(layout: Any, box: Box) -> None:
    """A thin band of the category colors: the house's only ornament."""
    tree = layout._element.cSld.spTree
    for old in tree.xpath("./p:sp[p:nvSpPr/p:cNvPr[starts-with(@name, 'Band ')]]"):
        tree.remove(old)
    roles = list(theme.CATEGORY_ROLES.values())
    width = box.width / len(roles)
    for place, role in enumerate(roles):
        left, top, wide, high = (Pt(value) for value in (box.left + place * width, box.top, width, box.height))
        tree.append(parse_xml(
            f'<p:sp {nsdecls("p", "a")}><p:nvSpPr><p:cNvPr id="{100 + place}" name="Band {place + 1}"/><p:cNvSpPr/>'
            f'<p:nvPr userDrawn="1"/></p:nvSpPr><p:spPr><a:xfrm><a:off x="{left}" y="{top}"/>'
            f'<a:ext cx="{wide}" cy="{high}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:solidFill>'
            f'<a:srgbClr val="{role.light[1:]}"/></a:solidFill><a:ln><a:noFill/></a:ln></p:spPr></p:sp>'
        ))  # fmt: skip


def dress(deck: Any, page: Page) -> None:
    """Give a blank presentation the page's size, the house font and the category colors, layouts included."""
    stretch = Pt(page.width) / deck.slide_width
    drop = Pt(page.height) / deck.slide_height
    deck.slide_width, deck.slide_height = Pt(page.width), Pt(page.height)
    master = deck.slide_master
    for shapes in (master.shapes, *(layout.shapes for layout in deck.slide_layouts)):
        for shape in shapes:
            if shape._element.xpath(".//a:xfrm"):  # a placeholder without its own place takes its parent's
                shape.left, shape.width = round(shape.left * stretch), round(shape.width * stretch)
                shape.top, shape.height = round(shape.top * drop), round(shape.height * drop)
    for level in master._element.xpath(".//p:titleStyle/a:lvl1pPr"):
        level.set("algn", "l")
    _dress_theme(master)


def _dress_theme(master: Any) -> None:
    """Write fonts and accents into the theme part, so that what a reader adds to the slide matches."""
    from pptx.opc.constants import RELATIONSHIP_TYPE
    from pptx.opc.oxml import serialize_part_xml

    part = master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    root = parse_xml(part.blob)
    for latin in root.iter(qn("a:latin")):
        latin.set("typeface", theme.SLIDE_FONT)
    for number, role in enumerate(list(theme.CATEGORY_ROLES.values())[:6], start=1):
        for slot in root.iter(qn(f"a:accent{number}")):
            slot.clear()
            slot.append(parse_xml(f'<a:srgbClr {nsdecls("a")} val="{role.light[1:]}"/>'))
    part._blob = serialize_part_xml(root)
