"""How immunotherapy works, its brakes and accelerators, and the wave of approvals."""

from __future__ import annotations

from immunodata.stories.model import Step, Story
from immunodata.view import View


def _brakes(view: View) -> str:
    frame = view.frame.sort_values("n_therapies", ascending=False, kind="stable")
    told = [f"{row.target_label} ({row.n_therapies})" for row in frame.itertuples()]
    return f"{len(told)} brakes are released, with the number of therapies: {', '.join(told)}"


def _teachers(view: View) -> str:
    frame = view.frame
    approved = frame[frame["status"] == "approved"]["inn"]
    tried = int((frame["status"] == "investigational").sum())
    return f"Approved: {', '.join(approved) or 'none'}. On trial, and in this dataset: {tried}"


HOW_IT_WORKS = Story(
    id="how-it-works",
    title="How immunotherapy works",
    summary="The drug does not kill the cancer: it helps the immune system to.",
    steps=(
        Step(
            narration="Chemotherapy kills cells that divide, cancer or not. Immunotherapy helps the immune system find "
            "and attack the cancer, and there are many ways to help.",
            question="Which kind of immunotherapy has the most members?",
            explanation="Each category keeps its color and its shape in every chart that follows.",
            chart="therapies-by-category",
        ),
        Step(
            narration="Most medicines are made by chemistry. A biologic is made by living organisms, or is itself "
            "alive.",
            question="How many of these therapies are biologics?",
            explanation="Some are living drugs: cells, viruses or bacteria that can multiply in the body.",
            chart="origins-by-category",
        ),
        Step(
            narration="An attack on a cancer runs in a loop: the cancer's marks are released, shown to T cells, T "
            "cells "
            "multiply, travel, enter the tumor, recognize the cancer and kill it.",
            question="At which step of the loop do the most therapies act?",
            explanation="A loop is as fast as its slowest step, which is one reason to combine therapies.",
            chart="steps-of-cycle",
        ),
        Step(
            narration="Helping can mean releasing a brake, boosting cells, bringing cells together, delivering new "
            "ones, "
            "teaching them, or marking the target.",
            question="Which way of helping is the most common?",
            explanation="The category of a therapy tells most of the way it helps.",
            chart="effects-by-category",
        ),
        Step(
            narration="Every therapy takes hold of some molecule, on an immune cell or on the cancer.",
            question="Which molecules are held most often, and what is done to them?",
            explanation="CD3 is the handle on the T cell; the other hand of an engager holds a mark on the cancer "
            "cell.",
            chart="actions-on-targets",
        ),
    ),
)

BRAKES_AND_ACCELERATORS = Story(
    id="brakes-and-accelerators",
    title="Brakes and accelerators",
    summary="Checkpoint inhibitors take off the brakes, vaccines step on the accelerator.",
    steps=(
        Step(
            narration="T cells carry brakes that protect healthy tissue. Cancers have learned to press them. "
            "Checkpoint inhibitors take the foot off.",
            question="How many different brakes do approved therapies release?",
            explanation="PD-1 sits on the T cell, PD-L1 is its partner on cancer cells and others: one brake, two "
            "ends.",
            chart="targets-by-category",
            choices={"category": ("checkpoint-inhibitor",)},
            finding=_brakes,
        ),
        Step(
            narration="A vaccine steps on the accelerator: it shows T cells the marks of the cancer and trains them.",
            question="Which vaccines against a cancer that is already there are approved, and how many are on trial?",
            explanation="Vaccines that prevent an infection, and thereby a cancer, are another matter.",
            chart="therapies-by-category",
            choices={"category": ("vaccine",), "scope": ("core", "investigational")},
            finding=_teachers,
        ),
        Step(
            narration="Brakes are there for a reason. When one is released, it is released everywhere in the body.",
            question="Which side effect tells the brakes apart?",
            explanation="Immune-related events can strike almost any organ; documents group them in different ways.",
            chart="immune-events",
        ),
        Step(
            narration="Side effects of a released brake do not come at once.",
            question="How long after the start do they begin?",
            explanation="These are medians over the patients who had the event: half of them had it earlier, half "
            "later.",
            chart="onset-and-duration",
            choices={"event": ("colitis", "pneumonitis", "hypothyroidism")},
        ),
    ),
)

APPROVALS_WAVE = Story(
    id="approvals-wave",
    title="The wave of approvals",
    summary="From a few cytokines to hundreds of approved uses.",
    steps=(
        Step(
            narration="The first immunotherapies were cytokines and bacteria. Then came antibodies that release "
            "brakes.",
            question="In which year were most uses approved?",
            explanation="A use is one group of patients in one action of the FDA: the same therapy may have many.",
            chart="approvals-by-year",
        ),
        Step(
            narration="New kinds of therapy keep arriving.",
            question="In which year did most new therapies get their first license?",
            explanation="A first license is counted once per therapy, its later uses are not.",
            chart="approvals-by-year",
            choices={"kind": "first"},
        ),
        Step(
            narration="Some approvals come early, on a sign that is likely to foretell a benefit. Trials must then "
            "confirm it.",
            question="What became of the accelerated approvals?",
            explanation="The others still wait for their confirming trial, or were replaced by a later wording.",
            chart="approvals-by-date",
            choices={"kind": "accelerated"},
        ),
        Step(
            narration="Waiting for confirmation takes years.",
            question="How long until an accelerated approval is converted, or withdrawn?",
            explanation="Only waits that have ended are counted; approvals that still wait are not.",
            chart="accelerated-fates",
        ),
        Step(
            narration="The wave did not reach every cancer alike.",
            question="Which cancers have the most therapies?",
            explanation="An empty cell means that no use in force stands in this dataset.",
            chart="cancers-by-category",
        ),
    ),
)
