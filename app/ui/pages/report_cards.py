"""How a report looks in the gallery: its first page, its title, and what it is below."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QTextLayout
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.ui.theme import theme

KEY = int(Qt.ItemDataRole.UserRole)
IS_HEAD = KEY + 1
PAGE, PAD, CARD, HEAD = QSize(50, 65), 10, 86, 30
Index = QModelIndex | QPersistentModelIndex


def card_size(width: int, text: str) -> QSize:
    """The room of a card with these words, or with "" of the head of a group, in px at the size of text now."""
    if not text:
        return QSize(width, theme().px(HEAD))
    if not theme().is_compact:
        return QSize(width, theme().px(CARD))
    font = theme().font("body", weight=600)
    lines = wrapped(text.partition("\n")[0], font, width - 2 * theme().px(PAD), 2)
    return QSize(width, round(len(lines) * QFontMetricsF(font).lineSpacing()) + 2 * theme().px(PAD))


class ReportCard(QStyledItemDelegate):
    """With large text the words stand alone: a picture beside them would leave no room to read."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the ground by its state, then picture and words; heads are words only."""
        painter.save()
        if index.data(IS_HEAD):
            self._paint_head(painter, option.rect, str(index.data()))
        else:
            self._paint_card(painter, option, index)
        painter.restore()

    def _paint_head(self, painter: QPainter, rect: QRect, words: str) -> None:
        painter.setFont(theme().font("caption", weight=600))
        painter.setPen(theme().color("ink_2"))
        inside = rect.adjusted(theme().px(PAD), 0, -2, -theme().px(4))
        shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, inside.width())
        painter.drawText(inside, Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft, shown)

    def _paint_card(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        state, rect = option.state, option.rect.adjusted(2, 2, -2, -2)
        chosen, under = bool(state & QStyle.StateFlag.State_Selected), bool(state & QStyle.StateFlag.State_MouseOver)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if chosen or under:
            painter.setPen(theme().color("accent_line") if chosen else Qt.PenStyle.NoPen)
            painter.setBrush(theme().color("accent_soft" if chosen else "sunken"))
            painter.drawRoundedRect(rect, 6, 6)
        if state & QStyle.StateFlag.State_HasFocus:
            self._paint_focus(painter, rect, chosen)
        pad, words = theme().px(PAD), rect
        if not theme().is_compact:
            page = QRect(rect.left() + pad, rect.top() + pad, theme().px(PAGE.width()), theme().px(PAGE.height()))
            index.data(Qt.ItemDataRole.DecorationRole).paint(painter, page)
            words = rect.adjusted(pad + page.width(), 0, 0, 0)
        self._write(painter, words.adjusted(pad, pad - 2, -theme().px(6), -4), str(index.data()), chosen)

    @staticmethod
    def _paint_focus(painter: QPainter, rect: QRect, chosen: bool) -> None:
        painter.save()
        pen = painter.pen()
        pen.setColor(theme().color("focus_on_selection" if chosen else "focus"))
        pen.setWidth(2)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), 6, 6)
        painter.restore()

    @staticmethod
    def _write(painter: QPainter, room: QRect, text: str, chosen: bool) -> None:
        title, _, about = text.partition("\n")
        painter.setPen(theme().color("ink_selected" if chosen else "ink"))
        room.setTop(_lines(painter, room, title, theme().font("body", weight=600), most=2))
        if not theme().is_compact:
            painter.setPen(theme().color("ink_2_selected" if chosen else "ink_2"))
            _lines(painter, room, about, theme().font("table"), most=4)


def _lines(painter: QPainter, room: QRect, text: str, font: QFont, *, most: int) -> int:
    """Write words in as many lines as there is room for; answers where the next would begin."""
    measure = QFontMetricsF(font)
    high = measure.lineSpacing()
    found = wrapped(text, font, room.width(), max(1, min(most, int((room.height() + 2) // high))))
    painter.setFont(font)
    for number, line in enumerate(found):
        painter.drawText(QPointF(room.left(), room.top() + number * high + measure.ascent()), line)
    return round(room.top() + high * len(found)) + 1


def wrapped(text: str, font: QFont, width: float, most: int) -> list[str]:
    """Words as at most so many lines of a width in px, the last one shortened where there is more."""
    layout, start = QTextLayout(text, font), 0
    lines: list[str] = []
    layout.beginLayout()
    while start < len(text) and (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        end = line.textStart() + line.textLength()
        is_last = len(lines) + 1 == most
        rest = text[line.textStart() :] if is_last else text[line.textStart() : end]
        lines.append(QFontMetricsF(font).elidedText(rest.rstrip(), Qt.TextElideMode.ElideRight, width))
        if is_last:
            break
        start = end
    layout.endLayout()
    return lines
