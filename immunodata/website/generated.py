"""Pages and files of the site that are made from the code and the data, and nowhere written by hand."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from immunodata.dataset import load
from immunodata.website.sheet import sheet_html

FILES = Path("files")  # what the site offers for download
LECTURE = Path("docs") / "teaching" / "lecture.yaml"


def write_pages(checkout: Path, pages: Path, commands: Mapping[str, str]) -> None:
    """Write what Sphinx reads: commands, downloads, the record of the dataset, the Plotly that draws figures."""
    from plotly.offline import get_plotlyjs

    (pages / "docs" / "commands.md").write_text(commands_page(commands), encoding="utf-8")
    notebooks = sorted(path.stem for path in (checkout / "notebooks").glob("*.ipynb"))
    (pages / "docs" / "downloads.md").write_text(downloads_page(notebooks), encoding="utf-8")
    static = pages / "docs" / "site"
    (static / "plotly.min.js").write_text(get_plotlyjs(), encoding="utf-8")
    shutil.copy(checkout / "data" / "croissant.json", static / "croissant.json")


def downloads_page(notebooks: Iterable[str]) -> str:
    """The page that links to what `write_downloads` writes."""
    offered = {
        "lecture.pptx": "The lecture of 45 minutes: native, editable charts, with notes.",
        "glossary-sheet.html": "The sheet of words, to print.",
        "immunodata-teaching.zip": "The teaching cut: three CSV files and what their columns mean.",
        "immunodata-data.zip": "The whole dataset: CSV files, Data Package and Croissant record.",
        **{f"{name}.ipynb": f"Notebook {name.replace('_', ' ')}, as it ran." for name in notebooks},
    }
    items = [
        f'<li><a href="../{(FILES / name).as_posix()}">{name}</a>: {about}</li>' for name, about in offered.items()
    ]
    return "\n".join(["# Downloads", "", "<ul>", *items, "</ul>", ""])


def commands_page(commands: Mapping[str, str]) -> str:
    """The page of every command with what its --help says."""
    lines = ["# Commands", "", "What each command says with `--help`.", ""]
    for name, text in commands.items():
        lines += [f"## immunodata {name}", "", "```text", text.rstrip(), "```", ""]
    return "\n".join(lines)


def write_downloads(checkout: Path, site: Path, executed: dict[str, Any]) -> None:
    """Write what is offered beside the pages: notebooks as they ran, the data, the teaching pack."""
    import nbformat

    from immunodata.export.outline import read_outline

    folder = site / FILES
    folder.mkdir()
    for name, notebook in executed.items():
        nbformat.write(notebook, folder / f"{name}.ipynb")
    pack(checkout / "data" / "teaching", folder / "immunodata-teaching.zip")
    pack(checkout / "data", folder / "immunodata-data.zip", only=("datapackage.json", "croissant.json", "tables/*.csv"))
    read_outline(checkout / LECTURE).save(folder / "lecture.pptx")
    (folder / "glossary-sheet.html").write_text(sheet_html(load()), encoding="utf-8")


def pack(folder: Path, target: Path, *, only: tuple[str, ...] = ("*",)) -> None:
    """Zip the files of `folder` that fit, with a fixed date: the same files give the same bytes."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in sorted({path for pattern in only for path in folder.glob(pattern) if path.is_file()}):
            entry = zipfile.ZipInfo(path.relative_to(folder).as_posix(), (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(entry, path.read_bytes())


def dataset_json_ld(croissant: dict[str, Any]) -> str:
    """What search engines read on the start page: the Croissant record without its columns, in schema.org's words."""
    record = {name: value for name, value in croissant.items() if name not in ("recordSet", "conformsTo", "@context")}
    record["@type"] = "Dataset"
    record["distribution"] = [
        {
            "@type": "DataDownload",
            "name": file["name"],
            "description": file["description"],
            "contentUrl": "files/immunodata-data.zip",
            "encodingFormat": file["encodingFormat"],
        }
        for file in croissant["distribution"]
    ]
    return json.dumps({"@context": "https://schema.org/", **record}, indent=1, ensure_ascii=False).replace(
        "<", "\\u003c"
    )
