"""The table over a LazyTable: fixed row height, everything by keyboard, selection kept by id."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from PySide6.QtCore import QItemSelection, QModelIndex, Qt, Signal
from PySide6.QtGui import QGuiApplication, QHideEvent, QKeyEvent, QKeySequence, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget
from sqlmodel import Session

from app.ui import picked
from app.ui.columns import as_line
from app.ui.lazy_table import Index, LazyTable
from app.ui.table_head import TableHead
from app.ui.work import Work

KEEP_AT_MOST = 20_000
"""A selection larger than this (and not of everything) does not outlive a change of the list."""
TOLD_AT_MOST = 200
"""While a screen reader listens Qt goes through every cell of a changed selection: 12 s at a million rows."""
COPY_AT_ONCE = 500
_MOVES = {Qt.Key.Key_J: Qt.Key.Key_Down, Qt.Key.Key_K: Qt.Key.Key_Up}


class LazyView(QTableView):
    """Shows a LazyTable. J/K and arrows move, Home/End go to the ends, Enter opens, Ctrl+C copies the rows.

    Selection and current row are restored by id whenever the list changes.
    """

    activated_id = Signal(object)
    current_id_changed = Signal(object)
    """The id of the current row, or None."""
    selected = Signal(int)
    """How many rows are selected."""
    copied = Signal(int)
    """How many rows went to the clipboard."""

    def __init__(self, model: LazyTable[Any], *, name: str, label: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(label or name)
        self._table = model
        self._kept: tuple[list[int], int | None, int | None, bool] = ([], None, None, False)
        self._to_top = False
        self._current: int | None = None
        self.may_copy: Callable[[Session, int], None] = _anybody_may
        self.setModel(model)
        self._set_habits()
        self.head = TableHead(self, model)
        model.keep = self._wanted_ids
        model.asked_anew.connect(self._go_to_top_next)
        model.modelAboutToBeReset.connect(self._remember)
        model.modelReset.connect(self._restore)
        self.doubleClicked.connect(self._open)

    def _set_habits(self) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setWordWrap(False)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)  # a million rows are never measured
        rows.setDefaultSectionSize(max(32, self.fontMetrics().height() + 14))

    # -- selection ------------------------------------------------------------------------------------------

    def current_id(self) -> int | None:
        """The id of the current row."""
        index = self.currentIndex()
        return self._table.id_at(index.row()) if index.isValid() else None

    def selected_count(self) -> int:
        """How many rows are selected; quick for any number."""
        return picked.count_of(self._ranges())

    def selected_ids(self) -> array[int]:
        """The ids of the selected rows in the list's order, taken by ranges."""
        return picked.ids_of(self._ranges(), self._table.ids)

    def select_ids(self, ids: Iterable[int]) -> None:
        """Select these rows, as far as they are in the list, and make the first one current."""
        places = sorted(place for number in ids if (place := self._table.row_of(number)) is not None)
        picked.select(picked.to_ranges(places), self._table, self.selectionModel())
        if places:
            self._make_current(places[0])

    def go_to(self, row: int) -> None:
        """Make a row current, select it and show it; rows beyond the ends mean the first or last."""
        if self.selected_count() > TOLD_AT_MOST:
            self.selectionModel().reset()  # tells nobody, so nobody goes through it
            self.viewport().update()
        if self._table.count:
            self.selectRow(min(max(row, 0), self._table.count - 1))

    def _ranges(self) -> picked.Ranges:
        return picked.ranges_of(self.selectionModel().selection())

    def _make_current(self, row: int) -> None:
        flag = self.selectionModel().SelectionFlag.NoUpdate
        self.selectionModel().setCurrentIndex(self._table.index(row, self.head.first_column()), flag)

    def _begin(self) -> None:
        """A list without a current row begins at its first, so that Enter opens something."""
        if self._table.count and not self.currentIndex().isValid():
            self._make_current(0)

    # -- kept over a new list -------------------------------------------------------------------------------

    def _wanted_ids(self) -> list[int]:
        count = self.selected_count()
        chosen = list(self.selected_ids()) if count <= KEEP_AT_MOST and count < self._table.count else []
        return [*chosen, *(number for number in (self.current_id(), self._top_id()) if number is not None)]

    def _top_id(self) -> int | None:
        row = self.rowAt(0)
        return self._table.id_at(row) if 0 <= row < self._table.count else None

    def _go_to_top_next(self) -> None:
        self._to_top = True

    def _remember(self) -> None:
        count = self.selected_count()
        everything = 0 < count == self._table.count
        chosen = list(self.selected_ids()) if not everything and count <= KEEP_AT_MOST else []
        self._kept = (chosen, self.current_id(), self._top_id(), everything and not self._to_top)

    def _restore(self) -> None:
        chosen, current, top, everything = self._kept
        if everything:
            self.selectAll()
        else:
            places = self._table.places_of(chosen) if len(chosen) > 1 else self._places(chosen)
            picked.select(picked.to_ranges(places), self._table, self.selectionModel())
        for row in self._places([current]):
            self._make_current(row)
        if self.hasFocus():
            self._begin()
        if self._to_top:
            self.scrollToTop()
        else:
            for row in self._places([top]):
                self.scrollTo(self._table.index(row, 0), QAbstractItemView.ScrollHint.PositionAtTop)
        self._to_top = False
        self._tell_current()

    def _places(self, numbers: Iterable[int | None]) -> list[int]:
        return [row for number in numbers if number is not None and (row := self._table.row_of(number)) is not None]

    # -- copying --------------------------------------------------------------------------------------------

    def copy(self) -> None:
        """Put the selected rows on the clipboard as tab-separated text, with the shown columns in their order."""
        columns = [self._table.columns[number] for number in self.head.shown()]
        ids, find, header = self.selected_ids(), self._table.find_rows, as_line([c.title for c in columns])

        def collect(work: Work) -> tuple[int, str]:
            lines = [header]
            work.read(lambda session: self.may_copy(session, len(ids)))
            for first in range(0, len(ids), COPY_AT_ONCE):
                part = ids[first : first + COPY_AT_ONCE]
                rows = work.read(partial(find, ids=part))
                lines += [as_line([column.text(row) for column in columns]) for row in rows if row is not None]
                work.progress(first, len(ids))
            return len(lines) - 1, "\n".join(lines) + "\n"

        if ids:
            self._table.jobs.run(collect, then=self._copied, owner=self)

    def _copied(self, answer: tuple[int, str]) -> None:
        count, text = answer
        QGuiApplication.clipboard().setText(text)
        self.copied.emit(count)

    # -- layout ---------------------------------------------------------------------------------------------

    def layout_state(self) -> dict[str, Any]:
        """Order, widths, hidden columns and sort order, as plain values to be kept."""
        return self.head.state()

    def restore_layout(self, state: dict[str, Any]) -> None:
        """What `layout_state` gave; columns that are no more are ignored, new ones stay where they are."""
        self.head.restore(state)

    # -- Qt -------------------------------------------------------------------------------------------------

    def _open(self, index: QModelIndex) -> None:
        if index.isValid():
            self.activated_id.emit(self._table.id_at(index.row()))

    def _tell_current(self) -> None:
        current = self.current_id()
        if current != self._current:
            self._current = current
            self.current_id_changed.emit(current)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """J/K, Home/End, Enter and Ctrl+C; the rest is the table's own."""
        key, shift = Qt.Key(event.key()), Qt.KeyboardModifier.ShiftModifier
        plain = not event.modifiers() & ~(shift | Qt.KeyboardModifier.KeypadModifier)
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif plain and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.currentIndex())
        elif plain and key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._go_to_end(key, event)
        elif plain and key in _MOVES:
            super().keyPressEvent(QKeyEvent(event.type(), _MOVES[key], event.modifiers() & shift))
        else:
            super().keyPressEvent(event)

    def _go_to_end(self, key: Qt.Key, event: QKeyEvent) -> None:
        """Ends of the list, not of the line; Shift selects up to there."""
        end = 0 if key is Qt.Key.Key_Home else self._table.count - 1
        current = self.currentIndex().row()
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier and current >= 0:
            picked.select([(min(current, end), max(current, end))], self._table, self.selectionModel())
            self._make_current(end)
        else:
            self.go_to(end)

    def keyboardSearch(self, search: str) -> None:
        """No searching by typing: it would read every row; letters belong to the page's own keys."""

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Tell the id of the row one is on."""
        super().currentChanged(current, previous)
        if current.row() != previous.row():
            self._tell_current()

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """Tell how many rows are selected."""
        if max(picked.count_of(picked.ranges_of(change)) for change in (selected, deselected)) <= TOLD_AT_MOST:
            super().selectionChanged(selected, deselected)
        else:
            self.viewport().update()
        self.selected.emit(self.selected_count())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what is here; then ask for what is missing."""
        with self._table.asking_later():
            super().paintEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The fluid column takes what is left."""
        super().resizeEvent(event)
        self.head.fit()

    def showEvent(self, event: QShowEvent) -> None:
        """Seen again: ask if something changed meanwhile."""
        super().showEvent(event)
        self.head.fit()
        self._table.set_active(True)

    def hideEvent(self, event: QHideEvent) -> None:
        """Not seen: do not ask."""
        super().hideEvent(event)
        self._table.set_active(False)


def _anybody_may(session: Session, count: int) -> None:
    """A list of which nobody said who may copy it."""
    del session, count
