"""A line to type in with parts inside it, which grow with the text; Qt's own actions in a line stay at 16 px."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from app.ui.theme import theme

SIDE, EDGE, GAP = 16, 8, 6


class IconLine(QLineEdit):
    """Room before its words, and after them if asked, for a part of 16 px (at 100 %) put there now or later."""

    def __init__(self, parent: QWidget | None = None, *, both: bool = False) -> None:
        super().__init__(parent)
        self._both = both
        self._before: QWidget | None = None
        self._after: QWidget | None = None
        self._lay()

    def put(self, before: QWidget, after: QWidget | None = None) -> None:
        """Show these parts; they are children of the line."""
        self._before, self._after = before, after
        theme().changed.connect(self._lay)
        self._lay()
        for part in (before, after):
            if part is not None:
                part.show()

    def _lay(self) -> None:
        side, edge = theme().px(SIDE), theme().px(EDGE)
        room = side + theme().px(GAP)
        self.setTextMargins(room, 0, room if self._both else 0, 0)
        top = (self.height() - side) // 2
        if self._before is not None:
            self._before.setGeometry(edge, top, side, side)
        if self._after is not None:
            self._after.setGeometry(self.width() - edge - side, top, side, side)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay()
