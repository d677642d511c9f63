"""Commands that hand charts on: export, serve."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from immunodata.cli.reading import add_choices, read_choices
from immunodata.errors import ImmunodataError, MissingPart

if TYPE_CHECKING:
    from immunodata.view import View


def add_export(parser: argparse.ArgumentParser) -> None:
    """Arguments of `export`."""
    from immunodata.export import FORMATS
    from immunodata.export.picture import SIZES

    parser.add_argument("ids", nargs="*", metavar="ID", help="charts, as listed by: immunodata chart")
    parser.add_argument("--all", action="store_true", help="every chart, with its default choices")
    parser.add_argument("--format", default="png", metavar="A,B", help=f"of {', '.join(FORMATS)}; pptx makes one deck")
    parser.add_argument("-o", "--output", default=".", metavar="DIR", help="folder to write into (default: this one)")
    parser.add_argument("--size", default="page", help=f"of pictures: {', '.join(SIZES)}")
    parser.add_argument("--force", action="store_true", help="overwrite files")
    parser.add_argument("--quiet", action="store_true", help="no progress bar")
    add_choices(parser)


def export(arguments: argparse.Namespace) -> int:
    """Write charts into a folder and print the paths."""
    from immunodata.charts import CHARTS
    from immunodata.charts import chart as find
    from immunodata.export import save_all

    if bool(arguments.ids) == arguments.all:
        raise ImmunodataError("Name the charts to export, or say --all. List them with: immunodata chart")
    charts = list(CHARTS) if arguments.all else [find(name) for name in dict.fromkeys(arguments.ids)]
    if arguments.choices and len(charts) > 1:
        raise ImmunodataError("--set goes with one chart: controls differ from chart to chart.")
    views = [found.view(**read_choices(found, arguments.choices)) for found in charts]
    formats = [name.strip().lower().lstrip(".") for name in arguments.format.split(",") if name.strip()]
    for path in save_all(views, arguments.output, formats, overwrite=arguments.force, progress=not arguments.quiet,
                         size=arguments.size):  # fmt: skip
        print(path)
    return 0


def add_deck(parser: argparse.ArgumentParser) -> None:
    """Arguments of `deck`."""
    told = "charts in the order of the slides, each with its choices as in a link of the dashboard"
    parser.add_argument("views", nargs="+", metavar="CHART[?CONTROL=VALUE&...]", help=told)
    parser.add_argument("-o", "--output", default="immunodata-deck.pptx", metavar="FILE", help="what to write")
    parser.add_argument("--force", action="store_true", help="overwrite the file")


def deck(arguments: argparse.Namespace) -> int:
    """Write one presentation of the views and print its path."""
    from immunodata.export import save_deck

    views = [_view_of(asked) for asked in arguments.views]
    print(save_deck(views, arguments.output, overwrite=arguments.force))
    return 0


def _view_of(asked: str) -> View:
    """The view that `chart?control=value&control=value` names; several values of one control make a list."""
    from urllib.parse import unquote_plus

    from immunodata.charts import chart

    name, _, query = asked.partition("?")
    found = chart(name)
    return found.view(**read_choices(found, [unquote_plus(pair) for pair in query.split("&") if pair]))


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
