"""Facts on side effects, their management, who responds, and what comes next."""

from __future__ import annotations

import pandas as pd

from immunodata.article.reading import LICENSED, REVIEWED, Answer, Fact, Tables, both, names, share
from immunodata.comparison import SEVERE

FATAL = ("5",)
DIVIDING = {"alopecia": "hair", "nausea": "gut", "neutropenia": "marrow", "anemia": "marrow"}
IMMUNE = ("hypothyroidism", "hyperthyroidism", "pneumonitis", "colitis", "pruritus")
ORGANS = ("pulmonary", "gastrointestinal", "hepatic", "renal", "endocrine")
CRS, BRAIN = "cytokine-release-syndrome", ("neurotoxicity", "icans", "encephalopathy", "brain-edema")
FURTHER_READING = {
    "American Cancer Society: Immunotherapy": (
        "https://www.cancer.org/cancer/managing-cancer/treatment-types/immunotherapy.html"
    ),
    "American Society of Clinical Oncology": "https://www.asco.org/",
    "National Cancer Institute: Immunotherapy to Treat Cancer": (
        "https://www.cancer.gov/about-cancer/treatment/types/immunotherapy"
    ),
}


def _against_chemotherapy(tables: Tables) -> pd.DataFrame:
    """Events printed in one table for an arm of immunotherapy alone and one of chemotherapy, randomized."""
    rows = tables["adverse_events"]
    rows = rows[rows["affected_pct"].notna() & (rows["denominator"] == "arm") & rows["event_id"].notna()]
    arms = tables["arms"][["arm_id", "trial_id", "regimen_kind"]]
    trials = tables["trials"]
    rows = rows.merge(arms, on="arm_id").merge(
        trials.loc[trials["design"] == "randomized", ["trial_id"]], on="trial_id"
    )
    keys = ["trial_id", "event_id", "grade_group", "attribution", "source_id"]
    alone = rows.loc[rows["regimen_kind"] == "mono", [*keys, "affected_pct"]]
    chemo = rows.loc[rows["regimen_kind"] == "chemo", [*keys, "affected_pct"]]
    return alone.merge(chemo, on=keys, suffixes=("_alone", "_chemo")).drop_duplicates(keys)


def _dividing_cells(tables: Tables) -> Answer:
    pairs = _against_chemotherapy(tables)
    pairs = pairs[pairs["grade_group"] == "any"]
    told, holds = [], len(pairs) > 0
    for events, where in (
        (tuple(DIVIDING), "hair loss, nausea, neutropenia or anemia"),
        (IMMUNE, "typical immune events"),
    ):
        own = pairs[pairs["event_id"].isin(events)]
        more = int((own["affected_pct_chemo"] > own["affected_pct_alone"]).sum())
        told.append(f"{where}: more often with chemotherapy in {more} of {len(own)} comparisons")
        holds = holds and len(own) > 0 and (more > len(own) / 2) == (events != IMMUNE)
    return Answer(bool(holds), "Randomized arms of one table, any grade. " + "; ".join(told).capitalize() + ".")


def _better_tolerated(tables: Tables) -> Answer:
    pairs = _against_chemotherapy(tables)
    totals = pairs[(pairs["event_id"] == "any-adverse-event") & pairs["grade_group"].isin(SEVERE)]
    per_trial = totals.drop_duplicates("trial_id")
    fewer = int((per_trial["affected_pct_alone"] < per_trial["affected_pct_chemo"]).sum())
    told = (
        "Severe events were fewer with immunotherapy alone than with chemotherapy in "
        f"{fewer} of {len(per_trial)} randomized trials that print both."
    )
    return Answer(fewer > len(per_trial) / 2, told)


def _mild_to_fatal(tables: Tables) -> Answer:
    flu = tables.events("influenza-like-illness", "fever", "pyrexia")
    deaths = tables.events(*tables["events"]["event_id"], grades=FATAL)
    deaths = deaths[deaths["therapy_ids"].notna() & (deaths["affected_pct"].fillna(0) > 0)]
    holds = len(flu) > 0 and len(deaths) > 0
    return Answer(
        holds, f"Fever or flu-like illness: {len(flu)} rows. Fatal events with at least one death: {len(deaths)} rows."
    )


def _any_organ(tables: Tables) -> Answer:
    ids = tables.members("checkpoint-inhibitor")["therapy_id"]
    systems = tables["events"].set_index("event_id")["organ_system"]
    immune = tables["events"].loc[tables["events"]["is_immune_related"].astype(bool), "event_id"]
    rows = tables.events(*immune, therapies=ids)
    rows = rows.assign(organ=rows["event_id"].map(systems))
    counted = rows.groupby("organ")["arm_id"].nunique()
    told = ", ".join(
        f"{tables.label('organ_system', organ)} {n}" for organ, n in counted.sort_values(ascending=False).items()
    )
    return Answer(set(ORGANS) <= set(counted.index), f"Arms with a number for an immune event, by organ: {told}.")


def _car_t_harms(tables: Tables) -> Answer:
    members = tables.members("car-t-cell", licensed=True)["therapy_id"]
    told = {event: tables.events(event, therapies=members)["trial_id"].nunique() for event in
            (CRS, "hypotension", "neurotoxicity", "encephalopathy", "seizure")}  # fmt: skip
    without = [member for member in members if tables.events(CRS, therapies=[member]).empty]
    listed = ", ".join(f"{event.replace('-', ' ')} (trials: {n})" for event, n in told.items())
    return Answer(not without and len(members) > 0 and all(told.values()), f"With numbers: {listed}.")


def _infections(tables: Tables) -> Answer:
    members = tables.members("car-t-cell", licensed=True)["therapy_id"]
    rows = {event: tables.events(event, therapies=members) for event in ("hypogammaglobulinemia", "any-infection")}
    told = ", ".join(f"{event.replace('-', ' ')}: {len(found)} rows" for event, found in rows.items())
    return both(
        tables.terms("b-cell-aplasia"), Answer(all(len(found) for found in rows.values()), f"{told.capitalize()}.")
    )


def _deaths(tables: Tables) -> Answer:
    members = tables.members("car-t-cell", licensed=True)["therapy_id"]
    rows = tables.events(CRS, *BRAIN, grades=FATAL, therapies=members)
    rows = rows[rows["affected_pct"].fillna(0) > 0]
    told = "; ".join(
        f"{row.arm_label}: {row.event_as_printed} {row.affected_pct:g}%" for row in rows.head(6).itertuples()
    )
    return Answer(len(rows) > 0, f"{len(rows)} rows of fatal CRS or neurotoxicity: {told}.")


def _calming(tables: Tables) -> Answer:
    steps = tables["management"]
    given = steps[steps["event_id"].isin([CRS, "icans", "neurotoxicity"])]
    agents = set(given["therapy_id"])
    use = tables["agent_use"]
    use = use[use["agent_id"].isin(["tocilizumab", "corticosteroids"])]
    arms = tables["arms"].set_index("arm_id")["arm_label"]
    told = "; ".join(
        f"{row.agent_id}: {arms.get(row.arm_id, row.arm_id)} {row.given_pct:g}%"
        for row in use.dropna(subset="given_pct").head(6).itertuples()
    )
    holds = {"tocilizumab", "corticosteroids"} <= agents and len(use) > 0
    return Answer(
        holds,
        f"{len(steps)} management rows; share of patients treated in {use['arm_id'].nunique()} arms, such as {told}.",
    )


def _subset_responds(tables: Tables) -> Answer:
    ids = set(tables.members("pd-1-inhibitor", "pd-l1-inhibitor")["therapy_id"])
    arms = tables["arms"]
    arms = arms[(arms["regimen_kind"] == "mono") & arms["therapy_ids"].isin(ids)]
    rates = tables["outcomes"].merge(arms[["arm_id", "trial_id"]], on="arm_id")
    rates = rates[(rates["endpoint"] == "ORR") & rates["value"].notna()].drop_duplicates("arm_id")
    rates = rates.merge(tables["trials"][["trial_id", "cancer_id"]], on="trial_id")
    fewer = int((rates["value"] < 50).sum())
    told = (
        f"PD-1 or PD-L1 inhibitor alone: below half responded in {share(fewer, len(rates))} of the arms"
        if len(rates)
        else ""
    )
    return Answer(fewer > len(rates) / 2, f"{told}, in {rates['cancer_id'].nunique()} cancers.")


def _hot_tumors(tables: Tables) -> Answer:
    cancers = tables["cancers"].dropna(subset="immune_phenotype")
    by_kind = cancers.groupby("immune_phenotype")["name"].agg(", ".join)
    told = "; ".join(f"{kind}: {listed}" for kind, listed in by_kind.items())
    holds = bool({"hot", "cold"} <= set(by_kind.index))
    return both(
        tables.terms("hot-tumor", "cold-tumor"), Answer(holds, f"With a source that says so, {told or 'none'}.")
    )


def _biomarkers(tables: Tables) -> Answer:
    uses = tables["indications"]
    core = uses[uses["therapy_id"].isin(tables.core()["therapy_id"])]
    selected = core["biomarker_id"].notna().sum()
    marks = tables["biomarkers"]
    told = (
        f"{share(selected, len(core))} of the uses of core therapies ask for a marker; {len(marks)} markers exist."
        if len(core)
        else ""
    )
    return both(tables.terms("biomarker"), Answer(selected > 0, told))


def _minority(tables: Tables) -> Answer:
    return both(_subset_responds(tables), _biomarkers(tables))


def _cells_in_solid_tumors(tables: Tables) -> Answer:
    kinds = tables.uses(*tables.members("car-t-cell", licensed=True)["therapy_id"])["kind"]
    solid = tables.uses(*tables.members("til", "tcr-t-cell", licensed=True)["therapy_id"])
    told = f"All {len(kinds)} uses of CAR T cells are in blood cancers."
    since = solid[(solid["kind"] == "solid") & (solid["approval_date"] > REVIEWED)]
    reached = names(since.assign(told=since["therapy_id"] + " in " + since["cancer_name"]), "told")
    more = f" Since 2018 other cells reached solid tumors: {reached}."
    return Answer(len(kinds) > 0 and set(kinds) == {"blood"}, told + (more if len(since) else ""))


def _hard_cancers(tables: Tables) -> Answer:
    core = tables.uses(*tables.core()["therapy_id"])
    core = core[core["indication_status"].isin(["active", "converted"])]
    told = []
    for cancer, name in (("BRCA", "breast"), ("PRAD", "prostate"), ("PAAD", "pancreas")):
        own = core[core["cancer_id"] == cancer]
        since = own[own["approval_date"] > REVIEWED]
        told.append(
            f"{name}: {own['approval_date'].nunique()} approvals of core therapies, "
            f"{since['approval_date'].nunique()} of them since the article"
        )
    common = core.groupby("cancer_id")["approval_date"].nunique()
    holds = bool(len(common)) and all(common.get(cancer, 0) < common.max() for cancer in ("BRCA", "PRAD", "PAAD"))
    most = common.idxmax() if len(common) else ""
    cancers = tables["cancers"].set_index("cancer_id")["name"]
    extra = f" Most: {cancers.get(most, most)}, {common.max()}." if len(common) else ""
    return Answer(holds, f"{'; '.join(told).capitalize()}; any-solid-tumor approvals reach them too.{extra}")


def _combinations(tables: Tables) -> Answer:
    uses = tables["indications"]
    uses = uses[uses["therapy_id"].isin(tables.core()["therapy_id"])]
    kinds = uses.drop_duplicates(["regimen", "approval_date", "cancer_id"])["regimen_kind"].value_counts()
    told = ", ".join(f"{tables.label('regimen_kind', kind)} {n}" for kind, n in kinds.items())
    return Answer({"io+io", "io+chemo"} <= set(kinds.index), f"Approved regimens by kind: {told}.")


def _trials(tables: Tables) -> Answer:
    trials = tables["trials"]
    numbered = int(trials["nct_id"].notna().sum())
    return Answer(
        numbered > 0,
        "No count is given here: registries know. "
        f"{numbered} of {len(trials)} trials in the tables carry their registry number.",
    )


def _the_list(tables: Tables) -> Answer:
    core = tables.core()
    dated = core.dropna(subset="first_approval_date")
    since = dated[dated["first_approval_date"] > REVIEWED]
    therapies = tables["therapies"]
    ever = int(therapies["status"].isin(LICENSED).sum())
    told = (
        f"{len(core)} core therapies have been licensed ({ever} with adjacent and supportive ones); "
        f"{len(since)} of them first since the article: {names(since.sort_values('first_approval_date'), limit=60)}."
    )
    return Answer(len(core) > 0 and len(since) > 0, told)


def _further(tables: Tables) -> Answer:
    told = ", ".join(f"[{title}]({url})" for title, url in FURTHER_READING.items())
    publishers = tables["sources"]["publisher"].str.contains("National Cancer Institute")
    return Answer(bool(publishers.any()), f"{told}. {int(publishers.sum())} sources of the dataset are the NCI's.")


FACTS = (
    Fact(
        "A02", "contrast", "Chemotherapy kills dividing cells; immunotherapy helps the immune system.", _dividing_cells
    ),
    Fact("A16", "checkpoints", "Checkpoint inhibitors work best against hot tumors.", _hot_tumors),
    Fact("A19", "checkpoints", "They work for a subset of patients, even in responsive cancers.", _subset_responds),
    Fact("A38", "safety", "Immunotherapy may be better tolerated than chemotherapy.", _better_tolerated),
    Fact("A39", "safety", "Excessive immune responses range from fever to death.", _mild_to_fatal),
    Fact("A40", "safety", "Checkpoint inhibitors can inflame almost any organ.", _any_organ),
    Fact(
        "A41",
        "safety",
        "CAR T cells can cause CRS, low blood pressure, brain swelling, confusion, seizures.",
        _car_t_harms,
    ),
    Fact("A42", "safety", "CAR T cells kill healthy B cells; infections follow.", _infections),
    Fact("A43", "safety", "Some died of CRS and brain swelling in trials.", _deaths),
    Fact("A44", "management", "Steroids or tocilizumab calm the response.", _calming),
    Fact("A45", "future", "Only a minority responds; biomarkers are sought.", _minority),
    Fact("A46", "future", "CAR T cells work in blood cancers, not in solid tumors.", _cells_in_solid_tumors),
    Fact("A47", "future", "Breast, prostate and pancreatic cancers usually do not respond.", _hard_cancers),
    Fact(
        "A48", "future", "Checkpoint inhibitors are combined with each other and with other treatments.", _combinations
    ),
    Fact("A49", "future", "Hundreds of trials are enrolling.", _trials),
    Fact("A50", "list", "A list of approved immunotherapies.", _the_list),
    Fact("A51", "further", "Further reading: ACS, ASCO, NCI.", _further),
)
