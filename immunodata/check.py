"""The rules that every record obeys; each rule yields `Problem`s and keeps going."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

from immunodata import schema
from immunodata.curate import Problem, Records, Row, read_records

NUMBER = re.compile(r"-?\d+(\.\d+)?")
GRADE_WITHIN = {  # each of these counts patients who are also counted in the second
    ("3-4", "any"), ("3-5", "any"), (">=3", "any"), ("3", "any"), ("4", "any"), ("5", "any"), ("1-2", "any"),
    ("serious", "any"), ("3", "3-4"), ("4", "3-4"), ("3", "3-5"), ("4", "3-5"), ("5", "3-5"), ("3", ">=3"),
    ("4", ">=3"), ("5", ">=3"),
}  # fmt: skip
WHOLE_SCALES = {"cycle_step"}  # shown whole, with the steps that nothing acts on
ROUNDING = 1.0  # percentage points by which two rounded shares of the same patients may seem to disagree
DISAGREES = "as printed"  # a note with these words keeps two numbers that the document itself prints at odds


def check(root: Path) -> list[Problem]:
    """Return every problem in the records below `root` (the repository's ``data`` folder), in file order."""
    return check_records(read_records(root))


def check_records(records: Records) -> list[Problem]:
    """Return every problem in records already read."""
    problems = list(records.problems)
    for rule in RULES:
        problems.extend(rule(records))
    return sorted(dict.fromkeys(problems), key=lambda problem: _in_order(problem.where))


def _in_order(where: str) -> list[tuple[int, int | str]]:
    return [(0, int(part)) if part.isdigit() else (1, part) for part in re.split(r"(\d+)", where) if part]


def values_fit_their_field(records: Records) -> Iterator[Problem]:
    """Required, type, range, pattern and vocabulary of every cell."""
    allowed: dict[str, set[str]] = defaultdict(set)
    for row in records.rows["vocabulary"]:
        allowed[row.values.get("vocabulary", "")].add(row.values.get("value", ""))
    for table in schema.TABLES:
        for row in records.rows[table.name]:
            for field in table.fields:
                value = row.values.get(field.name)
                if value is None:
                    if field.required and not field.derived:
                        yield Problem(row.where(field.name), "", f"required: {field.about}")
                    continue
                expected = _fault(value, field, allowed)
                if expected:
                    yield Problem(row.where(field.name), value, expected)


def _fault(value: str, field: schema.Field, allowed: dict[str, set[str]]) -> str:
    """What is expected instead of `value`; empty when it fits."""
    if field.vocabulary and value not in allowed[field.vocabulary]:
        return f"one of {', '.join(sorted(allowed[field.vocabulary]))} (vocabulary {field.vocabulary})"
    if field.dtype == "flag" and value not in ("true", "false"):
        return "true or false"
    if field.dtype == "date":
        try:
            return "" if dt.date.fromisoformat(value).isoformat() == value else "a day as YYYY-MM-DD"
        except ValueError:
            return "a day as YYYY-MM-DD"
    if field.dtype in ("count", "number"):
        if not NUMBER.fullmatch(value) or (field.dtype == "count" and not value.isdigit()):
            return "a whole number" if field.dtype == "count" else "a number"
        low, high = field.minimum, field.maximum
        if (low is not None and float(value) < low) or (high is not None and float(value) > high):
            return f"from {low:g} to {high:g}" if high is not None else f"at least {low:g}"
    if field.pattern:
        parts = value.split(";") if field.many and not field.references else [value]
        if not all(re.fullmatch(field.pattern, part) for part in parts):
            return f"text of the form {field.pattern}"
    return ""


def ids_exist(records: Records) -> Iterator[Problem]:
    """Every reference points to a row."""
    known: dict[str, set[str]] = {}
    for table in schema.TABLES:
        for field in (field for field in table.fields if field.references):
            if field.references not in known:
                target, column = field.references.split(".")
                known[field.references] = {row.values.get(column, "") for row in records.rows[target]}
            for row in records.rows[table.name]:
                value = row.values.get(field.name)
                for part in [] if value is None else value.split(";") if field.many else [value]:
                    if part not in known[field.references]:
                        yield Problem(row.where(field.name), part, f"an id in {field.references}")


def rows_are_unique(records: Records) -> Iterator[Problem]:
    """No two rows share a key."""
    for table in schema.TABLES:
        first: dict[tuple[str, ...], Row] = {}
        for row in records.rows[table.name]:
            key = tuple(row.values.get(column, "") for column in table.key)
            if key in first:
                expected = f"a new {' + '.join(table.key)}: {first[key].file} > {first[key].place or 'record'} has it"
                yield Problem(row.where(table.key[-1]), " + ".join(key), expected)
            else:
                first[key] = row


def percents_agree_with_counts(records: Records) -> Iterator[Problem]:
    """A printed percent is 100 n / N within the rounding of its own digits."""
    for table, percent, count, total in (
        ("adverse_events", "affected_pct", "n_affected", "n_at_risk"),
        ("outcomes", "value", "n_affected", "n"),
        ("agent_use", "given_pct", "n_given", "n"),
    ):
        for row in records.rows[table]:
            values = row.values
            if table == "outcomes" and values.get("unit") != "%":
                continue
            numbers = [values.get(name) for name in (percent, count, total)]
            if any(text is None or not NUMBER.fullmatch(text) for text in numbers):
                continue
            pct, n, at_risk = (float(text or 0) for text in numbers)
            if n > at_risk:
                yield Problem(row.where(count), values[count], f"at most {total}, {values[total]}")
                continue
            decimals = len(values[percent].partition(".")[2])
            exact = 100 * n / at_risk if at_risk else math.nan
            # half a unit of the last printed digit, and 0.05 for documents that round twice
            if abs(exact - pct) > 0.5 * 10**-decimals + 0.05 and DISAGREES not in values.get("note", "").lower():
                expected = (
                    f"{exact:.{decimals + 1}f}, from {values[count]}/{values[total]}; or a note saying 'as printed'"
                )
                yield Problem(row.where(percent), values[percent], expected)


def intervals_hold_their_value(records: Records) -> Iterator[Problem]:
    """Low <= value <= high."""
    for table, names in (("outcomes", ("ci_low", "value", "ci_high")), ("event_timing", ("low", "median", "high"))):
        for row in records.rows[table]:
            present = [(name, row.values[name]) for name in names if NUMBER.fullmatch(row.values.get(name, ""))]
            for (low_name, low), (high_name, high) in pairwise(present):
                if float(low) > float(high):
                    yield Problem(row.where(low_name), low, f"at most {high_name}, {high}")


def grades_are_nested(records: Records) -> Iterator[Problem]:
    """No report has more severe than all cases of an event."""
    counts: dict[tuple[str, ...], dict[str, Row]] = defaultdict(dict)
    shares: dict[tuple[str, ...], dict[str, Row]] = defaultdict(dict)
    for row in records.rows["adverse_events"]:
        values = row.values
        key = tuple(values.get(name, "") for name in ("arm_id", "report_id", "event_as_printed", "n_at_risk"))
        if values.get("reporting") == "reported" and NUMBER.fullmatch(values.get("affected_pct", "")):
            shares[key][values.get("grade_group", "")] = row
        if values.get("n_affected", "").isdigit():
            counts[key][values.get("grade_group", "")] = row
    for grades in counts.values():
        for inner, outer in GRADE_WITHIN:
            if inner in grades and outer in grades:
                n, most = (int(grades[grade].values["n_affected"]) for grade in (inner, outer))
                if n > most and DISAGREES not in grades[inner].values.get("note", "").lower():
                    yield Problem(grades[inner].where("n_affected"), str(n), f"at most the {most} of grade {outer}")
    for grades in shares.values():
        for inner, outer in GRADE_WITHIN:
            if inner in grades and outer in grades:
                pct, largest = (float(grades[grade].values["affected_pct"]) for grade in (inner, outer))
                if pct > largest + ROUNDING and DISAGREES not in grades[inner].values.get("note", "").lower():
                    yield Problem(
                        grades[inner].where("affected_pct"), f"{pct:g}", f"at most {largest:g} of grade {outer}"
                    )


def one_report_is_default(records: Records) -> Iterator[Problem]:
    """Charts show one number per arm, event, grade group and attribution."""
    shown: dict[tuple[str, ...], Row] = {}
    for row in records.rows["adverse_events"]:
        values = row.values
        if values.get("is_default") != "true" or "event_id" not in values:
            continue
        key = tuple(values.get(name, "") for name in ("arm_id", "event_id", "grade_group", "attribution"))
        if key in shown:
            other = shown[key]
            expected = f"false: {other.values.get('report_id')} already shows it ({other.place})"
            yield Problem(row.where("is_default"), "true", expected)
        shown.setdefault(key, row)


def dates_follow_the_license(records: Records) -> Iterator[Problem]:
    """Nothing is approved before the therapy's first license, nor ends before it starts."""
    first = {row.values.get("therapy_id"): row.values.get("first_approval_date") for row in records.rows["therapies"]}
    for row in records.rows["indications"]:
        approved, license_date = row.values.get("approval_date"), first.get(row.values.get("therapy_id"))
        if approved and license_date and approved < license_date:
            yield Problem(row.where("approval_date"), approved, f"{license_date}, the first license, or later")
    for table, start, end in (("indications", "approval_date", "status_date"), ("warnings", "start_date", "end_date")):
        for row in records.rows[table]:
            begun, ended = row.values.get(start), row.values.get(end)
            if begun and ended and ended < begun:
                yield Problem(row.where(end), ended, f"{begun}, the {start}, or later")


def categories_make_a_tree(records: Records) -> Iterator[Problem]:
    """No category is its own ancestor."""
    parents = {row.values.get("category_id", ""): row.values.get("parent_id", "") for row in records.rows["categories"]}
    for row in records.rows["categories"]:
        seen, current = set(), row.values.get("category_id", "")
        while current and current not in seen:
            seen.add(current)
            current = parents.get(current, "")
        if current:
            yield Problem(row.where("parent_id"), row.values.get("parent_id", ""), "a category outside its own branch")


def approved_therapies_have_a_use(records: Records) -> Iterator[Problem]:
    """Status and indications tell one story."""
    in_force: dict[str, bool] = defaultdict(bool)
    for row in records.rows["indications"]:
        in_force[row.values.get("therapy_id", "")] |= row.values.get("indication_status") in ("active", "converted")
    for row in records.rows["therapies"]:
        status, therapy_id = row.values.get("status"), row.values.get("therapy_id", "")
        if status == "approved" and not in_force[therapy_id]:
            yield Problem(row.where("status"), "approved", "at least one indication that is active or converted")
        if status == "withdrawn" and in_force[therapy_id]:
            yield Problem(row.where("status"), "withdrawn", "no indication that is active or converted")


def glossary_points_somewhere(records: Records) -> Iterator[Problem]:
    """What a term explains is a table, a column or a record that exists."""
    for row in records.rows["concepts"]:
        for part in filter(None, row.values.get("explains", "").split(";")):
            table, column, record = re.fullmatch(r"([a-z_]+)(?:\.(.+)|/(.+))?", part).groups()  # type: ignore[union-attr]
            if table not in schema.TABLE_NAMES:
                yield Problem(row.where("explains"), part, f"one of the tables {', '.join(schema.TABLE_NAMES)}")
                continue
            declared = schema.table(table)
            if column and column not in declared.columns:
                yield Problem(row.where("explains"), part, f"a column of {table}: {', '.join(declared.columns)}")
            if record and record not in {other.values.get(declared.key[0]) for other in records.rows[table]}:
                yield Problem(row.where("explains"), part, f"an id in {table}.{declared.key[0]}")


def vocabulary_is_used(records: Records) -> Iterator[Problem]:
    """No code that nothing carries, and no source that nothing cites."""
    used: dict[str, set[str]] = defaultdict(set)
    cited: set[str] = set()
    for table in schema.TABLES:
        for field in table.fields:
            values = {row.values[field.name] for row in records.rows[table.name] if field.name in row.values}
            if field.vocabulary:
                used[field.vocabulary] |= values
            if field.references == "sources.source_id":
                cited |= values
            elif field.name in ("note", "locator"):  # a second document is named in the text
                cited |= {word.strip("();,.:") for value in values for word in value.split()}
    for row in records.rows["vocabulary"]:
        vocabulary, value = row.values.get("vocabulary", ""), row.values.get("value", "")
        if value not in used[vocabulary] and vocabulary not in WHOLE_SCALES:
            yield Problem(
                row.where("value"), f"{vocabulary}, {value}", "a value that some row carries; else leave it out"
            )
    for row in records.rows["sources"]:
        if (source := row.values.get("source_id", "")) not in cited:
            yield Problem(row.where("source_id"), source, "a source that some row cites; else leave it out")


RULES: tuple[Callable[[Records], Iterator[Problem]], ...] = (
    values_fit_their_field,
    ids_exist,
    rows_are_unique,
    percents_agree_with_counts,
    intervals_hold_their_value,
    grades_are_nested,
    one_report_is_default,
    dates_follow_the_license,
    categories_make_a_tree,
    approved_therapies_have_a_use,
    glossary_points_somewhere,
    vocabulary_is_used,
)


def unmapped_terms(records: Records) -> list[tuple[str, int]]:
    """Return printed event terms without an event, most frequent first: a report, not a problem."""
    counts: dict[str, int] = defaultdict(int)
    for row in records.rows["adverse_events"]:
        if "event_id" not in row.values:
            counts[row.values["event_as_printed"]] += 1
    return sorted(counts.items(), key=lambda item: -item[1])
