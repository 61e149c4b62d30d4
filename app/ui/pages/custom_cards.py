"""The saved custom reports as cards of the gallery, read again whenever somebody saves one."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, Signal

from app.authority import Right
from app.queries.custom import CustomRow, custom_reports
from app.reports.custom import saved_kind
from app.reports.kinds import ReportKind
from app.ui.seat import Seat


class CustomCards(QObject):
    """`listed` when they are others than before; `kinds` are as the gallery takes them."""

    listed = Signal()

    def __init__(self, seat: Seat, parent: QObject) -> None:
        super().__init__(parent)
        self._seat = seat
        self.kinds: tuple[ReportKind, ...] = ()
        seat.jobs.changed.connect(self._changed)
        seat.me_changed.connect(self.refresh)

    def refresh(self) -> None:
        """Read them; who prints no reports has none."""
        if self._seat.may(Right.PRINT):
            self._seat.ask(custom_reports, then=self._take, owner=self, key="custom_cards")

    def _take(self, rows: list[CustomRow]) -> None:
        made = tuple(
            saved_kind(each.id, each.title, each.words, str(each.spec.get("period") or "last")) for each in rows
        )
        if [(each.key, each.title, each.about) for each in made] != [(o.key, o.title, o.about) for o in self.kinds]:
            self.kinds = made
            self.listed.emit()

    def _changed(self, changes: Any) -> None:
        if changes.touches("custom_report"):
            self.refresh()
