"""What each category does: its step in the cancer-immunity cycle, its effect, where it comes from, what it warns of."""

from __future__ import annotations

import re

import pandas as pd

from immunodata.charts.choices import CATEGORY, SCOPE, chosen_therapies
from immunodata.charts.counts import COLUMNS, EVERYTHING, counting
from immunodata.comparison import category_names, labels
from immunodata.dataset import Dataset
from immunodata.forms import Chip, Ring, Step
from immunodata.phrases import capital, counted, inside
from immunodata.view import Chart, Choices, Words

CONTROLS = (SCOPE, CATEGORY)
JUDGMENT = "A classification by this project, from what each source says of target and action; see docs/quality.md."
# Boxed warnings are printed in many words: the first pattern that fits gives the row, and what fits none is "other".
WARNINGS = {
    "cytokine release syndrome": "cytokine release",
    "neurotoxicity": r"neurolog|neurotox|icans|encephalopathy|demyelin",
    "T-cell malignancies, second cancers": r"malignanc",
    "HLH/MAS": r"hemophagocytic",
    "prolonged cytopenia, blood toxicity": r"cytopenia|hematologic|myelosuppress|neutropenia",
    "infections": r"infect|hepatitis b|leukoencephalopathy|disseminated",
    "immune-mediated reactions": r"immune-mediated|autoimmun",
    "infusion and allergic reactions": r"infusion|anaphyla|hypersens|allergic",
    "capillary leak": r"capillary leak",
    "blood clots": r"thrombo",
    "harm to an unborn child": r"embryo|fetal|birth",
    "heart, lung, kidney, circulation": r"cardi|ischem|renal|pulmonary|lung|hemorrhage|hypotension",
    "liver": r"hepat|veno-occlusive",
    "mind": r"psychiatric",
}


def _columns(data: Dataset, rows: pd.DataFrame) -> pd.DataFrame:
    order = list(category_names(data))
    return rows.assign(
        column=rows["top_name"], column_at=rows["top_id"].map(order.index), role=rows["top_id"], heading=EVERYTHING
    )


def _per_vocabulary(data: Dataset, rows: pd.DataFrame, column: str) -> pd.DataFrame:
    """Rows of a matrix from a coded column of therapies."""
    names = labels(data, column)
    rows = rows.dropna(subset=column)
    rows = rows.assign(row=rows[column].map(names), row_at=rows[column].map(list(names).index))
    rows = rows.assign(
        row=rows["row"].str[:1].str.upper() + rows["row"].str[1:], item=rows["therapy_id"], item_name=rows["inn"]
    )
    return _columns(data, rows)[list(COLUMNS)]


def _steps(data: Dataset, chosen: Choices) -> pd.DataFrame:
    """Therapies by step, and a row for each step that nothing acts on."""
    rows = _per_vocabulary(data, _acting(data, chosen), "cycle_step")
    if rows.empty:
        return rows
    steps = list(labels(data, "cycle_step").values())
    bare = [step for step in steps if step not in set(rows["row"])]
    first = rows.iloc[[0] * len(bare)].assign(
        row=bare, row_at=[steps.index(step) for step in bare], item=None, item_name=None
    )
    return pd.concat([rows, first], ignore_index=True) if bare else rows


def _acting(data: Dataset, chosen: Choices) -> pd.DataFrame:
    therapies = chosen_therapies(data, chosen)[["therapy_id", "inn", "top_id", "top_name"]]
    return data["mechanisms"].merge(therapies, on="therapy_id", validate="many_to_one")  # inner: chosen therapies only


def _cycle_headline(frame: pd.DataFrame, _chosen: Choices) -> str:
    totals = frame.groupby("row", sort=False)["n"].sum().sort_values(ascending=False)
    reached = int((totals > 0).sum())
    number, _, step = str(totals.index[0]).partition(" ")
    return f"Step {number} ({step.lower()}) is where the most therapies act; {reached} of the seven steps have any"


def _ring(frame: pd.DataFrame, _chosen: Choices) -> Ring:
    """The seven steps with the categories that act at each, largest first."""
    most = int(frame["row_total"].max())
    steps = []
    for name, own in frame.groupby("row", sort=False):
        number, _, label = str(name).partition(" ")
        shown = own[own["n"] > 0].sort_values("n", ascending=False, kind="stable")
        total = int(own["row_total"].iloc[0])
        chips = tuple(Chip(label=row.column, role=row.role, size=int(row.n)) for row in shown.itertuples())
        told = "<br>".join(f"{row.column}: {row.names}" for row in shown.itertuples())
        hover = f"<b>{capital(label)}</b><br>{told if len(told) < 400 else told[:397] + '...'}"
        steps.append(
            Step(number=number, label=capital(label), chips=chips, share=total / most if most else 0.0, hover=hover)
        )
    return Ring(
        title=("Cancer-immunity", "cycle"),
        steps=tuple(steps),
        empty="none here acts on it",
        key="shade of a step: number of therapies; number after a category: its therapies at that step",
    )


def _describe_ring(frame: pd.DataFrame, chosen: Choices) -> Words:
    headline = _cycle_headline(frame, chosen)
    totals = frame.drop_duplicates("row")
    bare = [capital(str(row).partition(" ")[2]) for row in totals.loc[totals["row_total"] == 0, "row"]]
    parts = [
        f"{name}: " + (", ".join(f"{row.column} {row.n}" for row in own[own["n"] > 0].itertuples()) or "none")
        for name, own in frame.groupby("row", sort=False)
    ]
    nothing = (f"{' and '.join(bare)}: no therapy of these choices is classified there.",) if bare else ()
    return Words(
        headline=headline,
        subtitle="Steps of the cancer-immunity cycle (Chen and Mellman 2013) and the categories that act at each",
        alt_text=f"Ring of {len(totals)} steps, each with the categories that act there. {'; '.join(parts)}. "
        f"{headline}.",
        notes=(JUDGMENT, "A therapy that acts at several steps counts in each.", *nothing),
    )


def _effect_headline(frame: pd.DataFrame, _chosen: Choices) -> str:
    effects = frame.drop_duplicates("row").sort_values("row_total", ascending=False, kind="stable")
    most = [f"{row.row_total} {inside(row.row)}" for row in effects.head(3).itertuples()]
    return f"{counted(len(effects), 'way')} to help the attack; of the therapies, {', '.join(most)}"


def _origin_headline(frame: pd.DataFrame, _chosen: Choices) -> str:
    totals = frame.drop_duplicates("row").set_index("row")["row_total"]
    synthetic = int(totals.get("Synthetic", 0))
    every = int(totals.sum())
    return f"{every - synthetic} of {every} therapies are biologics; {synthetic} are made by chemistry"


def _warnings(data: Dataset, chosen: Choices) -> pd.DataFrame:
    therapies = chosen_therapies(data, chosen)[["therapy_id", "inn", "top_id", "top_name"]]
    rows = data["warnings"]
    rows = rows[(rows["kind"] == "boxed-warning") & rows["end_date"].isna()].merge(therapies, on="therapy_id")
    names = [_warning(topic) for topic in rows["topic"]]
    order = [*WARNINGS, "other"]
    rows = rows.assign(row=[capital(name) for name in names], row_at=[order.index(name) for name in names])
    return _columns(data, rows.assign(item=rows["therapy_id"], item_name=rows["inn"]))[list(COLUMNS)]


def _warning(topic: str) -> str:
    return next((name for name, words in WARNINGS.items() if re.search(words, topic, re.IGNORECASE)), "other")


def _warning_headline(frame: pd.DataFrame, _chosen: Choices) -> str:
    first = frame.sort_values("row_total", ascending=False, kind="stable").iloc[0]
    return f"{first['row']}: the most common boxed warning ({counted(first['row_total'], 'therapy', 'therapies')})"


CYCLE_BY_CATEGORY = counting(
    id="cycle-by-category",
    title="Steps of the cancer-immunity cycle",
    question="At which step of the cancer-immunity cycle does each category act?",
    group="mechanisms",
    controls=CONTROLS,
    pairs=_steps,
    headline=_cycle_headline,
    subtitle="Number of therapies by step of the cycle (Chen and Mellman 2013) and category",
    notes=(JUDGMENT, "A therapy that acts at several steps counts in each."),
    things="therapies",
)
STEPS_OF_CYCLE = Chart(
    id="steps-of-cycle",
    title="The cancer-immunity cycle",
    question="Where in the cancer-immunity cycle does immunotherapy act?",
    group="mechanisms",
    controls=CONTROLS,
    select=_steps,
    shape=CYCLE_BY_CATEGORY.shape,
    layout=_ring,
    describe=_describe_ring,
)
EFFECTS_BY_CATEGORY = counting(
    id="effects-by-category",
    title="Brakes, accelerators, bridges",
    question="What does each category do for the immune attack?",
    group="mechanisms",
    controls=CONTROLS,
    pairs=lambda data, chosen: _per_vocabulary(data, _acting(data, chosen), "effect"),
    headline=_effect_headline,
    subtitle="Number of therapies by effect on the immune attack and category",
    notes=(
        JUDGMENT,
        "Brakes are molecules that hold immune cells back; to boost is to step on the accelerator, a signal that "
        "drives them on. A therapy with several effects counts in each.",
    ),
    things="therapies",
    sort_by_size=True,
)
ORIGINS_BY_CATEGORY = counting(
    id="origins-by-category",
    title="Made by chemistry, by cells, or alive",
    question="Where do the therapies of each category come from?",
    group="landscape",
    controls=CONTROLS,
    pairs=lambda data, chosen: _per_vocabulary(data, chosen_therapies(data, chosen), "origin"),
    headline=_origin_headline,
    subtitle="Number of therapies by origin and category; biologics are all but the synthetic ones",
    notes=("Autologous: the patient's own cells. Allogeneic: someone else's. Recombinant: made by engineered cells.",),
    things="therapies",
    sort_by_size=True,
)
BOXED_WARNINGS = counting(
    id="boxed-warnings",
    title="Boxed warnings",
    question="What do US labels warn of in a box?",
    group="side-effects",
    controls=CONTROLS,
    pairs=_warnings,
    headline=_warning_headline,
    subtitle="Number of therapies whose label carries a boxed warning, by topic and category",
    notes=(
        "Topics as labels print them, gathered under one heading each: the table of warnings holds the words. A "
        "warning known to have been removed is left out. No warning does not mean no risk.",
    ),
    things="therapies",
    sort_by_size=True,
)
