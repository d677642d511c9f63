"""Living drugs, what therapies cost the body, and the storm called CRS."""

from __future__ import annotations

from immunodata.stories.model import Step, Story
from immunodata.view import View

CELLS = ("car-t-cell", "other-cell-therapy")


def _solid(view: View) -> str:
    solid = view.frame[view.frame["kind"] == "solid"]
    told = [f"{row.row} ({row.therapies})" for row in solid.itertuples()]
    blood = view.frame.loc[view.frame["kind"] == "blood", "row"].nunique()
    return (
        f"Solid cancers with an approved cell therapy: {len(told)}, that is {', '.join(told)}; blood cancers: {blood}"
    )


LIVING_DRUGS = Story(
    id="living-drugs",
    title="Living drugs",
    summary="T cells taken out, given a new compass, and given back.",
    steps=(
        Step(
            narration="Cells are drawn from the blood or the tumor, changed or multiplied in a laboratory, and given "
            "back. In the body they multiply: a drug that lives.",
            question="How many living cell therapies hold a license, and of which kinds?",
            explanation="Most are made from the patient's own cells, one batch per patient.",
            chart="therapies-by-category",
            choices={"category": CELLS},
        ),
        Step(
            narration="A CAR is a receptor made in the laboratory. It binds a mark on the surface of cancer cells.",
            question="Which marks are aimed at, and in which cancers?",
            explanation="Healthy B cells carry CD19 too: they are killed along with the cancer, and antibodies fall.",
            chart="antigens-by-cancer",
            choices={"category": CELLS},
        ),
        Step(
            narration="One infusion can make every sign of a cancer disappear.",
            question="In what share of patients does no sign of cancer remain?",
            explanation="A complete response is not the same as a cure, and these trials treated different patients.",
            chart="complete-responses",
        ),
        Step(
            narration="An army that multiplies can also go too far.",
            question="How often does a cytokine release syndrome follow, and how often is it severe?",
            explanation="Trials graded it by different scales, so shares of severe cases are not strictly comparable.",
            chart="crs-and-neurotoxicity",
            choices={"category": ("car-t-cell",)},
        ),
        Step(
            narration="Blood cancers were first.",
            question="Do living drugs reach solid cancers?",
            explanation="The rows tell which kind of cell reached them.",
            chart="cancers-by-category",
            choices={"category": CELLS, "rows": "cancer"},
            finding=_solid,
        ),
    ),
)

COST_TO_THE_BODY = Story(
    id="cost-to-the-body",
    title="What it costs the body",
    summary="Other side effects than those of chemotherapy, and in other organs.",
    steps=(
        Step(
            narration="In a randomized trial chance decides who gets what, so differences are due to the treatment.",
            question="Which side effects come more often with chemotherapy than with a checkpoint inhibitor?",
            explanation="Dots are what the trial printed; the right side shows the difference with its interval.",
            chart="harms-by-arm",
        ),
        Step(
            narration="One trial may be an accident. Many trials set an immunotherapy against chemotherapy.",
            question="Across these trials, what comes more often with which side?",
            explanation="A dot is the median over the trials, its line runs from the lowest to the highest trial. "
            "Nothing is pooled.",
            chart="against-chemotherapy",
        ),
        Step(
            narration="Each kind of therapy hits its own organs.",
            question="Which organ does which kind hit most often?",
            explanation="Hatched means that no document read reports it. It does not mean that it never happens.",
            chart="side-effects-by-organ",
            choices={"category": ("checkpoint-inhibitor", "t-cell-engager", "car-t-cell")},
        ),
        Step(
            narration="Often is not the same as severe.",
            question="How many patients have a severe side effect?",
            explanation="Each bar is one arm of one trial; the numbers of a combination belong to the combination.",
            chart="severity-by-arm",
            choices={"category": ("checkpoint-inhibitor",)},
        ),
        Step(
            narration="The strongest warnings stand in a box on top of the label.",
            question="What do these boxes warn of most often?",
            explanation="A label without a box is not a medicine without risks.",
            chart="boxed-warnings",
        ),
    ),
)

CRS_AND_MANAGEMENT = Story(
    id="crs-and-management",
    title="The storm, and how it is calmed",
    summary="Cytokine release syndrome: how often, when, and what is given.",
    steps=(
        Step(
            narration="When many T cells strike at once they flood the blood with cytokines: fever first, then low "
            "blood pressure and low oxygen when it is severe.",
            question="How often does this happen with CAR T cells, how often with T-cell engagers?",
            explanation="Trials, cancers and ways of grading differ, so this is no contest between the two kinds.",
            chart="crs-and-neurotoxicity",
        ),
        Step(
            narration="The storm comes soon.",
            question="How soon after the infusion does it start?",
            explanation="Medians are over the patients who had it.",
            chart="onset-and-duration",
            choices={"among": ("car-t-cell",), "event": ("cytokine-release-syndrome",)},
        ),
        Step(
            narration="Tocilizumab blocks the receptor of a messenger of the storm; corticosteroids lower the immune "
            "response.",
            question="In what share of patients was either given?",
            explanation="Who is given what, and from which grade on, is set by each trial's protocol.",
            chart="agents-given",
            choices={"category": ("car-t-cell",)},
        ),
        Step(
            narration="A risk like this stands in a box on the label.",
            question="How many of these therapies carry the warning?",
            explanation="Labels change; the dates of a warning stand in the table where a document gives them.",
            chart="boxed-warnings",
            choices={"category": ("t-cell-engager", "car-t-cell")},
        ),
    ),
)
