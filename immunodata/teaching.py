"""The teaching cut: a small, labeled part of the dataset, chosen by rule, so that nobody picks a flattering one."""

from __future__ import annotations

import pandas as pd

from immunodata.comparison import SEVERE, arms_in_context, category_names, top_categories
from immunodata.dataset import Dataset
from immunodata.schema.teaching import TEACHING

PER_CATEGORY = 4  # therapies
EVENTS_OF_A_KIND = 6  # so many immune-related ones, and so many others
LICENSED = ("approved", "discontinued", "withdrawn")
RULE = """\
A therapy qualifies when it is a core therapy that the FDA has licensed, and a document prints side effects of an arm
that gives it alone. The twelve events are the six immune-related and the six other ones that most such arms name. One
arm in one document, within one attribution, stands for each therapy: the one that prints most numbers for the twelve
events, in any grade and in the severe grades; then the one with most patients. Of each category the four therapies
with most such numbers are taken. Every event has a row for any grade and one for the severe grades, also where nothing
is reported."""
KEYS = ["arm_id", "attribution", "source_id"]


def teaching_cut(data: Dataset) -> dict[str, pd.DataFrame]:
    """Return the frames declared in `immunodata.schema.teaching`: therapies, side effects, accelerated approvals."""
    reports = _reports(data)
    events = _events(data, reports)
    chosen = _therapies(data, reports, events)
    rows = reports.merge(chosen[KEYS], on=KEYS, validate="many_to_one")
    names = data["events"].set_index("event_id").loc[events, "name"]
    frames = {
        "therapies": chosen.rename(columns={"acronym": "trial", "cancer_name": "cancer"}),
        "side_effects": _grid(chosen, rows, names),
        "accelerated_approvals": _accelerated(data, chosen),
    }
    return {table.name: frames[table.name][list(table.columns)].reset_index(drop=True) for table in TEACHING}


def _reports(data: Dataset) -> pd.DataFrame:
    """Rows of `adverse_events` that charts show, of whole arms that give one licensed core therapy alone."""
    therapies = data["therapies"]
    core = therapies[(therapies["scope"] == "core") & therapies["status"].isin(LICENSED)]
    arms = data["arms"]
    alone = arms[(arms["regimen_kind"] == "mono") & arms["part_of_arm_id"].isna()]
    alone = alone.merge(core[["therapy_id", "inn", "category_id"]], left_on="therapy_ids", right_on="therapy_id")
    rows = data["adverse_events"]
    rows = rows[rows["is_default"].astype(bool) & (rows["denominator"] == "arm") & rows["event_id"].notna()]
    return rows.merge(alone[["arm_id", "therapy_id", "inn", "category_id"]], on="arm_id", validate="many_to_one")


def _events(data: Dataset, reports: pd.DataFrame) -> list[str]:
    """Ids of the twelve events, immune-related ones first, then by how many arms name them."""
    events = data["events"]
    named = reports.groupby("event_id")["arm_id"].nunique().rename("arms").reset_index()
    named = named.merge(events[events["organ_system"] != "overall"], on="event_id", validate="one_to_one")
    named = named.sort_values(["arms", "event_id"], ascending=[False, True])
    immune = named["is_immune_related"].astype(bool)
    return [*named.loc[immune, "event_id"][:EVENTS_OF_A_KIND], *named.loc[~immune, "event_id"][:EVENTS_OF_A_KIND]]


def _therapies(data: Dataset, reports: pd.DataFrame, events: list[str]) -> pd.DataFrame:
    """One row per therapy of the cut, in the order of categories, with the arm and attribution that stand for it."""
    told = reports[reports["event_id"].isin(events) & reports["grade_group"].isin(["any", *SEVERE])]
    told = told[told["affected_pct"].notna()]
    size = {"numbers": ("affected_pct", "size"), "patients": ("n_at_risk", "max")}
    ranked = told.groupby(["category_id", "therapy_id", "inn", *KEYS], as_index=False).agg(**size)
    ranked["patients"] = ranked["patients"].fillna(0)  # for the order only: an arm of unknown size comes last
    ranked = ranked.sort_values(["numbers", "patients", *KEYS], ascending=[False, False, True, True, True])
    best = ranked.drop_duplicates("therapy_id")
    tops, names = top_categories(data), category_names(data)
    best = best.assign(top=best["category_id"].map(tops))
    best = best.groupby("top", sort=False).head(PER_CATEGORY)
    best = best.assign(category=best["top"].map(names), place=best["top"].map({top: i for i, top in enumerate(names)}))
    arms = arms_in_context(data)[["arm_id", "acronym", "cancer_name", "setting"]]
    best = best.sort_values(["place", "inn"]).merge(arms, on="arm_id", how="left", validate="one_to_one")
    cited = told[[*KEYS, "grading_scale", "locator"]].drop_duplicates(KEYS)
    best = best.merge(cited, on=KEYS, how="left", validate="one_to_one")
    return best.rename(columns={"inn": "therapy"})


def _grid(chosen: pd.DataFrame, rows: pd.DataFrame, names: pd.Series) -> pd.DataFrame:
    """Every therapy x event x (any grade, severe): the printed row, or one that says it is not reported."""
    order = {band: place for place, band in enumerate(SEVERE)}
    rows = rows[rows["event_id"].isin(names.index) & rows["grade_group"].isin(["any", *SEVERE])]
    rows = rows.assign(
        kind=rows["grade_group"].where(rows["grade_group"] == "any", "severe"), rank=rows["grade_group"].map(order)
    )
    keys = ["arm_id", "event_id", "kind"]
    rows = rows.sort_values(["rank", "affected_pct"], ascending=[True, False]).drop_duplicates(keys)
    numbers = ["grade_group", "n_affected", "n_at_risk", "affected_pct", "reporting", "threshold_pct"]
    grid = chosen[["therapy", "arm_id", "attribution"]].merge(names.rename("event").reset_index(), how="cross")
    grid = grid.merge(pd.DataFrame({"kind": ["any", "severe"]}), how="cross")
    grid = grid.merge(rows[[*keys, *numbers]], on=keys, how="left", validate="one_to_one")
    grid["reporting"] = grid["reporting"].fillna("not-reported")  # no row: the table does not name the event
    grid["grade_group"] = grid["grade_group"].fillna(grid["kind"].map({"any": "any", "severe": ">=3"}))
    return grid


def _accelerated(data: Dataset, chosen: pd.DataFrame) -> pd.DataFrame:
    """Every accelerated US approval of the therapies of the cut."""
    rows = data["indications"]
    rows = rows[(rows["agency"] == "FDA") & (rows["approval_type"] == "accelerated")]
    rows = rows.merge(chosen[["therapy_id", "therapy"]], on="therapy_id", validate="many_to_one")
    cancers = data["cancers"][["cancer_id", "name"]].rename(columns={"name": "cancer"})
    rows = rows.merge(cancers, on="cancer_id", how="left", validate="many_to_one")
    return rows.sort_values(["therapy", "approval_date", "indication_id"])


CARD = """# Data card: the teaching cut

A small part of immunodata for a class: {n_therapies} therapies, {n_events} side effects, and what became of approvals
given early. Generated by `immunodata build`. For teaching and research. Not medical advice.

```python
teaching = immunodata.load("teaching")
teaching["side_effects"]
```

| about | what |
|---|---|
| **Version** | {version}, data as of {as_of} |
| **Size** | {sizes}; {kilobytes:.0f} kB as CSV |
| **Files** | `data/teaching/*.csv`, with types and units in `data/teaching/datapackage.json` |
| **License** | CC BY 4.0; cite immunodata and the documents (`source_id`, `immunodata.cite(...)`) |
| **Source** | the tables of immunodata, each row read in a document named beside it |

## How it was chosen

{rule}

## What is in it

{columns}
## What to beware of

- **Missing stays missing.** Of {n_cells} cells of side effects, {n_reported} hold a number, {n_below} are below a
  table's threshold and {n_missing} are not reported. None of these is a zero.
- **The arms differ** in cancer, stage, grading scale, [attribution](../glossary.md#attribution) and year. A difference
  between two therapies here is not an effect of treatment: that takes a
  [randomized trial](../glossary.md#randomized-trial).
- **Attributions:** {attributions}. Events of all causes and events laid to the treatment are different measurements.
- **Severe** means the printed [grade group](../glossary.md#grade-group): {bands}. They are not the same either.
- **Small arms** have wide intervals: the smallest with a printed size has {smallest} patients, the largest {largest}.

The [exercises](exercises.md) are about just these.
"""


def data_card(frames: dict[str, pd.DataFrame], *, version: str, as_of: str) -> str:
    """Return the card of the cut, with every number counted from its frames."""
    cells = frames["side_effects"]
    reporting = cells["reporting"].value_counts()
    bands = cells.loc[cells["reporting"].eq("reported") & cells["grade_group"].ne("any"), "grade_group"].unique()
    columns = [
        f"**{table.name}**: one row is {table.one_row_is}.\n\n"
        + "".join(
            f"- `{field.name}`: {field.about}{f' Unit: {field.unit}.' if field.unit else ''}\n"
            for field in table.fields
        )
        for table in TEACHING
    ]
    return CARD.format(
        n_therapies=len(frames["therapies"]),
        n_events=cells["event"].nunique(),
        version=version,
        as_of=as_of,
        sizes=", ".join(f"`{name}` {len(frame)} rows" for name, frame in frames.items()),
        kilobytes=sum(len(frame.to_csv(index=False)) for frame in frames.values()) / 1000,
        rule=RULE,
        columns="\n".join(columns),
        n_cells=len(cells),
        n_reported=reporting.get("reported", 0),
        n_below=reporting.get("below-threshold", 0),
        n_missing=reporting.get("not-reported", 0),
        attributions=", ".join(sorted(cells["attribution"].unique())),
        bands=", ".join(f"`{band}`" for band in sorted(bands)),
        smallest=cells["n_at_risk"].min(),
        largest=cells["n_at_risk"].max(),
    )
