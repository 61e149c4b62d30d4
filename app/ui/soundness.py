"""A look at every page of the office file after the sign-in, so that damage is told before anybody builds on it."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from app.errors import AppError
from app.queries.checks import damaged_pages
from app.ui.seat import Seat
from app.ui.work import Work

WAIT_MS = 4_000
"""First the page that somebody waits for."""
LARGEST = 1 << 30
"""Bytes: a larger file is read through by the daily backup only, lest the disk be busy at each sign-in."""


class Soundness(QObject):
    """Reads the seals of all pages on a thread of its own; says nothing where all is well."""

    def __init__(self, seat: Seat) -> None:
        super().__init__(seat)
        self.setObjectName("soundness")
        self._seat = seat

    def start(self) -> None:
        """Look in a few seconds."""
        database = self._seat.paths.database
        if database.exists() and database.stat().st_size <= LARGEST:
            QTimer.singleShot(WAIT_MS, self, self.look)

    def look(self) -> None:
        """Look now."""

        def work(w: Work) -> bool:
            return w.read(lambda session: damaged_pages(session, stop=w.cancelled))  # a lock or the end waits for it

        self._seat.jobs.run(work, then=self._told, failed=self._refused, owner=self)

    def _told(self, damaged: bool) -> None:
        if damaged:
            self._warn()

    def _refused(self, error: AppError) -> None:
        self._seat.messages.problem(error.sentence, key="damage")

    def _warn(self) -> None:
        words = self.tr(
            "The office file is damaged: some of it cannot be read or is not as it was written. Log nothing more here. "
            "Restore the last backup, under Office, Backups."
        )
        self._seat.messages.problem(words, key="damage")
