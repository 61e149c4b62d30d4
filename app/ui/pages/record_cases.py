"""The cases of a person or organization: a few rows without head or scroll bar."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHeaderView, QWidget

from app.queries.cases import CaseRow
from app.ui.case_words import Clock
from app.ui.lazy_table import LazyTable
from app.ui.lazy_view import LazyView
from app.ui.pages.case_columns import case_columns
from app.ui.seat import Seat
from app.ui.theme import theme
from app.ui.widgets.rows import install_rows

SHOWN = ("number", "subject", "status", "due")


class CaseLines(LazyView):
    """Rows given whole; Enter or a click opens the case."""

    def __init__(self, seat: Seat, rows: Sequence[CaseRow], *, name: str, label: str, parent: QWidget) -> None:
        by_key = {column.key: column for column in case_columns(lambda: Clock(seat.now(), seat.zone))}
        self._columns = [by_key[key] for key in SHOWN]
        self._count = len(rows)
        known = {row.id: row for row in rows}
        model: LazyTable[CaseRow] = LazyTable(
            seat.jobs, self._columns, find_rows=lambda _, ids: [known[each] for each in ids]
        )
        super().__init__(model, name=name, label=label, parent=parent)
        model.setParent(self)
        install_rows(self)
        self.setSortingEnabled(False)
        self.horizontalHeader().hide()
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.horizontalHeader().setSectionResizeMode(SHOWN.index("subject"), QHeaderView.ResizeMode.Stretch)
        self.activated_id.connect(lambda number: seat.record_wanted.emit("case", number))
        self.clicked.connect(lambda index: seat.record_wanted.emit("case", model.id_at(index.row())))
        theme().changed.connect(self._fit)
        model.show_array(array("q", known))
        if known:
            model.data(model.index(0, 0))  # asks for the rows before they are painted
        self._fit()

    def _fit(self) -> None:
        self.head.scale()
        self.setFixedHeight(max(1, self._count) * theme().row_height() + 2)
