"""The two clocks of a case, large: a line of time each, with now and the due date marked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.queries.cases import CaseClocks
from app.ui.case_words import clocks_spoken, ran
from app.ui.pages.case_days import month_day
from app.ui.seat import Seat
from app.ui.theme import theme

Stretch = tuple[datetime, datetime]
TRACK = 8


class ClockBars(QWidget):
    """Words, track; words, track; then the dates below."""

    def __init__(self, seat: Seat, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("clock_bars")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._seat = seat
        self._clocks: CaseClocks | None = None
        self._closed = False
        theme().changed.connect(self.updateGeometry)

    def show_clocks(self, clocks: CaseClocks, *, closed: bool) -> None:
        """Show these."""
        self._clocks, self._closed = clocks, closed
        self.setAccessibleName(self.tr("Clocks: {0}").format(clocks_spoken(clocks)))
        self.setToolTip(clocks_spoken(clocks))
        self.update()

    def sizeHint(self) -> QSize:
        """Three lines of words and two tracks."""
        return QSize(theme().px(264), theme().px(76))

    def minimumSizeHint(self) -> QSize:
        """As high."""
        return QSize(theme().px(180), theme().px(76))

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        if self._clocks is None:
            return
        painter, clocks, px = QPainter(self), self._clocks, theme().px
        many = round(clocks.resident_days)
        days = self.tr("1 day") if many == 1 else self.tr("{0} days").format(many)
        self._words(painter, 0, self.tr("Resident's clock"), days, "")
        self._track(painter, px(19), [(clocks.since, clocks.until)], [], "chart_3")
        target = self.tr(" of {0} business days").format(clocks.target_days) if clocks.target_days is not None else ""
        unit = target or self.tr(" business days")
        self._words(painter, px(32), self.tr("Our clock"), f"{clocks.our_days:.1f}", unit)
        own = "chart_over" if clocks.is_over else "chart_1"
        self._track(painter, px(51), self._worked(clocks), clocks.stopped, own)
        self._dates(painter, px(61))
        painter.end()

    def _words(self, painter: QPainter, top: int, left: str, bold: str, plain: str) -> None:
        box = QRect(0, top, self.width(), theme().px(18))
        painter.setPen(theme().color("ink"))
        painter.setFont(theme().font("caption", weight=600))
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, left)
        painter.setFont(theme().font("caption"))
        width = painter.fontMetrics().horizontalAdvance(plain)
        painter.setPen(theme().color("ink_2"))
        painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, plain)
        painter.setPen(theme().color("ink"))
        painter.setFont(theme().font("caption", weight=600, figures=True))
        box.setRight(box.right() - width)
        painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, bold)

    def _x(self, at: datetime) -> float:
        assert self._clocks is not None
        last = max(self._clocks.until, self._clocks.due_at or self._clocks.until)
        length = max(1.0, (last - self._clocks.since).total_seconds() * 1.02)
        return (self.width() - 2) * min(1.0, max(0.0, (at - self._clocks.since).total_seconds() / length))

    def _track(
        self, painter: QPainter, top: int, running: Sequence[Stretch], stopped: Sequence[Stretch], role: str
    ) -> None:
        wear, high = theme(), theme().px(TRACK)
        painter.fillRect(QRectF(0, top, self.width(), high), wear.color("track"))
        for start, end in stopped:
            self._hatch(painter, QRectF(self._x(start), top, max(2.0, self._x(end) - self._x(start)), high))
        for start, end in running:
            painter.fillRect(
                QRectF(self._x(start), top, max(1.0, self._x(end) - self._x(start)), high), wear.color(role)
            )
        assert self._clocks is not None
        painter.fillRect(QRectF(self._x(self._clocks.until), top - 2, 1.5, high + 4), wear.color("ink"))
        if self._clocks.due_at is not None and role != "chart_3":
            tone = wear.color("status.overdue.text")
            painter.fillRect(QRectF(self._x(self._clocks.due_at), top - 3, 2, high + 6), tone)

    def _hatch(self, painter: QPainter, rect: QRectF) -> None:
        painter.save()
        painter.setClipRect(rect)
        painter.fillRect(rect, theme().color("note_bg"))
        painter.setPen(QPen(theme().color("note_edge"), 1.2))
        for step in range(-int(rect.height()), int(rect.width()) + 1, 5):
            left = rect.left() + step
            painter.drawLine(int(left), int(rect.bottom()), int(left + rect.height()), int(rect.top()))
        painter.restore()

    def _dates(self, painter: QPainter, top: int) -> None:
        assert self._clocks is not None
        clocks, wear = self._clocks, theme()
        painter.setFont(wear.font("caption"))
        box = QRect(0, top, self.width(), wear.px(15))
        painter.setPen(wear.color("ink_2"))
        first = month_day(self._seat.local(clocks.since).date())
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, first)
        end = self.tr("closed") if self._closed else self.tr("now")
        least = painter.fontMetrics().horizontalAdvance(first) + 8
        right = self._due(painter, box, least=least)
        width = painter.fontMetrics().horizontalAdvance(end)
        left = min(int(self._x(clocks.until)) - width, right - width - 8)
        if clocks.due_at is not None and clocks.until > clocks.due_at:  # what is later stands at the right
            least, left = self._due_end(painter, right), int(self._x(clocks.until)) - width
        if left >= least:
            painter.setPen(wear.color("ink"))
            painter.drawText(
                box.adjusted(left, 0, 0, 0), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, end
            )

    def _due_words(self) -> str:
        assert self._clocks is not None and self._clocks.due_at is not None
        return self.tr("due {0}").format(month_day(self._seat.local(self._clocks.due_at).date()))

    def _due_end(self, painter: QPainter, start: int) -> int:
        return start + painter.fontMetrics().horizontalAdvance(self._due_words()) + 8

    def _due(self, painter: QPainter, box: QRect, *, least: int) -> int:
        """The due date below its mark, right of `least`; answers where its words begin."""
        assert self._clocks is not None
        if self._clocks.due_at is None:
            return box.right()
        words = self._due_words()
        painter.setPen(theme().color("status.overdue.text"))
        width = painter.fontMetrics().horizontalAdvance(words)
        at = min(box.right() - width, max(least, int(self._x(self._clocks.due_at)) - width // 2))
        painter.drawText(box.adjusted(at, 0, 0, 0), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)
        return at

    def _worked(self, clocks: CaseClocks) -> list[Stretch]:
        """Where our clock ran, without the days on which the office is closed."""
        calendar, found = self._seat.reference.calendar, list[Stretch]()
        for start, end in ran(clocks):
            at = start
            while at < end:
                local = self._seat.local(at)
                midnight = (local + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
                until = min(end, midnight.astimezone(at.tzinfo))
                if calendar.is_office_day(local.date()):
                    joined = found and found[-1][1] == at
                    found[-1:] = [(found[-1][0], until)] if joined else [*found[-1:], (at, until)]
                at = until
        return found
