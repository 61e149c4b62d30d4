"""The list of cases: views, filters, the table, and what may be done with the rows chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget
from sqlmodel import Session

from app.authority import Right, actor
from app.changes import Changes
from app.queries.cases import CaseFilter, CaseRow, case_count, case_ids, case_rows
from app.ui.case_words import Clock
from app.ui.gates import show_for
from app.ui.lazy_table import LazyTable, State
from app.ui.lazy_view import LazyView
from app.ui.pages.case_columns import case_columns
from app.ui.pages.case_export import export_work
from app.ui.pages.case_filters import FilterBar
from app.ui.pages.case_views import View, ViewsRow
from app.ui.pages.list_copy import CopyGuard
from app.ui.seat import Seat
from app.ui.theme import theme
from app.ui.widgets.base import hairline, text_label
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.empty import EmptyState
from app.ui.widgets.list_head import ListHead
from app.ui.widgets.progress import ProgressRow
from app.ui.widgets.rows import install_rows
from app.ui.work import Work

MARGIN = 24
TABLES = ("case_record", "person", "organization", "category", "staff", "move")


class CaseList(QWidget):
    """All of it; `opened` gives the id of a case to open."""

    opened = Signal(object)
    new_wanted = Signal()
    assign_wanted = Signal(object)
    """The ids to hand to somebody."""

    def __init__(self, seat: Seat, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("case_list")
        self.setAccessibleName(self.tr("List of cases"))
        self._seat = seat
        self._filter = CaseFilter(only_open=True)
        self._open_total: int | None = None
        self._work: Work | None = None
        self._columns = case_columns(self.clock)
        self.model: LazyTable[CaseRow] = LazyTable(
            seat.jobs, self._columns, find_rows=self._rows, tables=TABLES, main="case_record", parent=self
        )
        self.view = LazyView(self.model, name="cases_table", label=self.tr("Cases"), parent=self)
        install_rows(self.view)
        self._make()
        self._arrange()
        self._connect()
        self._scale()
        self.model.sort_by("due")

    def clock(self) -> Clock:
        """The present, for the words of the rows."""
        return Clock(self._seat.now(), self._seat.zone)

    # -- parts ----------------------------------------------------------------------------------------------

    def _make(self) -> None:
        self.views = ViewsRow(self._seat, self)
        self.filters = FilterBar(self._seat, self)
        self.title = text_label(self.tr("Cases"), self, type="page", name="page_title")
        self.count_words = text_label("", self, type="table", ink="ink_2", name="case_count")
        self.sort_words = text_label("", self, type="table", ink="ink_3", name="sort_words")
        self.columns_button = KeyButton(self.tr("Columns"), self, icon="columns-3", name="columns")
        self.copy_button = KeyButton(self.tr("Copy"), self, icon="copy", name="copy")
        self.export_button = KeyButton(self.tr("Export…"), self, icon="file-spreadsheet", name="export")
        show_for(self._seat, self.export_button, Right.EXPORT)
        self.new_button = KeyButton(self.tr("New case"), self, icon="plus", key="Ctrl+N", bind=True, name="new_case")
        show_for(self._seat, self.new_button, Right.OPEN_CASE)
        self.empty = EmptyState(
            "inbox", self.tr("No cases here"), self, act=self.tr("Show all open cases"), name="cases_empty"
        )
        self.progress = ProgressRow(self.tr("Writing the list"), self, name="export_progress")
        self.progress.hide()
        self.chosen_words = text_label("", self, name="chosen_count")
        self.chosen_words.setProperty("weight", "600")
        self.assign_button = KeyButton(self.tr("Assign"), self, icon="user-check", key="A", bind=True, name="assign")

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        acts = (self.columns_button, self.copy_button, self.export_button, self.new_button)
        self.head = ListHead((self.title, self.count_words), acts, self, name="case_list_head")
        column.addWidget(self.head)
        column.addWidget(self.views)
        column.addWidget(hairline(self, strong=True))
        filters = QHBoxLayout()
        filters.setContentsMargins(MARGIN, 4, MARGIN, 4)
        filters.addWidget(self.filters, 1)
        filters.addWidget(self.sort_words)
        column.addLayout(filters)
        self.stack = QStackedWidget(self)
        self.stack.setObjectName("case_list_stack")
        self.stack.addWidget(self.view)
        self.stack.addWidget(self.empty)
        column.addWidget(self.stack, 1)
        column.addWidget(self._foot())

    def _foot(self) -> QFrame:
        self.foot = QFrame(self)
        self.foot.setObjectName("selection_bar")
        self.foot.setProperty("ground", "window")
        row = QHBoxLayout(self.foot)
        row.setContentsMargins(MARGIN, 6, MARGIN, 6)
        row.setSpacing(8)
        row.addWidget(self.chosen_words)
        row.addSpacing(16)
        row.addWidget(self.assign_button)
        row.addWidget(self.progress, 1)
        row.addStretch(1)
        return self.foot

    def _connect(self) -> None:
        self.views.chosen.connect(self.show_view)
        self.views.save_button.clicked.connect(self._save_view)
        self.filters.changed.connect(self.show_filter)
        self.columns_button.clicked.connect(self._show_columns)
        self.copy_button.clicked.connect(self.view.copy)
        self.view.copied.connect(self._copied)
        CopyGuard(self._seat, self.view, table="case_record", asked=lambda: self._filter.to_dict())
        self.export_button.clicked.connect(self._ask_export)
        self.new_button.clicked.connect(self.new_wanted)
        self.assign_button.clicked.connect(self._assign)
        self.empty.acted.connect(lambda: self.views.choose("open"))
        self.view.activated_id.connect(self.opened)
        self.view.selected.connect(lambda _: self._tell_chosen())
        self.model.counted.connect(lambda _: self._tell_count())
        self.model.state_changed.connect(self._show_state)
        self.model.sorted_by.connect(lambda *_: self._tell_sort())
        self._seat.jobs.changed.connect(self._changed)
        self._seat.reference_changed.connect(lambda: self.filters.show_filter(self._filter))
        theme().changed.connect(self._scale)

    # -- what is shown --------------------------------------------------------------------------------------

    def show_view(self, view: View) -> None:
        """Show a view: its filter, order and layout."""
        self.model.sort_by(view.sort[0], descending=view.sort[1])
        if view.layout:
            self.view.restore_layout(view.layout)
        self.show_filter(view.wanted)

    def show_other(self, wanted: CaseFilter, title: str) -> None:
        """Show cases that another page asked for; no view is marked that does not show them."""
        self.filters.figure = title
        self.views.choose_other(wanted)

    def show_filter(self, wanted: CaseFilter) -> None:
        """Show the cases that this filter finds."""
        self._filter = wanted
        self.filters.show_filter(wanted)
        self._tell_sort()
        self._search()
        self._count_open()

    @property
    def wanted(self) -> CaseFilter:
        """What is asked now."""
        return self._filter

    def _search(self) -> None:
        me, at, wanted = self._seat.me.id, self._seat.now(), self._filter
        self.model.show_ids(lambda s, sort, down: case_ids(s, actor(s, me, at), wanted, sort=sort, descending=down))

    def _rows(self, session: Session, ids: Sequence[int]) -> Sequence[CaseRow]:
        at = self._seat.now()
        return case_rows(session, actor(session, self._seat.me.id, at), ids, at=at)

    def _count_open(self) -> None:
        everything = CaseFilter(only_open=True)
        self._seat.ask(lambda s, who: case_count(s, who, everything), then=self._counted_open, owner=self, key="open")

    def _counted_open(self, count: int) -> None:
        self._open_total = count
        self._tell_count()

    def _changed(self, changes: Changes) -> None:
        if changes.touches("case_record", "saved_view") and self.isVisible():
            self.views.load()
            self._count_open()

    # -- words ----------------------------------------------------------------------------------------------

    def _tell_count(self) -> None:
        count, total = self.model.count, self._open_total
        if total is not None and self._filter.only_open and count < total:
            words = self.tr("{0} of {1} open cases").format(f"{count:,}", f"{total:,}")
        elif self._filter.only_open:
            words = self.tr("{0} open cases").format(f"{count:,}")
        else:
            words = self.tr("1 case") if count == 1 else self.tr("{0} cases").format(f"{count:,}")
        self.count_words.setText(words)
        self.count_words.setAccessibleName(words)
        self._tell_chosen()

    def _tell_sort(self) -> None:
        key, descending = self.model.order
        title = next((column.title for column in self._columns if column.key == key), "")
        if key == "due":
            words = self.tr("Latest due first") if descending else self.tr("Sorted by due date, overdue first")
        else:
            form = self.tr("Sorted by {0}, descending") if descending else self.tr("Sorted by {0}")
            words = form.format(title.lower())
        self.sort_words.setText(words)
        self.sort_words.setAccessibleName(words)

    def _tell_chosen(self) -> None:
        count = self.view.selected_count()
        self.chosen_words.setText(self.tr("{0} selected").format(f"{count:,}"))
        self.chosen_words.setAccessibleName(self.chosen_words.text())
        may = count > 0 and self._seat.may(Right.WORK_CASE)
        self.assign_button.setVisible(may)
        self.chosen_words.setVisible(count > 0)
        self.foot.setVisible(count > 0 or self._work is not None)
        self.copy_button.setEnabled(count > 0)

    def _show_state(self, state: State) -> None:
        self.stack.setCurrentWidget(self.empty if state is State.EMPTY else self.view)
        if state is State.EMPTY:
            self.empty.tell(
                self.tr("No cases here"),
                hint=self.tr("Take a filter away, choose another view, or open a new case with Ctrl+N."),
                act=self.tr("Show all open cases"),
            )

    # -- acts -----------------------------------------------------------------------------------------------

    def _assign(self) -> None:
        self.assign_wanted.emit(self.view.selected_ids())

    def _copied(self, count: int) -> None:
        self._seat.messages.note(self.tr("{0} rows copied").format(f"{count:,}"))

    def _show_columns(self) -> None:
        menu = self.view.head.make_menu()
        menu.popup(self.columns_button.mapToGlobal(QPoint(0, self.columns_button.height())))

    def _save_view(self) -> None:
        name = self.views.ask_name()
        if name:
            self.save_view(name)

    def save_view(self, name: str) -> None:
        """Keep filter, columns and order under a name."""
        self.views.keep(name, replace(self._filter), self.view.layout_state())
        self._seat.messages.note(self.tr("View saved: {0}").format(name))

    def _ask_export(self) -> None:
        kinds = self.tr("Workbook (*.xlsx);;Table with commas (*.csv)")
        name, kind = QFileDialog.getSaveFileName(self, self.tr("Export the list"), "cases.xlsx", kinds)
        if name:
            path = Path(name)
            self.export_to(path if path.suffix else path.with_suffix(".csv" if "csv" in kind else ".xlsx"))

    def export_to(self, path: Path) -> None:
        """Write the whole list to a file (.csv or .xlsx), with progress and a way to stop."""
        if self._work is not None:
            return
        self.progress.set_progress(0, self.model.count)
        self.progress.cancel.setEnabled(True)
        work = export_work(self._seat, self.model.ids[:], path, self._filter)
        self._work = self._seat.jobs.run(
            work,
            then=lambda count: self._exported(count, path),
            progress=lambda done, total, _text: self.progress.set_progress(done, total),
            ended=self._export_ended,
            owner=self,
        )
        self.progress.cancelled.connect(self._work.cancel)
        self.progress.show()
        self._tell_chosen()

    def _exported(self, count: int, path: Path) -> None:
        self._seat.messages.note(self.tr("{0} cases written to {1}").format(f"{count:,}", path.name))

    def _export_ended(self) -> None:
        self._work = None
        self.progress.hide()
        self._tell_chosen()

    # -- Qt -------------------------------------------------------------------------------------------------

    def _scale(self) -> None:
        self.copy_button.setVisible(not theme().is_compact)  # Ctrl+C copies as well
        self.view.head.scale()
        self.head.fold()

    def showEvent(self, event: QShowEvent) -> None:
        """Seen again: count anew."""
        super().showEvent(event)
        self.views.load()
