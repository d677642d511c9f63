"""Your own trial beside the published ones: read by the same rules, marked as yours, never written anywhere."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from immunodata import schema
from immunodata.check import check_records, unmapped_terms
from immunodata.curate import Problem, Records, Row, add_trial
from immunodata.dataset import Dataset, from_rows
from immunodata.errors import DataError

YOURS = "(yours)"  # stands behind the label of each of your arms, wherever it is shown
SOURCE_ID = "your-own-data"
MOST_PROBLEMS = 12
# Columns of the tidy form: one row per arm, event and grade group.
REQUIRED = ("trial", "arm", "event", "grade_group", "attribution", "n_at_risk")
OPTIONAL = ("n_affected", "affected_pct", "therapy_ids", "regimen", "regimen_kind", "arm_role", "cancer_id", "design",
            "population", "setting")  # fmt: skip
DEFAULTS = {"regimen_kind": "mono", "arm_role": "experimental", "cancer_id": "mixed", "design": "single-arm"}


def with_trial(data: Dataset, trial: Path | str | pd.DataFrame | Mapping[str, Any]) -> Dataset:
    """Return the dataset with your trial added; the published frames stay as they are and nothing is written.

    Parameters
    ----------
    trial : a YAML record as `immunodata new trial` starts one; or a CSV file or frame, one row per arm, event and
        grade group, with the columns trial, arm, event, grade_group, attribution, n_at_risk and n_affected or
        affected_pct, and where they are known therapy_ids, regimen, regimen_kind, arm_role, cancer_id, design,
        population, setting.

    Returns
    -------
    `Dataset`. Your arms carry "(yours)" behind their label and are cited as your own data in every caption and export.

    Raises
    ------
    DataError : the file cannot be read or breaks a rule; every problem is listed with place, value and expectation.
    """
    document, name = _document(trial)
    records = _as_records(data)
    before = {table: len(rows) for table, rows in records.rows.items()}
    known = {row.values["source_id"] for row in records.rows["sources"]}
    if SOURCE_ID not in known:
        records.rows["sources"].append(Row("sources", _source(name), name, ""))
    add_trial(_completed(document), name, records)
    problems = [problem for problem in (*records.problems, *check_records(records)) if problem.where.startswith(name)]
    if problems:
        raise DataError(_listed(name, problems))
    own = {table: rows[before[table] :] for table, rows in records.rows.items() if len(rows) > before[table]}
    for row in own["arms"]:
        row.values["arm_label"] = f"{row.values['arm_label']} {YOURS}"
    unmapped = [term for term, _ in unmapped_terms(records)]
    if unmapped:
        warnings.warn(f"Not known as events, so in no chart: {', '.join(unmapped)}.", stacklevel=2)
    return from_rows(data, {table: [row.values for row in rows] for table, rows in own.items()})


def _document(trial: Path | str | pd.DataFrame | Mapping[str, Any]) -> tuple[dict[str, Any], str]:
    """The record as nested values, and the name under which its problems are listed."""
    if isinstance(trial, pd.DataFrame):
        return _from_frame(trial), "your frame"
    if isinstance(trial, Mapping):
        return dict(trial), "your record"
    path = Path(trial)
    try:
        if path.suffix.lower() == ".csv":
            return _from_frame(pd.read_csv(path, dtype=str, encoding="utf-8")), path.name
        import yaml

        document = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # every scalar as text
    except (OSError, ValueError) as error:
        raise DataError(f"{path} cannot be read: {error}") from error
    except yaml.YAMLError as error:
        raise DataError(f"{path} is not valid YAML: {error}") from error
    if not isinstance(document, dict):
        raise DataError(f"{path} holds no record: expected keys and values, as `immunodata new trial` writes them.")
    return document, path.name


def _from_frame(frame: pd.DataFrame) -> dict[str, Any]:
    """The record that a tidy frame means."""
    missing = [column for column in REQUIRED if column not in frame.columns]
    if missing or not {"n_affected", "affected_pct"} & set(frame.columns):
        needed = ", ".join(missing or ["n_affected or affected_pct"])
        raise DataError(f"Your table lacks {needed}. Needed: {', '.join(REQUIRED)}, and n_affected or affected_pct; "
                        f"allowed too: {', '.join(OPTIONAL)}.")  # fmt: skip
    if frame.empty:
        raise DataError("Your table has no row.")
    trials = frame["trial"].dropna().unique()
    if len(trials) != 1:
        raise DataError(
            f"Your table holds {len(trials)} trials ({', '.join(map(str, trials[:5]))}); add one at a time."
        )
    rows = [{key: _text(value) for key, value in row.items() if _text(value)} for row in frame.to_dict("records")]
    arms: dict[str, dict[str, str]] = {}
    blocks: dict[tuple[str, str, str], dict[str, Any]] = {}
    for row in rows:
        arm = _slug(row.get("arm", ""))
        kept = {key: row[key] for key in ("therapy_ids", "regimen", "regimen_kind", "arm_role") if key in row}
        arms.setdefault(arm, {"arm_id": arm, "arm_label": row.get("arm", ""), **kept})
        key = (arm, row.get("attribution", ""), row.get("n_at_risk", ""))
        block = blocks.setdefault(key, {
            "arm_id": arm, "report_id": f"table-{len(blocks) + 1}", "is_default": "true",
            "attribution": row.get("attribution", ""), "n_at_risk": row.get("n_at_risk", ""), "events": {},
        })  # fmt: skip
        block["events"].setdefault(row.get("event", ""), {})[row.get("grade_group", "")] = _cell(row)
    own = {key: rows[0][key] for key in ("cancer_id", "design", "population", "setting") if key in rows[0]}
    return {"trial_id": _slug(str(trials[0])), "acronym": str(trials[0]), **own, "arms": list(arms.values()),
            "adverse_events": list(blocks.values())}  # fmt: skip


def _cell(row: Mapping[str, str]) -> str:
    """A cell as records print it."""
    n, percent = row.get("n_affected"), row.get("affected_pct")
    return f"{n} ({percent}%)" if n and percent else f"{percent}%" if percent else n or ""


def _completed(document: dict[str, Any]) -> dict[str, Any]:
    """The record with the source and the defaults that its author may leave out."""
    full = {**{key: value for key, value in DEFAULTS.items() if key in ("cancer_id", "design")}, **document}
    full.setdefault("population", "Your own data.")
    of_arm = {key: DEFAULTS[key] for key in ("regimen_kind", "arm_role")}
    arms = document.get("arms") or []
    full["arms"] = [{"regimen": arm.get("arm_label", ""), **of_arm, **arm} for arm in arms]
    for block in ("adverse_events", "event_timing", "agent_use", "outcomes"):
        if document.get(block):
            place = {"source_id": SOURCE_ID}
            full[block] = [{"locator": "your table", **row, **place} for row in document[block]]
    return full


def _as_records(data: Dataset) -> Records:
    """The published tables as the rows that the rules read."""
    records = Records()
    for table in schema.TABLES:
        frame = data[table.name]
        texts = {field.name: _texts(frame[field.name], field.dtype) for field in table.fields}
        for number in range(len(frame)):
            values = {name: column[number] for name, column in texts.items() if column[number]}
            records.rows[table.name].append(Row(table.name, values, table.name, f"[{number}]"))
    return records


def _texts(column: pd.Series, dtype: str) -> list[str]:
    if dtype == "date":
        return list(column.dt.strftime("%Y-%m-%d").fillna(""))
    if dtype == "flag":
        return ["" if pd.isna(value) else str(bool(value)).lower() for value in column]
    return [_text(value) for value in column]


def _text(value: Any) -> str:
    if value is None or (not isinstance(value, str) and pd.isna(value)):
        return ""
    return f"{value:g}" if isinstance(value, float) and value == int(value) else str(value).strip()


def _source(name: str) -> dict[str, str]:
    return {
        "source_id": SOURCE_ID,
        "kind": "record",
        "short_title": f"Your data ({name})",
        "title": name,
        "publisher": "you",
        "url": "http://localhost/your-own-data",
        "date_accessed": f"{pd.Timestamp.today():%Y-%m-%d}",
        "license": "yours",
    }


def _slug(text: str) -> str:
    import re

    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def _listed(name: str, problems: list[Problem]) -> str:
    shown = "\n".join(f"  {problem}" for problem in dict.fromkeys(problems[:MOST_PROBLEMS]))
    more = f"\n  and {len(problems) - MOST_PROBLEMS} more" if len(problems) > MOST_PROBLEMS else ""
    return f"{name} breaks the rules of the data:\n{shown}{more}"
