"""The published tables are what they say, and loading them is safe and typed."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

import immunodata
from immunodata import schema
from immunodata.dataset import Dataset, data_folder
from immunodata.errors import DataError, UnknownName

ROOT = Path(__file__).parent.parent
EVERY_TABLE = pytest.mark.parametrize("table", schema.TABLES, ids=lambda table: table.name)
ARTICLE = {
    "aldesleukin", "interferon-alfa-2b", "thalidomide", "pomalidomide", "lenalidomide", "pembrolizumab", "nivolumab",
    "cemiplimab", "avelumab", "durvalumab", "atezolizumab", "ipilimumab", "blinatumomab", "talimogene-laherparepvec",
    "sipuleucel-t", "tisagenlecleucel", "axicabtagene-ciloleucel", "tocilizumab", "lifileucel",
    "afamitresgene-autoleucel",
}  # fmt: skip
# The columns other people's notebooks read: they may be joined by more, never renamed.
CONTRACT = {
    "therapies": "therapy_id inn category_id scope scope_reason modality origin is_living_drug status "
    "first_approval_date how_it_works ncit_code source_id locator last_reviewed",
    "products": "product_id therapy_id brand_name application_number applicant license_date route marketing_status "
    "source_id",
    "categories": "category_id parent_id name analogy how_it_works",
    "targets": "target_id label expressed_on kind",
    "mechanisms": "therapy_id target_id action effect cycle_step source_id locator",
    "cancers": "cancer_id name tissue kind immune_phenotype",
    "biomarkers": "biomarker_id name description",
    "indications": "indication_id therapy_id regimen cancer_id population setting line_of_therapy biomarker_id agency "
    "approval_date approval_type indication_status status_date trial_id source_id locator",
    "trials": "trial_id nct_id acronym design phase cancer_id setting",
    "arms": "arm_id trial_id regimen therapy_ids regimen_kind arm_role",
    "events": "event_id name organ_system is_immune_related definition ctcae_term",
    "adverse_events": "arm_id report_id is_default event_id event_as_printed grade_group n_affected n_at_risk "
    "affected_pct attribution reporting threshold_pct grading_scale source_id locator",
    "event_timing": "arm_id event_id measure median low high unit source_id locator",
    "agent_use": "arm_id agent_id event_id n_given n given_pct denominator source_id locator",
    "class_events": "category_id event_id",
    "outcomes": "arm_id endpoint value ci_low ci_high n unit source_id locator",
    "warnings": "therapy_id kind topic start_date end_date source_id",
    "management": "event_id action therapy_id when source_id locator",
    "regulatory_events": "therapy_id date kind description source_id",
    "concepts": "concept_id term definition related_ids explains",
    "sources": "source_id kind title publisher url date_published date_accessed license",
}


@pytest.fixture(scope="module")
def data() -> Dataset:
    return immunodata.load(verify=True)


@EVERY_TABLE
def test_a_table_is_typed_keyed_and_not_empty(table: schema.Table, data: Dataset) -> None:
    frame = data[table.name]
    assert len(frame)
    assert tuple(frame.columns) == table.columns
    assert not frame.duplicated(list(table.key)).any()
    expected = {"text": "str", "count": "Int64", "number": "float64", "flag": "boolean"}
    for field in table.fields:
        kind = str(frame[field.name].dtype)
        assert kind.startswith("datetime64") if field.dtype == "date" else kind == expected[field.dtype], field.name
        if field.required:
            assert frame[field.name].notna().all(), f"{table.name}.{field.name}"


@EVERY_TABLE
def test_every_declared_field_says_what_it_means(table: schema.Table) -> None:
    assert table.one_row_is
    for field in table.fields:
        assert field.about.endswith("."), f"{table.name}.{field.name}"
        if field.references:
            target, column = field.references.split(".")
            assert column in schema.table(target).columns


@pytest.mark.parametrize("name", CONTRACT)
def test_the_contract_columns_are_there(name: str) -> None:
    assert set(CONTRACT[name].split()) <= set(schema.table(name).columns)


@EVERY_TABLE
def test_references_point_to_rows(table: schema.Table, data: Dataset) -> None:
    for field in table.fields:
        if field.references:
            target, column = field.references.split(".")
            values = data[table.name][field.name].dropna()
            parts = values.str.split(";").explode() if field.many else values
            assert set(parts) <= set(data[target][column]), field.name


def test_every_therapy_of_the_article_is_here_with_its_facts(data: Dataset) -> None:
    assert set(data["therapies"]["therapy_id"]) >= ARTICLE
    for table in ("products", "mechanisms", "indications"):
        assert set(data[table]["therapy_id"]) >= ARTICLE, table
    boxed = data["warnings"].query("kind == 'boxed-warning'")["therapy_id"]
    assert {"tisagenlecleucel", "axicabtagene-ciloleucel", "blinatumomab", "lenalidomide", "aldesleukin"} <= set(boxed)


def test_the_side_effects_are_broad_enough(data: Dataset) -> None:
    reports = data["adverse_events"]
    arms = data["arms"].merge(data["trials"], on="trial_id", validate="many_to_one").set_index("arm_id")
    told = arms.loc[arms.index.intersection(reports["arm_id"].unique())]
    assert len(told) >= 30
    assert told["trial_id"].nunique() >= 15
    immune = reports[(reports["attribution"] == "immune-mediated") & reports["n_at_risk"].notna()]
    by_arm = (
        immune.merge(data["events"], on="event_id", validate="many_to_one").groupby("arm_id")["organ_system"].nunique()
    )
    regimens = set(arms.loc[by_arm[by_arm >= 4].index, "therapy_ids"].dropna())
    assert {"pembrolizumab", "nivolumab", "nivolumab;ipilimumab"} <= regimens


def test_response_rates_of_twenty_arms(data: Dataset) -> None:
    outcomes = data["outcomes"]
    assert outcomes.loc[outcomes["endpoint"].isin(["ORR", "CR-or-CRi", "CR"]), "arm_id"].nunique() >= 20


def test_missing_is_never_zero_and_zero_is_printed(data: Dataset) -> None:
    reports = data["adverse_events"]
    assert (reports["n_affected"] == 0).any()
    assert reports["n_affected"].isna().any()
    below = reports[reports["reporting"] == "below-threshold"]
    assert below["n_affected"].isna().all()
    assert below["affected_pct"].isna().all()


def test_nearly_every_printed_term_is_understood(data: Dataset) -> None:
    terms = data["adverse_events"].drop_duplicates("event_as_printed")
    assert terms["event_id"].notna().mean() >= 0.97


def test_unknown_tables_are_named(data: Dataset) -> None:
    with pytest.raises(UnknownName, match="Did you mean 'therapies'"):
        immunodata.load("therapys")
    with pytest.raises(UnknownName, match="adverse_events"):
        data["adverse_event"]
    with pytest.raises(AttributeError, match="adverse_events"):
        data.adverse_event  # noqa: B018
    with pytest.raises(UnknownName):
        immunodata.describe("nothing")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    shutil.copytree(data_folder() / "tables", folder / "tables")
    shutil.copy(data_folder() / "datapackage.json", folder)
    return folder


def test_a_hand_edited_table_is_named_with_its_hash(copy: Path) -> None:
    path = copy / "tables" / "targets.csv"
    path.write_bytes(path.read_bytes().replace(b"CD19", b"CD91", 1))
    assert len(immunodata.load(folder=copy)["targets"])  # not looked at without verify
    with pytest.raises(DataError, match=r"targets\.csv is not the published file: expected sha256:[0-9a-f]{64}"):
        immunodata.load(folder=copy, verify=True)


@pytest.mark.parametrize("damage", ["missing", "garbage", "short", "no package", "broken package"])
def test_a_damaged_folder_gives_our_error(copy: Path, damage: str) -> None:
    table, package = copy / "tables" / "arms.csv", copy / "datapackage.json"
    if damage == "missing":
        table.unlink()
    elif damage == "garbage":
        table.write_bytes(b"\xff\xfe\x00 not a table")
    elif damage == "short":
        table.write_text("arm_id,trial_id\na,b\n")
    elif damage == "no package":
        package.unlink()
    else:
        package.write_text("{")
    with pytest.raises(DataError, match=r"arms\.csv|datapackage\.json"):
        immunodata.load(folder=copy)


def validate(package: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "frictionless", "validate", str(package.relative_to(package.parent)), "--json"]
    return subprocess.run(command, capture_output=True, text=True, cwd=package.parent, check=False)


def test_an_outside_referee_accepts_the_package_and_finds_a_broken_key(copy: Path) -> None:
    fine = validate(copy / "datapackage.json")
    assert fine.returncode == 0, fine.stdout[-3000:]
    table = copy / "tables" / "mechanisms.csv"
    lines = table.read_text(encoding="utf-8").splitlines()
    cells = lines[1].split(",")
    lines[1] = ",".join([cells[0], "NOSUCH", *cells[2:]])
    table.write_text("\n".join(lines) + "\n", encoding="utf-8")
    package = json.loads((copy / "datapackage.json").read_text(encoding="utf-8"))
    for resource in package["resources"]:  # the checksum would be found first
        resource.pop("hash"), resource.pop("bytes")
    (copy / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    broken = validate(copy / "datapackage.json")
    assert broken.returncode == 1
    assert "foreign-key" in broken.stdout


def test_describe_and_search(data: Dataset) -> None:
    assert immunodata.describe().set_index("table").loc["therapies", "rows"] == len(data["therapies"])
    assert set(immunodata.describe("arms")["column"]) == set(schema.table("arms").columns)
    assert immunodata.search("pembrolizumb")["id"].iloc[0] == "pembrolizumab"
    assert "colitis" in set(immunodata.search("colitis")["id"])
    assert immunodata.search("yescarta")["table"].iloc[0] == "products"
    assert immunodata.search("").empty
    assert immunodata.search("zzzzzzzzzz").empty


def test_citing(data: Dataset) -> None:
    first = data["sources"]["source_id"].iloc[0]
    assert data["sources"]["url"].iloc[0] in immunodata.cite(first)[0]
    assert data.version in immunodata.cite()[0]
    with pytest.raises(UnknownName, match="source"):
        immunodata.cite("no-such-source")
    assert len(immunodata.cite(data["mechanisms"])) == data["mechanisms"]["source_id"].nunique()


def test_no_record_speaks_of_anything_but_the_subject(data: Dataset) -> None:
    """Addresses in the sources are public ones, and dates of reading are not in the future."""
    assert data["sources"]["url"].str.match(r"https?://[a-z0-9.-]+\.[a-z]{2,}\.?(:443)?(/|$)", case=False).all()
    assert (data["sources"]["date_accessed"] <= pd.Timestamp(data.as_of)).all()
