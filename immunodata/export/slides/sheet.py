"""One slide's frame and the text on it: everything is measured in points before it is placed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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
BOLD = 1.04  # bold runs wider
ARIAL = 0.95  # the theme measures for fonts a little wider than Arial; long lines would break too early
LEADING = 1.2  # line height of Arial in type sizes, as both PowerPoint and LibreOffice set it
MARGIN, TOP = 40.0, 26.0
ALIGN = {"left": "l", "center": "ctr", "right": "r"}


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


@dataclass(frozen=True, slots=True)
class Page:
    """The size of a slide, what stays free at its edges, and where its title stands."""

    width: float
    height: float
    left: float = MARGIN
    right: float = MARGIN
    bottom: float = 22.0
    title: Box | None = None  # a template's place; the house's titles take the lines they need
    title_pt: float = TITLE_PT[0]  # the largest
    caps: bool = False  # the template writes titles in capitals

    @property
    def inner(self) -> float:
        """The width between the margins."""
        return self.width - self.left - self.right

    @property
    def title_box(self) -> Box:
        """The place of the title; 0 high where it takes the lines it needs."""
        return self.title or Box(self.left, TOP, self.inner, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """What slides are made on: a presentation without any, its page, and its layouts by use."""

    deck: Any
    page: Page
    opening: Any
    section: Any
    question: Any
    plain: Any  # a title and room below it
    font_width: float = 1.0  # against the house's font
    finish: Callable[[Any], None] = lambda _slide: None  # what a template changes on a slide when all is drawn


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


def write(
    frame: Any, lines: Sequence[Sequence[Run]], *, align: str = "left", wrapped: bool = True, framed: bool = False
) -> None:
    """Fill a text frame without inner margins, at its top; `framed`: as its layout wants it."""
    frame.auto_size = MSO_AUTO_SIZE.NONE
    if framed:
        put_lines(frame, lines, align=align)
        return
    frame.word_wrap = wrapped
    frame.vertical_anchor = MSO_ANCHOR.TOP
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    put_lines(frame, lines, align=align)


def put_lines(frame: Any, lines: Sequence[Sequence[Run]], *, align: str = "left") -> None:
    """Replace the paragraphs of a text frame. Written as XML: setting the hundreds of a deck one by one is slow."""
    body = frame._txBody
    for old in body.findall(qn("a:p")):
        body.remove(old)
    holder = parse_xml(f"<a:txBody {nsdecls('a')}>{paragraphs(lines, align=align)}</a:txBody>")
    body.extend(list(holder))


def paragraphs(lines: Sequence[Sequence[Run]], *, align: str) -> str:
    """One paragraph per line, as XML."""
    around = (
        f'<a:pPr marL="0" indent="0" algn="{ALIGN[align]}"><a:lnSpc><a:spcPct val="100000"/></a:lnSpc>'
        '<a:spcBef><a:spcPts val="0"/></a:spcBef><a:spcAft><a:spcPts val="0"/></a:spcAft><a:buNone/></a:pPr>'
    )
    texts = []
    for runs in lines:
        inner = "".join(text_run(run) for run in runs if run.text)
        texts.append(f"<a:p>{around}{inner}{_look(runs[-1], 'endParaRPr')}</a:p>")
    return "".join(texts)


def text_run(run: Run) -> str:
    """A run as XML."""
    return f"<a:r>{_look(run, 'rPr')}<a:t>{escape(run.text)}</a:t></a:r>"


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


def fit_title(text: str, page: Page, *, suffix: str = "") -> tuple[list[str], float]:
    """The title in one large line, else in two, and its size; an ellipsis cuts what is too long for the smallest."""
    whole, box = f"{text} {suffix}".strip(), page.title_box
    sizes = [size for size in TITLE_PT if size <= page.title_pt] or [TITLE_PT[-1]]
    for tried, most in ((sizes[:4], 1), (sizes[1:], 2)):
        for size in tried:
            lines = _wrap_title(whole, size, page)
            if len(lines) <= most and (not box.height or height_of(lines, size) <= box.height):
                return lines, size
    size = TITLE_PT[-1]
    first, *rest = _wrap_title(text, size, page)
    free = box.width - _title_width(f" {suffix}", size, page)
    return [first, f"{_shorten_title(' '.join(rest), size, page, free)} {suffix}".strip()], size


def _shorten_title(text: str, size: float, page: Page, width: float) -> str:
    cut = len(text)
    while cut and _title_width(text[:cut] + "…" * (cut < len(text)), size, page) > width:
        cut -= 1
    return text if cut == len(text) else text[:cut].rstrip() + "…"


def _title_width(text: str, size: float, page: Page) -> float:
    return theme.text_width(text.upper() if page.caps else text, size * BOLD)


def _wrap_title(text: str, size: float, page: Page) -> list[str]:
    lines = theme.wrap(text.upper() if page.caps else text, size * BOLD, page.title_box.width)
    words = iter(text.split())  # capitals are measured; the words stay as they are
    return [" ".join(next(words) for _ in line.split()) for line in lines] if page.caps else lines


@dataclass(frozen=True, slots=True)
class Layout:
    """The words of a slide in lines, and where they leave room."""

    title: list[str]
    title_pt: float
    subtitle: list[str]
    foot: list[str]
    page: Page

    @property
    def title_height(self) -> float:
        """What the title takes: its lines, or the place a template gives it."""
        return max(height_of(self.title, self.title_pt), self.page.title_box.height)

    @property
    def subtitle_top(self) -> float:
        """Below the title."""
        return self.page.title_box.top + self.title_height + 4

    @property
    def foot_top(self) -> float:
        """The source line stands on the lower margin."""
        return self.page.height - self.page.bottom - height_of(self.foot, TEXT_PT)

    @property
    def room(self) -> Box:
        """What is left for the chart."""
        top = self.subtitle_top + height_of(self.subtitle, SUBTITLE_PT) + 12
        return Box(self.page.left, top, self.page.inner, self.foot_top - 10 - top)


def lay_out(page: Page, *, title: str, subtitle: str = "", foot: str = "", suffix: str = "") -> Layout:
    """Measure a slide's words. The suffix, such as (1/2), is never cut off the title."""
    lines, size = fit_title(title, page, suffix=suffix)
    below = theme.wrap(subtitle, SUBTITLE_PT * ARIAL, page.inner), theme.wrap(foot, TEXT_PT * ARIAL, page.inner)
    return Layout(lines, size, *below, page)


def start_sheet(base: Base, layout: Layout, *, alt_text: str = "") -> Sheet:
    """Add a slide with title, subtitle and source line."""
    slide, page = base.deck.slides.add_slide(base.plain), layout.page
    keep_placeholders(slide, ["title"])
    head, box = slide.shapes.title, page.title_box
    if layout.title_height != box.height:
        own = (head.left, head.top, head.width) if page.title else (Pt(box.left), Pt(box.top), Pt(box.width))
        head.left, head.top, head.width = own
        head.height = Pt(layout.title_height)
    write(
        head.text_frame, [[Run(text=" ".join(layout.title), size=layout.title_pt, bold=True)]], framed=bool(page.title)
    )
    for lines, size, top, name in ((layout.subtitle, SUBTITLE_PT, layout.subtitle_top, "Subtitle"),
                                   (layout.foot, TEXT_PT, layout.foot_top, "Source")):  # fmt: skip
        if lines:
            runs = [[Run(text=line, size=size, color=theme.LIGHT.muted)] for line in lines]
            put_text(slide, Box(page.left, top, page.inner, height_of(lines, size)), runs, name=name)
    return Sheet(slide=slide, room=layout.room, alt_text=alt_text)


def keep_placeholders(slide: Any, kinds: Sequence[str]) -> None:
    """Take off the placeholders of a new slide that nothing will be written into."""
    for shape in list(slide.placeholders):
        if kind_of(shape) not in kinds:
            shape._element.getparent().remove(shape._element)


def kind_of(placeholder: Any) -> str:
    """title, text, or the name its program gives it."""
    kind = placeholder._element.xpath(".//p:ph")[0].get("type", "obj")
    return {"ctrTitle": "title", "subTitle": "text", "body": "text"}.get(kind, kind)


def write_notes(slide: Any, text: str) -> None:
    """Put text into the speaker notes."""
    body = slide.notes_slide.notes_text_frame._txBody
    for old in body.findall(qn("a:p")):
        body.remove(old)
    lines = "".join(
        f"<a:p><a:r><a:t>{escape(line)}</a:t></a:r></a:p>" if line else "<a:p/>" for line in text.split("\n")
    )
    body.extend(list(parse_xml(f"<a:txBody {nsdecls('a')}>{lines}</a:txBody>")))
