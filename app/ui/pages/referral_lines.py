"""A few referrals without head or scroll bar; Enter or a click opens the case."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHeaderView, QWidget

from app.queries.referrals import ReferralRow
from app.ui.lazy_table import LazyTable
from app.ui.lazy_view import LazyView
from app.ui.pages.department_lists import referral_columns
from app.ui.seat import Seat
from app.ui.theme import theme
from app.ui.widgets.rows import install_rows


class ReferralLines(LazyView):
    """Rows given whole."""

    def __init__(self, seat: Seat, rows: Sequence[ReferralRow], *, name: str, label: str, parent: QWidget) -> None:
        columns = referral_columns(seat, short=True)
        self._count = len(rows)
        known = {row.id: row for row in rows}
        model: LazyTable[ReferralRow] = LazyTable(
            seat.jobs, columns, find_rows=lambda _, ids: [known[each] for each in ids]
        )
        super().__init__(model, name=name, label=label, parent=parent)
        model.setParent(self)
        install_rows(self)
        self.setSortingEnabled(False)
        self.horizontalHeader().hide()
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.activated_id.connect(lambda number: seat.record_wanted.emit("case", known[number].case_id))
        self.clicked.connect(
            lambda index: seat.record_wanted.emit("case", known[model.id_at(index.row()) or 0].case_id)
        )
        theme().changed.connect(self._fit)
        model.show_array(array("q", known))
        if known:
            model.data(model.index(0, 0))  # asks for the rows before they are painted
        self._fit()

    def _fit(self) -> None:
        self.head.scale()
        self.setFixedHeight(max(1, self._count) * theme().row_height() + 2)
