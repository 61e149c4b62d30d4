"""A page of records: the list, and the page of one of them; Enter opens, Esc goes back to the list as it was left."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.ui.forms.sheet import Sheet
from app.ui.pages.record_list import ListSpec, RecordList
from app.ui.pages.record_view import RecordView
from app.ui.seat import Seat
from app.ui.widgets.base import named


class RecordsPage(QWidget):
    """Subclasses answer the list's spec, the view, the name of the id in `show_wanted`, and the sheet of a new one."""

    kind = ""

    def __init__(self, seat: Seat, spec: ListSpec, view: RecordView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, f"{spec.name}_page", spec.title)
        self.setProperty("ground", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._seat, self._spec = seat, spec
        self.sheet: Sheet | None = None
        self._led = False  # whether the record was opened from another page
        self.list, self.record = RecordList(seat, spec, self), view
        self.stack = named(QStackedWidget(self), f"{spec.name}_page_stack")
        for each in (self.list, self.record):
            self.stack.addWidget(each)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.stack)
        self.setFocusProxy(self.list.view)
        self.list.opened.connect(self._open_from_list)
        self.list.new_wanted.connect(self.new_record)
        self.record.back_wanted.connect(self.leave_record)
        self.record.sheet_wanted.connect(self.open_sheet)
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self.record)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.leave_record)

    def show_wanted(self, what: dict[str, Any] | None) -> None:
        """What was asked for: {"person_id": …} (of the page's kind), {"filter": {…}}, {"new": True}, or None."""
        what = what or {}
        if f"{self.kind}_id" in what:
            self._led = self._seat.trail.led
            self.open_record(int(what[f"{self.kind}_id"]))
        elif "filter" in what:
            self.back()
            self.list.show_filter(type(self._spec.start).from_dict(what["filter"]))
        elif "new" in what:
            self.new_record()
        self.setFocus()

    def open_record(self, number: int) -> None:
        """Show the page of a record."""
        self.record.show_record(int(number))
        self.stack.setCurrentWidget(self.record)
        self.setFocusProxy(self.record)
        self.record.setFocus()

    def _open_from_list(self, number: int) -> None:
        self._led = False
        self.open_record(number)

    def leave_record(self) -> None:
        """Return to the page that opened the record, or to the list."""
        led, self._led = self._led, False
        self.back()
        if led:
            self._seat.back_wanted.emit()

    def back(self) -> None:
        """Return to the list, its selection as it was."""
        self.record.leave()
        self.stack.setCurrentWidget(self.list)
        self.setFocusProxy(self.list.view)
        self.list.view.setFocus()

    def new_record(self) -> None:
        """Open the form of a new one, where there is one."""

    def open_sheet(self, sheet: Sheet, then: Callable[[Any], object] | None = None) -> None:
        """Show a form over the page."""
        self.sheet = sheet
        if then is not None:
            sheet.form.saved.connect(then)
        sheet.open()
        sheet.form.setFocus()
