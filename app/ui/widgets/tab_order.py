"""Where Tab leads: through what stands on the screen, row by row, whenever and wherever it was made."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QAbstractSpinBox, QApplication, QComboBox, QWidget

TAB, WHOLE = Qt.FocusPolicy.TabFocus, (QAbstractItemView, QAbstractSpinBox, QComboBox)
TABBED, BACK = Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason


def step(root: QWidget, *, forward: bool) -> bool:
    """Give the focus to the next (or the one before) control in `root`, around its end; False where there is none.

    Qt's own chain keeps the order in which widgets were made, and turns back in a page that hands its focus to a child.
    """
    at, seen = QApplication.focusWidget(), list(_walk(root))
    if at not in seen:
        return False
    here = seen.index(at)
    after = seen[here + 1 :] + seen[:here]
    found = next((each for each in (after if forward else reversed(after)) if _takes_tab(each)), None)
    if found is not None:
        found.setFocus(TABBED if forward else BACK)
    return found is not None


def _takes_tab(widget: QWidget) -> bool:
    return bool(widget.focusPolicy() & TAB) and widget.isEnabled() and widget.focusProxy() is None


def _walk(widget: QWidget) -> Iterator[QWidget]:
    """The widget and all that is visible in it, as it is read; a list or a field is one."""
    yield widget
    if not isinstance(widget, WHOLE):
        inside = [each for each in widget.children() if isinstance(each, QWidget) and not each.isWindow()]
        for each in _as_read([each for each in inside if each.isVisible()]):
            yield from _walk(each)


def _as_read(widgets: list[QWidget]) -> list[QWidget]:
    """From above to below; what begins beside the uppermost is of its row, from left to right."""
    left, found = sorted(widgets, key=QWidget.y), []
    while left:
        end = left[0].y() + max(1, left[0].height())
        row = [each for each in left if each.y() < end]
        found += sorted(row, key=lambda each: (each.x(), each.y()))
        left = left[len(row) :]
    return found
