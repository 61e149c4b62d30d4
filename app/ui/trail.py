"""From which page one was led to which: the way back for `Esc` and `Backspace`."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

LONGEST = 20


class Trail:
    """The pages that led to the one that is shown, the nearest last, each with what had the focus there.

    Who chooses a page (rail, keys, search for a page) begins anew; who opens a list or a record from a page is led.
    """

    def __init__(self) -> None:
        self._steps: list[tuple[str, QWidget | None]] = []
        self.led = False
        """Whether the page that is shown now was opened from another."""

    def __bool__(self) -> bool:
        return bool(self._steps)

    def begin(self) -> None:
        """A page was chosen: there is no way back from it."""
        self._steps.clear()
        self.led = False

    def lead(self, key: str, focused: QWidget | None) -> None:
        """The page of this key opens another."""
        self._steps = [*self._steps, (key, focused)][-LONGEST:]
        self.led = True

    def stay(self) -> None:
        """A page shows something else of its own."""
        self.led = False

    def back(self) -> tuple[str, QWidget | None]:
        """The page that led here, and what had the focus there while it still lives. Raises IndexError without one."""
        self.led = False
        key, focused = self._steps.pop()
        return key, focused if focused is not None and isValid(focused) else None
