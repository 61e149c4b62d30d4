"""The part of the office page for old tables: bring one in, and see which were."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.queries.imports import BatchRow, batches
from app.ui.forms.import_form import open_import
from app.ui.forms.import_steps import fill, plain_table
from app.ui.seat import Seat
from app.ui.widgets.base import named, text_label
from app.ui.widgets.buttons import KeyButton


class ImportsTab(QWidget):
    """The tables brought in, newest first; Enter or a double click shows the cases of one."""

    def __init__(self, seat: Seat, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "imports_tab", self.tr("Old tables"))
        self._seat = seat
        self._rows: Sequence[BatchRow] = ()
        self.new = KeyButton(self.tr("&Import a table…"), self, icon="upload", name="imports_new")
        self.new.clicked.connect(lambda: open_import(seat, self.window()))
        headings = [self.tr("When"), self.tr("By"), self.tr("Table"), self.tr("Cases"), self.tr("Rejected rows")]
        self.table = plain_table(headings, self, name="imports_table", label=self.tr("Tables brought in"))
        self.table.cellActivated.connect(lambda row, _: self._show(row))
        self._none = text_label(self.tr("No table was brought in yet."), self, ink="ink_2", name="imports_none")
        head = QHBoxLayout()
        head.addStretch(1)
        head.addWidget(self.new)
        column = QVBoxLayout(self)
        column.addLayout(head)
        column.addWidget(self._none)
        column.addWidget(self.table, 1)
        seat.jobs.changed.connect(self._changed)
        self._ask()

    def _changed(self, changes: object) -> None:
        if changes.touches("import_batch"):  # type: ignore[attr-defined]  # Qt carries it as an object
            self._ask()

    def _ask(self) -> None:
        self._seat.ask(lambda session, _: batches(session), then=self._came, owner=self, key="imports")

    def _came(self, rows: Sequence[BatchRow]) -> None:
        self._rows = rows
        fill(self.table, [self._line(row) for row in rows])
        self._none.setVisible(not rows)
        self.table.setVisible(bool(rows))

    def _line(self, row: BatchRow) -> tuple[str, ...]:
        when = f"{self._seat.local(row.at):%b %d, %Y %H:%M}"
        return when, row.by, row.file_name, f"{row.made:,}", f"{row.rejected:,}"

    def _show(self, row: int) -> None:
        self._seat.page_wanted.emit("cases", {"filter": {"import_id": self._rows[row].id}})
