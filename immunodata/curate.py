"""Turn the written records (YAML and vocabulary CSV) into the rows of the tables.

Every scalar is read as text and typed by the schema alone. What cannot be understood becomes a `Problem`; nothing is
dropped in silence.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from immunodata import schema
from immunodata.errors import MissingPart
from immunodata.printed import parse_printed

VOCABULARY_TABLES = (
    "categories", "targets", "cancers", "biomarkers", "events", "event_terms", "class_events", "concepts",
)  # fmt: skip
THERAPY_LISTS = ("products", "mechanisms", "indications", "warnings", "management", "regulatory_events")
TRIAL_LISTS = ("arms", "event_timing", "agent_use", "outcomes")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in a record: where, the value found, and what is expected there."""

    where: str
    value: str
    expected: str

    def __str__(self) -> str:
        return f"{self.where}: {self.value or '(nothing)'} - {self.expected}"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table as text, and the place it was written."""

    table: str
    values: dict[str, str]
    file: str
    place: str

    def where(self, column: str) -> str:
        """`file > block[row].column`."""
        return f"{self.file} > {self.place}.{column}" if self.place else f"{self.file} > {column}"


@dataclass
class Records:
    """All rows by table, in written order, and the problems met while reading them."""

    rows: dict[str, list[Row]] = field(default_factory=lambda: {name: [] for name in schema.TABLE_NAMES})
    problems: list[Problem] = field(default_factory=list)

    def add(self, row: Row, *, extra: Sequence[str] = ()) -> None:
        """Keep the row; report keys the table does not have, save those in `extra`."""
        declared = schema.table(row.table)
        for key in list(row.values):
            known = key in declared.columns and not declared.field(key).derived
            if not known and key not in extra:
                allowed = ", ".join(f.name for f in declared.fields if not f.derived)
                self.problems.append(Problem(row.where(key), row.values.pop(key), f"one of the keys {allowed}"))
        self.rows[row.table].append(row)

    def wrong(self, where: str, value: object, expected: str) -> None:
        """Note a problem."""
        self.problems.append(Problem(where, str(value), expected))


def read_records(root: Path) -> Records:
    """Read every record below `root` (the repository's ``data`` folder)."""
    records = Records()
    _read_vocabulary(root, records)
    for path in sorted((root / "sources").glob("*.yaml")):
        _read_sources(path, _short(root, path), records)
    for folder, read in (("therapies", _read_therapy), ("trials", _read_trial)):
        for path in sorted((root / folder).glob("*.yaml")):
            document = _read_yaml(path, _short(root, path), records)
            if isinstance(document, dict):
                read(document, _short(root, path), records)
            elif document is not None:
                records.wrong(_short(root, path), type(document).__name__, "a record: keys and values")
    _derive(records)
    return records


def add_trial(document: dict[str, Any], shown: str, records: Records) -> None:
    """Add one trial's record, already read, under its own `trial_id`; `shown` names it in problems."""
    _read_trial(document, shown, records, own_id=str(document.get("trial_id", "")))
    _derive_events(records)


def event_key(term: str) -> str:
    """The form in which `event_terms` holds a printed term: lower case, single spaces."""
    return " ".join(term.lower().split())


def _short(root: Path, path: Path) -> str:
    return f"data/{path.relative_to(root).as_posix()}"


def _read_vocabulary(root: Path, records: Records) -> None:
    for name in (*VOCABULARY_TABLES, "vocabulary"):
        path = root / "vocabulary" / f"{'values' if name == 'vocabulary' else name}.csv"
        if not path.is_file():
            records.wrong(_short(root, path), "missing", "a CSV file with the columns of the table " + name)
            continue
        with path.open(encoding="utf-8", newline="") as file:
            for number, raw in enumerate(csv.DictReader(file), start=2):
                place = f"line {number}"
                if None in raw or None in raw.values():
                    records.wrong(f"{_short(root, path)} > {place}", len(raw), "as many cells as the header has")
                    continue
                records.add(Row(name, {k: v for k, v in raw.items() if v != ""}, _short(root, path), place))


def _read_yaml(path: Path, shown: str, records: Records) -> Any:
    try:
        import yaml
    except ImportError:
        raise MissingPart("Reading the records", "curate") from None
    base = getattr(yaml, "CBaseLoader", yaml.BaseLoader)

    class Loader(base):  # type: ignore[misc,valid-type]
        pass

    def unique(loader: Any, node: Any) -> dict[str, Any]:
        seen: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = loader.construct_object(key_node, deep=True)
            line = key_node.start_mark.line + 1
            if not isinstance(key, str):
                records.wrong(f"{shown} > line {line}", key, "a key of plain text")
            elif key in seen:
                records.wrong(f"{shown} > line {line}", key, "a key that stands only once here")
            else:
                seen[key] = loader.construct_object(value_node, deep=True)
        return seen

    Loader.add_constructor("tag:yaml.org,2002:map", unique)
    try:
        document = yaml.load(path.read_text(encoding="utf-8"), Loader=Loader)
    except UnicodeDecodeError as error:
        records.wrong(shown, f"byte {error.start}", "text in UTF-8")
        return None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{shown} > line {mark.line + 1}" if mark else shown
        records.wrong(where, getattr(error, "problem", None) or "unreadable", "valid YAML")
        return None
    if not document:
        records.wrong(shown, "empty", "a record")
        return None
    return document


def _read_sources(path: Path, shown: str, records: Records) -> None:
    document = _read_yaml(path, shown, records)
    for number, raw in enumerate(_items(document, shown, "sources", records)):
        records.add(Row("sources", _scalars(raw, shown, f"[{number}]", records), shown, f"[{number}]"))


def _read_therapy(document: dict[str, Any], shown: str, records: Records) -> None:
    therapy_id = _own_id(document, "therapy_id", shown, records)
    own = {key: value for key, value in document.items() if key not in THERAPY_LISTS}
    records.add(Row("therapies", _scalars(own, shown, "", records), shown, ""))
    for block in THERAPY_LISTS:
        for number, raw in enumerate(_items(document.get(block), shown, block, records)):
            place = f"{block}[{number}]"
            shared = raw.pop("shared_with", []) if block == "indications" else []
            values = {**_scalars(raw, shown, place, records)}
            for owner in (therapy_id, *_list(shared, f"{shown} > {place}.shared_with", records)):
                row = {**values, "therapy_id": owner}
                for key in ("product_id", "indication_id"):
                    if key in row:
                        row[key] = f"{owner}.{row[key]}"
                if "therapy_id" in values:
                    records.wrong(f"{shown} > {place}.therapy_id", values["therapy_id"], "left out: the file says it")
                records.add(Row(block, row, shown, place))


def _read_trial(document: dict[str, Any], shown: str, records: Records, *, own_id: str = "") -> None:
    trial_id = own_id or _own_id(document, "trial_id", shown, records)
    own = {key: value for key, value in document.items() if key not in (*TRIAL_LISTS, "adverse_events")}
    records.add(Row("trials", _scalars(own, shown, "", records), shown, ""))
    for block in TRIAL_LISTS:
        for number, raw in enumerate(_items(document.get(block), shown, block, records)):
            place = f"{block}[{number}]"
            values = _scalars(raw, shown, place, records)
            for key in ("arm_id", "part_of_arm_id"):
                if key in values and "." not in values[key]:  # whole ids name an arm of another trial
                    values[key] = f"{trial_id}.{values[key]}"
            if block == "arms":
                values["trial_id"] = trial_id
            records.add(Row(block, values, shown, place))
    for number, raw in enumerate(_items(document.get("adverse_events"), shown, "adverse_events", records)):
        _read_report(raw, trial_id, shown, f"adverse_events[{number}]", records)


def _read_report(block: dict[str, Any], trial_id: str, shown: str, place: str, records: Records) -> None:
    events = block.pop("events", None)
    common = _scalars(block, shown, place, records)
    for key in ("arm_id", "report_id"):
        if key in common:
            common[key] = f"{trial_id}.{common[key]}"
    if not isinstance(events, dict) or not events:
        records.wrong(f"{shown} > {place}.events", events or "", "events as printed, each with its grade groups")
        return
    for printed, grades in events.items():
        here = f"{place}.events.{printed}"
        if not isinstance(grades, dict):
            records.wrong(f"{shown} > {here}", grades, "a map such as {any: 37 (21%), 3-4: 2 (1%)}")
            continue
        note = grades.get("note")
        for grade, value in grades.items():
            if grade == "note":
                continue
            row = {**common, "event_as_printed": printed, "grade_group": grade, **({"note": note} if note else {})}
            numbers = parse_printed(value) if isinstance(value, str) else None
            if numbers is None:
                records.wrong(f"{shown} > {here}.{grade}", value, "a number as printed: 37 (21%), 37, 21% or <10%")
                continue
            records.add(Row("adverse_events", {**row, **numbers}, shown, f"{here}.{grade}"))


def _derive(records: Records) -> None:
    """Fill the columns that code writes: event ids, computed percents, first approval dates."""
    _derive_events(records)
    licensed: dict[str, list[str]] = defaultdict(list)
    for row in records.rows["products"]:
        licensed[row.values.get("therapy_id", "")].append(row.values.get("license_date", ""))
    for row in records.rows["therapies"]:
        dates = licensed[row.values.get("therapy_id", "")]
        if dates and all(dates):  # a product without a date could be the first
            row.values["first_approval_date"] = min(dates)


def _derive_events(records: Records) -> None:
    events = {row.values.get("event_as_printed", ""): row.values.get("event_id") for row in records.rows["event_terms"]}
    for row in records.rows["adverse_events"]:
        values = row.values
        if event := events.get(event_key(values["event_as_printed"])):
            values["event_id"] = event
        values.setdefault("denominator", "arm")
        values["is_pct_printed"] = "true" if "affected_pct" in values else "false"
        _compute_percent(values, "affected_pct", "n_affected", "n_at_risk")
    for row in records.rows["agent_use"]:
        row.values.setdefault("denominator", "arm")
        _compute_percent(row.values, "given_pct", "n_given", "n")


def _compute_percent(values: dict[str, str], percent: str, count: str, total: str) -> None:
    n, among = values.get(count, ""), values.get(total, "")
    if percent not in values and n.isdigit() and among.isdigit() and int(among) > 0:
        values[percent] = f"{100 * int(n) / int(among):.2f}".rstrip("0").rstrip(".")


def _own_id(document: Mapping[str, Any], key: str, shown: str, records: Records) -> str:
    own, expected = document.get(key), Path(shown).stem
    if own != expected:
        records.wrong(f"{shown} > {key}", own or "", f"{expected}, the file's name")
    return expected


def _items(raw: Any, shown: str, block: str, records: Records) -> Iterator[dict[str, Any]]:
    if raw is None:
        return
    if not isinstance(raw, list):
        records.wrong(f"{shown} > {block}", raw, "a list")
        return
    for number, item in enumerate(raw):
        if isinstance(item, dict):
            yield dict(item)
        else:
            records.wrong(f"{shown} > {block}[{number}]", item, "keys and values")
            yield {}


def _list(raw: Any, where: str, records: Records) -> list[str]:
    if isinstance(raw, list) and all(isinstance(item, str) for item in raw):
        return raw
    records.wrong(where, raw, "a list of ids")
    return []


def _scalars(raw: Mapping[str, Any], shown: str, place: str, records: Records) -> dict[str, str]:
    """The values as text; a list of ids becomes `;`-joined; anything deeper is a problem."""
    texts: dict[str, str] = {}
    prefix = f"{shown} > {place}." if place else f"{shown} > "
    for key, value in raw.items():
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            value = ";".join(value)
        if not isinstance(value, str):
            records.wrong(f"{prefix}{key}", type(value).__name__, "a single value")
        elif value.strip():
            texts[key] = " ".join(value.split())
    return texts
