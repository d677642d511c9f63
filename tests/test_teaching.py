"""The teaching cut is small, true to the tables, keeps what is missing, and its solutions are right."""

from __future__ import annotations

import csv
import shutil
import statistics
from datetime import date
from pathlib import Path

import nbformat
import pandas as pd
import pytest

import immunodata
from immunodata import teaching
from immunodata.cli import main
from immunodata.errors import DataError
from immunodata.schema.teaching import TEACHING

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "data" / "teaching"


@pytest.fixture(scope="module")
def cut() -> immunodata.Dataset:
    return immunodata.load("teaching", verify=True)


def test_it_is_small(cut: immunodata.Dataset) -> None:
    assert sum(path.stat().st_size for path in FOLDER.glob("*.csv")) < 40_000
    assert 15 <= len(cut["therapies"]) <= 25
    assert cut["side_effects"]["event"].nunique() == 12
    assert cut["therapies"]["category"].nunique() >= 7
    assert list(cut) == [table.name for table in TEACHING]


def test_every_cell_of_the_grid_is_there_and_blank_where_nothing_is_reported(cut: immunodata.Dataset) -> None:
    effects = cut["side_effects"]
    assert len(effects) == len(cut["therapies"]) * 12 * 2
    assert not effects.duplicated(["therapy", "event", "grade_group"]).any()
    blank = effects["affected_pct"].isna()
    assert (effects.loc[blank, "reporting"] != "reported").all()
    assert (effects.loc[~blank, "reporting"] == "reported").all()
    assert effects.loc[effects["reporting"] == "not-reported", ["n_affected", "affected_pct"]].isna().all(axis=None)
    assert {"reported", "not-reported"} <= set(effects["reporting"])


def test_every_number_stands_in_the_tables_with_its_source(cut: immunodata.Dataset) -> None:
    data = immunodata.load()
    rows = data["adverse_events"].merge(data["arms"][["arm_id", "therapy_ids"]], on="arm_id", validate="many_to_one")
    rows = rows.merge(data["therapies"][["therapy_id", "inn"]], left_on="therapy_ids", right_on="therapy_id")
    rows = rows.merge(data["events"][["event_id", "name"]], on="event_id")
    keys = ["therapy", "event", "grade_group", "attribution", "source_id", "affected_pct", "n_affected", "n_at_risk"]
    printed = set(rows.rename(columns={"inn": "therapy", "name": "event"})[keys].astype(str).itertuples(index=False))
    shown = cut["side_effects"].merge(cut["therapies"][["therapy", "source_id"]], on="therapy", validate="many_to_one")
    shown = shown[shown["reporting"] == "reported"]
    assert len(shown) > 80
    assert not [row for row in shown[keys].astype(str).itertuples(index=False) if row not in printed]


def test_the_rule_leaves_nothing_better_out(cut: immunodata.Dataset) -> None:
    categories = cut["therapies"].groupby("category").size()
    assert categories.max() == teaching.PER_CATEGORY
    assert set(cut["accelerated_approvals"]["therapy"]) <= set(cut["therapies"]["therapy"])


def test_a_file_changed_by_hand_is_found(tmp_path: Path) -> None:
    (tmp_path / "teaching").mkdir()
    for path in FOLDER.iterdir():
        (tmp_path / "teaching" / path.name).write_bytes(path.read_bytes())
    with (tmp_path / "teaching" / "side_effects.csv").open("a", encoding="utf-8") as file:
        file.write("x,y,any,,,,all-cause,reported,\n")
    with pytest.raises(DataError, match=r"side_effects\.csv is not the published file"):
        immunodata.load("teaching", folder=tmp_path, verify=True)


def test_an_unknown_name_is_told_of_the_teaching_cut() -> None:
    with pytest.raises(immunodata.ImmunodataError, match="Did you mean 'teaching'"):
        immunodata.load("teachin")


def rows_of(name: str) -> list[dict[str, str]]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_solutions_say_what_the_files_say(site: Path) -> None:
    """Counted once more, from the CSV files alone, without pandas."""
    notebook = nbformat.read(site / "files" / "09_six_traps.ipynb", as_version=4)
    printed = "".join(o.get("text", "") for c in notebook.cells if c.cell_type == "code" for o in c.outputs)
    effects = rows_of("side_effects")
    rash = [row["affected_pct"] for row in effects if row["event"] == "Rash" and row["grade_group"] == "any"]
    told = [float(value) for value in rash if value]
    assert f"Mean of the {len(told)} therapies that report rash: {statistics.mean(told):.1f}%" in printed
    assert f"Mean of all {len(rash)}, blanks read as zero: {sum(told) / len(rash):.1f}%" in printed
    assert statistics.mean(told) > 1.2 * sum(told) / len(rash)  # the trap is there

    without_n = [row for row in effects if row["affected_pct"] and not row["n_at_risk"]]
    assert f"Shares without a number of patients: {len(without_n)}, of" in printed
    assert without_n

    storm = [row for row in effects if row["event"] == "Cytokine release syndrome" and row["affected_pct"]]
    any_grade = max((r for r in storm if r["grade_group"] == "any"), key=lambda row: float(row["affected_pct"]))
    severe = max((r for r in storm if r["grade_group"] != "any"), key=lambda row: float(row["affected_pct"]))
    line = f"Most often in any grade: {any_grade['therapy']}. Most often severe: {severe['therapy']}."
    assert line in printed
    assert any_grade["therapy"] != severe["therapy"]

    assert "None of ten: 0 to 28%" in printed  # Wilson: z2 / (n + z2) = 3.84 / 13.84

    early = rows_of("accelerated_approvals")
    decided = [row for row in early if row["indication_status"] in ("converted", "withdrawn")]
    days = [
        (date.fromisoformat(row["status_date"]) - date.fromisoformat(row["approval_date"])).days
        for row in decided
        if row["status_date"] and row["approval_date"]
    ]
    months = statistics.median(days) / 30.44
    assert f"{len(decided)} decided, {len(days)} of them with both days: median {months:.0f} months" in printed
    still_open = [row["approval_date"] for row in early if row["indication_status"] == "active"]
    assert f"{len(still_open)} open, the oldest since {min(still_open)[:7]}" in printed


def test_the_two_of_exercise_four_differ_in_more_than_the_therapy(cut: immunodata.Dataset) -> None:
    pair = cut["side_effects"].merge(cut["therapies"], on="therapy", validate="many_to_one")
    pair = pair[(pair["event"] == "Nausea") & (pair["grade_group"] == "any")].set_index("therapy")
    one, other = pair.loc["nivolumab"], pair.loc["blinatumomab"]
    assert pd.notna(one["affected_pct"])
    assert pd.notna(other["affected_pct"])
    assert one["cancer"] != other["cancer"]
    assert one["attribution"] != other["attribution"]


def test_a_stale_teaching_file_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    project = tmp_path / "project"
    shutil.copytree(ROOT / "data", project / "data")
    shutil.copytree(ROOT / "docs", project / "docs")
    shutil.copy(ROOT / "pyproject.toml", project)
    monkeypatch.chdir(project)
    path = project / "data" / "teaching" / "side_effects.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",not-reported,", ",reported,", 1), encoding="utf-8")
    (path.parent / "mine.csv").write_text("a\n", encoding="utf-8")
    assert main(["build", "--check"]) == 1
    told = capsys.readouterr().out
    assert "side_effects.csv" in told
    assert "mine.csv" in told
