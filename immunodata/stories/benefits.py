"""Who responds, and what has changed since 2018."""

from __future__ import annotations

from immunodata.charts.approvals import ACTION
from immunodata.stories.model import Step, Story
from immunodata.view import View

LAST_YEAR_BEFORE = 2018  # the year of the article these stories follow


def _before_and_after(view: View) -> str:
    years = view.frame.drop_duplicates(ACTION)["approval_date"].dropna().dt.year  # a shared use is one approval
    before, after = int((years <= LAST_YEAR_BEFORE).sum()), int((years > LAST_YEAR_BEFORE).sum())
    return f"{before} uses were approved up to the end of {LAST_YEAR_BEFORE}, {after} since"


def _first_licenses(view: View) -> str:
    frame = view.frame.dropna(subset=["first_approval_date"]).sort_values("first_approval_date")
    new = frame[frame["first_approval_date"].dt.year > LAST_YEAR_BEFORE]
    told = [f"{row.inn} ({row.first_approval_date.year})" for row in new.itertuples()]
    return f"{len(told)} got their first license since {LAST_YEAR_BEFORE}: {', '.join(told)}"


WHO_RESPONDS = Story(
    id="who-responds",
    title="Who responds",
    summary="In some cancers many patients do, in others very few.",
    steps=(
        Step(
            narration="Tumors that T cells have entered are called hot, those without them cold.",
            question="In which solid cancers do checkpoint inhibitors shrink the cancer most often, in which least?",
            explanation="Trials chose their patients: lines of treatment and markers differ from row to row.",
            chart="response-by-cancer",
            choices={"kind": ("solid",)},
        ),
        Step(
            narration="A marker can tell beforehand who has a better chance.",
            question="Which marker do approvals ask for most often?",
            explanation="A marker may ask for the presence of something, or for its absence.",
            chart="biomarkers-by-category",
            choices={"category": ("checkpoint-inhibitor",)},
        ),
        Step(
            narration="A response has its price.",
            question="Do more patients respond, or do more have a severe side effect?",
            explanation="Both numbers come from the same arm, so at least the patients are the same.",
            chart="response-and-harm",
            choices={"category": ("checkpoint-inhibitor",)},
        ),
        Step(
            narration="Shrinking is a sign. What counts is time.",
            question="In how many comparisons did patients live longer?",
            explanation="A ratio below one means fewer deaths per time than in the other arm of the same trial. A "
            "trial "
            "without a published ratio is not here.",
            chart="hazard-ratios",
        ),
        Step(
            narration="CAR T cells were tried where other treatments had failed.",
            question="How many patients respond to CAR T cells?",
            explanation="All of these are blood cancers: in solid ones no CAR T cell is approved.",
            chart="response-by-cancer",
            choices={"among": ("car-t-cell",)},
        ),
    ),
)

SINCE_2018 = Story(
    id="since-2018",
    title="What has changed since 2018",
    summary="Experiments of then are licenses of now, and some licenses are gone.",
    steps=(
        Step(
            narration="In 2018 a popular article promised a list of the approved immunotherapies.",
            question="How many uses have been approved since, and how many had been before?",
            explanation="A ring is an accelerated approval that was converted, a cross one that was withdrawn.",
            chart="approvals-by-date",
            finding=_before_and_after,
        ),
        Step(
            narration="Cells grown from the tumor, cells with a natural receptor and more kinds of CAR T cells were "
            "experiments then.",
            question="Which cell therapies got their first license since?",
            explanation="The article of 2018 knew the first two CAR T cells.",
            chart="therapies-by-category",
            choices={"category": ("car-t-cell", "other-cell-therapy")},
            finding=_first_licenses,
        ),
        Step(
            narration="Engagers hold a T cell with one hand and a cancer cell with the other. The article named a "
            "single one.",
            question="Which T-cell engagers got their first license since?",
            explanation="What each of them holds is on the page of mechanisms.",
            chart="therapies-by-category",
            choices={"category": ("t-cell-engager",)},
            finding=_first_licenses,
        ),
        Step(
            narration="Therapies are given together more and more.",
            question="How many uses in force are of one immunotherapy alone?",
            explanation="A combination's benefits and harms belong to the combination, not to one of its parts.",
            chart="combinations-by-cancer",
            choices={"category": ("checkpoint-inhibitor",)},
        ),
        Step(
            narration="And what do we still not know?",
            question="Of which kind of therapy do we hold the most numbers, and where are the gaps?",
            explanation="A gap is a document that was not found or not readable. It is not a zero.",
            chart="what-is-known",
        ),
    ),
)
