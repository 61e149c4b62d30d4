"""A status as a pill: icon and word, never colour alone."""

from functools import lru_cache
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.ui.icons import pixmap
from app.ui.labels import status_label
from app.ui.theme import theme

ICON, PADDING, GAP, HEIGHT = 12, 8, 5, 20
_FLAGS = (Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft).value


class _Dress(NamedTuple):
    """All that a pill is painted with."""

    word: str
    icon: str
    role: str
    text: QColor
    fill: QColor
    border: QPen
    font: QFont
    width: int
    height: int


def pill_width(status: str, word: str = "") -> int:
    """The width in px of a status's pill."""
    return _dress(status, word or status_label(status).word, theme().name, theme().text_percent).width


def paint_pill(painter: QPainter, rect: QRect, status: str, word: str = "", *, clip: bool = True) -> int:
    """Paint a status's pill at the left of `rect`, centred in height, elided to its width; returns the width drawn."""
    worn = _dress(status, word or status_label(status).word, theme().name, theme().text_percent)
    width = min(worn.width, rect.width()) if clip else worn.width
    box = QRectF(rect.left(), rect.top() + (rect.height() - worn.height) // 2, width, worn.height)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(worn.border)
    painter.setBrush(worn.fill)
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), worn.height / 2, worn.height / 2)
    _paint_words(painter, box, worn)
    painter.restore()
    return width


@lru_cache(maxsize=256)
def _dress(status: str, word: str, look: str, percent: int) -> _Dress:
    """Made once for each theme and size of text: a list paints the same few pills in every row."""
    del look, percent
    tone, font = theme().status(status), theme().font("caption")
    metrics = QFontMetrics(font)
    role = f"status.{status_label(status).tone}.text"
    width = metrics.horizontalAdvance(word) + theme().px(ICON + GAP + 2 * PADDING) + 2
    height = max(theme().px(HEIGHT), metrics.height() + 2)
    return _Dress(word, tone.icon, role, theme().color(role), tone.fill, QPen(tone.border, 1), font, width, height)


def _paint_words(painter: QPainter, box: QRectF, worn: _Dress) -> None:
    left, side = box.left() + theme().px(PADDING), theme().px(ICON)
    drawn = pixmap(worn.icon, worn.role, ICON, ratio=painter.device().devicePixelRatioF())
    painter.drawPixmap(QPointF(left, box.top() + (box.height() - side) / 2), drawn)
    painter.setPen(worn.text)
    painter.setFont(worn.font)
    words = box.adjusted(theme().px(PADDING + ICON + GAP), 0, -theme().px(PADDING) + 2, 0)
    shown = worn.word
    if box.width() < worn.width:
        shown = painter.fontMetrics().elidedText(shown, Qt.TextElideMode.ElideRight, int(words.width()) + 1)
    painter.drawText(words, _FLAGS, shown)


class Pill(QWidget):
    """A pill as a widget; `word` replaces the status's own word ("3.4 d left")."""

    def __init__(self, status: str, parent: QWidget | None = None, *, word: str = "", name: str = "pill") -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.status, self.word = status, word
        theme().changed.connect(self._fit)
        self.set_status(status, word)

    def set_status(self, status: str, word: str = "") -> None:
        """Show another status."""
        self.status, self.word = status, word
        self.setAccessibleName(word or status_label(status).word)
        self._fit()

    def _fit(self) -> None:
        self.setFixedSize(self.sizeHint())
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as icon and word."""
        height = max(theme().px(HEIGHT), QFontMetrics(theme().font("caption")).height() + 2)
        return QSize(pill_width(self.status, self.word), height)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        paint_pill(painter, self.rect(), self.status, self.word)
        painter.end()
