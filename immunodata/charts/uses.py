"""Approved uses: antigens and markers by cancer, combinations, stages of care."""

from __future__ import annotations

import pandas as pd

from immunodata.charts.choices import CANCER, CANCER_KIND, CATEGORY, SCOPE, SINCE, approved_uses
from immunodata.charts.counts import COLUMNS, EVERYTHING, PLAIN, counting
from immunodata.comparison import category_names, labels
from immunodata.dataset import Dataset
from immunodata.phrases import counted
from immunodata.view import Choices

IN_FORCE = ("active", "converted")
NO_OWN_CANCER = "mixed"
KINDS = {"solid": "Solid cancers", "blood": "Blood cancers", "any": "Defined by a marker"}


CONTROLS = (SCOPE, CATEGORY, CANCER, SINCE, CANCER_KIND)


def _in_force(data: Dataset, chosen: Choices) -> pd.DataFrame:
    """Uses in force of the chosen therapies, with cancer, therapy and category."""
    rows = approved_uses(data, chosen, ("inn", "top_id", "top_name"))
    rows = rows[rows["indication_status"].isin(IN_FORCE) & (rows["cancer_id"] != NO_OWN_CANCER)]
    cancers = data["cancers"].reset_index(names="cancer_at").rename(columns={"name": "cancer_name"})
    rows = rows.merge(cancers[["cancer_id", "cancer_name", "tissue", "kind", "cancer_at"]], on="cancer_id")
    if chosen.get("kind"):
        rows = rows[rows["kind"].isin(chosen["kind"])]
    return rows.assign(
        use=rows["regimen"] + " " + rows["population"] + " " + rows["approval_date"].astype(str),
        use_name=rows["regimen"] + " in " + rows["cancer_name"],
    )


def _by_tissue(rows: pd.DataFrame) -> pd.DataFrame:
    """Tissues as rows, under solid, blood and marker-defined."""
    kinds = list(KINDS)
    return rows.assign(row=rows["tissue"], row_at=rows["kind"].map(kinds.index), heading=rows["kind"].map(KINDS))


def _by_category(data: Dataset, rows: pd.DataFrame) -> pd.DataFrame:
    order = list(category_names(data))
    return rows.assign(column=rows["top_name"], column_at=rows["top_id"].map(order.index), role=rows["top_id"])


def _antigens(data: Dataset, chosen: Choices) -> pd.DataFrame:
    targets = data["targets"].reset_index(names="row_at")
    targets = targets[targets["kind"] == "tumor-antigen"][["target_id", "label", "row_at"]]
    acts = data["mechanisms"][["therapy_id", "target_id"]].merge(targets, on="target_id")
    rows = _in_force(data, chosen).merge(acts, on="therapy_id")
    rows = rows.assign(
        row=rows["cancer_name"].str[:1].str.upper() + rows["cancer_name"].str[1:],
        row_at=1000 * rows["row_at"] + rows["cancer_at"],
        heading=rows["label"].str.replace(r" \(.*\)", "", regex=True).str.replace("the patient", "The patient"),
        item=rows["therapy_id"],
        item_name=rows["inn"],
    )
    return _by_category(data, rows)[list(COLUMNS)]


def _markers(data: Dataset, chosen: Choices) -> pd.DataFrame:
    marks = data["biomarkers"].reset_index(names="row_at")[["biomarker_id", "name", "row_at"]]
    rows = _in_force(data, chosen).dropna(subset="biomarker_id")
    rows = rows.assign(biomarker_id=rows["biomarker_id"].str.split(";")).explode("biomarker_id")
    rows = rows.merge(marks, on="biomarker_id").assign(heading=EVERYTHING)
    rows = _by_category(data, rows.assign(row=rows["name"], item=rows["use"], item_name=rows["use_name"]))
    return rows[list(COLUMNS)]


def _combined(data: Dataset, chosen: Choices) -> pd.DataFrame:
    kinds = labels(data, "regimen_kind")
    rows = _by_tissue(_in_force(data, chosen))
    names = rows["regimen_kind"].map(kinds)
    rows = rows.assign(
        column=names.str[:1].str.upper() + names.str[1:], column_at=rows["regimen_kind"].map(list(kinds).index),
        role=PLAIN, item=rows["use"], item_name=rows["use_name"],
    )  # fmt: skip
    return rows[list(COLUMNS)]


def _stages(data: Dataset, chosen: Choices) -> pd.DataFrame:
    settings = labels(data, "setting")
    rows = _in_force(data, chosen)
    names = rows["setting"].map(settings)
    rows = rows.assign(
        row=names.str[:1].str.upper() + names.str[1:], row_at=rows["setting"].map(list(settings).index),
        heading=EVERYTHING,
        item=rows["use"], item_name=rows["use_name"],
    )  # fmt: skip
    return _by_category(data, rows)[list(COLUMNS)]


def _antigen_headline(frame: pd.DataFrame, _chosen: Choices) -> str:
    cancers = frame.groupby("heading", sort=False)["row"].nunique().sort_values(ascending=False, kind="stable")
    most = f"{cancers.index[0]} (in {counted(cancers.iloc[0], 'cancer')})"
    return f"{len(cancers)} antigens aimed at; the most widely: {most}" if len(cancers) > 1 else f"One antigen: {most}"


def _marker_headline(frame: pd.DataFrame, _chosen: Choices) -> str:
    top = frame.sort_values("row_total", ascending=False, kind="stable").iloc[0]
    markers, uses = counted(frame["row"].nunique(), "marker"), counted(top["row_total"], "use")
    return f"Patients are selected by {markers}; the most common: {top['row']} ({uses})"


def _combined_headline(frame: pd.DataFrame, _chosen: Choices) -> str:
    kinds = frame.groupby("column")["n"].sum().sort_values(ascending=False)
    alone = kinds.get("Single immunotherapy", 0)
    with_chemo = kinds.get("With chemotherapy", 0)
    return f"{alone} of {kinds.sum()} uses in force are of one immunotherapy alone, {with_chemo} with chemotherapy"


def _stage_headline(frame: pd.DataFrame, _chosen: Choices) -> str:
    top = next(frame.sort_values("row_total", ascending=False, kind="stable").itertuples())
    around = frame[frame["row"].isin(["Before surgery", "After surgery", "Before and after surgery"])]["n"].sum()
    return f"{top.row} cancer has the most uses in force ({top.row_total}); around surgery: {around}"


ONE_USE = "A use is one approved population of one regimen in one FDA action; one shared by two therapies counts once."
ANTIGENS_BY_CANCER = counting(
    id="antigens-by-cancer",
    title="Antigens by cancer",
    question="Which marks of cancer cells are aimed at, in which cancers?",
    group="mechanisms",
    controls=CONTROLS,
    pairs=_antigens,
    headline=_antigen_headline,
    subtitle="Number of therapies with a use in force, by antigen, cancer and category",
    notes=("Only therapies that recognize or bind a mark of the cancer cell: brakes of immune cells are not listed.",),
    things="therapies",
)
BIOMARKERS_BY_CATEGORY = counting(
    id="biomarkers-by-category",
    title="Markers that select patients",
    question="Which markers must patients or tumors have?",
    group="indications",
    controls=CONTROLS,
    pairs=_markers,
    headline=_marker_headline,
    subtitle="Number of uses in force that ask for the marker, by category",
    notes=(ONE_USE, "Cutoffs of PD-L1 are kept apart: tests and scores (TPS, CPS, IC, TC) are not interchangeable."),
    things="uses",
    sort_by_size=True,
)
COMBINATIONS_BY_CANCER = counting(
    id="combinations-by-cancer",
    title="Alone or combined",
    question="Where is immunotherapy given alone, and where combined?",
    group="indications",
    controls=CONTROLS,
    pairs=_combined,
    headline=_combined_headline,
    subtitle="Number of uses in force by tissue and what the immunotherapy is combined with",
    notes=(ONE_USE,),
    things="uses",
    sort_by_size=True,
)
STAGES_BY_CATEGORY = counting(
    id="stages-by-category",
    title="How early in the disease",
    question="At which stage of care is each category approved?",
    group="indications",
    controls=CONTROLS,
    pairs=_stages,
    headline=_stage_headline,
    subtitle="Number of uses in force by stage of care and category",
    notes=(ONE_USE,),
    things="uses",
)
