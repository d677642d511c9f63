"""The command that writes a presentation."""

from __future__ import annotations

import argparse

from immunodata.errors import ImmunodataError


def add_deck(parser: argparse.ArgumentParser) -> None:
    """Arguments of `deck`."""
    from immunodata.export.decks import PAGES
    from immunodata.export.parts import OUTLINE

    told = (
        "what to show, in order: story:ID, chart:ID?CONTROL=VALUE&..., section:TITLE, or a chart's id; choices as in a "
        "link of the dashboard"
    )
    parser.epilog = f"{parser.epilog}\n\n{OUTLINE}"
    parser.add_argument("parts", nargs="*", metavar="PART", help=told)
    parser.add_argument("--outline", metavar="FILE", help="a YAML file that describes the deck (see below)")
    parser.add_argument("-o", "--output", default="immunodata-deck.pptx", metavar="FILE", help="what to write")
    parser.add_argument("--title", help="of the title slide")
    parser.add_argument("--subtitle", help="of the title slide")
    parser.add_argument("--page", metavar="SIZE", help=f"{' or '.join(PAGES)} (default: {PAGES[0]})")
    parser.add_argument("--template", metavar="FILE", help="a .pptx whose masters, fonts, colors and size are used")
    parser.add_argument("--no-questions", action="store_true", help="questions in the notes only, not on slides")
    parser.add_argument("--force", action="store_true", help="overwrite the file")


def deck(arguments: argparse.Namespace) -> int:
    """Write one presentation and print its path."""
    from immunodata.export import outline
    from immunodata.export.decks import deck as build

    if bool(arguments.parts) == bool(arguments.outline):
        raise ImmunodataError(
            "Name what to show (immunodata deck story:living-drugs), or give an --outline. "
            "Charts are listed by: immunodata chart"
        )
    asked = {name: getattr(arguments, name) or None for name in ("title", "subtitle", "page", "template")}
    if arguments.no_questions:
        asked["questions"] = False
    if arguments.outline:
        made = outline.read_outline(arguments.outline, **asked)
    else:
        told = {name: value for name, value in asked.items() if value is not None}
        made = build([outline.read_part(text) for text in arguments.parts], **told)
    print(made.save(arguments.output, overwrite=arguments.force))
    return 0
