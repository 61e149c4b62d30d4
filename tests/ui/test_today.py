"""The first page: what can be acted on now."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from app.models import Outcome, Status, Told
from app.queries.cases import case_count
from app.queries.today import Day, filters, today
from app.services.cases import assign_cases, close_case, move_case, reopen_case
from app.store import Store
from app.ui.pages.today import TodayPage
from app.ui.seat import Seat
from tests.factories import AT, director, make_case, make_staff, make_store
from tests.ui.seat import seated, settle

DAY = Day(
    AT.replace(hour=5, minute=0),
    AT.replace(hour=5, minute=0) + timedelta(days=1),
    AT + timedelta(days=4),
    AT - timedelta(days=17),
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = make_store(tmp_path)
    yield made
    made.close()


@pytest.fixture
def seat(store: Store, tmp_path: Path) -> Iterator[Seat]:
    with seated(store, tmp_path) as made:
        yield made


def fill(store: Store) -> None:
    old = AT - timedelta(days=60)
    streets = {"category_id": 1}
    store.write(lambda s: make_case(s, "Late", owner_id=1, at=old, fields=streets))
    store.write(lambda s: make_case(s, "Fresh", owner_id=1, fields=streets))
    waiting = store.write(lambda s: make_case(s, "Waiting", owner_id=1, fields=streets)).result
    store.write(lambda s: move_case(s, director(s), waiting.id or 0, Status.WAITING_DEPARTMENT, at=AT, reason="crew"))
    store.write(lambda s: make_case(s, "Nobody's", fields=streets))


def test_that_each_figure_is_the_count_of_the_list_behind_it(store: Store) -> None:
    fill(store)
    who = store.read(director)
    desk = store.read(lambda s: today(s, who, day=DAY, now=AT))
    for key, asked in filters(who, DAY, AT).items():
        assert getattr(desk, key) == store.read(lambda s, asked=asked: case_count(s, who, asked)), key
    assert (desk.open, desk.overdue, desk.with_departments, desk.unassigned) == (3, 1, 1, 1)


def test_that_the_month_reconciles(store: Store) -> None:
    fill(store)
    who = store.read(director)
    told = Told(told=False, why_not="Anonymous")
    store.write(lambda s: close_case(s, who, 1, outcome=Outcome.RESOLVED, told=told, at=AT))
    store.write(lambda s: reopen_case(s, who, 1, reason="again", at=AT))
    month = store.read(lambda s: today(s, who, day=DAY, now=AT)).month
    assert (month.carried_in, month.opened, month.reopened, month.closed, month.open_now) == (1, 3, 1, 1, 4)


def test_that_what_others_did_comes_back(store: Store) -> None:
    linh = store.write(make_staff).result
    case = store.write(lambda s: make_case(s, "Pothole")).result
    store.write(lambda s: assign_cases(s, director(s), [case.id or 0], owner_id=linh.id, at=AT))
    desk = store.read(lambda s: today(s, linh, day=DAY, now=AT))
    assert [(each.verb, each.number) for each in desk.back] == [("assigned", case.number)]


def test_that_the_page_shows_the_desk_and_opens_its_lists(store: Store, seat: Seat, qtbot: object) -> None:
    fill(store)
    page = TodayPage(seat)
    qtbot.addWidget(page)  # type: ignore[attr-defined]  # pytest-qt's fixture
    page.resize(1240, 800)
    page.show()
    page.show_wanted(None)
    settle(qtbot, seat)
    assert page.strip.figures["overdue"].accessibleName() == "Overdue: 1"
    assert page.due.model().rowCount() == 3
    asked: list[tuple[str, object]] = []
    seat.page_wanted.connect(lambda key, what: asked.append((key, what)))
    qtbot.keyClick(page.strip.figures["overdue"], Qt.Key.Key_Space)  # type: ignore[attr-defined]  # as above
    assert asked and asked[0][0] == "cases" and "overdue" in asked[0][1]["filter"]  # type: ignore[index]  # a dict


def test_that_an_empty_desk_is_a_good_sign(seat: Seat, qtbot: object) -> None:
    page = TodayPage(seat)
    qtbot.addWidget(page)  # type: ignore[attr-defined]  # pytest-qt's fixture
    page.show()
    page.show_wanted(None)
    settle(qtbot, seat)
    assert page.empty.isVisible() and not page.due.isVisible()
