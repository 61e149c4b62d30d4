"""A status as a pill: icon and word, never colour alone."""

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.ui.icons import pixmap
from app.ui.labels import status_label
from app.ui.theme import theme

ICON, PADDING, GAP, HEIGHT = 12, 8, 5, 20


def pill_width(status: str, word: str = "") -> int:
    """The width in px of a status's pill."""
    metrics = QFontMetrics(theme().font("caption"))
    words = metrics.horizontalAdvance(word or status_label(status).word)
    return words + theme().px(ICON + GAP + 2 * PADDING) + 2


def paint_pill(painter: QPainter, rect: QRect, status: str, word: str = "", *, clip: bool = True) -> int:
    """Paint a status's pill at the left of `rect`, centred in height, elided to its width; returns the width drawn."""
    tone = theme().status(status)
    text = word or tone.word
    height = max(theme().px(HEIGHT), QFontMetrics(theme().font("caption")).height() + 2)
    width = min(pill_width(status, text), rect.width()) if clip else pill_width(status, text)
    box = QRectF(rect.left(), rect.top() + (rect.height() - height) // 2, width, height)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(tone.border, 1))
    painter.setBrush(tone.fill)
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), height / 2, height / 2)
    _paint_words(painter, box, text, tone.icon, f"status.{status_label(status).tone}.text")
    painter.restore()
    return width


def _paint_words(painter: QPainter, box: QRectF, text: str, icon: str, role: str) -> None:
    left, side = box.left() + theme().px(PADDING), theme().px(ICON)
    ratio = painter.device().devicePixelRatioF()
    painter.drawPixmap(QPointF(left, box.top() + (box.height() - side) / 2), pixmap(icon, role, ICON, ratio=ratio))
    painter.setPen(theme().color(role))
    painter.setFont(theme().font("caption"))
    words = box.adjusted(theme().px(PADDING + ICON + GAP), 0, -theme().px(PADDING) + 2, 0)
    elided = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(words.width()) + 1)
    painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, elided)


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
