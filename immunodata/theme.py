"""Colors, markers, fonts and number formats: declared here and nowhere else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache

FONT = 'Inter, "Segoe UI", system-ui, -apple-system, "Liberation Sans", Arial, sans-serif'
SLIDE_FONT = "Arial"
TITLE_PX, SUBTITLE_PX, LABEL_PX, SMALL_PX = 19, 14, 13, 12


@dataclass(frozen=True, slots=True)
class Role:
    """What a mark stands for: its color on either ground, its marker and its name."""

    light: str
    dark: str
    marker: str
    label: str


# Found by search and measured: the test computes distances under four kinds of color vision and contrast.
CATEGORY_ROLES: dict[str, Role] = {
    "checkpoint-inhibitor": Role("#225AE5", "#548BFC", "circle", "Checkpoint inhibitor"),
    "t-cell-engager": Role("#189FB1", "#78F3FF", "diamond", "T-cell engager"),
    "car-t-cell": Role("#9A1B5C", "#F89ABF", "square", "CAR T cell"),
    "other-cell-therapy": Role("#4F05A5", "#9A679E", "triangle-up", "Other cell therapy"),
    "oncolytic-virus-and-gene-therapy": Role("#71A063", "#ADE3A1", "hexagon", "Oncolytic virus and gene therapy"),
    "vaccine": Role("#BB7800", "#BFA528", "star", "Vaccine"),
    "cytokine": Role("#9F5648", "#AB6825", "triangle-down", "Cytokine"),
    "immunomodulatory-drug": Role("#68212C", "#EB647C", "pentagon", "Immunomodulatory drug"),
    "microbial-and-tlr-agonist": Role("#485600", "#F5E103", "cross", "Microbial and TLR agonist"),
}
GREY_ROLES: dict[str, Role] = {
    "antibody-or-conjugate": Role("#7A6E61", "#B9AC9E", "hourglass", "Antibody or conjugate"),
    "supportive-medicine": Role("#6B7785", "#93A0AE", "x", "Supportive medicine"),
    "combination": Role("#3D4856", "#C9D2DB", "diamond-tall", "Several categories"),
    "comparator": Role("#5C6670", "#A9B4BF", "circle-open", "Comparator"),
}
STATUS_ROLES: dict[str, Role] = {
    "regular": Role("", "", "circle", "Regular approval, in force"),
    "accelerated": Role("", "", "circle-open-dot", "Accelerated, not yet converted"),
    "converted": Role("", "", "circle-open", "Accelerated, converted to regular"),
    "withdrawn": Role("", "", "x-thin", "Withdrawn"),
    "superseded": Role("", "", "line-ns", "Replaced by a later wording"),
}
# One hue, three steps, and the patients without the event.
SEVERITY_ROLES: dict[str, Role] = {
    "none": Role("#E7ECF1", "#26313D", "", "Without the event"),
    "low": Role("#F2B48C", "#8A4B2A", "", "Grade 1-2"),
    "high": Role("#D2622A", "#E08A55", "", "Grade 3-4"),
    "fatal": Role("#5E1F08", "#FFE3D1", "", "Fatal"),
}
ROLES = {**CATEGORY_ROLES, **GREY_ROLES, **SEVERITY_ROLES}
# Magnitude: one hue, even in lightness; zero and not-reported are told apart from it by their own fills.
RAMP_LIGHT = ("#E3EBF0", "#123C4A")
RAMP_DARK = ("#20303C", "#BFE6F2")


@dataclass(frozen=True, slots=True)
class Ground:
    """The colors of one side, light or dark."""

    is_dark: bool
    paper: str
    ink: str
    muted: str
    guide: str
    hatch: str
    accent: str


LIGHT = Ground(False, "#FFFFFF", "#16202B", "#55616D", "#E3E8ED", "#9AA6B2", "#225AE5")
DARK = Ground(True, "#0F1720", "#E8EDF2", "#A3B0BD", "#283543", "#5E6B79", "#78A6FF")


def ground(dark: bool) -> Ground:
    """The light or the dark side."""
    return DARK if dark else LIGHT


def color(role: str, *, dark: bool = False) -> str:
    """The hex color of a category, grey or severity role; `KeyError` for an unknown one."""
    entry = ROLES[role]
    return entry.dark if dark else entry.light


def marker(role: str) -> str:
    """The marker shape of a category or grey role."""
    return ROLES[role].marker


def rgb(hex_color: str) -> tuple[int, int, int]:
    """Red, green and blue, 0 to 255."""
    return int(hex_color[1:3], 16), int(hex_color[3:5], 16), int(hex_color[5:7], 16)


def mix(first: str, second: str, share: float) -> str:
    """The color `share` of the way from first to second."""
    parts = (round(a + (b - a) * share) for a, b in zip(rgb(first), rgb(second), strict=True))
    return "#" + "".join(f"{part:02X}" for part in parts)


def ramp(share: float, *, dark: bool = False) -> str:
    """The fill of a magnitude from 0 (but not zero) to 1."""
    low, high = RAMP_DARK if dark else RAMP_LIGHT
    return mix(low, high, min(max(share, 0.0), 1.0))


def luminance(hex_color: str) -> float:
    """Relative luminance of WCAG 2.2, 0 to 1."""
    channels = [part / 255 for part in rgb(hex_color)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    """Contrast ratio of WCAG 2.2, 1 to 21."""
    high, low = sorted((luminance(first), luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def ink_on(fill: str) -> str:
    """The ink, black or white, that reads better on `fill`."""
    return max(("#000000", "#FFFFFF"), key=lambda ink: contrast(ink, fill))


def percent(value: float) -> str:
    """A percent for people: 0 %, under 1 %, else whole."""
    if value == 0:
        return "0%"
    return "<1%" if value < 0.95 else f"{value:.0f}%"


def measure(value: float, unit: str) -> str:
    """A value beside its mark: percents and times plain, ratios to two decimals, percentage points with their sign."""
    if unit == "%":
        return percent(value)
    if unit == "ratio":
        return f"{value:.2f}"
    if unit != "points":
        return f"{value:.0f}" if unit == "days" else f"{value:.1f}"
    return f"{value:+.0f}".replace("-", "−").replace("+0", "0").replace("−0", "0")


# Widths of the printable ASCII characters of Helvetica, in thousandths of the type size (Adobe font metrics).
_WIDTHS = dict(zip(
    (chr(code) for code in range(32, 127)),
    (278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, *(556,) * 10, 278, 278, 584, 584,
     584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611,
     722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500,
     222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584),
    strict=True,
))  # fmt: skip
WIDER = 1.08  # Inter and the system fonts run a little wider than Helvetica


_font_width: ContextVar[float] = ContextVar("font_width", default=1.0)


@contextmanager
def measured_for(font_width: float) -> Iterator[None]:
    """Measure text inside the block for a font that runs `font_width` times as wide as the house's."""
    token = _font_width.set(font_width)
    try:
        yield
    finally:
        _font_width.reset(token)


def text_width(text: str, size: float) -> float:
    """Width of one line in pixels (or points: the unit of `size`), a little on the safe side."""
    return _thousandths(text) * size * WIDER * _font_width.get() / 1000


@lru_cache(maxsize=1 << 16)
def _thousandths(text: str) -> int:
    return sum(_WIDTHS.get(char, 600) for char in text)


# Where long words of column heads may be broken.
BREAKS = {"immunomodulatory": len("immuno"), "chemotherapy": len("chemo"), "immunotherapy": len("immuno")}


def wrap(text: str, size: float, width: float) -> list[str]:
    """`text` in lines no wider than `width`; a single word may stand out."""
    lines: list[str] = []
    words: list[str] = []
    for word in text.split():
        at = BREAKS.get(word.lower(), 0)
        words += [word[:at] + "-", word[at:]] if at and text_width(word, size) > width else [word]
    for word in words:
        if lines and text_width(f"{lines[-1]} {word}", size) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def shorten(text: str, size: float, width: float) -> str:
    """`text`, cut with an ellipsis to fit `width`."""
    if text_width(text, size) <= width:
        return text
    kept = text
    while kept and text_width(kept + "…", size) > width:
        kept = kept[:-1]
    return kept.rstrip() + "…"
