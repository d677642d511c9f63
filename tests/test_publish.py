"""Generated files are fresh, deterministic, and found when they are not."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from immunodata import load, schema
from immunodata.cli import main
from immunodata.curate import read_records
from immunodata.glossary import anchor
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


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of the validator's own packages
def test_the_croissant_record_is_valid_and_reads_the_tables() -> None:
    croissant = pytest.importorskip("mlcroissant")
    record = croissant.Dataset(jsonld=str(ROOT / "data" / "croissant.json"))
    assert not record.metadata.issues.errors
    assert not record.metadata.issues.warnings
    assert [kept.name for kept in record.metadata.record_sets] == list(schema.TABLE_NAMES)
    for name in ("categories", "therapies"):
        assert sum(1 for _ in record.records(name)) == len(load(name)), name


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of the validator's own packages
def test_a_croissant_record_without_its_files_is_refused() -> None:
    croissant = pytest.importorskip("mlcroissant")
    told = json.loads((ROOT / "data" / "croissant.json").read_text(encoding="utf-8"))
    del told["distribution"]
    with pytest.raises(croissant.ValidationError):
        croissant.Dataset(jsonld=told)


def test_the_glossary_page_has_every_term_and_no_dead_link(files: dict[str, bytes]) -> None:
    page = files["docs/glossary.md"].decode()
    headings = {anchor(heading) for heading in re.findall(r"^### (.*)$", page, flags=re.M)}
    assert len(headings) == len(load("concepts"))
    assert set(re.findall(r"\]\(#(.*?)\)", page)) <= headings
