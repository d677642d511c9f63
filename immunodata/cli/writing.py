"""Commands that hand charts on: export, serve."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from immunodata.cli.reading import add_choices, read_choices
from immunodata.errors import ImmunodataError, MissingPart

if TYPE_CHECKING:
    from immunodata.export import Batch


def add_export(parser: argparse.ArgumentParser) -> None:
    """Arguments of `export`."""
    from immunodata.export import DATA, FORMATS
    from immunodata.export.batch import HTML_MODES
    from immunodata.export.picture import LEAST_SCALE, MOST_SCALE, SIZES

    told = f"of {', '.join(FORMATS)}; pptx makes one deck (default: png, of tables csv)"
    parser.add_argument("ids", nargs="*", metavar="ID", help="charts, as listed by: immunodata chart")
    parser.add_argument("--all", action="store_true", help="every chart, with its default choices")
    parser.add_argument("--table", action="append", default=[], metavar="NAME",
                        help=f"a whole table, as {', '.join(DATA)}; repeat for more")  # fmt: skip
    parser.add_argument("--format", metavar="A,B", help=told)
    parser.add_argument("-o", "--output", default=".", metavar="DIR", help="folder to write into (default: this one)")
    parser.add_argument("--size", default="page", help=f"of pictures: {', '.join(SIZES)}")
    parser.add_argument("--scale", type=float, metavar="N",
                        help=f"sharpness of png, {LEAST_SCALE} to {MOST_SCALE} (default: by size)")  # fmt: skip
    parser.add_argument("--html-mode", default=HTML_MODES[0], metavar="MODE",
                        help=f"{HTML_MODES[0]} pages, or a {HTML_MODES[1]} of pages with an index")  # fmt: skip
    parser.add_argument("--fallback", action="store_true", help="without a browser, write pptx and html for pictures")
    parser.add_argument("--force", action="store_true", help="write everything anew, and over files of others")
    parser.add_argument("--quiet", action="store_true", help="no progress bar, and nothing of what is unchanged")
    add_choices(parser)


def export(arguments: argparse.Namespace) -> int:
    """Write charts or tables into a folder; print the paths written, and on standard error those left unchanged."""
    if sum(map(bool, (arguments.ids, arguments.all, arguments.table))) != 1:
        raise ImmunodataError(
            "Name the charts to export, or say --all, or --table NAME. "
            "List them with: immunodata chart, immunodata tables"
        )
    done = _export_tables(arguments) if arguments.table else _export_charts(arguments)
    for path in done.written:
        print(path)
    if done.no_pictures:
        print(f"immunodata: PowerPoint and HTML instead of pictures. {done.no_pictures}", file=sys.stderr)
    if done.small_type and not arguments.quiet:
        names = ", ".join(path.name for path in done.small_type)
        print(f"small type, as many rows had to fit (pptx spreads them over slides): {names}", file=sys.stderr)
    if done.unchanged and not arguments.quiet:
        print("\n".join(f"unchanged: {path}" for path in done.unchanged), file=sys.stderr)
        print(f"{len(done.written)} written, {len(done.unchanged)} unchanged (--force writes anew)", file=sys.stderr)
    return 0


def _export_charts(arguments: argparse.Namespace) -> Batch:
    from immunodata.charts import CHARTS
    from immunodata.charts import chart as find
    from immunodata.export import save_all

    charts = list(CHARTS) if arguments.all else [find(name) for name in dict.fromkeys(arguments.ids)]
    if arguments.choices and len(charts) > 1:
        raise ImmunodataError("--set goes with one chart: controls differ from chart to chart.")
    views = [found.view(**read_choices(found, arguments.choices)) for found in charts]
    return save_all(
        views,
        arguments.output,
        _formats(arguments, "png"),
        overwrite=arguments.force,
        progress=not arguments.quiet,
        size=arguments.size,
        scale=arguments.scale,
        html_mode=arguments.html_mode,
        fallback=arguments.fallback,
    )


def _export_tables(arguments: argparse.Namespace) -> Batch:
    from immunodata.dataset import default_dataset
    from immunodata.export import save_tables

    if arguments.choices:
        raise ImmunodataError("--set goes with a chart. A table is exported whole; immunodata show --where narrows it.")
    return save_tables(
        default_dataset(),
        arguments.table,
        arguments.output,
        _formats(arguments, "csv"),
        overwrite=arguments.force,
        progress=not arguments.quiet,
    )


def _formats(arguments: argparse.Namespace, default: str) -> list[str]:
    asked = default if arguments.format is None else arguments.format
    return [name.strip().lower().lstrip(".") for name in asked.split(",") if name.strip()]


def add_serve(parser: argparse.ArgumentParser) -> None:
    """Arguments of `serve`."""
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: this machine only)")
    parser.add_argument("--port", type=int, default=8501, help="port (default: 8501)")
    named = "answer to this name too, such as charts.example.org behind a proxy, and to no name not given; repeatable"
    parser.add_argument("--allow-host", action="append", default=[], metavar="NAME", help=named)


def serve(arguments: argparse.Namespace) -> int:
    """Run the dashboard until it is stopped."""
    if not 0 < arguments.port < 65536:
        raise ImmunodataError(f"--port {arguments.port}: expected a number from 1 to 65535.")
    try:
        from immunodata.dashboard.serve import run
    except ImportError:
        raise MissingPart("The dashboard", "app") from None
    run(arguments.host, arguments.port, arguments.allow_host)
    return 0
