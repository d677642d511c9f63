"""Comparing two releases: what is said, and that nothing is missed."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from immunodata.cli import main
from immunodata.errors import DataError
from immunodata.releases import compare_releases, in_words, read_release

DATA = Path(__file__).parent.parent / "data"
Rows = list[dict[str, str]]


@pytest.fixture
def older(tmp_path: Path) -> Path:
    """A copy of the released data, to be changed by a test."""
    shutil.copytree(DATA / "tables", tmp_path / "old" / "tables")
    shutil.copy(DATA / "datapackage.json", tmp_path / "old")
    return tmp_path / "old"


def edit(folder: Path, table: str, change: Callable[[Rows], Rows]) -> None:
    path = folder / "tables" / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    changed = change(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, changed[0], extrasaction="ignore")
        writer.writeheader()
        writer.writerows(changed)


def set_cell(table_key: str, key: str, column: str, value: str) -> Callable[[Rows], Rows]:
    return lambda rows: [{**row, column: value} if row[table_key] == key else row for row in rows]


def test_a_release_equals_itself(older: Path) -> None:
    old, new = read_release(older), read_release(DATA)
    changes = compare_releases(old, new)
    assert changes.empty
    assert in_words(changes, old, new) == "The two releases hold the same data.\n"


def test_added_changed_withdrawn_and_removed_are_told(older: Path) -> None:
    edit(older, "therapies", lambda rows: [row for row in rows if row["therapy_id"] != "lifileucel"])
    edit(older, "therapies", set_cell("therapy_id", "pembrolizumab", "how_it_works", "Otherwise."))
    edit(older, "indications", set_cell("indication_status", "withdrawn", "indication_status", "active"))
    edit(older, "concepts", lambda rows: [*rows, {**rows[0], "concept_id": "dropped-term"}])
    old, new = read_release(older), read_release(DATA)
    changes = compare_releases(old, new)
    kinds = changes.groupby("table")["change"].agg(set)
    assert kinds["therapies"] == {"added", "changed"}
    assert kinds["indications"] == {"withdrawn"}
    assert kinds["concepts"] == {"removed"}
    order = ("withdrawn", "removed", "changed", "added")
    ranks = [order.index(change) for change in changes["change"]]
    assert ranks == sorted(ranks)
    changed = changes[changes["record"] == "pembrolizumab"].iloc[0]
    assert changed["column"] == "how_it_works"
    assert changed["before"] == "Otherwise."
    words = in_words(changes, old, new)
    assert "New therapy: lifileucel (core, approved)." in words
    assert "indication_status active -> withdrawn" in words


def test_a_table_or_column_that_only_one_release_has(older: Path) -> None:
    (older / "tables" / "warnings.csv").unlink()
    edit(older, "products", lambda rows: [{k: v for k, v in row.items() if k != "route"} for row in rows])
    changes = compare_releases(read_release(older), read_release(DATA))
    assert set(changes["table"]) == {"warnings"}
    assert set(changes["change"]) == {"added"}


def test_repeated_keys_lose_nothing(older: Path) -> None:
    edit(older, "concepts", lambda rows: [rows[0], *rows])
    changes = compare_releases(read_release(older), read_release(DATA))
    assert list(changes["change"]) == ["removed"]


@pytest.mark.parametrize("wrong", ["missing", "empty"])
def test_what_is_no_release_is_refused(tmp_path: Path, wrong: str) -> None:
    folder = tmp_path / wrong
    if wrong == "empty":
        folder.mkdir()
    with pytest.raises(DataError, match=r"not a folder|none of our tables"):
        read_release(folder)


def test_unreadable_bytes_are_named(older: Path) -> None:
    (older / "tables" / "arms.csv").write_bytes(b"arm_id\n\xff\xfe\n")
    with pytest.raises(DataError, match=r"arms\.csv cannot be read"):
        read_release(older)


def test_the_command(older: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit(older, "therapies", lambda rows: [row for row in rows if row["therapy_id"] != "lifileucel"])
    assert main(["diff", str(older)]) == 0
    assert "New therapy: lifileucel" in capsys.readouterr().out
    assert main(["diff", str(older), str(DATA), "--csv"]) == 0
    rows = list(csv.DictReader(capsys.readouterr().out.splitlines()))
    assert [(row["table"], row["record"]) for row in rows] == [("therapies", "lifileucel")]
    assert main(["diff", str(older), "--changelog"]) == 0
    assert capsys.readouterr().out.startswith("- New therapy")
    assert main(["diff", str(older / "nowhere")]) == 2
    assert "not a folder" in capsys.readouterr().err
    assert main(["diff", str(older), "--limit", "-1"]) == 2
