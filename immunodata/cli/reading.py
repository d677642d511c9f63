"""Commands that print: tables, show, chart."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from immunodata.cli.printing import lay_table, paragraph
from immunodata.errors import ImmunodataError, UnknownName

if TYPE_CHECKING:
    import pandas as pd

    from immunodata.dataset import Dataset
    from immunodata.schema import Table
    from immunodata.view import Chart, View


def add_tables(parser: argparse.ArgumentParser) -> None:
    """Arguments of `tables`."""
    parser.add_argument("table", nargs="?", help="a table, to list its columns")


def tables(arguments: argparse.Namespace) -> int:
    """Print the tables, or the columns of one."""
    from immunodata import schema
    from immunodata.description import describe

    frame = describe(arguments.table)
    if arguments.table:
        declared = schema.table(arguments.table)
        print(paragraph(f"One row is {declared.one_row_is}. Key: {', '.join(declared.key)}."))
        if declared.caution:
            print(paragraph(f"Mind: {declared.caution}"))
        print()
    print(lay_table(frame))
    return 0


def add_show(parser: argparse.ArgumentParser) -> None:
    """Arguments of `show`."""
    parser.add_argument("what", metavar="TABLE", help="a table, a kind of record such as therapy, or any id")
    parser.add_argument("id", nargs="?", help="the id of one record of that table")
    parser.add_argument("--where", action="append", default=[], metavar="COLUMN=VALUE",
                        help="keep rows with this value (none: where it is missing); repeat to narrow")  # fmt: skip
    parser.add_argument("--columns", metavar="A,B", help="print these columns only")
    parser.add_argument("--limit", type=int, metavar="N", help="print at most N rows")
    parser.add_argument("--csv", action="store_true", help="print CSV, uncut")


def show(arguments: argparse.Namespace) -> int:
    """Print rows of a table, or one record."""
    from immunodata import schema
    from immunodata.dataset import default_dataset

    data = default_dataset()
    if arguments.what in schema.TABLE_NAMES and arguments.id is None:
        _print_rows(data[arguments.what], arguments)
        return 0
    declared, record_id = _find_record(data, arguments.what, arguments.id)
    _print_record(data, declared, record_id)
    return 0


def _print_rows(frame: pd.DataFrame, arguments: argparse.Namespace) -> None:
    if arguments.limit is not None and arguments.limit < 0:
        raise ImmunodataError(f"--limit {arguments.limit}: expected 0 or more rows.")
    for condition in arguments.where:
        frame = frame[_matches(frame, condition)]
    columns = [part.strip() for part in arguments.columns.split(",")] if arguments.columns else list(frame.columns)
    for column in columns:
        if column not in frame.columns:
            raise UnknownName("column", column, frame.columns)
    shown = frame[columns].head(arguments.limit) if arguments.limit is not None else frame[columns]
    if arguments.csv:
        from immunodata.export.tables import neutralize

        print(neutralize(shown).to_csv(index=False, date_format="%Y-%m-%d", lineterminator="\n"), end="")
        return
    print(lay_table(shown) if len(shown) else "No rows.")
    if len(shown) < len(frame):
        print(f"\n{len(shown)} of {len(frame)} rows.")


def _matches(frame: pd.DataFrame, condition: str) -> pd.Series:
    """True where the condition holds; a column of several values joined by ; holds any of them."""
    column, equals, value = condition.partition("=")
    if not equals:
        raise ImmunodataError(f"--where {condition!r}: expected COLUMN=VALUE, such as scope=core.")
    if column not in frame.columns:
        raise UnknownName("column", column, frame.columns)
    if not value:
        return frame[column].isna()
    texts = frame[column].map(_plain, na_action="ignore")
    found = texts.map(lambda text: value in (text, *text.split(";")), na_action="ignore").eq(True)
    if not found.any() and len(frame):
        raise UnknownName(f"value of {column} here", value, sorted(set(texts.dropna())))
    return found


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return (
        f"{value:%Y-%m-%d}" if hasattr(value, "strftime") else f"{value:g}" if isinstance(value, float) else str(value)
    )


def _find_record(data: Dataset, what: str, record_id: str | None) -> tuple[Table, str]:
    """The table and id meant by `therapy pembrolizumab`, `therapies pembrolizumab` or `pembrolizumab`."""
    from immunodata import schema

    keyed = [table for table in schema.TABLES if len(table.key) == 1]
    if record_id is None:
        for table in keyed:
            if what in set(data[table.name][table.key[0]]):
                return table, what
        ids = [name for table in keyed for name in data[table.name][table.key[0]]]
        raise UnknownName("table or record", what, [*schema.TABLE_NAMES, *ids])
    for table in keyed:
        if what in (table.name, table.key[0].removesuffix("_id")):
            if record_id not in set(data[table.name][table.key[0]]):
                raise UnknownName(table.key[0], record_id, data[table.name][table.key[0]])
            return table, record_id
    kinds = [name for table in keyed for name in (table.name, table.key[0].removesuffix("_id"))]
    raise UnknownName("kind of record", what, kinds)


def _print_record(data: Dataset, declared: Table, record_id: str) -> None:
    """Print a record key by key, its sources, and where else it is named."""
    from immunodata import schema
    from immunodata.citation import cite

    frame = data[declared.name]
    record = frame[frame[declared.key[0]] == record_id].iloc[0]
    wide = max(len(column) for column in frame.columns)
    print(f"{declared.name}: {record_id}\n")
    for column, value in record.dropna().items():
        print(paragraph(_plain(value), indent=f"  {str(column).ljust(wide)}  "))
    target = f"{declared.name}.{declared.key[0]}"
    for table in schema.TABLES:
        for field in table.fields:
            if field.references == target and field.name != "source_id":
                rows = int(data[table.name][field.name].dropna().str.split(";").map(lambda ids: record_id in ids).sum())
                if rows:
                    print(
                        f"\n  {rows} in {table.name}: immunodata show {table.name} --where {field.name}={record_id}",
                        end="",
                    )
    print()
    if isinstance(record.get("source_id"), str):
        print("\nSource: " + "\n        ".join(cite(record["source_id"], data=data)))


def add_chart(parser: argparse.ArgumentParser) -> None:
    """Arguments of `chart`."""
    parser.add_argument("id", nargs="?", help="a chart, to print it")
    add_choices(parser)
    parser.add_argument("--controls", action="store_true", help="list what may be chosen, instead of the chart")


def add_choices(parser: argparse.ArgumentParser) -> None:
    """The repeatable `--set` of a chart's controls."""
    parser.add_argument("--set", action="append", default=[], metavar="CONTROL=VALUE", dest="choices",
                        help="choose a value; repeat for more controls, or for more values of one")  # fmt: skip


def chart(arguments: argparse.Namespace) -> int:
    """Print the list of charts, or one chart."""
    import pandas as pd

    from immunodata.charts import CHARTS
    from immunodata.charts import chart as find

    if not arguments.id:
        print(lay_table(pd.DataFrame([{"chart": c.id, "question": c.question} for c in CHARTS])))
        print("\nPrint one with: immunodata chart ID")
        return 0
    found = find(arguments.id)
    choices = read_choices(found, arguments.choices)
    if arguments.controls:
        _print_controls(found, choices)
    else:
        _print_view(found.view(**choices))
    return 0


def read_choices(found: Chart, texts: Iterable[str]) -> dict[str, Any]:
    """Choices from `control=value` texts; several values of one control become a list, none after = means all."""
    pairs = []
    for text in texts:
        control, equals, value = text.partition("=")
        if not equals:
            raise ImmunodataError(
                f"--set {text!r}: expected CONTROL=VALUE. See: immunodata chart {found.id} --controls"
            )
        pairs.append((control, value))
    return found.read_choices(pairs)


def _print_controls(found: Chart, choices: dict[str, Any]) -> None:
    """Print every control with its values; options may depend on what is chosen before."""
    from immunodata.dataset import default_dataset

    data = default_dataset()
    chosen = found.resolve(data, choices)
    for control in found.controls:
        now = chosen[control.id]
        print(f"{control.id}: {control.label}" + (" (several allowed, none means all)" if control.many else ""))
        if control.help:
            print(paragraph(control.help, indent="  "))
        for option in control.options(data, chosen):
            mark = "*" if option.value == now or (control.many and option.value in now) else " "
            print(f"  {mark} {option.value}" + (f"  ({option.label})" if option.label != option.value else ""))
        print()
    print("* chosen now. Choose with: --set CONTROL=VALUE")


def _print_view(view: View) -> None:
    print(paragraph(view.words.headline))
    print(paragraph(view.words.subtitle) + "\n")
    print(paragraph(view.alt_text) + "\n")
    if not view.is_empty:
        print(lay_table(view.frame) + "\n")
    for note in view.notes:
        print(paragraph(note, indent="- "))
    print(f"\nSources ({len(view.sources)}):")
    for source in view.sources:
        print(paragraph(source, indent="- "))
    print("\n" + paragraph(f"immunodata {view.data.version}, data as of {view.data.as_of}. In Python: {view.code}"))
