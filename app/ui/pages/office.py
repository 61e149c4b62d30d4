"""The office itself: letterhead, hours, staff, departments, categories, my seat, rights, backups, directives."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from app.authority import Right
from app.ui.pages.office_backups import BackupsTab
from app.ui.pages.office_calendar import CalendarForm
from app.ui.pages.office_directives import DirectivesTab
from app.ui.pages.office_forms import CategoryForm, DepartmentForm, LetterheadForm
from app.ui.pages.office_history import HistoryTab
from app.ui.pages.office_imports import ImportsTab
from app.ui.pages.office_recovery import RecoveryTab
from app.ui.pages.office_rights import RightsTab
from app.ui.pages.office_staff import StaffTab
from app.ui.pages.office_tabs import RecordsTab, SeatTab, scrolled
from app.ui.seat import Seat
from app.ui.widgets.base import named, text_label

MARGIN = 24
RIGHTS, BACKUPS, DIRECTIVES = 6, 7, 8
SCROLLED = {RIGHTS: "rights_scroll", BACKUPS: "backups_scroll", DIRECTIVES: "directives_scroll"}
"""Tabs that scroll as a whole where the window is low, and the names of what scrolls."""


class OfficePage(QWidget):
    """Tabs, each made when first shown; who may not change the office sees it all the same."""

    def __init__(self, seat: Seat, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "office_page", self.tr("Office"))
        self._seat = seat
        self.tabs = named(QTabWidget(self), "office_tabs", self.tr("Parts of the office"))
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setAccessibleName(self.tr("Parts of the office"))
        self._makers = self._parts()
        self._made: dict[int, QWidget] = {}
        for word, _ in self._makers:
            holder = named(QWidget(self.tabs), "office_tab")
            QVBoxLayout(holder).setContentsMargins(0, 0, 0, 0)
            self.tabs.addTab(holder, word)
        self._rights = self._tab_rights()
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, 12, MARGIN, 12)
        column.addWidget(text_label(self.tr("Office"), self, type="page", name="office_title"))
        said = self.tr("The Director changes these. Under My seat you change looks and your password.")
        self.hint = text_label(said, self, type="table", ink="ink_2", name="office_hint")
        column.addWidget(self.hint)
        column.addWidget(self.tabs, 1)
        self.tabs.currentChanged.connect(self._make)
        seat.me_changed.connect(self._offer)
        self._offer()
        self._make(0)

    def _parts(self) -> list[tuple[str, Callable[[], QWidget]]]:
        seat = self._seat
        return [
            (self.tr("Letterhead"), lambda: scrolled(LetterheadForm(seat, "letterhead_form"), "letterhead_scroll")),
            (self.tr("Hours and holidays"), lambda: scrolled(CalendarForm(seat, "calendar_form"), "calendar_scroll")),
            (self.tr("Staff"), lambda: StaffTab(seat)),
            (self.tr("Departments"), self._departments),
            (self.tr("Categories"), self._categories),
            (self.tr("My seat"), lambda: scrolled(SeatTab(seat), "seat_scroll")),
            (self.tr("Rights"), lambda: RightsTab(seat)),
            (self.tr("Backups"), lambda: BackupsTab(seat)),
            (self.tr("Directives"), lambda: DirectivesTab(seat)),
            (self.tr("Recovery key"), lambda: RecoveryTab(seat)),
            (self.tr("Old tables"), lambda: ImportsTab(seat)),
            (self.tr("History"), lambda: HistoryTab(seat)),
        ]

    def _tab_rights(self) -> dict[int, Right]:
        """The tabs that are only for some, by their place: the last three."""
        rights = (Right.MANAGE_OFFICE, Right.IMPORT, Right.READ_HISTORY)
        return dict(enumerate(rights, start=len(self._makers) - len(rights)))

    def _offer(self) -> None:
        """Show the tabs that who is signed in may use, also when rights begin or end meanwhile."""
        for at, right in self._rights.items():
            self.tabs.setTabVisible(at, self._seat.may(right))
        self.hint.setVisible(not self._seat.may(Right.MANAGE_OFFICE))

    def _departments(self) -> QWidget:
        return RecordsTab(
            self._seat,
            DepartmentForm(self._seat, "department_form"),
            lambda: self._seat.reference.departments,
            name="departments_tab",
            label=self.tr("Departments"),
            new=self.tr("&New department"),
        )

    def _categories(self) -> QWidget:
        return RecordsTab(
            self._seat,
            CategoryForm(self._seat, "category_form"),
            lambda: self._seat.reference.categories,
            name="categories_tab",
            label=self.tr("Categories"),
            new=self.tr("&New category"),
        )

    def _make(self, at: int) -> None:
        holder = self.tabs.widget(at)
        if at not in self._made and holder is not None:
            part = self._makers[at][1]()
            self._made[at] = part
            layout = holder.layout()
            if layout is not None:
                layout.addWidget(scrolled(part, SCROLLED[at]) if at in SCROLLED else part)

    def tab(self, at: int) -> Any:
        """The content of a tab, made when it is not there yet."""
        self.tabs.setCurrentIndex(at)
        return self._made[at]

    @property
    def help_topic(self) -> str:
        """The page of the guide for the tab that is shown."""
        word = self._makers[self.tabs.currentIndex()][0]
        topics = {self.tr("Staff"): "staff-and-rights", self.tr("Rights"): "staff-and-rights"}
        topics |= {self.tr("Backups"): "backups", self.tr("History"): "history"}
        topics |= {self.tr("Directives"): "directives"}
        return topics.get(word, "office")

    def show_wanted(self, what: dict[str, Any] | None) -> None:
        """{"tab": number}, {"part": "backups" or "directives"} or {"part": "history", "filter": {…}} shows a tab; None
        leaves all."""
        if self._seat.reference.on != self._seat.today():
            self._seat.refer_anew()  # a target set for a day that has come
        if what and what.get("part") == "backups":
            self.tabs.setCurrentIndex(BACKUPS)
        if what and what.get("part") == "directives":
            self.tabs.setCurrentIndex(DIRECTIVES)
        if what and what.get("part") == "history" and self._seat.may(Right.READ_HISTORY):
            shown: HistoryTab = self.tab([word for word, _ in self._makers].index(self.tr("History")))
            shown.show_filter(what.get("filter", {}))
        if what and "tab" in what:
            self.tabs.setCurrentIndex(int(what["tab"]))
