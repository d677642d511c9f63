"""The `immunodata` command. Each command is named once, in `COMMANDS`."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from immunodata.cli import curating, documenting, presenting, reading, releasing, writing
from immunodata.errors import ImmunodataError

DONE, FAILED, MISUSED = 0, 1, 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One command: what it is for, how it is used, and what it does. `run` returns the exit status."""

    name: str
    about: str
    examples: tuple[str, ...]
    add_arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int]


COMMANDS: tuple[Command, ...] = (
    Command(
        name="tables",
        about="List the tables, or the columns of one.",
        examples=("immunodata tables", "immunodata tables adverse_events"),
        add_arguments=reading.add_tables,
        run=reading.tables,
    ),
    Command(
        name="show",
        about="Print rows of a table, or one record by its id.",
        examples=(
            "immunodata show therapies --where scope=core --columns therapy_id,inn,category_id",
            "immunodata show adverse_events --where arm_id=checkmate-026.nivolumab --limit 20 --csv > rows.csv",
            "immunodata show therapy pembrolizumab",
            "immunodata show pembrolizumab",
        ),
        add_arguments=reading.add_show,
        run=reading.show,
    ),
    Command(
        name="chart",
        about="List the charts, or print one in words and numbers.",
        examples=(
            "immunodata chart",
            "immunodata chart crs-and-neurotoxicity",
            "immunodata chart severity-by-arm --controls",
            "immunodata chart severity-by-arm --set attribution=all-cause --set category=checkpoint-inhibitor",
        ),
        add_arguments=reading.add_chart,
        run=reading.chart,
    ),
    Command(
        name="export",
        about="Write charts as pictures, slides, pages or data, or whole tables; unchanged files are skipped.",
        examples=(
            "immunodata export harms-by-arm --format png,svg -o figures",
            "immunodata export harms-by-arm --size slide-16x9 --scale 4",
            "immunodata export --all --format png,svg,pptx -o out",
            "immunodata export --all --format html --html-mode directory -o site",
            "immunodata export --table adverse_events --format xlsx,parquet",
            "immunodata export cancers-by-category --set rows=cancer --format csv --force",
        ),
        add_arguments=writing.add_export,
        run=writing.export,
    ),
    Command(
        name="deck",
        about="Write one presentation: native, editable charts with notes and references.",
        examples=(
            "immunodata deck approvals-by-year crs-and-neurotoxicity -o lecture.pptx",
            "immunodata deck story:living-drugs 'chart:crs-and-neurotoxicity?category=car-t-cell' --page 4:3",
            "immunodata deck story:who-responds --title 'Who responds?' --template university.pptx",
            "immunodata deck --outline lecture.yaml -o lecture.pptx --force",
        ),
        add_arguments=presenting.add_deck,
        run=presenting.deck,
    ),
    Command(
        name="serve",
        about="Open the dashboard on this machine.",
        examples=(
            "immunodata serve",
            "immunodata serve --port 8600",
            "immunodata serve --host 0.0.0.0 --allow-host charts.example.org",
        ),
        add_arguments=writing.add_serve,
        run=writing.serve,
    ),
    Command(
        name="new",
        about="Start the record of a therapy or a trial: every key, what it means, and what it may hold.",
        examples=("immunodata new therapy retifanlimab", "immunodata new trial podium-303"),
        add_arguments=curating.add_new,
        run=curating.new,
    ),
    Command(
        name="check",
        about="Hold every record against the rules and list all problems. Changes nothing.",
        examples=("immunodata check",),
        add_arguments=curating.add_check,
        run=curating.check,
    ),
    Command(
        name="build",
        about="Write the tables and every other generated file from the records.",
        examples=("immunodata build", "immunodata build --check"),
        add_arguments=curating.add_build,
        run=curating.build,
    ),
    Command(
        name="gallery",
        about="Write docs/charts.md: every chart as a picture, with its notes and its line of Python.",
        examples=("immunodata gallery",),
        add_arguments=curating.add_gallery,
        run=curating.gallery,
    ),
    Command(
        name="docs",
        about="Write the documentation as a site that works offline, notebooks and downloads included.",
        examples=("immunodata docs -o site", "immunodata docs -o site --workers 4"),
        add_arguments=documenting.add_docs,
        run=lambda arguments: documenting.docs(arguments, help_texts()),
    ),
    Command(
        name="diff",
        about="Say what changed between two releases: added, changed, withdrawn, removed.",
        examples=("immunodata diff older/data", "immunodata diff older/data newer/data --csv > changes.csv"),
        add_arguments=releasing.add_diff,
        run=releasing.diff,
    ),
)


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command and return its exit status: 0 done, 1 problems found, 2 misused or impossible."""
    parser = build_parser()
    try:
        arguments = parser.parse_args(argv)
    except SystemExit as stop:  # argparse has printed help, or what is wrong
        return stop.code if isinstance(stop.code, int) else MISUSED
    try:
        status = _start(parser, arguments)
        sys.stdout.flush()
    except ImmunodataError as error:
        print(f"immunodata: {error}", file=sys.stderr)
        return MISUSED
    except BrokenPipeError:
        _forget_output()
        return DONE
    except KeyboardInterrupt:
        return 130
    return status


def _start(parser: argparse.ArgumentParser, arguments: argparse.Namespace) -> int:
    if arguments.version:
        from immunodata.dataset import default_dataset

        data = default_dataset()
        print(f"immunodata {data.version}, data as of {data.as_of}")
        return DONE
    if not arguments.command:
        parser.print_help()
        return DONE
    run: Callable[[argparse.Namespace], int] = arguments.run
    return run(arguments)


def build_parser() -> argparse.ArgumentParser:
    """The parser of every command in `COMMANDS`."""
    parser = argparse.ArgumentParser(
        prog="immunodata",
        description="Cancer immunotherapies, their side effects and responses, with the source of every number.",
        epilog="Every command explains itself: immunodata COMMAND --help",
    )
    parser.add_argument("--version", action="store_true", help="print the version and the date of the data")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    for command in COMMANDS:
        part = commands.add_parser(
            command.name,
            help=command.about,
            description=command.about,
            epilog="examples:\n" + "\n".join(f"  {example}" for example in command.examples),
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        command.add_arguments(part)
        part.set_defaults(run=command.run)
    return parser


def help_texts() -> dict[str, str]:
    """What --help says, by name of the command."""
    commands = next(part for part in build_parser()._actions if isinstance(part, argparse._SubParsersAction))
    return {name: parser.format_help() for name, parser in commands.choices.items()}


def _forget_output() -> None:
    """The reader of a pipe has gone: keep Python from complaining when it flushes at its end."""
    with contextlib.suppress(OSError, ValueError):  # a captured output has no file behind it
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
