"""What a deck is made of, free of any program that writes it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import TypeAlias

    from immunodata.stories import Story
    from immunodata.view import View

    Part: TypeAlias = "View | Story | Section | Exhibit"


@dataclass(frozen=True, slots=True)
class Section:
    """A heading slide: its title, a sentence under it, and what the speaker notes say."""

    title: str
    text: str = ""
    notes: str = ""


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A view with what a lecturer says about it.

    `question` goes on a slide of its own before the chart, under `narration`, the sentence that leads to it; both and
    the `answer` stand in the speaker notes. `place` is a small line above the question, such as *Living drugs, 2 of 5*.
    """

    view: View
    question: str = ""
    narration: str = ""
    answer: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Everything a presentation is written from."""

    parts: Sequence[Section | Exhibit]
    title: str = ""  # without one: no title slide, no agenda, no closing slide
    subtitle: str = ""
    page: str = "16:9"
    template: Path | None = None  # whose masters, size, fonts and colors are taken
    questions: bool = True  # slides of their own for questions

    @property
    def views(self) -> list[View]:
        """The views shown, in order."""
        return [part.view for part in self.parts if isinstance(part, Exhibit)]

    @property
    def sections(self) -> list[Section]:
        """The headings, in order."""
        return [part for part in self.parts if isinstance(part, Section)]


OUTLINE = """\
An outline is a YAML file:

  title: Living drugs                  # of the title slide
  subtitle: Immunology 101, week 7
  page: "16:9"                         # or "4:3"
  template: university.pptx            # beside the outline; instead of a page
  questions: true                      # a slide of its own for each question
  slides:
    - section: What they are           # a heading slide
      text: T cells as a medicine
    - story: living-drugs              # a whole story
    - chart: crs-and-neurotoxicity
      choices:
        category: [car-t-cell]
      narration: An army can go too far.
      question: How often is it severe?
      answer: Seldom; see the right panel.
    - chart:approvals-by-year?kind=first   # the short form of the command line

Only `slides` must be there."""
