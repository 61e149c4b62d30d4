"""One directive: what it says, what counts to it, its figures of a month, and the account given of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from app.queries.directive_accounts import AccountRow
from app.queries.directives import DirectiveRow
from app.queries.figures.directives import DirectiveCounts, measure_names
from app.ui.directive_words import measure_words, ties_words
from app.ui.pages.case_bits import emptied, px
from app.ui.widgets.base import named, text_label


class Month(NamedTuple):
    """What was read of a month: all directives, their counts in it, in the one before and a year ago, the accounts, and
    the ids of those of which nothing is told."""

    rows: list[DirectiveRow]
    counts: list[DirectiveCounts]
    accounts: Mapping[int, AccountRow]
    missing: frozenset[int]

    @property
    def name(self) -> str:
        """ "October 2026"."""
        return self.counts[0].period.name


class DirectiveView(QWidget):
    """Facts in a column."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        named(self, "directive_view", self.tr("Directive"))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(px(16), px(12), px(16), px(16))
        self._column.setSpacing(px(6))

    def show_row(self, row: DirectiveRow | None, month: Month) -> None:
        """Show another one, or none."""
        emptied(self._column)
        if row is None:
            none = self.tr("Add the directives that the office answers to, or take a ready list over.")
            self._words(none, "directive_none", ink="ink_2")
        else:
            self._facts(row)
            self._figures(row, month)
            self._account(row, month)
        self._column.addStretch(1)

    def _facts(self, row: DirectiveRow) -> None:
        self._words(f"{row.code}  {row.title}", "directive_title", type="subject")
        where = [part for part in (row.section, row.source) if part]
        where += [] if row.active else [self.tr("retired")]
        if where:
            self._words(" · ".join(where), "directive_where", ink="ink_2")
        if row.words:
            self._words(row.words, "directive_words")
        self._head(self.tr("What counts to it"))
        self._words(ties_words(row.ties), "directive_ties")

    def _figures(self, row: DirectiveRow, month: Month) -> None:
        three = [each.of_directive(row.id) for each in month.counts]
        shown = [key for key in measure_names() if any(each.get(key) for each in three)]
        self._head(month.name)
        if not shown:
            self._words(self.tr("Nothing was counted to it."), "directive_no_figures", ink="ink_2")
            return
        made = named(QWidget(self), "directive_figures", self.tr("Figures of {0}").format(month.name))
        grid = QGridLayout(made)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(px(16))
        grid.setColumnStretch(0, 1)
        lines = [["", *(f"{each.period.first:%b %Y}" for each in month.counts)]]
        lines += [[measure_words(key), *(f"{each.get(key, 0):,}" for each in three)] for key in shown]
        for place, line in enumerate(lines):
            self._line(grid, place, line)
        self._column.addWidget(made)

    def _line(self, grid: QGridLayout, place: int, words: list[str]) -> None:
        for column, each in enumerate(words):
            ink = "ink" if place else "ink_2"
            label = text_label(each, self, type="table", ink=ink, name=f"cell_{place}_{column}")
            label.setWordWrap(column == 0)
            label.setAlignment(Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft)
            grid.addWidget(label, place, column)

    def _account(self, row: DirectiveRow, month: Month) -> None:
        self._head(self.tr("Account of {0}").format(month.name))
        account = month.accounts.get(row.id)
        if account is None or account.is_blank:
            lacks = self.tr("Still to be written: nothing was counted, and no word says why.")
            none = self.tr("No highlight was chosen.")
            self._words(lacks if row.id in month.missing else none, "directive_missing", ink="ink_2")
            return
        for each in account.highlights:
            self._words(f"{each.number}  {each.words}".strip(), "directive_highlight")
        if account.no_activity:
            words = self.tr("No activity, because {0}").format(account.no_activity)
            self._words(words, "directive_no_activity")

    def _head(self, words: str) -> None:
        self._column.addSpacing(px(8))
        self._words(words, "directive_head", type="section")

    def _words(self, words: str, name: str, *, type: str = "body", ink: str = "ink") -> None:
        label = text_label(words, self, type=type, ink=ink, name=name)
        label.setWordWrap(True)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._column.addWidget(label)
