"""The report of help with languages: what was needed, given, offered and not met, by language and ward (K5)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlmodel import Session

from app.queries.figures import behind
from app.reports.formats import Prepared, as_data
from app.reports.run import prepare_report
from app.store import Store
from tests.factories import AT, director, make_contact, make_store

NEEDS = (
    ("Vietnamese", "bilingual_staff", 6),
    ("Vietnamese", "not_available", 2),
    ("Portuguese", "family_or_friend", 5),
    ("Portuguese", "offered_declined", 1),
    ("Portuguese", "none_needed", 2),
    ("English", "none_needed", 3),
    ("", "phone_interpreter", 1),
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    made = make_store(tmp_path_factory.mktemp("languages"))
    made.write(_fill)
    yield made
    made.close()


def _fill(session: Session) -> None:
    november = datetime(2026, 11, 9, 14, 5, tzinfo=UTC)
    for language, given, many in NEEDS:
        for _ in range(many):
            make_contact(session, at=november, fields={"language": language, "language_help": given})
    before = {"language": "Vietnamese", "language_help": "not_available"}
    make_contact(session, at=datetime(2026, 10, 30, 13, 10, tzinfo=UTC), fields=before)


def prepared(store: Store, **answers: object) -> Prepared:
    given = {"period": "2026-11", **answers}
    return store.read(lambda s: prepare_report(s, director(s), "language-help", given, at=AT))


def test_that_each_language_tells_how_it_was_helped_and_what_was_not_met(store: Store) -> None:
    data = as_data(prepared(store))
    found = next(each for each in data["tables"] if each["name"] == "By language")
    heads = ["Language", "By office", "By family", "Declined", "Unmet", "All", "Oct 2026", "Nov 2025"]
    assert found["columns"] == heads
    assert found["rows"] == [
        ["Vietnamese", 6, 0, 0, 2, 8, 1, 0],
        ["Portuguese", 0, 5, 1, 0, 6, 0, 0],
        ["Not noted", 1, 0, 0, 0, 1, 0, 0],
        ["All", 7, 5, 1, 2, 15, 1, 0],
    ]
    assert data["reconciles"]


def test_that_every_figure_opens_as_many_contacts_as_it_says(store: Store) -> None:
    found = prepared(store).collected
    period = found.period
    assert period is not None and {"Needed help", "Unmet: Vietnamese"} <= {line.name for line in found.lines}

    def listed(session: Session) -> list[int]:
        return [len(behind(session, director(session), line.key, period, at=AT).ids) for line in found.lines]

    assert store.read(listed) == [line.number for line in found.lines]


def test_that_the_public_version_hides_small_counts_and_what_would_tell_them(store: Store) -> None:
    data = as_data(prepared(store, version="public"))
    found = next(each for each in data["tables"] if each["name"] == "By language")
    cells = [cell for row in found["rows"] for cell in row]
    assert not [cell for cell in cells if isinstance(cell, int) and 0 < cell < 5]
    assert found["rows"][0][4] == "fewer than 5" and found["rows"][0][1] == "not shown", "8 less 2 would tell it"
    assert "By kind of help" not in {each["name"] for each in data["tables"]}, "its sums would tell what is hidden"


def test_that_a_period_without_any_is_a_report_too(store: Store) -> None:
    assert prepared(store, period="2025").reconciles
