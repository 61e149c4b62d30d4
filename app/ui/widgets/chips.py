"""Chips: a value or a filter that can be corrected or taken away."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from app.ui.icons import pixmap
from app.ui.theme import theme

ICON, PADDING, GAP, HEIGHT = 14, 10, 6, 24
REMOVE_KEYS = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
PRESS_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Chip(QAbstractButton):
    """A small rounded button; Enter or Space activates it, Delete or its cross removes it.

    `guessed` is drawn dashed and says "guess"; `active` is a filter in use.
    """

    activated = Signal()
    removed = Signal()

    def __init__(
        self,
        text: str,
        parent: QWidget | None = None,
        *,
        icon: str = "",
        guessed: bool = False,
        active: bool = False,
        removable: bool = True,
        name: str = "chip",
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("ring_radius", HEIGHT // 2)
        self._icon, self._guessed, self._active, self._removable = icon, guessed, active, removable
        self.set_text(text)
        self.clicked.connect(self.activated)
        theme().changed.connect(self.updateGeometry)

    def set_text(self, text: str) -> None:
        """Show another value."""
        self.setText(text)
        self._describe()

    def set_active(self, active: bool) -> None:
        """Show it as a filter in use, or not."""
        self._active = active
        self.update()

    def set_guessed(self, guessed: bool) -> None:
        """Show it as a guess, or as sure."""
        self._guessed = guessed
        self._describe()

    @property
    def is_guessed(self) -> bool:
        """Whether it is only a guess."""
        return self._guessed

    def _describe(self) -> None:
        self.setAccessibleName(self.tr("{0}, guessed").format(self.text()) if self._guessed else self.text())
        self.setAccessibleDescription(self.tr("Delete removes it") if self._removable else "")
        self.updateGeometry()
        self.update()

    def _guess_words(self) -> str:
        return self.tr("guess") if self._guessed else ""

    def _cross(self) -> QRect:
        if not self._removable:
            return QRect()
        side = theme().px(ICON + 2 * GAP)
        return QRect(self.width() - side - 1, 0, side, self.height())

    def sizeHint(self) -> QSize:
        """As wide as icon, words and cross."""
        metrics = QFontMetrics(theme().font("table", weight=500))
        width = metrics.horizontalAdvance(self.text()) + theme().px(2 * PADDING)
        if self._icon:
            width += theme().px(ICON + GAP)
        if self._guessed:
            width += QFontMetrics(theme().font("caption")).horizontalAdvance(self._guess_words()) + theme().px(GAP)
        if self._removable:
            width += theme().px(ICON + GAP - 2)
        return QSize(width + 2, max(theme().px(HEIGHT), metrics.height() + 6))

    def minimumSizeHint(self) -> QSize:
        """The same: a chip's words are never cut."""
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in REMOVE_KEYS and self._removable:
            self.removed.emit()
        elif event.key() in PRESS_KEYS:
            self.click()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._cross().contains(event.position().toPoint()):
            self.setDown(False)
            self.removed.emit()
        else:
            super().mouseReleaseEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_shape(painter)
        self._paint_words(painter)
        painter.end()

    def _ink(self) -> str:
        if not self.isEnabled():
            return "ink_3"
        if not self._active:
            return "ink"
        return "accent_ink" if theme().name != "contrast" else "accent"

    def _paint_shape(self, painter: QPainter) -> None:
        wear = theme()
        filled = self._active and wear.name != "contrast"
        edge = "accent_line" if self._active else "control_border"
        pen = QPen(wear.color(edge), 1, Qt.PenStyle.DashLine if self._guessed else Qt.PenStyle.SolidLine)
        painter.setPen(pen)
        over = self.underMouse() or self.isDown()
        painter.setBrush(wear.color("accent_soft" if filled else "sunken" if over else "page"))
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)

    def _paint_words(self, painter: QPainter) -> None:
        wear, left, ratio = theme(), theme().px(PADDING), self.devicePixelRatioF()
        side = wear.px(ICON)
        top = (self.height() - side) // 2
        if self._icon:
            painter.drawPixmap(left, top, pixmap(self._icon, self._ink(), ICON, ratio=ratio))
            left += side + wear.px(GAP)
        left += self._write(painter, left, self.text(), ink=self._ink(), step="table")
        if self._guessed:
            self._write(painter, left + wear.px(GAP), self._guess_words(), ink="ink_3", step="caption")
        if self._removable:
            cross = self._cross()
            x = cross.center().x() - wear.px(12) // 2
            painter.drawPixmap(x, (self.height() - wear.px(12)) // 2, pixmap("x", self._ink(), 12, ratio=ratio))

    def _write(self, painter: QPainter, left: int, text: str, *, ink: str, step: str) -> int:
        painter.setFont(theme().font(step, weight=500))
        painter.setPen(theme().color(ink))
        width = painter.fontMetrics().horizontalAdvance(text)
        painter.drawText(QRect(left, 0, width + 2, self.height()), Qt.AlignmentFlag.AlignVCenter, text)
        return width
