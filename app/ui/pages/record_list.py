"""A list of people, organizations or contacts: head, filters, table, and what to do when it is empty."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget
from sqlmodel import Session

from app.authority import Actor, Right, actor
from app.queries.plain_filter import PlainFilter
from app.ui.columns import Column
from app.ui.gates import show_for
from app.ui.lazy_table import LazyTable, State
from app.ui.lazy_view import LazyView
from app.ui.pages.list_copy import CopyGuard
from app.ui.pages.list_export import export_work
from app.ui.pages.record_filters import Questions, RecordFilters
from app.ui.seat import Seat
from app.ui.theme import theme
from app.ui.widgets.base import named, text_label
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.empty import EmptyState
from app.ui.widgets.list_head import ListHead
from app.ui.widgets.progress import ProgressRow
from app.ui.widgets.rows import install_rows
from app.ui.work import Work

MARGIN = 24


@dataclass(frozen=True)
class ListSpec:
    """What a list is of. `count` tells a number in words; `none` is said when there is nothing at all."""

    name: str
    title: str
    table: str
    tables: tuple[str, ...]
    columns: Sequence[Column[Any]]
    ids: Callable[[Session, Actor, Any, str, bool], array[int]]
    rows: Callable[[Session, Actor, Sequence[int]], Sequence[Any]]
    start: PlainFilter
    sort: tuple[str, bool]
    questions: Questions
    count: Callable[[int], str]
    icon: str
    none: tuple[str, str]
    new: tuple[str, str] = ("", "")
    """The words and the key of the act that makes a new one; "" for none."""
    new_right: Right = Right.LOG_CONTACT


class RecordList(QWidget):
    """`opened` gives the id of a record to open, `new_wanted` asks for a new one."""

    opened = Signal(object)
    new_wanted = Signal()

    def __init__(self, seat: Seat, spec: ListSpec, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, f"{spec.name}_list", spec.title)
        self._seat, self._spec = seat, spec
        self._filter = spec.start
        self._work: Work | None = None
        self.model: LazyTable[Any] = LazyTable(
            seat.jobs, spec.columns, find_rows=self._rows, tables=spec.tables, main=spec.table, parent=self
        )
        self.view = LazyView(self.model, name=f"{spec.name}_table", label=spec.title, parent=self)
        install_rows(self.view)
        self._make()
        self._arrange()
        self._connect()
        self._scale()
        self.model.sort_by(spec.sort[0], descending=spec.sort[1])
        self.show_filter(spec.start)

    def _make(self) -> None:
        spec = self._spec
        self.title = text_label(spec.title, self, type="page", name="page_title")
        self.count_words = text_label("", self, type="table", ink="ink_2", name=f"{spec.name}_count")
        self.filters = RecordFilters(spec.questions, self, name=spec.name)
        self.columns_button = KeyButton(self.tr("Columns"), self, icon="columns-3", name="columns")
        self.copy_button = KeyButton(self.tr("Copy"), self, icon="copy", name="copy")
        self.export_button = KeyButton(self.tr("Export…"), self, icon="file-spreadsheet", name="export")
        show_for(self._seat, self.export_button, Right.EXPORT)
        words, key = spec.new
        self.new_button = KeyButton(words, self, icon="plus", key=key, bind=bool(key), name="new_record")
        if words:
            show_for(self._seat, self.new_button, spec.new_right)
        else:
            self.new_button.hide()
        self.empty = EmptyState(spec.icon, spec.none[0], self, name=f"{spec.name}_empty")
        self.progress = ProgressRow(self.tr("Writing the list"), self, name="export_progress")
        self.progress.hide()

    def _arrange(self) -> None:
        acts = (self.columns_button, self.copy_button, self.export_button, self.new_button)
        self.head = ListHead((self.title, self.count_words), acts, self, name=f"{self._spec.name}_head")
        self.stack = named(QStackedWidget(self), f"{self._spec.name}_stack")
        self.stack.addWidget(self.view)
        self.stack.addWidget(self.empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        between = QHBoxLayout()
        between.setContentsMargins(MARGIN, 4, MARGIN, 8)
        between.addWidget(self.filters, 1)
        column.addLayout(between)
        column.addWidget(self.stack, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(MARGIN, 0, MARGIN, 0)
        foot.addWidget(self.progress)
        column.addLayout(foot)

    def _connect(self) -> None:
        self.filters.changed.connect(self.show_filter)
        self.columns_button.clicked.connect(self._show_columns)
        self.copy_button.clicked.connect(self.view.copy)
        self.view.copied.connect(self._copied)
        CopyGuard(self._seat, self.view, table=self._spec.table, asked=lambda: self._filter.to_dict())
        self.export_button.clicked.connect(self._ask_export)
        self.new_button.clicked.connect(self.new_wanted)
        self.empty.acted.connect(self._from_empty)
        self.view.activated_id.connect(self.opened)
        self.filters.line.returnPressed.connect(self._go_to_list)
        self.model.counted.connect(lambda _: self._tell_count())
        self.model.state_changed.connect(self._show_state)
        self.progress.cancelled.connect(self._stop_export)
        theme().changed.connect(self._scale)

    # -- what is shown --------------------------------------------------------------------------------------

    @property
    def wanted(self) -> PlainFilter:
        """What is asked now."""
        return self._filter

    def show_filter(self, wanted: PlainFilter) -> None:
        """Show what this filter finds."""
        self._filter = wanted
        self.filters.show_filter(wanted)
        me, at, find = self._seat.me.id, self._seat.now(), self._spec.ids
        self.model.show_ids(lambda s, sort, down: find(s, actor(s, me, at), wanted, sort, down))
        self._tell_empty()

    def _rows(self, session: Session, ids: Sequence[int]) -> Sequence[Any]:
        return self._spec.rows(session, actor(session, self._seat.me.id, self._seat.now()), ids)

    def _go_to_list(self) -> None:
        if self.model.count:
            self.view.setFocus()
            if self.view.current_id() is None:
                self.view.go_to(0)

    def _tell_count(self) -> None:
        words = self._spec.count(self.model.count)
        self.count_words.setText(words)
        self.count_words.setAccessibleName(words)
        self.head.fold()  # the count takes room that it had not before

    def _show_state(self, state: State) -> None:
        self.stack.setCurrentWidget(self.empty if state is State.EMPTY else self.view)
        self._tell_empty()

    def _tell_empty(self) -> None:
        sentence, hint = self._spec.none
        if self._filter.to_dict():
            act = self.tr("Show all")
            self.empty.tell(self.tr("Nothing fits these filters"), hint=self.tr("Take a filter away."), act=act)
        else:
            self.empty.tell(sentence, hint=hint, act=self._spec.new[0] if self.new_button.isVisibleTo(self) else "")

    def _from_empty(self) -> None:
        if self._filter.to_dict():
            self.show_filter(type(self._filter)())
        else:
            self.new_wanted.emit()

    # -- copy, export, columns ------------------------------------------------------------------------------

    def _copied(self, count: int) -> None:
        self._seat.messages.note(self.tr("{0} rows copied").format(f"{count:,}"))

    def _show_columns(self) -> None:
        menu = self.view.head.make_menu()
        menu.popup(self.columns_button.mapToGlobal(QPoint(0, self.columns_button.height())))

    def _ask_export(self) -> None:
        kinds = self.tr("Workbook (*.xlsx);;Table with commas (*.csv)")
        proposed = f"{self._spec.name}.xlsx"
        name, kind = QFileDialog.getSaveFileName(self, self.tr("Export the list"), proposed, kinds)
        if name:
            path = Path(name)
            self.export_to(path if path.suffix else path.with_suffix(".csv" if "csv" in kind else ".xlsx"))

    def export_to(self, path: Path) -> None:
        """Write the whole list to a file (.csv or .xlsx), with progress and a way to stop."""
        if self._work is not None:
            return
        self.progress.set_progress(0, self.model.count)
        asked, ids = self._filter.to_dict(), self.model.ids[:]
        columns, table = self._spec.columns, self._spec.table
        work = export_work(self._seat, columns, self._rows, ids=ids, path=path, table=table, asked=asked)
        self._work = self._seat.jobs.run(
            work,
            then=lambda count: self._exported(count, path),
            progress=lambda done, total, _text: self.progress.set_progress(done, total),
            ended=self._export_ended,
            owner=self,
        )
        self.progress.show()

    def _stop_export(self) -> None:
        if self._work is not None:
            self._work.cancel()

    def _exported(self, count: int, path: Path) -> None:
        self._seat.messages.note(self.tr("{0} rows written to {1}").format(f"{count:,}", path.name))

    def _export_ended(self) -> None:
        self._work = None
        self.progress.hide()

    def _scale(self) -> None:
        self.copy_button.setVisible(not theme().is_compact)  # Ctrl+C copies as well
        self.view.head.scale()
        self.head.fold()
