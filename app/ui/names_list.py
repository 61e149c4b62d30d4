"""The names that have signed in on this computer before."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.ui.theme import theme
from app.ui.widgets.heads import initials

Index: TypeAlias = "QModelIndex | QPersistentModelIndex"  # as words: made while running it costs 40 ms at the start
_ROOT = QModelIndex()


class Known(NamedTuple):
    """Somebody who signed in here before; their name as the office gives it, if it was noted."""

    login: str
    name: str

    @classmethod
    def read(cls, kept: str) -> Known:
        """From the settings: "login|Name"."""
        login, _, name = kept.partition("|")
        return cls(login, name or login)

    def kept(self) -> str:
        """For the settings."""
        return f"{self.login}|{self.name}"


class NamesModel(QAbstractListModel):
    """Known names, and a last row to type another."""

    def __init__(self, names: list[Known], other: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.names, self._other = names, other

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.names) + 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        known = self.at(index.row())
        if known is None:
            return self._other
        return f"{known.name}, {known.login}" if role == Qt.ItemDataRole.AccessibleTextRole else known.name

    def at(self, row: int) -> Known | None:
        """Who stands in a row; None for the last."""
        return self.names[row] if 0 <= row < len(self.names) else None


class _NameRow(QStyledItemDelegate):
    """Initials in a circle, the name, the login."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        del option, index
        return QSize(200, max(36, theme().row_height() + 4))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        known = model.at(index.row()) if isinstance(model, NamesModel) else None
        rect = QRect(option.rect)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        suffix = "_selected" if chosen else ""
        if chosen:
            painter.fillRect(rect, theme().color("accent_soft"))
            painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height()), theme().color("accent"))
        painter.setPen(theme().color("line"))
        if index.row() < model.rowCount() - 1:
            painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        self._words(painter, rect, str(index.data()), known, suffix)
        painter.restore()

    def _words(self, painter: QPainter, rect: QRect, words: str, known: Known | None, suffix: str) -> None:
        side, left = theme().px(22), rect.left() + theme().px(10)
        if known is not None:
            self._circle(painter, QRect(left, rect.center().y() - side // 2, side, side), known.name, bool(suffix))
        start = left + side + theme().px(10)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(theme().font("body", weight=500 if known else 400))
        painter.setPen(theme().color(("ink" if known else "ink_2") + suffix))
        room = QRect(start, rect.top(), rect.right() - start - 10, rect.height())
        shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, middle, shown)
        used = painter.fontMetrics().horizontalAdvance(shown) + theme().px(16)
        if known is not None and known.login != known.name:
            painter.setFont(theme().font("table"))
            painter.setPen(theme().color("ink_2" + suffix))
            painter.drawText(room.adjusted(max(used, theme().px(140)), 0, 0, 0), middle, known.login)

    def _circle(self, painter: QPainter, rect: QRect, name: str, chosen: bool) -> None:
        dark = theme().name == "contrast"
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().color("on_accent" if chosen and dark else "accent" if chosen else "accent_soft"))
        painter.drawEllipse(rect)
        painter.setFont(theme().font("caption", weight=600))
        ink = "accent" if chosen and dark else "on_accent" if chosen or dark else "accent_ink"
        painter.setPen(theme().color(ink))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, initials(name))


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
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
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
