"""One line of history in full, and who looked at a record: windows to read, closed by Esc."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QTableWidget, QVBoxLayout, QWidget

from app.authority import Right
from app.errors import AppError
from app.queries.history import HistoryRow, who_looked
from app.ui.case_words import moment_words
from app.ui.forms.import_steps import fill, plain_table
from app.ui.gates import show_for
from app.ui.history_words import about_words, by_words, changes_words, field_title, kind_words, value_words, verb_words
from app.ui.pages.history_list import clock_of
from app.ui.seat import Seat
from app.ui.theme import theme
from app.ui.widgets.base import text_label
from app.ui.widgets.buttons import KeyButton

MARGIN = 24
OPENED = {"case_record": "case", "person": "person", "organization": "organization", "contact": "contact"}


class _Reading(QDialog):
    """A window with a title, a table and Close."""

    def __init__(self, title: str, parent: QWidget | None, *, name: str) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("ground", "page")
        self.title = text_label(title, self, type="subject", name=f"{name}_title")
        self.title.setWordWrap(True)
        self.said = text_label("", self, type="table", ink="ink_2", name=f"{name}_said")
        self.said.setWordWrap(True)
        self.close_button = KeyButton(self.tr("Close"), self, key="Esc", name=f"{name}_close")
        self.close_button.clicked.connect(self.reject)
        self.feet = QHBoxLayout()
        self.feet.addStretch(1)
        self.feet.addWidget(self.close_button)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(MARGIN, 20, MARGIN, 20)
        self._column.setSpacing(12)
        self._column.addWidget(self.title)
        self._column.addWidget(self.said)

    def _finish(self, table: QTableWidget) -> None:
        self._column.addWidget(table, 1)
        self._column.addLayout(self.feet)
        room = self.screen().availableGeometry()
        wide, high = theme().px(760), theme().px(420)
        self.resize(min(wide, room.width() - 40), min(high, room.height() - 60))


class LineView(_Reading):
    """A line: who, what, when, every value before and after, and its place in the chain."""

    record_wanted = Signal(str, int)

    def __init__(self, seat: Seat, row: HistoryRow, parent: QWidget | None = None) -> None:
        super().__init__(f"{verb_words(row.verb)}: {about_words(row)}", parent, name="history_line")
        clock = clock_of(seat)
        when = moment_words(row.at, clock)
        self.say([by_words(row), when, self.tr("line {0}").format(f"{row.id:,}"), kind_words(row.kind), row.words])
        headings = [self.tr("What"), self.tr("Before"), self.tr("After")]
        self.table = plain_table(headings, self, name="history_line_table", label=self.tr("Before and after"))
        self.table.setWordWrap(True)
        fill(
            self.table,
            [
                (field_title(each.name), *(value_words(each.name, value, clock) for value in (each.old, each.new)))
                for each in row.fields
            ],
        )
        self.table.resizeColumnsToContents()
        self.table.resizeRowsToContents()
        kind = OPENED.get(row.subject)
        self.open_button = KeyButton(self.tr("&Open the record"), self, icon="external-link", name="history_line_open")
        self.open_button.setVisible(kind is not None and row.subject_id is not None and bool(row.about))
        self.open_button.clicked.connect(lambda: self._open(str(kind), row.subject_id))
        self.feet.insertWidget(0, self.open_button)
        self._finish(self.table)
        sealed = self.tr("Hash {0}, resting on {1}").format(row.hash, row.previous)
        self.hash = text_label(sealed, self, type="caption", ink="ink_2", name="history_line_hash")
        self.hash.setWordWrap(True)
        self.hash.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._column.insertWidget(self._column.count() - 1, self.hash)

    def say(self, parts: Sequence[str]) -> None:
        """The line below the title."""
        self.said.setText(" · ".join(each for each in parts if each))
        self.said.setAccessibleName(self.said.text())

    def _open(self, kind: str, number: int | None) -> None:
        self.accept()
        self.record_wanted.emit(kind, number or 0)


class LookedView(_Reading):
    """Who viewed, printed or exported a record."""

    def __init__(
        self, seat: Seat, subject: str, number: int, parent: QWidget | None = None, *, which: str = ""
    ) -> None:
        super().__init__(self.tr("Who looked at this"), parent, name="looked")
        self._seat, self._asked = seat, {"key": "record-history", "record": subject, "which": which or str(number)}
        self.print_button = KeyButton(self.tr("&Print its history…"), self, icon="printer", name="looked_print")
        show_for(seat, self.print_button, Right.PRINT)
        self.print_button.clicked.connect(self._print)
        self.feet.insertWidget(0, self.print_button)
        headings = [self.tr("When"), self.tr("Who"), self.tr("What"), self.tr("Details")]
        self.table = plain_table(headings, self, name="looked_table", label=self.tr("Who looked at this"))
        self._finish(self.table)
        self._say(self.tr("Reading history…"))
        seat.ask(
            lambda s, who: who_looked(s, who, subject, number),
            then=self._came,
            failed=self._refused,
            owner=self,
            key="looked",
        )

    def _say(self, words: str) -> None:
        self.said.setText(words)
        self.said.setAccessibleName(words)

    def _print(self) -> None:
        self.accept()
        self._seat.page_wanted.emit("reports", self._asked)

    def _refused(self, error: AppError) -> None:
        self._say(error.sentence)

    def _came(self, rows: Sequence[HistoryRow]) -> None:
        clock = clock_of(self._seat)
        fill(
            self.table,
            [
                (moment_words(row.at, clock), by_words(row), verb_words(row.verb), changes_words(row, clock))
                for row in rows
            ],
        )
        self.table.resizeColumnsToContents()
        self.table.setVisible(bool(rows))
        rules = self.tr(
            "Views are noted of confidential records, prints and exports of all. An export of a whole list names no "
            "records: those stand in History, under Exports."
        )
        nobody = self.tr("Nobody viewed, printed or exported this.")
        self._say(rules if rows else f"{nobody} {rules}")


class LookedButton(KeyButton):
    """Opens who looked at a record; hidden from those who may not read history."""

    def __init__(self, seat: Seat, subject: str, parent: QWidget) -> None:
        super().__init__(self.tr("Who looked at this…"), parent, kind="link", icon="eye", name=f"looked_{subject}")
        self._seat, self._subject = seat, subject
        self._number: int | None = None
        self._which = ""
        self.view: LookedView | None = None
        self.hide()
        self.clicked.connect(self._look)

    def show_record(self, number: int, which: str = "") -> None:
        """Of which record it is; `which` is what people call it by, if not its id."""
        self._number, self._which = number, which
        self.setVisible(self._seat.may(Right.READ_HISTORY))

    def _look(self) -> None:
        if self._number is not None:
            self.view = LookedView(self._seat, self._subject, self._number, self.window(), which=self._which)
            self.view.open()
