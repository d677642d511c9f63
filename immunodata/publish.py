"""Write every generated file from the records; `stale` compares instead of writing."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import tomllib
from pathlib import Path
from typing import Any

from immunodata import schema
from immunodata.article import article_page
from immunodata.citation import dataset_citation
from immunodata.coverage import coverage_page
from immunodata.croissant import croissant_record
from immunodata.curate import VOCABULARY_TABLES, Records, Row
from immunodata.dataset import Dataset, from_bytes
from immunodata.glossary import glossary_page
from immunodata.schema.teaching import TEACHING
from immunodata.teaching import data_card, teaching_cut

FRICTIONLESS_TYPES = {"text": "string", "count": "integer", "number": "number", "flag": "boolean", "date": "date"}
NOT_REPORTED = "not reported, not read, or does not apply"


def generate(records: Records, project: Path) -> dict[str, bytes]:
    """Return every generated file: path below `project` -> bytes. The same records give the same bytes."""
    tables = {f"data/tables/{table.name}.csv": _csv(table, records.rows[table.name]) for table in schema.TABLES}
    package = _package(records, tables, project)
    data = from_bytes({table.name: tables[f"data/tables/{table.name}.csv"] for table in schema.TABLES}, package)
    return {
        **tables,
        "data/datapackage.json": _json(package),
        "data/croissant.json": _json(croissant_record(package, cite_as=dataset_citation(data))),
        **_teaching(data, package, records),
        "docs/data-dictionary.md": _dictionary(records).encode(),
        "docs/coverage.md": coverage_page(records).encode(),
        "docs/article.md": article_page(data).encode(),
        "docs/glossary.md": glossary_page(records).encode(),
    }


def write(files: dict[str, bytes], project: Path) -> list[str]:
    """Write the files that differ; return their paths. Tables no longer declared are removed."""
    changed = stale(files, project)
    for name in changed:
        path = project / name
        if name not in files:
            path.unlink()
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_name(path.name + ".partial")
        partial.write_bytes(files[name])
        partial.replace(path)
    return changed


def stale(files: dict[str, bytes], project: Path) -> list[str]:
    """Return the paths whose content on disk is not what the records give, and tables that should not be there."""
    wrong = [name for name, content in files.items() if _content(project / name) != content]
    folders = ("data/tables", "data/teaching")
    extra = [f"{folder}/{path.name}" for folder in folders for path in (project / folder).glob("*.csv")]
    return sorted({*wrong, *(name for name in extra if name not in files)})


def _content(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def _csv(table: schema.Table, rows: list[Row]) -> bytes:
    """One row a line: vocabularies in written order, everything else sorted by key."""
    if table.name not in (*VOCABULARY_TABLES, "vocabulary"):
        rows = sorted(rows, key=lambda row: tuple(row.values.get(column, "") for column in table.key))
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows([row.values.get(column, "") for column in table.columns] for row in rows)
    return buffer.getvalue().encode()


def _package(records: Records, tables: dict[str, bytes], project: Path) -> dict[str, Any]:
    about = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    dates = [row.values.get("date_accessed", "") for row in records.rows["sources"]]
    dates += [row.values.get("last_reviewed", "") for row in records.rows["therapies"]]
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": about["name"],
        "title": "immunodata: cancer immunotherapies, side effects and responses",
        "description": about["description"] + " Not medical advice.",
        "version": about["version"],
        "created": max(dates, default="") + "T00:00:00Z",
        "keywords": about["keywords"],
        "licenses": [
            {
                "name": "CC-BY-4.0",
                "title": "Creative Commons Attribution 4.0",
                "path": "https://creativecommons.org/licenses/by/4.0/",
            }
        ],
        "contributors": [{"title": "immunodata contributors", "roles": ["creator"]}],
        "sources": [
            {
                "title": f"{row.values.get('short_title', '')}. {row.values.get('title', '')}",
                "path": row.values.get("url", ""),
            }
            for row in sorted(records.rows["sources"], key=lambda row: row.values.get("source_id", ""))
        ],
        "resources": [_resource(table, tables[f"data/tables/{table.name}.csv"], records) for table in schema.TABLES],
    }


def _json(content: dict[str, Any]) -> bytes:
    return (json.dumps(content, indent=2, ensure_ascii=False) + "\n").encode()


def _teaching(data: Dataset, package: dict[str, Any], records: Records) -> dict[str, bytes]:
    """The teaching cut as a data package of its own, and the card that describes it."""
    frames = teaching_cut(data)
    tables = {
        name: frame.to_csv(index=False, float_format="%.6g", lineterminator="\n") for name, frame in frames.items()
    }
    resources = [_resource(table, tables[table.name].encode(), records, below="") for table in TEACHING]
    about = {"name": "immunodata-teaching", "title": "immunodata: the cut for teaching", "resources": resources}
    kept = {key: value for key, value in package.items() if key != "sources"}  # each row names its document
    return {
        **{f"data/teaching/{name}.csv": text.encode() for name, text in tables.items()},
        "data/teaching/datapackage.json": _json({**kept, **about}),
        "docs/teaching/data-card.md": data_card(frames, version=data.version, as_of=data.as_of).encode(),
    }


def _resource(table: schema.Table, content: bytes, records: Records, *, below: str = "tables/") -> dict[str, Any]:
    return {
        "name": table.name,
        "type": "table",
        "title": f"One row is {table.one_row_is}",
        **({"description": table.caution} if table.caution else {}),
        "path": f"{below}{table.name}.csv",
        "scheme": "file",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": "sha256:" + hashlib.sha256(content).hexdigest(),
        "schema": {
            "fields": [_field(field, records) for field in table.fields],
            "missingValues": [{"value": "", "label": NOT_REPORTED}],
            "primaryKey": list(table.key),
            "foreignKeys": [
                {
                    "fields": [field.name],
                    "reference": {"resource": "" if target == table.name else target, "fields": [column]},
                }
                for field in table.fields
                if field.references and not field.many
                for target, column in [field.references.split(".")]
            ],
        },
    }


def _field(field: schema.Field, records: Records) -> dict[str, Any]:
    constraints: dict[str, Any] = {}
    if field.required:
        constraints["required"] = True
    if field.minimum is not None:
        constraints["minimum"] = field.minimum
    if field.maximum is not None:
        constraints["maximum"] = field.maximum
    if field.pattern and not field.many:
        constraints["pattern"] = f"^(?:{field.pattern})$"
    allowed = _allowed(field, records)
    if allowed:
        constraints["enum"] = [value for value, _ in allowed]
    unit = f" Unit: {field.unit}." if field.unit and field.dtype != "date" else ""
    several = f" Several values are joined by ';'{'; each is in ' + field.references if field.references else ''}."
    return {
        "name": field.name,
        "type": FRICTIONLESS_TYPES[field.dtype],
        "description": field.about + unit + (several if field.many else ""),
        **({"categories": [{"value": value, "label": label} for value, label in allowed]} if allowed else {}),
        **({"constraints": constraints} if constraints else {}),
    }


def _allowed(field: schema.Field, records: Records) -> list[tuple[str, str]]:
    if not field.vocabulary:
        return []
    rows = (row.values for row in records.rows["vocabulary"] if row.values.get("vocabulary") == field.vocabulary)
    return [(row.get("value", ""), row.get("label", "")) for row in rows]


def _dictionary(records: Records) -> str:
    lines = [
        "# Data dictionary",
        "",
        "Every table and column. Generated by `immunodata build`; edit the schema instead.",
        "",
        "A blank cell means: " + NOT_REPORTED + ". It never means zero.",
        "",
    ]
    for table in schema.TABLES:
        lines += [
            f"## {table.name}",
            "",
            f"One row is {table.one_row_is}. {len(records.rows[table.name])} rows. "
            f"Written in `{table.written_in}`. Key: {', '.join(f'`{column}`' for column in table.key)}.",
            "",
        ]
        if table.caution:
            lines += [f"**Mind:** {table.caution}", ""]
        lines += ["| column | type | meaning |", "|---|---|---|"]
        lines += [f"| `{field.name}` | {_type_of(field)} | {_meaning(field, records)} |" for field in table.fields]
        lines.append("")
    return "\n".join(lines)


def _type_of(field: schema.Field) -> str:
    must = ", required" if field.required else ""
    return field.dtype + (f" ({field.unit})" if field.unit else "") + must


def _meaning(field: schema.Field, records: Records) -> str:
    text = field.about
    if field.references:
        text += f" In `{field.references}`."
    if field.many:
        text += " Several joined by `;`."
    if allowed := _allowed(field, records):
        text += " One of: " + ", ".join(f"`{value}`" for value, _ in allowed) + "."
    return text.replace("|", "\\|")
