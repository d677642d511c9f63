"""Tables that the others lean on: glossary, sources, vocabularies."""

from __future__ import annotations

from immunodata.schema.field import NOTE, PARTIAL_DATE, Field, Table, date, key, ref, term, text

CONCEPTS = Table(
    name="concepts",
    one_row_is="a glossary term",
    written_in="data/vocabulary/concepts.csv",
    key=("concept_id",),
    fields=(
        key("concept_id", "Slug."),
        text("term", "The term.", required=True),
        text("definition", "In our own words.", required=True),
        ref("related_ids", "Related terms.", to="concepts.concept_id", required=False, many=True),
        Field(
            name="explains",
            about="What of the dataset it explains: a table, table.column, or table/id of a record.",
            pattern=r"[a-z_]+([./][A-Za-z0-9_.-]+)?",
            many=True,
        ),
    ),
)

SOURCES = Table(
    name="sources",
    one_row_is="a document cited",
    written_in="data/sources/<publisher>.yaml",
    key=("source_id",),
    fields=(
        key("source_id", "Slug."),
        term("kind", "What sort of document.", vocabulary="source_kind", required=True),
        text("short_title", "How charts cite it: author or document, and year.", required=True),
        text("title", "Title.", required=True),
        text("publisher", "Journal, agency or company.", required=True),
        text("url", "Where it was read.", required=True, pattern=r"https?://\S+"),
        text("doi", "DOI, where printed.", pattern=r"10\.\d{4,9}/\S+"),
        text("date_published", "Publication or revision: year, month or day.", pattern=PARTIAL_DATE),
        date("date_accessed", "The day it was read.", required=True),
        text("license", "License, or whose work it is.", required=True),
        NOTE,
    ),
)

VOCABULARY = Table(
    name="vocabulary",
    one_row_is="a value that a coded column may take",
    written_in="data/vocabulary/values.csv",
    key=("vocabulary", "value"),
    fields=(
        text("vocabulary", "The vocabulary; usually the column's name.", required=True, pattern=r"[a-z_]+"),
        text("value", "The code.", required=True),
        text("label", "How charts print it.", required=True),
        text("description", "What it means.", required=True),
    ),
)
