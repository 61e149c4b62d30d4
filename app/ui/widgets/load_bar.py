"""What somebody has in hand as a bar of three parts: overdue, due this week, other open. Words stand beside it."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.ui.theme import theme

INKS = {"overdue": "chart_over", "due_week": "chart_1", "other": "chart_2"}
GAP = 1


class LoadParts(NamedTuple):
    """How many cases each part of the bar stands for."""

    overdue: int
    due_week: int
    other: int


def paint_load(painter: QPainter, rect: QRect, parts: LoadParts, longest: int) -> None:
    """Paint the bar into `rect`; `longest` is how many cases fill it. A part of any size is seen."""
    contrast = theme().name == "contrast"  # there the track is as bright as what stands on it
    painter.fillRect(rect, theme().color("page" if contrast else "track"))
    if contrast:
        painter.setPen(theme().color("control_border"))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(rect.adjusted(0, 0, -1, -1))
    left = rect.left()
    for name, many in parts._asdict().items():
        if many and left <= rect.right():
            width = max(3, round(rect.width() * many / max(1, longest)))
            part = QRect(left, rect.top(), width, rect.height()).intersected(rect)
            painter.fillRect(part, theme().color(INKS[name]))
            left += width + GAP


class LegendMark(QWidget):
    """The square before a word of the legend, in the colour of its part."""

    def __init__(self, part: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(f"legend_{part}")
        self._part = part
        theme().changed.connect(self._fit)
        self._fit()

    def _fit(self) -> None:
        side = theme().px(10)
        self.setFixedSize(QSize(side, side))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().color(INKS[self._part]))
        painter.end()
