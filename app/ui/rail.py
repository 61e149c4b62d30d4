"""The rail at the left: one item a page, with icon, word and number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.ui.icons import pixmap
from app.ui.theme import theme
from app.ui.widgets.base import IconMark, named, text_label
from app.ui.widgets.heads import ElidedLabel

WIDE, NARROW, ITEM, LOWEST = 184, 52, 36, 24


class RailEntry(NamedTuple):
    """One item: page key, icon, word, the key to press with what is printed of it, and whether it stands below."""

    key: str
    icon: str
    word: str
    shortcut: str
    printed: str
    below: bool = False


class RailButton(QAbstractButton):
    """An item of the rail; the chosen one wears a white edge."""

    def __init__(self, entry: RailEntry, parent: QWidget, *, checkable: bool = True) -> None:
        super().__init__(parent)
        named(self, f"rail_{entry.key}", entry.word)
        self.setAccessibleDescription(entry.shortcut)
        self.setProperty("ring", "rail")
        self.setText(entry.word)
        self.setCheckable(checkable)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.entry, self._narrow = entry, False

    def set_narrow(self, narrow: bool) -> None:
        """Icon only, with the word in the tool tip."""
        self._narrow = narrow
        self.setToolTip(f"{self.entry.word} ({self.entry.shortcut})" if narrow else "")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme().px(NARROW if self._narrow else WIDE), theme().px(ITEM))

    def minimumSizeHint(self) -> QSize:
        """In a low window with large text the items stand closer, so that all of them are there."""
        return QSize(self.sizeHint().width(), theme().px(LOWEST))

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        wear, chosen = theme(), self.isChecked()
        if chosen or self.underMouse():
            painter.setOpacity(1.0 if chosen else 0.4)
            box = self.rect().adjusted(0, 0, 0 if self._narrow else -wear.px(8), 0)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(wear.color("rail_active"))
            painter.drawRoundedRect(box.adjusted(-6, 0, 0, 0), 5, 5)
            painter.setOpacity(1.0)
        if chosen:
            edge = "on_accent" if wear.name == "contrast" else "rail_on"
            painter.fillRect(QRect(0, 0, 3, self.height()), wear.color(edge))
        self._words(painter, chosen)
        painter.end()

    def _words(self, painter: QPainter, chosen: bool) -> None:
        wear = theme()
        lit = chosen or (self.underMouse() and wear.name != "contrast")
        ink = "rail_on" if lit else "rail_ink"
        side = wear.px(18)
        left = (self.width() - side) // 2 if self._narrow else wear.px(16)
        top = (self.height() - side) // 2
        painter.drawPixmap(left, top, pixmap(self.entry.icon, ink, 18, ratio=self.devicePixelRatioF()))
        if self._narrow:
            return
        painter.setPen(wear.color(ink))
        painter.setFont(wear.font("body", weight=600 if chosen else 400))
        room = self.rect().adjusted(wear.px(46), 0, -wear.px(20), 0)
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, self.entry.word)
        painter.setFont(wear.font("caption", figures=True))
        painter.setPen(wear.color("rail_on" if lit else "rail_ink_2"))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, self.entry.printed)


class Rail(QFrame):
    """Mark and city, the pages, and below them help."""

    chosen = Signal(str)
    help_wanted = Signal()

    def __init__(self, entries: Sequence[RailEntry], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "rail", self.tr("Pages"))
        self.setProperty("ground", "rail")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._group = QButtonGroup(self)
        self._buttons = {entry.key: RailButton(entry, self) for entry in entries}
        self._shortcuts: dict[str, QShortcut] = {}
        self._narrow = False
        self._line = self._divider()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 8)
        column.setSpacing(0)
        column.addWidget(self._head())
        for entry in [each for each in entries if not each.below]:
            self._add(column, entry)
        column.addWidget(self._line)
        for entry in [each for each in entries if each.below]:
            self._add(column, entry)
        column.addStretch(1)
        help_entry = RailEntry("help", "info", self.tr("Help and keys"), "F1", "F1")
        self._help = RailButton(help_entry, self, checkable=False)
        self._help.clicked.connect(self.help_wanted)
        column.addWidget(self._help)
        theme().changed.connect(self._fit)
        self._fit()

    def _divider(self) -> QWidget:
        """The line above the pages of those who direct; unseen while nobody may see these."""
        line = named(QWidget(self), "rail_line")
        inset = QVBoxLayout(line)
        inset.setContentsMargins(16, 8, 16, 8)
        mark = named(QFrame(line), "rail_divider")
        mark.setProperty("kind", "rail_line")
        mark.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        mark.setFixedHeight(1)
        inset.addWidget(mark)
        line.hide()
        return line

    def _head(self) -> QWidget:
        head = named(QWidget(self), "rail_head")
        row = QHBoxLayout(head)
        row.setContentsMargins(14, 10, 8, 8)
        row.setSpacing(10)
        row.addWidget(IconMark("app-mark", head, role="rail_ink", size=26, name="rail_mark"))
        self._words = named(QWidget(head), "rail_words")
        column = QVBoxLayout(self._words)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        title = text_label(self.tr("Liaison"), self._words, type="section", ink="rail_ink", name="rail_title")
        column.addWidget(title)
        self.city = ElidedLabel("", self._words, type="caption", ink="rail_ink_2", name="rail_city")
        column.addWidget(self.city)
        row.addWidget(self._words, 1)
        return head

    def _add(self, column: QVBoxLayout, entry: RailEntry) -> None:
        button = self._buttons[entry.key]
        self._group.addButton(button)
        button.clicked.connect(lambda: self.chosen.emit(entry.key))
        column.addWidget(button)
        if entry.shortcut:
            shortcut = QShortcut(QKeySequence(entry.shortcut), self)
            shortcut.activated.connect(lambda: self.chosen.emit(entry.key))
            self._shortcuts[entry.key] = shortcut
        if entry.below:
            self.show_item(entry.key, shown=False)

    def show_item(self, key: str, *, shown: bool) -> None:
        """Show or hide an item, with its key."""
        self._buttons[key].setVisible(shown)
        self._shortcuts[key].setEnabled(shown)
        below = [each for each in self._buttons.values() if each.entry.below]
        self._line.setVisible(any(not each.isHidden() for each in below))

    def choose(self, key: str) -> None:
        """Mark the page that is shown; one that is not in the rail marks none."""
        if key in self._buttons:
            self._buttons[key].setChecked(True)
            return
        self._group.setExclusive(False)
        for each in self._buttons.values():
            each.setChecked(False)
        self._group.setExclusive(True)

    def shows(self, key: str) -> bool:
        """Whether the item is there for who is signed in."""
        return key in self._buttons and not self._buttons[key].isHidden()

    @property
    def is_narrow(self) -> bool:
        """Whether only icons are shown."""
        return self._narrow

    def set_narrow(self, narrow: bool) -> None:
        """Icons only, or icons and words."""
        self._narrow = narrow
        self._fit()

    def _fit(self) -> None:
        self._words.setVisible(not self._narrow)
        for button in (*self._buttons.values(), self._help):
            button.set_narrow(self._narrow)
        self.setFixedWidth(theme().px(NARROW if self._narrow else WIDE))
