"""The page of cases: the list, and the page of the one that is open."""

from __future__ import annotations

from array import array
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.queries.cases import CaseFilter
from app.ui.forms.assign_form import assign_sheet
from app.ui.forms.case_form import case_sheet
from app.ui.forms.sheet import Sheet
from app.ui.pages.case import CasePage
from app.ui.pages.case_list import CaseList
from app.ui.seat import Seat


class CasesPage(QWidget):
    """List and case in one place: Enter opens, Esc goes back to the list as it was left."""

    def __init__(self, seat: Seat, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("cases_page")
        self.setAccessibleName(self.tr("Cases"))
        self.setProperty("ground", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._seat = seat
        self.sheet: Sheet | None = None
        self._led = False  # whether the case was opened from another page
        self.list = CaseList(seat, self)
        self.case = CasePage(seat, self)
        self.stack = QStackedWidget(self)
        self.stack.setObjectName("cases_stack")
        for each in (self.list, self.case):
            self.stack.addWidget(each)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.stack)
        self.setFocusProxy(self.list.view)
        self.list.opened.connect(self._open_from_list)
        self.list.new_wanted.connect(self.new_case)
        self.list.assign_wanted.connect(self.assign)
        self.list.model.counted.connect(lambda _: self._tell_neighbours())
        self.case.step_wanted.connect(self._step)
        self.case.case_wanted.connect(self.open_case)
        self.case.back_wanted.connect(self.leave_case)
        self._back = QShortcut(QKeySequence(Qt.Key.Key_Escape), self.case)
        self._back.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._back.activated.connect(self.leave_case)
        self.list.views.choose("open")

    def show_wanted(self, what: dict[str, Any] | None) -> None:
        """What was asked for: {"case_id": …}, {"case_id": …, "chase": 5} (chase that referral), {"view": "overdue"},
        {"filter": {…}, "title": "Closed, May 2026"}, {"new": {…}}, or None."""
        what = what or {}
        if "case_id" in what:
            self._led = self._seat.trail.led
            if "chase" in what:
                self.case.referring.begin("chase", int(what["chase"]))
            self.open_case(int(what["case_id"]))
        elif "filter" in what:
            self.back()
            self.list.show_other(CaseFilter.from_dict(what["filter"]), str(what.get("title", "")))
        elif "view" in what:
            self.back()
            self.list.views.choose(str(what["view"]))
        elif "new" in what:
            self.new_case(what["new"] or {})
        self.setFocus()

    def open_case(self, case_id: int) -> None:
        """Show the page of a case."""
        self.case.show_case(int(case_id))
        self.stack.setCurrentWidget(self.case)
        self._tell_neighbours()
        self.setFocusProxy(self.case)
        self.case.setFocus()

    def _open_from_list(self, case_id: int) -> None:
        self._led = False
        self.open_case(case_id)

    def leave_case(self) -> None:
        """Return to the page that opened the case, or to the list."""
        led, self._led = self._led, False
        self.back()
        if led:
            self._seat.back_wanted.emit()

    def back(self) -> None:
        """Return to the list, its selection as it was."""
        self.case.leave()
        self.stack.setCurrentWidget(self.list)
        self.setFocusProxy(self.list.view)
        self.list.view.setFocus()

    def new_case(self, given: dict[str, Any] | None = None) -> None:
        """Open the form of a new case."""
        self._open(case_sheet(self._seat, parent=self, given=given or {}), self._made)

    def _made(self, case_id: object) -> None:
        if isinstance(case_id, int):
            self.open_case(case_id)

    def assign(self, case_ids: array[int]) -> None:
        """Hand the chosen cases to somebody."""
        if len(case_ids):
            self._open(assign_sheet(self._seat, case_ids, parent=self), None)

    def _open(self, sheet: Sheet, then: Any) -> None:
        self.sheet = sheet
        if then is not None:
            sheet.form.saved.connect(then)
        sheet.open()
        sheet.form.setFocus()

    # -- through the list -----------------------------------------------------------------------------------

    def _step(self, by: int) -> None:
        row = self.list.model.row_of(self.case.case_id or 0)
        if row is not None and 0 <= row + by < self.list.model.count:
            self.list.view.go_to(row + by)
            self.open_case(self.list.model.id_at(row + by))

    def _tell_neighbours(self) -> None:
        row = self.list.model.row_of(self.case.case_id or 0)
        self.case.show_place(row, self.list.model.count)
