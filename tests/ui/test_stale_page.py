"""The stale cases in the window: marked, then closed as of today, handed back, or asked about."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from sqlmodel import Session, select

from app.models import Case, Outcome, Role, Status, Task
from app.store import Store
from app.ui.main_window import MainWindow
from app.ui.pages.stale import StalePage
from app.ui.seat import Seat
from tests.factories import AT, make_case, make_staff, make_store
from tests.ui.seat import put_up, seated, settle
from tests.ui.told import faults

T = TypeVar("T")
LONG_AGO = AT - timedelta(days=120)


def _office(session) -> None:
    linh = make_staff(session, name="Linh Tran", login="ltran")
    make_case(session, "Pothole", at=LONG_AGO, owner_id=linh.id)
    make_case(session, "Drain", at=LONG_AGO + timedelta(days=1))
    make_case(session, "New one", at=AT)


@pytest.fixture
def store(store: Store) -> Store:
    store.write(_office)
    return store


@pytest.fixture
def page(qtbot, seat: Seat) -> StalePage:
    made = put_up(qtbot, seat, StalePage(seat), (1100, 600))
    made.show_wanted(None)
    settle(qtbot, seat)
    return made


def read(seat: Seat, question: Callable[[Session], T]) -> T:
    assert seat.jobs._store is not None
    return seat.jobs._store.read(question)


def kept(seat: Seat, case_id: int) -> Case:
    return read(seat, lambda s: s.get_one(Case, case_id))


def test_that_the_untouched_are_listed_the_longest_first(page: StalePage) -> None:
    assert list(page.rows) == [1, 2] and page.count.text() == "2"
    assert page.days.value() == 30 and page.keep.isHidden()


def test_that_closing_asks_first_and_is_dated_now(qtbot, seat: Seat, page: StalePage) -> None:
    page.list.selectAll()
    page.close_button.click()
    assert page.sure.isVisible() and "Close 2 cases as of today" in page.sure_words.text()
    assert kept(seat, 1).status is Status.NEW
    page.close_now.click()
    settle(qtbot, seat)
    assert [kept(seat, each).outcome for each in (1, 2)] == [Outcome.NO_OUTCOME_RECORDED] * 2
    assert kept(seat, 1).closed_at == AT and page.empty.isVisible()


def test_that_a_case_is_handed_back_or_asked_about(qtbot, seat: Seat, page: StalePage) -> None:
    def can_ask() -> bool:
        page.list.setCurrentIndex(page.list.model().index(0, 0))
        return page.ask.isEnabled()

    qtbot.waitUntil(can_ask)  # the list may be asked anew while the window comes up
    page.ask.click()
    settle(qtbot, seat)
    task = read(seat, lambda s: s.exec(select(Task)).one())
    assert task.case_id == 1 and not page.ask.isEnabled()
    page.back.click()
    settle(qtbot, seat)
    assert kept(seat, 1).owner_id is None


def test_that_another_number_of_days_can_be_looked_at_and_kept(qtbot, seat: Seat, page: StalePage) -> None:
    page.days.setValue(200)
    settle(qtbot, seat)
    assert page.empty.isVisible() and page.keep.isVisible()
    page.keep.click()
    settle(qtbot, seat)
    other = StalePage(seat)
    qtbot.addWidget(other)
    other.show_wanted(None)
    settle(qtbot, seat)
    assert other.days.value() == 200


def test_that_a_case_opens(qtbot, seat: Seat, page: StalePage) -> None:
    with qtbot.waitSignal(seat.record_wanted) as asked:
        page.list.itemActivated.emit(page.list.topLevelItem(1), 0)
    assert asked.args == ["case", 2]


def test_that_an_associate_is_offered_closing_only(qtbot, tmp_path: Path) -> None:
    store = make_store(tmp_path)
    with seated(store, tmp_path, Role.ASSOCIATE) as seat:
        made = StalePage(seat)
        qtbot.addWidget(made)
        made.show()
        assert made.back.isHidden() and made.ask.isHidden() and not made.close_button.isHidden()
    store.close()


def test_that_a_screen_reader_is_told_every_part(qtbot, seat: Seat) -> None:
    window = MainWindow(seat)
    qtbot.addWidget(window)
    window.show()
    window.start()
    window.show_page("stale")
    settle(qtbot, seat)
    assert window.current_key == "stale" and faults(window) == []
    window.close()
    settle(qtbot, seat)
