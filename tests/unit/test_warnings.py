"""Warnings at half, at 80 % and past the due date, by the office's own clock."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session

from app.models import Role, Status
from app.queries.warnings import Level, warnings
from app.services.cases import move_case
from tests.factories import director, make_case, make_staff, make_store

RECEIVED = datetime(2026, 11, 2, 13, 30, tzinfo=UTC)  # Monday, as the office opens: ten days, due Monday the 16th
DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    store = make_store(tmp_path_factory.mktemp("office"))
    with Session(store.engine) as session:
        yield session
    store.close()


@pytest.fixture
def session(office: Session) -> Iterator[Session]:
    make_case(office, at=RECEIVED, fields={"category_id": 1}, owner_id=1)
    office.flush()
    yield office
    office.rollback()


def levels(session: Session, at: datetime, since: datetime | None = None) -> list[Level]:
    return [each.level for each in warnings(session, director(session), at=at, since=since)]


@pytest.mark.parametrize(
    ("days", "level"),
    [(0, None), (6, None), (7.4, Level.HALF), (9, Level.HALF), (10.5, Level.MOST), (14, Level.MOST), (15, Level.LATE)],
)
def test_that_a_case_is_warned_of_by_the_share_of_its_time(session: Session, days: float, level: Level | None) -> None:
    assert levels(session, RECEIVED + days * DAY) == ([level] if level else [])


def test_that_no_level_is_reached_while_the_office_is_closed(session: Session) -> None:
    friday = datetime(2026, 11, 13, 21, 30, tzinfo=UTC)
    for hours in range(1, 64):
        assert levels(session, friday + timedelta(hours=hours), since=friday) == []


def test_that_news_are_only_what_reached_its_level_since(session: Session) -> None:
    opening = datetime(2026, 11, 9, 13, 30, tzinfo=UTC)
    assert levels(session, opening + DAY, since=opening) == [Level.HALF]
    assert levels(session, opening + 2 * DAY, since=opening + DAY) == []


def test_that_a_case_that_waits_or_is_somebody_else_s_is_not_warned_of(session: Session) -> None:
    at = RECEIVED + 14 * DAY
    other = make_staff(session, Role.ASSOCIATE)
    assert warnings(session, other, at=at) == []
    move_case(session, director(session), 1, Status.WAITING_RESIDENT, at=at, reason="A photograph")
    assert levels(session, at) == []


def test_that_what_is_most_late_comes_first(session: Session) -> None:
    make_case(session, at=RECEIVED - 9 * DAY, fields={"category_id": 1}, owner_id=1)
    found = warnings(session, director(session), at=RECEIVED + 10.5 * DAY)
    assert [each.level for each in found] == [Level.LATE, Level.MOST] and 0.8 <= found[1].share < 1
