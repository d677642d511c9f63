"""Comparing therapies: names in any form, what differs is said, and unlike things are never combined."""

from __future__ import annotations

import pandas as pd
import pytest

import immunodata
from immunodata.comparison import incidence, side_by_side
from immunodata.dataset import Dataset
from immunodata.errors import ImmunodataError, NotComparable, UnknownName


@pytest.fixture(scope="module")
def data() -> Dataset:
    return immunodata.load()


@pytest.mark.parametrize("name", ["pembrolizumab", "Keytruda", "Pembrolizumab"])
def test_a_therapy_by_any_name(data: Dataset, name: str) -> None:
    found = data.compare(name).frame
    arms = data["arms"].set_index("arm_id").loc[found["arm_id"].unique()]
    assert set(arms["therapy_ids"]) == {"pembrolizumab"}
    assert set(arms["regimen_kind"]) == {"mono"}


def test_categories_targets_regimens_trials_and_arms(data: Dataset) -> None:
    found = data.compare("CAR T cell", "CD19", "nivolumab + ipilimumab", "KEYNOTE-062", "keynote-062.pembrolizumab")
    by_item = found.frame.groupby("item")["arm_id"].agg(set)
    held = data["arms"].set_index("arm_id")["therapy_ids"]
    assert {held[arm] for arm in by_item["nivolumab + ipilimumab"]} == {"nivolumab;ipilimumab"} or {
        frozenset(held[arm].split(";")) for arm in by_item["nivolumab + ipilimumab"]
    } == {frozenset({"nivolumab", "ipilimumab"})}
    assert by_item["keynote-062.pembrolizumab"] < by_item["KEYNOTE-062"]
    cells = data.compare("car-t-cell").frame
    assert by_item["CAR T cell"] == set(cells["arm_id"])


def test_what_differs_is_said(data: Dataset) -> None:
    notes = " ".join(data.compare("pembrolizumab", "nivolumab + ipilimumab").notes)
    for words in ("Counted differently", "Cancers differ", "Alone and combined", "different years"):
        assert words in notes
    alike = data.compare(
        "keynote-002.pembrolizumab-2mg", "keynote-002.pembrolizumab-10mg", attribution="treatment-related"
    )
    assert not any("Counted" in note or "Cancers" in note or "years" in note for note in alike.notes)


def test_nothing_reported_is_said_and_is_not_zero(data: Dataset) -> None:
    found = data.compare("pembrolizumab", "sipuleucel-T", events=["hypophysitis"])
    assert "Nothing reported for: sipuleucel-T. Not reported is not zero." in found.notes
    assert "sipuleucel-T" not in set(found.frame["item"])


def test_every_row_has_its_interval_and_its_source(data: Dataset) -> None:
    found = data.compare("axicabtagene ciloleucel", grade="severe")
    frame = found.frame[found.frame["n_at_risk"].notna()]
    assert (frame["low_pct"] <= frame["affected_pct"] + 0.5).all()
    assert (frame["affected_pct"] <= frame["high_pct"] + 0.5).all()
    assert frame["source_id"].notna().all()
    assert found.sources
    assert type(found.frame) is pd.DataFrame


def test_outcomes(data: Dataset) -> None:
    frame = data.compare("CAR T cell", measure="outcomes", events=["CR"]).frame
    assert set(frame["endpoint"]) == {"CR"}
    assert not frame.duplicated(["item", "arm_id"]).any()


def test_pooling_refuses_what_is_not_alike(data: Dataset) -> None:
    with pytest.raises(NotComparable, match="attributions"):
        data.compare("pembrolizumab").pooled("fatigue")
    with pytest.raises(NotComparable, match="grade groups"):
        data.compare("nivolumab", "pembrolizumab", grade="severe", attribution="treatment-related").pooled(
            "any-adverse-event"
        )
    with pytest.raises(UnknownName):
        data.compare("pembrolizumab", attribution="treatment-related").pooled("no-such-event")


def test_pooling_like_rows(data: Dataset) -> None:
    found = data.compare("nivolumab", attribution="treatment-related", events=["fatigue"])
    pooled = found.pooled("fatigue")["nivolumab"]
    assert pooled.low < pooled.value < pooled.high
    rows = found.frame
    assert rows["affected_pct"].min() < pooled.value < rows["affected_pct"].max()


def test_a_picture_of_a_comparison(data: Dataset) -> None:
    view = data.compare("pembrolizumab", "ipilimumab").view()
    assert 2 <= view.frame["arm_id"].nunique() <= 6
    with pytest.raises(ImmunodataError, match="picture"):
        data.compare("pembrolizumab", measure="outcomes").view()


@pytest.mark.parametrize(
    "call",
    [{"measure": "harm"}, {"grade": "9"}, {"attribution": "whatever"}, {"events": ["no-such-event"]}],
    ids=lambda call: next(iter(call)),
)
def test_unknown_choices_are_named(data: Dataset, call: dict) -> None:
    with pytest.raises(UnknownName, match="Allowed"):
        data.compare("pembrolizumab", **call)
    with pytest.raises(UnknownName, match="pembrolizumab"):
        data.compare("pembrolizumb")
    with pytest.raises(ImmunodataError, match="Nothing to compare"):
        data.compare()


def test_a_profile_holds_everything_of_a_therapy(data: Dataset) -> None:
    found = data.profile("Yescarta")
    assert found.therapy["inn"] == "axicabtagene ciloleucel"
    assert len(found["indications"]) == (data["indications"]["therapy_id"] == "axicabtagene-ciloleucel").sum()
    assert len(found["adverse_events"])
    assert found.sources
    assert "Profile of axicabtagene" in repr(found)
    assert "<table" in found._repr_html_()
    with pytest.raises(UnknownName, match="Yescarta"):
        data.profile("Yescrta")
    with pytest.raises(UnknownName):
        found["no_such_table"]


def test_search_from_the_dataset(data: Dataset) -> None:
    assert "colitis" in set(data.search("colitus")["id"])


def test_an_event_that_one_arm_lacks_is_not_compared(data: Dataset) -> None:
    rows = incidence(data)
    rows = rows[(rows["trial_id"] == "checkmate-026") & (rows["attribution"] == "treatment-related")]
    rows = rows[rows["grade_group"] == "any"]
    arms = list(rows["arm_id"].unique())
    whole = side_by_side(rows, *arms[:2])
    lacking = rows[~((rows["arm_id"] == arms[1]) & (rows["event_id"] == "nausea"))]
    both = side_by_side(lacking, *arms[:2])
    assert set(whole["event_id"]) - set(both["event_id"]) == {"nausea"}
    assert both["difference"].notna().all()
