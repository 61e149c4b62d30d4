"""A bar chart of the reports in the window: the same drawing in the inks of the theme, with words for readers."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.reports.charts import BarChart, draw_bars
from app.ui.theme import theme
from app.ui.widgets.base import named

HIGH, SIZE = 150, 11


class BarView(QWidget):
    """Series 0 solid, series 1 hatched, as on paper; `chart.words` is its accessible description."""

    def __init__(self, parent: QWidget, *, name: str, says: str) -> None:
        super().__init__(parent)
        named(self, name, says)
        self.chart = BarChart((), ())
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.updateGeometry)

    def show_chart(self, chart: BarChart) -> None:
        """Show another one."""
        self.chart = chart
        self.setAccessibleDescription(chart.words)
        self.setToolTip(chart.words)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme().px(420), theme().px(HIGH))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(200), theme().px(HIGH))

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        scale = theme().px(100) / 100
        high = self.height() / scale
        painter.scale(scale, scale)
        self._legend(painter, high)
        draw_bars(self.chart, _Screen(painter, high), self.width() / scale, high - 18, size=SIZE)
        painter.end()

    def _legend(self, painter: QPainter, high: float) -> None:
        target, x = _Screen(painter, high), 34.0
        for number, (name, _) in enumerate(self.chart.series):
            target.bar(x, high - 12, 9, 9, series=number)
            target.text(x + 14, high - 11, name, align="left", bold=False)
            x += 14 + painter.fontMetrics().horizontalAdvance(name) + 22


class _Screen:
    """The target in a window; measures are px at 100 %."""

    def __init__(self, painter: QPainter, high: float) -> None:
        self._painter, self._high = painter, high

    def line(self, x1: float, y1: float, x2: float, y2: float, *, quiet: bool) -> None:
        self._painter.setPen(QPen(theme().color("line" if quiet else "line_strong"), 1))
        self._painter.drawLine(QPointF(x1, self._high - y1), QPointF(x2, self._high - y2))

    def bar(self, x: float, y: float, width: float, height: float, *, series: int) -> None:
        if height <= 0:
            return
        ink: QColor = theme().color("accent")
        style = Qt.BrushStyle.SolidPattern if series == 0 else Qt.BrushStyle.BDiagPattern
        self._painter.setPen(QPen(ink, 1))
        self._painter.setBrush(QBrush(ink, style))
        self._painter.drawRect(QRectF(x, self._high - y - height, width, height))

    def text(self, x: float, y: float, words: str, *, align: str, bold: bool) -> None:
        font = theme().font("caption", weight=600 if bold else 400)
        font.setPixelSize(SIZE)
        self._painter.setFont(font)
        self._painter.setPen(theme().color("ink_2"))
        long = self._painter.fontMetrics().horizontalAdvance(words)
        left = x - {"left": 0, "center": long / 2, "right": long}[align]
        self._painter.drawText(QPointF(left, self._high - y), words)
