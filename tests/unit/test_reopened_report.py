"""The report of what came back: reopened, contacted again, solved at first contact; with n and the cases (Q6)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session

from app.models import Channel, Outcome, Told
from app.queries.figures import behind
from app.reports.formats import Prepared, as_data
from app.reports.run import prepare_report
from app.services.cases import close_case, reopen_case
from app.store import Store
from tests.factories import AT, director, make_case, make_contact, make_store

DAY = timedelta(days=1)
OCTOBER = datetime(2026, 10, 5, 15, 0, 42, tzinfo=UTC)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    made = make_store(tmp_path_factory.mktemp("returns"))
    made.write(_fill)
    yield made
    made.close()


def _close(session: Session, case_id: int, at: datetime) -> None:
    told = Told(told=True, told_at=at, told_how=Channel.PHONE)
    close_case(session, director(session), case_id, outcome=Outcome.RESOLVED, told=told, at=at)


def _fill(session: Session) -> None:
    """Three of October: one reopened after ten days and closed again, one after 31, one never; two asked again."""
    cases = [make_case(session, at=OCTOBER, fields={"category_id": 1 + n % 2}).id or 0 for n in range(3)]
    for each in cases:
        make_contact(session, at=OCTOBER.replace(second=0), case_id=each)
        _close(session, each, OCTOBER + DAY)
    reopen_case(session, director(session), cases[0], reason="Again", at=OCTOBER + 11 * DAY)
    _close(session, cases[0], OCTOBER + 12 * DAY)
    reopen_case(session, director(session), cases[1], reason="Again", at=OCTOBER + 33 * DAY)
    make_contact(session, at=OCTOBER + 13 * DAY, case_id=cases[0])
    make_contact(session, at=OCTOBER + 15 * DAY, case_id=cases[1])
    make_contact(session, at=OCTOBER + 3 * DAY, case_id=cases[2], fields={"direction": "out"})
    make_contact(session, at=OCTOBER, fields={"answered_at_once": True})
    make_contact(session, at=OCTOBER)


def prepared(store: Store, period: str = "2026-10") -> Prepared:
    return store.read(lambda s: prepare_report(s, director(s), "reopened", {"period": period}, at=AT))


def test_that_each_share_tells_of_how_many(store: Store) -> None:
    found = prepared(store)
    lines = {line.name: line for line in found.collected.lines}
    assert [lines[f"{name}, share"].n for name in ("Reopened", "Repeat contact", "At first contact")] == [4, 3, 5]
    assert [lines[name].number for name in ("Reopened", "Repeat contact", "At first contact")] == [1, 1, 1]
    assert found.reconciles


def test_that_the_cases_are_named_with_their_days(store: Store) -> None:
    tables = {each["name"]: each["rows"] for each in as_data(prepared(store))["tables"]}
    assert [(row[0], row[-1]) for row in tables["Reopened within 30 days"]] == [("2026-00001", 10)]
    assert [(row[0], row[-1]) for row in tables["Contacted again within 14 days"]] == [("2026-00001", 2)]
    assert tables["By category"][-1] == ["All", 1, 4, 0.25, 1, 3, 0.3333, 1, 5, 0.2]


def test_that_each_figure_opens_as_many_as_it_says(store: Store) -> None:
    found = prepared(store).collected
    period, keyed = found.period, [line for line in found.lines if line.key]
    assert period is not None and len(keyed) > 5

    def listed(session: Session) -> list[int]:
        return [len(behind(session, director(session), line.key, period, at=AT).ids) for line in keyed]

    assert store.read(listed) == [line.number for line in keyed]


def test_that_a_period_without_cases_is_a_report_too(store: Store) -> None:
    assert prepared(store, "2024").reconciles
