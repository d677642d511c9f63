"""Generated files are fresh, deterministic, and found when they are not."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from immunodata.cli import main
from immunodata.curate import read_records
from immunodata.publish import generate, stale

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return generate(read_records(ROOT / "data"), ROOT)


def test_every_generated_file_is_fresh(files: dict[str, bytes]) -> None:
    assert stale(files, ROOT) == [], "run: immunodata build"


def test_the_same_records_give_the_same_bytes(files: dict[str, bytes]) -> None:
    assert generate(read_records(ROOT / "data"), ROOT) == files


@pytest.mark.parametrize("damage", ["edited", "deleted", "extra", "datapackage", "dictionary"])
def test_a_file_that_is_not_what_the_records_give_is_found(
    tmp_path: Path, damage: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    project = tmp_path / "project"
    shutil.copytree(ROOT / "data", project / "data")
    shutil.copytree(ROOT / "docs", project / "docs")
    shutil.copy(ROOT / "pyproject.toml", project)
    monkeypatch.chdir(project)
    assert main(["build", "--check"]) == 0
    path = {
        "edited": project / "data/tables/arms.csv",
        "deleted": project / "data/tables/arms.csv",
        "extra": project / "data/tables/old.csv",
        "datapackage": project / "data/datapackage.json",
        "dictionary": project / "docs/data-dictionary.md",
    }[damage]
    if damage == "deleted":
        path.unlink()
    else:
        path.write_bytes((path.read_bytes() if path.exists() else b"") + b" ")
    capsys.readouterr()
    assert main(["build", "--check"]) == 1
    assert path.name in "".join(capsys.readouterr())
    assert main(["build"]) == 0
    assert main(["build", "--check"]) == 0
    assert path.exists() == (damage != "extra")
