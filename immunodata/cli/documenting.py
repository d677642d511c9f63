"""The command that writes the documentation site."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path

from immunodata.cli.curating import find_checkout
from immunodata.errors import ImmunodataError


def add_docs(parser: argparse.ArgumentParser) -> None:
    """Arguments of `docs`."""
    parser.add_argument("-o", "--output", default="site", metavar="DIR", help="folder to write (default: site)")
    parser.add_argument("--workers", type=int, default=2, metavar="N", help="notebooks to run at a time (2)")


def docs(arguments: argparse.Namespace, commands: Mapping[str, str]) -> int:
    """Write the site and print its start page; `commands` holds what --help says of each command."""
    if arguments.workers < 1:
        raise ImmunodataError(f"--workers {arguments.workers}: expected 1 or more.")
    from immunodata.website import build_site

    output = Path(arguments.output)
    print(build_site(find_checkout(), output, commands=commands, workers=arguments.workers))
    return 0
