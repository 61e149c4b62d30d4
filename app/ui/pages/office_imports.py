"""The part of the office page for old tables: bring one in, see which were, and take one out again."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.authority import Right, actor
from app.errors import AppError
from app.queries.imports import BatchRow, batches
from app.services.import_undo import Undone, undo_import
from app.ui.forms.import_form import open_import
from app.ui.forms.import_steps import fill, plain_table
from app.ui.forms.people_import import open_people_import, show_people
from app.ui.seat import Seat
from app.ui.widgets.banner import Banner
from app.ui.widgets.base import named, text_label
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.progress import ProgressRow
from app.ui.work import Work


class ImportsTab(QWidget):
    """The tables brought in, newest first; Enter or a double click shows the cases of one."""

    def __init__(self, seat: Seat, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "imports_tab", self.tr("Old tables"))
        self._seat = seat
        self._rows: Sequence[BatchRow] = ()
        self._work: Work | None = None
        self._chosen = 0
        self.new = KeyButton(self.tr("&Import a table…"), self, icon="upload", name="imports_new")
        self.people = KeyButton(self.tr("Import &people…"), self, icon="users", name="imports_people")
        self.undo = KeyButton(self.tr("&Undo this import…"), self, name="imports_undo")
        self.sure = Banner("warning", "", self, act=self.tr("Take them out"), name="imports_sure")
        self.problem = Banner("warning", "", self, name="imports_problem")
        self.progress = ProgressRow(self.tr("Taking out what was brought in"), self, name="imports_progress")
        headings = [self.tr("When"), self.tr("By"), self.tr("Table"), self.tr("Rows"), self.tr("Rejected rows"),
                    self.tr("Undone")]  # fmt: skip
        self.table = plain_table(headings, self, name="imports_table", label=self.tr("Tables brought in"))
        self._none = text_label(self.tr("No table was brought in yet."), self, ink="ink_2", name="imports_none")
        self._arrange()
        self._connect()
        self._ask()

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.addStretch(1)
        head.addWidget(self.undo)
        head.addWidget(self.people)
        head.addWidget(self.new)
        column = QVBoxLayout(self)
        column.addLayout(head)
        for widget in (self.sure, self.problem, self.progress):
            column.addWidget(widget)
            widget.hide()
        column.addWidget(self._none)
        column.addWidget(self.table, 1)

    def _connect(self) -> None:
        self.new.clicked.connect(lambda: open_import(self._seat, self.window()))
        self.people.clicked.connect(lambda: open_people_import(self._seat, self.window()))
        self.undo.clicked.connect(self._ask_whether)
        self.sure.acted.connect(self._undo)
        self.progress.cancelled.connect(self.cancel)
        self.table.cellActivated.connect(lambda row, _: self._show(row))
        self.table.itemSelectionChanged.connect(self._selected)
        self._seat.jobs.changed.connect(self._changed)

    def cancel(self) -> None:
        """Stop an undo that runs; nothing is changed then."""
        if self._work is not None:
            self._work.cancel()

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
        self._selected()

    def _line(self, row: BatchRow) -> tuple[str, ...]:
        undone = self.tr("{0} by {1}").format(self._day(row), row.undone_by) if row.undone_at else ""
        when = f"{self._seat.local(row.at):%b %d, %Y %H:%M}"
        return when, row.by, row.file_name, f"{row.made:,}", f"{row.rejected:,}", undone

    def _day(self, row: BatchRow) -> str:
        return f"{self._seat.local(row.undone_at):%b %d, %Y}" if row.undone_at else ""

    def _row(self) -> BatchRow | None:
        at = self.table.currentRow()
        return self._rows[at] if self.table.selectedItems() and 0 <= at < len(self._rows) else None

    def _selected(self) -> None:
        row = self._row()
        can = row is not None and row.can_undo and self._work is None and self._seat.may(Right.IMPORT)
        self.undo.setEnabled(can)
        if row is None or row.id != self._chosen:
            self.sure.hide()
            self.problem.hide()

    def _ask_whether(self) -> None:
        row = self._row()
        if row is None:
            return
        self._chosen = row.id
        self.problem.hide()
        words = self.tr("takes out again what “{0}” brought in: {1} rows. Their numbers are not used again.")
        self.sure.set_text(self.tr("Undo"), words.format(row.file_name, f"{row.made:,}"))
        self.sure.show()

    def _undo(self) -> None:
        me, at, wanted = self._seat.me.id, self._seat.now(), self._chosen

        def act(work: Work) -> Undone:
            return work.write(lambda s: undo_import(s, actor(s, me, at), wanted, at=at, progress=work.progress))

        self.sure.hide()
        self.progress.set_progress(0, 0)
        self.progress.cancel.setEnabled(True)
        self.progress.show()
        self._work = self._seat.jobs.run(
            act,
            then=self._was_undone,
            failed=self._failed,
            ended=self._ended,
            progress=lambda done, total, _: self.progress.set_progress(done, total),
            owner=self,
        )
        self._selected()

    def _was_undone(self, done: Undone) -> None:
        self._seat.messages.note(self._told(done))

    def _told(self, done: Undone) -> str:
        words = self.tr("Taken out again: {0} cases, {1} people and organizations.")
        return words.format(f"{done.cases:,}", f"{done.people:,}")

    def _failed(self, error: AppError) -> None:
        self.problem.set_text("", error.sentence)
        self.problem.show()

    def _ended(self) -> None:
        self._work = None
        self.progress.hide()
        self._selected()

    def _show(self, row: int) -> None:
        batch = self._rows[row]
        if batch.kind == "people":
            show_people(self._seat, batch.id)
        else:
            self._seat.page_wanted.emit("cases", {"filter": {"import_id": batch.id}})
