"""Departments: who answers for the city and how; officials of city, state and federal bodies; referrals by number."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from app.authority import Right
from app.queries.departments import OfficialRow, official_rows
from app.queries.referrals import ReferralFilter, ReferralRow, referral
from app.ui.forms.directory_forms import department_sheet, official_sheet
from app.ui.forms.sheet import Sheet
from app.ui.pages.department_lists import departments_spec, officials_spec, referrals_spec
from app.ui.pages.department_view import DepartmentView
from app.ui.pages.record_list import RecordList
from app.ui.pages.records_page import RecordsPage
from app.ui.seat import Seat
from app.ui.widgets.base import named


class DirectoryPart(RecordsPage):
    """The list of departments and the page of one."""

    kind = "department"

    def __init__(self, seat: Seat, parent: QWidget | None = None) -> None:
        super().__init__(seat, departments_spec(seat), DepartmentView(seat), parent)

    def new_record(self) -> None:
        """Open the form of a new department."""
        self.open_sheet(department_sheet(self._seat, None, parent=self), self._made)

    def _made(self, number: object) -> None:
        if isinstance(number, int):
            self.open_record(number)


class DepartmentsPage(QWidget):
    """Three lists in tabs; {"department_id"}, {"officials"} and {"referrals": filter} lead to one of them."""

    def __init__(self, seat: Seat, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "departments_all_page", self.tr("Departments"))
        self.setProperty("ground", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._seat = seat
        self.sheet: Sheet | None = None
        self.departments = DirectoryPart(seat, self)
        self.officials = RecordList(seat, officials_spec(seat), self)
        self.referrals = RecordList(seat, referrals_spec(seat), self)
        self.tabs = named(QTabWidget(self), "departments_tabs", self.tr("Departments, officials, referrals"))
        self.tabs.tabBar().setAccessibleName(self.tabs.accessibleName())
        self.tabs.setDocumentMode(True)
        parts: tuple[tuple[QWidget, str], ...] = (
            (self.departments, self.tr("&Departments")),
            (self.officials, self.tr("O&fficials")),
            (self.referrals, self.tr("&Referrals")),
        )
        for part, words in parts:
            self.tabs.addTab(part, words)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.tabs)
        self.setFocusProxy(self.tabs)
        self.officials.opened.connect(self.open_official)
        self.officials.new_wanted.connect(lambda: self._open_sheet(None))
        self.referrals.opened.connect(self.open_referral)

    def show_wanted(self, what: dict[str, Any] | None) -> None:
        """What was asked for, or the list of departments as it was left."""
        what = what or {}
        if "referrals" in what:
            self.tabs.setCurrentWidget(self.referrals)
            self.referrals.show_filter(ReferralFilter.from_dict(what["referrals"]))
            self.referrals.view.setFocus()
        elif "officials" in what:
            self.tabs.setCurrentWidget(self.officials)
            self.officials.view.setFocus()
        elif what:
            self.tabs.setCurrentWidget(self.departments)
            self.departments.show_wanted(what)
        else:
            self._current().setFocus()

    def _current(self) -> QWidget:
        part = self.tabs.currentWidget()
        return part.view if isinstance(part, RecordList) else self.departments

    def open_official(self, number: object) -> None:
        """Show the form of an official to who may correct it."""
        if isinstance(number, int) and self._seat.may(Right.EDIT_PEOPLE):
            self._seat.ask(lambda s, _who: official_rows(s, [number]), then=self._official_came, owner=self)

    def _official_came(self, rows: list[OfficialRow]) -> None:
        for row in rows:
            self._open_sheet(row)

    def _open_sheet(self, row: OfficialRow | None) -> None:
        self.sheet = official_sheet(self._seat, row, parent=self)
        self.sheet.open()
        self.sheet.form.setFocus()

    def open_referral(self, number: object) -> None:
        """Open the case of a referral."""
        if isinstance(number, int):
            self._seat.ask(lambda s, who: referral(s, who, number), then=self._referral_came, owner=self)

    def _referral_came(self, row: ReferralRow) -> None:
        self._seat.record_wanted.emit("case", row.case_id)
