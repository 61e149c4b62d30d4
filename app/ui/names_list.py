"""The names that have signed in on this computer before."""

from __future__ import annotations

from typing import TypeAlias

from PySide6 import QtCore
from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize
from PySide6.QtGui import QPainter, QPainterPath
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.ui.first_paint import ACCESSIBLE_TEXT_ROLE, ALIGN_CENTER, ALIGN_MIDDLE, DISPLAY_ROLE, first_paint
from app.ui.inks import brush, fill, pen, write
from app.ui.known import Known, initials
from app.ui.theme import theme

Index: TypeAlias = "QModelIndex | QPersistentModelIndex"  # as words: made while running it costs 40 ms at the start
_ROOT = QModelIndex()


class NamesModel(QAbstractListModel):
    """Known names, and a last row to type another."""

    def __init__(self, names: list[Known], other: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.names, self._other = names, other

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.names) + 1

    def data(self, index: Index, role: int = DISPLAY_ROLE) -> str | None:
        if role not in (DISPLAY_ROLE, ACCESSIBLE_TEXT_ROLE):
            return None
        known = self.at(index.row())
        if known is None:
            return self._other
        return f"{known.name}, {known.login}" if role == ACCESSIBLE_TEXT_ROLE else known.name

    def at(self, row: int) -> Known | None:
        """Who stands in a row; None for the last."""
        return self.names[row] if 0 <= row < len(self.names) else None


class _NameRow(QStyledItemDelegate):
    """Initials in a circle, the name, the login."""

    def __init__(self, names: QListView) -> None:
        super().__init__(names)
        self._list = names

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        del option, index
        return QSize(200, max(36, theme().row_height() + 4))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        known = model.at(index.row()) if isinstance(model, NamesModel) else None
        rect = QRect(option.rect)
        chosen = self._list.selectionModel().isSelected(index)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        suffix = "_selected" if chosen else ""
        if chosen:
            fill(painter, rect, theme().color("accent_soft"))
            fill(painter, QRect(rect.left(), rect.top(), 3, rect.height()), theme().color("accent"))
        if index.row() < model.rowCount() - 1:
            self._line_below(painter, rect)
        self._words(painter, rect, str(index.data()), known, suffix)
        painter.restore()

    def _line_below(self, painter: QPainter, rect: QRect) -> None:
        line = QPainterPath(rect.bottomLeft())
        line.lineTo(rect.bottomRight())
        painter.strokePath(line, pen(theme().color("line")))

    def _words(self, painter: QPainter, rect: QRect, words: str, known: Known | None, suffix: str) -> None:
        side, left = theme().px(22), rect.left() + theme().px(10)
        if known is not None:
            self._circle(painter, QRect(left, rect.center().y() - side // 2, side, side), known.name, bool(suffix))
        start = left + side + theme().px(10)
        painter.setFont(theme().font("body", weight=500 if known else 400))
        ink = theme().color(("ink" if known else "ink_2") + suffix)
        room = QRect(start, rect.top(), rect.right() - start - 10, rect.height())
        shown = self._shortened(painter, words, room.width())
        write(painter, room, ALIGN_MIDDLE, shown, ink)
        used = painter.fontMetrics().horizontalAdvance(shown) + theme().px(16)
        if known is not None and known.login != known.name:
            painter.setFont(theme().font("table"))
            rest = room.adjusted(max(used, theme().px(140)), 0, 0, 0)
            write(painter, rest, ALIGN_MIDDLE, known.login, theme().color("ink_2" + suffix))

    def _shortened(self, painter: QPainter, words: str, width: int) -> str:
        metrics = painter.fontMetrics()
        if metrics.horizontalAdvance(words) <= width:
            return words
        return metrics.elidedText(words, QtCore.Qt.TextElideMode.ElideRight, width)

    def _circle(self, painter: QPainter, rect: QRect, name: str, chosen: bool) -> None:
        dark = theme().name == "contrast"
        ground = theme().color("on_accent" if chosen and dark else "accent" if chosen else "accent_soft")
        circle = QPainterPath()
        circle.addEllipse(rect)
        painter.fillPath(circle, brush(ground))
        painter.setFont(theme().font("caption", weight=600))
        ink = "accent" if chosen and dark else "on_accent" if chosen or dark else "accent_ink"
        write(painter, rect, ALIGN_CENTER, initials(name), theme().color(ink))


class NamesList(QListView):
    """Choose a name with the arrows or its first letters."""

    def __init__(self, names: list[Known], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sign_in_names")
        self.setProperty("kind", "box")
        self._model = NamesModel(names, self.tr("Somebody else…"), self)
        self.setModel(self._model)
        self.setItemDelegate(_NameRow(self))
        self.setCurrentIndex(self._model.index(0))
        self.setProperty("horizontalScrollBarPolicy", "ScrollBarAlwaysOff")
        self.setTabKeyNavigation(False)
        first_paint().then(self.viewport().update)
        theme().changed.connect(self._fit)
        self._fit()

    @property
    def chosen(self) -> Known | None:
        """Who is chosen; None for somebody else."""
        return self._model.at(self.currentIndex().row())

    def choose(self, login: str) -> None:
        """Choose by login."""
        for row, known in enumerate(self._model.names):
            if known.login == login:
                self.setCurrentIndex(self._model.index(row))

    def _fit(self) -> None:
        rows = min(6, self._model.rowCount())
        self.setFixedHeight(rows * max(36, theme().row_height() + 4) + 2)
        self.doItemsLayout()
