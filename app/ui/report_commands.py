"""Every report by its title, for the search box; the reports themselves are imported behind the shown window."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, QTimer

from app.authority import Right
from app.ui.commands import Command

REPORTS, LATER_MS = "app.reports.run", 2000


def report_commands(window: Any) -> list[Command]:
    """A command for each report that whoever sits here may make, as far as the reports are imported, and for many."""
    seat = window.seat
    if not seat.may(Right.PRINT):
        return []
    words = _tr("Make several reports"), _tr("queue set first of the month")
    made = [Command(*words, "library", "", _opener(window, {"several": True}), only_typed=True)]
    known = sys.modules.get(REPORTS)
    for kind in known.list_reports() if known is not None else ():
        if seat.may(kind.right) and kind.key != "custom":  # its page is found by its own name
            more = f"{_tr('report')} {kind.key} {kind.group.value}"
            made.append(Command(kind.title, more, kind.icon, "", _opener(window, {"key": kind.key}), only_typed=True))
    return made


class ReportsKnown(QObject):
    """Imports the reports in a thread, a while after the window stands, and has it offer them."""

    def __init__(self, window: Any, offer: Callable[[], object]) -> None:
        super().__init__(window)
        self.setObjectName("reports_known")
        self._window, self._offer = window, offer

    def start(self) -> None:
        """Whoever looks for a report in the first moments finds the page."""
        if self._window.seat.may(Right.PRINT):
            QTimer.singleShot(LATER_MS, self, self._load)

    def _load(self) -> None:
        if REPORTS in sys.modules:
            self._offer()
            return
        self._window.seat.jobs.run(lambda _: import_module(REPORTS), then=lambda _: self._offer(), owner=self)


def _opener(window: Any, what: dict[str, Any]) -> Callable[[], object]:
    return lambda: window.show_page("reports", what)


def _tr(words: str) -> str:
    return QCoreApplication.translate("Commands", words)
