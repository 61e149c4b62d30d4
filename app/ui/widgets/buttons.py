"""Buttons that wear their key."""

from PySide6.QtCore import QRect, QRectF, QSize
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeySequence, QPainter, QPainterPath, QPaintEvent, QShortcut
from PySide6.QtWidgets import QPushButton, QStyleOptionButton, QWidget

from app.ui.first_paint import ALIGN_CENTER, ALIGN_MIDDLE, SHOW_MNEMONIC, first_paint
from app.ui.icons import pixmap
from app.ui.inks import brush, pen, write
from app.ui.theme import theme

GAP, PADDING, ICON = 8, 12, 16
INKS = {"primary": "on_accent", "danger": "on_danger", "quiet": "accent_ink", "link": "link", "passing": "page"}


def key_words(key: str) -> str:
    """A key as this system prints it: Ctrl+L, or the signs of macOS; words that are no key stay as they are."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText) or key


def key_width(key: str) -> int:
    """The width in px of a printed key."""
    return QFontMetrics(theme().font("caption")).horizontalAdvance(key_words(key)) + theme().px(10)


def paint_key(painter: QPainter, rect: QRect, key: str, *, ink: QColor, edge: QColor, ground: QColor | None) -> None:
    """Print a key as a small cap, centred in height within `rect`."""
    height = theme().px(18)
    box = QRect(rect.left(), rect.center().y() - height // 2, rect.width() - 1, height)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(0.5, 0.5)
    cap = QPainterPath()
    cap.addRoundedRect(QRectF(box), 3, 3)
    if ground is not None:
        painter.fillPath(cap, brush(ground))
    painter.strokePath(cap, pen(edge))
    painter.setFont(theme().font("caption"))
    write(painter, box, ALIGN_CENTER, key_words(key), ink)
    painter.restore()


class KeyHint(QWidget):
    """A key printed beside the thing it does."""

    def __init__(self, key: str, parent: QWidget | None = None, *, name: str = "keyHint") -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.key = key
        self.setAccessibleName(key_words(key))
        theme().changed.connect(self._fit)
        self._fit()

    def _fit(self) -> None:
        self.setFixedSize(key_width(self.key), theme().px(20))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        wear = theme()
        painter = QPainter(self)
        colours = {"ink": wear.color("ink_2"), "edge": wear.color("line_strong"), "ground": wear.color("sunken")}
        paint_key(painter, self.rect(), self.key, **colours)
        painter.end()


class KeyButton(QPushButton):
    """A button with an optional icon and its key printed on it.

    `kind` is standard, primary, quiet, danger, link or passing; with `bind` the key presses it anywhere in its window.
    """

    def __init__(
        self,
        text: str,
        parent: QWidget | None = None,
        *,
        key: str = "",
        icon: str = "",
        kind: str = "standard",
        bind: bool = False,
        name: str = "button",
    ) -> None:
        super().__init__(text, parent)
        self.setObjectName(name)
        self.setProperty("kind", kind)
        self._key, self._icon = "", icon
        self._shortcut: QShortcut | None = None
        self.set_key(key, bind=bind)
        theme().changed.connect(self.updateGeometry)

    @property
    def key(self) -> str:
        """The key printed on the button."""
        return self._key

    def set_key(self, key: str, *, bind: bool = False) -> None:
        """Print another key, and bind it if asked."""
        self._key = key
        if self._shortcut is not None:
            self._shortcut.deleteLater()
            self._shortcut = None
        if bind and key:
            self._shortcut = QShortcut(QKeySequence(key), self)
            self._shortcut.activated.connect(self._press)
        self.setAccessibleName(self.text().replace("&", ""))
        self.setAccessibleDescription(key_words(key) if key else "")
        self.updateGeometry()

    def set_text(self, text: str) -> None:
        """Write other words on the button."""
        self.setText(text)
        self.setAccessibleName(text.replace("&", ""))
        self.updateGeometry()

    def set_icon(self, icon: str) -> None:
        """Show another icon."""
        self._icon = icon
        self.updateGeometry()
        self.update()

    def set_kind(self, kind: str) -> None:
        """Make it primary, standard, quiet or danger."""
        self.setProperty("kind", kind)
        self.style().unpolish(self)
        self.style().polish(self)
        self.updateGeometry()

    def _press(self) -> None:
        if self.isEnabled() and self.isVisible():
            self.click()

    def _parts(self) -> tuple[int, int, int]:
        """The widths of icon, words and key, each with the gap after or before it."""
        words = self.fontMetrics().size(SHOW_MNEMONIC, self.text()).width() if self.text() else 0
        has_both = bool(self.text())
        icon = theme().px(ICON) + (theme().px(GAP) if has_both else 0) if self._icon else 0
        key = key_width(self._key) + theme().px(GAP) if self._key else 0
        return icon, words, key

    def _padding(self) -> int:
        if self.property("kind") == "link":
            return 4
        return PADDING if self.text() else GAP

    def _ink(self) -> str:
        if not self.isEnabled():
            return "ink_3"
        if self.isCheckable() and self.isChecked():
            return "ink_selected"
        return INKS.get(str(self.property("kind")), "ink")

    def sizeHint(self) -> QSize:
        """Wide enough for icon, words and key; as high as a control."""
        self.ensurePolished()
        padding = theme().px(self._padding())
        return QSize(sum(self._parts()) + 2 * padding + 2, theme().control_height())

    def minimumSizeHint(self) -> QSize:
        """The same: words on buttons are never cut."""
        return self.sizeHint()

    def initStyleOption(self, option: QStyleOptionButton) -> None:
        super().initStyleOption(option)
        option.text = ""  # words, icon and key are painted here

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        self._paint_content(painter)
        painter.end()

    def _paint_content(self, painter: QPainter) -> None:
        icon, words, key = self._parts()
        ink = self._ink()
        left = max(theme().px(self._padding()), (self.width() - icon - words - key) // 2)
        if self._icon:
            self._paint_icon(painter, left, ink)
        painter.setFont(self._words_font())
        room = QRect(left + icon, 0, words + 2, self.height())
        write(painter, room, ALIGN_MIDDLE | SHOW_MNEMONIC, self.text(), theme().color(ink))
        if self._key:
            self._paint_key(
                painter, QRect(left + icon + words + theme().px(GAP), 0, key - theme().px(GAP), self.height())
            )

    def _paint_icon(self, painter: QPainter, left: int, ink: str) -> None:
        if first_paint().is_awaited:
            first_paint().then(self.update)  # the words must not wait for the picture beside them
            return
        drawn = pixmap(self._icon, ink, ICON, ratio=self.devicePixelRatioF())
        painter.drawPixmap(left, (self.height() - theme().px(ICON)) // 2, drawn)

    def _words_font(self) -> QFont:
        font = QFont(self.font())
        is_link = self.property("kind") == "link"
        font.setUnderline(is_link and (bool(self.property("underlined")) or self.underMouse()))
        return font

    def _paint_key(self, painter: QPainter, rect: QRect) -> None:
        colour = theme().color(self._ink())
        plain = self._ink() in ("ink", "ink_3", "accent_ink", "link", "ink_selected")
        edge = theme().color("line_strong" if plain else self._ink())
        ground = theme().color("sunken") if plain and self.isEnabled() else None
        ink = theme().color("ink_2") if self._ink() == "ink" else colour
        paint_key(painter, rect, self._key, ink=ink, edge=edge, ground=ground)
