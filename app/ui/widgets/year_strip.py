"""A year at a glance: its months, a few lines of bars with their words, and today; read aloud in sentences."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from PySide6.QtCore import QDate, QEvent, QLocale, QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QHelpEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QFrame, QScrollArea, QSizePolicy, QToolTip, QVBoxLayout, QWidget

from app.ui.theme import theme
from app.ui.widgets.base import named, text_label
from app.ui.widgets.spoken import announce

_MIDDLE = Qt.AlignmentFlag.AlignVCenter
HEAD, LANE, GAP, LEAST_BAR = 24, 32, 6, 6


class Bar(NamedTuple):
    """A stretch of days, both included, with the few words beside it and those said aloud.

    `look` is a key of LOOKS; `planned` bars (to come, or a draft) have a dashed edge and no fill.
    """

    first: date
    last: date
    words: str
    spoken: str
    look: str
    planned: bool = False


class Lane(NamedTuple):
    """A line of the strip."""

    title: str
    bars: tuple[Bar, ...]


LOOKS = {
    "appointment": ("accent_soft", "accent_line", "accent_ink"),
    "away": ("chart_3", "chart_3", "ink_2"),
    "acted": ("chart_2", "chart_2", "ink_2"),
    "acting": ("acting_bg", "acting_edge", "acting_ink"),
    "draft": ("chart_2", "accent_ink", "link"),
}
"""Fill, edge and ink of the words of each kind of bar."""


class YearStrip(QAbstractButton):
    """Arrows go from bar to bar, which is told; Space lists all in words."""

    def __init__(self, parent: QWidget | None = None, *, name: str = "year_strip") -> None:
        super().__init__(parent)
        named(self, name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._first = self._last = self._today = date(2026, 2, 2)
        self._lanes: tuple[Lane, ...] = ()
        self.at = -1
        self.popover: QFrame | None = None
        self.clicked.connect(self.show_list)
        theme().changed.connect(self._fit)

    def show_year(self, first: date, last: date, lanes: Sequence[Lane], today: date) -> None:
        """Show the days from `first` to `last`, both included."""
        self._first, self._last, self._lanes, self._today = first, last, tuple(lanes), today
        self.at = min(self.at, len(self._all()) - 1)
        title = self.tr("Year from {0} to {1}").format(_whole(first), _whole(last))
        self.setAccessibleName(title)
        self.setAccessibleDescription(" ".join(self.lines()))
        self._fit()

    def lines(self) -> list[str]:
        """Every line of the strip in sentences."""
        said = []
        for lane in self._lanes:
            words = "; ".join(bar.spoken for bar in lane.bars) or self.tr("nothing")
            said.append(f"{lane.title}: {words}.")
        return said

    def _all(self) -> list[Bar]:
        return [bar for lane in self._lanes for bar in lane.bars]

    # -- measures -------------------------------------------------------------------------------------------

    def _fit(self) -> None:
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """The head and its lines."""
        return QSize(theme().px(720), theme().px(HEAD) + theme().px(LANE) * max(1, len(self._lanes)) + 2)

    def minimumSizeHint(self) -> QSize:
        """It shrinks as far as the months allow; words that find no room are in the tool tip and the list."""
        return QSize(theme().px(320), self.sizeHint().height())

    def _left(self) -> int:
        metrics = QFontMetrics(theme().font("table"))
        return max((metrics.horizontalAdvance(lane.title) for lane in self._lanes), default=0) + theme().px(16)

    def _x(self, day: date) -> float:
        """Where a day begins; the day after the last is the right edge."""
        length = (self._last - self._first).days + 1
        share = min(1.0, max(0.0, (day - self._first).days / length))
        return self._left() + share * (self.width() - self._left() - 1)

    def _box(self, lane: int, bar: Bar) -> QRectF:
        left, right = self._x(max(bar.first, self._first)), self._x(bar.last + timedelta(days=1))
        height = theme().px(LANE - 14)
        top = theme().px(HEAD) + theme().px(LANE) * lane + (theme().px(LANE) - height) / 2
        return QRectF(left + 0.5, top + 0.5, max(LEAST_BAR, right - left - 2), height)

    def _bar_at(self, point: QPoint) -> Bar | None:
        """The bar under the mouse, or the one whose line it is near."""
        for number, lane in enumerate(self._lanes):
            for bar in lane.bars:
                if self._box(number, bar).adjusted(-4, -8, 4, 8).contains(QPointF(point)):
                    return bar
        return None

    # -- painting -------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_months(painter)
        self._paint_today(painter)
        number = 0
        for at, lane in enumerate(self._lanes):
            self._paint_title(painter, at, lane)
            taken = float(self._left())
            for place in range(len(lane.bars)):
                chosen = number == self.at and self.hasFocus()
                taken = self._paint_bar(painter, at, place, taken=taken, chosen=chosen)
                number += 1
        self._paint_tag(painter)
        painter.end()

    def _paint_months(self, painter: QPainter) -> None:
        wear, day = theme(), self._first
        painter.setFont(wear.font("caption", figures=True))
        while day <= self._last:
            after = date(day.year + day.month // 12, day.month % 12 + 1, 1)
            left, right = round(self._x(day)), round(self._x(min(after, self._last + timedelta(days=1))))
            painter.setPen(wear.color("line"))
            painter.drawLine(left, 0, left, self.height())
            named_year = day == self._first or day.month == 1
            words = QLocale().toString(QDate(day.year, day.month, 1), "MMM yyyy" if named_year else "MMM")
            room = QRect(left + wear.px(GAP), 0, right - left - wear.px(GAP), wear.px(HEAD))
            if QFontMetrics(painter.font()).horizontalAdvance(words) > room.width():
                words = QLocale().toString(QDate(day.year, day.month, 1), "MMM")
            painter.setPen(wear.color("ink_2"))
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, words)
            day = after
        painter.setPen(wear.color("line"))
        painter.drawLine(self.width() - 1, 0, self.width() - 1, self.height())
        for lane in range(len(self._lanes) + 1):
            y = wear.px(HEAD) + wear.px(LANE) * lane
            painter.drawLine(0, y, self.width(), y)

    def _paint_title(self, painter: QPainter, at: int, lane: Lane) -> None:
        wear = theme()
        painter.setFont(wear.font("table"))
        painter.setPen(wear.color("ink_2"))
        room = QRect(0, wear.px(HEAD) + wear.px(LANE) * at, self._left(), wear.px(LANE))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, lane.title)

    def _paint_bar(self, painter: QPainter, at: int, place: int, *, taken: float, chosen: bool) -> float:
        """Paint one, right of what is `taken`; answers how far it and its words reach."""
        lane, wear = self._lanes[at], theme()
        bar, box = lane.bars[place], self._box(at, lane.bars[place])
        fill, edge, ink = LOOKS[bar.look]
        painter.setPen(QPen(wear.color(edge), 1.4, Qt.PenStyle.DashLine if bar.planned else Qt.PenStyle.SolidLine))
        painter.setBrush(wear.color("page" if bar.planned else fill))
        painter.drawRoundedRect(box, 3, 3)
        if chosen:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(wear.color("focus"), 2))
            painter.drawRoundedRect(box.adjusted(-3, -3, 3, 3), 4, 4)
        painter.setFont(wear.font("caption", figures=True, weight=600 if bar.look == "acting" else 400))
        filled = wear.name == "contrast" and bar.look == "appointment" and not bar.planned
        painter.setPen(wear.color("on_accent" if filled else ink))  # there the ground of a selection is bright
        return self._write(painter, at, place, taken)

    def _write(self, painter: QPainter, at: int, place: int, taken: float) -> float:
        """The words, or the first of them, in the bar, right or left of it: where there is room."""
        bars, gap = self._lanes[at].bars, theme().px(GAP)
        words, box = bars[place].words, self._box(at, bars[place])
        after = self._box(at, bars[place + 1]).left() if place + 1 < len(bars) else self.width()
        for said in (words, words.partition(", ")[0]):
            wide = QFontMetrics(painter.font()).horizontalAdvance(said) + 2
            rooms = (
                (box.left() + gap, box.right() - gap),
                (box.right() + gap, after - gap),
                (max(taken + gap, box.left() - gap - wide), box.left() - gap),
            )
            left = next((left for left, right in rooms if right - left >= wide), None)
            if left is not None:
                painter.drawText(QRectF(left, box.top() - 2, wide, box.height() + 4), _MIDDLE, said)
                return max(box.right(), left + wide)
        return box.right()

    def _paint_today(self, painter: QPainter) -> None:
        if self._first <= self._today <= self._last:
            painter.setPen(QPen(theme().color("ink"), 1.5))
            x = self._middle_of_today()
            painter.drawLine(QPointF(x, theme().px(HEAD)), QPointF(x, self.height()))

    def _middle_of_today(self) -> float:
        return (self._x(self._today) + self._x(self._today + timedelta(days=1))) / 2

    def _paint_tag(self, painter: QPainter) -> None:
        """The date of today on its line."""
        if not self._first <= self._today <= self._last:
            return
        wear = theme()
        words = QLocale().toString(QDate(self._today.year, self._today.month, self._today.day), "MMM d")
        painter.setFont(wear.font("caption", figures=True, weight=600))
        wide = QFontMetrics(painter.font()).horizontalAdvance(words) + wear.px(12)
        left = min(max(self._left(), self._middle_of_today() - wide / 2), self.width() - wide)
        tag = QRectF(left, 2, wide, wear.px(HEAD) - 4)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(wear.color("ink"))
        painter.drawRoundedRect(tag, 3, 3)
        painter.setPen(wear.color("page"))
        painter.drawText(tag, Qt.AlignmentFlag.AlignCenter, words)

    # -- keys, mouse, list ----------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1}
        bars, key = self._all(), Qt.Key(event.key())
        if key not in steps or not bars:
            super().keyPressEvent(event)
            return
        self.at = max(0, min(len(bars) - 1, self.at + steps[key]))
        announce(self, bars[self.at].spoken)
        self.update()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            bar = self._bar_at(event.pos())
            QToolTip.showText(event.globalPos(), bar.spoken if bar is not None else "", self)
            return True
        return super().event(event)

    def show_list(self) -> None:
        """All of the strip in words, in a popover; Esc closes it."""
        self.popover = QFrame(self, Qt.WindowType.Popup)
        named(self.popover, "year_popover", self.tr("The year in words"))
        self.popover.setProperty("kind", "popover")
        self.popover.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        inside = named(QWidget(self.popover), "year_words")
        column = QVBoxLayout(inside)
        for number, line in enumerate(self._listed()):
            label = text_label(line, inside, type="table", name=f"year_line_{number}")
            label.setWordWrap(True)
            column.addWidget(label)
        area = named(QScrollArea(self.popover), "year_area", self.tr("The year in words"))
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(inside)
        QVBoxLayout(self.popover).addWidget(area)
        self.popover.resize(min(self.width(), theme().px(560)), theme().px(280))
        self.popover.move(self.mapToGlobal(QPoint(self._left(), self.height() + 4)))
        self.popover.show()

    def _listed(self) -> list[str]:
        lines = []
        for lane in self._lanes:
            lines.append(f"{lane.title}:" if lane.bars else f"{lane.title}: {self.tr('nothing')}")
            lines += [f"· {bar.spoken}" for bar in lane.bars]
        return lines


def _whole(day: date) -> str:
    return QLocale().toString(QDate(day.year, day.month, day.day), "MMMM d, yyyy")
