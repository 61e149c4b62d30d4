"""The one table model: ids of the whole list in memory, rows in blocks when they are looked at."""

from __future__ import annotations

import enum
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from operator import attrgetter
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from sqlmodel import Session

from app.changes import Changes
from app.errors import AppError
from app.ui.blocks import BLOCK, Blocks, cut, in_order
from app.ui.columns import ID_ROLE, ROW_ROLE, Column
from app.ui.jobs import Jobs

Row = TypeVar("Row")
FindIds = Callable[[Session, str, bool], "array[int]"]
FindRows = Callable[[Session, Sequence[int]], Iterable[Any]]
Index = QModelIndex | QPersistentModelIndex


SCREEN = 60
"""Rows a window may show at once: the blocks this far before the row drawn last are read with the ids."""


class State(enum.Enum):
    """What a list without rows means, and that it has some."""

    LOADING = "loading"
    EMPTY = "empty"
    READY = "ready"


@dataclass(frozen=True)
class _Found:
    """An answer from a reader thread: the ids, the rows that will be seen first, where the kept ids are now."""

    ids: array[int]
    blocks: Mapping[int, list[Any]]
    places: Mapping[int, int]


class LazyTable(QAbstractTableModel, Generic[Row]):
    """A list of any length over the store.

    `find_rows(session, ids)` answers rows in any order, each with an `id` (or what `row_id` takes from it); rows that
    are gone may be missing. `tables` are those whose changes matter; `main` is the one whose ids the rows have.
    The old list stays until the new one is there; sorting is `find_ids`' business, its order must be total.
    """

    counted = Signal(int)
    state_changed = Signal(object)
    asking = Signal(bool)
    failed = Signal(str)
    """The sentence why the list could not be read; what was shown stays."""
    sorted_by = Signal(str, bool)
    asked_anew = Signal()
    """Another question or order (not a mere refresh): the view goes to the top when the answer comes."""

    def __init__(
        self,
        jobs: Jobs,
        columns: Sequence[Column[Row]],
        *,
        find_rows: FindRows,
        tables: Sequence[str] = (),
        main: str = "",
        row_id: Callable[[Any], int] = attrgetter("id"),
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.keep: Callable[[], Iterable[int]] = tuple
        """Asked before each question: ids whose new places the view will want (selection, current, top)."""
        self.jobs, self._find_rows, self._row_id = jobs, find_rows, row_id
        self._tables, self._main = tuple(tables), main
        self._find_ids: FindIds | None = None
        self._ids: array[int] = array("q")
        self._places: Mapping[int, int] = {}
        self._blocks: Blocks[Row] = Blocks()
        self._last_seen = 0
        self._turn = 0
        self._list = 0
        self._asking = self._again = self._missed = False
        self._active = True
        self._asks_later = False
        self._state = State.LOADING
        self._sort, self._descending = (self.columns[0].key if self.columns else ""), False
        jobs.changed.connect(self._changed)

    # -- the list -------------------------------------------------------------------------------------------

    @property
    def count(self) -> int:
        """How many rows the list has."""
        return len(self._ids)

    @property
    def ids(self) -> array[int]:
        """All ids in order; not to be changed."""
        return self._ids

    @property
    def state(self) -> State:
        """Loading, empty or ready."""
        return self._state

    @property
    def is_asking(self) -> bool:
        """Whether the ids are being asked for."""
        return self._asking

    @property
    def order(self) -> tuple[str, bool]:
        """The key of the column sorted by, and whether it is descending."""
        return self._sort, self._descending

    def id_at(self, row: int) -> int:
        """The id of the row at this place."""
        return self._ids[row]

    def row_at(self, row: int) -> Row | None:
        """The row at this place as the query answered it, or None while it is not loaded."""
        return self._blocks.peek(row) if 0 <= row < self.count else None

    def look_at(self, place: int) -> Row | None:
        """The row to be drawn at this place; asks for its block if that is missing or out of date."""
        row = self._blocks.row(place)
        self._last_seen = place
        if self._blocks.is_wanting and not self._asks_later:
            self._ask_blocks()
        return row

    @contextmanager
    def asking_later(self) -> Iterator[None]:
        """What is looked at meanwhile is asked for at its end: a reader at work takes every other turn from a painting
        window."""
        self._asks_later = True
        try:
            yield
        finally:
            self._asks_later = False
            self._ask_blocks()

    def ask_of(self, row: Row | None, column: int) -> Callable[[int], object]:
        """What answers, by role, for a column of a row, without going through Qt."""
        return partial(self.columns[column].data, row)

    def row_of(self, number: int) -> int | None:
        """The place of an id, or None."""
        place = self._places.get(number)
        if place is not None and place < self.count and self._ids[place] == number:
            return place
        try:
            return self._ids.index(number)  # 10 ms at a million, for an id that was not foreseen in `keep`
        except ValueError:
            return None

    def places_of(self, numbers: Iterable[int]) -> list[int]:
        """The places of the ids given in `keep` that are still in the list."""
        return sorted(place for number in numbers if (place := self._places.get(number)) is not None)

    def find_rows(self, session: Session, ids: Sequence[int]) -> list[Row | None]:
        """In a reader thread: the rows in the order of the ids; None for one that is gone."""
        return in_order(ids, {self._row_id(row): row for row in self._find_rows(session, ids)})

    # -- asking ---------------------------------------------------------------------------------------------

    def show_ids(self, find_ids: FindIds) -> None:
        """Show another list: `find_ids(session, sort key, descending)` answers its ids, on a reader thread."""
        self._find_ids = find_ids
        self.asked_anew.emit()
        self._ask()

    def show_array(self, ids: array[int]) -> None:
        """Show these ids, as they are."""
        self._find_ids = lambda _session, _sort, _descending: ids
        self._turn += 1
        self._install(_Found(ids, {}, {}))

    def sort_by(self, key: str, *, descending: bool = False) -> None:
        """Ask for the list in the order of a column."""
        if (key, descending) == self.order or not self._is_sortable(key):
            return
        self._sort, self._descending = key, descending
        self.sorted_by.emit(key, descending)
        self.asked_anew.emit()
        self._ask()

    def refresh(self) -> None:
        """Ask again; an answer on its way is let in first, so that a stream of changes cannot starve the list."""
        if not self._active:
            self._missed = True
        elif self._asking:
            self._again = True
        else:
            self._ask()

    def set_active(self, active: bool) -> None:
        """A list nobody sees does not ask when things change; it asks once when it is seen again."""
        self._active = active
        if active and self._missed:
            self._missed = False
            self.refresh()

    def _ask(self) -> None:
        if self._find_ids is None:
            return
        self._turn += 1
        self._again, self._asking = False, True
        self.asking.emit(True)
        question, came = self._question(self._find_ids), partial(self._came, self._turn)
        self.jobs.read(question, then=came, failed=self._refused, ended=self._asked, owner=self, key="ids")

    def _question(self, find_ids: FindIds) -> Callable[[Session], _Found]:
        sort, descending, wanted = self._sort, self._descending, frozenset(self.keep())
        seen = {0, *range(max(0, self._last_seen - SCREEN) // BLOCK, self._last_seen // BLOCK + 1)}

        def find(session: Session) -> _Found:
            ids = find_ids(session, sort, descending)
            blocks = {block: self.find_rows(session, cut(ids, block)) for block in seen if block * BLOCK < len(ids)}
            places = {number: place for place, number in enumerate(ids) if number in wanted} if wanted else {}
            return _Found(ids, blocks, places)

        return find

    def _came(self, turn: int, found: _Found) -> None:
        if turn == self._turn:
            self._install(found)

    def _asked(self) -> None:
        self._asking = False
        self.asking.emit(False)
        if self._again:
            self._ask()

    def _refused(self, error: AppError) -> None:
        self._set_state()
        self.failed.emit(error.sentence)

    def _install(self, found: _Found) -> None:
        self._places = found.places
        if found.ids == self._ids:
            self._blocks.make_stale(self._blocks.loaded)
            self._put(found.blocks)
        else:
            self._replace(found)
        self._set_state()

    def _replace(self, found: _Found) -> None:
        self.beginResetModel()
        self._list += 1
        self._ids = found.ids
        self._blocks.clear()
        for block, rows in found.blocks.items():
            self._blocks.put(block, rows)
        self.endResetModel()
        self.counted.emit(self.count)

    def _put(self, blocks: Mapping[int, list[Row | None]]) -> None:
        for block, rows in blocks.items():
            self._blocks.put(block, rows)
        if self.count:
            self.dataChanged.emit(self.index(0, 0), self.index(self.count - 1, len(self.columns) - 1))

    def _set_state(self) -> None:
        state = State.READY if self.count else State.EMPTY
        if state is not self._state:
            self._state = state
            self.state_changed.emit(state)

    # -- blocks ---------------------------------------------------------------------------------------------

    def _ask_blocks(self) -> None:
        for block in self._blocks.take_wanted():
            question = partial(self.find_rows, ids=cut(self._ids, block))
            came, ended = partial(self._block_came, self._list, block), partial(self._block_ended, self._list, block)
            self.jobs.read(question, then=came, failed=self._refused, ended=ended, owner=self)

    def _block_came(self, of_list: int, block: int, rows: list[Row | None]) -> None:
        if of_list == self._list:
            self._blocks.put(block, rows)
            last = min((block + 1) * BLOCK, self.count) - 1
            self.dataChanged.emit(self.index(block * BLOCK, 0), self.index(last, len(self.columns) - 1))

    def _block_ended(self, of_list: int, block: int) -> None:
        if of_list == self._list:
            self._blocks.end(block)
        self._ask_blocks()

    def _changed(self, changes: Changes) -> None:
        if self._find_ids is None or not changes.touches(*self._tables):
            return
        self._blocks.make_stale(self._touched(changes))
        if self.count and self._active:
            self.dataChanged.emit(self.index(0, 0), self.index(self.count - 1, len(self.columns) - 1))
        self.refresh()

    def _touched(self, changes: Changes) -> Iterable[int]:
        """The blocks to read again at once: those with the changed ids, or all where that cannot be told."""
        changed = changes[self._main] if changes.touches(self._main) else frozenset()
        if not changed:
            return self._blocks.loaded
        return [block for block in self._blocks.loaded if not changed.isdisjoint(cut(self._ids, block))]

    def _is_sortable(self, key: str) -> bool:
        return any(column.key == key and column.sortable for column in self.columns)

    # -- Qt -------------------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's signature
        """All rows, loaded or not."""
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's signature
        """All columns, shown or not."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A cell; asks for its block if that is missing or out of date."""
        if not index.isValid():
            return None
        place = index.row()
        if role == ID_ROLE:
            return self._ids[place]
        row = self.look_at(place)
        return row if role == ROW_ROLE else self.columns[index.column()].data(row, role)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The titles, aligned as their columns; the tool tip has one whole."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self.columns[section].title
        return self.columns[section].align if role == Qt.ItemDataRole.TextAlignmentRole else None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """A click on a heading; -1 means no order and changes nothing."""
        if 0 <= column < len(self.columns):
            self.sort_by(self.columns[column].key, descending=order is Qt.SortOrder.DescendingOrder)
