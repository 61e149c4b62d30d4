"""Weekly hours, closures, and what they do to a due date: for setting up and for the Office page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from PySide6.QtCore import QLocale, QSize, QTime, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QLayout, QTimeEdit, QVBoxLayout, QWidget

from app.errors import Invalid
from app.ui.closures import Closures
from app.ui.dated_hours import DatedHours
from app.ui.theme import theme
from app.ui.try_it import TryIt
from app.ui.widgets.base import named, text_label
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.room import at_least, spaced
from app.workdays import DEFAULT_HOURS, OfficeCalendar, Span, WeekHours, past_problems, week_from_json

KEYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SPANS = 3
GAP = 8
BESIDE = 930
"""From this width at 100 % on, holidays stand beside the week."""


class DayHours(QWidget):
    """One weekday: open or closed, from and to, and up to two more spans after breaks."""

    changed = Signal()

    def __init__(self, day: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.word = QLocale().standaloneDayName(day + 1)
        named(self, f"hours_{KEYS[day]}", self.word)
        self.open = named(
            QCheckBox(self.word, self), f"hours_open_{KEYS[day]}", self.tr("Open on {0}").format(self.word)
        )
        at_least(self.open, 120)
        self._edits = [self._edit(KEYS[day], at) for at in range(2 * SPANS)]
        self._break = KeyButton(self.tr("Break"), self, kind="quiet", name=f"hours_break_{KEYS[day]}")
        self._break.setCheckable(True)
        self._break.setAccessibleName(self.tr("A break on {0}").format(self.word))
        self._second = KeyButton(self.tr("Another"), self, kind="quiet", name=f"hours_second_break_{KEYS[day]}")
        self._second.setCheckable(True)
        self._second.setAccessibleName(self.tr("A second break on {0}").format(self.word))
        self.problem = text_label("", self, type="table", ink="overdue", name=f"hours_problem_{KEYS[day]}")
        self._spans = [self._span(at) for at in range(SPANS)]
        row = FlowLayout(gap=GAP)
        for widget in (self.open, *self._spans, self._break, self._second):
            row.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(self.problem)
        self.open.toggled.connect(self._fit)
        self._break.toggled.connect(self._fit)
        self._second.toggled.connect(self._fit)
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
        names = [self.tr("opens"), self.tr("closes"), self.tr("opens again"), self.tr("closes again")]
        names += [self.tr("opens a third time"), self.tr("closes at last")]
        edit = named(QTimeEdit(self), f"hours_{key}_{at}", f"{self.word} {names[at]}")
        edit.setDisplayFormat("h:mm AP")
        edit.setTime((QTime(8, 30), QTime(16, 30), QTime(17, 0), QTime(19, 0), QTime(19, 30), QTime(21, 0))[at])
        edit.timeChanged.connect(self.changed)
        spaced(edit)
        return edit

    def value(self) -> list[list[str]]:
        """The spans as the calendar's JSON has them."""
        if not self.open.isChecked():
            return []
        texts = [edit.time().toString("HH:mm") for edit in self._edits]
        spans = [texts[2 * at : 2 * at + 2] for at in range(self._shown())]
        return [[start, "24:00" if end == "00:00" else end] for start, end in spans]

    def _shown(self) -> int:
        """How many spans the day has."""
        return 1 + self._break.isChecked() + (self._break.isChecked() and self._second.isChecked())

    def set_value(self, spans: tuple[Span, ...]) -> None:
        """Show these spans; at most three are shown."""
        self.open.setChecked(bool(spans))
        self._break.setChecked(len(spans) > 1)
        self._second.setChecked(len(spans) > 2)
        for at, moment in enumerate([each for span in spans[:SPANS] for each in span]):
            self._edits[at].setTime(QTime(moment.hour, moment.minute))

    def set_problem(self, sentence: str) -> None:
        """What is wrong with this day; "" for nothing."""
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))

    def _fit(self) -> None:
        is_open = self.open.isChecked()
        for at, span in enumerate(self._spans):
            span.setVisible(is_open and at < self._shown())
        self._break.setVisible(is_open)
        self._second.setVisible(is_open and self._break.isChecked())
        self.problem.setVisible(bool(self.problem.text()))
        self.changed.emit()


class HoursForm(QWidget):
    """Weekly hours, closures and the trial together; `value` is a calendar in JSON.

    With `begun`, in an office that works already, new hours hold from a day on and what is past stays as it is.
    """

    value_changed = Signal()

    def __init__(self, today: date, parent: QWidget | None = None, *, begun: bool = False) -> None:
        super().__init__(parent)
        named(self, "hours_form", self.tr("Hours and holidays"))
        self._zone, self._today, self._begun = "America/New_York", today, begun
        self._base = OfficeCalendar()
        self._days = [DayHours(day, self) for day in range(7)]
        self.dated = DatedHours(today, self)
        self.dated.setVisible(begun)
        self.closures = Closures(today.year, self, begun=today if begun else None)
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
        week.addWidget(self.dated)
        week.addStretch(1)
        self._week = week
        self._is_wide: bool | None = None
        self._lay(wide=True)
        self.load(OfficeCalendar(hours=DEFAULT_HOURS))
        for day in self._days:
            day.changed.connect(self._changed)
        self.closures.changed.connect(self._changed)
        self.dated.changed.connect(self._turned)
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
        """Show a calendar, with the hours in force on the day from which others would hold."""
        self._base, self._zone = calendar, calendar.zone
        self.dated.show_calendar(calendar)
        self._show_week(calendar.week_on(self.dated.day) if self._begun else calendar.hours)
        self.closures.show_calendar(calendar)

    def _show_week(self, week: WeekHours) -> None:
        self._shown = week
        for day, spans in zip(self._days, week, strict=True):
            day.set_value(spans)

    def _turned(self) -> None:
        """Another day from which hours hold: as long as nothing is changed, the hours in force then."""
        if week_from_json(self._typed()) == self._shown:
            self._show_week(self._base.week_on(self.dated.day))
        self._changed()

    def set_zone(self, zone: str) -> None:
        """Count in this time zone."""
        self._zone = zone
        self._changed()

    def _typed(self) -> dict[str, Any]:
        return {key: day.value() for key, day in zip(KEYS, self._days, strict=True)}

    def value(self) -> dict[str, Any]:
        """The calendar in JSON, not yet checked."""
        rest = {"closures": self.closures.value(), "special": self.closures.special()}
        if not self._begun:
            return {"zone": self._zone, "hours": self._typed(), **rest}
        week, base = week_from_json(self._typed()), self._base
        new = base if week == base.week_on(self.dated.day) else base.with_hours(week, from_on=self.dated.day)
        return {**new.to_json(), **rest}

    def set_value(self, value: Mapping[str, Any]) -> None:
        """Show a calendar in JSON."""
        self.load(OfficeCalendar.from_json(value))

    def problems(self) -> dict[str, str]:
        """What is wrong, by field, shown beside the days too."""
        found: dict[str, str] = {}
        try:
            new = OfficeCalendar.from_json(self.value())
            found = past_problems(self._base, new, self._today) if self._begun else {}
        except Invalid as error:
            found = error.problems
        for key, day in zip(KEYS, self._days, strict=True):
            day.set_problem(found.get(key, ""))
        self.dated.set_problem(found.get("hours", ""))
        days = [said for key, said in found.items() if key.startswith(("closures", "special"))]
        self.closures.set_problem(" ".join(days))
        return found

    def _changed(self) -> None:
        if not self.problems():
            self.try_it.set_calendar(OfficeCalendar.from_json(self.value()))
        self.value_changed.emit()
