"""Lines over months on the screen, as the paper defines them; the arrows go from month to month, Enter opens one."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from app.reports.charts import LineChart, draw_lines
from app.ui.theme import theme
from app.ui.widgets.base import named

HEIGHT, WIDE, LEFT = 148, 280, 34
INKS = ("chart_1", "chart_3")
SIDES = {
    "left": Qt.AlignmentFlag.AlignLeft,
    "right": Qt.AlignmentFlag.AlignRight,
    "center": Qt.AlignmentFlag.AlignHCenter,
}


class LineChartView(QAbstractButton):
    """The chart; `opened` tells the place of the month that was chosen."""

    opened = Signal(int)

    def __init__(self, parent: QWidget, *, name: str) -> None:
        super().__init__(parent)
        named(self, name)
        self._label = ""
        self.chart = LineChart((), ())
        self.place = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.clicked.connect(lambda: self.opened.emit(self.place))
        theme().changed.connect(self.updateGeometry)

    def call(self, label: str) -> None:
        """What it shows, for those who do not see it."""
        self._label = label
        self.setAccessibleName(label)

    def show_chart(self, chart: LineChart) -> None:
        """Draw another chart; its last month is the current one."""
        self.chart, self.place = chart, max(0, len(chart.labels) - 1)
        self.setAccessibleDescription(chart.words)
        self.updateGeometry()
        self._tell()

    def sizeHint(self) -> QSize:
        return QSize(theme().px(WIDE), theme().px(HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(180), theme().px(HEIGHT))

    def _tell(self) -> None:
        if self.chart.labels:
            values = (
                f"{name} {value[self.place]:,.{self.chart.places}f}" if value[self.place] is not None else f"{name} –"
                for name, value in self.chart.series
            )
            self.setAccessibleName(f"{self._label}, {self.chart.labels[self.place]}: {', '.join(values)}")
            self.setToolTip(self.accessibleName())
        self.update()

    def _step(self, to: int) -> None:
        self.place = min(max(0, to), max(0, len(self.chart.labels) - 1))
        self._tell()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows, Home and End choose a month; Enter and Space open it."""
        moves = {
            Qt.Key.Key_Left: self.place - 1,
            Qt.Key.Key_Right: self.place + 1,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: len(self.chart.labels),
        }
        key = Qt.Key(event.key())
        if key in moves:
            self._step(moves[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The month under the mouse."""
        if self.chart.labels:
            room = (self.width() - self._left - self._right) / len(self.chart.labels)
            self._step(int((event.position().x() - self._left) / room))
        super().mousePressEvent(event)

    @property
    def _left(self) -> float:
        return float(theme().px(LEFT))

    @property
    def _right(self) -> float:
        metrics = QFontMetrics(theme().font("table", weight=600))
        names = (f"{name} 888.8{self.chart.unit}" for name, _ in self.chart.series)
        return float(max((metrics.horizontalAdvance(each) for each in names), default=0) + 6)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.chart.labels:
            if self.hasFocus():
                self._mark(painter)
            target = _Screen(painter, self.height(), thin=len(self.chart.labels) > 6 and self.width() < theme().px(420))
            scale = theme().px(100) / 100
            draw_lines(self.chart, target, self.width(), self.height(), left=self._left, right=self._right, grown=scale)
        painter.end()

    def _mark(self, painter: QPainter) -> None:
        room = (self.width() - self._left - self._right) / len(self.chart.labels)
        box = QRectF(self._left + room * self.place, 0, room, self.height())
        painter.fillRect(box, theme().color("accent_soft"))


class _Screen:
    """The target on the screen; y grows upwards as on paper."""

    def __init__(self, painter: QPainter, height: float, *, thin: bool) -> None:
        self._painter, self._height, self._thin, self._labels = painter, height, thin, 0

    def line(self, x1: float, y1: float, x2: float, y2: float, *, quiet: bool) -> None:
        ink = theme().color("chart_grid" if quiet else "control_border")
        self._painter.setPen(QPen(ink, 1))
        self._painter.drawLine(QPointF(x1, self._height - y1), QPointF(x2, self._height - y2))

    def bar(self, x: float, y: float, width: float, height: float, *, series: int) -> None:
        box = QRectF(x, self._height - y - height, width, height)
        self._painter.fillRect(box, theme().color(INKS[series]))

    def text(self, x: float, y: float, words: str, *, align: str, bold: bool) -> None:
        if align == "center":
            self._labels += 1
            if self._thin and self._labels % 2:
                return  # every second month, where there is no room for all
        self._painter.setFont(
            theme().font("caption" if not bold else "table", figures=True, weight=600 if bold else 400)
        )
        self._painter.setPen(theme().color("ink" if bold else "ink_2"))
        high = self._painter.fontMetrics().height()
        starts = {"left": x, "right": x - 200, "center": x - 100}
        box = QRectF(starts[align], self._height - y - high * 0.75, 200, high)
        self._painter.drawText(box, SIDES[align] | Qt.AlignmentFlag.AlignVCenter, words)

    def path(self, points: Sequence[tuple[float, float]], *, series: int) -> None:
        ink = theme().color(INKS[series])
        self._painter.setPen(
            QPen(ink, 2 if series == 0 else 1.5, Qt.PenStyle.SolidLine if not series else Qt.PenStyle.DashLine)
        )
        placed = [QPointF(x, self._height - y) for x, y in points]
        for one, other in pairwise(placed):
            self._painter.drawLine(one, other)
        self._painter.setPen(Qt.PenStyle.NoPen)
        self._painter.setBrush(ink)
        for each in placed:
            if series == 0:
                self._painter.drawEllipse(each, 3.5, 3.5)
            else:
                self._painter.drawRect(QRectF(each.x() - 3, each.y() - 3, 6, 6))
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
