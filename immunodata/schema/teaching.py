"""The three small tables of the teaching cut; `immunodata.teaching` writes them by rule."""

from __future__ import annotations

from immunodata.schema.field import Table, count, date, percent, term, text

RULE = "made by `immunodata build`"
SOURCE = text("source_id", "The document, by its id in `sources` of the full dataset.", required=True)
THERAPY = text("therapy", "Its international nonproprietary name.", required=True)

TEACHING_THERAPIES = Table(
    name="therapies",
    one_row_is="a therapy and the one arm that stands for it",
    written_in=RULE,
    key=("therapy",),
    fields=(
        THERAPY,
        text("category", "Its category.", required=True),
        text("trial", "The trial, or the pooled set, as named in print.", required=True),
        text("cancer", "The cancer of the patients.", required=True),
        text("setting", "The stage of care; blank where not stated."),
        term("grading_scale", "By which events were graded; blank where the document does not say."),
        SOURCE,
        text("locator", "Section, table or figure of that document.", required=True),
    ),
)
TEACHING_SIDE_EFFECTS = Table(
    name="side_effects",
    one_row_is="an event in that arm, in any grade or in the severe grades",
    written_in=RULE,
    key=("therapy", "event", "grade_group"),
    caution="A blank percent is not a zero: `reporting` says why it is blank.",
    fields=(
        THERAPY,
        text("event", "The adverse event, under its plain name.", required=True),
        term("grade_group", "The grades counted together.", required=True),
        count("n_affected", "Patients with the event; blank where only a percent is printed."),
        count("n_at_risk", "Patients among whom events were counted; blank where not printed.", minimum=1),
        percent("affected_pct", "Share of patients with the event; blank where not reported or below the threshold."),
        term("attribution", "Whether every event counts, or those laid to the treatment.", required=True),
        text("reporting", "Reported, below the table's threshold, or not reported.", required=True),
        percent("threshold_pct", "The share below which the table leaves events out; blank where not stated."),
    ),
)
TEACHING_ACCELERATED = Table(
    name="accelerated_approvals",
    one_row_is="a use of one of these therapies that the FDA approved early, on a sign likely to foretell benefit",
    written_in=RULE,
    key=("indication_id",),
    fields=(
        text("indication_id", "The row of `indications` in the full dataset.", required=True),
        THERAPY,
        text("cancer", "The cancer.", required=True),
        date("approval_date", "Day of the approval; blank where no document read gives it."),
        term("indication_status", "What became of it.", required=True),
        date("status_date", "Day of the conversion or withdrawal; blank where not known or not applicable."),
        SOURCE,
    ),
)
TEACHING: tuple[Table, ...] = (TEACHING_THERAPIES, TEACHING_SIDE_EFFECTS, TEACHING_ACCELERATED)
