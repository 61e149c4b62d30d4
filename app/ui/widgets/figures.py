"""Figures and bars that open what they count: a large number over its words, and a bar with its number."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from app.ui.theme import theme
from app.ui.widgets.base import named

TALL, BAR = 76, 26


class FigureTile(QAbstractButton):
    """A large figure, what it is, and quieter words that say of how many; Enter opens the cases behind it."""

    def __init__(self, words: str, parent: QWidget, *, name: str, definition: str = "") -> None:
        super().__init__(parent)
        named(self, name, words)
        self._words, self._value, self._note = words, "–", ""
        self.setAccessibleDescription(definition)
        self.setToolTip(definition)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.updateGeometry)

    def tell(self, value: str, note: str) -> None:
        """Show another figure."""
        self._value, self._note = value, note
        self.setText(value)
        self.setAccessibleName(f"{self._words}: {value}, {note}")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        faces = (("figure", self._value), ("table", self._words), ("caption", self._note))
        wide = max(QFontMetrics(theme().font(font)).horizontalAdvance(text) for font, text in faces)
        return QSize(wide + theme().px(14), theme().px(TALL))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        wear, painter = theme(), QPainter(self)
        if self.underMouse() or self.isDown():
            painter.fillRect(self.rect(), wear.color("sunken"))
        left, wide, center = wear.px(6), self.width() - wear.px(8), Qt.AlignmentFlag.AlignVCenter
        for font, ink, top, high, text in (
            ("figure", "ink", 2, 34, self._value),
            ("table", "ink", 36, 19, self._words),
            ("caption", "ink_2", 55, 18, self._note),
        ):
            painter.setFont(wear.font(font, figures=True))
            painter.setPen(wear.color(ink))
            painter.drawText(QRect(left, wear.px(top), wide, wear.px(high)), center, text)
        painter.end()


class BarRow(QAbstractButton):
    """A name, a bar in parts, and words at its end; the parts are told apart by fill, hatch and their numbers."""

    def __init__(self, parent: QWidget, *, name: str) -> None:
        super().__init__(parent)
        named(self, name)
        self._name, self._end, self._tail, self._widest = "", "", "", ""
        self._parts: Sequence[int] = ()
        self._most, self._labels, self._bold = 1, 84, False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.updateGeometry)

    def tell(
        self,
        name: str,
        parts: Sequence[int],
        *,
        most: int,
        end: str,
        tail: str = "",
        widest: str = "",
        labels: int = 84,
        bold: bool = False,
    ) -> None:
        """Show it: `parts` over `most`; of two the second is past target, of three the second is in part, the last not.

        `end` follows the bar, `tail` is a warning after it; `widest` are the words of all rows that need most room,
        `labels` is the room for the names at 100 %.
        """
        self._name, self._parts, self._most, self._end, self._tail = name, parts, max(1, most), end, tail
        self._labels, self._bold, self._widest = labels, bold, widest
        self.setText(name)
        self.setAccessibleName(", ".join(each for each in (name, end, tail) if each))
        self.setToolTip(self.accessibleName())
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme().px(260), theme().px(BAR))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(200), theme().px(BAR))

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        wear, painter = theme(), QPainter(self)
        if self.underMouse() or self.isDown():
            painter.fillRect(self.rect(), wear.color("sunken"))
        center, left = Qt.AlignmentFlag.AlignVCenter, wear.px(self._labels)
        metrics = QFontMetrics(wear.font("table", figures=True))
        ends = max(metrics.horizontalAdvance(each) for each in (f"{self._end}  {self._tail}", self._widest)) + wear.px(
            12
        )
        room = max(wear.px(40), self.width() - left - ends - wear.px(8))
        painter.setFont(wear.font("table", weight=600 if self._bold else 400))
        painter.setPen(wear.color("ink"))
        words = painter.fontMetrics().elidedText(self._name, Qt.TextElideMode.ElideRight, left - wear.px(8))
        painter.drawText(QRect(wear.px(4), 0, left, self.height()), center, words)
        right = self._bars(painter, left, room)
        self._tell_end(painter, max(right, left + room) + wear.px(8))
        painter.end()

    def _bars(self, painter: QPainter, left: int, room: int) -> int:
        """The parts one after the other; each has an edge, so that they part without colour too."""
        wear, top, high = theme(), theme().px(5), self.height() - theme().px(10)
        inks = ("chart_1", "chart_over") if len(self._parts) == 2 else ("chart_1", "accent_soft", "page")
        for place, part in enumerate(self._parts):
            wide = round(room * part / self._most)
            if part:
                box = QRect(left, top, max(2, wide), high)
                painter.fillRect(box, wear.color(inks[place]))
                if place:
                    painter.setPen(wear.color("chart_over" if place == len(self._parts) - 1 else "accent_line"))
                    painter.drawRect(box.adjusted(0, 0, -1, -1))
                if place and len(self._parts) == 2:
                    painter.fillRect(box, Qt.BrushStyle.BDiagPattern)
                self._number(painter, box, inks[place], part)
            left += wide
        return left

    def _number(self, painter: QPainter, box: QRect, ground: str, part: int) -> None:
        """In ink or in the colour of the page, whichever stands out more: in high contrast a soft ground is bright."""
        wear = theme()
        if len(self._parts) == 3 and box.width() > wear.px(14):
            below = wear.color(ground).lightness()
            inks = [wear.color(each) for each in ("ink", "page")]
            painter.setFont(wear.font("caption", figures=True))
            painter.setPen(max(inks, key=lambda ink: abs(ink.lightness() - below)))
            painter.drawText(box.adjusted(theme().px(4), 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, f"{part:,}")

    def _tell_end(self, painter: QPainter, left: int) -> None:
        wear, center = theme(), Qt.AlignmentFlag.AlignVCenter
        painter.setFont(wear.font("table", figures=True))
        painter.setPen(wear.color("ink"))
        painter.drawText(QRect(left, 0, self.width() - left, self.height()), center, self._end)
        left += painter.fontMetrics().horizontalAdvance(f"{self._end}  ")
        painter.setPen(wear.color("status.overdue.text"))
        painter.drawText(QRect(left, 0, self.width() - left, self.height()), center, self._tail)
