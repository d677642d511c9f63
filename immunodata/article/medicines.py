"""Facts on what immunotherapies are and act on."""

from __future__ import annotations

from collections.abc import Callable

from immunodata.article.reading import Answer, Fact, Tables, both, names

BLOOD_AND_SOLID = ("blood", "solid")
CHECKPOINT_TARGETS = {"PDCD1", "CD274", "CTLA4", "LAG3"}


def _biologics(tables: Tables) -> Answer:
    core = tables.core()
    made = core[core["origin"].isin(["recombinant", "autologous", "allogeneic", "live-organism"])]
    living = int(core["is_living_drug"].sum())
    return Answer(
        len(made) > len(core) / 2,
        f"{len(made)} of {len(core)} licensed core therapies are biologics, {living} of them living drugs.",
    )


def _lines_of_treatment(tables: Tables) -> Answer:
    kinds = set(tables["arms"]["regimen_kind"])
    wanted = {"mono", "io+io", "io+chemo", "io+targeted", "chemo", "targeted"}
    told = ", ".join(tables.label("regimen_kind", kind) for kind in sorted(wanted & kinds))
    arms = Answer(wanted <= kinds, f"Arms of trials are told apart: {told}.")
    return both(tables.terms("immunotherapy"), arms)


def _mark_or_boost(tables: Tables) -> Answer:
    counted = tables["mechanisms"].drop_duplicates(["therapy_id", "effect"])["effect"].value_counts()
    told = ", ".join(f"{tables.label('effect', effect)} {n}" for effect, n in counted.items())
    return Answer({"boost", "redirect"} <= set(counted.index), f"Therapies by effect: {told}.")


def _cytokines(tables: Tables) -> Answer:
    interleukins, interferons = tables.members("interleukin"), tables.members("interferon")
    holds = len(interleukins) > 0 and len(interferons) > 0
    told = f"Interleukins: {names(interleukins)}. Interferons: {names(interferons)}."
    return both(tables.terms("cytokine"), Answer(holds, told))


def _interleukin_2(tables: Tables) -> Answer:
    uses = tables.uses("aldesleukin")
    cancers = set(uses["cancer_id"])
    binds = any(target.startswith("IL2R") for target in tables.targets_of("aldesleukin"))
    days = ", ".join(f"{row.cancer_name} {row.approval_date:%Y}" for row in uses.itertuples() if row.approval_date)
    return Answer(binds and "MEL" in cancers and bool(cancers & {"RCC", "CCRCC"}), f"Aldesleukin (IL-2): {days}.")


def _immunomodulatory_drugs(tables: Tables) -> Answer:
    trio = tables.members("immunomodulatory-drug", licensed=True)
    wanted = {"thalidomide", "lenalidomide", "pomalidomide"}
    uses = tables.uses(*wanted)
    myeloma = set(uses.loc[uses["cancer_id"] == "PCM", "therapy_id"])
    blood = float((uses["kind"] == "blood").mean()) if len(uses) else 0
    told = f"{names(trio)}; {100 * blood:.0f}% of the uses of the first three are in blood cancers."
    return Answer(wanted <= set(trio["therapy_id"]) and myeloma == wanted, told)


def _checkpoint_inhibitors(tables: Tables) -> Answer:
    members = tables.members("checkpoint-inhibitor", licensed=True)
    release = tables.with_effect("release-brakes")
    holds = len(members) > 0 and set(members["therapy_id"]) <= release
    return Answer(
        holds, f"All {len(members)} licensed checkpoint inhibitors release the brakes: {names(members, limit=20)}."
    )


def _mostly_pd1(tables: Tables) -> Answer:
    members = tables.members("checkpoint-inhibitor", licensed=True)
    acts = {therapy: tables.targets_of(therapy) for therapy in members["therapy_id"]}
    first = sum("PDCD1" in targets for targets in acts.values())
    second = sum("CD274" in targets for targets in acts.values())
    antibodies = int((members["modality"] == "monoclonal-antibody").sum())
    told = f"Of {len(acts)}: {first} block PD-1, {second} PD-L1; {antibodies} are monoclonal antibodies."
    return Answer(first + second > len(acts) / 2 and antibodies > len(acts) / 2, told)


def _pd1_is_a_brake(tables: Tables) -> Answer:
    kinds = tables["targets"].set_index("target_id")["kind"].to_dict()
    brakes = {target for target, kind in kinds.items() if kind == "checkpoint"}
    told = f"Checkpoints acted on: {tables.labels_of(brakes)}."
    return both(tables.terms("checkpoint", "autoimmunity"), Answer("PDCD1" in brakes, told))


def _act_on(target: str, *therapies: str) -> Callable[[Tables], Answer]:
    def answer(tables: Tables) -> Answer:
        acting = [therapy for therapy in therapies if target in tables.targets_of(therapy)]
        told = ", ".join(f"{tables.brand(therapy)} ({therapy})" for therapy in acting)
        later = tables["mechanisms"]
        others = set(later.loc[later["target_id"] == target, "therapy_id"]) - set(therapies)
        licensed = tables["therapies"]
        since = licensed[licensed["therapy_id"].isin(others) & licensed["first_approval_date"].notna()]
        more = f" Others licensed by now: {names(since)}." if len(since) else ""
        return Answer(len(acting) == len(therapies), f"{tables.labels_of([target])}: {told}.{more}")

    return answer


def _ctla4(tables: Tables) -> Answer:
    return _act_on("CTLA4", "ipilimumab")(tables)


def _where_pd1_is_used(tables: Tables) -> Answer:
    ids = tables.members("pd-1-inhibitor", "pd-l1-inhibitor")["therapy_id"]
    uses = tables.uses(*ids)
    uses = uses[uses["indication_status"].isin(["active", "converted"])]
    cancers = set(uses["cancer_id"])
    wanted = [{"MEL"}, {"CHL", "PMBL"}, {"NSCLC", "LUSC", "SCLC"}, {"BLADDER", "BLCA"}, {"HNSC"}]
    shown = names(uses.sort_values("approval_date"), "cancer_name", limit=30)
    return Answer(all(cancers & group for group in wanted), f"{len(cancers)} cancers today: {shown}.")


def _keytruda_anywhere(tables: Tables) -> Answer:
    uses = tables.uses("pembrolizumab")
    marks = uses["biomarker_id"].fillna("")
    here = uses[(uses["cancer_id"] == "any-solid") & marks.str.contains("msi-h|dmmr")]
    told = "; ".join(
        f"{row.approval_type} {row.approval_date:%Y-%m-%d}, {row.indication_status}" for row in here.itertuples()
    )
    return Answer(len(here) > 0, f"Pembrolizumab in any solid tumor with MSI-H or dMMR: {told}.")


FACTS = (
    Fact("A01", "origin", "Most immunotherapies are biologics, some of them living drugs.", _biologics),
    Fact("A03", "contrast", "Immunotherapy is one of several lines of cancer treatment.", _lines_of_treatment),
    Fact("A04", "mechanism", "Some mark cancer cells, others boost immune cells.", _mark_or_boost),
    Fact(
        "A05",
        "T cells",
        "T cells are the main soldiers; killer T cells carry CD8.",
        lambda tables: tables.terms("t-cell", "killer-t-cell"),
    ),
    Fact(
        "A06",
        "T cells",
        "Cancer hides from immune cells or switches off their answer.",
        lambda tables: tables.terms("checkpoint", "cold-tumor", "regulatory-t-cell"),
    ),
    Fact("A07", "cytokines", "Manufactured interleukins and interferons raise immune activity.", _cytokines),
    Fact("A08", "cytokines", "IL-2 is approved in advanced melanoma and kidney cancer.", _interleukin_2),
    Fact("A09", "immunomodulatory drugs", "Three are used above all in myeloma.", _immunomodulatory_drugs),
    Fact(
        "A10", "checkpoints", "Checkpoint inhibitors let T cells see and destroy cancer again.", _checkpoint_inhibitors
    ),
    Fact("A11", "checkpoints", "Most are monoclonal antibodies against PD-1 or PD-L1.", _mostly_pd1),
    Fact("A12", "checkpoints", "PD-1 is a brake against autoimmunity that tumors hijack.", _pd1_is_a_brake),
    Fact(
        "A13",
        "checkpoints",
        "Keytruda, Opdivo and Libtayo are PD-1 inhibitors.",
        _act_on("PDCD1", "pembrolizumab", "nivolumab", "cemiplimab"),
    ),
    Fact(
        "A14",
        "checkpoints",
        "Bavencio, Imfinzi and Tecentriq block PD-L1.",
        _act_on("CD274", "avelumab", "durvalumab", "atezolizumab"),
    ),
    Fact("A15", "checkpoints", "Yervoy blocks CTLA-4.", _ctla4),
    Fact(
        "A17",
        "checkpoints",
        "They are used in melanoma, lymphoma, lung, bladder, head and neck cancer and more.",
        _where_pd1_is_used,
    ),
    Fact("A18", "checkpoints", "Keytruda is approved wherever microsatellite instability is high.", _keytruda_anywhere),
)
