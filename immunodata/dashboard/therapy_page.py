"""One card per therapy: what it is, what it is approved for, what it costs and brings, and where all that was read."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from immunodata.comparison import labels, therapies_in_context
from immunodata.dashboard import filters, memory, table
from immunodata.dashboard.words import plain, with_links
from immunodata.dataset import Dataset
from immunodata.errors import UnknownName
from immunodata.phrases import capital, inside
from immunodata.profile import Profile
from immunodata.theme import percent

THERAPY = "therapy"
FIRST = "pembrolizumab"
LONGEST = 60  # characters of a wrong name that a notice repeats
MOST_EVENTS = 40
ALONE = ("mono", "targeted")  # kinds of regimen in which a therapy may stand alone
BRANDS = ["brand_name", "application_number", "license_date", "applicant", "route", "marketing_status"]
USES = [
    "approval_date",
    "cancer",
    "population",
    "regimen",
    "approval_type",
    "indication_status",
    "status_date",
    "pivotal_trial",
    "source_id",
]
TIMES = ["arm_id", "event_id", "measure", "median", "low", "high", "unit", "source_id"]
AGENTS = ["arm_id", "agent_id", "event_id", "given_pct", "n", "denominator", "source_id"]
ANSWERS = ["acronym", "cancer_name", "arm_label", "endpoint", "value", "low", "high", "unit", "n", "source_id"]
STEPS = ["event_id", "when", "action", "source_id"]
MILESTONES = ["date", "kind", "description", "source_id"]


def show() -> None:
    """Show the card that the address asks for."""
    parameters = filters.parameters()
    reading = memory.reading(parameters, [], (THERAPY,))
    st.title("One therapy, everything known", anchor=False)
    data = memory.dataset()
    therapy, wrong = _asked(parameters, data)
    filters.notices(reading, *wrong)
    filters.keep(reading)
    _choose(therapy, data)
    found = memory.profile(therapy)
    _identity(found, data)
    _uses(found, data)
    _harms(found, data)
    _answers(found, data)
    _care(found, data)
    _sources(found)


def _asked(parameters: dict[str, list[str]], data: Dataset) -> tuple[str, list[str]]:
    """The therapy the address asks for, and a sentence when there is no such therapy."""
    known = list(data["therapies"]["therapy_id"])
    asked = parameters.get(THERAPY, [FIRST])[-1]
    return (asked, []) if asked in known else (FIRST, [str(UnknownName(THERAPY, asked[:LONGEST], known))])


def _choose(therapy: str, data: Dataset) -> None:
    context = therapies_in_context(data).sort_values("inn", key=lambda names: names.str.lower())
    names = {
        row.therapy_id: row.inn + (f" ({row.brands})" if isinstance(row.brands, str) else "")
        for row in context.itertuples()
    }
    key = "therapy/chosen"
    st.session_state[key] = therapy
    st.selectbox("Therapy", list(names), format_func=names.__getitem__, key=key, on_change=_changed, args=(key,))


def _changed(key: str) -> None:
    st.query_params[THERAPY] = st.session_state[key]


def _identity(found: Profile, data: Dataset) -> None:
    row = found.therapy
    category = data["categories"].set_index("category_id").loc[row["category_id"]]
    st.header(capital(row["inn"]), anchor=False)
    likened = plain(f"{category['name']}: {inside(str(category['analogy']))}")
    st.markdown(f"**{likened}.** {plain(row['how_it_works'])}")
    facts = [
        f"Scope: {labels(data, 'scope')[row['scope']]} ({row['scope_reason'].rstrip('.')})",
        f"Standing with the FDA: {labels(data, 'status')[row['status']]}",
        f"First license: {row['first_approval_date']:%-d %B %Y}" if pd.notna(row["first_approval_date"]) else "",
        f"Highest phase read: {row['highest_phase']}" if isinstance(row["highest_phase"], str) else "",
        f"Origin: {labels(data, 'origin')[row['origin']]}" + (", a living drug" if row["is_living_drug"] else ""),
    ]
    st.markdown("\n".join(f"- {plain(fact)}" for fact in facts if fact))
    acts = found["mechanisms"].merge(data["targets"], on="target_id", validate="many_to_one")
    actions = labels(data, "action")
    if len(acts):
        told = "; ".join(f"{actions[act.action]} {act.label} ({inside(act.expressed_on)})" for act in acts.itertuples())
        st.markdown(f"**Acts on:** {plain(told)}.")
    _frame(found["products"], "Brands", BRANDS, data)


def _uses(found: Profile, data: Dataset) -> None:
    rows = found["indications"].sort_values("approval_date")
    cancers = data["cancers"].set_index("cancer_id")["name"]
    rows = rows.assign(cancer=rows["cancer_id"].map(cancers))
    _frame(rows, "Approved uses, current and former", USES, data)


def _harms(found: Profile, data: Dataset) -> None:
    rows = found["adverse_events"]
    if rows.empty:
        _none("Side effects")
        return
    alone = rows[(rows["therapy_ids"] == found.therapy["therapy_id"]) & rows["regimen_kind"].isin(ALONE)]
    arms = (rows if alone.empty else alone).groupby("arm_id")["event_id"].nunique()
    fullest = rows[rows["arm_id"] == arms.idxmax()]
    first = fullest.iloc[0]
    st.header("Side effects", anchor=False)
    which = f"The fullest of {len(arms)} arms {'that hold it' if alone.empty else 'of it alone'}"
    where = f"**{plain(first['arm_label'])}**, {plain(first['acronym'])}, {plain(first['cancer_name'])}"
    st.markdown(f"{which}: {where}. A combination's numbers belong to the combination. Missing is not zero.")
    wide = fullest.assign(shown=[_cell(row) for row in fullest.itertuples()]).pivot_table(
        index=["event_name", "attribution_name"], columns="grade_name", values="shown", aggfunc="first", observed=True
    )
    order = fullest[fullest["grade_group"] == "any"].groupby("event_name")["affected_pct"].max()
    wide = wide.reset_index()
    wide = wide.assign(sort=wide["event_name"].map(order)).sort_values("sort", ascending=False, na_position="last")
    shown = wide.drop(columns="sort").head(MOST_EVENTS).fillna("not reported")
    table.show(
        shown.rename(columns={"event_name": "event", "attribution_name": "counted"}),
        alt=f"{len(shown)} side effects of {first['arm_label']} in {first['acronym']} by grade, most frequent first.",
    )
    _frame(found["event_timing"], "Start and duration of side effects", TIMES, data)
    _frame(found["agent_use"], "Given against side effects", AGENTS, data)


def _cell(row: object) -> str:
    n = f" ({row.n_affected} of {row.n_at_risk})" if pd.notna(row.n_affected) and pd.notna(row.n_at_risk) else ""  # type: ignore[attr-defined]
    return percent(row.affected_pct) + n  # type: ignore[attr-defined]


def _answers(found: Profile, data: Dataset) -> None:
    rows = found["outcomes"].assign(endpoint=found["outcomes"]["endpoint"].map(labels(data, "endpoint")))
    rows = rows.sort_values(["endpoint", "value"], ascending=[True, False])
    _frame(rows, "Responses and survival", ANSWERS, data)


def _care(found: Profile, data: Dataset) -> None:
    _frame(
        found["warnings"],
        "Boxed warnings and risk programs",
        ["kind", "topic", "start_date", "end_date", "source_id"],
        data,
    )
    _frame(found["management"], "What is done", STEPS, data)
    _frame(found["regulatory_events"], "Milestones", MILESTONES, data)


def _sources(found: Profile) -> None:
    cited = found.sources
    with st.expander(f"Sources ({len(cited)})"):
        st.markdown("\n".join(f"1. {with_links(source)}" for source in cited))


def _frame(frame: pd.DataFrame, title: str, columns: list[str], data: Dataset) -> None:
    """A heading and the rows, or the sentence that there are none."""
    if frame.empty:
        _none(title)
        return
    st.header(title, anchor=False)
    shown = frame[columns].copy()
    for column, names in _names(data).items():
        if column in columns:
            shown[column] = shown[column].map(names)
    for column in shown.select_dtypes("float"):
        shown[column] = shown[column].round(1 if column != "value" else 2)
    heads = {column: column.removesuffix("_id").replace("_", " ") for column in columns}
    shown = shown.dropna(axis="columns", how="all").rename(columns=heads)
    table.show(shown, alt=f"{title}: {len(shown)} rows.")


def _names(data: Dataset) -> dict[str, pd.Series]:
    """What readers see in place of an id."""
    arms = data["arms"].merge(data["trials"][["trial_id", "acronym"]], on="trial_id", validate="many_to_one")
    told = arms["arm_label"] + ", " + arms["acronym"]
    return {
        "source_id": data["sources"].set_index("source_id")["short_title"],
        "event_id": data["events"].set_index("event_id")["name"],
        "agent_id": data["therapies"].set_index("therapy_id")["inn"],
        "arm_id": told.set_axis(arms["arm_id"]),
    }


def _none(title: str) -> None:
    st.header(title, anchor=False)
    st.markdown("None in the documents that were read. That does not mean that there is none.")
