"""The queue of the directing page: cases that nobody has, each with who should take it and why."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from PySide6.QtCore import QItemSelectionModel, QMimeData, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QWidget
from sqlmodel import Session

from app.authority import actor
from app.queries.direct import Load, QueueRow, loads, queue_rows, unassigned
from app.queries.owner_suggestions import Suggestion, knowledge, suggest
from app.ui.case_words import short_name
from app.ui.columns import RIGHT, Column
from app.ui.lazy_table import Index, LazyTable
from app.ui.lazy_view import LazyView
from app.ui.pages.direct_words import queue_words, reason_words
from app.ui.seat import Seat
from app.ui.theme import theme
from app.ui.widgets.cells import CELL_ROLE, FIGURES_ROLE, KeyedCell, LinesCell
from app.ui.widgets.rows import install_rows

CASES = "application/x-liaison-cases"
"""What is dragged: the ids of cases, as words with commas."""
TABLES = ("case_record", "person", "organization", "category", "staff", "absence", "appointment", "designation")
SUGGESTED = 1_000
"""So many of the queue get a suggestion; more are not handed out in a morning."""
KEYS = 9


class QueueItem(NamedTuple):
    """A case of the queue, who should take it, and that person's key (0 for none)."""

    row: QueueRow
    suggestion: Suggestion | None
    key: int

    @property
    def id(self) -> int:
        """That of the case."""
        return self.row.id


def keys_of(people: Iterable[Load]) -> dict[int, int]:
    """Staff id → key, by the place in the list, so that a key stays the same while a colleague is away."""
    return {load.staff_id: place for place, load in enumerate(people, 1) if place <= KEYS and load.takes_cases}


def ids_in(data: QMimeData) -> list[int]:
    """The cases that are dragged."""
    words = bytes(data.data(CASES).data()).decode() if data.hasFormat(CASES) else ""
    return [int(each) for each in words.split(",") if each]


class QueueTable(LazyTable[QueueItem]):
    """The queue as a table; a row can be dragged. `suggested` holds what was suggested for it last."""

    def __init__(self, seat: Seat, parent: QWidget) -> None:
        self._seat = seat
        self.suggested: Mapping[int, Suggestion] = {}
        self._keys: Mapping[int, int] = {}
        super().__init__(
            seat.jobs, self._columns(), find_rows=self._rows, tables=TABLES, main="case_record", parent=parent
        )

    def _columns(self) -> list[Column[QueueItem]]:
        return [
            Column(
                "number",
                self.tr("Number"),
                lambda i: i.row.number,
                width=116,
                align=RIGHT,
                roles={FIGURES_ROLE: lambda _: True},
            ),
            Column(
                "subject",
                self.tr("Subject"),
                lambda i: i.row.subject,
                fluid=True,
                roles={CELL_ROLE: lambda i: LinesCell(i.row.subject, queue_words(i.row))},
                accessible=lambda i: f"{i.row.subject}, {queue_words(i.row)}",
                tip=lambda i: i.row.subject,
            ),
            Column(
                "suggested",
                self.tr("Suggested, and why"),
                _suggested_words,
                width=210,
                roles={CELL_ROLE: _suggested_cell},
                accessible=lambda i: self.tr("Suggested: {0}").format(_suggested_words(i)),
                tip=_suggested_words,
            ),
        ]

    def ask(self) -> None:
        """Show the queue as of now."""
        self.show_ids(self._find)

    def _find(self, session: Session, _sort: str, _down: bool) -> array[int]:
        """On a reader thread; the suggestions go with the ids they were made for."""
        at = self._seat.now()
        who = actor(session, self._seat.me.id, at)
        ids, people = unassigned(session, who), loads(session, who, at=at)
        rows = queue_rows(session, who, ids[:SUGGESTED])
        self.suggested = suggest(rows, people, knowledge(session, who, at=at))
        self._keys = keys_of(people)
        return ids

    def _rows(self, session: Session, ids: Sequence[int]) -> list[QueueItem]:
        rows = queue_rows(session, actor(session, self._seat.me.id, self._seat.now()), ids)
        suggested, keys = self.suggested, self._keys
        return [self._item(row, suggested.get(row.id), keys) for row in rows]

    @staticmethod
    def _item(row: QueueRow, found: Suggestion | None, keys: Mapping[int, int]) -> QueueItem:
        return QueueItem(row, found, keys.get(found.owner_id, 0) if found else 0)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Rows can be dragged."""
        return super().flags(index) | Qt.ItemFlag.ItemIsDragEnabled

    def mimeTypes(self) -> list[str]:
        """What a drag carries."""
        return [CASES]

    def mimeData(self, indexes: Sequence[Index]) -> QMimeData:
        """The ids of the dragged rows."""
        data = QMimeData()
        ids = dict.fromkeys(self.id_at(index.row()) for index in indexes)
        data.setData(CASES, ",".join(map(str, ids)).encode())
        return data


def _suggested_words(item: QueueItem) -> str:
    found = item.suggestion
    return f"{found.owner}, {reason_words(found)}" if found else ""


def _suggested_cell(item: QueueItem) -> KeyedCell:
    found = item.suggestion
    if found is None:
        return KeyedCell("", "", "")
    return KeyedCell(str(item.key) if item.key else "", short_name(found.owner), reason_words(found))


class QueueView(LazyView):
    """The queue; Space marks a row and keeps the others marked, rows are dragged onto people."""

    marks_changed = Signal()

    def __init__(self, table: QueueTable, *, label: str, parent: QWidget) -> None:
        super().__init__(table, name="queue_table", label=label, parent=parent)
        self._marking = False
        self._delegate = install_rows(self, lines=2)
        self.horizontalHeader().hide()
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.selected.connect(lambda _: self.marks_changed.emit())
        theme().changed.connect(self.head.scale)
        self.head.scale()

    def chosen(self) -> list[int]:
        """The selected cases, else the current one."""
        ids = list(self.selected_ids())
        current = self.current_id()
        return ids or ([current] if current is not None else [])

    def end_marking(self) -> None:
        """From now on moving selects again."""
        self._marking = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space marks; while rows are marked, moving keeps them, Esc lets them go."""
        key, plain = Qt.Key(event.key()), not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        moves = {Qt.Key.Key_Up: -1, Qt.Key.Key_K: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_J: 1}
        if plain and key == Qt.Key.Key_Space:
            self._mark()
        elif plain and self._marking and key in moves:
            self._step(moves[key])
        elif plain and self._marking and key == Qt.Key.Key_Escape:
            self._marking = False
            self.go_to(self.currentIndex().row())
        else:
            self._marking = False
            super().keyPressEvent(event)

    def _mark(self) -> None:
        """The first Space keeps the row one is on, the next ones mark or let go."""
        index = self.currentIndex()
        if not index.isValid():
            return
        flags = QItemSelectionModel.SelectionFlag
        if self._marking or not self.selectionModel().isSelected(index):
            self.selectionModel().select(index, flags.Toggle | flags.Rows)
        self._marking = True
        self._step(1)

    def _step(self, by: int) -> None:
        row = self.currentIndex().row() + by
        if 0 <= row < self._table.count:
            self._make_current(row)
            self.scrollTo(self._table.index(row, 0))
