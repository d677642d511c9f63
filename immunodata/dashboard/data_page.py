"""The data: every table with the meaning of its columns, a search over them, and how to cite."""

from __future__ import annotations

import streamlit as st

from immunodata import schema
from immunodata.citation import cite
from immunodata.dashboard import downloads, filters, memory, table
from immunodata.dashboard.words import plain
from immunodata.description import describe
from immunodata.errors import UnknownName
from immunodata.export import table_bytes, table_stem

TABLE, SEARCH = "table", "q"
LONGEST_SEARCH = 80  # characters


def show() -> None:
    """Show the page: the table its address asks for, and what a search finds."""
    parameters = filters.parameters()
    reading = memory.reading(parameters, [], (TABLE, SEARCH))
    st.title("The data behind the charts", anchor=False)
    name, wrong = _asked_table(parameters)
    filters.notices(reading, *wrong)
    filters.keep(reading)
    _search(parameters)
    _table(name)
    _citing()


def _asked_table(parameters: dict[str, list[str]]) -> tuple[str, list[str]]:
    """The table the address asks for, and a sentence when there is no such table."""
    first = schema.TABLE_NAMES[0]
    asked = parameters.get(TABLE, [first])[-1]
    if asked in schema.TABLE_NAMES:
        return asked, []
    return first, [str(UnknownName("table", asked[:LONGEST_SEARCH], schema.TABLE_NAMES))]


def _search(parameters: dict[str, list[str]]) -> None:
    text = parameters.get(SEARCH, [""])[-1][:LONGEST_SEARCH]
    key = "data/search"
    st.session_state[key] = text
    st.text_input(
        "Search the dataset",
        key=key,
        type="search",
        max_chars=LONGEST_SEARCH,
        placeholder="a therapy, brand, target, cancer, trial, side effect or term; spelling mistakes are forgiven",
        on_change=_changed,
        args=(SEARCH, key),
    )
    if not text.strip():
        return
    found = memory.found(text)
    if found.empty:
        st.info(f"Nothing in the dataset resembles **{plain(text)}**. Try a shorter word, or the name of a substance.")
        return
    shown = found[["name", "table", "id", "found_in"]].rename(columns={"name": "found", "found_in": "in the column"})
    table.show(
        shown,
        alt=f"{len(shown)} rows of the dataset that speak of {text}: {', '.join(shown['id'].head(8))}.",
        meanings={"table": "The table the row is in: choose it below.", "id": "The key of the row."},
    )


def _table(name: str) -> None:
    st.header("Tables", anchor=False)
    data = memory.dataset()
    key = "data/table"
    sizes = {known: f"{known} ({len(data[known]):,} rows)" for known in schema.TABLE_NAMES}
    st.session_state[key] = name
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            "Table",
            schema.TABLE_NAMES,
            format_func=sizes.__getitem__,
            key=key,
            on_change=_changed,
            args=(TABLE, key),
            width=320,
        )
        downloads.offer(table_stem(data, name), lambda ending: table_bytes(data, name, ending))
    declared = schema.table(name)
    st.markdown(plain(f"One row is {declared.one_row_is}. {declared.caution}"))
    table.show(
        data[name],
        alt=f"The table {name}, {len(data[name])} rows: one row is {declared.one_row_is}.",
        meanings={field.name: field.about for field in declared.fields},
        height=420,
    )
    st.subheader(f"What the columns of {name} mean", anchor=False)
    meanings = describe(name, data=data)
    table.show(meanings, alt=f"The {len(meanings)} columns of {name}, with type, unit and meaning.")


def _citing() -> None:
    data = memory.dataset()
    st.header("How to cite", anchor=False)
    st.code(cite(data=data)[0], language=None, wrap_lines=True)
    st.markdown(
        "Cite the documents behind a number as well: each row names its `source_id` and the place in that document."
    )
    st.code('import immunodata\n\nimmunodata.cite(immunodata.load("outcomes"))', language="python", wrap_lines=True)


def _changed(name: str, key: str) -> None:
    st.query_params[name] = st.session_state[key] or ""
