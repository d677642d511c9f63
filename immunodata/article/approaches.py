"""Facts on engagers, viruses, vaccines and cells."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from immunodata.article.reading import Answer, Fact, Tables, both, names


def _two_sites(tables: Tables) -> Answer:
    members = tables.members("t-cell-engager", licensed=True)
    acts = {therapy: tables.targets_of(therapy) for therapy in members["therapy_id"]}
    holds = len(acts) > 0 and all("CD3E" in targets and len(targets) > 1 for targets in acts.values())
    return Answer(
        holds, f"All {len(acts)} licensed T-cell engagers hold CD3 and a mark of cancer: {names(members, limit=20)}."
    )


def _blinatumomab(tables: Tables) -> Answer:
    acts = tables.targets_of("blinatumomab")
    return Answer({"CD19", "CD3E"} <= acts, f"{tables.brand('blinatumomab')} (blinatumomab): {tables.labels_of(acts)}.")


def _viruses(tables: Tables) -> Answer:
    licensed = tables.members("oncolytic-virus", licensed=True)
    tried = tables.members("oncolytic-virus", scope="investigational")
    told = f"Licensed: {names(licensed)}. In trials, among others: {names(tried) or 'none recorded'}."
    return both(tables.terms("oncolytic-virus"), Answer(len(licensed) > 0, told))


def _herpesvirus(tables: Tables) -> Answer:
    row = tables.therapy("talimogene-laherparepvec")
    holds = len(row) == 1 and row["modality"].iloc[0] == "oncolytic-virus"
    return Answer(holds, str(row["how_it_works"].iloc[0]) if len(row) else "Not in the tables.")


def _treat_or_prevent(tables: Tables) -> Answer:
    return tables.terms("therapeutic-vaccine", "preventive-vaccine", "human-papillomavirus", "hepatitis-b-virus")


def _analogies(tables: Tables) -> Answer:
    said = tables["categories"].set_index("category_id")["analogy"].dropna().to_dict()
    brakes, pedal = said.get("checkpoint-inhibitor", ""), said.get("vaccine", "")
    told = f"Checkpoint inhibitors: {brakes.lower()}. Vaccines: {pedal.lower()}."
    return Answer("brake" in brakes.lower() and "accelerator" in pedal.lower(), told)


def _how_vaccines_train(tables: Tables) -> Answer:
    tried = tables.members("vaccine", scope="investigational")
    told = f"Vaccines in trials: {names(tried) or 'none recorded'}."
    personal = tried["category_id"].eq("neoantigen-vaccine").any()
    return both(tables.terms("neoantigen", "adjuvant"), Answer(bool(personal), told))


def _sipuleucel(tables: Tables) -> Answer:
    uses = tables.uses("sipuleucel-t")
    holds = "ACP3" in tables.targets_of("sipuleucel-t") and "PRAD" in set(uses["cancer_id"])
    row = tables.therapy("sipuleucel-t")
    told = (
        f"{row['how_it_works'].iloc[0]} Approved {uses['approval_date'].min():%Y-%m-%d}."
        if len(row) and len(uses)
        else ""
    )
    return both(tables.terms("dendritic-cell", "apheresis"), Answer(holds, told))


def _her2_vaccine(tables: Tables) -> Answer:
    tried = tables.members("vaccine", scope="investigational")
    found = tried[[("ERBB2" in tables.targets_of(therapy)) for therapy in tried["therapy_id"]]] if len(tried) else tried
    told = "; ".join(f"{row.inn}: {row.how_it_works}" for row in found.itertuples())
    return Answer(len(found) > 0, told or "No entry.")


def _own_or_donated(tables: Tables) -> Answer:
    cells = tables.members("car-t-cell", "other-cell-therapy", "dendritic-cell-vaccine", scope="")
    counted = cells["origin"].value_counts()
    told = f"Cells: {counted.get('autologous', 0)} autologous, {counted.get('allogeneic', 0)} allogeneic therapies."
    holds = {"autologous", "allogeneic"} <= set(counted.index)
    return both(tables.terms("autologous", "allogeneic", "apheresis"), Answer(holds, told))


def _approved_since(category: str) -> Callable[[Tables], Answer]:
    def answer(tables: Tables) -> Answer:
        licensed = tables.members(category, licensed=True)
        told = "; ".join(f"{row.inn}, {row.first_approval_date:%Y-%m-%d}" for row in licensed.itertuples()
                         if pd.notna(row.first_approval_date))  # fmt: skip
        return Answer(len(licensed) > 0, f"Experimental in 2018; licensed since: {told}.")

    return answer


def _synthetic_receptor(tables: Tables) -> Answer:
    members = tables.members("car-t-cell", licensed=True)
    return both(
        tables.terms("chimeric-antigen-receptor", "car-t-cell"),
        Answer(len(members) > 0, f"{len(members)} are licensed: {names(members)}."),
    )


def _complete_responses(tables: Tables) -> Answer:
    ids = [t for t in tables.members("cd19-car-t-cell", licensed=True)["therapy_id"] if "CD19" in tables.targets_of(t)]
    arms = tables["arms"]
    arms = arms[arms["therapy_ids"].isin(ids)]
    rates = tables["outcomes"]
    rates = rates[rates["arm_id"].isin(arms["arm_id"]) & rates["endpoint"].isin(["CR", "CR-or-CRi"])]
    rates = rates[rates["value"].notna()]
    if rates.empty:
        return Answer(False, "No complete response recorded.")
    told = (
        f"Complete responses are recorded for {rates['arm_id'].nunique()} arms of {len(ids)} CD19 CAR T cells: "
        f"{rates['value'].min():.0f}% to {rates['value'].max():.0f}%."
    )
    kinds = set(tables.uses(*ids)["kind"])
    return Answer(kinds == {"blood"} and len(ids) > 0, told)


def _first_two(tables: Tables) -> Answer:
    dated = tables.members("car-t-cell", licensed=True).dropna(subset="first_approval_date")
    dated = dated.sort_values("first_approval_date")
    first = list(dated["therapy_id"].head(2))
    told = "; ".join(f"{tables.brand(row.therapy_id)} {row.first_approval_date:%Y-%m-%d}" for row in dated.itertuples())
    return Answer(first == ["tisagenlecleucel", "axicabtagene-ciloleucel"], f"In order of license: {told}.")


def _other_antigens(tables: Tables) -> Answer:
    members = tables.members("car-t-cell", scope="")
    targets = set().union(*(tables.targets_of(therapy) for therapy in members["therapy_id"])) if len(members) else set()
    donated = members[members["origin"] == "allogeneic"]
    told = f"Targets today: {tables.labels_of(targets)}. From donors, in trials: {names(donated) or 'none recorded'}."
    return Answer(len(targets - {"CD19"}) > 0 and len(donated) > 0, told)


FACTS = (
    Fact("A20", "engagers", "Bispecific antibodies bring a T cell and a cancer cell together.", _two_sites),
    Fact("A21", "engagers", "Blincyto is a bispecific T-cell engager.", _blinatumomab),
    Fact(
        "A22", "viruses", "Oncolytic viruses multiply in cancer cells, kill them and rouse the immune system.", _viruses
    ),
    Fact("A23", "viruses", "Imlygic is an engineered herpesvirus.", _herpesvirus),
    Fact(
        "A24",
        "vaccines",
        "Therapeutic vaccines treat; those against hepatitis B virus and HPV prevent.",
        _treat_or_prevent,
    ),
    Fact("A25", "vaccines", "Checkpoint inhibitors take off the brakes, vaccines step on the accelerator.", _analogies),
    Fact(
        "A26", "vaccines", "Vaccines train on tumor antigens, shared or personal; adjuvants help.", _how_vaccines_train
    ),
    Fact("A27", "vaccines", "Provenge: dendritic cells, shown a prostate antigen, are given back.", _sipuleucel),
    Fact("A28", "vaccines", "An experimental breast cancer vaccine does the same with HER2.", _her2_vaccine),
    Fact("A29", "cells", "Transferred cells are the patient's own or someone else's.", _own_or_donated),
    Fact(
        "A30",
        "cells",
        "Strong chemotherapy may first make room.",
        lambda tables: tables.terms("lymphodepletion"),
    ),
    Fact("A31", "cells", "Tumor-infiltrating lymphocytes are multiplied and given back.", _approved_since("til")),
    Fact("A32", "cells", "TCR therapy sees antigens inside cancer cells.", _approved_since("tcr-t-cell")),
    Fact("A33", "CAR T cells", "Synthetic receptors bind cancer cells better than natural ones.", _synthetic_receptor),
    Fact("A34", "CAR T cells", "CD19 CAR T cells can give complete responses that last.", _complete_responses),
    Fact("A35", "CAR T cells", "Kymriah and Yescarta were the first, in 2017.", _first_two),
    Fact(
        "A36",
        "CAR T cells",
        "Collected, frozen, shipped, modified, multiplied, given back.",
        lambda tables: tables.terms("vein-to-vein-time", "apheresis"),
    ),
    Fact("A37", "CAR T cells", "Other antigens and cells from donors are being worked on.", _other_antigens),
)
