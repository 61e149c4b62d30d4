"""The scorecard: one row a department, with n; what was sent adds up; each figure opens its referrals (Q5)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session

from app.models import Chase, Referral, ReferralState
from app.queries.figures import behind
from app.reports.formats import Prepared, as_data
from app.reports.run import prepare_report
from app.store import Store
from tests.factories import AT, director, make_case, make_store

DAY = timedelta(days=1)
MONDAY = datetime(2026, 10, 5, 14, tzinfo=UTC)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    made = make_store(tmp_path_factory.mktemp("scorecard"))
    made.write(_fill)
    yield made
    made.close()


def _fill(session: Session) -> None:
    """To department 1: seven answered in time, one late and inadequate, one owed, chased twice; to 2: one withdrawn."""
    case = make_case(session, at=MONDAY, fields={"category_id": 1}).id or 0
    for number in range(1, 9):
        late = number == 8
        state = ReferralState.INADEQUATE if late else ReferralState.ANSWERED
        _refer(session, case, number, 1, state, answered=MONDAY + (9 if late else 2) * DAY)
    owed = _refer(session, case, 9, 1, ReferralState.SENT)
    for number in (1, 2):
        at = MONDAY + (8 + number) * DAY
        session.add(Chase(referral_id=owed.id or 0, number=number, at=at, made_at=at, by_id=1, words="Please"))
    _refer(session, case, 10, 2, ReferralState.WITHDRAWN, closed=MONDAY + DAY)
    session.flush()


def _refer(
    session: Session,
    case_id: int,
    number: int,
    department_id: int,
    state: ReferralState,
    *,
    answered: datetime | None = None,
    closed: datetime | None = None,
) -> Referral:
    made = Referral(
        case_id=case_id,
        number=number,
        department_id=department_id,
        words="Please look",
        sent_at=MONDAY,
        due_at=MONDAY + 7 * DAY,
        answered_at=answered,
        closed_at=answered or closed,
        state=state,
        made_at=MONDAY,
        by_id=1,
    )
    session.add(made)
    session.flush()
    return made


def prepared(store: Store, period: str = "2026-10", **answers: object) -> Prepared:
    given = {"period": period, **answers}
    return store.read(lambda s: prepare_report(s, director(s), "scorecard", given, at=AT))


def test_that_each_department_has_one_row_and_the_sums_come_out(store: Store) -> None:
    found = prepared(store)
    data = as_data(found)
    table = next(each for each in data["tables"] if each["name"] == "By department")
    rows = [dict(zip(table["columns"], row, strict=True)) for row in table["rows"]]
    roads, water, all_of = rows
    assert (roads["Sent"], roads["Answered"], roads["In target"], roads["Inadequate"]) == (9, 8, 0.875, 1)
    assert (roads["Median"], roads["P90"], roads["Chases"], roads["Open"], roads["Overdue"]) == (2.0, 7.0, 2, 1, 1)
    assert (water["Sent"], water["Answered"], water["In target"], water["Median"]) == (1, 0, None, None)
    assert (all_of["Sent"], all_of["Answered"]) == (10, 8) and found.reconciles
    told = "answered until now 8 + withdrawn 1 + left when the case was closed 0 + owed 1 = sent 10."
    assert data["reconciliation"][0] == told


def test_that_each_figure_opens_as_many_referrals_as_it_says(store: Store) -> None:
    found = prepared(store).collected
    period, keyed = found.period, [line for line in found.lines if line.key]
    assert period is not None and len(keyed) > 10

    def listed(session: Session) -> list[int | None]:
        return [len(behind(session, director(session), line.key, period, at=AT).ids) for line in keyed]

    assert store.read(listed) == [line.n for line in keyed]


def test_that_the_public_version_tells_no_small_count(store: Store) -> None:
    tables = {each["name"]: each["rows"] for each in as_data(prepared(store, version="public"))["tables"]}
    assert set(tables) == {"Answers", "Sent and owed", "Substance", "Recommendations answered and adopted"}
    cells = [cell for rows in tables.values() for row in rows for cell in row]
    assert not [cell for cell in cells if isinstance(cell, int) and 0 < cell < 5] and "fewer than 5" in cells
    assert tables["Answers"][0][2] == "not shown", "one was late"


def test_that_a_period_without_referrals_is_a_report_too(store: Store) -> None:
    assert prepared(store, "2024").reconciles
