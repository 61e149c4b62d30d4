"""The monitoring page: figures of the month, each of which opens its cases, by mouse and by keys."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from app.models import Channel, Outcome, Role, Told
from app.queries.monitoring_words import DEFINITIONS
from app.services.cases import close_case
from app.store import Store
from app.ui.pages.monitoring import MonitoringPage
from app.ui.pages.reports import ReportsPage
from app.ui.seat import Seat
from tests.factories import director, make_case, make_store
from tests.ui.seat import put_up, put_up_window, seated, settle
from tests.ui.told import faults

START = datetime(2026, 10, 5, 14, tzinfo=UTC)


def _office(session) -> None:
    case = make_case(session, at=START, fields={"category_id": 1})
    make_case(session, "Drain", at=START, fields={"category_id": 2})
    at = START + timedelta(days=2)
    told = Told(told=True, told_at=at, told_how=Channel.PHONE)
    close_case(session, director(session), case.id or 0, outcome=Outcome.RESOLVED, told=told, at=at)


@pytest.fixture
def store(store: Store) -> Store:
    store.write(_office)
    return store


@pytest.fixture
def page(qtbot, seat: Seat) -> MonitoringPage:
    made = put_up(qtbot, seat, MonitoringPage(seat), (1180, 760))
    made.show_wanted(None)
    settle(qtbot, seat)
    return made


def asked(seat: Seat) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    seat.page_wanted.connect(lambda key, what: found.append((key, what)))
    return found


def test_that_the_last_full_month_is_shown_and_reconciles(page: MonitoringPage) -> None:
    assert page.day == date(2026, 10, 1)
    assert page.timeliness.tiles["closed.in_target"].text() == "100%"
    assert page.timeliness.tiles["closed.in_target"].accessibleName() == "Closed within target: 100%, 1 of 1 closed"
    assert page.reconciles.text() == ("It reconciles: carried in 0 + opened 2 + reopened 0 = closed 1 + carried out 1")
    assert not page.hidden.isVisible()


def test_that_every_figure_and_bar_opens_its_cases(qtbot, seat: Seat, page: MonitoringPage) -> None:
    wanted = asked(seat)
    buttons = [*page.timeliness.tiles.values(), *page.substance.tiles.values(), *page.timeliness.bands]
    for button in [each for each in (*buttons, *page.flow_buttons.values()) if each.isVisible()]:
        before = len(wanted)
        button.click()
        settle(qtbot, seat)
        assert len(wanted) == before + 1 and wanted[-1][0] == "cases", button.objectName()
    page.timeliness.tiles["closed.in_target"].click()
    settle(qtbot, seat)
    assert wanted[-1][1] == {"filter": {"ids": [1]}, "title": "Closed within target, October 2026"}


def test_that_the_chart_goes_by_arrows_and_opens_its_month(qtbot, seat: Seat, page: MonitoringPage) -> None:
    wanted, chart = asked(seat), page.timeliness.trend
    assert chart.place == 11 and "Median 2.0" in chart.accessibleName()
    qtbot.keyClick(chart, Qt.Key.Key_Return)
    settle(qtbot, seat)
    assert wanted[-1][1]["filter"] == {"ids": [1]}
    qtbot.keyClick(chart, Qt.Key.Key_Left)
    assert chart.place == 10 and "Median –" in chart.accessibleName()


def test_that_the_table_says_what_the_chart_shows(qtbot, page: MonitoringPage) -> None:
    page.turn_tables()
    assert page.timeliness.table.isVisible() and not page.timeliness.trend.isVisible()
    rows = page.timeliness.table.model()
    assert [rows.index(11, each).data() for each in range(3)] == ["Oct", "2.0", "2.0"]


def test_that_rows_of_each_table_open_their_cases(qtbot, seat: Seat, page: MonitoringPage) -> None:
    wanted = asked(seat)
    for place in range(page.divided.tabs.count()):
        page.divided.tabs.setCurrentIndex(place)
        page.divided.table.itemActivated.emit(page.divided.table.topLevelItem(0), 0)
        settle(qtbot, seat)
        assert wanted[-1][1]["filter"] == {"ids": [1]}


def test_that_r_on_a_row_asks_for_the_cases_read(qtbot, seat: Seat, page: MonitoringPage) -> None:
    opened, divided = list[str](), page.divided
    divided.opened.connect(lambda key, name: opened.append(key))
    for place in (2, 3):
        divided.tabs.setCurrentIndex(place)
        divided.table.setCurrentIndex(divided.table.model().index(0, 0))
        divided.table.setFocus()
        qtbot.keyClick(divided.table, Qt.Key.Key_R)
    settle(qtbot, seat)
    assert [key.split(".")[:2] for key in opened] == [["substance", "ward"], ["substance", "asker_language"]]


def test_that_a_department_and_another_month_can_be_chosen(qtbot, seat: Seat, page: MonitoringPage) -> None:
    page.department.setCurrentIndex(page.department.findText("Water"))
    settle(qtbot, seat)
    assert "opened 1 + reopened 0 = closed 0" in page.reconciles.text()
    page.show_wanted({"month": "2026-10", "department_id": None, "category_id": 2})
    settle(qtbot, seat)
    assert "opened 1 + reopened 0 = closed 0" in page.reconciles.text()
    page.show_wanted({"month": "2026-09", "department_id": None, "category_id": None})
    settle(qtbot, seat)
    assert "opened 0" in page.reconciles.text() and f"{page.day:%Y-%m}" == "2026-09"


def test_that_definitions_are_one_key_away(qtbot, page: MonitoringPage) -> None:
    assert not page.told.isVisible()
    page.definitions.click()
    assert page.told.isVisible() and len(page.told.findChildren(type(page.problem), "term")) == len(DEFINITIONS)
    assert all(tile.accessibleDescription() for tile in page.timeliness.tiles.values())


def test_that_printing_asks_for_the_same_month(seat: Seat, page: MonitoringPage) -> None:
    wanted = asked(seat)
    page.print_page()
    assert wanted == [("reports", {"key": "monitoring", "month": "2026-10", "department": ""})]


def test_that_the_paper_of_the_page_is_made_in_reports(qtbot, seat: Seat) -> None:
    made = ReportsPage(seat)
    qtbot.addWidget(made)
    made.show()
    settle(qtbot, seat)
    made.show_wanted({"key": "monitoring", "month": "2026-10", "department": "2"})
    settle(qtbot, seat)
    assert made.title.text() == "Timeliness and substance, October 2026, Water"
    made.show_wanted({"key": "monitoring", "month": "2026-10", "department": ""})
    settle(qtbot, seat)
    assert made.title.text() == "Timeliness and substance, October 2026"
    wanted: list[Any] = asked(seat)
    made.gallery.monitoring.click()
    assert wanted == [("monitoring", None)]


def test_that_a_screen_reader_is_told_every_part(qtbot, seat: Seat) -> None:
    window = put_up_window(qtbot, seat, (1280, 720))
    window.show_page("monitoring")
    settle(qtbot, seat)
    assert window.current_key == "monitoring" and faults(window) == []
    window.page("monitoring").turn_tables()
    assert faults(window) == []
    window.close()
    settle(qtbot, seat)


def test_that_the_mayor_counts_confidential_cases_and_lists_none(qtbot, tmp_path: Path) -> None:
    store = make_store(tmp_path)
    store.write(lambda s: make_case(s, at=START, fields={"category_id": 1, "confidential": True}))
    with seated(store, tmp_path, Role.MAYOR) as seat:
        made = MonitoringPage(seat)
        qtbot.addWidget(made)
        made.show()
        made.show_wanted(None)
        settle(qtbot, seat)
        assert made.found is not None and made.found.flow.opened == 1 and made.stale.isHidden()
        wanted = asked(seat)
        made.flow_buttons["opened"].click()
        settle(qtbot, seat)
        assert wanted[-1][1]["filter"] == {"ids": []}
    store.close()
