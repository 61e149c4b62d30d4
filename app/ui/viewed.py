"""Tells history that a confidential record was opened; after it was shown, so that nobody waits for it."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.services.views import note_view
from app.ui.seat import Seat


class Viewed(QObject):
    """Writes one line for each opening, however often the record is read again meanwhile."""

    def __init__(self, seat: Seat, subject: str, parent: QObject) -> None:
        super().__init__(parent)
        self.setObjectName(f"viewed_{subject}")
        self._seat, self._subject = seat, subject
        self._open: int | None = None

    def shown(self, number: int, *, confidential: bool) -> None:
        """A record stands on the page."""
        if number == self._open:
            return
        self._open = number if confidential else None
        if confidential:
            self.tell(number)

    def tell(self, number: int) -> None:
        """Write the line."""
        subject = self._subject
        self._seat.do(lambda s, who, at: note_view(s, who, subject, number, at=at), owner=self)

    def left(self) -> None:
        """The page is left: opened again it is looked at again."""
        self._open = None
