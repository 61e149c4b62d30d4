"""The list below the search box: what was found by kind, the words that were sought marked in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from app.keys import fold
from app.ui.icons import pixmap
from app.ui.theme import theme
from app.ui.widgets.base import named

ENTRY = int(Qt.ItemDataRole.UserRole)
PADDING, ICON, GAP, EDGE = 12, 16, 10, 3
HEAD_HEIGHT = 28
TITLE_SHARE = 0.66
LONGEST_LIST = 12


class Entry(NamedTuple):
    """A line of the list; a head or a sentence has nothing to open."""

    title: str
    line: str = ""
    icon: str = ""
    end: str = ""
    group: str = ""
    open: Callable[[], object] | None = None

    @property
    def spoken(self) -> str:
        """The line as a screen reader says it."""
        return ", ".join(part for part in (self.group, self.title, self.line, self.end) if part)


def marked(text: str, sought: Sequence[str]) -> list[tuple[str, bool]]:
    """A text in stretches, each with whether it is a word that begins with one of the folded words sought."""
    found: list[tuple[str, bool]] = []
    for piece in re.findall(r"\w+|\W+", text):
        is_word = bool(sought) and fold(piece).startswith(tuple(sought))
        if found and found[-1][1] == is_word:
            found[-1] = (found[-1][0] + piece, is_word)
        else:
            found.append((piece, is_word))
    return found


class HitDelegate(QStyledItemDelegate):
    """Paints a head, a sentence, or a hit: icon, title, the line that tells it from others, and when."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("hit_delegate")
        self.sought: tuple[str, ...] = ()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Heads are lower than hits; both grow with the text."""
        entry: Entry = index.data(ENTRY)
        return QSize(0, theme().row_height() if entry.open is not None else theme().px(HEAD_HEIGHT))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """One line of the list."""
        entry: Entry = index.data(ENTRY)
        rect: QRect = option.rect
        painter.save()
        if entry.open is None:
            self._paint_head(painter, rect, entry)
        else:
            chosen = bool(option.state & QStyle.StateFlag.State_Selected)
            self._paint_hit(painter, rect, entry, chosen=chosen)
        painter.restore()

    def _paint_head(self, painter: QPainter, rect: QRect, entry: Entry) -> None:
        painter.setFont(theme().font("caption", weight=600) if not entry.icon else theme().font("body"))
        painter.setPen(theme().color("ink_3" if not entry.icon else "ink_2"))
        inner = rect.adjusted(theme().px(PADDING), 0, -theme().px(PADDING), 0)
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter, entry.title)

    def _paint_hit(self, painter: QPainter, rect: QRect, entry: Entry, *, chosen: bool) -> None:
        wear, tail = theme(), "_selected" if chosen else ""
        if chosen:
            painter.fillRect(rect, wear.color("accent_soft"))
            painter.fillRect(QRect(rect.left(), rect.top(), EDGE, rect.height()), wear.color("accent"))
        left, side = rect.left() + wear.px(PADDING), wear.px(ICON)
        ratio = painter.device().devicePixelRatioF()
        icon = pixmap(entry.icon, f"ink_2{tail}", ICON, ratio=ratio)
        painter.drawPixmap(left, rect.center().y() - side // 2 + 1, icon)
        left += side + wear.px(GAP)
        right = rect.right() - wear.px(PADDING)
        right = self._paint_end(painter, QRect(left, rect.top(), right - left, rect.height()), entry.end, tail)
        room = right - left
        share = (
            room
            if not entry.line
            else max(int(room * TITLE_SHARE), room - self._width(entry.line, "table") - wear.px(GAP) - 2)
        )
        painter.setPen(wear.color(f"ink{tail}"))
        left = self._paint_words(painter, QRect(left, rect.top(), share, rect.height()), entry.title, "body")
        painter.setPen(wear.color(f"ink_3{tail}"))
        left += wear.px(GAP)
        self._paint_words(painter, QRect(left, rect.top(), right - left, rect.height()), entry.line, "table")

    def _paint_end(self, painter: QPainter, room: QRect, words: str, tail: str) -> int:
        """The date or key at the right; gives where the room for words ends."""
        if not words:
            return room.right()
        painter.setFont(theme().font("table", figures=True))
        painter.setPen(theme().color(f"ink_3{tail}"))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, words)
        return room.right() - self._width(words, "table") - theme().px(GAP)

    def _paint_words(self, painter: QPainter, room: QRect, text: str, font: str) -> int:
        """Words with the sought ones in semibold, cut with "…" where there is no room; gives where they end."""
        left = room.left()
        for piece, is_sought in marked(text, self.sought):
            letters = theme().font(font, weight=700 if is_sought else None)
            metrics, space = QFontMetrics(letters), room.right() - left
            width = metrics.horizontalAdvance(piece)
            shown = piece if width <= space else metrics.elidedText(piece, Qt.TextElideMode.ElideRight, space)
            painter.setFont(QFont(letters))
            painter.drawText(QRect(left, room.top(), width + 1, room.height()), Qt.AlignmentFlag.AlignVCenter, shown)
            left += min(width, space)
            if shown != piece:
                break
        return left

    def _width(self, words: str, font: str) -> int:
        return QFontMetrics(theme().font(font)).horizontalAdvance(words)


class HitList(QFrame):
    """Lies over the window below the box and never takes the focus; `chosen` gives the Entry that was clicked."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        named(self, "search_popup", self.tr("Found"))
        self.setProperty("kind", "popover")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view = named(QListWidget(self), "search_hits", self.tr("Search results"))
        self.view.setProperty("ground", "raised")
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.setMouseTracking(True)
        self.view.setUniformItemSizes(False)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.itemClicked.connect(lambda item: self.chosen.emit(item.data(ENTRY)))
        self.view.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
        self.delegate = HitDelegate(self.view)
        self.view.setItemDelegate(self.delegate)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 6, 1, 6)
        column.addWidget(self.view)
        self.hide()

    def tell(self, entries: Sequence[Entry], sought: Sequence[str]) -> None:
        """Show these lines; the first that opens something is the active one."""
        self.delegate.sought = tuple(sought)
        self.view.clear()
        for entry in entries:
            item = QListWidgetItem(entry.title, self.view)
            item.setData(ENTRY, entry)
            item.setData(int(Qt.ItemDataRole.AccessibleTextRole), entry.spoken)
            if entry.open is None:
                item.setFlags(Qt.ItemFlag.NoItemFlags)
        self._go(next(iter(self._rows()), -1))

    def _rows(self) -> list[int]:
        """The places of the lines that open something."""
        return [row for row in range(self.view.count()) if self._entry(row).open is not None]

    def _entry(self, row: int) -> Entry:
        entry: Entry = self.view.item(row).data(ENTRY)
        return entry

    @property
    def entries(self) -> list[Entry]:
        """All lines, heads too."""
        return [self._entry(row) for row in range(self.view.count())]

    @property
    def current(self) -> Entry | None:
        """The active line."""
        row = self.view.currentRow()
        return self._entry(row) if row >= 0 else None

    @property
    def place(self) -> tuple[int, int]:
        """Which of how many the active line is, from 1."""
        rows, row = self._rows(), self.view.currentRow()
        return (rows.index(row) + 1 if row in rows else 0), len(rows)

    def move_by(self, step: int) -> None:
        """Make the next or last line active, round the end; heads are passed over."""
        rows = self._rows()
        if not rows:
            return
        place = self.place[0] - 1 + step
        self._go(rows[place % len(rows)] if abs(step) == 1 else rows[max(0, min(len(rows) - 1, place))])

    def _go(self, row: int) -> None:
        self.view.setCurrentRow(row)
        if row > 0 and row == next(iter(self._rows()), -1):
            self.view.scrollToTop()  # the head above the first hit belongs to it

    def lay(self, below: QRect, room: QRect) -> None:
        """Lie below a rectangle of the parent, as high as the lines need within the room."""
        width = min(max(below.width(), theme().px(640)), room.right() - below.left() - 8)
        height = sum(self.view.sizeHintForRow(row) for row in range(self.view.count())) + 14
        most = min(room.bottom() - below.bottom() - 12, LONGEST_LIST * theme().row_height() + 14)
        self.setGeometry(below.left(), below.bottom() + 5, width, min(height, most))
        self.raise_()
