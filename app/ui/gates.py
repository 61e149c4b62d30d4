"""Widgets that are there only for those who may, and follow when rights begin or end while the window is open."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app.authority import Right
from app.ui.seat import Seat


def show_for(seat: Seat, widget: QWidget, right: Right) -> None:
    """Show the widget to those who have the right, now and whenever rights turn."""
    _Gate(seat, widget, right, widget.setVisible)


def enable_for(seat: Seat, widget: QWidget, right: Right) -> None:
    """Enable the widget for those who have the right, now and whenever rights turn."""
    _Gate(seat, widget, right, widget.setEnabled)


class _Gate(QObject):
    """Belongs to its widget, and so ends with it."""

    def __init__(self, seat: Seat, widget: QWidget, right: Right, apply: Callable[[bool], object]) -> None:
        super().__init__(widget)
        self.setObjectName("gate")
        self._seat, self._right, self._apply = seat, right, apply
        seat.me_changed.connect(self._look)
        self._look()

    def _look(self) -> None:
        self._apply(self._seat.may(self._right))
