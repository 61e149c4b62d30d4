"""The readings of answers: one's own first, then those that wait, then those that are done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtWidgets import QWidget

from app.queries.substance import ReadingRow, readings
from app.ui.columns import RIGHT, Column
from app.ui.pages.substance_words import month_words, state_words, why_words
from app.ui.seat import Seat
from app.ui.whole_table import WholeTable
from app.ui.widgets.cells import CELL_ROLE, FIGURES_ROLE, LinesCell, PillCell

_FIGURES: Mapping[int, Callable[[Any], Any]] = {FIGURES_ROLE: lambda _: True}
TABLES = ("substance_review", "sample", "case_record", "staff")


class ReadingTable(WholeTable[ReadingRow]):
    """All that the seat may see."""

    def __init__(self, seat: Seat, parent: QWidget) -> None:
        self._seat = seat
        super().__init__(seat, self._columns(), every=readings, tables=TABLES, main="substance_review", parent=parent)

    def _columns(self) -> list[Column[ReadingRow]]:
        return [
            Column(
                "number", self.tr("Number"), lambda r: r.number, width=116, align=RIGHT, roles=_FIGURES, sortable=False
            ),
            Column(
                "why",
                self.tr("Why"),
                lambda r: r.why.value,
                width=130,
                roles={CELL_ROLE: lambda r: PillCell(r.why.value)},
                gives_way=3,
                sortable=False,
            ),
            Column(
                "subject",
                self.tr("Subject"),
                lambda r: r.subject,
                fluid=True,
                roles={CELL_ROLE: lambda r: LinesCell(r.subject, self._second(r))},
                accessible=lambda r: f"{r.subject}, {self._second(r)}",
                tip=lambda r: f"{r.subject}\n{self._second(r)}",
                sortable=False,
            ),
            Column("reader", self.tr("Reader"), self._reader, width=150, gives_way=1, sortable=False),
            Column("state", self.tr("Marks"), state_words, width=170, gives_way=2, sortable=False),
        ]

    def _reader(self, row: ReadingRow) -> str:
        return row.reviewer or self.tr("Nobody may read it yet")

    def _second(self, row: ReadingRow) -> str:
        month = month_words(row, self._seat.zone.key)
        owner = self.tr("answered by {0}").format(row.owner) if row.owner else ""
        secret = self.tr("Confidential") if row.confidential else ""
        return " · ".join(each for each in (month, row.category, owner, why_words(row), secret) if each)
