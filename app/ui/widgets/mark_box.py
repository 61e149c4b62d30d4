"""A mark of 0, 1 or 2, given by its key: not, in part, in full; each with its word, never by colour alone."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QSlider, QWidget

from app.ui.theme import theme
from app.ui.widgets.base import named
from app.ui.widgets.buttons import key_width, paint_key

NONE, HIGHEST = -1, 2


class MarkBox(QSlider):
    """Keys 0, 1, 2 give the mark and go on (`given`); Left and Right change it, Up and Down leave it."""

    value_changed = Signal(int)
    given = Signal()
    left = Signal(int)
    """Up (-1) or Down (+1) was pressed."""

    def __init__(self, says: str, words: Sequence[str], parent: QWidget, *, name: str) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        named(self, name, says)
        self._words = words
        self.setRange(NONE, HIGHEST)
        self.setValue(NONE)
        self.setPageStep(1)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.valueChanged.connect(self._tell)
        self._tell(NONE)

    def set_value(self, value: object) -> None:
        """A mark, or None for none yet."""
        self.setValue(value if isinstance(value, int) else NONE)

    def _tell(self, value: int) -> None:
        self.setToolTip(self._words[value] if value >= 0 else self.tr("no mark yet"))
        self.setAccessibleDescription(self.toolTip())
        self.update()
        self.value_changed.emit(value)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = {Qt.Key.Key_0: 0, Qt.Key.Key_1: 1, Qt.Key.Key_2: 2}
        key = Qt.Key(event.key())
        if key in keys:
            self.setValue(keys[key])
            self.given.emit()
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.left.emit(-1 if key == Qt.Key.Key_Up else 1)
        elif key == Qt.Key.Key_Left:
            self.setValue(max(0, self.value() - 1))
        elif key == Qt.Key.Key_Right:
            self.setValue(min(HIGHEST, self.value() + 1))
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        place = int(event.position().x() * (HIGHEST + 1) / max(1, self.width()))
        self.setValue(min(HIGHEST, max(0, place)))

    def sizeHint(self) -> QSize:
        words = max(self.fontMetrics().horizontalAdvance(each) for each in self._words)
        return QSize((HIGHEST + 1) * (words + key_width("0") + theme().px(30)), theme().control_height())

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(210), theme().control_height())

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        gap = theme().px(4)
        each = (self.width() + gap) / (HIGHEST + 1)
        for mark in range(HIGHEST + 1):
            box = QRect(round(mark * each), 0, round(each) - gap, self.height()).adjusted(1, 1, -1, -1)
            self._segment(painter, box, mark)
        painter.end()

    def _segment(self, painter: QPainter, box: QRect, mark: int) -> None:
        wear, chosen = theme(), self.value() == mark
        painter.setPen(wear.color("accent" if chosen else "control_border"))
        painter.setBrush(wear.color("accent") if chosen else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box, 5, 5)
        key = key_width(str(mark))
        inside = box.adjusted(wear.px(8), 0, -wear.px(4), 0)
        cap, ink = QRect(inside.left(), box.top(), key, box.height()), wear.color("on_accent" if chosen else "ink_2")
        paint_key(painter, cap, str(mark), ink=ink, edge=ink, ground=None)
        painter.setPen(wear.color("on_accent" if chosen else "ink"))
        painter.setFont(wear.font("table", weight=600 if chosen else 400))
        words = inside.adjusted(key + wear.px(8), 0, 0, 0)
        shown = painter.fontMetrics().elidedText(self._words[mark], Qt.TextElideMode.ElideRight, words.width())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, shown)
