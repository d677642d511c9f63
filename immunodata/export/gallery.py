"""The gallery: every chart with its default choices, as a page of pictures for the repository."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from immunodata.export import files, picture

if TYPE_CHECKING:
    from immunodata.view import View

PAGE = Path("charts.md")
PICTURES = Path("images") / "charts"
SIZE = "gallery"
HEAD = """# Charts

Every chart with its default choices: a picture, what it says, what to beware of, and the line of Python that makes it.
Written by `immunodata gallery`. Not medical advice.
"""


def gallery_page(views: Iterable[View], groups: dict[str, str]) -> str:
    """The page: charts under the question of their group, each with its picture and its alternative text."""
    lines, group = [HEAD], ""
    for view in views:
        chart = view.chart
        if chart.group != group:
            group = chart.group
            lines += [f"## {groups[group]}", ""]
        alt = view.alt_text.replace("[", "(").replace("]", ")")
        lines += [
            f"### {chart.question}",
            "",
            f"![{alt}]({(PICTURES / f'{chart.id}.webp').as_posix()})",
            "",
            f"**{view.words.headline}.** {' '.join(view.notes)}",
            "",
            f"`{view.code}`",
            "",
        ]
    return "\n".join(lines)


def write_gallery(views: list[View], groups: dict[str, str], docs: Path) -> list[Path]:
    """Write the page and a picture per view below `docs`; pictures of charts that are gone are removed.

    Raises
    ------
    ExportError, MissingPart : no browser for the pictures, or a path that cannot be written.
    """
    picture.make_ready([(SIZE, None)])  # no browser: say so before anything is written
    targets = {view: docs / PICTURES / f"{view.chart.id}.webp" for view in views}
    page = docs / PAGE
    files.prepare([page, *targets.values()], overwrite=True)
    content: dict[Path, bytes] = {page: gallery_page(views, groups).encode()}
    jobs = [picture.Job(view=view, format="webp", size=SIZE) for view in views]
    picture.render(jobs, keep=lambda job, image: content.__setitem__(targets[job.view], image))
    for path in (docs / PICTURES).glob("*.webp"):
        if path not in content:
            path.unlink()
    files.write(content)
    return list(content)
