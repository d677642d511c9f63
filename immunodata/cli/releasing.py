"""The command that compares two releases."""

from __future__ import annotations

import argparse

from immunodata.cli.printing import lay_table, paragraph


def add_diff(parser: argparse.ArgumentParser) -> None:
    """Arguments of `diff`."""
    parser.add_argument("old", metavar="OLD", help="the data folder of an older release, or its tables folder")
    parser.add_argument("new", metavar="NEW", nargs="?", help="a newer one; this package's own data when left out")
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--csv", action="store_true", help="print every difference as CSV")
    how.add_argument("--changelog", action="store_true", help="print the words alone, as Markdown")
    parser.add_argument("--limit", type=int, default=30, metavar="N", help="rows of the printed table (30)")


def diff(arguments: argparse.Namespace) -> int:
    """Print what changed, in words and as a table, gravest first."""
    from immunodata.dataset import data_folder
    from immunodata.errors import ImmunodataError
    from immunodata.releases import compare_releases, in_words, read_release

    if arguments.limit < 0:
        raise ImmunodataError(f"--limit {arguments.limit}: expected 0 or more rows.")
    old, new = read_release(arguments.old), read_release(arguments.new or data_folder())
    changes = compare_releases(old, new)
    if arguments.csv:
        from immunodata.export.tables import neutralize

        print(neutralize(changes).to_csv(index=False, lineterminator="\n"), end="")
        return 0
    words = in_words(changes, old, new)
    if arguments.changelog:
        print(words, end="")
        return 0
    print(paragraph(f"From {old.version or old.folder} to {new.version or new.folder}:") + "\n")
    print("\n".join(paragraph(line) for line in words.splitlines()))
    shown = changes.head(arguments.limit)
    if len(shown):
        print("\n" + lay_table(shown[["change", "table", "record", "column", "before", "after"]]))
    if len(shown) < len(changes):
        print(f"\n{len(shown)} of {len(changes):,} differences; --csv prints all.")
    return 0
