"""Rows of a list: ground, selection edge and focus once per row, words, pills, due dates and clocks in the cells."""

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QHelpEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QToolTip,
)

from app.ui.theme import theme
from app.ui.widgets.cells import FIGURES_ROLE, WEIGHT_ROLE, paint_cell
from app.ui.widgets.looks import Look, Looks

Index = QModelIndex | QPersistentModelIndex
PADDING, EDGE, RING = 8, 3, 2
TWO_LINES = 48
_SELECTED = QStyle.StateFlag.State_Selected.value


class RowDelegate(QStyledItemDelegate):
    """Paints the rows of a view; what a cell holds is asked through the roles of `cells`.

    The model says each cell aloud through AccessibleTextRole.
    """

    def __init__(self, view: QAbstractItemView, *, lines: int = 1) -> None:
        super().__init__(view)
        self.setObjectName("rowDelegate")
        self._view, self._lines = view, lines
        self._hovered = -1
        self._looks = Looks(view.model())
        view.setMouseTracking(True)
        view.entered.connect(self._enter)
        view.viewport().installEventFilter(self)
        view.selectionModel().currentChanged.connect(self._current_moved)

    def row_height(self) -> int:
        """The height of a row in px at the size of text now."""
        return theme().row_height() if self._lines == 1 else theme().px(TWO_LINES)

    def fit(self) -> None:
        """Take the row height of the theme, and all that was prepared for another look."""
        self._looks.forget()
        if isinstance(self._view, QTableView):
            self._view.verticalHeader().setMinimumSectionSize(self.row_height())
            self._view.verticalHeader().setDefaultSectionSize(self.row_height())
        self._view.viewport().update()

    def _current_moved(self, current: QModelIndex, previous: QModelIndex) -> None:
        """The ring lies around the whole row, so both rows are painted anew."""
        if current.row() != previous.row():
            self._view.viewport().update()

    def _enter(self, index: QModelIndex) -> None:
        self._hover(index.row())

    def _hover(self, row: int) -> None:
        if row != self._hovered:
            self._hovered = row
            self._view.viewport().update()

    def _ends(self) -> tuple[int, int]:
        """The logical numbers of the first and last visible column."""
        if not isinstance(self._view, QTableView):
            return 0, 0
        head = self._view.horizontalHeader()
        shown = [head.logicalIndex(at) for at in range(head.count())]
        shown = [column for column in shown if not head.isSectionHidden(column)]
        return (shown[0], shown[-1]) if shown else (0, 0)

    def _paint_ground(self, painter: QPainter, rect: QRect, row: int, column: int, *, selected: bool) -> None:
        color = self._looks.color
        left, top, width, height = rect.left(), rect.top(), rect.width(), rect.height()
        painter.fillRect(rect, color("accent_soft" if selected else "sunken" if row == self._hovered else "page"))
        painter.fillRect(left, top + height - 1, width, 1, color("line"))
        current = self._view.hasFocus() and self._view.currentIndex().row() == row
        if not selected and not current:
            return
        first, last = self._ends()  # goes through the whole head: only for the rows that need it
        if selected and column == first:
            painter.fillRect(left, top, EDGE, height, color("accent"))
        if current:
            ring = color("focus_on_selection" if selected else "focus")
            sides = [QRect(rect.left(), rect.top(), rect.width(), RING)]
            sides.append(QRect(rect.left(), rect.bottom() - RING + 1, rect.width(), RING))
            if column == first:
                sides.append(QRect(rect.left(), rect.top(), RING, rect.height()))
            if column == last:
                sides.append(QRect(rect.right() - RING + 1, rect.top(), RING, rect.height()))
            for side in sides:
                painter.fillRect(side, ring)

    def _paint_words(self, painter: QPainter, rect: QRect, look: Look, *, selected: bool) -> None:
        ink = "ink_selected" if selected and theme().name == "contrast" else look.ink
        painter.setFont(look.font)
        painter.setPen(self._looks.color(ink))
        painter.drawText(rect, look.flags, look.shown(rect.width()))

    def _inside(self, rect: QRect) -> QRect:
        padding = theme().px(PADDING)
        return rect.adjusted(padding, 0, -padding, -1)

    def _shows_all(self, rect: QRect, index: Index) -> bool:
        text = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        font = theme().font("table", figures=bool(index.data(FIGURES_ROLE)), weight=index.data(WEIGHT_ROLE))
        return QFontMetrics(font).horizontalAdvance(text) <= self._inside(rect).width()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row, column, rect = index.row(), index.column(), option.rect
        state: QStyle.StateFlag = option.state
        selected = bool(state.value & _SELECTED)
        painter.save()
        self._paint_ground(painter, rect, row, column, selected=selected)
        look = self._looks.of(index, row, column)
        if look.cell is None:
            self._paint_words(painter, self._inside(rect), look, selected=selected)
        else:
            paint_cell(painter, self._inside(rect), look.cell, selected=selected)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        text = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        width = QFontMetrics(theme().font("table")).horizontalAdvance(text) + 2 * theme().px(PADDING)
        return QSize(width, self.row_height())

    def helpEvent(self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index) -> bool:
        tip = str(index.data(Qt.ItemDataRole.ToolTipRole) or "")
        rect: QRect = option.rect
        if not tip and index.isValid() and not self._shows_all(rect, index):
            tip = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        QToolTip.showText(event.globalPos(), tip, view.viewport())
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave and watched is self._view.viewport():
            self._hover(-1)
        return False


def install_rows(view: QTableView, *, lines: int = 1) -> RowDelegate:
    """Give a table the house's rows and head, and keep their heights in step with the size of text.

    The model must have been set before.
    """
    delegate = RowDelegate(view, lines=lines)
    view.setItemDelegate(delegate)
    view.setShowGrid(False)
    view.setWordWrap(False)
    view.verticalHeader().hide()
    view.horizontalHeader().setHighlightSections(False)
    view.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    theme().changed.connect(delegate.fit)
    delegate.fit()
    return delegate
