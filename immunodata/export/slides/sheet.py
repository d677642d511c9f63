"""One slide's frame and the text on it: everything is measured in points before it is placed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Pt

from immunodata import theme

TITLE_PT = (28, 26, 24, 22, 20, 18)  # the largest that needs at most two lines
SUBTITLE_PT, TEXT_PT = 16, 12
ARIAL = 0.95  # the theme measures for fonts a little wider than Arial; long lines would break too early
LEADING = 1.2  # line height of Arial in type sizes, as both PowerPoint and LibreOffice set it
MARGIN, TOP = 40.0, 26.0
ALIGN = {"left": "l", "center": "ctr", "right": "r"}


@dataclass(frozen=True, slots=True)
class Page:
    """The size of a slide."""

    width: float
    height: float


WIDE = Page(960, 540)  # 13.333 x 7.5 in, 16:9


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the slide."""

    left: float
    top: float
    width: float
    height: float

    @property
    def bottom(self) -> float:
        """Its lower edge."""
        return self.top + self.height


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Text in one color and size."""

    text: str
    color: str = theme.LIGHT.ink
    size: float = TEXT_PT
    bold: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A slide under construction: the slide, the room for its chart, and the alternative text of what goes there."""

    slide: Any
    room: Box
    alt_text: str


def put_text(slide: Any, box: Box, lines: Sequence[Sequence[Run]], *, name: str, align: str = "left") -> Any:
    """Add a text box: one paragraph per line, already wrapped, so that no program wraps it differently."""
    shape = slide.shapes.add_textbox(Pt(box.left), Pt(box.top), Pt(box.width), Pt(box.height))
    shape.name = name
    write(shape.text_frame, lines, align=align, wrapped=False)
    return shape


def write(frame: Any, lines: Sequence[Sequence[Run]], *, align: str = "left", wrapped: bool = True) -> None:
    """Fill a text frame without inner margins, at its top."""
    frame.word_wrap = wrapped
    frame.auto_size = MSO_AUTO_SIZE.NONE
    frame.vertical_anchor = MSO_ANCHOR.TOP
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    put_lines(frame, lines, align=align)


def put_lines(frame: Any, lines: Sequence[Sequence[Run]], *, align: str = "left") -> None:
    """Replace the paragraphs of a text frame. Written as XML: setting the hundreds of a deck one by one is slow."""
    body = frame._txBody
    for old in body.findall(qn("a:p")):
        body.remove(old)
    for runs in lines:
        inner = "".join(f"<a:r>{_look(run, 'rPr')}<a:t>{escape(run.text)}</a:t></a:r>" for run in runs if run.text)
        body.append(parse_xml(
            f'<a:p {nsdecls("a")}><a:pPr algn="{ALIGN[align]}"><a:lnSpc><a:spcPct val="100000"/></a:lnSpc>'
            '<a:spcBef><a:spcPts val="0"/></a:spcBef><a:spcAft><a:spcPts val="0"/></a:spcAft><a:buNone/></a:pPr>'
            f"{inner}{_look(runs[-1], 'endParaRPr')}</a:p>"
        ))  # fmt: skip


def _look(run: Run, tag: str) -> str:
    """The look of a run; at a paragraph's end it also keeps an empty cell from growing to the default size."""
    return (
        f'<a:{tag} lang="en-US" sz="{round(run.size * 100)}" b="{int(run.bold)}" dirty="0"><a:solidFill>'
        f'<a:srgbClr val="{run.color[1:]}"/></a:solidFill><a:latin typeface="{theme.SLIDE_FONT}"/></a:{tag}>'
    )


def paint_font(font: Any, *, color: str, size: float, bold: bool = False) -> None:
    """Set the face, size and color of a font."""
    font.name, font.size, font.bold = theme.SLIDE_FONT, Pt(size), bold
    font.color.rgb = rgb(color)


def rgb(hex_color: str) -> RGBColor:
    """A color of the theme as PowerPoint takes it."""
    return RGBColor(*theme.rgb(hex_color))  # type: ignore[no-untyped-call]


def paint_fill(fill: Any, hex_color: str | None) -> None:
    """A solid fill, or none."""
    if hex_color is None:
        fill.background()
    else:
        fill.solid()
        fill.fore_color.rgb = rgb(hex_color)


def paint_line(line: Any, hex_color: str | None, *, width: float = 1.0) -> None:
    """A line of one color, or none."""
    if hex_color is None:
        line.fill.background()
    else:
        line.color.rgb = rgb(hex_color)
        line.width = Pt(width)


def describe_shape(shape: Any, *, name: str, alt_text: str) -> None:
    """Name a shape and give it alternative text; an empty one marks it as decoration beside what is described."""
    shape.name = name
    shape._element.xpath(".//p:cNvPr")[0].set("descr", alt_text)


def height_of(lines: Sequence[object], size: float) -> float:
    """Points that so many lines take."""
    return len(lines) * size * LEADING


def fit_title(text: str, width: float, *, suffix: str = "") -> tuple[list[str], float]:
    """The title in one large line, else in two, and its size; an ellipsis cuts what is too long for the smallest."""
    whole = f"{text} {suffix}".strip()
    for sizes, most in ((TITLE_PT[:3], 1), (TITLE_PT[1:], 2)):
        for size in sizes:
            lines = theme.wrap(whole, size * 1.04, width)  # bold runs wider
            if len(lines) <= most:
                return lines, size
    size = TITLE_PT[-1]
    first = theme.wrap(text, size * 1.04, width)
    rest = theme.shorten(" ".join(first[1:]), size * 1.04, width - theme.text_width(f" {suffix}", size * 1.04))
    return [first[0], f"{rest} {suffix}".strip()], size


@dataclass(frozen=True, slots=True)
class Layout:
    """The words of a slide in lines, and where they leave room."""

    title: list[str]
    title_pt: float
    subtitle: list[str]
    foot: list[str]
    page: Page

    @property
    def subtitle_top(self) -> float:
        """Below the title."""
        return TOP + height_of(self.title, self.title_pt) + 4

    @property
    def foot_top(self) -> float:
        """The source line stands on the lower margin."""
        return self.page.height - 22 - height_of(self.foot, TEXT_PT)

    @property
    def room(self) -> Box:
        """What is left for the chart."""
        top = self.subtitle_top + height_of(self.subtitle, SUBTITLE_PT) + 12
        return Box(MARGIN, top, self.page.width - 2 * MARGIN, self.foot_top - 10 - top)


def lay_out(page: Page, *, title: str, subtitle: str, foot: str, suffix: str = "") -> Layout:
    """Measure a slide's words. The suffix, such as (1/2), is never cut off the title."""
    width = page.width - 2 * MARGIN
    lines, size = fit_title(title, width, suffix=suffix)
    below = theme.wrap(subtitle, SUBTITLE_PT * ARIAL, width), theme.wrap(foot, TEXT_PT * ARIAL, width)
    return Layout(lines, size, *below, page)


def start_sheet(deck: Any, layout: Layout, *, alt_text: str) -> Sheet:
    """Add a slide with title, subtitle and source line."""
    slide = deck.slides.add_slide(deck.slide_layouts.get_by_name("Title Only"))
    width = layout.page.width - 2 * MARGIN
    head = slide.shapes.title
    head.left, head.top, head.width = Pt(MARGIN), Pt(TOP), Pt(width)
    head.height = Pt(height_of(layout.title, layout.title_pt))
    write(head.text_frame, [[Run(text=" ".join(layout.title), size=layout.title_pt, bold=True)]])
    for lines, size, top, name in ((layout.subtitle, SUBTITLE_PT, layout.subtitle_top, "Subtitle"),
                                   (layout.foot, TEXT_PT, layout.foot_top, "Source")):  # fmt: skip
        if lines:
            runs = [[Run(text=line, size=size, color=theme.LIGHT.muted)] for line in lines]
            put_text(slide, Box(MARGIN, top, width, height_of(lines, size)), runs, name=name)
    return Sheet(slide=slide, room=layout.room, alt_text=alt_text)


def write_notes(slide: Any, text: str) -> None:
    """Put text into the speaker notes."""
    slide.notes_slide.notes_text_frame.text = text


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
