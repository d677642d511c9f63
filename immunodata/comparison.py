"""Tidy frames that charts start from: therapies and arms in context, incidence with intervals."""

from __future__ import annotations

from functools import lru_cache

import pandas as pd

from immunodata.dataset import Dataset
from immunodata.phrases import capital
from immunodata.stats import newcombe, wilson

COMBINATION = "combination"  # an arm whose immunotherapies come from several categories
COMPARATOR = "comparator"  # an arm without immunotherapy
SEVERE = ("3-5", ">=3", "3-4")  # printed bands that count severe events, in order of preference
NOT_IMMUNE = ("antibody-or-conjugate", "supportive-medicine")  # top categories that make no arm an immunotherapy's
SCOPES = ("core", "investigational", "adjacent", "supportive")  # an arm with several takes the first


def labels(data: Dataset, vocabulary: str) -> dict[str, str]:
    """Return value -> label of a vocabulary, in display order."""
    rows = data["vocabulary"].loc[data["vocabulary"]["vocabulary"] == vocabulary]
    return dict(zip(rows["value"], rows["label"], strict=True))


def top_categories(data: Dataset) -> dict[str, str]:
    """Return category id -> the category at the top of its branch, in display order."""
    categories = data["categories"].set_index("category_id")["parent_id"]
    parents = {category: parent for category, parent in categories.items() if isinstance(parent, str)}

    def top(category: str) -> str:
        while category in parents:
            category = parents[category]
        return category

    return {category: top(category) for category in categories.index}


def category_names(data: Dataset) -> dict[str, str]:
    """Return category id -> name with a capital, in display order."""
    names = data["categories"].set_index("category_id")["name"]
    return {category: capital(name) for category, name in names.items()}


def category_plurals(data: Dataset) -> dict[str, str]:
    """Return category id -> plural name as it stands inside a sentence, in display order."""
    return data["categories"].set_index("category_id")["plural"].to_dict()


def therapies_in_context(data: Dataset) -> pd.DataFrame:
    """Return one row per therapy with its top category: columns of `therapies` and `top_id`, `top_name`,
    `top_plural`, `category_name`, `brands`.
    """
    therapies = data["therapies"].copy()
    names = category_names(data)
    therapies["top_id"] = therapies["category_id"].map(top_categories(data))
    therapies["top_name"] = therapies["top_id"].map(names)
    therapies["top_plural"] = therapies["top_id"].map(category_plurals(data))
    therapies["category_name"] = therapies["category_id"].map(names)
    brands = (
        data["products"]
        .dropna(subset="brand_name")
        .groupby("therapy_id")["brand_name"]
        .agg(lambda names: ", ".join(dict.fromkeys(names)))
    )
    therapies["brands"] = therapies["therapy_id"].map(brands)
    return therapies


def arms_in_context(data: Dataset) -> pd.DataFrame:
    """Return one row per arm with its trial, category and scope.

    Columns of `arms`, `acronym`, `design`, `cancer_name`, `tissue`, `setting`; `top_id`, the top category of its
    immunotherapies: `combination` when they differ, `comparator` when it has none (an arm under test without
    immunotherapy takes the category of its antibodies or conjugates); and `arm_scope`: core, investigational or
    adjacent after the therapy it stands for; a comparator takes the trial's.
    """
    trials = data["trials"][["trial_id", "acronym", "design", "cancer_id", "setting"]]
    arms = data["arms"].merge(trials, on="trial_id", how="left", validate="many_to_one")
    cancers = data["cancers"].set_index("cancer_id")
    arms["cancer_name"] = arms["cancer_id"].map(cancers["name"])
    arms["tissue"] = arms["cancer_id"].map(cancers["tissue"])
    therapies = therapies_in_context(data).set_index("therapy_id")
    tops, scopes = therapies["top_id"].to_dict(), therapies["scope"].to_dict()

    def place(therapy_ids: object, role: str) -> tuple[str, str]:
        held = therapy_ids.split(";") if isinstance(therapy_ids, str) else []
        immune = [part for part in held if tops[part] not in NOT_IMMUNE]
        if not immune and role == "comparator":
            return COMPARATOR, ""
        found = {tops[part] for part in immune or held}
        scope = next((level for level in SCOPES if level in {scopes[part] for part in immune or held}), "")
        return (COMPARATOR if not found else found.pop() if len(found) == 1 else COMBINATION), scope

    kinds = arms[["therapy_ids", "arm_role"]].drop_duplicates()
    places = [place(ids, role) for ids, role in zip(kinds["therapy_ids"], kinds["arm_role"], strict=True)]
    kinds = kinds.assign(top_id=[top for top, _ in places], arm_scope=[scope for _, scope in places])
    arms = arms.merge(kinds, on=["therapy_ids", "arm_role"], how="left", validate="many_to_one")
    rank = arms["arm_scope"].map({scope: place for place, scope in enumerate(SCOPES)})
    of_trial = rank.groupby(arms["trial_id"]).transform("min")
    arms["arm_scope"] = arms["arm_scope"].where(arms["arm_scope"] != "", of_trial.map(dict(enumerate(SCOPES))))
    return arms


@lru_cache(maxsize=4)
def incidence(data: Dataset) -> pd.DataFrame:
    """Return the default adverse-event rows with a number, each with its arm and event.

    One row per event x arm x grade group x attribution: columns of `adverse_events`, of `arms_in_context`, and
    `event_name`, `organ_system`, `is_immune_related`, `attribution_name`, `grade_name`. Rows below a
    threshold, without a mapped event, or counted in fewer patients than the arm are left out. The frame is kept: take a
    copy before changing it.
    """
    return incidence_of(data, data["adverse_events"], arms_in_context(data))


def single_events(data: Dataset) -> pd.DataFrame:
    """Return the rows of `incidence` that count one event, of any grade or severe, in an arm with immunotherapy."""
    rows = incidence(data)
    rows = rows[(rows["organ_system"] != "overall") & rows["n_at_risk"].notna() & (rows["top_id"] != COMPARATOR)]
    return rows[rows["grade_group"].isin(["any", *SEVERE])]


def incidence_of(data: Dataset, rows: pd.DataFrame, arms: pd.DataFrame) -> pd.DataFrame:
    """Return what `incidence` gives for these rows of `adverse_events` alone; `arms` are those of `arms_in_context`.

    Whole arms are needed: grades 3 and 4 of one report are added up.
    """
    shown = rows["is_default"].astype(bool) & rows["affected_pct"].notna() & rows["event_id"].notna()
    rows = with_summed_band(rows[shown & (rows["denominator"] == "arm")])
    events = data["events"].rename(columns={"name": "event_name"})
    events = events[["event_id", "event_name", "organ_system", "is_immune_related"]]
    rows = rows.merge(events, on="event_id", how="left", validate="many_to_one")
    rows["attribution_name"] = rows["attribution"].map(labels(data, "attribution"))
    rows["grade_name"] = rows["grade_group"].map(labels(data, "grade_group"))
    return rows.merge(arms, on="arm_id", how="left", validate="many_to_one")


def with_summed_band(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows and, where a report counts grades 3 and 4 apart and prints no band, their sum as grade 3-4.

    Patients are counted at their worst grade, so the two add up. `is_summed` marks the added rows.
    """
    keys = ["arm_id", "report_id", "event_as_printed", "attribution", "n_at_risk"]
    counted = rows[rows["n_affected"].notna() & rows["n_at_risk"].notna()]
    banded = counted.loc[counted["grade_group"].isin(["3-4", "3-5", ">=3"]), keys].drop_duplicates()
    fourth = counted[counted["grade_group"] == "4"].merge(banded, on=keys, how="left", indicator="printed")
    fourth = fourth[fourth["printed"] == "left_only"]  # no band is printed
    third = counted.loc[counted["grade_group"] == "3", [*keys, "n_affected"]]
    summed = fourth.merge(third, on=keys, suffixes=("", "_third"), validate="one_to_one")  # inner: both are printed
    summed["n_affected"] = summed["n_affected"] + summed.pop("n_affected_third")
    summed["affected_pct"] = (100 * summed["n_affected"] / summed["n_at_risk"]).astype("float64")
    summed = summed.drop(columns="printed").assign(grade_group="3-4", is_pct_printed=False, is_summed=True)
    return pd.concat([rows.assign(is_summed=False), summed], ignore_index=True)


def without_parts(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows less those of arms whose patients are inside another arm of the rows: nobody counts twice."""
    return rows[~rows["part_of_arm_id"].isin(rows["arm_id"])]


def with_intervals(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with `low_pct` and `high_pct`, the 95 % Wilson interval; missing where no denominator is printed.

    Where only a percent is printed, the count is that share of `n_at_risk`.
    """
    rows = rows.copy()
    rows["low_pct"], rows["high_pct"] = wilson(patients(rows), rows["n_at_risk"])
    return rows


def patients(rows: pd.DataFrame) -> pd.Series:
    """Return the patients affected as floats: the printed count, else the printed share of `n_at_risk`."""
    counted = rows["n_affected"].astype("Float64")
    shared = (rows["affected_pct"] / 100).astype("Float64") * rows["n_at_risk"].astype("Float64")
    return counted.fillna(shared)  # a computed count only where none is printed


def side_by_side(rows: pd.DataFrame, arm_id: str, other_id: str) -> pd.DataFrame:
    """Return one row per event reported in both arms, with both shares and their difference.

    Parameters
    ----------
    rows : incidence of one grade group and one attribution.
    arm_id, other_id : the arm of interest and the arm it is compared with.

    Returns
    -------
    DataFrame with `event_id`, `event_name`, `organ_system`, `source_id`; `affected_pct`, `low_pct`, `high_pct`,
    `n_affected`, `n_at_risk` with the suffixes `_arm` and `_other`; and `difference`, `difference_low`,
    `difference_high` (percentage points, 95 % Newcombe interval).
    """
    numbers = ["n_affected", "n_at_risk", "affected_pct", "low_pct", "high_pct"]
    keys = ["event_id", "event_name", "organ_system", "is_immune_related", "report_printed"]
    rows = with_intervals(rows).assign(report_printed=rows["source_id"] + rows["locator"])
    rows = rows.assign(patients=patients(rows))
    first = rows[rows["arm_id"] == arm_id][[*keys, "source_id", "locator", "event_as_printed", *numbers, "patients"]]
    second = rows[rows["arm_id"] == other_id][[*keys, *numbers, "patients"]]
    both = first.merge(second, on=keys, suffixes=("_arm", "_other"))  # inner: only events printed for both arms
    low, high = newcombe(both["patients_arm"], both["n_at_risk_arm"], both["patients_other"], both["n_at_risk_other"])
    difference = both["affected_pct_arm"] - both["affected_pct_other"]
    both = both.assign(difference=difference, difference_low=low, difference_high=high)
    return both.drop(columns=["report_printed", "patients_arm", "patients_other"])


def outcomes_in_context(data: Dataset) -> pd.DataFrame:
    """Return one row per arm and endpoint: columns of `outcomes` and `arms_in_context`, and its interval.

    Where documents differ, the row with a count and denominator is kept, then the one with a printed interval, then
    the latest document. `low`, `high`: the printed 95 % interval, else Wilson for percents with a denominator;
    `interval` says which ("printed", "Wilson" or missing).
    """
    rows = data["outcomes"].dropna(subset="value")
    published = data["sources"].set_index("source_id")["date_published"]
    rows = rows.assign(
        told=rows[["n_affected", "n"]].notna().sum(axis=1), printed=rows["ci_low"].notna(),
        when=rows["source_id"].map(published).fillna(""),
    )  # fmt: skip
    rows = rows.sort_values(["told", "printed", "when"], ascending=False, kind="stable")
    rows = rows.drop_duplicates(["arm_id", "endpoint"]).drop(columns=["told", "when"])
    counted = (
        rows["n_affected"]
        .astype("Float64")
        .fillna((rows["value"] / 100).astype("Float64") * rows["n"].astype("Float64"))
    )
    low, high = wilson(counted.where(rows["unit"] == "%"), rows["n"])
    rows = rows.assign(
        low=rows["ci_low"].where(rows["printed"], low), high=rows["ci_high"].where(rows["printed"], high)
    )
    how = pd.Series("Wilson", index=rows.index).mask(rows["printed"], "printed").where(rows["low"].notna())
    return rows.assign(interval=how).merge(arms_in_context(data), on="arm_id", how="left", validate="many_to_one")
