"""The Office page's rights: who may do what by role, in words, and what an acting director may."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHeaderView, QLabel, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget

from app.authority import ACTING, KEEPABLE, RIGHTS, WORDS, Right
from app.models import Role
from app.ui.icons import icon
from app.ui.labels import choices, word
from app.ui.seat import Seat
from app.ui.theme import theme
from app.ui.widgets.base import named, text_label

WIDEST, ROWS = 16_777_215, 9
"""No limit, as Qt writes it; and how many rows are in sight however low the window is."""


class _Column(NamedTuple):
    """One role, or the acting director: what they have, and which of it may be kept back."""

    word: str
    held: frozenset[Right]
    keepable: frozenset[Right] = frozenset()


class RightsTab(QWidget):
    """Roles across, rights down; each cell is a sign and a word, and is told as a sentence. Everybody may read it."""

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        named(self, "rights_tab", self.tr("Rights"))
        self._seat = seat
        self.you = self._line("rights_you", ink="ink")
        columns = self._columns()
        self.table = named(QTableWidget(len(Right), len(columns), self), "rights_table", self.tr("Rights by role"))
        self.table.setHorizontalHeaderLabels([each.word for each in columns])
        self.table.setVerticalHeaderLabels([WORDS[right][:1].upper() + WORDS[right][1:] for right in Right])
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self._fill(columns)
        self.notes = self._line("rights_notes", self._note_words())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 16, 0, 0)
        column.setSpacing(10)
        column.addWidget(self.you)
        column.addWidget(self.table, 1)
        column.addWidget(self.notes)
        theme().changed.connect(self._dress)
        seat.me_changed.connect(self._tell_you)
        self._dress()
        self._tell_you()

    def _line(self, name: str, words: str = "", *, ink: str = "ink_2") -> QLabel:
        made = text_label(words, self, type="table", ink=ink, name=name)
        made.setWordWrap(True)
        return made

    def _columns(self) -> list[_Column]:
        roles = [_Column(label.word, RIGHTS[Role(value)]) for value, label in choices("role")]
        return [*roles, _Column(self.tr("Acting Director"), ACTING, KEEPABLE)]

    def _fill(self, columns: Iterable[_Column]) -> None:
        for across, each in enumerate(columns):
            for down, right in enumerate(Right):
                self.table.setItem(down, across, self._cell(each, right))

    def _cell(self, column: _Column, right: Right) -> QTableWidgetItem:
        may, kept = right in column.held, right in column.keepable
        item = QTableWidgetItem(self._word(may, kept))
        said = self.tr("{0} may {1}") if may else self.tr("{0} may not {1}")
        said = self.tr("{0} may {1}, unless the Mayor keeps it back") if may and kept else said
        item.setData(Qt.ItemDataRole.AccessibleTextRole, said.format(column.word, WORDS[right]))
        item.setToolTip(said.format(column.word, WORDS[right]))
        return item

    def _word(self, may: bool, kept: bool) -> str:
        if not may:
            return self.tr("No")
        return self.tr("Yes, or kept back") if kept else self.tr("Yes")

    def _note_words(self) -> str:
        return self.tr(
            "“Yes, or kept back”: the Mayor may keep it back in a designation. While somebody acts, the Director has "
            "an Associate’s rights, unless the designation says that the Director goes on directing. A Director or "
            "Associate without an appointment in force may read, log and open cases. Interns and volunteers work only "
            "on their own cases, and their closings wait for approval."
        )

    def _tell_you(self) -> None:
        """Which column holds for who reads it, now."""
        me = self._seat.me
        if me.acts:
            said = self.tr("You act for the Director: the last column holds for you, less what was kept back.")
        elif me.bar:
            said = self.tr("Your role is {0}. {1}").format(word("role", me.role), me.bar)
        else:
            said = self.tr("Your role is {0}.").format(word("role", me.role))
        self.you.setText(said)
        self.you.setAccessibleName(said)

    def _dress(self) -> None:
        """Signs in the theme's ink. With large text each column is as wide as its words; the table scrolls sideways."""
        yes, no = icon("check", "ink"), icon("minus", "ink_3")
        for across in range(self.table.columnCount()):
            for down in range(self.table.rowCount()):
                item = self.table.item(down, across)
                if item is not None:
                    item.setIcon(no if item.text() == self._word(False, False) else yes)
        compact = theme().is_compact
        way = QHeaderView.ResizeMode.ResizeToContents if compact else QHeaderView.ResizeMode.Stretch
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(way)
        for wide in (self.table.columnCount() - 2, self.table.columnCount() - 1):  # interns and acting: more words
            header.setSectionResizeMode(wide, QHeaderView.ResizeMode.ResizeToContents)
        self.table.verticalHeader().setMaximumWidth(theme().px(230) if compact else WIDEST)
        self.table.verticalHeader().setDefaultSectionSize(theme().row_height())
        self.table.setMinimumHeight(ROWS * theme().row_height())
