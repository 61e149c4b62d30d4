"""The lists of the register: designations that were, appointments, absences; each with the acts on its chosen row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget

from app.models import Made
from app.queries.register_rows import AbsenceRow, AppointmentRow, DesignationRow, State
from app.ui.case_words import Clock, short_name
from app.ui.forms.import_steps import plain_table
from app.ui.mandate_words import absent_words, date_words, days_words, ended_words, kind_words, last_day_of
from app.ui.theme import theme
from app.ui.widgets.base import named, text_label
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.heads import SectionHead

MOST_ROWS, LEAST_COLUMN = 7, 80


def _tr(text: str) -> str:
    return QCoreApplication.translate("RegisterList", text)


class Heading(NamedTuple):
    """What a list is called, what it says when it is empty, and its columns."""

    name: str
    title: str
    none: str
    columns: tuple[str, ...]
    gives_way: int
    """The column that is shortened where there is no room, and takes what is left over."""


class RegisterList(QWidget):
    """A head, a table as high as its rows, and the buttons for the chosen one."""

    chosen_changed = Signal()
    opened = Signal(object)
    """Enter or a double click on a row."""

    def __init__(self, heading: Heading, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, heading.name, heading.title)
        self.rows: tuple[Any, ...] = ()
        self._gives_way = heading.gives_way
        self.head = SectionHead(heading.title, self, name=f"{heading.name}_head")
        self.table: QTableWidget = plain_table(heading.columns, self, name=f"{heading.name}_table", label=heading.title)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setFrameShape(QFrame.Shape.NoFrame)
        self.table.setProperty("type", "table")
        self.table.setTextElideMode(Qt.TextElideMode.ElideMiddle)  # the number of a memo stands at its end
        self.table.horizontalHeader().setStretchLastSection(False)
        self.table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.none = text_label(heading.none, self, type="table", ink="ink_3", name=f"{heading.name}_none")
        self.none.setWordWrap(True)
        self.acts = FlowLayout(gap=8)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.head)
        column.addWidget(self.none)
        column.addWidget(self.table)
        column.addLayout(self.acts)
        column.addStretch(1)
        self.table.itemSelectionChanged.connect(self.chosen_changed)
        self.table.cellActivated.connect(lambda row, _: self.opened.emit(self.rows[row]))
        theme().changed.connect(self._fit)

    @property
    def chosen(self) -> Any:
        """The row that is chosen, or None."""
        at = self.table.currentRow()
        return self.rows[at] if self.table.selectedItems() and 0 <= at < len(self.rows) else None

    def show_rows(self, rows: Sequence[Any], lines: Sequence[Sequence[str]], count: str = "") -> None:
        """Show other rows in these words; the chosen one stays chosen."""
        chosen = self.chosen
        self.rows = tuple(rows)
        self.head.set_count(count)
        self.table.blockSignals(True)
        self.table.clearContents()
        self.table.setRowCount(len(lines))
        for at, line in enumerate(lines):
            for place, words in enumerate(line):
                item = QTableWidgetItem(words)
                item.setToolTip(words)
                self.table.setItem(at, place, item)
        self.table.clearSelection()
        self.table.setCurrentCell(0 if rows else -1, 0)
        kept = next((n for n, row in enumerate(rows) if chosen is not None and row.id == chosen.id), None)
        if kept is not None:
            self.table.selectRow(kept)
        elif rows:
            self.table.selectRow(0)
        self.table.blockSignals(False)
        self._fit()
        self.chosen_changed.emit()

    def _fit(self) -> None:
        """As high as its rows, up to a few; the others scroll."""
        self.none.setVisible(not self.rows)
        self.table.setVisible(bool(self.rows))
        self.table.verticalHeader().setDefaultSectionSize(theme().row_height())
        self.table.resizeColumnsToContents()
        head = max(self.table.horizontalHeader().sizeHint().height(), theme().px(28))
        rows = min(MOST_ROWS, len(self.rows)) * theme().row_height()
        self.table.setFixedHeight(head + rows + self._share() + 2)
        self.table.setVerticalScrollBarPolicy(
            Qt.ScrollBarPolicy.ScrollBarAlwaysOff
            if len(self.rows) <= MOST_ROWS
            else Qt.ScrollBarPolicy.ScrollBarAsNeeded
        )

    def _share(self) -> int:
        """Fit the columns to the width; answers the height of the scroll bar where they do not fit."""
        head, room = self.table.horizontalHeader(), self.table.viewport().width()
        others = sum(head.sectionSize(at) for at in range(head.count()) if at != self._gives_way)
        head.resizeSection(self._gives_way, max(theme().px(LEAST_COLUMN), room - others))
        return 0 if head.length() <= room else self.table.horizontalScrollBar().sizeHint().height()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()


def designation_line(row: DesignationRow, clock: Clock) -> tuple[str, ...]:
    """Days, who acted, by which instrument, who recorded it, how it ended."""
    by = _tr("Mayor") if row.made is Made.BY_MAYOR else _tr("{0}, memo").format(short_name(row.by))
    days = days_words(row.from_at, row.ends_at, clock, year=clock.local(row.ends_at).year != clock.today.year)
    by_itself = row.state is State.OVER and row.ended_why is None
    ended = _tr("by itself") if by_itself else ended_words(row, clock)
    return days, short_name(row.name), row.instrument, by, ended


def appointment_line(row: AppointmentRow, clock: Clock) -> tuple[str, ...]:
    """Who as what, by which order, the last day, and how it stands."""
    states = {State.TO_COME: _tr("to come"), State.IN_FORCE: _tr("in force"), State.OVER: _tr("over")}
    order = row.instrument or _tr("order missing")
    until = date_words(last_day_of(row.ends_at, clock), weekday=False, year=True)
    return f"{row.name}, {row.role.value.capitalize()}", order, until, states[row.state]


def absence_line(row: AbsenceRow, clock: Clock) -> tuple[str, ...]:
    """Who, when, why, who stands in, and how it stands."""
    days = days_words(row.from_at, row.ends_at, clock)
    why = f"{kind_words(row.kind)}: {row.words}" if row.words else kind_words(row.kind)
    return absent_words(row), days, why, short_name(row.deputy) or "–", _absence_state(row, clock)


def _absence_state(row: AbsenceRow, clock: Clock) -> str:
    if row.state is State.TO_COME:
        return _tr("to come")
    if row.state is State.IN_FORCE:
        return _tr("away")
    if row.ended_at is None or (row.until_at is not None and row.until_at <= row.ended_at):
        return _tr("over")
    day = date_words(clock.local(row.ended_at).date(), weekday=False)
    return _tr("called off, {0}").format(day) if row.ended_at <= row.from_at else _tr("back, {0}").format(day)
