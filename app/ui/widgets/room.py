"""How much room a part has, and measures that follow the size of text."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QAbstractSpinBox, QBoxLayout, QLineEdit, QScrollArea, QWidget

from app.ui.theme import theme

MOST = 16_777_215
"""The width of a widget that is not held (QWIDGETSIZE_MAX)."""


def room_of(widget: QWidget) -> int:
    """The width in px to be seen without scrolling: that of the area it scrolls in, else its own."""
    above = widget.parentWidget()
    while above is not None and not isinstance(above, QScrollArea):
        above = above.parentWidget()
    return above.viewport().width() if above is not None else widget.width()


def at_most(widget: QWidget, width: float) -> None:
    """Never wider than `width` px at 100 %, at the size of text now and later."""
    _Follower(widget, widget.setMaximumWidth, width)


def at_least(widget: QWidget, width: float) -> None:
    """Never narrower than `width` px at 100 %, at the size of text now and later."""
    _Follower(widget, widget.setMinimumWidth, width)


def at_least_high(widget: QWidget, height: float) -> None:
    """Never lower than `height` px at 100 %, at the size of text now and later."""
    _Follower(widget, widget.setMinimumHeight, height)


def as_wide(widget: QWidget, width: float) -> None:
    """Exactly `width` px at 100 %, at the size of text now and later."""
    _Follower(widget, widget.setFixedWidth, width)


def spaced(spin: QAbstractSpinBox) -> None:
    """Words of a spin box begin where those of other fields do; the style sheet's padding does not reach them."""
    line = spin.findChild(QLineEdit)
    if line is not None:
        _Follower(spin, lambda left: line.setTextMargins(left, 0, 0, 0), 8)


class _Follower(QObject):
    """Applies a measure now and whenever the theme changes, as long as its widget lives."""

    def __init__(self, widget: QWidget, apply: Callable[[int], object], measure: float) -> None:
        super().__init__(widget)
        self._apply, self._measure = apply, measure
        theme().changed.connect(self._fit)
        self._fit()

    def _fit(self) -> None:
        self._apply(theme().px(self._measure))


def beside_or_below(both: QBoxLayout, line: QWidget, part: QWidget, wide: int, *, below: bool) -> None:
    """Two parts with a line between them stand beside each other, one of them `wide` pixels, or below each other."""
    both.setDirection(QBoxLayout.Direction.TopToBottom if below else QBoxLayout.Direction.LeftToRight)
    line.setFixedSize(*((MOST, 1) if below else (1, MOST)))
    part.setMinimumWidth(0 if below else wide)
    part.setMaximumWidth(MOST if below else wide)
