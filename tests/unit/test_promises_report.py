"""The report of promises: what was made, kept, broken and moved, how it adds up, and the cases behind it (Q5)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session

from app.models import Promise, PromiseState
from app.queries.figures import behind
from app.reports.formats import Prepared, as_data
from app.reports.run import prepare_report
from app.store import Store
from tests.factories import AT, director, make_case, make_store

DAY = timedelta(days=1)
OCTOBER = datetime(2026, 10, 5, 15, tzinfo=UTC)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    made = make_store(tmp_path_factory.mktemp("promises"))
    made.write(_fill)
    yield made
    made.close()


def _fill(session: Session) -> None:
    """One told in September and broken in October; of October's six four kept, one moved to one that is open."""
    first = make_case(session, at=OCTOBER - 30 * DAY, fields={"category_id": 1}).id or 0
    second = make_case(session, at=OCTOBER - 30 * DAY, fields={"category_id": 2}).id or 0
    _promise(session, first, OCTOBER - 20 * DAY, PromiseState.BROKEN, OCTOBER + DAY)
    for _ in range(4):
        _promise(session, first, OCTOBER, PromiseState.KEPT, OCTOBER + 2 * DAY)
    moved = _promise(session, second, OCTOBER, PromiseState.MOVED, OCTOBER + DAY)
    following = _promise(session, second, OCTOBER + DAY, PromiseState.OPEN, None)
    moved.moved_to_id = following.id
    _promise(session, second, OCTOBER, PromiseState.WITHDRAWN, OCTOBER)


def _promise(session: Session, case_id: int, told: datetime, state: PromiseState, settled: datetime | None) -> Promise:
    made = Promise(
        case_id=case_id,
        words="A crew comes",
        due_at=told + 5 * DAY,
        told_at=told,
        made_at=told,
        by_id=1,
        state=state,
        settled_at=settled,
    )
    session.add(made)
    session.flush()
    return made


def prepared(store: Store, **answers: object) -> Prepared:
    given = {"period": "2026-10", **answers}
    return store.read(lambda s: prepare_report(s, director(s), "promises", given, at=AT))


def test_that_the_rate_is_told_with_its_number_and_the_sums_come_out(store: Store) -> None:
    found = prepared(store)
    lines = {line.name: line for line in found.collected.lines}
    assert lines["Kept rate"].number == 0.6667 and lines["Kept rate"].n == 6
    assert found.reconciles
    assert as_data(found)["reconciliation"][0] == "open before 1 + made 6 = kept 4 + broken 1 + moved 1 + open 1."
    table = next(each for each in as_data(found)["tables"] if each["name"] == "By category")
    assert table["rows"][-1] == ["All", 4, 1, 1, 6, 0.6667, 6, 1, 1]


def test_that_what_was_moved_says_to_which_day(store: Store) -> None:
    tables = {each["name"]: each["rows"] for each in as_data(prepared(store))["tables"]}
    assert [row[-1] for row in tables["Broken, and moved with telling"]] == ["broken", "moved to Oct 11, told"]
    assert len(tables["Due next"]) == 1 and tables["Due next"][0][-1] == "late"


def test_that_each_figure_opens_as_many_cases_as_it_says(store: Store) -> None:
    found = prepared(store).collected
    period, keyed = found.period, [line for line in found.lines if line.key]
    assert period is not None and len(keyed) > 10

    def listed(session: Session) -> list[int]:
        return [len(behind(session, director(session), line.key, period, at=AT).ids) for line in keyed]

    assert store.read(listed) == [line.number for line in keyed]


def test_that_the_public_version_names_no_case_and_no_owner(store: Store) -> None:
    names = {each["name"] for each in as_data(prepared(store, version="public"))["tables"]}
    assert names == {"By category"}


def test_that_a_period_without_promises_is_a_report_too(store: Store) -> None:
    assert prepared(store, period="2024").reconciles
