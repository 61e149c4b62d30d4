"""Papers that list records say whether that is all there is, and the public monthly report names nobody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from app.reports.formats import Prepared, as_data
from app.reports.run import prepare_report
from app.store import Store
from tests.factories import AT, director, make_case, make_contact, make_store

OCTOBER = datetime(2026, 10, 5, 15, tzinfo=UTC)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    made = make_store(tmp_path_factory.mktemp("lists"))
    for _ in range(6):
        made.write(lambda s: make_contact(s, at=OCTOBER))
        made.write(lambda s: make_case(s, "Lamp out", at=OCTOBER, owner_id=1, fields={"category_id": 1}))
    yield made
    made.close()


def prepared(store: Store, key: str, **answers: Any) -> Prepared:
    return store.read(lambda s: prepare_report(s, director(s), key, answers, at=AT))


@pytest.mark.parametrize(
    ("key", "answers", "told"),
    [
        ("contact-log", {"span": "day", "day": "2026-10-05"}, "listed 6 = contacts 6."),
        ("register", {}, "listed 1 = appointments 1 + absences 0 + designations 0."),
    ],
)
def test_that_what_is_listed_is_held_against_a_count(
    store: Store, key: str, answers: dict[str, str], told: str
) -> None:
    found = prepared(store, key, **answers)
    assert found.reconciles and as_data(found)["reconciliation"] == [told]


def test_that_the_public_monthly_report_lists_no_case_and_no_owner(store: Store) -> None:
    office, public = (
        {each["name"] for each in as_data(prepared(store, "monthly", month="2026-10", version=version))["tables"]}
        for version in ("office", "public")
    )
    assert {"Open cases at the end", "By owner"} <= office
    assert not {"Open cases at the end", "By owner"} & public and "Contacts, By channel" in public


def test_that_the_tables_of_the_monthly_report_hold_numbers(store: Store) -> None:
    tables = {each["name"]: each["rows"] for each in as_data(prepared(store, "monthly", month="2026-10"))["tables"]}
    assert tables["By owner"][-1] == ["All", 6, 0, 6, 6]
    assert str(tables["Open cases at the end"][0][6]) == "2026-10-05"
