"""Painting in one colour without the class `Qt`: why, says `first_paint`."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPalette, QPen

from app.ui.first_paint import ALIGN_CENTER, first_paint

_ROLE = QPalette.ColorRole.Base


def pen(colour: QColor) -> QPen:
    """A line of one px; `QPen(colour)` would ask first whether the colour is a Qt.PenStyle."""
    made = QPen()
    made.setColor(colour)
    return made


def brush(colour: QColor) -> QBrush:
    """A full ground; `QBrush(colour)` would ask first whether the colour is a Qt.BrushStyle."""
    colours = QPalette()
    colours.setColor(_ROLE, colour)
    return colours.brush(_ROLE)


def fill(painter: QPainter, rect: QRect, colour: QColor) -> None:
    """A rectangle full of a colour."""
    shape = QPainterPath()
    shape.addRect(rect)
    painter.fillPath(shape, brush(colour))


def write(painter: QPainter, room: QRect, flags: int, words: str, colour: QColor) -> None:
    """A line of words as `QPainter.drawText` writes it, with the numbers of `first_paint` as `flags`."""
    begins_so = painter.pen().color() == colour  # the sheet's colour of the widget
    if first_paint().is_awaited and not begins_so:
        _lay(painter, room, words, colour, centred=flags == ALIGN_CENTER)
        return
    if not begins_so:
        painter.setPen(colour)
    painter.drawText(room, flags, words)


def _lay(painter: QPainter, room: QRect, words: str, colour: QColor, *, centred: bool) -> None:
    """The same in another colour than the painter's, which cannot be changed without naming `Qt`."""
    from PySide6.QtGui import QTextCharFormat, QTextLayout

    form = QTextLayout.FormatRange()
    form.start, form.length, form.format = 0, len(words), QTextCharFormat()
    form.format.setForeground(brush(colour))
    layout = QTextLayout(words, painter.font())
    layout.setFormats([form])
    layout.beginLayout()
    line = layout.createLine()
    layout.endLayout()
    left = (room.width() - line.horizontalAdvance()) / 2 if centred else 0
    top = (room.height() - line.ascent() - line.descent()) / 2
    layout.draw(painter, QPointF(room.x() + left, room.y() + top))
