"""A list, or in its place what is said when there is nothing; it is asked anew only while it is seen."""

from __future__ import annotations

from typing import Any

from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.ui.lazy_table import LazyTable, State
from app.ui.lazy_view import LazyView
from app.ui.widgets.base import named


class ListOrEmpty(QStackedWidget):
    """`view` shows `model`; `empty` takes its place once it is known that there is nothing."""

    def __init__(self, model: LazyTable[Any], view: LazyView, empty: QWidget, parent: QWidget, *, name: str) -> None:
        super().__init__(parent)
        named(self, name)
        self._model, self._view, self._empty = model, view, empty
        self.addWidget(view)
        self.addWidget(empty)
        model.state_changed.connect(self._show_state)

    def _show_state(self, state: State) -> None:
        """That there is nothing is said when it is known."""
        self.setCurrentWidget(self._empty if state is State.EMPTY else self._view)
        self._model.set_active(self.isVisible())  # an empty list is hidden, and yet to be told what comes

    def showEvent(self, event: QShowEvent) -> None:
        """Seen again: ask if something changed meanwhile."""
        super().showEvent(event)
        self._model.set_active(True)

    def hideEvent(self, event: QHideEvent) -> None:
        """Not seen: do not ask."""
        super().hideEvent(event)
        self._model.set_active(False)
