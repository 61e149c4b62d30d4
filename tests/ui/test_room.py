"""What becomes of parts where there is little room: they fold, give way or end in dots, and nothing is cut."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel, QPushButton, QScrollArea, QSpinBox, QWidget

from app.ui.columns import Column
from app.ui.jobs import Jobs
from app.ui.lazy_table import LazyTable
from app.ui.lazy_view import LazyView
from app.ui.messages import Messages
from app.ui.office_hours import HoursForm
from app.ui.pages.case_bits import link_button
from app.ui.theme import theme
from app.ui.widgets.base import IconMark
from app.ui.widgets.icon_line import IconLine
from app.ui.widgets.list_head import ListHead
from app.ui.widgets.room import as_wide, at_least, at_most, spaced


@pytest.fixture
def wear() -> Iterator[Callable[[int], None]]:
    """Chooses a size of text, and takes the usual one at the end."""

    def choose(percent: int) -> None:
        theme().choose("light", text_percent=percent)
        theme().changed.emit()  # sent by itself only where an application wears it

    yield choose
    choose(100)


@pytest.fixture
def view(qtbot: Any, tmp_path: Path) -> Iterator[LazyView]:
    jobs = Jobs(messages=Messages(log_folder=tmp_path))
    columns: list[Column[Any]] = [
        Column("number", "Number", str, width=100),
        Column("subject", "Subject", str, width=300, fluid=True),
        Column("ward", "Ward", str, width=60, gives_way=1),
        Column("owner", "Owner", str, width=120, gives_way=2),
    ]
    model: LazyTable[Any] = LazyTable(jobs, columns, find_rows=lambda _, ids: list(ids))
    model.show_array(array("q"))
    made = LazyView(model, name="table")
    qtbot.addWidget(made)
    made.resize(700, 300)
    made.show()
    yield made
    jobs.close()


def shown(view: LazyView) -> list[str]:
    return [view.model().columns[number].key for number in view.head.shown()]  # type: ignore[attr-defined]  # a LazyTable


def test_that_columns_give_way_in_their_order_and_come_back(view: LazyView, qtbot: Any) -> None:
    assert shown(view) == ["number", "subject", "ward", "owner"]
    view.resize(470, 300)
    assert shown(view) == ["number", "subject", "owner"]
    view.resize(400, 300)
    assert shown(view) == ["number", "subject"]
    qtbot.waitUntil(lambda: view.horizontalScrollBar().maximum() == 0)
    assert view.layout_state()["hidden"] == [], "nobody chose to hide them"
    view.resize(700, 300)
    assert shown(view) == ["number", "subject", "ward", "owner"]
    assert view.columnWidth(3) == 120, "as wide as before"


def test_that_a_column_that_is_asked_for_does_not_give_way(view: LazyView) -> None:
    view.resize(400, 300)
    view.head.show_column("ward", True)
    assert shown(view) == ["number", "subject", "ward"]
    view.head.show_column("ward", False)
    assert view.layout_state()["hidden"] == ["ward"]


def test_that_a_title_is_told_whole_by_its_tip(view: LazyView) -> None:
    from PySide6.QtCore import Qt

    tip = view.model().headerData(1, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)
    assert tip == "Subject" and view.horizontalHeader().textElideMode() is Qt.TextElideMode.ElideRight


def test_that_acts_stand_below_the_title_where_there_is_no_room_beside(qtbot: Any) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    title, acts = QLabel("Organizations", page), [QPushButton(f"A long act {n}", page) for n in range(4)]
    head = ListHead((title,), acts, page, name="head")
    head.resize(900, 60)
    page.resize(900, 200)
    page.show()
    assert not head.is_folded and acts[0].x() > title.geometry().right()
    head.resize(head.minimumSizeHint())
    assert head.is_folded
    qtbot.waitUntil(lambda: acts[0].y() > title.y())
    assert acts[0].x() >= 0 and acts[-1].geometry().right() < head.width(), "none is cut at the side"
    head.resize(900, 60)
    assert not head.is_folded


def test_that_measures_follow_the_size_of_text(qtbot: Any, wear: Callable[[int], None]) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    for act, told in ((as_wide, "width"), (at_least, "minimumWidth"), (at_most, "maximumWidth")):
        part = QWidget(page)
        act(part, 150)
        assert getattr(part, told)() == 150
        wear(200)
        assert getattr(part, told)() == 300
        wear(100)
    spin = QSpinBox(page)
    spaced(spin)
    wear(150)
    assert spin.lineEdit().textMargins().left() == 12


def test_that_an_icon_in_a_line_grows_with_the_text(qtbot: Any, wear: Callable[[int], None]) -> None:
    line = IconLine()
    qtbot.addWidget(line)
    icon = IconMark("search", line)
    line.put(icon)
    assert icon.width() == 16 and line.textMargins().left() > 16
    wear(200)
    assert icon.width() == 32 and line.textMargins().left() > 32


def test_that_holidays_stand_below_the_week_where_there_is_no_room(qtbot: Any) -> None:
    area, form = QScrollArea(), HoursForm(date(2026, 11, 18))
    qtbot.addWidget(area)
    area.setWidgetResizable(True)
    area.setWidget(form)
    area.resize(1300, 700)
    area.show()
    assert form.closures.x() > 100 and form.closures.y() == 0
    area.resize(620, 700)
    qtbot.waitUntil(lambda: form.closures.x() == 0 and form.closures.y() > 100)
    qtbot.waitUntil(lambda: area.horizontalScrollBar().maximum() == 0)
    area.resize(1300, 700)
    qtbot.waitUntil(lambda: form.closures.x() > 100 and form.closures.y() == 0)


def test_that_a_link_is_as_wide_as_its_words_and_never_forces_its_place_wide(qtbot: Any) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    link = link_button("Harbor Light Bakery and Coffee House", page, name="link")
    words = link.fontMetrics().horizontalAdvance(link.text())
    assert abs(link.sizeHint().width() - words) <= 4 and link.minimumSizeHint().width() < words
