"""The days on which the office is closed, or has hours of that day alone: holidays of a state, and the office's own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from PySide6.QtCore import QDate, QLocale, Qt, QTime, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDateEdit,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QTimeEdit,
    QVBoxLayout,
    QWidget,
)

from app.ui.widgets.base import named, text_label
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.room import spaced
from app.workdays import PRESETS, OfficeCalendar, preset_closures

YEARS_AHEAD = 3
_ROLE = Qt.ItemDataRole.UserRole


class Closures(QWidget):
    """The list of days, each with a check; `begun` is today in an office that works already: days before it stay."""

    changed = Signal()

    def __init__(self, first_year: int, parent: QWidget | None = None, *, begun: date | None = None) -> None:
        super().__init__(parent)
        named(self, "closures", self.tr("Holidays"))
        self._years, self._begun = range(first_year, first_year + YEARS_AHEAD), begun
        self._is_placed = False
        self.preset = named(QComboBox(self), "closures_preset", self.tr("Ready list of holidays"))
        for key, word in PRESETS.items():
            self.preset.addItem(word, key)
        self.year = named(QComboBox(self), "closures_year", self.tr("Year of the holidays"))
        for year in self._years:
            self.year.addItem(str(year), year)
        self.add_year = KeyButton(self.tr("Add holidays"), self, icon="calendar-plus", name="closures_add_year")
        self.list = named(QListWidget(self), "closures_list", self.tr("Closed days"))
        self.list.setProperty("kind", "box")
        self.problem = text_label("", self, type="table", ink="overdue", name="closures_problem")
        self.problem.setWordWrap(True)
        self.problem.hide()
        self._make_foot(first_year)
        self._arrange()
        self.preset.activated.connect(self._take_preset)
        self.add_year.clicked.connect(self._add_year)
        bar = self.list.verticalScrollBar()
        bar.rangeChanged.connect(lambda *_: self._show_coming())
        bar.actionTriggered.connect(lambda _: self._leave_place())
        self.list.itemChanged.connect(lambda _: self.changed.emit())
        self._name.returnPressed.connect(self._add)
        self._kind.currentIndexChanged.connect(lambda _: self._fit())
        self._fit()

    def _make_foot(self, first_year: int) -> None:
        self._kind = named(QComboBox(self), "closure_kind", self.tr("Closed or other hours"))
        self._kind.addItem(self.tr("Closed"), False)
        self._kind.addItem(self.tr("Open"), True)
        first = self._begun or date(first_year, 12, 24)
        self._date = named(QDateEdit(_qdate(first), self), "closure_date", self.tr("Date of a closure"))
        self._date.setDisplayFormat("MMM d, yyyy")
        self._date.setCalendarPopup(True)
        if self._begun:
            self._date.setMinimumDate(_qdate(self._begun))
        self._name = named(QLineEdit(self), "closure_name", self.tr("Why it is closed"))
        self._name.setPlaceholderText(self.tr("Why it is closed"))
        self._from = self._time("closure_from", self.tr("Opens that day"), QTime(8, 30))
        self._to = self._time("closure_to", self.tr("Closes that day"), QTime(19, 0))
        self._add_day = KeyButton(self.tr("Add"), self, icon="plus", name="closure_add")
        self._add_day.clicked.connect(self._add)

    def _time(self, name: str, says: str, at: QTime) -> QTimeEdit:
        edit = named(QTimeEdit(at, self), name, says)
        edit.setDisplayFormat("h:mm AP")
        spaced(edit)
        return edit

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        head = FlowLayout(gap=8)
        head.addWidget(text_label(self.tr("Holidays"), self, type="section", name="closures_title"))
        for each in (self.preset, self.year, self.add_year):
            head.addWidget(each)
        column.addLayout(head)
        column.addWidget(self.list, 1)
        column.addWidget(self.problem)
        foot = QHBoxLayout()
        for widget in (self._kind, self._date, self._name, self._from, self._to, self._add_day):
            foot.addWidget(widget, 1 if widget is self._name else 0)
        column.addLayout(foot)

    def _fit(self) -> None:
        is_open = bool(self._kind.currentData())
        self._name.setVisible(not is_open)
        for each in (self._from, self._to):
            each.setVisible(is_open)
        for shown in (self.year, self.add_year, self._kind):
            shown.setVisible(self._begun is not None)

    # -- what it holds --------------------------------------------------------------------------------------

    def value(self) -> dict[str, str]:
        """Date → name of the closed days that are checked."""
        return {day: name for day, name, spans in self._checked() if not spans}

    def special(self) -> dict[str, Any]:
        """Date → spans, as the calendar's JSON has them, of the days with hours of their own."""
        return {day: spans for day, _, spans in self._checked() if spans}

    def _checked(self) -> list[tuple[str, str, Any]]:
        items = [self.list.item(row) for row in range(self.list.count())]
        return [item.data(_ROLE) for item in items if item.checkState() == Qt.CheckState.Checked]

    def set_value(self, closures: Mapping[date, str], special: Mapping[str, Any] | None = None) -> None:
        """Show these days, all checked; `special` as the calendar's JSON has it."""
        self.list.clear()
        days: dict[date, tuple[str, Any]] = {day: (name, None) for day, name in closures.items()}
        days |= {date.fromisoformat(day): ("", spans) for day, spans in (special or {}).items()}
        for day, (name, spans) in sorted(days.items(), key=lambda each: each[0]):
            self._put(day, name, spans)
        self._is_placed = False
        self._show_coming()
        self.changed.emit()

    def showEvent(self, event: QShowEvent) -> None:
        """The days that are past stand above what is seen first."""
        super().showEvent(event)
        self._show_coming()

    def _leave_place(self) -> None:
        """Somebody moved the list: it stays where they look."""
        self._is_placed = True

    def _show_coming(self) -> None:
        """The next day to come first, at each size that list and text get, until somebody moves the list."""
        if self._is_placed:
            return
        coming = (row for row in range(self.list.count()) if self._is_open_yet(self.list.item(row).data(_ROLE)[0]))
        if self._begun and (first := next(coming, None)) is not None:
            self.list.scrollToItem(self.list.item(first), QListWidget.ScrollHint.PositionAtTop)

    def show_calendar(self, calendar: OfficeCalendar) -> None:
        """Show the closures and special hours of a calendar."""
        special = calendar.to_json()["special"]
        self.set_value(calendar.closures, special if isinstance(special, dict) else {})

    def take(self, preset: str) -> None:
        """Take over a ready list in place of what is there."""
        self.preset.setCurrentIndex(max(0, self.preset.findData(preset)))
        self.set_value(preset_closures(preset, self._years))

    def offer(self, preset: str) -> None:
        """Offer this ready list first, where there is one; nothing is taken over yet."""
        self.preset.setCurrentIndex(max(0, self.preset.findData(preset)))

    def set_problem(self, sentence: str) -> None:
        """What is wrong with these days; "" for nothing."""
        self.problem.setText(sentence)
        self.problem.setAccessibleName(sentence)
        self.problem.setVisible(bool(sentence))

    # -- changing -------------------------------------------------------------------------------------------

    def _take_preset(self) -> None:
        if self._begun is None:
            self.take(self.preset.currentData())

    def _add_year(self) -> None:
        """Holidays of the year that are not past and not named yet; the office's own words stay."""
        known = {self.list.item(row).data(_ROLE)[0] for row in range(self.list.count())}
        found = preset_closures(self.preset.currentData(), [self.year.currentData()])
        new = {day: name for day, name in found.items() if str(day) not in known and self._is_open_yet(str(day))}
        for day, name in new.items():
            self._put(day, name, None)
        self._leave_place()
        self.list.scrollToBottom()
        self.changed.emit()

    def _is_open_yet(self, day: str) -> bool:
        return self._begun is None or date.fromisoformat(day) >= self._begun

    def _put(self, day: date, name: str, spans: Any) -> None:
        words = QLocale().toString(_qdate(day), "ddd, MMM d, yyyy")
        told = self.tr("open {0}").format(", ".join(f"{a}–{b}" for a, b in spans)) if spans else name
        past = "" if self._is_open_yet(str(day)) else self.tr("    (past, stays)")
        item = QListWidgetItem(f"{words}    {told}{past}", self.list)
        item.setData(_ROLE, (day.isoformat(), name, spans))
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        item.setCheckState(Qt.CheckState.Checked)
        if past:
            item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsUserCheckable)

    def _add(self) -> None:
        chosen = self._date.date()
        day = date(chosen.year(), chosen.month(), chosen.day())
        self._take_out(day)
        if self._kind.currentData():
            end = self._to.time().toString("HH:mm")
            self._put(day, "", [[self._from.time().toString("HH:mm"), "24:00" if end == "00:00" else end]])
        else:
            self._put(day, self._name.text().strip() or self.tr("Closed"), None)
        self._name.clear()
        self._leave_place()
        self.list.scrollToBottom()
        self.changed.emit()

    def _take_out(self, day: date) -> None:
        """A day has one line: what is said of it last."""
        for row in reversed(range(self.list.count())):
            if self.list.item(row).data(_ROLE)[0] == str(day) and self._is_open_yet(str(day)):
                self.list.takeItem(row)


def _qdate(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)
