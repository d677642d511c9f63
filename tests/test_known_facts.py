"""Facts read in their documents a second time, by hand, and typed here: the tables must agree."""

from __future__ import annotations

import pandas as pd
import pytest

import immunodata
from immunodata.dataset import Dataset


@pytest.fixture(scope="module")
def data() -> Dataset:
    return immunodata.load()


@pytest.mark.parametrize(
    ("brand", "date"),  # FDA Purple Book, original license
    [("Provenge", "2010-04-29"), ("Imlygic", "2015-10-27"), ("Yescarta", "2017-10-18"), ("Kymriah", "2017-08-30"),
     ("Proleukin", "1992-05-05"), ("Yervoy", "2011-03-25"), ("Opdivo", "2014-12-22"), ("Keytruda", "2014-09-04")],
)  # fmt: skip
def test_license_dates(data: Dataset, brand: str, date: str) -> None:
    products = data["products"].set_index("brand_name")
    assert products.loc[brand, "license_date"] == pd.Timestamp(date)


@pytest.mark.parametrize(
    ("therapy", "approved", "status", "ended"),  # FDA, CDER accelerated approvals as of 31 March 2024
    [("pembrolizumab", "2021-05-05", "active", None), ("pembrolizumab", "2020-11-13", "converted", "2021-07-26"),
     ("blinatumomab", "2018-03-29", "converted", "2023-06-20")],
)  # fmt: skip
def test_accelerated_approvals(data: Dataset, therapy: str, approved: str, status: str, ended: str | None) -> None:
    rows = data["indications"]
    rows = rows[(rows["therapy_id"] == therapy) & (rows["approval_date"] == pd.Timestamp(approved))]
    rows = rows[rows["approval_type"] == "accelerated"]
    assert len(rows)
    if ended:
        assert {(row.indication_status, row.status_date) for row in rows.itertuples()} & {(status, pd.Timestamp(ended))}


CELLS = [
    # KEYTRUDA label of 2014, section 6.1, table 1, N = 89
    ("keynote-001", "pembrolizumab", "label-keytruda-2014", "Fatigue", "any", None, 89, 47),
    ("keynote-001", "pembrolizumab", "label-keytruda-2014", "Fatigue", "3", None, 89, 7),
    # YERVOY label, section 6.1, table 1, N = 131, 380, 132
    ("mdx010-20", "ipilimumab", "label-yervoy-2014", "Fatigue", "any", None, 131, 41),
    ("mdx010-20", "ipilimumab", "label-yervoy-2014", "Colitis", "any", None, 131, 8),
    ("mdx010-20", "ipilimumab", "label-yervoy-2014", "Colitis", "3-5", None, 131, 5),
    # POMALYST label, section 6.1, trials 1 and 2
    ("mm-003", "pomalidomide", "label-pomalyst-2014", "Neutropenia", "any", 154, 300, 51.3),
    ("mm-003", "pomalidomide", "label-pomalyst-2014", "Neutropenia", "3-4", 145, 300, 48.3),
    ("mm-003", None, "label-pomalyst-2014", "Neutropenia", "any", 31, 150, 20.7),
]


@pytest.mark.parametrize("cell", CELLS, ids=lambda cell: f"{cell[0]}-{cell[3]}-{cell[4]}-{cell[6]}")
def test_printed_cells(data: Dataset, cell: tuple) -> None:
    trial, therapy, source, printed, grade, n, at_risk, percent = cell
    rows = data["adverse_events"]
    rows = rows[rows["arm_id"].str.startswith(trial + ".") & (rows["source_id"] == source)]
    rows = rows[(rows["event_as_printed"] == printed) & (rows["grade_group"] == grade) & (rows["n_at_risk"] == at_risk)]
    arms = data["arms"].set_index("arm_id")["therapy_ids"]
    rows = rows[[arms[arm] == therapy if therapy else not isinstance(arms[arm], str) for arm in rows["arm_id"]]]
    assert len(rows) == 1
    assert rows["affected_pct"].iloc[0] == percent
    assert pd.isna(rows["n_affected"].iloc[0]) if n is None else rows["n_affected"].iloc[0] == n


def test_what_the_article_says_of_mechanisms(data: Dataset) -> None:
    acts = data["mechanisms"].groupby("therapy_id")["target_id"].agg(set)
    for therapy in ("pembrolizumab", "nivolumab", "cemiplimab"):
        assert acts[therapy] == {"PDCD1"}
    for therapy in ("avelumab", "durvalumab", "atezolizumab"):
        assert acts[therapy] == {"CD274"}
    assert acts["ipilimumab"] == {"CTLA4"}
    assert acts["blinatumomab"] == {"CD19", "CD3E"}
    assert acts["tisagenlecleucel"] == acts["axicabtagene-ciloleucel"] == {"CD19"}
    assert "ACP3" in acts["sipuleucel-t"]


def test_keytruda_wherever_mismatch_repair_fails(data: Dataset) -> None:
    rows = data["indications"].query("therapy_id == 'pembrolizumab' and cancer_id == 'any-solid'")
    assert rows["biomarker_id"].dropna().str.contains("msi-h").any()


def test_thalidomide_was_licensed_long_before_its_use_in_myeloma(data: Dataset) -> None:
    """Drugs@FDA: NDA 020785 original 1, 1998-07-16; NDA 021430 (myeloma), 2006-05-25."""
    therapies = data["therapies"].set_index("therapy_id")
    assert therapies.loc["thalidomide", "first_approval_date"] == pd.Timestamp("1998-07-16")
