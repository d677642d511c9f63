"""Dates and standings equal the agencies' own lists (tests/data); each exception is named with its reason."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

import immunodata
from immunodata.dataset import Dataset

FOLDER = Path(__file__).parent / "data"
EXTRACT = "2024-03-31"  # the day of the list of accelerated approvals

# brands licensed under several applications; `products` names the first
FURTHER_APPLICATIONS = {
    "avelumab": {"BLA761078"},
    "dostarlimab": {"BLA761223"},
    "tislelizumab": {"BLA761380", "BLA761417"},
    "tremelimumab": {"BLA761270"},
}
# indication -> why its day is not among the submissions of its application
OTHER_DAY = {
    "atezolizumab.nsclc-pretreated-2016": "under a second application (BLA 761041), not in the extract",
    "ipilimumab.melanoma-combination-2016": "the partner's application carries the action",
    "ipilimumab.melanoma-combination-braf-wild-type-2015": "the partner's application carries the action",
    "nivolumab.nsclc-squamous-2015": "under a second application (BLA 125527), not in the extract",
}
# product -> why its date is not the Purple Book's
OTHER_LICENSE = {
    "idecabtagene-vicleucel.abecma": "the Purple Book prints 3-Mar-21; the approval letter is of 26 March 2021",
    "mosunetuzumab.lunsumio-velo": "a later form under the same application",
    "peginterferon-alfa-2b.sylatron": "licensed as a supplement to the license of PegIntron",
}
# (application, supplement, day of the fate) -> why the list's row has no row of the same standing here
OTHER_STANDING = {
    ("BLA103772", "", "2003-04-01"): "Remicade in Crohn's disease: not a cancer",
    ("BLA125084", "", "2017-10-02"): "the list prints 2017; the only supplement of that day and month is of 2007",
    ("BLA125514", "97", ""): "narrowed to PD-L1 CPS of 1 or more on 2023-11-07, which superseded this wording",
}
SCHEDULE = "PROVIDES FOR AN ALTERNATE DOS"  # a new schedule for uses already there: no new population


@pytest.fixture(scope="module")
def data() -> Dataset:
    return immunodata.load()


@cache
def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def day(value: object) -> str:
    return f"{value:%Y-%m-%d}" if isinstance(value, pd.Timestamp) else ""


def applications(data: Dataset) -> dict[str, set[str]]:
    """Therapy -> its applications."""
    found = defaultdict(set)
    for row in data["products"].dropna(subset="application_number").itertuples():
        found[row.therapy_id].add(row.application_number)
    for therapy, further in FURTHER_APPLICATIONS.items():
        found[therapy] |= further
    return found


def compared_with_submissions(data: Dataset) -> Iterator[tuple[str, bool]]:
    submitted = defaultdict(set)
    for row in rows("fda-submissions.csv"):
        submitted[row["application_number"]].add(row["date"])
    own = applications(data)
    for row in data["indications"].dropna(subset="approval_date").itertuples():
        covered = own[row.therapy_id] & submitted.keys()
        dates = set().union(*(submitted[application] for application in covered))
        approved = day(row.approval_date)
        if dates and approved <= max(dates):  # later ones are after the extract of the application ends
            yield row.indication_id, approved in dates


def test_every_approval_is_a_submission_of_its_application(data: Dataset) -> None:
    found = dict(compared_with_submissions(data))
    assert len(found) > 250
    assert {use for use, same in found.items() if not same} == set(OTHER_DAY)


def test_license_dates_are_the_purple_books(data: Dataset) -> None:
    book = {row["application_number"]: row["date"] for row in rows("purple-book-first-licenses.csv")}
    products = data["products"]
    known = products[products["application_number"].isin(book)]
    assert len(known) > 60
    wrong = {row.product_id for row in known.itertuples() if day(row.license_date) != book[row.application_number]}
    assert wrong == set(OTHER_LICENSE)


def test_accelerated_approvals_are_those_of_the_list(data: Dataset) -> None:
    therapies = defaultdict(set)
    for therapy, owned in applications(data).items():
        for application in owned:
            therapies[application].add(therapy)
    ours = defaultdict(set)
    uses = data["indications"]
    for row in uses[uses["approval_type"] == "accelerated"].itertuples():
        ours[row.therapy_id, day(row.approval_date)].add((row.indication_status, day(row.status_date)))
    wrong = set()
    for row in rows("cder-accelerated-approvals.csv"):
        if row["use_begins"].startswith(SCHEDULE):
            continue
        found = set().union(*(ours[therapy, row["approval_date"]] for therapy in therapies[row["application_number"]]))
        told = (row["status"], row["status_date"])
        later = row["status"] == "active" and any(standing == "active" or ended > EXTRACT for standing, ended in found)
        if told not in found and not later:
            wrong.add((row["application_number"], row["supplement"], row["status_date"]))
    assert wrong == set(OTHER_STANDING)


def test_uses_on_the_national_institutes_pages(data: Dataset) -> None:
    ours = set(data["indications"]["indication_id"])
    core = data["therapies"]
    core = set(core.loc[core["scope"] == "core", "therapy_id"])
    listed = rows("nci-uses.csv")
    for row in listed:
        ids = set(filter(None, row["indication_ids"].split(";")))
        assert ids <= ours, f"{row['use']}: no such rows {ids - ours}"
        assert bool(ids) != bool(row["reason"]), f"{row['use']}: either rows, or a reason why there is none"
    assert {row["therapy_id"] for row in listed} <= core
    assert len(listed) > 150
