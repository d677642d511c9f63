"""Your own trial beside the published ones: checked, marked, drawn, and written nowhere."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import immunodata
from immunodata.dataset import Dataset
from immunodata.errors import DataError

YAML = """
trial_id: our-trial
acronym: OUR-TRIAL
cancer_id: MEL
design: single-arm
population: Adults with melanoma at our clinic.
arms:
  - {arm_id: pembro, arm_label: pembrolizumab at our clinic, therapy_ids: [pembrolizumab]}
adverse_events:
  - arm_id: pembro
    report_id: ours
    is_default: "true"
    n_at_risk: "40"
    attribution: treatment-related
    events:
      Fatigue: {any: 12 (30%), 3-4: 1}
outcomes:
  - {arm_id: pembro, endpoint: ORR, n_affected: "14", n: "40", value: "35", unit: "%"}
"""
ROW = {
    "trial": "OUR-TRIAL", "arm": "pembrolizumab at our clinic", "event": "Fatigue", "grade_group": "any",
    "attribution": "treatment-related", "n_at_risk": 40, "n_affected": 12, "therapy_ids": "pembrolizumab",
    "cancer_id": "MEL",
}  # fmt: skip


@pytest.fixture(scope="module")
def data() -> Dataset:
    return immunodata.load()


def frame(**changed: object) -> pd.DataFrame:
    return pd.DataFrame([{**ROW, **changed}, {**ROW, "grade_group": "3-4", "n_affected": 1}])


def test_a_record_is_drawn_beside_the_published_arms_and_marked(data: Dataset, tmp_path: Path) -> None:
    path = tmp_path / "ours.yaml"
    path.write_text(YAML, encoding="utf-8")
    before = {name: len(data[name]) for name in data}
    mine = data.with_trial(path)
    assert {name: len(data[name]) for name in data} == before
    assert list(tmp_path.iterdir()) == [path]
    view = immunodata.chart("event-across-arms").view(
        mine, event="fatigue", attribution="treatment-related", arms="all"
    )
    own = view.frame[view.frame["acronym"] == "OUR-TRIAL"]
    assert set(own["arm_label"]) == {"pembrolizumab at our clinic (yours)"}
    assert set(own["affected_pct"]) == {30.0, 2.5}
    assert view.frame["arm_id"].nunique() > 5
    assert any("Your data (ours.yaml)" in source for source in view.sources)
    assert "(yours)" in view.alt_text
    rate = mine.compare("OUR-TRIAL", measure="outcomes").frame
    assert rate["value"].tolist() == [35]


def test_a_frame_a_csv_and_a_record_say_the_same(data: Dataset, tmp_path: Path) -> None:
    tidy = frame()
    tidy.to_csv(tmp_path / "ours.csv", index=False)
    for given in (tidy, tmp_path / "ours.csv", str(tmp_path / "ours.csv")):
        rows = data.with_trial(given)["adverse_events"]
        own = rows[rows["source_id"] == "your-own-data"]
        assert own["n_affected"].tolist() == [12, 1]
        assert own["event_id"].tolist() == ["fatigue", "fatigue"]
        assert own.dtypes.equals(data["adverse_events"].dtypes)


@pytest.mark.parametrize(
    ("changed", "told"),
    [({"n_affected": 99}, "at most n_at_risk, 40"), ({"n_affected": -3}, "a number as printed"),
     ({"n_at_risk": 0}, "n_at_risk"), ({"n_affected": "many"}, "a number as printed"),
     ({"n_at_risk": -4}, "a whole number"), ({"therapy_ids": "pembrolizumb"}, "therapies.therapy_id"),
     ({"grade_group": "awful"}, "vocabulary grade_group"), ({"attribution": None}, "required"),
     ({"affected_pct": 55}, "or a note saying")],
    ids=lambda value: str(value)[:24],
)  # fmt: skip
def test_what_breaks_a_rule_is_listed_with_its_place(data: Dataset, changed: dict, told: str) -> None:
    with pytest.raises(DataError, match="breaks the rules") as caught:
        data.with_trial(frame(**changed))
    assert told in str(caught.value)
    assert "your frame" in str(caught.value)


def test_what_is_no_table_of_ours_is_refused(data: Dataset, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="lacks n_at_risk"):
        data.with_trial(frame().drop(columns="n_at_risk"))
    with pytest.raises(DataError, match="no row"):
        data.with_trial(frame().iloc[:0])
    with pytest.raises(DataError, match="2 trials"):
        data.with_trial(frame(trial="OTHER"))
    with pytest.raises(DataError, match="cannot be read"):
        data.with_trial(tmp_path / "nowhere.yaml")
    (tmp_path / "broken.yaml").write_text("arms: [", encoding="utf-8")
    with pytest.raises(DataError, match="not valid YAML"):
        data.with_trial(tmp_path / "broken.yaml")
    (tmp_path / "list.yaml").write_text("- 1", encoding="utf-8")
    with pytest.raises(DataError, match="holds no record"):
        data.with_trial(tmp_path / "list.yaml")


def test_a_term_that_is_no_event_is_said(data: Dataset) -> None:
    with pytest.warns(UserWarning, match="Strange feeling"):
        mine = data.with_trial(frame(event="Strange feeling"))
    rows = mine["adverse_events"]
    assert rows.loc[rows["event_as_printed"] == "Strange feeling", "event_id"].isna().all()
