"""A template's look: which of its colors and fonts stand for the house's. Categories keep the house's colors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn

from immunodata import theme
from immunodata.export.slides.sheet import TITLE_PT, kind_of

DARK_BELOW = 0.2  # luminance of a ground that wants the dark side's colors
PAPER_SHARES = (0.5, 0.55)  # how much paper the painters mix into a category's color
# Widths against Arial; a font not named here is taken for a wide one.
FONT_WIDTHS: Mapping[str, float] = {
    **dict.fromkeys(("arial", "helvetica", "helvetica neue", "liberation sans", "calibri", "calibri light", "carlito",
                     "aptos", "aptos display", "aptos narrow", "arial narrow", "times new roman", "cambria", "garamond",
                     "corbel", "candara", "gill sans mt", "franklin gothic book", "source sans pro",
                     "trebuchet ms", "roboto", "segoe ui"), 1.0),
    "verdana": 1.2, "dejavu sans": 1.2, "courier new": 1.2, "century gothic": 1.15,
}  # fmt: skip
OTHER_FONT = 1.15
SLOTS = ("dk1", "lt1", "dk2", "lt2", *(f"accent{n}" for n in range(1, 7)), "hlink", "folHlink")
TEXT_TAGS = {qn(f"a:{tag}") for tag in ("rPr", "endParaRPr", "defRPr")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What takes the place of the house's colors: hex, or the name of a theme color; and the font of texts."""

    font: str
    ground: str
    text: Mapping[str, str]  # in text: house hex -> theme color or hex
    marks: Mapping[str, str]  # in lines and fills

    def dress(self, slide: Any) -> None:
        """Put a finished slide, its charts included, into the template's colors and fonts."""
        for root in _roots(slide):
            for latin in root.iter(qn("a:latin")):
                if latin.get("typeface") == theme.SLIDE_FONT:
                    latin.set("typeface", "+mn-lt")
            for color in list(root.iter(qn("a:srgbClr"))):
                self._replace(color)
            self._ink_fills(root)
        for shape in slide.placeholders:
            _leave_to_layout(shape._element)

    def _replace(self, color: Any) -> None:
        owner = color.getparent().getparent()
        is_text = owner is not None and owner.tag in TEXT_TAGS
        new = (self.text if is_text else self.marks).get(color.get("val"))
        if new is None:
            return
        if len(new) == 6:
            color.set("val", new)
        else:
            color.getparent().replace(color, parse_xml(f'<a:schemeClr {nsdecls("a")} val="{new}"/>'))

    def _ink_fills(self, root: Any) -> None:
        """Black or white on fills, chosen anew where these changed."""
        for cell in (*root.iter(qn("a:tc")), *root.iter(qn("c:ser"))):
            fills = cell.xpath("./a:tcPr/a:solidFill/a:srgbClr | ./c:spPr/a:solidFill/a:srgbClr")
            if not fills:
                continue
            ink = theme.ink_on(f"#{fills[0].get('val')}")[1:]
            for text in cell.xpath(".//a:rPr//a:srgbClr | .//c:dLbls/c:txPr//a:defRPr//a:srgbClr"):
                if text.get("val") in ("000000", "FFFFFF"):
                    text.set("val", ink)


def read_look(layout: Any) -> Look:
    """Return the look of slides with this layout."""
    master = layout.slide_master
    root = parse_xml(master.part.part_related_by(RELATIONSHIP_TYPE.THEME).blob)
    colors = _theme_colors(root)
    names = dict(master._element.find(qn("p:clrMap")).attrib)
    named = {**colors, **{name: colors.get(slot, "") for name, slot in names.items()}}
    paper = named.get("bg1") or "#FFFFFF"
    ground = _ground(layout, named) or _ground(master, named) or paper
    ink, text = named.get("tx1") or theme.ink_on(ground), "tx1"
    if theme.contrast(ink, ground) < 4.5:  # the layout's ground is not the theme's
        ink = theme.ink_on(ground)
        text = ink[1:]
    fonts = root.xpath("//*[local-name()='minorFont']/*[local-name()='latin']/@typeface")
    return Look(font=str(fonts[0]) if fonts else theme.SLIDE_FONT, ground=ground, text=_text(ink, ground, text),
                marks=_marks(ink, ground))  # fmt: skip


def title_style(layout: Any) -> tuple[float, bool]:
    """Size of a layout's title in points, and whether it is written in capitals: its own style, else the master's."""
    master = layout.slide_master
    heads = [shape._element for owner in (layout, master) for shape in owner.placeholders if kind_of(shape) == "title"]
    styles = [style for head in heads for style in head.xpath(".//a:lstStyle/a:lvl1pPr/a:defRPr")]
    styles += master._element.xpath("./p:txStyles/p:titleStyle/a:lvl1pPr/a:defRPr")
    size = next((int(style.get("sz")) / 100 for style in styles if style.get("sz")), float(TITLE_PT[0]))
    return size, next((style.get("cap") == "all" for style in styles if style.get("cap")), False)


def font_width(font: str) -> float:
    """How wide a font runs against Arial, a little on the safe side."""
    return FONT_WIDTHS.get(font.strip().lower(), OTHER_FONT)


def _text(ink: str, ground: str, name: str) -> dict[str, str]:
    muted = next(mixed for share in (0.3, 0.2, 0.1, 0.0)
                 if theme.contrast(mixed := theme.mix(ink, ground, share), ground) >= 4.5 or not share)  # fmt: skip
    roles = {role.light[1:]: role.dark[1:] for role in theme.ROLES.values()} if _is_dark(ground) else {}
    return {**roles, theme.LIGHT.ink[1:]: name, theme.LIGHT.muted[1:]: muted[1:]}


def _marks(ink: str, ground: str) -> dict[str, str]:
    house = theme.LIGHT
    grays = {house.ink: ink, house.paper: ground, house.muted: theme.mix(ink, ground, 0.3),
             house.hatch: theme.mix(ink, ground, 0.5), house.guide: theme.mix(ground, ink, 0.15)}  # fmt: skip
    found = {old[1:]: new[1:] for old, new in grays.items()}
    for role in theme.ROLES.values() if _is_dark(ground) else ():
        found[role.light[1:]] = role.dark[1:]
        for share in PAPER_SHARES:
            found[theme.mix(role.light, house.paper, share)[1:]] = theme.mix(role.dark, ground, share)[1:]
    return found


def _is_dark(ground: str) -> bool:
    return theme.luminance(ground) < DARK_BELOW


def _theme_colors(root: Any) -> dict[str, str]:
    colors = {}
    for slot in root.iter(*(qn(f"a:{name}") for name in SLOTS)):
        for color in slot:
            value = color.get("lastClr") or color.get("val") or ""
            if len(value) == 6:
                colors[slot.tag.rpartition("}")[2]] = f"#{value.upper()}"
    return colors


def _ground(owner: Any, named: Mapping[str, str]) -> str:
    """The color behind a layout or master; blank where it says none, or where it is a picture."""
    for color in owner._element.xpath("./p:cSld/p:bg/p:bgPr/a:solidFill/* | ./p:cSld/p:bg/p:bgRef/*"):
        value = color.get("val") or ""
        return f"#{value.upper()}" if color.tag == qn("a:srgbClr") else named.get(value, "")
    return ""


def _roots(slide: Any) -> Iterator[Any]:
    yield slide._element
    for shape in slide.shapes:
        if shape.has_chart:
            yield shape.chart._chartSpace


def _leave_to_layout(shape: Any) -> None:
    """Color, face, weight and alignment of a title come from its layout; only its measured size is ours."""
    for look in (*shape.iter(qn("a:rPr")), *shape.iter(qn("a:endParaRPr"))):
        look.attrib.pop("b", None)
        for child in list(look):
            look.remove(child)
    for paragraph in shape.iter(qn("a:pPr")):
        for name in ("algn", "marL", "indent"):
            paragraph.attrib.pop(name, None)
        for child in list(paragraph):
            if child.tag != qn("a:buNone"):
                paragraph.remove(child)
