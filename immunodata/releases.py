"""What changed between two released folders of tables, as a frame and in words."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from immunodata import schema
from immunodata.errors import DataError

COLUMNS = ["table", "record", "change", "column", "before", "after", "words"]
ENDED = {"withdrawn", "discontinued", "revoked", "not-approved"}  # values of a standing that say: no longer
STANDING = {"therapies": "status", "products": "marketing_status", "indications": "indication_status"}
WHAT_ONE_IS = {  # how a new row is put in words: {column} of the row
    "therapies": "New therapy: {inn} ({scope}, {status}).",
    "products": "New product: {brand_name} of {therapy_id}, licensed {license_date}.",
    "indications": "New use: {regimen} in {cancer_id} ({approval_type}, {approval_date}): {population}",
    "trials": "New trial: {acronym}.",
    "warnings": "New warning of {therapy_id}: {topic}.",
    "regulatory_events": "{therapy_id}, {date}: {description}",
    "concepts": "New glossary term: {term}.",
}
TOLD_IN_FULL = ("therapies", "products", "indications", "regulatory_events")
ORDER = ("withdrawn", "removed", "changed", "added")


@dataclass(frozen=True, slots=True)
class Release:
    """One folder of tables, every cell as text: `tables` by name, and the version that it states."""

    folder: Path
    version: str
    tables: Mapping[str, pd.DataFrame]


def read_release(folder: Path | str) -> Release:
    """Read ``tables/*.csv`` below `folder` (or in it); tables need not have today's columns.

    Raises
    ------
    DataError : no such folder, no table of ours in it, or a file that cannot be read.
    """
    root = Path(folder)
    tables_folder = root / "tables" if (root / "tables").is_dir() else root
    if not tables_folder.is_dir():
        raise DataError(f"{root} is not a folder. Give a released data folder, with datapackage.json and tables/.")
    found = {name: tables_folder / f"{name}.csv" for name in schema.TABLE_NAMES}
    tables = {name: _read(path) for name, path in found.items() if path.is_file()}
    if not tables:
        raise DataError(f"{tables_folder} holds none of our tables, such as therapies.csv.")
    return Release(root, _version(tables_folder), tables)


def compare_releases(old: Release, new: Release) -> pd.DataFrame:
    """Return every difference, gravest first: one row per record added or removed and per cell changed.

    Columns: `table`, `record` (its key), `change` (withdrawn, removed, changed, added), `column`, `before`, `after`,
    `words`. Columns that only one release has are not compared.
    """
    rows = [row for name in schema.TABLE_NAMES for row in _compare_table(name, old, new)]
    frame = pd.DataFrame(rows, columns=COLUMNS)
    rank = frame["change"].map(ORDER.index)
    return frame.assign(rank=rank).sort_values("rank", kind="stable").drop(columns="rank").reset_index(drop=True)


def in_words(changes: pd.DataFrame, old: Release, new: Release) -> str:
    """The changes as Markdown, fit for a changelog: what a reader must know in full, the rest counted."""
    if changes.empty:
        return "The two releases hold the same data.\n"
    lines = []
    for table in TOLD_IN_FULL:
        told = changes[(changes["table"] == table) & changes["change"].isin(["withdrawn", "removed", "added"])]
        lines += [f"- {words}" for words in told["words"]]
    counted = changes.groupby(["table", "change"], sort=False).agg(records=("record", "nunique")).reset_index()
    for name in schema.TABLE_NAMES:
        own = counted[counted["table"] == name].set_index("change")["records"]
        if len(own):
            parts = [f"{own[change]:,} {change}" for change in ORDER if change in own]
            before, after = len(old.tables.get(name, ())), len(new.tables.get(name, ()))
            lines.append(f"- `{name}`: {before:,} -> {after:,} rows ({', '.join(parts)})")
    return "\n".join(lines) + "\n"


def _read(path: Path) -> pd.DataFrame:
    try:
        return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")
    except (OSError, ValueError) as error:
        raise DataError(f"{path} cannot be read as a table: {error}") from error


def _version(tables_folder: Path) -> str:
    try:
        package = json.loads((tables_folder.parent / "datapackage.json").read_text(encoding="utf-8"))
        return str(package.get("version", ""))
    except (OSError, ValueError, AttributeError):
        return ""


def _compare_table(name: str, old: Release, new: Release) -> Iterator[tuple[str, ...]]:
    declared = schema.table(name)
    before = _keyed(declared, old.tables.get(name))
    after = _keyed(declared, new.tables.get(name))
    for record in before.keys() - after.keys():
        yield name, record, "removed", "", "", "", f"Removed from {name}: {record}."
    for record, row in after.items():
        if record not in before:
            yield name, record, "added", "", "", "", _announce(name, record, row)
            continue
        for column in row.keys() & before[record].keys():
            was, now = before[record][column], row[column]
            if was != now:
                ended = STANDING.get(name) == column and now in ENDED
                words = f"{name} {record}: {column} {was or '(blank)'} -> {now or '(blank)'}."
                yield name, record, "withdrawn" if ended else "changed", column, was, now, words


def _keyed(declared: schema.Table, frame: pd.DataFrame | None) -> dict[str, dict[str, str]]:
    """Rows by their key, in written order; a repeated key gets a number."""
    rows: dict[str, dict[str, str]] = {}
    if frame is None:
        return rows
    key = [column for column in declared.key if column in frame.columns]
    for row in frame.to_dict("records"):
        base = " / ".join(row[column] for column in key)
        record, number = base, 2
        while record in rows:
            record, number = f"{base} ({number})", number + 1
        rows[record] = row
    return rows


def _announce(name: str, record: str, row: Mapping[str, str]) -> str:
    pattern = WHAT_ONE_IS.get(name)
    if pattern is None:
        return f"New in {name}: {record}."
    shown = {column: row.get(column) or "not stated" for column in schema.table(name).columns}
    return pattern.format(**shown)
