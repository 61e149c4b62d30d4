"""What can wait until the first window stands there. Where none is waited for, it is done at once.

`Qt` and `QStyle` are classes that PySide only makes when they are first named, with a hundred enumerations and flags: a
fifth of the time until a bare window stands. So nothing on the way to the first painting names them: flags of a widget
are set by their names as properties (`setProperty("alignment", "AlignTop")`), those of a painter are the numbers here.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from PySide6.QtCore import QObject, Signal

ALIGN_MIDDLE = 0x0080
"""Qt.AlignmentFlag.AlignVCenter"""
ALIGN_CENTER = 0x0084
"""Qt.AlignmentFlag.AlignCenter"""
SHOW_MNEMONIC = 0x0800
"""Qt.TextFlag.TextShowMnemonic"""
DISPLAY_ROLE = 0
"""Qt.ItemDataRole.DisplayRole"""
ACCESSIBLE_TEXT_ROLE = 11
"""Qt.ItemDataRole.AccessibleTextRole"""


class _Bell(QObject):
    """What waits is connected to it: what a widget wanted is forgotten when the widget is gone."""

    rings = Signal()


class FirstPaint:
    """Whether the first window is still to be painted, and what is to be done then."""

    def __init__(self) -> None:
        self._bell: _Bell | None = None

    @property
    def is_awaited(self) -> bool:
        """Whether it is still to come."""
        return self._bell is not None

    def expect(self) -> None:
        """From now on keep back what can wait."""
        self._bell = self._bell or _Bell()

    def then(self, act: Callable[[], object]) -> None:
        """Do it once the window stands there, in the order asked for; at once where none is waited for."""
        if self._bell is None:
            act()
        else:
            self._bell.rings.connect(act)

    def come(self) -> None:
        """The window stands there: do what was kept back."""
        bell, self._bell = self._bell, None
        if bell is not None:
            bell.rings.emit()


@cache
def first_paint() -> FirstPaint:
    """The one first painting of this program."""
    return FirstPaint()
