"""A table of so few rows that one question gives them all, in the question's own order."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from typing import TypeVar

from PySide6.QtWidgets import QWidget
from sqlmodel import Session

from app.authority import Actor
from app.ui.columns import Column
from app.ui.lazy_table import LazyTable
from app.ui.seat import Seat

Row = TypeVar("Row")
Every = Callable[[Session, Actor], Sequence[Row]]


class WholeTable(LazyTable[Row]):
    """What `every` gives to whoever sits here, each with its `id`; asked anew when one of `tables` changes."""

    def __init__(
        self,
        seat: Seat,
        columns: Sequence[Column[Row]],
        *,
        every: Every[Row],
        tables: Sequence[str],
        main: str,
        parent: QWidget,
    ) -> None:
        self._seat, self._every = seat, every
        super().__init__(seat.jobs, columns, find_rows=self._rows, tables=tables, main=main, parent=parent)
        self._sort = ""  # the question's own order

    def ask(self) -> None:
        """Show them as of now."""
        self.show_ids(self._find)

    def _all(self, session: Session) -> Sequence[Row]:
        return self._seat.as_me(self._every)(session)

    def _find(self, session: Session, _sort: str, _down: bool) -> array[int]:
        return array("q", map(self._row_id, self._all(session)))

    def _rows(self, session: Session, ids: Sequence[int]) -> list[Row]:
        wanted = set(ids)
        return [row for row in self._all(session) if self._row_id(row) in wanted]
