"""How a due date was counted: days as small squares, and the list of them by hover or Space."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from PySide6.QtCore import QDate, QLocale, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QSizePolicy, QWidget

from app.ui import labels
from app.ui.case_words import day_words
from app.ui.theme import theme
from app.ui.widgets.base import text_label
from app.ui.widgets.popover import Popover
from app.workdays import DayExplained

WEEKS = 6
COLUMNS = 7
SUNDAY = 6
LEAST_LINES = 8


class DaysCounted(QAbstractButton):
    """Weeks from receipt to due date, at most the last six; Space or a click lists the days."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("days_counted")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._days: dict[date, DayExplained] = {}
        self._first = self._today = date(2000, 1, 2)
        self._weeks = 0
        self.popover: Popover | None = None
        self.clicked.connect(self.show_list)
        theme().changed.connect(self.updateGeometry)

    def show_days(self, days: Sequence[DayExplained], today: date) -> None:
        """Show these days, as `days_of` tells them; hatched are those on which our clock stood still."""
        self._days, self._today = {day.date: day for day in days}, today
        if days:
            first = days[0].date - timedelta(days=(days[0].date.weekday() + 1) % 7)
            weeks = (days[-1].date - first).days // 7 + 1
            self._weeks = min(weeks, WEEKS)
            self._first = first + timedelta(days=7 * (weeks - self._weeks))
        else:
            self._weeks = 0
        self.setToolTip("\n".join(self.lines()))
        self.setAccessibleName(self.tr("How the due date was counted"))
        self.setAccessibleDescription(", ".join(self.lines()))
        self.setVisible(bool(days))
        self.updateGeometry()
        self.update()

    def lines(self) -> list[str]:
        """Each day that was counted or skipped with its reason, in words."""
        lines, counted = [], 0
        for day in self._days.values():
            counted += day.kind in ("counted", "due")
            reason = self._reason(day, counted)
            if reason:
                lines.append(f"{day_words(day.date, self._today)}: {reason}")
        return lines

    def _reason(self, day: DayExplained, counted: int) -> str:
        if day.kind == "receipt":
            return self.tr("received") if day.date == min(self._days) else self.tr("counts as the day of receipt")
        if day.kind == "closed":
            return self._closed(day)
        if day.kind == "stood":
            return self.tr("our clock stood still, {0}").format(labels.word("status", day.name).lower())
        words = self.tr("day {0}").format(counted)
        return self.tr("{0}, due at closing time").format(words) if day.kind == "due" else words

    def _closed(self, day: DayExplained) -> str:
        if day.date != min(self._days):
            return self.tr("closed, {0}").format(day.name) if day.name else ""
        if day.name == "after hours":
            return self.tr("came in after hours")
        came = self.tr("came in while the office was closed")
        return f"{came}, {day.name}" if day.name else came

    # -- painting -------------------------------------------------------------------------------------------

    def _cell(self) -> tuple[int, int]:
        return max(1, self.width() // COLUMNS), theme().px(22)

    def sizeHint(self) -> QSize:
        """Heads and weeks."""
        return QSize(theme().px(264), theme().px(22) * (self._weeks + 1))

    def minimumSizeHint(self) -> QSize:
        """As high as its weeks."""
        return QSize(theme().px(180), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        wide, high = self._cell()
        painter.setFont(theme().font("caption", figures=True))
        for column in range(COLUMNS):
            painter.setPen(theme().color("ink_3"))
            number = 7 if column == 0 else column  # Qt counts Sunday as 7
            head = QLocale().dayName(number, QLocale.FormatType.ShortFormat)[:2]
            painter.drawText(QRect(column * wide, 0, wide, high), Qt.AlignmentFlag.AlignCenter, head)
        for place in range(self._weeks * COLUMNS):
            day = self._first + timedelta(days=place)
            box = QRect(place % COLUMNS * wide, (place // COLUMNS + 1) * high, wide, high).adjusted(1, 1, -1, -1)
            self._paint_day(painter, box, day)
        painter.end()

    def _paint_day(self, painter: QPainter, box: QRect, day: date) -> None:
        told, wear = self._days.get(day), theme()
        kind = told.kind if told else ""
        ink = "ink_3"
        painter.setPen(Qt.PenStyle.NoPen)
        if day == self._today and kind:
            painter.setBrush(wear.color("accent"))
            painter.drawRoundedRect(box, 2, 2)
            ink = "on_accent"
        elif kind == "stood":
            self._hatch(painter, box)
            ink = "ink"
        elif kind == "counted":
            painter.setBrush(wear.color("accent_soft"))
            painter.drawRoundedRect(box, 2, 2)
            ink = "ink_selected" if wear.name == "contrast" else "accent_ink"
        ink = self._edge(painter, box, told, ink)
        painter.setPen(wear.color(ink))
        painter.setFont(wear.font("caption", figures=True, weight=600 if kind == "due" or day == self._today else 400))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(day.day))

    def _edge(self, painter: QPainter, box: QRect, told: DayExplained | None, ink: str) -> str:
        """The dashed edge of a holiday and the frame of the due day; answers the ink to write in."""
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if told is not None and told.kind == "closed" and told.name:
            painter.setPen(QPen(theme().color("control_border"), 1, Qt.PenStyle.DashLine))
            painter.drawRoundedRect(box, 2, 2)
        if told is None or told.kind != "due":
            return ink
        painter.setPen(QPen(theme().color("ink"), 2))
        painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 2, 2)
        return "ink" if ink == "ink_3" else ink

    def _hatch(self, painter: QPainter, box: QRect) -> None:
        painter.fillRect(box, theme().color("note_bg"))
        painter.save()
        painter.setClipRect(box)
        painter.setPen(QPen(theme().color("note_edge"), 1))
        for step in range(-box.height(), box.width(), 5):
            painter.drawLine(box.left() + step, box.bottom() + 1, box.left() + step + box.height(), box.top())
        painter.restore()

    # -- the list -------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            self.show_list()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def show_list(self) -> None:
        """Open the list of days, in columns where it is long; Esc closes it."""
        self.popover = Popover(self)
        self.popover.setObjectName("days_popover")
        self.popover.setAccessibleName(self.tr("Days counted"))
        grid = QGridLayout(self.popover)
        grid.setHorizontalSpacing(theme().px(24))
        high = max(LEAST_LINES, self.screen().availableGeometry().height() // theme().px(40))
        for number, line in enumerate(self.lines()):
            label = text_label(line, self.popover, type="table", name=f"day_{number}")
            grid.addWidget(label, number % high, number // high)
        self.popover.move(self.mapToGlobal(QPoint(0, self.height() + 4)))
        self.popover.show()


def month_day(day: date) -> str:
    """A date without its weekday: "Nov 23"."""
    return QLocale().toString(QDate(day.year, day.month, day.day), "MMM d")
