"""Every chart and table as data, written and opened again: the same values, and what they mean and come from."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from made_up import view_of, view_with

import immunodata
from immunodata import export, schema
from immunodata.citation import DISCLAIMER
from immunodata.dataset import default_dataset
from immunodata.errors import ExportError, UnknownName
from immunodata.export.tables import neutralize
from immunodata.view import Chart

CHARTS = pytest.mark.parametrize("chart", immunodata.CHARTS, ids=lambda chart: chart.id)
TABLES = pytest.mark.parametrize("name", schema.TABLE_NAMES)
SMALL = pytest.mark.parametrize("name", ["categories", "warnings", "sources"])
NASTY = ["=1+1", "+1", "-x", "@x", "\tx", "\rx", "plain", "https://example.org/" + "a" * 3000]


def plain(frame: pd.DataFrame) -> list[list[Any]]:
    """Rows as text, numbers, truth values, ISO days, and None for what is missing."""
    return [
        [None if pd.isna(v) else f"{v:%Y-%m-%d}" if isinstance(v, pd.Timestamp) else v for v in row]
        for row in frame.astype(object).itertuples(index=False)
    ]


def assert_csv(path: Path, frame: pd.DataFrame) -> None:
    expected, again = neutralize(frame), pd.read_csv(path, keep_default_na=False, na_values=[""], low_memory=False)
    assert list(again.columns) == list(expected.columns)
    assert len(again) == len(expected)
    for column in expected.columns:
        kind = expected[column].dtype
        assert again[column].isna().tolist() == expected[column].isna().tolist(), column
        if pd.api.types.is_datetime64_any_dtype(kind):
            assert pd.to_datetime(again[column]).dropna().tolist() == expected[column].dropna().tolist()
        elif pd.api.types.is_numeric_dtype(kind):
            pd.testing.assert_series_equal(
                again[column].astype(float), expected[column].astype(float), check_names=False
            )
        else:
            assert again[column].dropna().astype(str).tolist() == expected[column].dropna().astype(str).tolist()


def assert_xlsx(path: Path, frame: pd.DataFrame, sources: list[str]) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["numbers", "sources", "about"]
    head, *rows = book["numbers"].iter_rows(values_only=True)
    assert list(head) == list(frame.columns)
    dates = [column for column in frame.columns if pd.api.types.is_datetime64_any_dtype(frame[column].dtype)]
    again = [[f"{v:%Y-%m-%d}" if hasattr(v, "strftime") else v for v in row] for row in rows]
    assert again == [[pytest.approx(v, rel=1e-15) if isinstance(v, float) else v for v in row] for row in plain(frame)]
    for row in book["numbers"].iter_rows(min_row=2):
        for name, cell in zip(frame.columns, row, strict=True):
            assert cell.data_type != "f", "text is no formula"
            if cell.value is not None:
                assert cell.is_date == (name in dates)
                assert isinstance(cell.value, bool) == (frame[name].dtype in ("bool", "boolean"))
    named, *listed = book["sources"].iter_rows(values_only=True)
    assert [dict(zip(named, row, strict=True))["citation"] for row in listed] == sources
    assert DISCLAIMER in {row[3] for row in book["about"].iter_rows(values_only=True)}


def assert_json(path: Path, frame: pd.DataFrame) -> None:
    content = json.loads(path.read_text(encoding="utf-8"))
    assert [field["name"] for field in content["fields"]] == list(frame.columns)
    assert [list(record) for record in content["records"][:1]] == [list(frame.columns)]
    assert [list(record.values()) for record in content["records"]] == plain(frame)


def assert_parquet(path: Path, frame: pd.DataFrame) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    again = pd.read_parquet(path)
    expected = frame.astype({name: "str" for name in frame.columns if frame[name].dtype == object})
    pd.testing.assert_frame_equal(again, expected.reset_index(drop=True), check_names=False)
    held = json.loads(parquet.read_schema(path).metadata[b"immunodata"])
    assert held == json.loads(path.with_suffix(".metadata.json").read_text(encoding="utf-8"))


@CHARTS
def test_the_numbers_of_a_chart_reopened_equal_its_frame(chart: Chart, tmp_path: Path) -> None:
    view = view_of(chart)
    paths = {ending: view.save(tmp_path / f"chart.{ending}") for ending in export.DATA}
    assert_csv(paths["csv"], view.frame)
    assert_json(paths["json"], view.frame)
    assert_xlsx(paths["xlsx"], view.frame, view.sources)
    assert_parquet(paths["parquet"], view.frame)
    assert {path.name for path in tmp_path.iterdir()} == {f"chart.{name}" for name in (*export.DATA, "metadata.json")}


@CHARTS
def test_the_metadata_beside_the_numbers_says_all(chart: Chart, tmp_path: Path) -> None:
    view = view_of(chart)
    view.save(tmp_path / "chart.csv")
    about = json.loads((tmp_path / "chart.metadata.json").read_text(encoding="utf-8"))
    assert about["title"] == view.words.headline
    assert about["question"] == chart.question
    assert about["choices"] == {name: list(v) if isinstance(v, tuple) else v for name, v in view.choices.items()}
    assert (about["caption"], about["notes"], about["alt_text"]) == (view.caption, list(view.notes), view.alt_text)
    assert (about["code"], about["permalink"], about["rows"]) == (view.code, view.permalink, len(view.frame))
    assert about["dataset"] == {"name": "immunodata", "version": view.data.version, "as_of": view.data.as_of}
    assert (about["license"]["name"], about["disclaimer"]) == ("CC-BY-4.0", DISCLAIMER)
    assert [column["name"] for column in about["columns"]] == list(view.frame.columns)
    assert [source["citation"] for source in about["sources"]] == view.sources
    assert [source["source_id"] for source in about["sources"]] == list(view.source_ids)
    assert all(source["url"].startswith("http") and source["license"] for source in about["sources"])


@CHARTS
def test_the_citation_of_a_chart_says_all(chart: Chart) -> None:
    view = view_of(chart)
    text = export.citation_text(view)
    version = (view.data.version, view.data.as_of)
    for part in (view.words.headline, chart.id, *version, view.code, "CC BY 4.0", DISCLAIMER, *view.sources):
        assert part in text


@TABLES
def test_a_table_in_every_format_equals_the_table(name: str, tmp_path: Path) -> None:
    data = default_dataset()
    frame = data[name]
    for ending in ("csv", "json", "parquet"):
        export.save_table(data, name, tmp_path / f"{name}.{ending}")
    assert_csv(tmp_path / f"{name}.csv", frame)
    assert_json(tmp_path / f"{name}.json", frame)
    assert_parquet(tmp_path / f"{name}.parquet", frame)
    about = json.loads((tmp_path / f"{name}.metadata.json").read_text(encoding="utf-8"))
    assert {column["name"]: column["meaning"] for column in about["columns"]}.keys() == set(frame.columns)
    if "source_id" in frame.columns:
        cited = {part for ids in frame["source_id"].dropna() for part in ids.split(";")}
        assert {source["source_id"] for source in about["sources"]} == cited


@SMALL
def test_a_table_as_a_workbook_equals_the_table(name: str, tmp_path: Path) -> None:
    data = default_dataset()
    path = export.save_table(data, name, tmp_path / f"{name}.xlsx")
    ids = data[name]["source_id"].dropna() if "source_id" in data[name].columns else []
    assert_xlsx(path, data[name], immunodata.cite(list(dict.fromkeys(p for i in ids for p in i.split(";")))))


def test_a_table_is_no_picture_and_has_a_name(tmp_path: Path) -> None:
    data = default_dataset()
    with pytest.raises(UnknownName, match=r"format of a table.*Allowed: csv, xlsx, parquet, json"):
        export.save_table(data, "arms", tmp_path / "arms.png")
    with pytest.raises(UnknownName, match="Did you mean 'arms'"):
        export.save_table(data, "armz", tmp_path / "arms.csv")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("ending", export.DATA)
def test_the_same_rows_give_the_same_bytes(ending: str) -> None:
    view = view_of(immunodata.CHARTS[1])
    assert export.view_bytes(view, ending) == export.view_bytes(immunodata.CHARTS[1].view(), ending)


def test_cells_that_begin_like_a_formula_are_disarmed_and_numbers_are_not() -> None:
    frame = pd.DataFrame({"name": NASTY, "points": [-1.5, *range(7)]})
    view = view_with(frame)
    again = pd.read_csv(io.BytesIO(export.view_bytes(view, "csv")), keep_default_na=False)
    assert again["name"].tolist()[:6] == ["'=1+1", "'+1", "'-x", "'@x", "'\tx", "'\nx"]
    assert again["name"].tolist()[6:] == NASTY[6:]
    assert again["points"].tolist() == frame["points"].tolist()
    assert frame["name"].iloc[0] == "=1+1", "the caller's frame is left alone"


def test_a_workbook_keeps_text_that_begins_like_a_formula_as_it_is(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    path = view_with(pd.DataFrame({"name": NASTY})).save(tmp_path / "chart.xlsx")
    cells = [row[0] for row in openpyxl.load_workbook(path)["numbers"].iter_rows(min_row=2)]
    assert [cell.data_type for cell in cells] == ["s"] * len(NASTY)
    assert [cell.value.replace("_x000D_", "\r") for cell in cells] == NASTY
    assert [cell.quotePrefix for cell in cells[:4]] == [True] * 4


def test_text_too_long_for_excel_is_refused_and_not_cut(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="does not fit Excel"):
        view_with(pd.DataFrame({"name": ["x" * 40_000]})).save(tmp_path / "chart.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_a_meaning_is_given_only_where_it_is_certain() -> None:
    frame = pd.DataFrame(
        {"low": [1.0], "value": [2.0], "kind": ["a"], "low_pct": [3.0], "grade_group": ["any"], "arm_id": ["a"]}
    )
    content = json.loads(export.view_bytes(view_with(frame), "json"))
    low, value, kind, low_pct, grade_group, arm_id = content["fields"]
    assert all(set(field) == {"name", "type"} for field in (low, value, kind)), (
        "in a chart, low is not a range of onset"
    )
    assert low_pct["unit"] == "%"
    assert arm_id["meaning"] == "Key of the table arms: an arm of a trial."
    assert grade_group["meaning"] == schema.table("adverse_events").field("grade_group").about
