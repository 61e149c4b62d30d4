"""The other steps of an import: the file, what would come of it, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QAbstractItemView, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget

from app.exchange.case_import import Imported, Tried
from app.services.import_rows import OldCase
from app.ui.labels import status_label
from app.ui.seat import Seat
from app.ui.theme import theme
from app.ui.widgets.banner import Banner
from app.ui.widgets.base import text_label
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.empty import EmptyState
from app.ui.widgets.heads import SectionHead

SHOWN = 1_000


class ImportFile(QWidget):
    """Choose a table, or drop it here."""

    chosen = Signal(Path)
    choose_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("import_file")
        self.setAccessibleName(self.tr("File"))
        self.setAcceptDrops(True)
        hint = self.tr("CSV, Excel (.xlsx), JSON or GeoJSON, with headings or named fields. Nothing is brought in yet.")
        self.empty = EmptyState(
            "file-spreadsheet",
            self.tr("Choose a table of cases, or drop it here"),
            self,
            hint=hint,
            act=self.tr("Choose a file…"),
            key="Enter",
            name="import_choose",
        )
        self.empty.acted.connect(self.choose_wanted)
        for button in self.empty.findChildren(KeyButton):
            self.setFocusProxy(button)
        QVBoxLayout(self).addWidget(self.empty)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take one file."""
        if len(event.mimeData().urls()) == 1 and event.mimeData().urls()[0].isLocalFile():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Look at the file that was dropped."""
        event.acceptProposedAction()
        self.chosen.emit(Path(event.mimeData().urls()[0].toLocalFile()))


class ImportCheck(QWidget):
    """What the import would do: counts, the first cases, the rejected rows with their reasons."""

    save_wanted = Signal()

    def __init__(self, seat: Seat, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("import_check")
        self.setAccessibleName(self.tr("Check"))
        self._seat = seat
        self.summary = text_label("", self, type="subject", name="import_summary")
        self.summary.setWordWrap(True)
        self._undated = text_label("", self, type="table", ink="ink_2", name="import_undated")
        self._undated.setWordWrap(True)
        self._left_out = text_label("", self, type="table", ink="ink_2", name="import_left_out")
        self._cases = plain_table(
            [self.tr(each) for each in ("Row", "Number there", "Opened", "Closed", "Status", "Subject", "Place")],
            self,
            name="import_preview",
            label=self.tr("First cases"),
        )
        self._reasons = plain_table(
            [self.tr("Row"), self.tr("Why")], self, name="import_rejects", label=self.tr("Rejected")
        )
        self._preview_head = SectionHead(self.tr("The first cases"), self)
        self._head = SectionHead(
            self.tr("Rejected rows"), self, act=self.tr("Save rejected rows…"), name="rejects_head"
        )
        self._head.acted.connect(self.save_wanted)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        notes = (self.summary, self._undated, self._left_out)
        for widget in (*notes, self._preview_head, self._cases, self._head, self._reasons):
            column.addWidget(widget, 1 if isinstance(widget, QTableWidget) else 0)
        self.setFocusProxy(self._cases)

    def show_tried(self, tried: Tried) -> None:
        """Lay out what was found."""
        words = self.tr("{0} cases: {1} open, {2} closed. {3} rows rejected.")
        counts = (tried.made, tried.open, tried.closed, tried.rejected)
        self.summary.setText(words.format(*(f"{each:,}" for each in counts)))
        undated = self.tr("{0} of the open ones are closed in the table without a date: taken as answered.")
        self._undated.setText(undated.format(f"{tried.undated:,}"))
        self._undated.setVisible(bool(tried.undated))
        self._left_out.setText(self.tr("{0} rows left out, as the map says.").format(f"{tried.skipped:,}"))
        self._left_out.setVisible(bool(tried.skipped))
        fill(self._cases, [self._case_line(each) for each in tried.preview])
        lines = [(f"{each.row:,}", " ".join(each.reasons)) for each in tried.rejects[:SHOWN]]
        fill(self._reasons, lines)
        self._head.set_count(f"{tried.rejected:,}")
        for widget in (self._head, self._reasons):
            widget.setVisible(bool(tried.rejected))

    def _case_line(self, old: OldCase) -> tuple[str, ...]:
        days = (f"{self._seat.local(at):%b %d, %Y}" if at else "" for at in (old.opened_at, old.closed_at))
        status = status_label("closed" if old.closed_at else old.status).word
        place = ", ".join(part for part in (old.address, old.city, old.zip) if part)
        return (f"{old.row:,}", old.reference, *days, status, old.subject, place)


class ImportDonePage(QWidget):
    """What came of it, and the way to the cases."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("import_done")
        self.setAccessibleName(self.tr("Done"))
        self.empty = EmptyState("circle-check", "", self, name="import_done_words")
        self._banner = Banner("info", "", self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.empty, 1)
        column.addWidget(self._banner)

    def show_imported(self, imported: Imported) -> None:
        """Say how many cases there are now, and where the rejected rows are."""
        done = imported.done
        words = self.tr("{0} cases: {1} open, {2} closed")
        hint = self.tr("Numbers {0} to {1}").format(done.first_number, done.last_number)
        if done.people:
            hint += self.tr("; {0} people are new").format(f"{done.people:,}")
        if done.undated:
            hint += self.tr("; {0} open ones had no closing date").format(f"{done.undated:,}")
        self.empty.tell(words.format(f"{done.made:,}", f"{done.open:,}", f"{done.closed:,}"), hint=f"{hint}.")
        kept = self.tr("{0} rows were rejected. They are in {1}.")
        self._banner.set_text("", kept.format(f"{imported.rejected:,}", imported.rejects) if imported.rejects else "")
        self._banner.setVisible(bool(imported.rejects))


def plain_table(headings: Sequence[str], parent: QWidget, *, name: str, label: str) -> QTableWidget:
    """A small table to be read, not edited."""
    table = QTableWidget(0, len(headings), parent)
    table.setObjectName(name)
    table.setAccessibleName(label)
    table.setHorizontalHeaderLabels(list(headings))
    table.horizontalHeader().setStretchLastSection(True)
    table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(theme().row_height())
    table.setShowGrid(False)
    table.setTabKeyNavigation(False)
    table.setWordWrap(False)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    return table


def fill(table: QTableWidget, lines: Sequence[Sequence[str]]) -> None:
    """Put lines of words into a table."""
    table.setRowCount(len(lines))
    for at, line in enumerate(lines):
        for place, words in enumerate(line):
            item = QTableWidgetItem(words)
            item.setToolTip(words)
            table.setItem(at, place, item)
    table.resizeColumnsToContents()
