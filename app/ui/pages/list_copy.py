"""Rows copied from a list leave the house as an export does: they take its right and stand in history."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QObject
from sqlmodel import Session

from app.authority import Right, actor, require
from app.services.exports import record_export
from app.ui.lazy_view import LazyView
from app.ui.seat import Seat


class CopyGuard(QObject):
    """Looks on while rows of a list are copied; one row alone is what its page shows, and free."""

    def __init__(self, seat: Seat, view: LazyView, *, table: str, asked: Callable[[], Mapping[str, Any]]) -> None:
        super().__init__(view)
        self.setObjectName("copy_guard")
        self._seat, self._table, self._asked = seat, table, asked
        view.may_copy = self._may_copy
        view.copied.connect(self._copied)

    def _may_copy(self, session: Session, count: int) -> None:
        """In a reader thread, before anything is read. Raises NotAllowed."""
        if count > 1:
            require(actor(session, self._seat.me.id, self._seat.now()), Right.EXPORT)

    def _copied(self, count: int) -> None:
        if count < 2:
            return
        table, asked = self._table, dict(self._asked())
        self._seat.do(
            lambda s, who, at: record_export(s, who, table=table, count=count, asked=asked, kind="clipboard", at=at),
            owner=self,
        )
