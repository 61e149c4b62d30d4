"""The period of a report: one of the usual ones, or from one day to another."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QDate, QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QDateEdit, QHBoxLayout, QWidget

from app.errors import Invalid
from app.queries.figures import Period
from app.reports.periods import key_of, read_period
from app.ui.seat import Seat
from app.ui.widgets.base import named

MONTHS, QUARTERS, YEARS = 36, 8, 5
OWN = "own"


class PeriodEdit(QWidget):
    """A list of periods, the usual ones first; its last line shows two days to choose."""

    changed = Signal()

    def __init__(self, seat: Seat, given: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._zone, self._at, self._today = seat.zone.key, seat.now(), seat.today()
        self.box = named(QComboBox(self), "report_period_choice", self.tr("Period"))
        self.first = self._day("report_period_first", self.tr("First day"))
        self.last = self._day("report_period_last", self.tr("Last day"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for widget in (self.box, self.first, self.last):
            row.addWidget(widget)
        self.setFocusProxy(self.box)
        self._fill()
        self._choose(given)
        self._fit()
        self.box.currentIndexChanged.connect(self._changed)
        for edit in (self.first, self.last):
            edit.dateChanged.connect(self.changed)

    def answer(self) -> str:
        """The period as `read_period` takes it."""
        chosen = str(self.box.currentData())
        if chosen != OWN:
            return chosen
        return "..".join(edit.date().toString("yyyy-MM-dd") for edit in (self.first, self.last))

    def choose(self, given: str) -> None:
        """Choose another period, as `read_period` takes it."""
        self._choose(given)
        self._fit()

    def _day(self, name: str, words: str) -> QDateEdit:
        edit = named(QDateEdit(self), name, words)
        edit.setCalendarPopup(True)
        edit.setDisplayFormat("MMM d, yyyy")
        edit.setDate(QDate(self._today.year, self._today.month, self._today.day))
        return edit

    def _fill(self) -> None:
        for name, words in (("last-week", self.tr("Last week")), ("this-week", self.tr("This week, so far"))):
            self._add(words, name)
        month = self._period("this")
        for back in range(MONTHS):
            each = month.back(back)
            self._add(self.tr("{0}, so far").format(each.name) if not back else each.name, key_of(each))
        for back in range(QUARTERS):
            year, quarter = divmod(month.first.year * 4 + (month.first.month - 1) // 3 - back, 4)
            self._add(self.tr("Quarter {0} of {1}").format(quarter + 1, year), f"{year}-Q{quarter + 1}")
        for back in range(YEARS):
            self._add(str(month.first.year - back), str(month.first.year - back))
        self._add(self.tr("From one day to another…"), OWN)

    def _add(self, words: str, key: str) -> None:
        self.box.addItem(words, key)

    def _period(self, given: str) -> Period:
        return read_period(given, self._zone, self._at)

    def _choose(self, given: str) -> None:
        try:
            key = given if self.box.findData(given) >= 0 else key_of(self._period(given))
        except Invalid:
            key = key_of(self._period("last"))
        place = self.box.findData(key)
        if place < 0:
            found = self._period(key)
            self._show_days(found.first, found.last)
        self.box.setCurrentIndex(place if place >= 0 else self.box.findData(OWN))

    def _show_days(self, first: date, last: date) -> None:
        for edit, day in ((self.first, first), (self.last, last)):
            with QSignalBlocker(edit):
                edit.setDate(QDate(day.year, day.month, day.day))

    def _fit(self) -> None:
        own = self.box.currentData() == OWN
        self.first.setVisible(own)
        self.last.setVisible(own)

    def _changed(self) -> None:
        self._fit()
        self.changed.emit()
