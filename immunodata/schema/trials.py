"""Tables about trials: arms, adverse events, timing and outcomes."""

from __future__ import annotations

from immunodata.schema.field import (
    ARM,
    LOCATOR,
    NOTE,
    SOURCE,
    Field,
    Table,
    count,
    flag,
    key,
    number,
    percent,
    ref,
    term,
    text,
)

TRIALS = Table(
    name="trials",
    one_row_is="a trial, or a pooled set that a document reports as one",
    written_in="data/trials/<trial_id>.yaml",
    key=("trial_id",),
    fields=(
        key("trial_id", "Slug of the acronym."),
        Field(name="nct_id", about="ClinicalTrials.gov numbers.", pattern=r"NCT\d{8}(;NCT\d{8})*", many=True),
        text("acronym", "Name used in print.", required=True),
        term("design", "Randomized, single arm or pooled.", required=True),
        term("phase", "Phase; blank for pooled sets and where not read."),
        ref("cancer_id", "The cancer; `mixed` for several.", to="cancers.cancer_id"),
        term("setting", "Stage of care."),
        term("line_of_therapy", "Line, where the document states one."),
        text("population", "Who took part, in our own words.", required=True),
        NOTE,
    ),
)

ARMS = Table(
    name="arms",
    one_row_is="an arm of a trial",
    written_in="data/trials/<trial_id>.yaml, arms",
    key=("arm_id",),
    fields=(
        key("arm_id", "<trial_id>.<slug>."),
        ref("trial_id", "The trial.", to="trials.trial_id"),
        text("arm_label", "Short name for charts.", required=True),
        text("regimen", "The whole regimen, with dose where printed.", required=True),
        ref("therapy_ids", "Its immunotherapies.", to="therapies.therapy_id", required=False, many=True),
        term("regimen_kind", "What is combined with what.", required=True),
        term("arm_role", "Experimental or comparator.", required=True),
        text("cohort", "Arms randomized against each other share it; blank when the trial has one cohort."),
        ref("part_of_arm_id", "The arm whose patients include all of this one's.", to="arms.arm_id", required=False),
    ),
)

EVENTS = Table(
    name="events",
    one_row_is="an adverse event under its plain name",
    written_in="data/vocabulary/events.csv",
    key=("event_id",),
    fields=(
        key("event_id", "Slug of the plain name."),
        text("name", "Plain name, American spelling.", required=True),
        term("organ_system", "Group; plain groups of the ASCO 2021 guideline and a few more.", required=True),
        flag("is_immune_related", "True when the event is itself an immune reaction."),
        text("definition", "What it is, in our own words.", required=True),
        text("ctcae_term", "Matching term of CTCAE version 5.0, where there is one."),
    ),
)

EVENT_TERMS = Table(
    name="event_terms",
    one_row_is="a printed term and the event it means",
    written_in="data/vocabulary/event_terms.csv",
    key=("event_as_printed",),
    fields=(
        text("event_as_printed", "The term in lower case, as a document prints it.", required=True),
        ref("event_id", "The event it means.", to="events.event_id"),
    ),
)

CLASS_EVENTS = Table(
    name="class_events",
    one_row_is="an event that readers look for in every member of a category",
    written_in="data/vocabulary/class_events.csv",
    key=("category_id", "event_id"),
    caution="A choice of this project: docs/coverage.md says for each approved member whether a number was found.",
    fields=(
        ref("category_id", "The category; its members below count too.", to="categories.category_id"),
        ref("event_id", "The event.", to="events.event_id"),
    ),
)

ADVERSE_EVENTS = Table(
    name="adverse_events",
    one_row_is="an event in an arm at one grade group, as one document printed it",
    written_in="data/trials/<trial_id>.yaml, adverse_events",
    key=("arm_id", "report_id", "event_as_printed", "grade_group"),
    caution="A missing row means not reported, never zero. Filter on `is_default` unless you compare reports, "
    "and never mix attributions or grade groups.",
    fields=(
        ARM,
        key("report_id", "<trial_id>.<slug>: one document's table for one arm at one data cut."),
        flag("is_default", "True for the report that charts show."),
        ref(
            "event_id",
            "The event; blank when the printed term is not mapped.",
            to="events.event_id",
            required=False,
            derived=True,
        ),
        text("event_as_printed", "The event as the document prints it.", required=True),
        term("grade_group", "Grades counted together.", required=True),
        count("n_affected", "Patients with the event, as printed."),
        count("n_at_risk", "Patients in the denominator.", minimum=1),
        term("denominator", "Whom the denominator holds; `arm` unless the record says otherwise.", required=True),
        percent("affected_pct", "Share affected: as printed, else 100 x n_affected / n_at_risk."),
        flag("is_pct_printed", "False when the percent was computed from the printed count."),
        term("attribution", "All events, those laid to treatment, or immune-mediated ones.", required=True),
        term("reporting", "Reported, or below the table's threshold.", required=True),
        percent("threshold_pct", "The table lists events at or above this percent, in any arm."),
        text("threshold_as_printed", "The threshold in the document's words, shortened."),
        text("grading_scale", "Grading scale, where printed."),
        SOURCE,
        LOCATOR,
        NOTE,
    ),
)

EVENT_TIMING = Table(
    name="event_timing",
    one_row_is="the onset or duration of an event in an arm",
    written_in="data/trials/<trial_id>.yaml, event_timing",
    key=("arm_id", "event_id", "measure", "source_id", "locator"),
    fields=(
        ARM,
        ref("event_id", "The event.", to="events.event_id"),
        term("measure", "Onset or duration.", vocabulary="timing_measure", required=True),
        number("median", "Median, in `unit`."),
        number("low", "Lower end of the printed range, in `unit`."),
        number("high", "Upper end of the printed range, in `unit`."),
        term("unit", "Unit of the three.", vocabulary="time_unit", required=True),
        SOURCE,
        LOCATOR,
        NOTE,
    ),
)

AGENT_USE = Table(
    name="agent_use",
    one_row_is="the share of an arm given an agent against a side effect",
    written_in="data/trials/<trial_id>.yaml, agent_use",
    key=("arm_id", "agent_id", "event_id", "source_id", "locator"),
    fields=(
        ARM,
        ref("agent_id", "The supportive medicine given.", to="therapies.therapy_id"),
        ref("event_id", "The event it was given against.", to="events.event_id"),
        count("n_given", "Patients given the agent, as printed."),
        count("n", "Patients in the denominator.", minimum=1),
        term("denominator", "Whom the denominator holds.", required=True),
        percent("given_pct", "Share given the agent: as printed, else 100 x n_given / n."),
        SOURCE,
        LOCATOR,
        NOTE,
    ),
)

OUTCOMES = Table(
    name="outcomes",
    one_row_is="an endpoint in an arm, as one document printed it",
    written_in="data/trials/<trial_id>.yaml, outcomes",
    key=("arm_id", "endpoint", "source_id", "locator"),
    fields=(
        ARM,
        term("endpoint", "What was measured.", required=True),
        number("value", "The value, in `unit`."),
        number("ci_low", "Lower end of the printed 95 % confidence interval."),
        number("ci_high", "Upper end of the printed 95 % confidence interval."),
        count("n_affected", "Patients with the outcome, as printed."),
        count("n", "Patients evaluated.", minimum=1),
        term("unit", "Unit of the value.", vocabulary="outcome_unit", required=True),
        SOURCE,
        LOCATOR,
        NOTE,
    ),
)
