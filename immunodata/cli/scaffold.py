"""The skeleton of a record: every key of the schema, what it means, and what it may hold."""

from __future__ import annotations

import csv
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from immunodata import schema
from immunodata.curate import THERAPY_LISTS, TRIAL_LISTS
from immunodata.errors import DataError
from immunodata.schema import Field, Table

WIDTH = 100
MOST_IDS = 40  # ids of a referenced table worth listing
FORMS = {
    "count": "A whole number.",
    "number": "A number.",
    "date": "A day: YYYY-MM-DD.",
    "flag": "true or false.",
    "text": "",
}
# Columns that the reader fills from the file's name, from the block around them, or from a printed cell.
FILLED = {
    "therapy": {"therapy_id"},
    "trial": {"trial_id"},
    "adverse_events": {"event_as_printed", "grade_group", "n_affected", "affected_pct", "reporting", "is_pct_printed"},
}
EVENTS = """\
    events:
      # Each event as the document prints it, with its grade groups and the cell as printed:
      # n (percent), a count, a percent, or below the table's threshold as <10%. A note may stand beside them.
      Diarrhea: {any: 37 (21%), 3-4: 2 (1%)}
      Rash: {any: <10%, note: what a reader must know}"""


def scaffold(kind: str, record_id: str, vocabulary: Path) -> str:
    """Return the YAML of an empty record of a `therapy` or `trial`; lists stand ready as comments."""
    values = read_values(vocabulary)
    own = schema.table("therapies" if kind == "therapy" else "trials")
    blocks = THERAPY_LISTS if kind == "therapy" else (*TRIAL_LISTS, "adverse_events")
    lines = [
        f"# {record_id}: {own.one_row_is}.",
        "# A key left blank means: not reported or not read. To use a list below, remove '# ' from its lines.",
        "",
    ]
    for field in _written(own, FILLED[kind]):
        lines += [*_comments(field, values, ""), f"{field.name}:"]
    lines.insert(3, f"{own.key[0]}: {record_id}")
    for block in blocks:
        lines += ["", *(f"# {line}".rstrip() for line in _block(block, kind, values))]
    return "\n".join(lines) + "\n"


def read_values(vocabulary: Path) -> dict[str, list[str]]:
    """Allowed values by vocabulary, and ids by `table.column` for the tables kept as vocabulary files.

    Raises
    ------
    DataError : a file that cannot be read as what it is; the message names it.
    """
    values: dict[str, list[str]] = {}
    for path in sorted(vocabulary.glob("*.csv")):
        try:
            with path.open(encoding="utf-8", newline="") as file:
                for row in csv.DictReader(file):
                    if path.stem == "values":
                        values.setdefault(row["vocabulary"], []).append(row["value"])
                    else:
                        column = next(iter(row))
                        values.setdefault(f"{path.stem}.{column}", []).append(row[column])
        except (OSError, UnicodeDecodeError, KeyError, csv.Error) as error:
            raise DataError(f"{path} cannot be read: {error}. See all problems with: immunodata check") from error
    return values


def _written(table: Table, filled: set[str]) -> list[Field]:
    return [field for field in table.fields if not field.derived and field.name not in filled]


def _comments(field: Field, values: Mapping[str, Sequence[str]], indent: str) -> Iterator[str]:
    must = "Required. " if field.required else ""
    text = f"{must}{field.about} {FORMS[field.dtype]}".strip()
    if field.vocabulary:
        text += f" One of: {', '.join(values.get(field.vocabulary, ()))}."
    if field.references:
        ids = values.get(field.references, ())
        listed = f": {', '.join(ids)}" if 0 < len(ids) <= MOST_IDS else ""
        text += f" An id in {field.references}{listed}."
    if field.many:
        text += " Several as [a, b]."
    if field.minimum is not None or field.maximum is not None:
        text += f" From {field.minimum:g}" + (f" to {field.maximum:g}." if field.maximum is not None else ".")
    mark = f"{indent}# "
    yield from textwrap.wrap(text, WIDTH, initial_indent=mark, subsequent_indent=mark, break_on_hyphens=False)


def _block(block: str, kind: str, values: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """A list with one empty item."""
    table = schema.table(block)
    yield f"{block}:"
    what = "one document's table for one arm at one data cut" if block == "adverse_events" else table.one_row_is
    yield f"  # One item is {what}."
    fields = _written(table, FILLED.get(block, set()) | FILLED[kind])
    for number, field in enumerate(fields):
        yield from _comments(field, values, "    ")
        yield f"  {'-' if number == 0 else ' '} {field.name}:"
    if block == "indications":
        yield "    # Other therapies of the same approved combination: a list of their ids."
        yield "    shared_with: []"
    if block == "adverse_events":
        yield from EVENTS.splitlines()
