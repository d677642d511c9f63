"""Commands for a checkout, where records are written: new, check, build."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from immunodata.errors import ExportError, ImmunodataError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from immunodata.curate import Problem

KINDS = {"therapy": "therapies", "trial": "trials"}


def find_checkout(start: Path | None = None) -> Path:
    """Return the nearest folder, from `start` upwards, that holds ``data/vocabulary``.

    Raises
    ------
    ImmunodataError : there is none.
    """
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        if (folder / "data" / "vocabulary").is_dir():
            return folder
    raise ImmunodataError(
        f"{here} is not inside a checkout of immunodata: neither it nor a folder above holds data/vocabulary. "
        "Records are written in a clone of the repository; an installed package holds only the finished tables."
    )


def add_new(parser: argparse.ArgumentParser) -> None:
    """Arguments of `new`."""
    parser.add_argument("kind", choices=KINDS, help="what to describe")
    parser.add_argument("id", help="its id: lower-case words joined by hyphens; also the file's name")


def new(arguments: argparse.Namespace) -> int:
    """Write the skeleton of a record."""
    import re

    from immunodata.cli.scaffold import scaffold
    from immunodata.schema.field import SLUG

    if not re.fullmatch(SLUG, arguments.id):
        raise ImmunodataError(
            f"{arguments.id!r} is no id: expected lower-case words joined by hyphens, such as lifileucel."
        )
    root = find_checkout()
    path = root / "data" / KINDS[arguments.kind] / f"{arguments.id}.yaml"
    text = scaffold(arguments.kind, arguments.id, root / "data" / "vocabulary")
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise ExportError(f"{path} exists already. Edit it, or choose another id.") from None
    except OSError as error:
        raise ExportError(f"{path} cannot be written: {error.strerror or error}.") from error
    print(f"{path}\nFill it in, then: immunodata check && immunodata build")
    return 0


def add_check(_parser: argparse.ArgumentParser) -> None:
    """`check` takes no arguments."""


def check(_arguments: argparse.Namespace) -> int:
    """Print every problem; 1 when there is one."""
    from immunodata.check import check_records, unmapped_terms
    from immunodata.curate import read_records

    records = read_records(find_checkout() / "data")
    if problems := check_records(records):
        _print_problems(problems)
        return 1
    print(f"{sum(map(len, records.rows.values()))} rows, no problem.")
    for term, count in unmapped_terms(records):
        print(f"Not mapped to an event, so not in any chart: {term} ({count} {'row' if count == 1 else 'rows'})")
    return 0


def add_build(parser: argparse.ArgumentParser) -> None:
    """Arguments of `build`."""
    parser.add_argument("--check", action="store_true", help="write nothing; list files that are stale")


def build(arguments: argparse.Namespace) -> int:
    """Write what the records give; 1 when they have problems, or (with --check) when a file is stale."""
    from immunodata.check import check_records
    from immunodata.curate import read_records
    from immunodata.publish import generate, stale, write

    root = find_checkout()
    records = read_records(root / "data")
    if problems := check_records(records):
        _print_problems(problems)
        print("Nothing was written.")
        return 1
    contents = generate(records, root)
    if arguments.check:
        wrong = stale(contents, root)
        for name in wrong:
            print(f"{name}: not what the records give - run: immunodata build")
        print(f"{len(contents) - len(wrong)} of {len(contents)} generated files are fresh.")
        return 1 if wrong else 0
    try:
        changed = write(contents, root)
    except OSError as error:
        raise ExportError(f"{error.filename or root} cannot be written: {error.strerror or error}.") from error
    for name in changed:
        print(name)
    print(f"{len(changed)} of {len(contents)} generated files changed.")
    return 0


def _print_problems(problems: Sequence[Problem]) -> None:
    for problem in problems:
        print(problem)
    print(f"\n{len(problems)} {'problem' if len(problems) == 1 else 'problems'}.")


def add_gallery(_parser: argparse.ArgumentParser) -> None:
    """`gallery` takes no arguments."""


def gallery(_arguments: argparse.Namespace) -> int:
    """Write the gallery below docs/ and print how many pictures it has."""
    from immunodata.charts import CHARTS, GROUPS
    from immunodata.export.gallery import write_gallery

    docs = find_checkout() / "docs"
    views = sorted((chart.view() for chart in CHARTS), key=lambda view: list(GROUPS).index(view.chart.group))
    written = write_gallery(views, GROUPS, docs)
    print(f"{written[0]}: {len(written) - 1} pictures.")
    return 0
