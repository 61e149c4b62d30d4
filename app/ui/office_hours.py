"""Weekly hours, closures, and what they do to a due date: for setting up and for the Office page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from PySide6.QtCore import QDate, QLocale, QSize, Qt, QTime, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDateEdit,
    QGridLayout,
    QHBoxLayout,
    QLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QTimeEdit,
    QVBoxLayout,
    QWidget,
)

from app.errors import Invalid
from app.ui.theme import theme
from app.ui.try_it import TryIt
from app.ui.widgets.base import named, text_label
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.room import at_least, spaced
from app.workdays import DEFAULT_HOURS, PRESETS, OfficeCalendar, Span, preset_closures

KEYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
YEARS_AHEAD = 3
GAP = 8
BESIDE = 930
"""From this width at 100 % on, holidays stand beside the week."""


class DayHours(QWidget):
    """One weekday: open or closed, from and to, and a second span after a break."""

    changed = Signal()

    def __init__(self, day: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.word = QLocale().standaloneDayName(day + 1)
        named(self, f"hours_{KEYS[day]}", self.word)
        self.open = named(
            QCheckBox(self.word, self), f"hours_open_{KEYS[day]}", self.tr("Open on {0}").format(self.word)
        )
        at_least(self.open, 120)
        self._edits = [self._edit(KEYS[day], at) for at in range(4)]
        self._break = KeyButton(self.tr("Break"), self, kind="quiet", name=f"hours_break_{KEYS[day]}")
        self._break.setCheckable(True)
        self._break.setAccessibleName(self.tr("A break on {0}").format(self.word))
        self.problem = text_label("", self, type="table", ink="overdue", name=f"hours_problem_{KEYS[day]}")
        self._spans = [self._span(0), self._span(1)]
        row = FlowLayout(gap=GAP)
        for widget in (self.open, *self._spans, self._break):
            row.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(self.problem)
        self.open.toggled.connect(self._fit)
        self._break.toggled.connect(self._fit)
        self._fit()

    def _span(self, at: int) -> QWidget:
        """From and to, which stay together where the line wraps."""
        made = named(QWidget(self), f"hours_span_{at}")
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._edits[2 * at])
        row.addWidget(text_label(self.tr("to"), made, type="table", ink="ink_2", name=f"to_{at}"))
        row.addWidget(self._edits[2 * at + 1])
        return made

    def line_width(self) -> int:
        """What a day without a break takes in one line, in px."""
        parts = (self.open, self._spans[0], self._break)
        return sum(max(each.sizeHint().width(), each.minimumWidth()) for each in parts) + 2 * GAP

    def _edit(self, key: str, at: int) -> QTimeEdit:
        names = (self.tr("opens"), self.tr("closes"), self.tr("opens again"), self.tr("closes at last"))
        edit = named(QTimeEdit(self), f"hours_{key}_{at}", f"{self.word} {names[at]}")
        edit.setDisplayFormat("h:mm AP")
        edit.setTime((QTime(8, 30), QTime(16, 30), QTime(17, 0), QTime(19, 0))[at])
        edit.timeChanged.connect(self.changed)
        spaced(edit)
        return edit

    def value(self) -> list[list[str]]:
        """The spans as the calendar's JSON has them."""
        if not self.open.isChecked():
            return []
        texts = [edit.time().toString("HH:mm") for edit in self._edits]
        spans = [texts[:2], texts[2:]] if self._break.isChecked() else [texts[:2]]
        return [[start, "24:00" if end == "00:00" else end] for start, end in spans]

    def set_value(self, spans: tuple[Span, ...]) -> None:
        """Show these spans; at most two are shown."""
        self.open.setChecked(bool(spans))
        self._break.setChecked(len(spans) > 1)
        for at, moment in enumerate([each for span in spans[:2] for each in span]):
            self._edits[at].setTime(QTime(moment.hour, moment.minute))

    def set_problem(self, sentence: str) -> None:
        """What is wrong with this day; "" for nothing."""
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))

    def _fit(self) -> None:
        is_open, broken = self.open.isChecked(), self._break.isChecked()
        for at, span in enumerate(self._spans):
            span.setVisible(is_open and (at == 0 or broken))
        self._break.setVisible(is_open)
        self.problem.setVisible(bool(self.problem.text()))
        self.changed.emit()


class Closures(QWidget):
    """The closed days: a ready list to begin with, each with a check, and any other day added."""

    changed = Signal()

    def __init__(self, first_year: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "closures", self.tr("Holidays"))
        self._years = range(first_year, first_year + YEARS_AHEAD)
        self.preset = named(QComboBox(self), "closures_preset", self.tr("Ready list of holidays"))
        for key, word in PRESETS.items():
            self.preset.addItem(word, key)
        self.list = named(QListWidget(self), "closures_list", self.tr("Closed days"))
        self.list.setProperty("kind", "box")
        self._date = named(QDateEdit(QDate(first_year, 12, 24), self), "closure_date", self.tr("Date of a closure"))
        self._date.setDisplayFormat("MMM d, yyyy")
        self._date.setCalendarPopup(True)
        self._name = named(QLineEdit(self), "closure_name", self.tr("Why it is closed"))
        self._name.setPlaceholderText(self.tr("Why it is closed"))
        add = KeyButton(self.tr("Add"), self, icon="plus", name="closure_add")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        head = QHBoxLayout()
        head.addWidget(text_label(self.tr("Holidays"), self, type="section", name="closures_title"), 1)
        head.addWidget(self.preset)
        column.addLayout(head)
        column.addWidget(self.list, 1)
        foot = QHBoxLayout()
        for widget in (self._date, self._name, add):
            foot.addWidget(widget)
        column.addLayout(foot)
        self.preset.activated.connect(self._take_preset)
        self.list.itemChanged.connect(lambda _: self.changed.emit())
        self._name.returnPressed.connect(self._add)
        add.clicked.connect(self._add)

    def value(self) -> dict[str, str]:
        """Date → name of the days that are checked."""
        items = [self.list.item(row) for row in range(self.list.count())]
        checked = [item for item in items if item.checkState() == Qt.CheckState.Checked]
        return {item.data(Qt.ItemDataRole.UserRole)[0]: item.data(Qt.ItemDataRole.UserRole)[1] for item in checked}

    def set_value(self, closures: Mapping[date, str]) -> None:
        """Show these days, all checked."""
        self.list.clear()
        for day, name in sorted(closures.items()):
            self._put(day, name)
        self.changed.emit()

    def take(self, preset: str) -> None:
        """Take over a ready list."""
        self.preset.setCurrentIndex(max(0, self.preset.findData(preset)))
        self.set_value(preset_closures(preset, self._years))

    def _take_preset(self) -> None:
        self.take(self.preset.currentData())

    def _put(self, day: date, name: str) -> None:
        words = QLocale().toString(QDate(day.year, day.month, day.day), "ddd, MMM d, yyyy")
        item = QListWidgetItem(f"{words}    {name}", self.list)
        item.setData(Qt.ItemDataRole.UserRole, (day.isoformat(), name))
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        item.setCheckState(Qt.CheckState.Checked)

    def _add(self) -> None:
        chosen = self._date.date()
        self._put(date(chosen.year(), chosen.month(), chosen.day()), self._name.text().strip() or self.tr("Closed"))
        self._name.clear()
        self.list.scrollToBottom()
        self.changed.emit()


class HoursForm(QWidget):
    """Weekly hours, closures and the trial together; `value` is a calendar in JSON."""

    value_changed = Signal()

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "hours_form", self.tr("Hours and holidays"))
        self._zone = "America/New_York"
        self._special: Any = {}
        self._days = [DayHours(day, self) for day in range(7)]
        self.closures = Closures(today.year, self)
        self.try_it = TryIt(self)
        friday = today - timedelta(days=(today.weekday() - 4) % 7)
        self.try_it.set_moment(datetime(friday.year, friday.month, friday.day, 16, 45))
        self._grid = grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(40)
        grid.setVerticalSpacing(16)
        week = QVBoxLayout()
        week.setSpacing(8)
        week.addWidget(text_label(self.tr("Weekly hours"), self, type="section", name="hours_title"))
        for day in self._days:
            week.addWidget(day)
        week.addStretch(1)
        self._week = week
        self._is_wide: bool | None = None
        self._lay(wide=True)
        self.load(OfficeCalendar(hours=DEFAULT_HOURS))
        for day in self._days:
            day.changed.connect(self._changed)
        self.closures.changed.connect(self._changed)
        self._changed()

    def _lay(self, *, wide: bool) -> None:
        """Holidays beside the week, or below where there is no room."""
        if wide == self._is_wide:
            return
        self._is_wide = wide
        grid = self._grid
        for part in (self._week, self.closures, self.try_it):
            grid.removeItem(part) if isinstance(part, QLayout) else grid.removeWidget(part)
        grid.addLayout(self._week, 0, 0)
        grid.addWidget(self.closures, 0 if wide else 1, 1 if wide else 0)
        grid.addWidget(self.try_it, 1 if wide else 2, 0, 1, 2 if wide else 1)
        grid.setColumnStretch(0, 0 if wide else 1)
        grid.setColumnStretch(1, 1 if wide else 0)
        self.closures.list.setMinimumHeight(0 if wide else theme().px(170))

    def minimumSizeHint(self) -> QSize:
        """It can fold, so it asks for no more width than its widest part."""
        hint = super().minimumSizeHint()
        return QSize(min(hint.width(), self.closures.minimumSizeHint().width()), hint.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= theme().px(BESIDE)
        self._lay(wide=wide)
        self._grid.setColumnMinimumWidth(0, self._days[0].line_width() if wide else 0)

    def load(self, calendar: OfficeCalendar) -> None:
        """Show a calendar."""
        self._zone, self._special = calendar.zone, calendar.to_json()["special"]
        for day, spans in zip(self._days, calendar.hours, strict=True):
            day.set_value(spans)
        self.closures.set_value(calendar.closures)

    def set_zone(self, zone: str) -> None:
        """Count in this time zone."""
        self._zone = zone
        self._changed()

    def value(self) -> dict[str, Any]:
        """The calendar in JSON, not yet checked."""
        hours = {key: day.value() for key, day in zip(KEYS, self._days, strict=True)}
        return {"zone": self._zone, "hours": hours, "closures": self.closures.value(), "special": self._special}

    def set_value(self, value: Mapping[str, Any]) -> None:
        """Show a calendar in JSON."""
        self.load(OfficeCalendar.from_json(value))

    def problems(self) -> dict[str, str]:
        """What is wrong, by field, shown beside the days too."""
        try:
            OfficeCalendar.from_json(self.value()).validated()
            found: dict[str, str] = {}
        except Invalid as error:
            found = error.problems
        for key, day in zip(KEYS, self._days, strict=True):
            day.set_problem(found.get(key, ""))
        return found

    def _changed(self) -> None:
        if not self.problems():
            self.try_it.set_calendar(OfficeCalendar.from_json(self.value()))
        self.value_changed.emit()
