"""Tables about therapies: what they are, act on, and are approved for."""

from __future__ import annotations

from immunodata.schema.field import CODE, LOCATOR, NOTE, SOURCE, THERAPY, Table, date, flag, key, ref, term, text

THERAPIES = Table(
    name="therapies",
    one_row_is="a therapy, named by its international nonproprietary name",
    written_in="data/therapies/<therapy_id>.yaml",
    key=("therapy_id",),
    fields=(
        key("therapy_id", "Slug of the INN."),
        text("inn", "International nonproprietary name, without the FDA suffix.", required=True),
        ref("category_id", "Category, at the finest level of the tree.", to="categories.category_id"),
        term("scope", "Does it count as immunotherapy? The rule is in docs/scope.md.", required=True),
        text("scope_reason", "Why it has that scope, in a sentence.", required=True),
        term("modality", "What kind of thing it is.", required=True),
        term("origin", "Where it comes from.", required=True),
        flag("is_living_drug", "True when living cells or a replicating organism are given."),
        term("status", "Standing with the FDA.", required=True),
        date(
            "first_approval_date",
            "Earliest license date among its products; blank when one of them has none.",
            derived=True,
        ),
        term("highest_phase", "Highest trial phase read; only for therapies never licensed.", vocabulary="phase"),
        text("how_it_works", "Its mechanism in a sentence, in our own words.", required=True),
        text("ncit_code", "NCI Thesaurus code.", pattern=r"C\d+"),
        SOURCE,
        LOCATOR,
        date("last_reviewed", "The day a person last held the record against its sources.", required=True),
    ),
)

PRODUCTS = Table(
    name="products",
    one_row_is="a brand under a license",
    written_in="data/therapies/<therapy_id>.yaml, products",
    key=("product_id",),
    fields=(
        key("product_id", "<therapy_id>.<brand slug>."),
        THERAPY,
        text("brand_name", "Brand; blank when no document read names one."),
        text("application_number", "FDA application: BLA or NDA and its number.", pattern=r"(BLA|NDA)\d+"),
        text("dailymed_set_id", "DailyMed set id of its label.", pattern=r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
        text("applicant", "License holder as the source names it."),
        date("license_date", "First license of this brand."),
        term("route", "How it is given."),
        term("marketing_status", "Whether it is sold; blank when not read."),
        SOURCE,
        LOCATOR,
    ),
)

CATEGORIES = Table(
    name="categories",
    one_row_is="a category of therapy; parents make the tree",
    written_in="data/vocabulary/categories.csv",
    key=("category_id",),
    fields=(
        key("category_id", "Slug of the category."),
        ref("parent_id", "The category above; blank at the top.", to="categories.category_id", required=False),
        text("name", "Name, singular.", required=True),
        text("plural", "Name, plural.", required=True),
        text("analogy", "What it is like, in a few words."),
        text("how_it_works", "How its members work, in a sentence.", required=True),
    ),
)

TARGETS = Table(
    name="targets",
    one_row_is="a molecule acted on, or the bait a cell is trained with",
    written_in="data/vocabulary/targets.csv",
    key=("target_id",),
    fields=(
        key("target_id", "HGNC symbol where there is one.", pattern=CODE),
        text("label", "Common name.", required=True),
        text("expressed_on", "The cells that carry it.", required=True),
        term("kind", "What part it plays.", vocabulary="target_kind", required=True),
    ),
)

MECHANISMS = Table(
    name="mechanisms",
    one_row_is="a therapy acting on a target",
    written_in="data/therapies/<therapy_id>.yaml, mechanisms",
    key=("therapy_id", "target_id"),
    fields=(
        THERAPY,
        ref("target_id", "The molecule.", to="targets.target_id"),
        term("action", "What the therapy does to it.", required=True),
        term("effect", "What that does for the immune attack.", required=True),
        term("cycle_step", "Step of the cancer-immunity cycle (Chen and Mellman 2013)."),
        SOURCE,
        LOCATOR,
    ),
)

CANCERS = Table(
    name="cancers",
    one_row_is="a cancer",
    written_in="data/vocabulary/cancers.csv",
    key=("cancer_id",),
    fields=(
        key("cancer_id", "OncoTree code (2025-10-03) where one exists, else a slug.", pattern=CODE),
        text("name", "Plain name.", required=True),
        text("tissue", "OncoTree tissue.", required=True),
        term("kind", "Solid or blood.", vocabulary="cancer_kind", required=True),
        term("immune_phenotype", "Hot, variable or cold, only where a source says so."),
        ref("immune_phenotype_source_id", "That source.", to="sources.source_id", required=False),
    ),
)

BIOMARKERS = Table(
    name="biomarkers",
    one_row_is="a marker that selects patients",
    written_in="data/vocabulary/biomarkers.csv",
    key=("biomarker_id",),
    fields=(
        key("biomarker_id", "Slug."),
        text("name", "Name as labels print it.", required=True),
        text("description", "What it is, in our own words.", required=True),
    ),
)

INDICATIONS = Table(
    name="indications",
    one_row_is="one approved population in one action of an agency, current or former",
    written_in="data/therapies/<therapy_id>.yaml, indications",
    key=("indication_id",),
    caution="A use shared by two therapies has a row under each: count regimens, not rows, when counting approvals.",
    fields=(
        key("indication_id", "<therapy_id>.<slug of the use>."),
        THERAPY,
        text("regimen", "The whole regimen.", required=True),
        term("regimen_kind", "What the therapy is combined with.", required=True),
        ref("cancer_id", "The cancer.", to="cancers.cancer_id"),
        text("population", "Who, in our own words.", required=True),
        term("setting", "Stage of care.", required=True),
        term("line_of_therapy", "Line; blank when the text read does not state one."),
        ref("biomarker_id", "Markers required.", to="biomarkers.biomarker_id", required=False, many=True),
        term("agency", "Who approved.", required=True),
        date("approval_date", "The day of the action; blank when no document read gives the day."),
        term("approval_type", "Accelerated or regular; blank when not read."),
        term("indication_status", "Where it stands now.", required=True),
        date("status_date", "The day of conversion, withdrawal or replacement."),
        ref("trial_id", "Pivotal trial, when it is in `trials`.", to="trials.trial_id", required=False),
        text("pivotal_trial", "Pivotal trial as the document names it."),
        SOURCE,
        LOCATOR,
        NOTE,
    ),
)

WARNINGS = Table(
    name="warnings",
    one_row_is="a boxed warning's topic, or a risk program, and its dates",
    written_in="data/therapies/<therapy_id>.yaml, warnings",
    key=("therapy_id", "kind", "topic"),
    fields=(
        THERAPY,
        term("kind", "Boxed warning or REMS.", vocabulary="warning_kind", required=True),
        text("topic", "What it warns of.", required=True),
        date("start_date", "Since when, where a document says."),
        date("end_date", "Until when, where a document says."),
        SOURCE,
        LOCATOR,
        NOTE,
    ),
)

MANAGEMENT = Table(
    name="management",
    one_row_is="what is done for an event",
    written_in="data/therapies/<therapy_id>.yaml, management",
    key=("event_id", "action", "therapy_id", "when"),
    fields=(
        ref("event_id", "The event.", to="events.event_id"),
        text("action", "What is done, in our own words.", required=True),
        ref("therapy_id", "The agent given, or the therapy held or stopped.", to="therapies.therapy_id"),
        text("when", "In which situation.", required=True),
        SOURCE,
        LOCATOR,
    ),
)

REGULATORY_EVENTS = Table(
    name="regulatory_events",
    one_row_is="a refusal, discontinuation or label change worth a mark on a timeline",
    written_in="data/therapies/<therapy_id>.yaml, regulatory_events",
    key=("therapy_id", "kind", "description"),
    fields=(
        THERAPY,
        date("date", "The day, where a document gives it."),
        term("kind", "What happened.", vocabulary="regulatory_kind", required=True),
        text("description", "In our own words.", required=True),
        SOURCE,
        LOCATOR,
    ),
)
